"""Bring a database to the shape this version knows, without losing what is in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, inspect, select, update

from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.i18n.words import _
from assessment.storage.copying import NotWhole, copy_sqlite
from assessment.storage.desk_tables import writer

MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATING = 0x5350524F47  # the number of the lock that a server knows us by while its tables are changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """From which revision a database came to which.

    ``from_revision`` is None where it was empty, and the same as ``to_revision`` where there was nothing to do;
    ``copy`` is the copy that was laid beside a SQLite file first.
    """

    from_revision: str | None
    to_revision: str
    copy: Path | None = None


def bring_forward(engine: Engine, *, explicit: bool = False) -> Moved:
    """Migrate to the newest revision; nothing happens where the database is there already.

    An embedded SQLite database is brought forward by itself after a copy is laid beside it. Any other database
    that holds something is only migrated when asked for (``explicit``, the command ``migrate``). All of it happens
    in one transaction, and of two at once the second finds it done.
    """
    with engine.connect() as connection:
        found = revision_of(connection)
        holds_something_else = found is None and bool(_tables(connection))
    if holds_something_else:
        raise somebody_elses()
    newest = newest_revision()
    if found == newest:
        return Moved(from_revision=found, to_revision=newest)
    if found is not None and found not in revisions():
        raise CallerCanMend(
            _("Databasen er fra en nyere version af Sprogspor. Opdatér programmet; databasen er ikke rørt.")
        )
    embedded = engine.dialect.name == "sqlite"
    if found is not None and not embedded and not explicit:
        raise CallerCanMend(
            _("Databasen er fra en tidligere version. Tag en sikkerhedskopi, og kør: sprogspor migrate")
        )
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        take_turn(connection)
        found = revision_of(connection)  # somebody else may have been first
        copy = None
        if found is not None and found != newest and embedded and engine.url.database:
            copy = _copy_beside(Path(engine.url.database), found)
        if found != newest:
            upgrade(connection)
    return Moved(from_revision=found, to_revision=newest, copy=copy)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to ``revision`` in the transaction of ``connection``."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def take_turn(connection: Connection) -> None:
    """Wait until nobody else migrates, restores or writes, for as long as any writer waits."""
    if connection.dialect.name != "sqlite":  # a SQLite writer has the whole file from its first word
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
        if writer.name in _tables(connection):
            connection.execute(update(writer).values(turns=writer.c.turns + 1))


def is_empty(engine: Engine) -> bool:
    """Whether there is no table at all in the database."""
    with engine.connect() as connection:
        return not _tables(connection)


def somebody_elses() -> CallerCanMend:
    """What is said of a database that holds other things than ours."""
    return CallerCanMend(_("Databasen er en anden end Sprogspors og er ikke rørt. Peg på en anden med --database."))


def revision_of(connection: Connection) -> str | None:
    """The revision that a database stands at; None where it was never made by us."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision that this version of the program knows as its own."""
    return revisions()[0]


def revisions() -> list[str]:
    """Every revision this version knows, newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def _copy_beside(file: Path, revision: str) -> Path:
    copy = file.with_name(f"{file.stem}.{revision}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}.backup.db")
    try:
        copy_sqlite(file, copy)
    except (NotWhole, FileExistsError) as problem:
        raise SprogsporError(
            _("Der kunne ikke tages en kopi af databasen før opdateringen, så den er ikke rørt. Er disken fuld?")
        ) from problem
    return copy


def _tables(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
