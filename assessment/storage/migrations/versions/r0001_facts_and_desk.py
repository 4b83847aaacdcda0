"""The first shape: facts, states, views, decisions, gate, accounts, journal."""

import sqlalchemy as sa
from alembic import op

from assessment.storage.types import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table, and the one row that a writer takes its turn by."""
    op.create_table(
        "accounts",
        sa.Column("account_seq", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("municipality", sa.String(length=3), nullable=True),
        sa.Column("provider_id", sa.String(length=64), nullable=True),
        sa.Column("observer_id", sa.String(length=64), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("account_seq", name=op.f("pk_accounts")),
        sa.UniqueConstraint("user", name=op.f("uq_accounts_user")),
    )
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("municipality", sa.String(length=3), nullable=True),
        sa.Column("provider_id", sa.String(length=64), nullable=True),
        sa.Column("observer_id", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitations")),
    )
    op.create_table(
        "batches",
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("received_by", sa.String(length=200), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("batch_seq", name=op.f("pk_batches")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_batches_batch_id")),
    )
    op.create_table(
        "gate_entries",
        sa.Column("gate_seq", sa.Integer(), nullable=False),
        sa.Column("gate_id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=3), nullable=False),
        sa.Column("engine", sa.String(length=8), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("dpia", sa.Text(), nullable=True),
        sa.Column("dpia_on", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("training", sa.Boolean(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("registered_at", UtcDateTime(), nullable=False),
        sa.Column("registered_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("gate_seq", name=op.f("pk_gate_entries")),
        sa.UniqueConstraint("gate_id", name=op.f("uq_gate_entries_gate_id")),
    )
    op.create_index(op.f("ix_gate_entries_municipality"), "gate_entries", ["municipality"], unique=False)
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_hash")),
    )
    op.create_index(op.f("ix_journal_subject"), "journal", ["subject"], unique=False)
    op.create_table(
        "meta",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "writer",
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("writer_id", name=op.f("pk_writer")),
    )
    op.create_table(
        "assignments",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("placement_id", sa.String(length=64), nullable=False),
        sa.Column("observer_id", sa.String(length=64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_assignments_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["assignments.row_id"], name=op.f("fk_assignments_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_assignment_id"), "assignments", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_assignments_batch_seq"), "assignments", ["batch_seq"], unique=False)
    op.create_index(op.f("ix_assignments_observer_id"), "assignments", ["observer_id"], unique=False)
    op.create_index(op.f("ix_assignments_placement_id"), "assignments", ["placement_id"], unique=False)
    op.create_index(op.f("ix_assignments_replaces_row"), "assignments", ["replaces_row"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("enrolment_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("lessons_offered", sa.Float(), nullable=False),
        sa.Column("lessons_attended", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_attendance_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["attendance.row_id"], name=op.f("fk_attendance_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_batch_seq"), "attendance", ["batch_seq"], unique=False)
    op.create_index(op.f("ix_attendance_enrolment_id_week"), "attendance", ["enrolment_id", "week"], unique=False)
    op.create_index(op.f("ix_attendance_replaces_row"), "attendance", ["replaces_row"], unique=False)
    op.create_table(
        "enrolments",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("enrolment_id", sa.String(length=64), nullable=False),
        sa.Column("newcomer_id", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("track", sa.String(length=16), nullable=False),
        sa.Column("module", sa.Text(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_enrolments_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["enrolments.row_id"], name=op.f("fk_enrolments_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_enrolments")),
    )
    op.create_index(op.f("ix_enrolments_batch_seq"), "enrolments", ["batch_seq"], unique=False)
    op.create_index(op.f("ix_enrolments_enrolment_id"), "enrolments", ["enrolment_id"], unique=False)
    op.create_index(op.f("ix_enrolments_newcomer_id"), "enrolments", ["newcomer_id"], unique=False)
    op.create_index(op.f("ix_enrolments_provider_id"), "enrolments", ["provider_id"], unique=False)
    op.create_index(op.f("ix_enrolments_replaces_row"), "enrolments", ["replaces_row"], unique=False)
    op.create_table(
        "flag_runs",
        sa.Column("run_seq", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=3), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("engine", sa.String(length=8), nullable=False),
        sa.Column("model_id", sa.String(length=64), nullable=False),
        sa.Column("rubric", sa.String(length=64), nullable=False),
        sa.Column("gate_id", sa.String(length=36), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("known_batch_seq", sa.Integer(), nullable=False),
        sa.Column("objected", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["gate_id"], ["gate_entries.gate_id"], name=op.f("fk_flag_runs_gate_id")),
        sa.PrimaryKeyConstraint("run_seq", name=op.f("pk_flag_runs")),
        sa.UniqueConstraint("run_id", name=op.f("uq_flag_runs_run_id")),
    )
    op.create_index(op.f("ix_flag_runs_municipality_as_of"), "flag_runs", ["municipality", "as_of"], unique=False)
    op.create_table(
        "newcomers",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("newcomer_id", sa.String(length=64), nullable=False),
        sa.Column("municipality", sa.String(length=3), nullable=False),
        sa.Column("alias", sa.Text(), nullable=True),
        sa.Column("gender", sa.String(length=16), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("resident_since", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_newcomers_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["newcomers.row_id"], name=op.f("fk_newcomers_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_newcomers")),
    )
    op.create_index(op.f("ix_newcomers_batch_seq"), "newcomers", ["batch_seq"], unique=False)
    op.create_index(op.f("ix_newcomers_newcomer_id"), "newcomers", ["newcomer_id"], unique=False)
    op.create_index(op.f("ix_newcomers_replaces_row"), "newcomers", ["replaces_row"], unique=False)
    op.create_table(
        "objections",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("newcomer_id", sa.String(length=64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_objections_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["objections.row_id"], name=op.f("fk_objections_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_objections")),
    )
    op.create_index(op.f("ix_objections_batch_seq"), "objections", ["batch_seq"], unique=False)
    op.create_index(op.f("ix_objections_newcomer_id_from_on"), "objections", ["newcomer_id", "from_on"], unique=False)
    op.create_index(op.f("ix_objections_replaces_row"), "objections", ["replaces_row"], unique=False)
    op.create_table(
        "observations",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("observation_id", sa.String(length=36), nullable=False),
        sa.Column("placement_id", sa.String(length=64), nullable=False),
        sa.Column("observer_id", sa.String(length=64), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=True),
        sa.Column("talk_minutes", sa.String(length=16), nullable=True),
        sa.Column("talk_partners", sa.String(length=16), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("replaces", sa.String(length=36), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_observations_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["observations.row_id"], name=op.f("fk_observations_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_observations")),
    )
    op.create_index(op.f("ix_observations_batch_seq"), "observations", ["batch_seq"], unique=False)
    op.create_index(op.f("ix_observations_observation_id"), "observations", ["observation_id"], unique=False)
    op.create_index(op.f("ix_observations_observer_id"), "observations", ["observer_id"], unique=False)
    op.create_index(op.f("ix_observations_placement_id"), "observations", ["placement_id"], unique=False)
    op.create_index(op.f("ix_observations_replaces"), "observations", ["replaces"], unique=False)
    op.create_index(op.f("ix_observations_replaces_row"), "observations", ["replaces_row"], unique=False)
    op.create_table(
        "observers",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("observer_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("workplace_id", sa.String(length=64), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_observers_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["observers.row_id"], name=op.f("fk_observers_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_observers")),
    )
    op.create_index(op.f("ix_observers_batch_seq"), "observers", ["batch_seq"], unique=False)
    op.create_index(op.f("ix_observers_observer_id"), "observers", ["observer_id"], unique=False)
    op.create_index(op.f("ix_observers_replaces_row"), "observers", ["replaces_row"], unique=False)
    op.create_index(op.f("ix_observers_workplace_id"), "observers", ["workplace_id"], unique=False)
    op.create_table(
        "pauses",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("newcomer_id", sa.String(length=64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_pauses_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["pauses.row_id"], name=op.f("fk_pauses_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_pauses")),
    )
    op.create_index(op.f("ix_pauses_batch_seq"), "pauses", ["batch_seq"], unique=False)
    op.create_index(
        op.f("ix_pauses_newcomer_id_from_on_code"), "pauses", ["newcomer_id", "from_on", "code"], unique=False
    )
    op.create_index(op.f("ix_pauses_replaces_row"), "pauses", ["replaces_row"], unique=False)
    op.create_table(
        "placements",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("placement_id", sa.String(length=64), nullable=False),
        sa.Column("newcomer_id", sa.String(length=64), nullable=False),
        sa.Column("workplace_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("hours_per_week", sa.Float(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_placements_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["placements.row_id"], name=op.f("fk_placements_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_placements")),
    )
    op.create_index(op.f("ix_placements_batch_seq"), "placements", ["batch_seq"], unique=False)
    op.create_index(op.f("ix_placements_newcomer_id"), "placements", ["newcomer_id"], unique=False)
    op.create_index(op.f("ix_placements_placement_id"), "placements", ["placement_id"], unique=False)
    op.create_index(op.f("ix_placements_replaces_row"), "placements", ["replaces_row"], unique=False)
    op.create_index(op.f("ix_placements_workplace_id"), "placements", ["workplace_id"], unique=False)
    op.create_table(
        "providers",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_providers_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["providers.row_id"], name=op.f("fk_providers_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_providers")),
    )
    op.create_index(op.f("ix_providers_batch_seq"), "providers", ["batch_seq"], unique=False)
    op.create_index(op.f("ix_providers_provider_id"), "providers", ["provider_id"], unique=False)
    op.create_index(op.f("ix_providers_replaces_row"), "providers", ["replaces_row"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("observation_id", sa.String(length=36), nullable=False),
        sa.Column("criterion", sa.String(length=32), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_ratings_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["ratings.row_id"], name=op.f("fk_ratings_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_batch_seq"), "ratings", ["batch_seq"], unique=False)
    op.create_index(
        op.f("ix_ratings_observation_id_criterion"), "ratings", ["observation_id", "criterion"], unique=False
    )
    op.create_index(op.f("ix_ratings_replaces_row"), "ratings", ["replaces_row"], unique=False)
    op.create_table(
        "results",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("result_id", sa.String(length=64), nullable=False),
        sa.Column("newcomer_id", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=True),
        sa.Column("track", sa.String(length=16), nullable=True),
        sa.Column("module", sa.Text(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("passed", sa.String(length=8), nullable=False),
        sa.Column("grade", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_results_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["results.row_id"], name=op.f("fk_results_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_results")),
    )
    op.create_index(op.f("ix_results_batch_seq"), "results", ["batch_seq"], unique=False)
    op.create_index(op.f("ix_results_newcomer_id"), "results", ["newcomer_id"], unique=False)
    op.create_index(op.f("ix_results_provider_id"), "results", ["provider_id"], unique=False)
    op.create_index(op.f("ix_results_replaces_row"), "results", ["replaces_row"], unique=False)
    op.create_index(op.f("ix_results_result_id"), "results", ["result_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_seq", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_seq"], ["accounts.account_seq"], name=op.f("fk_sessions_account_seq")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account_seq"), "sessions", ["account_seq"], unique=False)
    op.create_table(
        "undos",
        sa.Column("undo_seq", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=False),
        sa.Column("undone_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_undos_batch_seq")),
        sa.PrimaryKeyConstraint("undo_seq", name=op.f("pk_undos")),
        sa.UniqueConstraint("batch_seq", name=op.f("uq_undos_batch_seq")),
    )
    op.create_table(
        "workplaces",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("workplace_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("municipality", sa.String(length=3), nullable=True),
        sa.Column("trade", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_workplaces_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["workplaces.row_id"], name=op.f("fk_workplaces_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_workplaces")),
    )
    op.create_index(op.f("ix_workplaces_batch_seq"), "workplaces", ["batch_seq"], unique=False)
    op.create_index(op.f("ix_workplaces_replaces_row"), "workplaces", ["replaces_row"], unique=False)
    op.create_index(op.f("ix_workplaces_workplace_id"), "workplaces", ["workplace_id"], unique=False)
    op.create_table(
        "states",
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("state_id", sa.String(length=36), nullable=False),
        sa.Column("run_seq", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.String(length=64), nullable=False),
        sa.Column("newcomer_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("stall_probability", sa.Float(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_seq"], ["flag_runs.run_seq"], name=op.f("fk_states_run_seq")),
        sa.PrimaryKeyConstraint("state_seq", name=op.f("pk_states")),
        sa.UniqueConstraint("state_id", name=op.f("uq_states_state_id")),
    )
    op.create_index(op.f("ix_states_newcomer_id"), "states", ["newcomer_id"], unique=False)
    op.create_index(op.f("ix_states_placement_id"), "states", ["placement_id"], unique=False)
    op.create_index(op.f("ix_states_run_seq"), "states", ["run_seq"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("decision_seq", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("placement_id", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("state_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["state_id"], ["states.state_id"], name=op.f("fk_decisions_state_id")),
        sa.PrimaryKeyConstraint("decision_seq", name=op.f("pk_decisions")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_decisions_decision_id")),
    )
    op.create_index(op.f("ix_decisions_placement_id"), "decisions", ["placement_id"], unique=False)
    op.create_table(
        "own_views",
        sa.Column("view_seq", sa.Integer(), nullable=False),
        sa.Column("view_id", sa.String(length=36), nullable=False),
        sa.Column("placement_id", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("view", sa.String(length=24), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("state_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["state_id"], ["states.state_id"], name=op.f("fk_own_views_state_id")),
        sa.PrimaryKeyConstraint("view_seq", name=op.f("pk_own_views")),
        sa.UniqueConstraint("view_id", name=op.f("uq_own_views_view_id")),
    )
    op.create_index(op.f("ix_own_views_placement_id"), "own_views", ["placement_id"], unique=False)
    op.create_table(
        "state_voids",
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("undo_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["state_seq"], ["states.state_seq"], name=op.f("fk_state_voids_state_seq")),
        sa.ForeignKeyConstraint(["undo_seq"], ["undos.undo_seq"], name=op.f("fk_state_voids_undo_seq")),
        sa.PrimaryKeyConstraint("state_seq", name=op.f("pk_state_voids")),
    )
    op.execute("INSERT INTO writer (writer_id, turns) VALUES (1, 0)")
