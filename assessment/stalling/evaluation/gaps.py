"""Whether a stall is found as often in one group as in another."""

from collections.abc import Mapping

import numpy as np

from assessment.stalling.columns import Texts
from assessment.stalling.evaluation.ordering import Bools, Floats, ratio
from assessment.stalling.evaluation.resampling import Sure, intervals
from assessment.stalling.evaluation.table_lines import FEWEST_SHOWN, Line, Part, Setting, flat

_GAP, _OF_GROUP, _TWO = "gap", "rate:", 2


def gaps_between(part: Part, group: Texts, threshold: float, setting: Setting) -> tuple[Line, list[Line]]:
    """How far the groups lie apart in the share of stalled rows that are pointed at (true-positive rate).

    Parameters
    ----------
    part : Part
        All active rows: a stall of which nothing was said was not found.
    group : array of shape (n_rows,)
        Of each row; rows without one ("") are left out.
    threshold : float
        A row is pointed at from here on.

    Returns
    -------
    gap : dict
        ``gap`` between the groups named ``highest_group`` and ``lowest_group``, with the interval of the difference
        between these two: below 0 where it may as well be the other way round. None with fewer than two groups.
    rates : list of dict
        ``group``, ``stalled_people``, ``stalled_rows``, and ``rate`` with its interval. Groups with fewer than 5
        people who stalled are suppressed, and stand in no gap.

    Notes
    -----
    The two groups are chosen because they lie furthest apart, so chance alone makes a gap where groups are small: the
    interval says how much of it, the choice itself comes on top.
    """
    names, number = np.unique(group.astype(str), return_inverse=True)
    rows = [part.stalled & (number == at) for at in range(names.size)]
    people = [int(np.unique(part.person[stalled]).size) for stalled in rows]
    shown = [at for at, name in enumerate(names) if name and people[at] >= FEWEST_SHOWN]
    told = _rates(part, [rows[at] for at in shown], threshold, setting)
    rates: list[Line] = []
    for at, name in enumerate(names.tolist()):
        if at in shown:
            counted: Line = {"stalled_people": people[at], "stalled_rows": int(rows[at].sum())}
            one = flat({"rate": told[f"{_OF_GROUP}{shown.index(at)}"]})
            rates.append({"group": name, "suppressed": False, **counted, **one})
        elif name:
            nothing = dict.fromkeys(("stalled_people", "stalled_rows", "rate", "rate_low", "rate_high"))
            rates.append({"group": name, "suppressed": True, **nothing})
    if len(shown) < _TWO:
        return dict.fromkeys(("gap", "gap_low", "gap_high", "highest_group", "lowest_group")), rates
    values = [told[f"{_OF_GROUP}{place}"].value for place in range(len(shown))]
    highest, lowest = (str(names[shown[int(pick(values))]]) for pick in (np.argmax, np.argmin))
    return {**flat({"gap": told[_GAP]}), "highest_group": highest, "lowest_group": lowest}, rates


def _rates(part: Part, stalled_of: list[Bools], threshold: float, setting: Setting) -> Mapping[str, Sure]:
    """The rate of each group, and the gap between the two that lie furthest apart."""
    if not stalled_of:
        return {}
    stalled = np.stack(stalled_of, axis=1).astype(np.float64)
    found = stalled * (part.probability >= threshold)[:, None]

    rates = ratio(found.sum(axis=0), stalled.sum(axis=0))
    highest, lowest = int(np.argmax(rates)), int(np.argmin(rates))

    def measured(weight: Floats) -> dict[str, Floats]:
        rate = ratio(found.T @ weight, stalled.T @ weight)
        gap = rate[highest] - rate[lowest]
        return {_GAP: gap, **{f"{_OF_GROUP}{place}": one for place, one in enumerate(rate)}}

    return intervals(measured, part.person, resamples=setting.resamples, seed=setting.seed)
