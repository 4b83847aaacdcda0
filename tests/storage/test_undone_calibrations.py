"""A delivery of rated calibration cases, undone: observers are no longer compared by it, and no state rested on it."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from support.one_scale import OTHERS, STRICT, add_cases, one_scale
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at
from support.whole_life import CASEWORKER, deliver

from assessment.access.actor import SYSTEM
from assessment.storage.ledger import Ledger
from assessment.use_cases.look_at_raters import look_at_raters
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.undo_import import undo_import

NOW = at(TODAY, 12)


def rated_cases() -> SmallBundle:
    bundle = SmallBundle()
    for name in (STRICT, *OTHERS):
        add_cases(bundle, name, TODAY - timedelta(days=7), less=int(name == STRICT))
    return bundle


def test_no_state_rests_on_rated_cases_and_the_page_on_observers_no_longer_counts_them(
    new_ledger: Callable[[], Ledger], tmp_path: Path
) -> None:
    ledger, remembered = new_ledger(), OrderedDict()

    def states() -> object:
        return score_placements(ledger, SYSTEM, as_of=TODAY, now=NOW, dry_run=True).as_json()["placements"]

    def compared() -> dict[str, tuple[bool, float | None]]:
        found = look_at_raters(ledger, CASEWORKER, now=NOW, remembered=remembered)
        return {one.observer_id: (one.linked, one.severity) for one in found.observers}

    deliver(ledger, one_scale(FIRST_MONDAY, rated=False), tmp_path / "people", now=at(TODAY, 7))
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 8))
    states_before, compared_before = states(), compared()
    batch = deliver(ledger, rated_cases(), tmp_path / "cases", now=at(TODAY, 9))
    score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 10))
    states_with, compared_with = states(), compared()

    undone = undo_import(ledger, SYSTEM, batch, now=at(TODAY, 11))

    assert states_before
    assert states_with == states_before
    assert (undone.voided_states, states()) == (0, states_before)
    assert {linked for linked, _severity in compared_before.values()} == {False}
    assert {linked for linked, _severity in compared_with.values()} == {True}
    assert compared() == compared_before
