"""What notes say beside their vectors, what of it a scoring read, by which encoder, and whom its model learned from."""

import sqlalchemy as sa
from alembic import op

from assessment.domain.bundle import ID_MAX_LENGTH
from assessment.storage.types import words

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns and the table; the notes that were read before are gone through by the worker."""
    op.add_column("note_vectors", sa.Column("signals", sa.LargeBinary(), nullable=True))
    op.add_column("flag_runs", sa.Column("encoder", words(64), nullable=True))
    op.add_column("flag_runs", sa.Column("learned_from", words(16), nullable=True))
    op.create_table(
        "read_notes",
        sa.Column("run_seq", sa.Integer(), nullable=False),
        sa.Column("placement_id", words(ID_MAX_LENGTH), nullable=False),
        sa.Column("signals", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_seq"], ["flag_runs.run_seq"], name=op.f("fk_read_notes_run_seq")),
        sa.PrimaryKeyConstraint("run_seq", "placement_id", name=op.f("pk_read_notes")),
    )
