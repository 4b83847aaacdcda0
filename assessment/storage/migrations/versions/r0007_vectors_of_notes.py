"""What a note is to a machine: vectors by the content they were made from, and the encoders that made them."""

import sqlalchemy as sa
from alembic import op

from assessment.storage.types import UtcDateTime, words

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add both tables; nothing has been read yet."""
    op.create_table(
        "encoders",
        sa.Column("encoder_id", words(64), nullable=False),
        sa.Column("name", words(200), nullable=False),
        sa.Column("background", sa.LargeBinary(), nullable=False),
        sa.Column("first_used_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("encoder_id", name=op.f("pk_encoders")),
    )
    op.create_table(
        "note_vectors",
        sa.Column("encoder_id", words(64), nullable=False),
        sa.Column("content_hash", words(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["encoder_id"], ["encoders.encoder_id"], name=op.f("fk_note_vectors_encoder_id")),
        sa.PrimaryKeyConstraint("encoder_id", "content_hash", name=op.f("pk_note_vectors")),
    )
