"""Whom a municipality lets a model point at, and from which probability a scoring by a model did."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the columns; where nothing stands a model went by the threshold that travels with it."""
    op.add_column("gate_entries", sa.Column("threshold", sa.Float(), nullable=True))
    op.add_column("gate_entries", sa.Column("capacity", sa.Float(), nullable=True))
    op.add_column("flag_runs", sa.Column("threshold", sa.Float(), nullable=True))
