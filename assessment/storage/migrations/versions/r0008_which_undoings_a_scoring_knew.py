"""Which undoings a scoring knew of: with the deliveries it had read, what it takes to compute its states again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column; a scoring that is there knew of what had been undone by the time it was stored."""
    op.add_column("flag_runs", sa.Column("known_undo_seq", sa.Integer(), nullable=False, server_default="0"))
    runs = sa.table("flag_runs", sa.column("made_at"), sa.column("known_undo_seq"))
    undos = sa.table("undos", sa.column("undo_seq"), sa.column("undone_at"))
    latest = sa.select(sa.func.coalesce(sa.func.max(undos.c.undo_seq), 0)).where(undos.c.undone_at <= runs.c.made_at)
    op.execute(sa.update(runs).values(known_undo_seq=latest.scalar_subquery()))
