"""An index that holds all that the queue asks of an observation."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the index; what is there keeps its content."""
    op.create_index(
        "ix_observations_seen",
        "observations",
        [
            "placement_id",
            "observer_id",
            "seen_on",
            "recorded_at",
            "withdrawn_at",
            "replaces_row",
            "received_at",
            "batch_seq",
        ],
        unique=False,
    )
