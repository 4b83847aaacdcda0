"""A server that is down, killed or turns us away: a Danish sentence, nothing acknowledged is lost, and it heals."""

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from support import postgres_server
from support.mia_at_work import entry, fill, held
from support.over_http import problems, send
from support.postgres_server import Server
from support.three_people import TODAY, at
from support.whole_app import serving, sign_in

from assessment.cli.main import main
from assessment.domain.errors import CallerCanMend
from assessment.storage import engine as engines
from assessment.storage.engine import PromiseBroken, make_engine
from assessment.storage.ledger import Busy, DatabaseGone, Ledger, open_ledger
from assessment.use_cases.check_installation import FAULT, MISSING, OK, check_installation

SECRET = "hemmelig7"
NO_ANSWER = "Databaseserveren svarer ikke lige nu"


@pytest.fixture
def fragile(tmp_path: Path) -> Iterator[Server]:
    """A server that may be killed, with a database ``by``."""
    if reason := postgres_server.why_not():
        pytest.skip(reason)
    with postgres_server.running() as started:
        admin(started, "CREATE DATABASE by")
        yield started


def admin(server: Server, *statements: str, database: str = "postgres") -> None:
    engine = create_engine(f"{server.address}/{database}", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def app(fragile: Server, tmp_path: Path) -> Iterator[tuple[Any, Ledger]]:
    """The running application over the bakery on that server, with Mia signed in, and its ledger."""
    with serving(f"{fragile.address}/by", at(TODAY, 10, 42)) as (client, ledger, _clock):
        fill(ledger, tmp_path / "bundle")
        sign_in(client, "mia")
        yield client, ledger


def test_a_server_killed_in_the_middle_loses_nothing_it_confirmed_and_the_app_heals_by_itself(
    fragile: Server, app: tuple[Any, Ledger]
) -> None:
    mia, ledger = app
    first, second = entry(), entry("dawit")
    confirmed = send(mia, first)
    assert confirmed.status_code == 201

    fragile.stop_at_once()
    refused = send(mia, second)
    assert (refused.status_code, problems(refused)) == (503, [""])
    assert NO_ANSWER in refused.json()["errors"][0]["message"]
    assert mia.get("/readyz").status_code == 503
    assert mia.get("/healthz").status_code == 200
    with pytest.raises(DatabaseGone, match=NO_ANSWER):
        open_ledger(f"{fragile.address}/by")

    fragile.start()
    assert mia.get("/readyz").status_code == 200
    again = send(mia, first)
    assert (again.status_code, again.json()) == (200, confirmed.json())
    assert send(mia, second).status_code == 201
    kept = {row["observation_id"] for row in held(ledger)[0]}
    assert {first["observation_id"], second["observation_id"]} <= kept


def test_a_server_killed_inside_an_act_has_none_of_it(fragile: Server, app: tuple[Any, Ledger]) -> None:
    _mia, ledger = app
    before = held(ledger)

    def act() -> None:
        with ledger.writing() as transaction:
            transaction.execute(text("INSERT INTO meta (name, value) VALUES ('half', 'done')"))
            fragile.stop_at_once()
            transaction.execute(text("INSERT INTO meta (name, value) VALUES ('other', 'half')"))

    with pytest.raises(DatabaseGone, match=NO_ANSWER):
        act()
    fragile.start()
    assert held(ledger) == before
    with ledger.reading() as transaction:
        assert transaction.execute(text("SELECT count(*) FROM meta WHERE name = 'half'")).scalar() == 0


@pytest.fixture(scope="module")
def guarded(server: Server) -> str:
    """A login with a password, and a database that it owns."""
    name = f"g{uuid4().hex[:8]}"
    admin(server, f"CREATE ROLE {name} LOGIN PASSWORD '{SECRET}'", f"CREATE DATABASE {name} OWNER {name}")
    return name


TURNED_AWAY: dict[str, tuple[Callable[[str, str], str], type[Exception], str]] = {
    "no such user": (
        lambda a, n: f"{a.replace('test@', f'ingen:{SECRET}@')}/{n}",
        CallerCanMend,
        "afviser brugernavnet",
    ),
    "no such database": (lambda a, _n: f"{a}/findes_ikke", CallerCanMend, "ingen database af det navn.* createdb"),
    "no such port": (lambda _a, n: f"postgresql://x:{SECRET}@127.0.0.1:1/{n}", DatabaseGone, NO_ANSWER),
    "no such host": (lambda _a, n: f"postgresql://x:{SECRET}@findes.invalid/{n}", DatabaseGone, NO_ANSWER),
    "no name": (lambda _a, _n: f"postgresql://x:{SECRET}@vaert", CallerCanMend, "nævner ingen database"),
    "an option nobody knows": (lambda a, n: f"{a}/{n}?{SECRET}=1", CallerCanMend, "adresse kan ikke bruges"),
}


@pytest.mark.parametrize("why", TURNED_AWAY)
@pytest.mark.parametrize("form", ["text", "json"])
def test_an_address_that_does_not_lead_in_gets_the_cure_and_says_no_password(
    why: str, form: str, postgres: str, guarded: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address, kind, sentence = TURNED_AWAY[why][0](postgres, guarded), *TURNED_AWAY[why][1:]
    with pytest.raises(kind, match=sentence) as stopped:
        open_ledger(address)
    assert (kind is CallerCanMend) == isinstance(stopped.value, CallerCanMend)
    assert SECRET not in str(stopped.value)

    with pytest.raises(SystemExit) as ended:
        main(["migrate", "--format", form, "--database", address])
    said = capsys.readouterr()
    assert ended.value.code == (2 if kind is CallerCanMend else 1)
    assert (said.out, SECRET in said.err) == ("", False)


def test_a_wrong_password_is_for_the_caller_to_mend(
    fragile: Server, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    fragile.ask_for_passwords()
    admin(fragile, f"CREATE ROLE anna LOGIN PASSWORD '{SECRET}'", "ALTER DATABASE by OWNER TO anna")
    right = fragile.address.replace("test@", f"anna:{SECRET}@") + "/by"
    wrong = right.replace(SECRET, SECRET + "x")
    caplog.set_level(logging.DEBUG)
    ledger = open_ledger(right.replace("postgresql+psycopg", "postgres"))
    try:
        assert SECRET not in repr(ledger.engine)
        with pytest.raises(CallerCanMend, match="afviser brugernavnet eller adgangskoden") as stopped:
            open_ledger(wrong)
        assert SECRET not in "".join(traceback.format_exception(stopped.value))
        assert {part.name: part.verdict for part in check_installation(wrong)}["database"] == FAULT

        admin(fragile, f"ALTER ROLE anna PASSWORD '{SECRET}y'")
        ledger.engine.dispose()
        with pytest.raises(DatabaseGone, match="afviser brugernavnet"), ledger.reading():
            pass
    finally:
        ledger.close()
    said = capfd.readouterr()
    assert SECRET not in said.out + said.err + caplog.text


def test_a_user_who_may_not_make_tables_is_told_how_they_may(fragile: Server) -> None:
    admin(fragile, "CREATE ROLE gaest LOGIN", "CREATE DATABASE andres")
    admin(fragile, "REVOKE CREATE ON SCHEMA public FROM PUBLIC", database="andres")
    with pytest.raises(DatabaseGone, match=r"ikke ret til det .* ALTER DATABASE"):
        open_ledger(fragile.address.replace("test@", "gaest@") + "/andres")


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2", "postgresql+asyncpg"]
)
def test_any_way_of_writing_the_scheme_leads_to_the_same_server(postgres: str, scheme: str) -> None:
    open_ledger(f"{scheme}{postgres.removeprefix('postgresql+psycopg')}/sprogspor").close()


def test_without_the_driver_the_cure_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(CallerCanMend, match=r'pip install "sprogspor\[postgresql\]"') as stopped:
        open_ledger(f"postgresql://x:{SECRET}@y/z")
    assert SECRET not in "".join(traceback.format_exception(stopped.value))


def test_a_second_writer_waits_thirty_seconds_and_no_longer(postgres: str) -> None:
    assert engines.WRITER_WAIT_SECONDS == 30
    ledger = open_ledger(f"{postgres}/sprogspor")
    try:
        with ledger.reading() as transaction:
            shown = {name: transaction.execute(text(f"SHOW {name}")).scalar() for name in ("lock_timeout", "timezone")}
            assert shown == {"lock_timeout": "30s", "timezone": "UTC"}
    finally:
        ledger.close()


def test_two_who_wait_for_each_other_are_both_answered(empty_on_server: Callable[[], str]) -> None:
    ledger = open_ledger(empty_on_server())
    try:
        with pytest.raises(Busy, match="En anden skriver"), ledger.writing() as transaction:
            transaction.execute(text("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'deadlock_detected'; END $$"))
    finally:
        ledger.close()


def test_a_check_says_what_the_server_is_and_promises(postgres: str) -> None:
    found = {part.name: part for part in check_installation(f"{postgres}/sprogspor")}
    assert (found["database"].verdict, found["journal"].verdict) == (OK, OK)
    for promise in ("PostgreSQL 1", "UTF8", "fsync=on", "synchronous_commit=on", "full_page_writes=on"):
        assert promise in found["database"].why


def test_a_check_of_a_server_s_empty_database_makes_nothing_in_it(empty_on_server: Callable[[], str]) -> None:
    address = empty_on_server()
    found = {part.name: part.verdict for part in check_installation(address)}
    assert (found["database"], found["journal"]) == (MISSING, MISSING)
    with pytest.raises(CallerCanMend, match=r"Databasen er tom\. Kør først import eller demo"):
        open_ledger(address, create=False)
    engine = make_engine(address)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0
    engine.dispose()


def test_everything_a_server_lacks_is_said_at_once_and_nothing_is_made(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"latin{uuid4().hex[:8]}"
    admin(server, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'")
    monkeypatch.setattr(engines, "OLDEST_SERVER", 99)
    address = f"{server.address}/{name}?options=-c%20synchronous_commit%3Doff"
    with pytest.raises(PromiseBroken) as stopped:
        open_ledger(address)
    for lack in (
        "skal være 99 eller nyere",
        "tegnsæt er SQL_ASCII, men skal være UTF8",
        "synchronous_commit er slået fra",
    ):
        assert lack in str(stopped.value)
    engine = make_engine(address)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0
    engine.dispose()


def test_migrate_says_from_where_to_where_and_that_there_is_nothing_to_do(
    empty_on_server: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    address, said = empty_on_server(), []
    for form in ("text", "text", "json"):
        with pytest.raises(SystemExit) as ended:
            main(["migrate", "--format", form, "--database", address])
        assert ended.value.code == 0
        said.append(capsys.readouterr().out)
    newest = json.loads(said[2])["to"]
    assert said[:2] == [
        f"Databasen var tom og er lavet ved {newest}.\n",
        f"Databasen står allerede ved {newest}. Der er intet at gøre.\n",
    ]
    assert json.loads(said[2]) == {"from": newest, "to": newest, "moved": False, "copy": None}
