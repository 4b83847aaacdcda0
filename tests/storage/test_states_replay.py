"""A stored state is computed again bit for bit, whatever came, was corrected, objected to or undone since."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from sqlalchemy import update
from support.small_bundle import SmallBundle, weekly
from support.three_people import FIRST_MONDAY, TODAY, at, flat, slipping, three_people
from support.whole_life import BUDDY, deliver

from assessment.access.actor import SYSTEM
from assessment.access.gate import GateEngine
from assessment.domain.bundle import BUNDLE_FILES
from assessment.domain.placement_state import PlacementState
from assessment.stalling.rules import RulesEngine
from assessment.storage import batches, desk_tables, journal, states
from assessment.storage.facts import Frames
from assessment.storage.ledger import Ledger, open_ledger
from assessment.storage.scored_facts import known_for_scoring
from assessment.use_cases.back_up import back_up
from assessment.use_cases.log_observation import log_observation
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.replay_state import Replay, replay_state
from assessment.use_cases.restore_copy import restore_copy
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.undo_import import undo_import

NOON, EVENING, LONG_AFTER = at(TODAY, 12), at(TODAY, 20), at(date(2027, 1, 1))
RESULT = {"newcomer_id": "amina", "provider_id": "sprogcenter", "kind": "modultest", "track": "DU3", "module": "3"}
Later = Callable[[Ledger, Path], object]


def the_bakery() -> SmallBundle:
    """The three people, and two at the same place from another municipality who are no further on."""
    bundle = three_people()
    for name in ("else", "ida"):
        bundle.person(name, started_on=FIRST_MONDAY, municipality="851")
        for week, monday in enumerate(weekly(FIRST_MONDAY, 14)):
            bundle.seen(name, monday, slipping(week), talk_minutes="lt10")
    return bundle


def filled(ledger: Ledger, folder: Path) -> dict[str, PlacementState]:
    """Deliver the bakery and score all of it at noon; the states by newcomer."""
    deliver(ledger, the_bakery(), folder / "bakery", now=at(TODAY, 7))
    for code in ("461", "851"):
        register_gate(ledger, SYSTEM, code, GateChange(synthetic=True), now=at(TODAY, 7))
    scoring = score_placements(ledger, SYSTEM, as_of=TODAY, now=NOON)
    assert not scoring.missing
    return {state.newcomer_id: state for state in scoring.assessed.states}


def again(ledger: Ledger, state: PlacementState) -> Replay:
    assert state.state_id is not None
    return replay_state(ledger, SYSTEM, state.state_id, now=LONG_AFTER)


def known_now(ledger: Ledger) -> dict[str, str]:
    """What a scoring of the same day would look at in the evening."""
    with ledger.reading() as transaction:
        frames = in_order(known_for_scoring(transaction, TODAY))
    return {stem: rows.to_csv() for stem, rows in frames.items()}


def delivers(*rows: tuple[str, dict[str, object]]) -> Later:
    """A delivery of these rows in the evening."""

    def act(ledger: Ledger, folder: Path) -> object:
        bundle = SmallBundle()
        for stem, cells in rows:
            bundle.add(stem, **cells)
        return deliver(ledger, bundle, folder, now=EVENING)

    return act


def logs(ledger: Ledger, _folder: Path) -> object:
    """The buddy's own entry of the same afternoon."""
    sent = {
        "observation_id": str(uuid5(NAMESPACE_URL, "eftermiddag")),
        "placement_id": "forloeb-amina",
        "seen_on": TODAY.isoformat(),
        "ratings": dict.fromkeys(("small_talk", "asking_help", "reporting"), 4),
    }
    return log_observation(ledger, BUDDY, sent, clock=lambda: at(TODAY, 15))


LAST = next(
    dict(cells) for cells in reversed(three_people().rows["observations"]) if cells["placement_id"] == "forloeb-amina"
)
EARLIER = next(dict(cells) for cells in three_people().rows["observations"] if cells["placement_id"] == "forloeb-yusuf")
INSTEAD = {**LAST, "observation_id": str(uuid5(NAMESPACE_URL, "rettet")), "recorded_at": at(TODAY, 14)}
PLACED = next(dict(cells) for cells in three_people().rows["placements"] if cells["newcomer_id"] == "amina")
LATER: dict[str, Later] = {
    "a buddy logs an entry the same afternoon": logs,
    "an entry is replaced": delivers(("observations", {**INSTEAD, "replaces": LAST["observation_id"]})),
    "an entry is withdrawn": delivers(("observations", {**EARLIER, "withdrawn_at": at(TODAY, 13)})),
    "an entry comes late": delivers(
        ("observations", {**LAST, "observation_id": str(uuid5(NAMESPACE_URL, "sent"))}),
        *(
            ("ratings", {"observation_id": str(uuid5(NAMESPACE_URL, "sent")), "criterion": code, "step": 0})
            for code in flat(0)
        ),
    ),
    "a test is reported": delivers(
        ("results", {**RESULT, "result_id": "r", "taken_on": TODAY, "reported_on": TODAY, "passed": "ja"})
    ),
    "a pause is registered": delivers(
        ("pauses", {"newcomer_id": "yusuf", "from_on": TODAY - timedelta(days=9), "to_on": TODAY, "code": "agreed"})
    ),
    "a neighbour objects": delivers(("objections", {"newcomer_id": "else", "from_on": FIRST_MONDAY})),
    "they object themselves": delivers(("objections", {"newcomer_id": "olena", "from_on": FIRST_MONDAY})),
    "a placement turns out to have ended": delivers(("placements", {**PLACED, "ends_on": TODAY - timedelta(days=1)})),
    "somebody moves": delivers(("newcomers", {"newcomer_id": "yusuf", "municipality": "851", "alias": "Yusuf"})),
}


def test_whatever_comes_later_what_was_stored_before_comes_out_the_same(either_ledger: Ledger, tmp_path: Path) -> None:
    stored = filled(either_ledger, tmp_path)
    assert stored["amina"].looks_like == "placement", "read out of her neighbours"
    before = known_now(either_ledger)

    for number, (what, happens) in enumerate(LATER.items()):
        happens(either_ledger, tmp_path / str(number))
        after = known_now(either_ledger)
        assert after != before, f"{what}: it says something of the day"
        before = after
    register_gate(either_ledger, SYSTEM, "461", GateChange(engine=GateEngine.OFF), now=EVENING)

    told = {name: again(either_ledger, state) for name, state in stored.items()}
    assert {name: one.differs or one.why_not or one.same for name, one in told.items()} == dict.fromkeys(stored, True)


def test_what_was_undone_later_was_there_then_and_what_was_undone_before_was_not(
    either_ledger: Ledger, tmp_path: Path
) -> None:
    filled(either_ledger, tmp_path)
    mads = SmallBundle().person("mads", started_on=FIRST_MONDAY)
    mads.seen("mads", FIRST_MONDAY, flat(0))
    first = deliver(either_ledger, mads, tmp_path / "first", now=EVENING)
    told: list[Frames] = []
    held: list[batches.Held] = []

    def look() -> None:
        with either_ledger.reading() as transaction:
            held.append(batches.held_now(transaction))
            told.append(in_order(known_for_scoring(transaction, TODAY, "461")))

    look()
    undo_import(either_ledger, SYSTEM, first, now=EVENING)
    look()
    deliver(either_ledger, mads, tmp_path / "again", now=EVENING)
    look()

    with either_ledger.reading() as transaction:
        read = [in_order(known_for_scoring(transaction, TODAY, "461", held=moment)) for moment in held]
    assert [list(frames["placements"]["newcomer_id"]) for frames in told] == [
        ["amina", "else", "ida", *more, "olena", "yusuf"] for more in (["mads"], [], ["mads"])
    ]
    for frames, now in zip(told, read, strict=True):
        assert all(frames[stem].equals(now[stem]) for stem in frames)


def in_order(frames: Frames) -> Frames:
    """Sorted by key, for rows come in no order."""
    return {stem: rows.sort_values(list(BUNDLE_FILES[stem].key), ignore_index=True) for stem, rows in frames.items()}


def test_a_state_that_rests_on_what_was_undone_does_not_count_and_is_not_computed_again(
    bakery: tuple[Ledger, PlacementState], tmp_path: Path
) -> None:
    ledger, amina = bakery
    late = SmallBundle()
    late.seen("amina", TODAY, slipping(14), recorded_at=at(TODAY, 13))
    batch = deliver(ledger, late, tmp_path / "late", now=at(TODAY, 13))
    (void,) = [
        state
        for state in score_placements(ledger, SYSTEM, as_of=TODAY, now=EVENING, municipality="461").assessed.states
        if state.newcomer_id == "amina"
    ]
    undo_import(ledger, SYSTEM, batch, now=EVENING)

    told = again(ledger, void)

    assert (told.same, told.why_not) == (
        None,
        "Tilstanden gælder ikke mere, for en levering, den hvilede på, er fortrudt.",
    )
    assert again(ledger, amina).same is True


def test_a_copy_that_was_put_in_elsewhere_gives_the_same(either_ledger: Ledger, tmp_path: Path) -> None:
    stored = filled(either_ledger, tmp_path)
    logs(either_ledger, tmp_path)
    back_up(either_ledger, now=EVENING, out=tmp_path / "kopi.db")
    restore_copy(f"sqlite:///{tmp_path / 'ny.db'}", tmp_path / "kopi.db", now=EVENING)
    restored = open_ledger(f"sqlite:///{tmp_path / 'ny.db'}")

    told = [again(restored, state).same for state in stored.values()]
    restored.close()

    assert told == [True] * 5


@pytest.fixture(scope="module")
def scored_once(
    empty_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, PlacementState]]:
    """A file with the bakery scored, to be copied, and what was said of each."""
    folder = tmp_path_factory.mktemp("bakery")
    shutil.copyfile(empty_database, folder / "bakery.db")
    ledger = open_ledger(f"sqlite:///{folder / 'bakery.db'}")
    stored = filled(ledger, folder)
    ledger.close()
    return folder / "bakery.db", stored


@pytest.fixture
def bakery(
    scored_once: tuple[Path, dict[str, PlacementState]], open_copy: Callable[[Path], Ledger]
) -> tuple[Ledger, PlacementState]:
    """The bakery scored, and what was said of Amina."""
    file, stored = scored_once
    return open_copy(file), stored["amina"]


def stored_by(ledger: Ledger, state: PlacementState, *, placement_id: str | None = None, **run: str) -> Replay:
    """The same state as another scoring would have stored it, computed again."""
    with ledger.writing() as transaction:
        latest = states.latest_run(transaction, "461")
        assert latest is not None
        other = replace(latest, run_id="en-anden", **run)
        changed = replace(state, placement_id=placement_id or state.placement_id)
        (kept,) = states.store(transaction, other, [changed], held=batches.held_now(transaction))
    return again(ledger, kept)


def test_a_state_of_other_rules_says_which_and_which_are_here(bakery: tuple[Ledger, PlacementState]) -> None:
    told = stored_by(*bakery, model_id="rules-000000000000")

    assert told.why_not == (
        f"Tilstanden er regnet med reglerne rules-000000000000, og her er {RulesEngine().identity}. "
        "Regn den igen med den version af Sprogspor, der gemte den."
    )
    assert (told.same, told.model_id, told.as_of) == (None, "rules-000000000000", TODAY)


def test_a_state_of_a_model_that_is_not_here_says_so(bakery: tuple[Ledger, PlacementState]) -> None:
    told = stored_by(*bakery, engine="model", model_id="model-7")
    assert str(told.why_not).startswith("Tilstanden er regnet med modellen model-7, og den er ikke her. Læg den")


def test_a_state_whose_person_is_here_no_more_says_so(bakery: tuple[Ledger, PlacementState]) -> None:
    told = stored_by(*bakery, placement_id="forloeb-slettet")
    assert told.why_not == "Det, tilstanden blev regnet af, er her ikke mere."


def test_an_id_that_no_state_has_says_so(bakery: tuple[Ledger, PlacementState]) -> None:
    told = replay_state(bakery[0], SYSTEM, "ukendt", now=LONG_AFTER)
    assert told.why_not == "Der er ingen gemt tilstand med id'et ukendt. flag --format json viser dem."
    assert (told.as_json()["same"], told.as_json()["as_of"]) == (None, None)


@pytest.fixture
def one_bit_off(bakery: tuple[Ledger, PlacementState]) -> Iterator[float]:
    """Amina's probability beside the document, altered in its last bit."""
    ledger, state = bakery
    assert state.stall_probability is not None
    altered = state.stall_probability * (1 + 2**-52)
    table = desk_tables.states
    with ledger.writing() as transaction:
        act = update(table).where(table.c.state_id == state.state_id).values(stall_probability=altered)
        transaction.execute(act)
    return altered


def test_one_bit_that_was_altered_is_named(bakery: tuple[Ledger, PlacementState], one_bit_off: float) -> None:
    ledger, state = bakery

    told = again(ledger, state)

    assert (told.same, told.why_not, told.only_last_digits) == (False, None, True)
    assert told.as_json()["differs"] == [
        {"field": "stall_probability", "stored": one_bit_off, "replayed": state.stall_probability}
    ]


def test_each_field_that_was_altered_is_named(bakery: tuple[Ledger, PlacementState]) -> None:
    ledger, state = bakery
    altered = replace(
        state,
        pace_per_week=None,
        observations=state.observations + 1,
        reasons=(replace(state.reasons[0], evidence=("opdigtet",)), *state.reasons[1:]),
    )

    told = stored_by(ledger, altered)

    assert [one.field for one in told.differs] == ["observations", "pace_per_week", "reasons"]
    assert not told.only_last_digits


def test_it_is_a_line_in_the_journal_about_the_person_and_stores_nothing_else(
    bakery: tuple[Ledger, PlacementState],
) -> None:
    ledger, state = bakery
    with ledger.reading() as transaction:
        before = (states.count(transaction), len(journal.lines(transaction)), batches.held_now(transaction))

    again(ledger, state)

    with ledger.reading() as transaction:
        after = (states.count(transaction), len(journal.lines(transaction)) - 1, batches.held_now(transaction))
        (line,) = journal.lines(transaction, act="replay")
    assert after == before
    assert (line.subject, line.actor) == ("amina", SYSTEM.user)
    assert state.state_id is not None
    assert state.state_id in line.detail
