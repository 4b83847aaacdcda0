"""Receipts of what was logged in the app, messages to buddies, whose a delivery is, and links for a known user."""

import sqlalchemy as sa
from alembic import op

from assessment.storage.types import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables and columns; what is there keeps its content."""
    op.create_table(
        "receipts",
        sa.Column("observation_id", sa.String(length=36), nullable=False),
        sa.Column("user", sa.String(length=200), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.Column("device_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("observation_id", name=op.f("pk_receipts")),
    )
    op.create_table(
        "messages",
        sa.Column("message_seq", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("placement_id", sa.String(length=64), nullable=False),
        sa.Column("observer_id", sa.String(length=64), nullable=False),
        sa.Column("criterion", sa.String(length=32), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.String(length=200), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message_seq", name=op.f("pk_messages")),
        sa.UniqueConstraint("message_id", name=op.f("uq_messages_message_id")),
    )
    op.create_index(op.f("ix_messages_placement_id"), "messages", ["placement_id"], unique=False)
    op.create_index(op.f("ix_messages_observer_id"), "messages", ["observer_id"], unique=False)
    op.add_column("batches", sa.Column("provider_id", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_batches_provider_id"), "batches", ["provider_id"], unique=False)
    with op.batch_alter_table("invitations") as invitations:
        invitations.add_column(sa.Column("invitation_id", sa.String(length=36), nullable=True))
        invitations.add_column(sa.Column("for_user", sa.String(length=200), nullable=True))
        invitations.add_column(sa.Column("ended_at", UtcDateTime(), nullable=True))
        invitations.create_unique_constraint(op.f("uq_invitations_invitation_id"), ["invitation_id"])
