"""How each criterion was seen in a period: in the beginning and now, and how sure the difference is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import fmean

from assessment.reports.person_page import CriterionRow

FEWEST_TIMES, FEWEST_IN_A_PART = 4, 2
"""A criterion seen fewer times, or that leaves fewer for the beginning and for now, has no steps in a report."""
LAY_NOISE_STEPS, LAY_NOISE_RATINGS = 0.7, 4
"""What one rating of a lay observer misses (domain notes, 5.4: an estimate), and how many ratings that counts as beside
what these ratings themselves say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One step that somebody gave one criterion."""

    criterion: str
    step: int
    observer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionSeen:
    """A row of the report, and what may be said of it.

    Attributes
    ----------
    row : CriterionRow
    rise, rise_se : float or None
        How many steps less help is needed now than in the beginning, and its standard error.
    freedom : int
        Degrees of freedom of that error, what is usual of lay observers included.
    observers_changed : bool
        Whether other people saw it in the beginning than now, so that each is held against what they saw themselves.
    """

    row: CriterionRow
    rise: float | None
    rise_se: float | None
    freedom: int
    observers_changed: bool

    @property
    def times_its_error(self) -> float:
        """The rise, measured in its own standard errors; minus infinity where there is none."""
        return -inf if self.rise is None or not self.rise_se else self.rise / self.rise_se


def criteria_seen(
    ratings: Sequence[Rated], order: Sequence[str], *, with_steps: bool = True
) -> tuple[CriterionSeen, ...]:
    """Each criterion that was seen, in ``order``, from ratings in the order of time.

    The beginning is the first third of the times it was seen, and now is the last: at least two times each, and never
    both from a criterion that was seen fewer than four times. No two observers are equally strict, so where several saw
    it, the thirds are each one's own: everybody has as many in both, at least one, and who saw it once is in neither.
    Then how strict they are cancels, and what rose between one's last time and the next one's first is not counted.

    How much one rating misses is estimated from both thirds together and drawn toward what lay observers usually miss:
    two or three equal ratings are no proof that there is no error. Without ``with_steps`` only how often each was seen
    is told, and by how many.

    Examples
    --------
    >>> given = [Rated(criterion="phone", step=step, observer="mia") for step in (1, 1, 2, 2, 3, 3)]
    >>> (phone,) = criteria_seen(given, ["phone"])
    >>> phone.row.step_start, phone.row.step_now, round(phone.row.step_se, 2), phone.row.times_seen
    (1.0, 3.0, 0.4, 6)
    """
    found = []
    for criterion in order:
        of_it = [rating for rating in ratings if rating.criterion == criterion]
        if of_it:
            found.append(_seen(criterion, of_it, with_steps=with_steps))
    return tuple(found)


def _seen(criterion: str, ratings: Sequence[Rated], *, with_steps: bool) -> CriterionSeen:
    first, last = _thirds(ratings)
    times, n = len(ratings), len(first)
    freedom = 2 * n - 2 + LAY_NOISE_RATINGS
    then = now = noise = None
    if with_steps and times >= FEWEST_TIMES and n >= FEWEST_IN_A_PART:
        then, now = (fmean(rating.step for rating in part) for part in (first, last))
        apart = sum((rating.step - then) ** 2 for rating in first) + sum((rating.step - now) ** 2 for rating in last)
        noise = sqrt((apart + LAY_NOISE_RATINGS * LAY_NOISE_STEPS**2) / freedom)
    ends = max(FEWEST_IN_A_PART, times // 3)
    changed = {rating.observer for rating in ratings[:ends]} != {rating.observer for rating in ratings[-ends:]}
    return CriterionSeen(
        row=CriterionRow(
            criterion=criterion,
            step_start=then,
            step_now=now,
            step_se=None if noise is None else noise / sqrt(n),
            times_seen=times,
            seen_by=len({rating.observer for rating in ratings}),
        ),
        rise=None if then is None or now is None else now - then,
        rise_se=None if noise is None else noise * sqrt(2 / n),
        freedom=freedom,
        observers_changed=noise is not None and changed,
    )


def _thirds(ratings: Sequence[Rated]) -> tuple[list[Rated], list[Rated]]:
    """Each observer's first and last third, as many in both."""
    by_observer: dict[str, list[Rated]] = {}
    for rating in ratings:
        by_observer.setdefault(rating.observer, []).append(rating)
    first, last = [], []
    for theirs in by_observer.values():
        third = max(len(theirs) // 3, min(FEWEST_IN_A_PART, len(theirs) // 2))
        first += theirs[:third]
        last += theirs[len(theirs) - third :]
    return first, last
