"""What somebody searches for by meaning, from when it is asked until the reading machine has answered."""

import sqlalchemy as sa
from alembic import op

from assessment.storage.types import UtcDateTime, words

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the table; nobody has asked anything yet."""
    op.create_table(
        "questions",
        sa.Column("question_id", words(36), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("text", words(), nullable=True),
        sa.Column("encoder_id", words(64), nullable=True),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_questions")),
    )
