"""The tables by which a stall model is judged: the same rows for each method, every figure with its interval."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from assessment.stalling.columns import Ints, Texts
from assessment.stalling.evaluation.alarms import alarms_at, false_alarms_per_100_months, stalls_found, threshold_for
from assessment.stalling.evaluation.gaps import gaps_between
from assessment.stalling.evaluation.judged_rows import GROUPED_BY, JudgedRows
from assessment.stalling.evaluation.measures import BINS, bins_of, rows_judged
from assessment.stalling.evaluation.ordering import Bools, Floats, ratio
from assessment.stalling.evaluation.resampling import intervals
from assessment.stalling.evaluation.table_lines import FEWEST_SHOWN, Line, Method, Setting, flat, known, line_of

ALL_ACTIVE, JUDGED, SAME_ROWS = "all_active", "judged", "same_rows"
CAUSES = ("placement", "person")
_DEFAULT = Setting()


def tables(rows: pd.DataFrame, methods: Sequence[Method], setting: Setting = _DEFAULT) -> dict[str, list[Line]]:
    """Every table, ready for JSON: a list of lines, each a dict of plain values, None where there is no answer.

    Parameters
    ----------
    rows : DataFrame
        One row per active placement and day, with the columns of ``judged_rows.COLUMNS`` and one for each method.
        ``stalled`` is the truth, ``cause`` is ``placement``, ``person`` or empty. ``onset``, the day on which a row's
        stall began, and ``progresses``, whether it is truly in progress, may be there as well. Rows of different
        simulations need different names of their ``world``.
    methods : sequence of Method
        The first is the one that is judged, the others are what it must beat.
    setting : Setting
        Capacity, and the resamples behind the intervals.

    Returns
    -------
    dict of str to list of dict
        ``overall``: each method on ``all_active`` rows (nothing said counts as least likely), on the rows it
        ``judged`` itself, and on the ``same_rows`` for all, those which the first method judged.
        ``by_track``, ``by_gender``, ``by_observer_role``, ``by_world``: each method on the same rows, group by group.
        ``by_cause``: stalls of each cause against all that is not stalled, on all active and on the same rows.
        ``by_state``: how many rows in each state, and how many of them stalled or, where it is known, in progress.
        ``calibration``: for probabilities, bin by bin, what was said and what happened, on the rows judged.
        ``alarms``: at the threshold that keeps false alarms at 2 per 100 person-months, how many stalls are found.
        ``gaps``, ``rates``: how far groups lie apart in the share of stalled rows pointed at, and that share itself.
        Lines about fewer than 5 people are suppressed.

    Raises
    ------
    ValueError
        Where a column is missing, or a placement has two rows on a day.
    """
    judged = JudgedRows.of(rows, methods)
    same = rows_judged(judged.said[methods[0].name])
    return {
        "overall": list(_overall(judged, methods, same, setting)),
        **{f"by_{name}": list(_by_group(judged, methods, same, name, setting)) for name in GROUPED_BY},
        "by_cause": list(_by_cause(judged, methods, same, setting)),
        "by_state": list(_by_state(judged, setting)),
        "calibration": [line for one in methods if one.is_probability for line in _calibration(judged, one, setting)],
        "alarms": [_alarms(judged, method, setting, renewed=again) for again in (False, True) for method in methods],
        **_gaps(judged, methods, setting),
    }


def _overall(judged: JudgedRows, methods: Sequence[Method], same: Bools, setting: Setting) -> Iterator[Line]:
    for method in methods:
        own = rows_judged(judged.said[method.name])
        abstained = float(1 - own.mean()) if own.size else None
        for name, keep in ((ALL_ACTIVE, np.ones_like(own)), (JUDGED, own), (SAME_ROWS, same)):
            line = line_of(judged.part(method, keep), method, setting)
            yield {
                "method": method.name,
                "on": name,
                "threshold": method.threshold,
                "share_abstained": abstained,
            } | line


def _by_group(judged: JudgedRows, methods: Sequence[Method], same: Bools, by: str, setting: Setting) -> Iterator[Line]:
    for method in methods:
        for group in _names(judged.groups[by]):
            part = judged.part(method, same & (judged.groups[by] == group))
            yield {"method": method.name, "group": group, **line_of(part, method, setting)}


def _by_cause(judged: JudgedRows, methods: Sequence[Method], same: Bools, setting: Setting) -> Iterator[Line]:
    for method in methods:
        for cause in CAUSES:
            against = ~judged.stalled | (judged.cause == cause)
            for name, keep in ((ALL_ACTIVE, against), (SAME_ROWS, against & same)):
                line = line_of(judged.part(method, keep), method, setting)
                yield {"method": method.name, "cause": cause, "on": name, **line}


def _by_state(judged: JudgedRows, setting: Setting) -> Iterator[Line]:
    truths = {"share_stalled": judged.stalled, "share_progressing": judged.progresses}
    known_of = {name: truth for name, truth in truths.items() if truth is not None}
    for state in _names(judged.state):
        rows = judged.state == state
        person = judged.person[rows]
        people = int(np.unique(person).size)
        if people < FEWEST_SHOWN:
            nothing = dict.fromkeys(("rows", "people", "share_stalled"))
            yield {"state": state, "suppressed": True, **nothing}
            continue
        line: Line = {"state": state, "suppressed": False, "rows": int(rows.sum()), "people": people}
        for name, truth in known_of.items():
            line |= _share(truth[rows], person, name, setting)
        yield line


def _calibration(judged: JudgedRows, method: Method, setting: Setting) -> Iterator[Line]:
    """Bin by bin of equal width, those that hold anything."""
    part = judged.part(method, rows_judged(judged.said[method.name]))
    which = bins_of(part.probability)
    for number in np.unique(which).tolist():
        inside = part.where(which == number)
        line: Line = {"method": method.name, "from": number / BINS, "to": (number + 1) / BINS}
        nothing = ("rows", "people", "mean_probability", "share_stalled", "share_stalled_low", "share_stalled_high")
        if inside.people < FEWEST_SHOWN:
            yield {**line, "suppressed": True, **dict.fromkeys(nothing)}
            continue
        share = _share(inside.stalled, inside.person, "share_stalled", setting)
        counted: Line = {"rows": inside.stalled.size, "people": inside.people}
        yield {**line, "suppressed": False, **counted, "mean_probability": float(inside.probability.mean()), **share}


def _share(truth: Bools, person: Ints, name: str, setting: Setting) -> Line:
    """How many of some rows it is true of, with its interval."""

    def measured(weight: Floats) -> dict[str, Floats]:
        return {name: ratio(truth.astype(np.float64) @ weight, weight.sum(axis=0))}

    return flat(intervals(measured, person, resamples=setting.resamples, seed=setting.seed))


def _alarms(judged: JudgedRows, method: Method, setting: Setting, *, renewed: bool) -> Line:
    """How early stalls are found at the threshold that holds the false alarms down; the threshold is held fixed."""
    followed = judged.followed(method)
    threshold = threshold_for(followed, renewed=renewed)
    stalls = stalls_found(followed, threshold, renewed=renewed)
    person = judged.person_of_placement()[stalls.placement]
    line: Line = {
        "method": method.name,
        "renewed": renewed,
        "threshold": known(threshold),
        "calm_months": followed.calm_months(),
        "alarms": int(alarms_at(followed, threshold, renewed=renewed).row.size),
        "false_per_100_months": known(false_alarms_per_100_months(followed, threshold, renewed=renewed)),
        "stalls": int(stalls.weeks.size),
        "median_weeks": known(stalls.median_weeks()),
    }
    if np.unique(person).size < FEWEST_SHOWN:
        hidden = ("stalls", "median_weeks", "share_found", "share_found_low", "share_found_high")
        return {**line, "suppressed": True, **dict.fromkeys(hidden)}

    def measured(weight: Floats) -> dict[str, Floats]:
        return {"share_found": stalls.share_found(weight)}

    found = intervals(measured, person, resamples=setting.resamples, seed=setting.seed)
    return {**line, "suppressed": False, **flat(found)}


def _gaps(judged: JudgedRows, methods: Sequence[Method], setting: Setting) -> dict[str, list[Line]]:
    gaps: list[Line] = []
    rates: list[Line] = []
    for method in methods:
        if method.threshold is None:
            continue
        for by in GROUPED_BY:
            gap, each = gaps_between(judged.part(method), judged.groups[by], method.threshold, setting)
            gaps.append({"method": method.name, "by": by, **gap})
            rates += [{"method": method.name, "by": by, **rate} for rate in each]
    return {"gaps": gaps, "rates": rates}


def _names(group: Texts) -> list[str]:
    return sorted(set(group.tolist()))
