"""A copy is one file whatever it was taken of, and goes into an empty database of either kind, whole or not at all."""

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from sqlalchemy import func, select, text, update
from support.same_facts import exported, flagged
from support.three_people import TODAY, at
from support.whole_life import BUDDY

from assessment.access.actor import Actor, Role
from assessment.domain.errors import CallerCanMend, NotAllowed
from assessment.storage import batches, journal, migrate, portable
from assessment.storage.desk_tables import journal as journal_table
from assessment.storage.desk_tables import meta, metadata
from assessment.storage.engine import make_engine
from assessment.storage.ledger import Ledger, open_ledger
from assessment.storage.portable import count
from assessment.use_cases.back_up import back_up
from assessment.use_cases.check_installation import FAULT, check_ledger
from assessment.use_cases.log_observation import log_observation
from assessment.use_cases.restore_copy import restore_copy

LATER = at(TODAY, 20)
NewAddress = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that is not there yet, or in which there is nothing."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'et sted' / 'ny.db'}"
    return str(request.getfixturevalue("empty_on_server")())


@pytest.fixture(scope="session")
def copy(lived: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a whole life, lived on either kind of database."""
    out = tmp_path_factory.mktemp("copy") / "kopi.db"
    back_up(lived.ledger, now=at(TODAY, 18), out=out)
    return out


def rows_of(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """Everything there is, but whose turn it was and the journal, in which the acts of taking copies stand."""
    with ledger.reading() as transaction:
        return {
            table.name: [tuple(row) for row in transaction.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
            if table.name not in ("writer", "journal")
        }


def test_what_comes_out_is_what_went_in_and_life_goes_on(copy: Path, lived: Any, nowhere: str, tmp_path: Path) -> None:
    before = copy.read_bytes()
    restored = restore_copy(nowhere, copy, now=LATER)
    assert copy.read_bytes() == before
    assert copy.stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"
    assert [file.name for file in copy.parent.iterdir()] == ["kopi.db"], "nothing is left beside it"

    ledger = open_ledger(nowhere)
    try:
        assert rows_of(ledger) == rows_of(lived.ledger)
        with ledger.reading() as transaction:
            lines = journal.lines(transaction)
            assert restored.rows["journal"] == len(lines) - 1
            position = batches.position(transaction)
        assert [line.act for line in lines[-2:]] == ["backup", "restore"]
        assert (lines[-1].subject, json.loads(lines[-1].detail)) == ("kopi.db", {"rows": sum(restored.rows.values())})
        assert [part.name for part in check_ledger(ledger) if part.verdict == FAULT] == []
        assert exported(ledger, tmp_path / "there") == exported(lived.ledger, tmp_path / "here")
        assert flagged(ledger) == flagged(lived.ledger)

        kept = log_observation(ledger, BUDDY, an_entry(), clock=lambda: at(TODAY, 21))
        assert kept.is_new
        with ledger.reading() as transaction:
            assert batches.position(transaction) > position
            assert journal.first_broken_link(transaction) is None
    finally:
        ledger.close()


def an_entry() -> dict[str, Any]:
    return {
        "observation_id": str(uuid5(NAMESPACE_URL, "bagefter")),
        "placement_id": "forloeb-amina",
        "seen_on": TODAY.isoformat(),
        "ratings": {"small_talk": 3},
    }


def test_every_table_that_counts_goes_on_counting_from_its_highest_number(
    scored_database: Path, empty_on_server: NewAddress
) -> None:
    address = empty_on_server()
    restore_copy(address, scored_database, now=LATER)
    ledger = open_ledger(address)
    try:
        with ledger.writing() as transaction:
            counted = [table for table in metadata.sorted_tables if table.autoincrement_column is not None]
            assert len(counted) > 15
            for table in counted:
                column = table.autoincrement_column
                sequence = func.pg_get_serial_sequence(f'"{table.name}"', column.name)
                highest = transaction.execute(select(func.max(column))).scalar() or 0
                assert transaction.execute(select(func.nextval(sequence))).scalar() == highest + 1, table.name
    finally:
        ledger.close()


def test_a_copy_taken_while_somebody_writes_all_the_time_is_one_picture(either_ledger: Ledger, tmp_path: Path) -> None:
    stop, begun, written = threading.Event(), threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            number = len(written)
            with either_ledger.writing() as transaction:
                journal.write(transaction, at=LATER, actor="a", act="b", subject=str(number), detail={})
                transaction.execute(meta.insert().values(name=f"note{number:06}", value="x" * 100))
            written.append(number)
            if number == 20:
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        copies = [tmp_path / f"{number}.db" for number in range(3)]
        for out in copies:
            back_up(either_ledger, now=LATER, out=out)
    finally:
        stop.set()
        writer.join()

    found = []
    for out in copies:
        with portable.reading_copy(out) as transaction:
            lines = [line for line in journal.lines(transaction) if line.act == "b"]
            assert len(lines) == count(transaction, meta) >= 20
            assert journal.first_broken_link(transaction) is None
            found.append(len(lines))
    assert found == sorted(found)
    assert len(written) > found[0], "nobody wrote while the copies were taken"


def test_what_is_written_between_two_tables_of_a_servers_copy_is_in_neither(
    empty_on_server: Callable[[], str], tmp_path: Path
) -> None:
    ledger = open_ledger(empty_on_server())
    real, written = portable.count, []

    def write_between(connection: Any, table: Any) -> int:
        if not written:
            with ledger.writing() as transaction:
                journal.write(transaction, at=LATER, actor="a", act="meanwhile", subject="c", detail={})
                transaction.execute(meta.insert().values(name="meanwhile", value="x"))
            written.append(table.name)
        return real(connection, table)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(portable, "count", write_between)
        back_up(ledger, now=LATER, out=tmp_path / "kopi.db")

    ledger.close()
    assert written
    with portable.reading_copy(tmp_path / "kopi.db") as transaction:
        assert count(transaction, meta) == 0
        assert [line.act for line in journal.lines(transaction)] == ["backup"]


def test_an_older_copy_is_brought_forward_on_the_way_and_stays_what_it_was(nowhere: str, tmp_path: Path) -> None:
    older = tmp_path / "gammel.db"
    at_revision(older, "0003")
    with closing(sqlite3.connect(older)) as database:
        database.execute("INSERT INTO meta (name, value) VALUES ('known', 'before')")
        database.commit()
    before = older.read_bytes()

    restored = restore_copy(nowhere, older, now=LATER)

    assert (restored.from_revision, restored.to_revision) == ("0003", migrate.newest_revision())
    assert older.read_bytes() == before
    ledger = open_ledger(nowhere)
    try:
        with ledger.reading() as transaction:
            assert transaction.execute(select(meta.c.value).where(meta.c.name == "known")).scalar() == "before"
    finally:
        ledger.close()


def at_revision(file: Path, revision: str) -> None:
    """An empty database as an earlier version made it."""
    with portable.new_file(file).connect() as connection, connection.begin():
        migrate.upgrade(connection, revision)


def no_copy(file: Path) -> None:
    file.write_text("Kære kommune, her er vores tal for marts.\n" * 100, encoding="utf-8")


def somebody_elses(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE varer (navn TEXT)")
        database.commit()


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def overwritten(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3 : len(content) // 3 + 9_000] = b"\xff" * 9_000
    file.write_bytes(content)


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()


def tampered(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE journal SET actor = 'en anden' WHERE seq = 2")
        database.commit()


def orphaned(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("DELETE FROM batches WHERE batch_seq = 1")
        database.commit()


REFUSED = {
    no_copy: "er ikke en kopi fra Sprogspor",
    somebody_elses: "er ikke en kopi fra Sprogspor",
    cut_off: "er beskadiget",
    overwritten: "er beskadiget",
    newer: "er fra en nyere version af Sprogspor",
    tampered: "er brudt ved linje 2",
    orphaned: "er beskadiget",
    Path.unlink: "findes ikke",
}


@pytest.mark.parametrize("spoil", REFUSED, ids=lambda spoil: spoil.__name__)
def test_what_is_no_whole_copy_of_ours_is_refused_and_nothing_is_changed(
    scored_database: Path, nowhere: str, spoil: Callable[[Path], None], tmp_path: Path
) -> None:
    file = tmp_path / "kopi.db"
    shutil.copyfile(scored_database, file)
    spoil(file)
    with pytest.raises(CallerCanMend, match=REFUSED[spoil]):
        restore_copy(nowhere, file, now=LATER)
    require_nothing_at(nowhere)


def require_nothing_at(address: str) -> None:
    engine = make_engine(address)
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    try:
        assert not Path(file).exists() if file else migrate.is_empty(engine)
        assert not file or not Path(file).parent.exists() or list(Path(file).parent.iterdir()) == []
    finally:
        engine.dispose()


def test_a_database_that_holds_anything_is_not_touched(scored_database: Path, new_ledger: Callable[[], Ledger]) -> None:
    ledger = new_ledger()
    with ledger.writing() as transaction:
        journal.write(transaction, at=LATER, actor="a", act="b", subject="c", detail={})
    address = ledger.engine.url.render_as_string(hide_password=False)
    with pytest.raises(CallerCanMend, match="holder allerede noget og er ikke rørt"):
        restore_copy(address, scored_database, now=LATER)
    with ledger.reading() as transaction:
        assert [line.act for line in journal.lines(transaction)] == ["b"]


def test_a_server_s_database_that_was_made_and_holds_nothing_may_be_filled(
    scored_database: Path, empty_on_server: NewAddress
) -> None:
    address = empty_on_server()
    open_ledger(address).close()
    assert restore_copy(address, scored_database, now=LATER).rows["newcomers"] == 3


def test_a_server_s_database_of_somebody_else_is_not_touched(
    scored_database: Path, empty_on_server: NewAddress
) -> None:
    address = empty_on_server()
    engine = make_engine(address)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("CREATE TABLE varer (navn text)"))
    with pytest.raises(CallerCanMend, match="holder allerede noget"):
        restore_copy(address, scored_database, now=LATER)
    with engine.connect() as connection:
        assert migrate._tables(connection) == ["varer"]
    engine.dispose()


def test_a_restore_that_fails_halfway_leaves_a_server_as_it_was(
    scored_database: Path, empty_on_server: NewAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = empty_on_server()

    def fail(*_arguments: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(journal, "write", fail)
    with pytest.raises(RuntimeError):
        restore_copy(address, scored_database, now=LATER)
    require_nothing_at(address)


def test_a_journal_that_is_broken_is_copied_as_it_is_and_never_as_whole(either_ledger: Ledger, tmp_path: Path) -> None:
    with either_ledger.writing() as transaction:
        for _ in range(3):
            journal.write(transaction, at=LATER, actor="a", act="b", subject="c", detail={})
        transaction.execute(update(journal_table).where(journal_table.c.seq == 2).values(actor="en anden"))
    back_up(either_ledger, now=LATER + timedelta(hours=1), out=tmp_path / "kopi.db")
    with portable.reading_copy(tmp_path / "kopi.db") as copied:
        assert journal.first_broken_link(copied) == 2


def test_only_whoever_has_the_machine_may_restore(scored_database: Path, nowhere: str) -> None:
    with pytest.raises(NotAllowed):
        restore_copy(nowhere, scored_database, Actor(user="ove", role=Role.OWNER), now=LATER)
    require_nothing_at(nowhere)
