"""The same life gives the same on both databases, in the same order, also on a server that sorts as Danes do."""

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from support.postgres_server import Server
from support.same_facts import exported, flagged
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at, climbing, flat
from support.whole_life import BUDDY, CASEWORKER, deliver, live

from assessment.access.actor import SYSTEM
from assessment.domain.bundle import BUNDLE
from assessment.domain.case import QueueWish
from assessment.storage import accounts, assignments, facts, observations, scored_facts
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.back_up import back_up
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.judge_by_reviews import judge_by_reviews
from assessment.use_cases.list_deliveries import list_deliveries
from assessment.use_cases.look_at_model import look_at_model_in_use
from assessment.use_cases.manage_users import look_at_people
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.own_people import own_people
from assessment.use_cases.register_choices import register_choices
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.restore_copy import restore_copy
from assessment.use_cases.score_placements import score_placements

pytestmark = pytest.mark.long

HARD_TO_SORT = (
    "aa", "Aa", "AA", "å", "Å", "a\u030a", "ab", "a b", "a-b", "a_b", "A", "a", "B", "b", "ø", "Ø", "oe", "æ", "ae",
    "z", "Z", "1", "10", "2", "02", "-1", ".", "ß", "ss", "é", "e\u0301", "e", "ı", "İ", "i", "I", "ÿ", "x", "名", "😀",
    "\U0001f1e9\U0001f1f0", "x" * 64, "😀" * 64,
)  # fmt: skip
"""Ids that languages put in another order than their signs, or hold to be nearly the same."""


@pytest.fixture(scope="module")
def both(
    empty_database: Path, server: Server, empty_on_server: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Ledger]]:
    """A SQLite file and a server's database, empty."""
    file = tmp_path_factory.mktemp("both") / "kommune.db"
    shutil.copyfile(empty_database, file)
    opened = {"sqlite": open_ledger(f"sqlite:///{file}"), "postgresql": open_ledger(empty_on_server())}
    yield opened
    for ledger in opened.values():
        ledger.close()


def hard_to_sort() -> SmallBundle:
    """People, places and buddies whose ids are hard to sort, in no order."""
    chance, bundle = random.Random(1), SmallBundle()
    ids = chance.sample(HARD_TO_SORT, len(HARD_TO_SORT))
    bundle.add("providers", provider_id="sprogcenter", name="Sprogcentret")
    for number, name in enumerate(ids):
        buddy, workplace = chance.choice(ids), chance.choice(ids)
        if workplace not in {cells["workplace_id"] for cells in bundle.rows["workplaces"]}:
            bundle.add(
                "workplaces", workplace_id=workplace, name="Æbler & " * 20, municipality="461", trade=ids[-number]
            )
        bundle.add("newcomers", newcomer_id=name, municipality="461", alias=f"{name} ø 😀"[:60])
        bundle.add(
            "placements", placement_id=name, newcomer_id=name, workplace_id=workplace, kind="praktik",
            started_on=FIRST_MONDAY, ends_on=TODAY + timedelta(days=30 * (number % 3)),
        )  # fmt: skip
        if buddy not in {cells["observer_id"] for cells in bundle.rows["observers"]}:
            bundle.add("observers", observer_id=buddy, role="sprogmakker", name=buddy)
        bundle.add("assignments", assignment_id=name, placement_id=name, observer_id=buddy, from_on=FIRST_MONDAY)
        bundle.add(
            "enrolments", enrolment_id=name, newcomer_id=name, provider_id="sprogcenter", track="DU2",
            module=ids[-number], started_on=FIRST_MONDAY,
        )  # fmt: skip
        see(bundle, name, buddy, climbing if number % 2 else flat, weeks=14 if number % 4 else 2)
    return bundle


def see(bundle: SmallBundle, placement: str, buddy: str, steps: Any, *, weeks: int) -> None:
    for week in range(weeks):
        seen_on = FIRST_MONDAY + timedelta(weeks=week)
        one = SmallBundle()
        entry = one.seen(placement, seen_on, steps(week), by=buddy, note="Æøå 😀 " + "ord " * 100)
        bundle.rows["observations"] += [{**cells, "placement_id": placement} for cells in one.rows["observations"]]
        bundle.rows["ratings"] += [{**cells, "observation_id": entry} for cells in one.rows["ratings"]]


@pytest.fixture(scope="module")
def lived_alike(both: dict[str, Ledger], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ledger]:
    """The same deliveries and the same scoring in both, after a whole life."""
    folder = tmp_path_factory.mktemp("alike")
    for name, ledger in both.items():
        live(ledger, folder / name)
        deliver(ledger, hard_to_sort(), folder / f"{name}-hard", now=at(TODAY, 18))
        register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 18))
        score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 19))
    return both


def test_the_server_sorts_otherwise_than_python_where_it_can(server: Server) -> None:
    if server.collation == "C":
        pytest.skip("the server that is here knows no language")
    ledger = open_ledger(f"{server.address}/sprogspor")
    try:
        with ledger.reading() as transaction:
            words = text("SELECT v FROM unnest(CAST(:words AS text[])) AS x(v) ORDER BY v")
            sorted_there = transaction.execute(words, {"words": list(HARD_TO_SORT)}).scalars()
            assert list(sorted_there) != sorted(HARD_TO_SORT)
    finally:
        ledger.close()


def test_the_export_is_the_same_to_the_byte(lived_alike: dict[str, Ledger], tmp_path: Path) -> None:
    on_file, on_server = (exported(ledger, tmp_path / name) for name, ledger in lived_alike.items())
    assert on_server == on_file
    assert len(on_file["newcomers.csv"].splitlines()) == 1 + 3 + len(HARD_TO_SORT)


def test_a_scoring_says_the_same_of_everybody_in_the_same_order(lived_alike: dict[str, Ledger]) -> None:
    on_file, on_server = (flagged(ledger) for ledger in lived_alike.values())
    assert on_server == on_file


LOOKS: dict[str, Callable[[Any], Any]] = {
    "assignments": lambda t: assignments.known_by(t, TODAY, placement_ids=HARD_TO_SORT),
    "observations": lambda t: observations.known_by(t, TODAY, placement_ids=HARD_TO_SORT[:9]),
    "active": lambda t: scored_facts.municipalities_active_on(t, TODAY),
    "accounts": lambda t: [account.actor for account in accounts.everybody(t)],
    **{f"known {stem}": lambda t, stem=stem: facts.known_records(t, stem, TODAY) for stem in facts.FACT_TABLES},
    **{f"current {stem}": lambda t, stem=stem: facts.current_records(t, stem) for stem in facts.FACT_TABLES},
}


@pytest.mark.parametrize("look", LOOKS)
def test_what_is_read_is_read_in_the_same_order(lived_alike: dict[str, Ledger], look: str) -> None:
    read = []
    for ledger in lived_alike.values():
        with ledger.reading() as transaction:
            read.append(LOOKS[look](transaction))
    assert read[0] == read[1]
    assert read[0]


@pytest.fixture(scope="module")
def moved(
    lived_alike: dict[str, Ledger], empty_on_server: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Ledger]]:
    """The SQLite file, and a server's database to which it was moved: with the same draw and the same numbers."""
    copy, address = tmp_path_factory.mktemp("moved") / "kopi.db", empty_on_server()
    back_up(lived_alike["sqlite"], now=at(TODAY, 20), out=copy)
    restore_copy(address, copy, now=at(TODAY, 20))
    ledger = open_ledger(address)
    yield {"sqlite": lived_alike["sqlite"], "postgresql": ledger}
    ledger.close()


DESKS: dict[str, Callable[[Ledger], Any]] = {
    "the queue": lambda ledger: open_queue(ledger, CASEWORKER, now=at(TODAY, 21)),
    "the queue in three weeks": lambda ledger: open_queue(ledger, CASEWORKER, now=at(TODAY + timedelta(days=21), 9)),
    "a search": lambda ledger: open_queue(ledger, CASEWORKER, now=at(TODAY, 21), wish=QueueWish(find="å")),
    "a case": lambda ledger: open_case(ledger, CASEWORKER, "aa", now=at(TODAY, 21)),
    "the choices": lambda ledger: register_choices(ledger, CASEWORKER, now=at(TODAY, 21)),
    "the buddy's people": lambda ledger: own_people(ledger, BUDDY, now=at(TODAY, 21)),
    "the deliveries": lambda ledger: list_deliveries(ledger, SYSTEM),
    "the users": lambda ledger: look_at_people(ledger, SYSTEM, now=at(TODAY, 21)),
    "the model's track": lambda ledger: look_at_model_in_use(ledger, SYSTEM, now=at(TODAY, 21)).municipalities,
    "the reviews": lambda ledger: judge_by_reviews(ledger, SYSTEM, municipality="461", now=at(TODAY, 21)),
}


@pytest.mark.parametrize("desk", DESKS)
def test_every_desk_shows_the_same_in_the_same_order(moved: dict[str, Ledger], desk: str) -> None:
    on_file, on_server = (DESKS[desk](ledger) for ledger in moved.values())
    assert on_server == on_file


UNTAKEABLE = {
    "a zero byte": "Hej\0Mia",
    "another control sign": "Hej\x07Mia",
    "a text that is too long": "x" * 201,
    "a cell that is far too long": "x" * 20_000,
}
TAKEABLE = {
    "emoji": "😀👩🏽‍🎤",
    "a text of the full length": "å" * 200,
    "quotes and percent signs": "100 % 'x' \"y\" %(z)s :a \\n",
    "half a pair written out": "\\ud800",
}


@pytest.mark.parametrize("text", [*UNTAKEABLE, *TAKEABLE])
def test_a_text_is_taken_or_refused_alike(both: dict[str, Ledger], text: str, tmp_path: Path) -> None:
    bundle = SmallBundle().add("providers", provider_id=f"u {text}", name=(UNTAKEABLE | TAKEABLE)[text])
    alike(both, bundle.write(tmp_path / "bundle"), is_refused=text in UNTAKEABLE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_half_of_a_surrogate_pair_is_taken_or_refused_alike(
    both: dict[str, Ledger], encoding: str, tmp_path: Path
) -> None:
    folder = tmp_path / "bundle"
    folder.mkdir()
    mark = b"" if encoding == "utf-8" else "\ufeff".encode(encoding)
    cells = f"provider_id;name\nhalv-{encoding};Hej \ud800 Mia\n"
    (folder / "providers.csv").write_bytes(mark + cells.encode(encoding, "surrogatepass"))
    alike(both, folder, is_refused=encoding != "utf-8")  # read as cp1252, it is three odd letters


@pytest.mark.parametrize("hours", ["2147483648", "999999999", "1e400", "-1", "nan", "999999999.999999"])
def test_a_number_is_taken_or_refused_alike(both: dict[str, Ledger], hours: str, tmp_path: Path) -> None:
    bundle = SmallBundle().person(f"tal {hours}", started_on=FIRST_MONDAY)
    bundle.rows["placements"] = [{**cells, "hours_per_week": hours} for cells in bundle.rows["placements"]]
    alike(both, bundle.write(tmp_path / "bundle"), is_refused=hours in ("2147483648", "1e400", "-1", "nan"))


def test_every_word_that_may_be_chosen_fits_where_it_is_stored() -> None:
    for file in BUNDLE:
        for column in file.columns:
            length = facts.FACT_TABLES[file.stem].c[column.name].type.length if column.choices else None
            assert all(len(choice) <= (length or len(choice)) for choice in column.choices), (file.stem, column.name)


def alike(both: dict[str, Ledger], folder: Path, *, is_refused: bool) -> None:
    """Deliver it to both, which must say the same of it, and hold the same afterwards."""
    told, held = [], []
    for ledger in both.values():
        outcome = import_bundle(ledger, SYSTEM, folder, now=at(TODAY, 23))
        told.append({**outcome.as_json(), "batch_id": outcome.batch_id is not None})
        with ledger.reading() as transaction:
            held.append([facts.current_records(transaction, stem) for stem in ("providers", "placements")])
    assert told[0] == told[1]
    assert bool(told[0]["refused"]) == is_refused
    assert held[0] == held[1]
