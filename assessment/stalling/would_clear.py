"""What would give another state: the fewest entries that, added and scored the same day, really change it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time

import numpy as np
from numpy.typing import NDArray

from assessment.domain.days import COPENHAGEN
from assessment.domain.placement_state import State, WouldClear
from assessment.i18n.state_words import state_word
from assessment.i18n.words import N_, _, _n, number_in_words
from assessment.stalling.added_rows import (
    EXAMPLE_CRITERIA,
    MUCH_TALK,
    SOME_TALK,
    UNSAID_TALK,
    Talk,
    entry_id,
    observation_rows,
    passed_rows,
    result_kind,
)
from assessment.stalling.columns import Ints, day_number
from assessment.stalling.course import CourseTests, cut_of
from assessment.stalling.entry_measures import entry_measures
from assessment.stalling.growth import growth_of, informative_entries
from assessment.stalling.judgement import HIGHEST_STEP, LOWEST_STEP, STATES, Judgement, judge
from assessment.stalling.model_engine import ModelEngine
from assessment.stalling.observed import (
    MINUTES_SAID,
    N_STEPS,
    PARTNERS_SAID,
    SAYS_FEW,
    SAYS_LITTLE,
    UNSAID,
    Observed,
    calibrated_bits,
    criterion_bits,
)
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot

Floats = NDArray[np.float64]

MOST_OBSERVATIONS, MOST_WHEN_TOO_FEW = 4, 6
_LIFTS: dict[State, tuple[float, ...]] = {
    State.POSSIBLE_STALL: (1.0, 2.0),
    State.UNCLEAR: (1.0, 2.0),
    State.TOO_LITTLE_EVIDENCE: (0.0,),
}
"""How many steps above the present level the added observations show, in the order in which they are tried."""
_TALK_HELPS: dict[State, tuple[Talk, ...]] = {
    State.POSSIBLE_STALL: (SOME_TALK, MUCH_TALK),
    State.TOO_LITTLE_EVIDENCE: (SOME_TALK,),
}
"""What a model is told of talk beside the steps, in the order in which it is tried; the rules do not ask."""
_TALK_IN_WORDS = {
    SOME_TALK: N_("i 10 til 30 minutter med 2 til 3 personer"),
    MUCH_TALK: N_("i over 30 minutter med mindst 4 personer"),
}
_MIDDLE = 2.0


@dataclass(frozen=True, slots=True)
class _Attempt:
    """``count`` observations showing ``lift`` steps more than now and this talk, for the placements at ``rows``."""

    count: int
    lift: float
    talk: Talk
    rows: Ints


def would_clear(facts: Snapshot, judgement: Judgement, engine: RulesEngine, chosen: Ints) -> list[WouldClear | None]:
    """For each placement at the positions ``chosen``, the fewest entries that change its state; None where none do."""
    found: dict[int, WouldClear] = {}
    for attempt in _attempts(judgement, engine, chosen):
        rows = attempt.rows[~np.isin(attempt.rows, list(found)) & (facts.rows.usual_observer[attempt.rows] >= 0)]
        if not rows.size:
            continue
        level = facts.scale.steps(judgement.growth.said[rows])
        steps = _shown(np.where(judgement.observations[rows] > 0, level, np.nan), attempt.lift, engine)
        state = _after(facts, judgement, engine, replace(attempt, rows=rows), steps)
        for at in np.flatnonzero(state != judgement.state[rows]).tolist():
            row = int(rows[at])
            found[row] = _by_observations(facts, row, steps[at], attempt, STATES[state[at]])
    unsolved = chosen[judgement.holds(State.POSSIBLE_STALL)[chosen] & ~np.isin(chosen, list(found))]
    found |= dict(_by_results(facts, judgement, engine, unsolved))
    return [found.get(row) for row in chosen.tolist()]


def _after(facts: Snapshot, judgement: Judgement, engine: RulesEngine, attempt: _Attempt, steps: Ints) -> Ints:
    """The state (a position in ``STATES``) of the attempt's placements with its observations added.

    What this week's observations do to everything seen before needs no second walk through all of it, but where the
    filter might doubt them, and where talk, which the filter is told of too, seems to change a state.
    """
    rows, count = attempt.rows, attempt.count
    said = _example_measures(steps, engine)
    more = _with_observations(facts, engine, attempt, steps, said)
    growth, sure = judgement.growth.of(rows).with_measures(*said, count, engine)
    before = _informative(facts, engine)[rows]
    doubted = np.flatnonzero(~sure | (_informative(more, engine) != before + count)).astype(np.int64)
    if doubted.size:
        growth = growth.replaced(doubted, growth_of(more.of(doubted), engine))
    state = judge(more, engine, growth).state
    changed = np.flatnonzero(state != judgement.state[rows]).astype(np.int64)
    if attempt.talk != UNSAID_TALK and changed.size:
        state[changed] = judge(more.of(changed), engine).state
    return state


def _informative(facts: Snapshot, engine: RulesEngine) -> Ints:
    """How many entries of each placement say something of growth."""
    entries = facts.observed
    whose = entries.placement[informative_entries(entries, engine)]
    return np.bincount(whose, minlength=len(facts.rows)).astype(np.int64)


def _example_measures(steps: Ints, engine: RulesEngine) -> tuple[Floats, Floats]:
    """Measure and error of an observation with these steps for the example criteria."""
    bits = np.bitwise_or.reduce(criterion_bits(engine.criterion_offsets, EXAMPLE_CRITERIA))
    known = calibrated_bits(engine.criterion_offsets, engine.calibration)
    return entry_measures(engine.calibration, known, np.full(len(steps), bits), steps.sum(axis=1))


def _attempts(judgement: Judgement, engine: RulesEngine, chosen: Ints) -> Iterator[_Attempt]:
    """What to try, the smallest first."""
    missing = engine.minimum_observations - judgement.observations
    waits = judgement.active_weeks < engine.minimum_active_weeks  # only time can help
    helps = _TALK_HELPS if isinstance(engine, ModelEngine) else {}
    for count in range(1, MOST_WHEN_TOO_FEW + 1):
        for state, lifts in _LIFTS.items():
            for talk in (UNSAID_TALK, *helps.get(state, ())):
                if state is State.TOO_LITTLE_EVIDENCE:
                    enough = ~waits & ((missing <= count) | (talk != UNSAID_TALK))
                else:
                    enough = np.full(waits.shape, count <= MOST_OBSERVATIONS)
                open_to = judgement.holds(state) & enough
                for lift in lifts:
                    yield _Attempt(count, lift, talk, chosen[open_to[chosen]])


def _shown(level: Floats, lift: float, engine: RulesEngine) -> Ints:
    """Steps for the example criteria at ``lift`` above ``level``, never the same step in all; shape (n, n_criteria)."""
    hardness = np.array([engine.criterion_offsets.get(name, 0.0) for name in EXAMPLE_CRITERIA])
    target = np.nan_to_num(level, nan=_MIDDLE)[:, None] + lift + hardness
    steps: Ints = np.clip(np.rint(target), LOWEST_STEP, HIGHEST_STEP).astype(np.int64)
    alike = (steps == steps[:, [0]]).all(axis=1)
    steps[alike, -1] += np.where(steps[alike, -1] > LOWEST_STEP, -1, 1)
    return steps


def _with_observations(
    facts: Snapshot, engine: RulesEngine, attempt: _Attempt, steps: Ints, said: tuple[Floats, Floats]
) -> Snapshot:
    """The attempt's placements with its observations, seen on the day that is scored."""
    rows, count, talk = attempt.rows, attempt.count, attempt.talk
    part = facts.of(rows)
    hardness = np.array([engine.criterion_offsets.get(name, 0.0) for name in EXAMPLE_CRITERIA])
    given = (steps[:, :, None] == np.arange(N_STEPS)).sum(axis=1)
    bits = np.bitwise_or.reduce(criterion_bits(engine.criterion_offsets, EXAMPLE_CRITERIA))
    placement = np.repeat(np.arange(rows.size), count)
    n = placement.size
    ids = [entry_id(part, row, number) for row in range(rows.size) for number in range(count)]
    added = Observed(
        placement=placement,
        observer=part.rows.usual_observer[placement],
        seen_on=np.full(n, day_number(facts.as_of)),
        recorded_at=np.full(n, int(datetime.combine(facts.as_of, time(12), tzinfo=COPENHAGEN).timestamp()) * 1_000_000),
        entry_id=np.array(ids, dtype=object),
        criteria=np.full(n, len(EXAMPLE_CRITERIA)),
        score=(steps - hardness).sum(axis=1)[placement] / len(EXAMPLE_CRITERIA),
        steps_given=given[placement],
        criteria_seen=np.full(n, bits),
        measure=said[0][placement],
        measure_se=said[1][placement],
        little_talk=np.full(n, SAYS_LITTLE.get(talk.minutes, UNSAID)),
        few_partners=np.full(n, SAYS_FEW.get(talk.partners, UNSAID)),
        talk_minutes=np.full(n, MINUTES_SAID.get(talk.minutes, np.nan)),
        talk_partners=np.full(n, PARTNERS_SAID.get(talk.partners, np.nan)),
        signals=np.full((n, part.observed.signals.shape[1]), np.nan),
    )
    return replace(part, observed=part.observed.together_with(added))


def _by_observations(facts: Snapshot, row: int, steps: Ints, attempt: _Attempt, state: State) -> WouldClear:
    count, talk = attempt.count, attempt.talk
    text = (
        _n(
            "Hvis næste observation viste cirka trin {step} i gennemsnit på {criteria} områder, "
            "ville tilstanden være: {state}.",
            "Hvis de næste {count} observationer viste cirka trin {step} i gennemsnit på {criteria} områder, "
            "ville tilstanden være: {state}.",
            count,
        )
        if talk == UNSAID_TALK
        else _n(
            "Hvis næste observation viste cirka trin {step} i gennemsnit på {criteria} områder, "
            "og der den dag blev talt dansk {talk}, ville tilstanden være: {state}.",
            "Hvis de næste {count} observationer viste cirka trin {step} i gennemsnit på {criteria} områder, "
            "og der hver gang blev talt dansk {talk}, ville tilstanden være: {state}.",
            count,
        )
    ).format(
        count=count,
        step=number_in_words(float(steps.mean())),
        criteria=steps.size,
        talk=_(_TALK_IN_WORDS[talk]) if talk in _TALK_IN_WORDS else "",
        state=state_word(state),
    )
    return WouldClear(text, facts.as_of, observation_rows(facts, row, steps.tolist(), count, talk))


def _by_results(
    facts: Snapshot, judgement: Judgement, engine: RulesEngine, rows: Ints
) -> Iterator[tuple[int, WouldClear]]:
    """The placements at ``rows`` that a passed test on the day that is scored would take out of their state."""
    known = facts.rows
    in_class = (known.provider_id[rows] != "") & (known.track[rows] != "") & (known.module[rows] != "")
    rows = rows[in_class]
    weak = engine.weak_modules_from <= facts.as_of <= engine.weak_modules_to
    rows = (
        rows[[not (weak and result_kind(track) == "modultest") for track in known.track[rows]]] if rows.size else rows
    )
    if not rows.size:
        return
    part = facts.of(rows)
    named = zip(known.track[rows].tolist(), known.module[rows].tolist(), strict=True)
    cut = [cut_of(result_kind(track), track, module) for track, module in named]
    test = CourseTests(
        owner=part.rows.newcomer,
        taken_on=np.full(rows.size, facts.today),
        passed=np.ones(rows.size, dtype=bool),
        cut=np.array(cut, dtype=np.float64),
    )
    passed = replace(
        part,
        rows=replace(part.rows, passed_on=np.full(rows.size, facts.today)),
        tests=part.tests.together_with(test.where(np.isfinite(test.cut))),
    )
    after = judge(passed, engine)
    for at in np.flatnonzero(after.state != judgement.state[rows]).tolist():
        text = _(
            "Hvis der blev meldt en bestået prøve i {track}, modul {module}, ville tilstanden være: {state}."
        ).format(track=known.track[rows[at]], module=known.module[rows[at]], state=state_word(STATES[after.state[at]]))
        yield int(rows[at]), WouldClear(text, facts.as_of, passed_rows(facts, int(rows[at])))
