"""Let the ground fail under every act at every door: a Danish sentence each time, and afterwards the act works."""

import contextlib
import io
import json
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from assessment.access import passwords
from assessment.access.actor import SYSTEM
from assessment.cli.main import main as command_line
from assessment.domain.errors import SprogsporError
from assessment.storage import accounts, batches
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.log_observation import log_observation
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.undo_import import undo_import

from .chaos_children import come_through
from .chaos_faults import Fault, shorter_wait, small_disk
from .chaos_grounds import Ground, OnPostgres, file_of
from .chaos_town import MIA, TODAY, sent
from .chaos_whole import BrokenPromise, held, require_whole
from .danish_sentences import what_is_wrong_with
from .deliveries import NOW, write_folder

PASSWORD = "en blå cykel"
LATER = NOW + timedelta(hours=1)


@dataclass
class Told:
    """What was said at every door while the ground was bad."""

    sentences: list[str] = field(default_factory=list)
    doors: int = 0

    def __str__(self) -> str:
        kinds = sorted(set(self.sentences))
        return f"{self.doors} doors tried, {len(self.sentences)} sentences, all Danish: " + " | ".join(kinds)


def fail_everywhere(
    ground: Ground, place: Path, faults: Sequence[Fault], *, with_the_clock: bool = True
) -> Iterator[str]:
    """Try each fault, and give a line about it; raises BrokenPromise where one was not met as promised."""
    write_folder(place / "more", {"newcomers.csv": _MORE})
    for number, fault in enumerate(faults):
        url = ground.copy("ground")
        try:
            with _where_it_lies(ground, url, place / f"disk-{number}") as address:
                told = come_through(lambda fault=fault, address=address: _fail(ground, fault, address, place))
        except AssertionError as problem:
            raise BrokenPromise(f"{ground.name}, {fault.name}: {problem}") from problem
        finally:
            ground.forget(url)
        way = f" ({fault.way})" if fault.way else ""
        yield f"{ground.name}, {fault.name}{way}: {told}"
    if not with_the_clock:
        return
    url = ground.copy("ground")
    yield f"{ground.name}, the clock turned back: {come_through(lambda: _turn_the_clock_back(url, place))}"
    ground.forget(url)


def fill_ground(url: str, people: Path) -> None:
    """The people, an account for Mia, and a delivery that can be undone."""
    ledger = open_ledger(url)
    import_bundle(ledger, SYSTEM, people, now=NOW)
    write_folder(people.parent / "one-more", {"newcomers.csv": "newcomer_id;municipality;alias\nzahra;461;Zahra\n"})
    import_bundle(ledger, SYSTEM, people.parent / "one-more", now=NOW)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with ledger.writing() as transaction:
        accounts.create(transaction, MIA, password_hash=cheap.hash(PASSWORD), created_at=NOW)
    ledger.close()


_MORE = "newcomer_id;municipality;alias\n" + "".join(f"m{number};461;Navn {number}\n" for number in range(1_500))
_Act = Callable[[Ledger], Any]


def _acts(place: Path) -> dict[str, _Act]:
    return {
        "import": lambda ledger: import_bundle(ledger, SYSTEM, place / "more", now=LATER),
        "save": lambda ledger: log_observation(ledger, MIA, sent(1), clock=lambda: LATER),
        "undo": lambda ledger: undo_import(ledger, SYSTEM, _last(ledger), now=LATER),
        "flag": lambda ledger: score_placements(ledger, SYSTEM, as_of=TODAY, now=LATER),
    }


def _last(ledger: Ledger) -> str:
    with ledger.reading() as transaction:
        return next(one.batch_id for one in batches.history(transaction) if one.source == "one-more")


@contextlib.contextmanager
def _where_it_lies(ground: Ground, url: str, disk: Path) -> Iterator[str]:
    """The database's own small disk, where it is a file: room for what it holds and little else."""
    if isinstance(ground, OnPostgres):
        yield url
        return
    with small_disk(disk) as place:
        folder = place / "kommune"
        folder.mkdir()
        (folder / "kommune.db").write_bytes(file_of(url).read_bytes())
        yield f"sqlite:///{folder / 'kommune.db'}"


def _fail(ground: Ground, fault: Fault, url: str, place: Path) -> Told:
    """Everything about one fault: what was acknowledged before it, what is said in it, and what works after it."""
    logging.disable(logging.CRITICAL)  # this child's alone: what the server notes is not what a person is told
    told = Told()
    acts = _acts(place)
    with _cheap_passwords(), shorter_wait():
        ledger = open_ledger(url)
        kept = log_observation(ledger, MIA, sent(0), clock=lambda: NOW)
        client = _client(url) if fault.to_an_open_one else None
        before = held(ledger) if fault.to_an_open_one else None
        batch = _last(ledger)
        if not fault.to_an_open_one:
            ledger.close()
        with fault.happens(ground, url):
            if fault.to_an_open_one:
                for name, act in acts.items():
                    _refused(told, name, lambda act=act: act(ledger))
                _at_the_web(told, client, fault)
            _at_the_command(told, fault, url, batch, place)
        if before is not None and held(ledger) != before:
            raise BrokenPromise("a refused act changed what stands")
        again = log_observation(ledger, MIA, sent(0), clock=lambda: LATER)
        if (again.receipt, again.stored_at, again.is_new) != (kept.receipt, kept.stored_at, False):
            raise BrokenPromise("what was acknowledged before is not there afterwards")
        for act in acts.values():
            act(ledger)
        if client is not None:
            _heard(client.post("/api/v1/observations", json=sent(2), headers=_HERE), 201)
        ledger.close()
        reopened = open_ledger(url)
        require_whole(reopened)
        reopened.close()
    return told


def _refused(told: Told, name: str, act: Callable[[], Any]) -> None:
    told.doors += 1
    try:
        act()
    except SprogsporError as problem:
        _require_sentence(told, name, str(problem))
    else:
        raise BrokenPromise(f"{name} was acknowledged on bad ground")


def _require_sentence(told: Told, where: str, sentence: str) -> None:
    if fault := what_is_wrong_with(sentence):
        raise BrokenPromise(f"{where}: «{sentence}» {fault}")
    told.sentences.append(sentence)


def _at_the_command(told: Told, fault: Fault, url: str, batch: str, place: Path) -> None:
    """Each command ends with 1 or 2, says one sentence on stderr, and nothing on stdout."""
    given = {
        "import": [str(place / "more")],
        "undo-import": [batch],
        "flag": ["--as-of", TODAY.isoformat(), "--municipality", "461"],
    }
    for command in fault.commands:
        for form in ("text", "json"):
            out, err = io.StringIO(), io.StringIO()
            told.doors += 1
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                try:
                    command_line([command, *given[command], "--database", url, "--format", form])
                except SystemExit as ended:
                    code = ended.code
            if code not in (1, 2) or out.getvalue():
                raise BrokenPromise(f"{command} ended with {code} and printed {out.getvalue()!r}")
            _require_sentence(told, f"sprogspor {command}", err.getvalue().strip())


_HERE = {"Origin": "http://testserver"}


def _client(url: str) -> Any:
    """Mia's tablet, signed in to the whole application over the database."""
    from assessment.web.application import build_application

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starlette would rather have httpx2; its client works with the httpx we have
        from starlette.testclient import TestClient
    client = TestClient(build_application(url), follow_redirects=False)
    answer = client.post("/api/v1/session", json={"user": "mia", "password": PASSWORD}, headers=_HERE)
    _heard(answer, 204)
    return client


def _at_the_web(told: Told, client: Any, fault: Fault) -> None:
    """An entry, the list, a page and a sign-in: 503 with a sentence; a reader goes on where reading goes on."""
    told.doors += 1
    answer = client.post("/api/v1/observations", json=sent(1), headers=_HERE)
    (error,) = json.loads(_heard(answer, 503))["errors"]
    _require_sentence(told, "POST /api/v1/observations", error["message"])
    if fault.lets_read:
        _heard(client.get("/api/v1/me/placements"), 200)
        _heard(client.get("/readyz"), 200)
        return
    told.doors += 3
    (error,) = json.loads(_heard(client.get("/api/v1/me/placements"), 503))["errors"]
    _require_sentence(told, "GET /api/v1/me/placements", error["message"])
    _require_sentence(told, "GET /", _heard(client.get("/"), 503))
    _heard(client.get("/readyz"), 503)
    _heard(client.get("/healthz"), 200)
    _require_sentence(told, "the desk", _said_at_the_desk(client.cookies["sprogspor"]))


def _said_at_the_desk(token: str) -> str:
    """What a page says that was open already, when it is drawn again."""
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    from assessment.web.application import PAGE_SCRIPT

    type(st.context).cookies = property(lambda _self: {"sprogspor": token})
    page = AppTest.from_file(str(PAGE_SCRIPT), default_timeout=30).run()
    if page.exception:
        raise BrokenPromise(f"the desk shows a stack trace: {page.exception[0].value}")
    return "".join(error.value for error in page.error)


def _heard(answer: Any, status: int) -> str:
    if answer.status_code != status:
        raise BrokenPromise(f"{answer.request.url} answered {answer.status_code}, not {status}: {answer.text[:200]}")
    return str(answer.text)


def _turn_the_clock_back(url: str, place: Path) -> str:
    """A machine whose clock is set back a day acknowledges what it stores, and time never runs backwards in it."""
    yesterday = NOW - timedelta(days=1)
    ledger = open_ledger(url)
    first = log_observation(ledger, MIA, sent(0), clock=lambda: NOW)
    kept = [log_observation(ledger, MIA, sent(number), clock=lambda: yesterday) for number in (1, 2)]
    again = log_observation(ledger, MIA, sent(0), clock=lambda: yesterday)
    if again.stored_at != first.stored_at or not all(one.is_new for one in kept):
        raise BrokenPromise("an entry was answered otherwise after the clock had been set back")
    import_bundle(ledger, SYSTEM, place / "more", now=yesterday)
    undo_import(ledger, SYSTEM, _last(ledger), now=yesterday)
    score_placements(ledger, SYSTEM, as_of=yesterday.date(), now=yesterday)
    with ledger.reading() as transaction:
        received = [batches.find(transaction, name) for name in batches.written_in_the_app(transaction)]
    moments = [batch.received_at for batch in received if batch]
    if moments != sorted(moments):
        raise BrokenPromise("time runs backwards in the history")
    require_whole(ledger)
    ledger.close()
    return f"{len(moments)} entries, a delivery, an undo and a scoring went through, each after the one before."


@contextlib.contextmanager
def _cheap_passwords() -> Iterator[None]:
    usual = passwords._hasher
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    try:
        yield
    finally:
        passwords._hasher = usual
