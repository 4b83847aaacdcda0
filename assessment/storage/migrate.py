"""Bring a database to the shape this version knows, without losing what is in it."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.i18n.words import _
from assessment.storage.copying import NotWhole, copy_sqlite

MIGRATIONS = Path(__file__).parent / "migrations"


def bring_forward(engine: Engine, *, explicit: bool = False) -> None:
    """Migrate to the newest revision; nothing happens where the database is there already.

    An embedded SQLite database is brought forward by itself after a copy is laid beside it. Any other database
    that holds something is only migrated when asked for (``explicit``, the command ``migrate``).
    """
    with engine.connect() as connection:
        found = _revision(connection)
        holds_something_else = found is None and bool(inspect(connection).get_table_names())
    if holds_something_else:
        raise somebody_elses()
    scripts = ScriptDirectory.from_config(_config())
    if found == scripts.get_current_head():
        return
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise CallerCanMend(
            _("Databasen er fra en nyere version af Sprogspor. Opdatér programmet; databasen er ikke rørt.")
        )
    embedded = engine.dialect.name == "sqlite"
    if found is not None and not embedded and not explicit:
        raise CallerCanMend(
            _("Databasen er fra en tidligere version. Tag en sikkerhedskopi, og kør: sprogspor migrate")
        )
    if found is not None and embedded and engine.url.database:
        _copy_beside(Path(engine.url.database), found)
    _upgrade(engine)


def somebody_elses() -> CallerCanMend:
    """What is said of a database that holds other things than ours."""
    return CallerCanMend(_("Databasen er en anden end Sprogspors og er ikke rørt. Peg på en anden med --database."))


def _copy_beside(file: Path, revision: str) -> None:
    try:
        copy_sqlite(file, file.with_name(f"{file.stem}.{revision}.{datetime.now(UTC):%Y%m%dT%H%M%S}.backup.db"))
    except (NotWhole, FileExistsError) as problem:
        raise SprogsporError(
            _("Der kunne ikke tages en kopi af databasen før opdateringen, så den er ikke rørt. Er disken fuld?")
        ) from problem


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
