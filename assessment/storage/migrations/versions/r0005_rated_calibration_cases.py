"""The calibration cases that observers have rated."""

import sqlalchemy as sa
from alembic import op

from assessment.storage.types import UtcDateTime, words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table; what is there keeps its content."""
    op.create_table(
        "calibrations",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_row", sa.Integer(), nullable=True),
        sa.Column("calibration_id", words(64), nullable=False),
        sa.Column("observer_id", words(64), nullable=False),
        sa.Column("case_id", words(64), nullable=False),
        sa.Column("criterion", words(32), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("rated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["batch_seq"], ["batches.batch_seq"], name=op.f("fk_calibrations_batch_seq")),
        sa.ForeignKeyConstraint(["replaces_row"], ["calibrations.row_id"], name=op.f("fk_calibrations_replaces_row")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_calibrations")),
    )
    for column in ("batch_seq", "calibration_id", "observer_id", "replaces_row"):
        op.create_index(op.f(f"ix_calibrations_{column}"), "calibrations", [column], unique=False)
