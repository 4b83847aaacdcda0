"""From every earlier revision a filled database comes forward with all that was in it, on both kinds of database."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, delete, func, insert, inspect, select
from support.three_people import TODAY, at
from support.whole_life import live

from assessment.access.actor import SYSTEM
from assessment.domain.errors import CallerCanMend
from assessment.storage import batches, facts, journal, ledger, migrate
from assessment.storage.desk_tables import metadata
from assessment.storage.engine import make_engine
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.migrate_database import migrate_database
from assessment.use_cases.undo_import import undo_import

EARLIER = migrate.revisions()[:0:-1]
"""Oldest first, without the newest: a revision that is added is tried from the day it is not the newest any more."""
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def life(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Every row of a whole life, as this version stores it."""
    folder = tmp_path_factory.mktemp("life")
    shutil.copyfile(empty_database, folder / "life.db")
    lived = open_ledger(f"sqlite:///{folder / 'life.db'}")
    live(lived, folder / "deliveries")
    with lived.reading() as transaction:
        rows = {table.name: rows_of(transaction, table) for table in metadata.sorted_tables}
    lived.close()
    return rows


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where there is nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kommune.db'}"
    return str(request.getfixturevalue("empty_on_server")())


def made(address: str, revision: str, life: Rows) -> Rows:
    """Make a database of an earlier revision in which everything stands that had a place then; what that is."""
    engine = make_engine(address)
    kept: Rows = {}
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        migrate.upgrade(connection, revision)
        then = inspect(connection)
        for table in metadata.sorted_tables:
            if table.name not in then.get_table_names():
                continue
            columns = {column["name"] for column in then.get_columns(table.name)}
            kept[table.name] = [{name: row[name] for name in row if name in columns} for row in life[table.name]]
            connection.execute(delete(table))
            if kept[table.name]:
                connection.execute(insert(table), kept[table.name])
            let_numbers_go_on(connection, table)
    engine.dispose()
    return kept


@pytest.fixture
def oldest(address: str, life: Rows) -> Rows:
    """What stands in a database of the very first revision."""
    return made(address, EARLIER[0], life)


def let_numbers_go_on(connection: Connection, table: Table) -> None:
    if connection.dialect.name == "postgresql" and table.autoincrement_column is not None:
        column = table.autoincrement_column
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', column.name)
        highest = connection.execute(select(func.max(column))).scalar()
        connection.execute(select(func.setval(sequence, highest or 1, highest is not None)))


def rows_of(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]


@pytest.mark.parametrize("revision", EARLIER)
def test_nothing_is_lost_and_life_goes_on(revision: str, address: str, life: Rows) -> None:
    kept = made(address, revision, life)
    moved = migrate_database(address)
    assert (moved.from_revision, moved.to_revision) == (revision, migrate.newest_revision())

    database = open_ledger(address)
    try:
        with database.reading() as transaction:
            context = MigrationContext.configure(transaction, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
            for name, before in kept.items():
                after = rows_of(transaction, metadata.tables[name])
                if name == "writer":
                    continue  # whose turn it is: a migration takes one
                assert [
                    {column: row[column] for column in old} for old, row in zip(before, after, strict=True)
                ] == before
            earlier = [run.get("scale", "step") for run in kept["flag_runs"]]
            assert [run["scale"] for run in rows_of(transaction, metadata.tables["flag_runs"])] == earlier != []
            knew = [run["known_undo_seq"] for run in life["flag_runs"]]
            assert [run["known_undo_seq"] for run in rows_of(transaction, metadata.tables["flag_runs"])] == knew
            assert 0 < max(knew) > min(knew), "a scoring before something was undone, and one after"
            assert journal.first_broken_link(transaction) is None
        go_on(database)
    finally:
        database.close()


def go_on(database: Ledger) -> None:
    """A delivery more, which is then undone."""
    now = at(TODAY, 21)
    with database.writing() as transaction:
        batch = batches.receive(
            transaction, batch_id="ny", kind="import", source="ny", received_at=now, received_by="a", counts={}
        )
        rows = facts.current(transaction, "newcomers")
        facts.append(transaction, batch, "newcomers", rows.drop(columns="row_id"), rows["row_id"].to_numpy())
        journal.write(transaction, at=now, actor="a", act="import", subject="ny", detail={})
    undo_import(database, SYSTEM, "ny", now=now)
    with database.reading() as transaction:
        assert journal.first_broken_link(transaction) is None


def test_every_word_on_a_server_is_compared_sign_by_sign(postgres: str) -> None:
    engine, found = make_engine(f"{postgres}/sprogspor"), MetaData()
    found.reflect(engine)
    engine.dispose()
    words = [
        (table.name, column.name, getattr(column.type, "collation", None))
        for table in found.tables.values()
        for column in table.c
        if column.type.python_type is str and table.name != "alembic_version"
    ]
    assert len(words) > 80
    assert [word for word in words if word[2] != "C"] == []


def test_a_migration_that_fails_halfway_leaves_the_database_as_it_was(
    oldest: Rows, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = migrate.command.upgrade

    def fail_at_the_end(*arguments: Any) -> None:
        real(*arguments)
        raise RuntimeError

    monkeypatch.setattr(migrate.command, "upgrade", fail_at_the_end)
    with pytest.raises(RuntimeError):
        migrate_database(address)

    engine = make_engine(address)
    with engine.connect() as connection:
        assert migrate.revision_of(connection) == EARLIER[0]
        assert set(oldest) | {"alembic_version"} == set(inspect(connection).get_table_names())
    engine.dispose()


@pytest.mark.usefixtures("oldest")
def test_two_who_migrate_at_once_do_it_once(address: str) -> None:
    ready, ended = threading.Barrier(2), []

    def go() -> None:
        ready.wait()
        ended.append(migrate_database(address).to_revision)

    both = [threading.Thread(target=go) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert ended == [migrate.newest_revision()] * 2


def test_a_server_that_holds_something_is_brought_forward_by_nobody_else(
    empty_on_server: Callable[[], str], life: Rows
) -> None:
    address = empty_on_server()
    made(address, EARLIER[-1], life)
    with pytest.raises(CallerCanMend, match="sprogspor migrate"):
        open_ledger(address)
    engine = make_engine(address)
    with engine.connect() as connection:
        assert migrate.revision_of(connection) == EARLIER[-1]
    engine.dispose()


def test_nothing_to_do_is_said_and_nothing_is_done(new_ledger: Callable[[], Ledger]) -> None:
    made = new_ledger()
    moved = ledger.bring_forward(made.engine.url.render_as_string(hide_password=False))
    assert moved == migrate.Moved(from_revision=migrate.newest_revision(), to_revision=migrate.newest_revision())
