"""Assess every placement active on a day: the one door to the engines."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.domain.placement_state import EngineName, LooksLike, PlacementState, Reason, State, WouldClear
from assessment.measurement.active_weeks import FIRST_DAY
from assessment.stalling.columns import Ints, day_of
from assessment.stalling.growth import growth_of
from assessment.stalling.judgement import STATES, Judgement, judge
from assessment.stalling.looks_like import looks_like
from assessment.stalling.model_engine import ModelEngine
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.pointing import Task, threshold_at
from assessment.stalling.reasons import reasons
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot, snapshot
from assessment.stalling.would_clear import would_clear

SUMMARY_ORDER: tuple[State, ...] = (
    State.POSSIBLE_STALL,
    State.PROGRESSING,
    State.UNCLEAR,
    State.TOO_LITTLE_EVIDENCE,
    State.CLOCK_STOPPED,
    State.GOAL_REACHED,
)
WITHHELD = (State.CLOCK_STOPPED, State.TOO_LITTLE_EVIDENCE)
"""States in which no stall probability is given."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """The state of every active placement, sorted by placement id, and how many an objection leaves out.

    ``threshold`` is the probability from which a stall was pointed at.
    """

    states: tuple[PlacementState, ...]
    objected: int
    threshold: float | None = None


def assess(
    frames: Mapping[str, pd.DataFrame],
    as_of: date,
    engine: RulesEngine,
    *,
    municipality: str | None = None,
    calendar: NationalCalendar | None = None,
) -> Assessed:
    """What state each placement is in on a day, and why.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        One per file of the bundle (``"placements"`` ...), as known by the end of ``as_of``. A missing file has no rows.
    as_of : date
        The day that is assessed.
    engine : RulesEngine
        The rules, with every threshold, or a model.
    municipality : str, optional
        Give only the placements of newcomers of this municipality. What the others show still counts as neighbours.
    calendar : NationalCalendar, optional
        Public holidays and suspensions; those that ship with the product by default.

    Returns
    -------
    Assessed
        Nothing in it depends on the order of rows, or on gender, alias, birth year or municipality.
    """
    facts = snapshot(frames, as_of, engine, calendar or NationalCalendar())
    wanted = np.ones(len(facts.rows), dtype=bool) if municipality is None else facts.rows.municipality == municipality
    objected = facts.objected_in if municipality is None else facts.objected_in[facts.objected_in == municipality]
    states = _told(facts, engine, judge(facts, engine), wanted)
    return Assessed(states=states, objected=int(objected.size), threshold=engine.stall_probability_threshold)


def assess_each(
    frames: Mapping[str, pd.DataFrame], as_of: date, engine: RulesEngine, municipalities: Collection[str]
) -> dict[str, Assessed]:
    """What :func:`assess` says of each of the municipalities, with everything looked at once."""
    return assess_tasks(frames, as_of, [Task(engine=engine, municipalities=tuple(municipalities))])


def assess_tasks(frames: Mapping[str, pd.DataFrame], as_of: date, tasks: Sequence[Task]) -> dict[str, Assessed]:
    """What each engine says of its municipalities, with everything looked at once.

    The engines differ in nothing but their model and from which probability they point.
    """
    if not tasks:
        return {}
    facts = snapshot(frames, as_of, tasks[0].engine, NationalCalendar())
    growth = growth_of(facts, tasks[0].engine)
    objected = Counter(facts.objected_in.tolist())
    found: dict[str, Assessed] = {}
    for task in tasks:
        judged = judge(facts, task.engine, growth)
        for engine, codes in _pointing(facts, judged, task):
            states: dict[str, list[PlacementState]] = {code: [] for code in codes}
            told = judged if engine is task.engine else judge(facts, engine, growth)
            for state in _told(facts, engine, told, np.isin(facts.rows.municipality, list(codes))):
                states[state.municipality].append(state)
            found |= {
                code: Assessed(tuple(those), objected[code], engine.stall_probability_threshold)
                for code, those in states.items()
            }
    return found


def _pointing(facts: Snapshot, judged: Judgement, task: Task) -> Iterator[tuple[RulesEngine, tuple[str, ...]]]:
    """The engine with the threshold it goes by, and where; by capacity each municipality has its own."""
    if task.capacity is None:
        yield task.engine, task.municipalities
        return
    for code in task.municipalities:
        threshold = threshold_at(judged, facts.rows.municipality == code, task.capacity)
        yield replace(task.engine, stall_probability_threshold=threshold), (code,)


def _told(
    facts: Snapshot, engine: RulesEngine, judgement: Judgement, wanted: NDArray[np.bool_]
) -> tuple[PlacementState, ...]:
    """The states of the wanted placements; what the others show still counts as neighbours."""
    chosen = np.flatnonzero(wanted).astype(np.int64)
    told = zip(
        chosen.tolist(),
        reasons(facts, judgement, engine, chosen),
        looks_like(facts, judgement, engine)[chosen].tolist(),
        would_clear(facts, judgement, engine, chosen),
        strict=True,
    )
    name: EngineName = "model" if isinstance(engine, ModelEngine) else "rules"
    return _states(facts, judgement, name, told_of=list(told))


def summary(assessed: Assessed) -> dict[str, int]:
    """How many placements are in each state, in the order of the contract; ``active`` is the sum of the six.

    Examples
    --------
    >>> summary(Assessed(states=(), objected=2))["objected"]
    2
    """
    counts = dict.fromkeys((state.value for state in SUMMARY_ORDER), 0)
    for state in assessed.states:
        counts[state.state.value] += 1
    return {"active": sum(counts.values()), **counts, "objected": assessed.objected}


def _states(
    facts: Snapshot,
    judgement: Judgement,
    engine: EngineName,
    *,
    told_of: list[tuple[int, tuple[Reason, ...], LooksLike, WouldClear | None]],
) -> tuple[PlacementState, ...]:
    rows = facts.rows
    withheld = np.isin(judgement.state, [STATES.index(state) for state in WITHHELD])
    probability = _where_known(judgement.stall_probability, ~withheld)
    pace, pace_se = (_where_known(values, judgement.measured) for values in (judgement.pace, judgement.pace_se))
    level, level_se = (_where_known(values, np.isfinite(values)) for values in (judgement.level, judgement.level_se))
    last_seen = _days_where_known(rows.last_seen_on)
    expected = judgement.growth.expected_pace.tolist()
    linked = judgement.level_linked.tolist()
    weeks, observations = judgement.active_weeks.tolist(), judgement.observations.tolist()
    return tuple(
        PlacementState(
            placement_id=rows.placement_id[row],
            newcomer_id=rows.newcomer_id[row],
            municipality=rows.municipality[row],
            engine=engine,
            state=STATES[judgement.state[row]],
            stall_probability=probability[row],
            pace_per_week=pace[row],
            pace_se=pace_se[row],
            expected_pace_per_week=expected[row],
            level=level[row],
            level_se=level_se[row],
            level_linked=linked[row],
            active_weeks=weeks[row],
            observations=observations[row],
            last_seen_on=last_seen[row],
            looks_like=shows,
            reasons=why,
            would_clear=clears,
        )
        for row, why, shows, clears in told_of
    )


def _where_known(values: NDArray[np.float64], known: NDArray[np.bool_]) -> list[float | None]:
    return [value if is_known else None for value, is_known in zip(values.tolist(), known.tolist(), strict=True)]


def _days_where_known(numbers: Ints) -> list[date | None]:
    return [None if number == FIRST_DAY else day_of(number) for number in numbers.tolist()]
