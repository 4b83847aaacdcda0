"""What a receipt rests on is asserted when the database is opened, and a broken promise stops the program."""

import sqlite3
import threading
import traceback
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError
from support.three_people import TODAY, at

from assessment.access.gate import GateEngine, GateEntry
from assessment.domain.errors import CallerCanMend
from assessment.storage import engine as engines
from assessment.storage import gates, journal
from assessment.storage.desk_tables import meta, sessions
from assessment.storage.engine import PromiseBroken, check_promises, make_engine
from assessment.storage.ledger import Busy, DatabaseGone, Ledger, open_ledger

OPEN_PROMISES = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_every_connection_is_durable_and_checks_its_references(ledger: Ledger) -> None:
    with ledger.reading() as one, ledger.reading() as other:
        for transaction in (one, other):
            found = {name: transaction.execute(text(f"PRAGMA {name}")).scalar() for name in OPEN_PROMISES}
            assert found == OPEN_PROMISES


@pytest.mark.parametrize("broken", ["journal_mode = DELETE", "synchronous = OFF", "foreign_keys = OFF"])
def test_a_database_that_breaks_one_promise_is_not_used(tmp_path: Path, broken: str) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'broken.db'}")

    @event.listens_for(engine, "connect")
    def break_it(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA {broken}")

    name = broken.split(" = ")[0]
    try:
        with pytest.raises(PromiseBroken, match=f"Databasen lover ikke holdbarhed: {name} er .*, men skal være"):
            check_promises(engine)
    finally:
        engine.dispose()


def test_a_database_in_memory_promises_nothing_and_is_refused() -> None:
    with pytest.raises(PromiseBroken, match="journal_mode er memory"):
        open_ledger("sqlite://")


def test_a_server_that_may_lose_what_it_confirmed_is_refused(postgres: str) -> None:
    engine = make_engine(f"{postgres}/sprogspor")

    @event.listens_for(engine, "connect")
    def confirm_too_early(connection: object, _record: object) -> None:
        connection.execute("SET synchronous_commit = off")
        connection.commit()

    try:
        with pytest.raises(PromiseBroken, match="synchronous_commit"):
            check_promises(engine)
    finally:
        engine.dispose()


def test_a_session_of_nobody_is_refused(either_ledger: Ledger) -> None:
    nobody = {"token_hash": "x", "account_seq": 404, "started_at": at(TODAY), "seen_at": at(TODAY)}
    with pytest.raises(DatabaseGone) as stopped, either_ledger.writing() as transaction:
        transaction.execute(insert(sessions).values(**nobody))
    assert isinstance(stopped.value.__cause__, IntegrityError)


def test_an_act_that_fails_halfway_leaves_nothing(either_ledger: Ledger) -> None:
    def fail_halfway() -> None:
        with either_ledger.writing() as transaction:
            transaction.execute(insert(meta).values(name="half", value="done"))
            journal.write(transaction, at=at(TODAY), actor="a", act="b", subject="c", detail={})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    with either_ledger.reading() as transaction:
        assert journal.lines(transaction) == []
        assert transaction.execute(select(meta).where(meta.c.name == "half")).all() == []


def test_a_second_writer_waits_and_is_then_told_that_somebody_else_writes(
    new_ledger: Callable[[], Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WRITER_WAIT_SECONDS", 1)
    first = new_ledger()
    second = open_ledger(first.engine.url.render_as_string(hide_password=False))
    try:
        with first.writing(), pytest.raises(Busy, match="En anden skriver i databasen lige nu"), second.writing():
            pass
        with second.writing() as transaction:
            journal.write(transaction, at=at(TODAY), actor="a", act="b", subject="c", detail={})
    finally:
        second.close()


def test_a_reader_does_not_wait_for_a_writer_and_sees_one_consistent_picture(either_ledger: Ledger) -> None:
    def write_a_line() -> None:
        with either_ledger.writing() as transaction:
            journal.write(transaction, at=at(TODAY), actor="a", act="b", subject="c", detail={})

    with either_ledger.reading() as transaction:
        assert journal.lines(transaction) == []
        writer = threading.Thread(target=write_a_line)
        writer.start()
        writer.join()
        assert journal.lines(transaction) == []
    with either_ledger.reading() as transaction:
        assert len(journal.lines(transaction)) == 1


@pytest.mark.parametrize(
    "address", ["ikke en adresse", "ukendt://bo:hemmelig@x/y", "postgresql://bo:hemmelig@x:port/y"]
)
def test_an_address_that_is_none_gets_the_cure_and_no_password_is_repeated(address: str) -> None:
    with pytest.raises(CallerCanMend, match=r"Databasens adresse kan ikke bruges. Skriv den som sqlite:///") as stopped:
        open_ledger(address)
    told = "".join(traceback.format_exception(stopped.value))
    assert "hemmelig" not in told


def test_somebody_elses_database_is_not_touched(tmp_path: Path) -> None:
    theirs = tmp_path / "lager.db"
    with closing(sqlite3.connect(theirs)) as connection:
        connection.execute("CREATE TABLE varer (navn TEXT)")
        connection.commit()
    before = theirs.read_bytes()

    with pytest.raises(CallerCanMend, match="ikke rørt"):
        open_ledger(f"sqlite:///{theirs}")

    assert theirs.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["lager.db"]


def test_a_file_that_is_no_database_gets_a_danish_sentence(tmp_path: Path) -> None:
    letter = tmp_path / "brev.db"
    letter.write_text("Kære kommune, her er vores tal for marts.\n" * 100, encoding="utf-8")

    with pytest.raises(DatabaseGone, match=r"Filen er ikke en database.* Intet er gemt"):
        open_ledger(f"sqlite:///{letter}")
    assert letter.read_text(encoding="utf-8").startswith("Kære kommune")


def test_a_folder_that_cannot_be_made_gets_a_danish_sentence(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")

    with pytest.raises(DatabaseGone, match=r"Databasen kan ikke nås: .* Intet er gemt"):
        open_ledger(f"sqlite:///{tmp_path / 'fil' / 'under' / 'a.db'}")


def test_a_database_that_is_not_there_is_not_made_by_somebody_who_only_wants_to_read(tmp_path: Path) -> None:
    with pytest.raises(CallerCanMend, match=r"Der er ingen database i .* Kør først import eller demo"):
        open_ledger(f"sqlite:///{tmp_path / 'ingen.db'}", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_moment_without_a_zone_is_never_stored(either_ledger: Ledger) -> None:
    naive = {"token_hash": "x", "account_seq": 1, "started_at": datetime(2026, 3, 1, 12), "seen_at": at(TODAY)}
    with pytest.raises(Exception, match="naive datetime"), either_ledger.writing() as transaction:
        transaction.execute(insert(sessions).values(**naive))


@pytest.mark.parametrize("hour_utc", [0, 1, 2, 12, 23])
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 1)])
def test_a_moment_comes_back_as_the_same_moment_in_utc(either_ledger: Ledger, day: date, hour_utc: int) -> None:
    moment = datetime(day.year, day.month, day.day, hour_utc, 30, 15, 123456, tzinfo=UTC)
    danish = moment.astimezone(at(day).tzinfo)
    entry = GateEntry(
        gate_id="g", municipality="461", engine=GateEngine.OFF, legal_basis=None, purpose=None, dpia=None, dpia_on=None,
        signed_by=None, expires_on=None, training=False, synthetic=False, registered_at=danish, registered_by="os",
    )  # fmt: skip
    with either_ledger.writing() as transaction:
        gates.register(transaction, entry)
    with either_ledger.reading() as transaction:
        found = gates.in_force(transaction, "461")
    assert found is not None
    assert found.registered_at == moment
    assert found.registered_at.tzinfo is UTC
