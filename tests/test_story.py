"""The whole story: a delivery comes in, a case is pointed at, somebody looks, and decides what to do."""

from datetime import timedelta
from pathlib import Path

from support.three_people import TODAY, at, three_people
from support.whole_life import CASEWORKER as KAREN

from assessment.access.actor import SYSTEM
from assessment.domain.decision import Outcome, View
from assessment.domain.placement_state import State
from assessment.storage.ledger import Ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.record_decision import record_decision
from assessment.use_cases.record_own_view import record_own_view
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements


def test_from_what_a_buddy_saw_to_what_a_caseworker_decides(ledger: Ledger, tmp_path: Path) -> None:
    # Three people work at a bakery. For fourteen weeks Amina has stood still and talked little; Yusuf has climbed;
    # of Olena there are only two observations. Their municipality, 461, delivers what their buddies wrote down.
    delivery = three_people(municipality="461").write(tmp_path / "delivery")
    outcome = import_bundle(ledger, SYSTEM, delivery, now=at(TODAY, 8))
    assert not outcome.refused
    assert outcome.added["newcomers.csv"] == 3
    assert outcome.added["observations.csv"] == 14 + 14 + 2

    # No engine runs for a municipality until its basis is registered. These are invented people, and it says so.
    scoring = score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 8))
    assert scoring.missing["461"][0] == "intet er registreret"
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 8))

    # Now every placement gets a state: from the evidence, never from the person.
    scoring = score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 8))
    assert {state.newcomer_id: state.state for state in scoring.assessed.states} == {
        "amina": State.POSSIBLE_STALL,
        "yusuf": State.PROGRESSING,
        "olena": State.TOO_LITTLE_EVIDENCE,
    }

    # Karen opens her queue. Amina is there to be looked at, with facts and no verdict.
    queue = open_queue(ledger, KAREN, now=at(TODAY, 9))
    (amina,) = [row for row in queue.to_review if row.header.alias == "Amina"]
    assert amina.state is None
    assert [row.header.alias for row in queue.too_little] == ["Olena"]

    # She reads the case: what was seen, by whom. What the engine made of it waits until she has said what she sees.
    case = open_case(ledger, KAREN, amina.header.placement_id, now=at(TODAY, 9, 5))
    assert len(case.seen) == 14
    assert case.seen[0].observer == "Mia"
    assert case.engine_waits
    assert case.engine_view is None
    this_case = {"placement_id": case.header.placement_id}
    line = "Hun står alene i bageriet og taler med få."
    record_own_view(ledger, KAREN, view_id="v1", view=View.STALLED, line=line, now=at(TODAY, 9, 10), **this_case)

    # Then the state is shown, with reasons that name the observations behind them, and what would change it.
    case = open_case(ledger, KAREN, amina.header.placement_id, now=at(TODAY, 9, 11))
    assert case.engine_view is not None
    state = case.engine_view.state
    assert state.state is State.POSSIBLE_STALL
    assert [reason.code for reason in state.reasons] == ["flat_ratings", "little_talk", "no_recent_pass"]
    assert set(state.reasons[0].evidence) <= {entry.observation_id for entry in case.seen}
    assert state.would_clear is not None

    # What to do is hers to decide, in her own words, with a day on which the case comes back.
    back_on = TODAY + timedelta(days=21)
    record_decision(
        ledger,
        KAREN,
        decision_id="d1",
        outcome=Outcome.CHANGE_PLACEMENT_CONDITIONS,
        reason="Hun skal ud i butikken, hvor der tales dansk.",
        follow_up_on=back_on,
        now=at(TODAY, 9, 20),
        **this_case,
    )
    assert [row.header.alias for row in open_queue(ledger, KAREN, now=at(TODAY, 9, 21)).reviewed] == ["Amina"]
    assert "Amina" in {row.header.alias for row in open_queue(ledger, KAREN, now=at(back_on)).to_review}
