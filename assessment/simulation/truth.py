"""The truth table: level, pace and whether a placement was truly stalled, week by week."""

import numpy as np
import pandas as pd

from assessment.simulation.learning import Paths
from assessment.simulation.people import Newcomers
from assessment.simulation.placements import Placements
from assessment.simulation.stalls import Presence
from assessment.simulation.weeks import Bools, Floats, Ints, Weeks
from assessment.simulation.world import World

TRUTH_COLUMNS = (
    "placement_id",
    "week",
    "week_start_on",
    "level",
    "pace",
    "expected_pace",
    "stalled",
    "active",
    "cause",
)
_NUMBERS = ("level", "pace", "expected_pace")


def truth_table(
    world: World, people: Newcomers, placements: Placements, where: Presence, paths: Paths, weeks: Weeks
) -> pd.DataFrame:
    """One row per placement and week it touches, by placement and week.

    ``pace`` and ``expected_pace`` are logits per active week, means over the last ``World.label_weeks`` active weeks
    of the placement (fewer where there are fewer; NaN before the first). ``stalled`` is the product label. A stalled
    row's ``cause`` is ``placement`` where an ordinary placement would have helped more than being an ordinary person.
    """
    newcomer, week = np.nonzero(where.placement >= 0)
    placement, active = where.placement[newcomer, week], where.active[newcomer, week]
    level = paths.level[newcomer, week]

    active_weeks = _active_weeks(placement, active)
    means = [
        _mean_over_last(values[newcomer, week], active, active_weeks, world.label_weeks)
        for values in (paths.gain, paths.expected, paths.gain_at_ordinary_placement, paths.gain_of_ordinary_person)
    ]
    pace, expected, at_ordinary_placement, of_ordinary_person = means

    goal = np.array([t.goal_logit if t.has_goal else np.inf for t in world.tracks])[people.track][newcomer]
    near_goal = level > goal - world.label_goal_margin_logit
    enough = active_weeks >= world.label_weeks
    stalled = enough & ~near_goal & (pace < world.label_pace_share * expected)
    cause = np.where(at_ordinary_placement >= of_ordinary_person, "placement", "person")
    return pd.DataFrame(
        {
            "placement_id": pd.Series(placements.placement_id[placement], dtype="str"),
            "week": week,
            "week_start_on": weeks.mondays[week].astype("datetime64[s]"),
            "level": level,
            "pace": pace,
            "expected_pace": expected,
            "stalled": stalled,
            "active": active,
            "cause": pd.Series(np.where(stalled, cause, ""), dtype="str"),
        },
        columns=list(TRUTH_COLUMNS),
    )


def truth_text(truth: pd.DataFrame) -> str:
    """The truth table as comma-separated text: six decimals, 0 and 1, ISO days; what is not known is empty."""
    numbers = [["" if value != value else f"{value:.6f}" for value in truth[name].tolist()] for name in _NUMBERS]
    days = np.datetime_as_string(truth["week_start_on"].to_numpy(), unit="D").tolist()
    flags = [truth[name].astype(int).tolist() for name in ("stalled", "active")]
    placements, weeks, causes = (truth[name].tolist() for name in ("placement_id", "week", "cause"))
    rows = zip(placements, weeks, days, *numbers, *flags, causes, strict=True)
    return "\n".join([",".join(TRUTH_COLUMNS), *(",".join(map(str, row)) for row in rows), ""])


def _active_weeks(placement: Ints, active: Bools) -> Ints:
    """For each row, how many active weeks its placement has had so far; rows come by placement and week."""
    first = np.flatnonzero(np.diff(placement, prepend=-1))
    first_row = np.repeat(first, np.diff(np.append(first, len(placement))))
    before = np.concatenate([[0], np.cumsum(active)])
    return np.asarray(before[1:] - before[first_row], dtype=np.int64)


def _mean_over_last(values: Floats, active: Bools, active_weeks: Ints, most: int) -> Floats:
    """The mean of ``values`` over the last ``most`` active rows of the placement; NaN where there are none."""
    sums = np.concatenate([[0.0], np.cumsum(values[active])])
    position = np.cumsum(active)
    count = np.minimum(active_weeks, most)
    total = sums[position] - sums[position - count]
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
