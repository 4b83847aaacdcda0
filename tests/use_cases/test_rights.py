"""The rights as they work through the use cases: whoever asks, whatever they ask for, whoever it is about."""

import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from support.small_bundle import SmallBundle
from support.three_people import TODAY, at, three_people
from support.whole_life import deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.decision import Outcome, View
from assessment.domain.errors import CallerCanMend, NotAllowed
from assessment.storage import journal
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.back_up import back_up
from assessment.use_cases.export_bundle import export_bundle
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.record_decision import record_decision
from assessment.use_cases.record_own_view import record_own_view
from assessment.use_cases.register_gate import GateChange, look_at_gate, register_gate
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.undo_import import undo_import

NOW = at(TODAY)
HERE, ELSEWHERE = "461", "851"
CASE_IN = {HERE: "forloeb-amina", ELSEWHERE: "forloeb-else"}
ON_THE_MACHINE = ["import", "undo", "export", "export one", "look at gate", "gate", "score", "score one", "back up"]
ON_A_CASE = ["open case", "own view", "decide"]
Act = Callable[[Ledger, Actor, str, Path], Any]

ACTS: dict[str, Act] = {
    "import": lambda ledger, actor, _, folder: import_bundle(ledger, actor, folder / "none", now=NOW),
    "undo": lambda ledger, actor, _, __: undo_import(ledger, actor, "no such delivery", now=NOW),
    "export": lambda ledger, actor, _, folder: export_bundle(ledger, actor, folder / "out", now=NOW),
    "export one": lambda ledger, actor, code, folder: export_bundle(
        ledger, actor, folder / "out", now=NOW, municipality=code
    ),
    "look at gate": lambda ledger, actor, code, _: look_at_gate(ledger, actor, code),
    "gate": lambda ledger, actor, code, _: register_gate(ledger, actor, code, GateChange(training=False), now=NOW),
    "score": lambda ledger, actor, _, __: score_placements(ledger, actor, as_of=TODAY, now=NOW, dry_run=True),
    "score one": lambda ledger, actor, code, _: score_placements(
        ledger, actor, as_of=TODAY, now=NOW, municipality=code, dry_run=True
    ),
    "back up": lambda ledger, actor, _, folder: back_up(ledger, actor, now=NOW, out=folder / "copy.db"),
    "open case": lambda ledger, actor, code, _: open_case(ledger, actor, CASE_IN[code], now=NOW),
    "own view": lambda ledger, actor, code, _: record_own_view(
        ledger, actor, view_id=f"v-{code}", placement_id=CASE_IN[code], view=View.STALLED, line="", now=NOW
    ),
    "decide": lambda ledger, actor, code, _: record_decision(
        ledger,
        actor,
        decision_id=f"d-{code}",
        placement_id=CASE_IN[code],
        outcome=Outcome.OFFER_SUPPORT,
        reason="Hun har brug for en makker.",
        follow_up_on=None,
        now=NOW,
    ),
}


@pytest.fixture(scope="module")
def two_municipalities(tmp_path_factory: pytest.TempPathFactory, scored_database: Path) -> Path:
    """The three people of 461, and Else of 851; to be copied."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copyfile(scored_database, folder / "two.db")
    ledger = open_ledger(f"sqlite:///{folder / 'two.db'}")
    other = SmallBundle().person("else", started_on=TODAY, municipality=ELSEWHERE, workplace="lager", buddy="bo")
    deliver(ledger, other, folder / "bundle", now=NOW)
    ledger.close()
    return folder / "two.db"


def somebody(role: Role) -> Actor:
    """Somebody in each role, bound to municipality 461 or to something in it."""
    if role is Role.SYSTEM:
        return SYSTEM
    return Actor(user="x", role=role, municipality=HERE, provider_id="sprogcenter", observer_id="mia")


@pytest.mark.parametrize("role", Role)
def test_whatever_is_not_in_the_policy_table_is_refused_and_leaves_no_trace(
    role: Role, open_copy: Callable[[Path], Ledger], two_municipalities: Path, tmp_path: Path
) -> None:
    ledger, actor = open_copy(two_municipalities), somebody(role)
    let_in, told, traces = set(), set(), set()
    for (name, act), municipality in product(ACTS.items(), (HERE, ELSEWHERE)):
        lines_before = _lines(ledger)
        try:
            act(ledger, actor, municipality, tmp_path / f"{name}-{municipality}")
            let_in.add((name, municipality))
        except NotAllowed as refused:
            told.add(str(refused))
            traces.add(_lines(ledger) - lines_before)
        except CallerCanMend:  # let in, and then told what else is wrong
            let_in.add((name, municipality))

    assert told <= {"Det har du ikke adgang til."}
    assert traces <= {0}
    expected = {
        Role.SYSTEM: set(product(ON_THE_MACHINE, (HERE, ELSEWHERE))),
        Role.CASEWORKER: set(product(ON_A_CASE, (HERE,))),
    }
    assert let_in == expected.get(role, set())


@pytest.mark.parametrize("role", Role)
def test_only_a_caseworker_has_a_queue_and_it_holds_their_own_municipality(
    role: Role, open_copy: Callable[[Path], Ledger], two_municipalities: Path
) -> None:
    ledger = open_copy(two_municipalities)
    if role is not Role.CASEWORKER:
        with pytest.raises(NotAllowed):
            open_queue(ledger, somebody(role), now=NOW)
        return
    queue = open_queue(ledger, somebody(role), now=NOW)
    rows = [*queue.to_review, *queue.reviewed, *queue.too_little, *queue.others]
    assert {row.header.municipality for row in rows} == {HERE}
    assert {row.header.placement_id for row in rows} == {"forloeb-amina", "forloeb-yusuf", "forloeb-olena"}


def test_nobody_learns_whether_a_case_they_may_not_read_exists(
    open_copy: Callable[[Path], Ledger], two_municipalities: Path
) -> None:
    ledger, told = open_copy(two_municipalities), set()
    for placement_id in ("forloeb-else", "forloeb-findes-ikke", "", "'; DROP TABLE journal; --"):
        with pytest.raises(NotAllowed) as refused:
            open_case(ledger, somebody(Role.CASEWORKER), placement_id, now=NOW)
        told.add(str(refused.value))
    assert told == {"Det har du ikke adgang til."}


def test_a_person_who_moves_is_lost_to_the_old_municipality_and_found_by_the_new(
    scored: Ledger, tmp_path: Path
) -> None:
    moved = three_people()
    moved.rows = {"newcomers": [{**moved.rows["newcomers"][0], "municipality": ELSEWHERE}]}
    deliver(scored, moved, tmp_path / "moved", now=at(TODAY, 8))

    with pytest.raises(NotAllowed):
        open_case(scored, somebody(Role.CASEWORKER), "forloeb-amina", now=NOW)
    new = Actor(user="y", role=Role.CASEWORKER, municipality=ELSEWHERE)
    case = open_case(scored, new, "forloeb-amina", now=NOW)

    assert case.header.municipality == ELSEWHERE
    assert not case.engine_waits
    assert case.engine_view is None
    queue = open_queue(scored, somebody(Role.CASEWORKER), now=NOW)
    assert "forloeb-amina" not in {row.header.placement_id for row in queue.to_review}


def _lines(ledger: Ledger) -> int:
    with ledger.reading() as transaction:
        return len(journal.lines(transaction))
