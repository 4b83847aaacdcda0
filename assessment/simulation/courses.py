"""Danish courses: lessons offered and attended, interruptions, and modules passed when the level is there."""

from dataclasses import dataclass, field

import numpy as np

from assessment.simulation.people import Newcomers, module_cuts
from assessment.simulation.weeks import MOST_CLOSED_WEEKDAYS, Bools, Floats, Ints, Weeks
from assessment.simulation.world import World

WEEKS_PER_MONTH = 52 / 12


@dataclass(frozen=True, slots=True)
class Sitting:
    """The people who sat one kind of test, shape (people,): position and week, the module tested, and how it went."""

    newcomer: Ints
    week: Ints
    module: Ints
    passed: Bools
    margin: Floats
    is_exam: bool


@dataclass
class Classroom:
    """What the language centres do week by week; ``attend`` then ``test`` in every week, in order.

    Attributes
    ----------
    lessons_offered, lessons_attended : Floats
        Shape (newcomers, weeks), lessons of 45 minutes.
    module_by_week : Ints
        Shape (newcomers, weeks); 0 where not enrolled.
    sittings : list of Sitting
        One per kind of test and week, in the order of the weeks.
    collides : Bools
        Shape (newcomers, weeks): weeks in which the shifts at work fall on all lessons.
    """

    rng: np.random.Generator
    world: World
    people: Newcomers
    weeks: Weeks
    provider: Ints
    collides: Bools
    lessons_offered: Floats = field(init=False)
    lessons_attended: Floats = field(init=False)
    module_by_week: Ints = field(init=False)
    sittings: list[Sitting] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        rng, world, count = self.rng, self.world, self.people.count
        shape = (count, self.weeks.count)
        self.lessons_offered, self.lessons_attended = np.zeros(shape), np.zeros(shape)
        self.module_by_week = np.zeros(shape, dtype=np.int64)
        numbers = self.weeks.iso_numbers()
        self._is_suspended = self.weeks.closed_weekdays().sum(axis=1) > MOST_CLOSED_WEEKDAYS
        self._is_open = ~np.isin(numbers, world.course_closed_iso_weeks) & ~self._is_suspended
        self._exam_season = np.zeros(self.weeks.count, dtype=np.bool_)
        for first, last in world.exam_iso_weeks:
            self._exam_season |= (numbers >= first) & (numbers <= last)
        self._attendance = _beta(rng, _municipality_mean(rng, world), world.attendance_sd, count)
        self._lessons = rng.choice(world.lessons_per_week, size=count, p=world.lessons_shares)
        self._away = _interruptions(rng, world, self.people, self.weeks.count)
        self._module = self.people.entry_module.copy()
        self._most = np.array([track.modules for track in world.tracks])[self.people.track]
        self._has_exam = np.array([bool(track.exam) for track in world.tracks])[self.people.track]
        self._enrolled = np.array([bool(track.name) for track in world.tracks])[self.people.track]
        self._moves_in = np.full(count, -1, dtype=np.int64)
        self._may_test_from = rng.integers(0, world.retest_after_weeks, count)
        self._teacher_error = rng.normal(0, world.teacher_error_sd_logit, count)
        self._leniency = rng.normal(0, world.provider_leniency_sd_logit, world.providers)
        self._cuts = module_cuts(world)

    def attend(self, week: int, stalled_by_person: Bools) -> Floats:
        """Lessons each newcomer attends this week, shape (newcomers,)."""
        moving = self._moves_in == week
        self._module[moving] += 1
        self._teacher_error[moving] = self.rng.normal(0, self.world.teacher_error_sd_logit, np.count_nonzero(moving))
        self._enrolled &= self._module <= self._most
        here = self._enrolled & ~self._away[:, week]
        self.module_by_week[:, week] = np.where(here, self._module, 0)
        offered = np.where(here & self._is_open[week] & ~self.collides[:, week], self._lessons, 0)
        share = self._attendance * np.where(stalled_by_person, self.world.person_stall_attendance_ratio, 1.0)
        attended = self.rng.binomial(offered, share).astype(np.float64)
        self.lessons_offered[:, week], self.lessons_attended[:, week] = offered, attended
        return attended

    def test(self, week: int, level: Floats) -> None:
        """Let those sit a test whom their teacher judges ready, at the true ``level`` (logits) of each newcomer."""
        world, rng, count = self.world, self.rng, self.people.count
        if self._is_suspended[week]:
            self._move_untested(week)
            return
        cut = self._cuts[self.people.track, np.minimum(self._module, self._most) - 1]
        margin = level - cut + self._leniency[self.provider]
        judged_ready = margin + self._teacher_error >= 0
        here = (self.module_by_week[:, week] > 0) & self._is_open[week] & (self._moves_in <= week)
        ready = here & judged_ready & (week >= self._may_test_from)
        exam = self._has_exam & (self._module == self._most)
        sits = rng.random(count) < world.test_per_ready_week
        luck = rng.normal(0, world.test_slope_logit, count)
        test_passed = margin + world.test_margin_logit + luck > 0
        exam_passed = rng.random(count) < world.exam_pass_share
        self._sit(week, ready & sits & ~exam, test_passed, margin + luck, is_exam=False)
        self._sit(week, ready & exam & self._exam_season[week], exam_passed, margin + luck, is_exam=True)

    def sat(self, *, is_exam: bool) -> Sitting:
        """All that sat an exam, or all that sat a module test, in one."""
        nobody = np.empty(0, dtype=np.int64)
        whole = Sitting(nobody, nobody, nobody, nobody > 0, nobody.astype(np.float64), is_exam)
        chosen = [whole, *(one for one in self.sittings if one.is_exam == is_exam)]
        return Sitting(
            newcomer=np.concatenate([one.newcomer for one in chosen]),
            week=np.concatenate([one.week for one in chosen]),
            module=np.concatenate([one.module for one in chosen]),
            passed=np.concatenate([one.passed for one in chosen]),
            margin=np.concatenate([one.margin for one in chosen]),
            is_exam=is_exam,
        )

    def usually_attended(self) -> Floats:
        """Lessons each newcomer attends in the average week of a year without a collision, shape (newcomers,)."""
        return np.asarray(self._attendance * self._lessons * weeks_open_share(self.world))

    def _move_untested(self, week: int) -> None:
        """Let some move on to the next module without a test, as was allowed while the country was suspended."""
        may = (self.module_by_week[:, week] > 0) & (self._module < self._most) & (self._moves_in <= week)
        moves = may & (self.rng.random(self.people.count) < self.world.untested_move_per_week)
        self._moves_in[moves] = week + 1

    def _sit(self, week: int, who: Bools, passed: Bools, margin: Floats, *, is_exam: bool) -> None:
        newcomer = np.flatnonzero(who)
        if not len(newcomer):
            return
        self.sittings.append(
            Sitting(
                newcomer,
                np.full(len(newcomer), week),
                self._module[newcomer],
                passed[newcomer],
                margin[newcomer],
                is_exam,
            )
        )
        self._may_test_from[newcomer] = week + self.world.retest_after_weeks
        weeks_to_report = -(-self.world.report_days_range[1] // 7) + 1
        self._moves_in[newcomer[passed[newcomer]]] = week + weeks_to_report


def weeks_open_share(world: World) -> float:
    """The part of the year in which there are lessons."""
    return (52 - len(world.course_closed_iso_weeks)) / 52


def _municipality_mean(rng: np.random.Generator, world: World) -> float:
    """How much is attended in this municipality, on the average of its people."""
    mean = rng.normal(world.attendance_mean, world.attendance_municipality_sd)
    return float(np.clip(mean, *world.attendance_municipality_range))


def _beta(rng: np.random.Generator, mean: float, sd: float, count: int) -> Floats:
    """``count`` draws from a Beta of that mean and sd."""
    size = mean * (1 - mean) / sd**2 - 1
    return rng.beta(mean * size, (1 - mean) * size, count)


def _interruptions(rng: np.random.Generator, world: World, people: Newcomers, weeks: int) -> Bools:
    """Weeks in which people are away from their course, or have not begun it, shape (newcomers, weeks)."""
    per_month = np.where(people.is_woman(), world.interruption_per_month_women, world.interruption_per_month_men)
    leaves = rng.random((people.count, weeks)) < (per_month / WEEKS_PER_MONTH)[:, None]
    final = rng.random((people.count, weeks)) < world.interruption_final_share
    starts_late = rng.random(people.count) < world.late_course_start_share
    back_in = np.where(starts_late, rng.integers(0, max(1, weeks // 2), people.count), 0)
    away = np.zeros((people.count, weeks), dtype=np.bool_)
    for week in range(weeks):
        goes = leaves[:, week] & (week >= back_in) & (week > 0)
        length = np.where(final[:, week], weeks, world.interruption_weeks)
        back_in = np.where(goes, week + length, back_in)
        away[:, week] = week < back_in
    return away
