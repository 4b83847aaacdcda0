"""A person's time at work: active weeks counted through all of their placements, whichever workplace it was."""

from dataclasses import dataclass

import numpy as np

from assessment.measurement.active_weeks import ActiveWeeks, Ints, Periods, sunday_of, united, week_of


@dataclass(frozen=True, slots=True)
class TimeAtWork:
    """Placements as spells of a person that share no week, and the weeks that do not count; see `time_at_work`."""

    spells: Periods
    weeks: ActiveWeeks

    def through(self, person: Ints, week: Ints) -> Ints:
        """How many active weeks each ``person`` has had at work up to and including ``week``.

        With one placement this is the number that the engine counts; weeks between two placements are nobody's.
        """
        first = np.searchsorted(self.spells.owner, person, side="left")
        number = np.searchsorted(self.spells.owner, person, side="right") - first
        total = np.zeros(person.shape, dtype=np.int64)
        for nth in range(int(number.max(initial=0))):
            has = np.flatnonzero(number > nth)
            spell = first[has] + nth
            total[has] += self.weeks.through(
                person[has], self.spells.first[spell], self.spells.last[spell], np.asarray(week[has], dtype=np.int64)
            )
        return total


def time_at_work(person: Ints, started_on: Ints, ends_on: Ints, weeks: ActiveWeeks) -> TimeAtWork:
    """The time at work of everybody, from one row for each placement; days are days since 1970.

    Placements are carried to the Sunday of their last week before they are united, so that a week which two of them
    touch counts once.
    """
    return TimeAtWork(united(person, started_on, sunday_of(week_of(ends_on))), weeks)
