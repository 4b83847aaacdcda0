"""Which unit the paces and levels of a scoring are in: steps of the rubric before the growth filter, logits since."""

import sqlalchemy as sa
from alembic import op

from assessment.storage.types import words

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; every scoring that is there was made in steps."""
    op.add_column("flag_runs", sa.Column("scale", words(8), nullable=False, server_default="step"))
