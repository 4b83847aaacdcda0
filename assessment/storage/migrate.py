"""Bring a database to the shape this version knows, without losing what is in it."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.storage.copying import copy_sqlite

MIGRATIONS = Path(__file__).parent / "migrations"


def bring_forward(engine: Engine, *, explicit: bool = False) -> None:
    """Migrate to the newest revision; nothing happens where the database is there already.

    An embedded SQLite database is brought forward by itself after a copy is laid beside it. Any other database
    that holds something is only migrated when asked for (``explicit``, the command ``migrate``).
    """
    with engine.connect() as connection:
        found = _revision(connection)
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if found == newest:
        return
    embedded = engine.dialect.name == "sqlite"
    if found is not None and not embedded and not explicit:
        raise CallerCanMend(
            _("Databasen er fra en tidligere version. Tag en sikkerhedskopi, og kør: sprogspor migrate")
        )
    if found is not None and embedded and engine.url.database:
        file = Path(engine.url.database)
        copy_sqlite(file, file.with_name(f"{file.stem}.{found}.{datetime.now(UTC):%Y%m%dT%H%M%S}.backup.db"))
    _upgrade(engine)


def _upgrade(engine: Engine) -> None:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
