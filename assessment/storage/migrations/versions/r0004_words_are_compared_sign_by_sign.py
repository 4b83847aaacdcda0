"""On a PostgreSQL server words are compared sign by sign, as SQLite and Python do, whatever its own language says."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
_OWN_BOOKKEEPING = "alembic_version"


def upgrade() -> None:
    """Change how every column of words that there is at this revision is compared; what is in it stays."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    known = sa.inspect(connection)
    quote = connection.dialect.identifier_preparer.quote
    for table in known.get_table_names():
        changes = ", ".join(
            f'ALTER COLUMN {quote(column["name"])} TYPE {_plain(kind)} COLLATE "C"'
            for column in known.get_columns(table)
            if isinstance(kind := column["type"], sa.String)
        )
        if changes and table != _OWN_BOOKKEEPING:
            op.execute(f"ALTER TABLE {quote(table)} {changes}")  # all at once: its indexes are built anew once


def _plain(kind: sa.String) -> str:
    return f"VARCHAR({kind.length})" if kind.length else "TEXT"
