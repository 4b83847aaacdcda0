"""Learning: the true level of every newcomer, week by week."""

from dataclasses import dataclass

import numpy as np

from assessment.simulation.courses import Classroom, weeks_open_share
from assessment.simulation.people import Newcomers
from assessment.simulation.stalls import BY_PERSON, BY_PLACEMENT, Presence
from assessment.simulation.weeks import Bools, Floats, Ints
from assessment.simulation.world import World


@dataclass(frozen=True, slots=True)
class Paths:
    """What truly happened, arrays of shape (newcomers, weeks) in logits.

    Attributes
    ----------
    level : Floats
        At the end of the week.
    gain : Floats
        During the week.
    expected : Floats
        The gain expected of the track at that level, whoever the person and whatever the placement.
    gain_at_ordinary_placement, gain_of_ordinary_person : Floats
        What the gain would have been with an ordinary placement, and of an ordinary person: they tell the causes apart.
    """

    level: Floats
    gain: Floats
    expected: Floats
    gain_at_ordinary_placement: Floats
    gain_of_ordinary_person: Floats


def talk_by_week(
    rng: np.random.Generator, world: World, people: Newcomers, where: Presence, talk_of: Floats, stalls: Ints
) -> Floats:
    """How much Danish is truly spoken around each newcomer, shape (newcomers, weeks), in its standard unit.

    ``talk_of`` is the talk of each placement's workplace, shape (placements,).
    """
    shape = where.active.shape
    talk: Floats = where.at(talk_of, 0.0) + people.talkativeness[:, None] + rng.normal(0, world.weekly_talk_sd, shape)
    talk -= world.quiet_talk_drop * _quiet(rng, world, shape)
    talk -= world.placement_stall_talk_drop * (stalls == BY_PLACEMENT)
    talk -= world.person_stall_talk_drop * (stalls == BY_PERSON)
    return talk


def _quiet(rng: np.random.Generator, world: World, shape: tuple[int, ...]) -> Bools:
    """Weeks that are quiet whatever else happens, alone or in a spell."""
    week = np.arange(shape[1])
    begins = rng.random(shape) < world.quiet_spell_per_week
    length = rng.integers(*world.quiet_spell_weeks_range, size=shape, endpoint=True)
    lasts_to = np.maximum.accumulate(np.where(begins, week + length, 0), axis=1)
    return np.asarray((rng.random(shape) < world.quiet_week_share) | (lasts_to > week))


def expected_pace(world: World, track: Ints, level: Floats) -> Floats:
    """The gain expected in a week (logits) on each track at each level; it falls toward the goal.

    Examples
    --------
    >>> import numpy as np
    >>> from assessment.simulation.world import SHIPPED_WORLD as world
    >>> [round(pace, 4) for pace in expected_pace(world, np.array([1, 1]), np.array([-2.5, 1.5])).tolist()]
    [0.0363, 0.0218]
    """
    entry = np.array([one.entry_logit for one in world.tracks])[track]
    goal = np.array([one.goal_logit for one in world.tracks])[track]
    entry_pace = np.array([one.entry_pace_per_week for one in world.tracks])[track]
    way_left = (goal - level) / (goal - entry)
    share = world.pace_floor_share + (1 - world.pace_floor_share) * way_left
    return np.asarray(entry_pace * np.clip(share, world.pace_beyond_goal_share, 1.0), dtype=np.float64)


def learn(
    rng: np.random.Generator,
    world: World,
    people: Newcomers,
    where: Presence,
    talk: Floats,
    stalls: Ints,
    classroom: Classroom,
) -> Paths:
    """Walk through the weeks: attend class, talk, gain, and be tested."""
    shape = where.active.shape
    level, gain, expected, ordinary_placement, ordinary_person = (np.zeros(shape) for _ in range(5))
    noise = rng.normal(0, world.weekly_gain_sd_logit, shape)
    in_class = np.array([bool(track.name) for track in world.tracks])[people.track]
    usual_lessons = _usual_lessons(world)
    pull = np.minimum(np.exp(world.talk_pull * talk), 2.0)
    left_by_person = np.where(stalls == BY_PERSON, world.gain_left_share, 1.0)
    left_by_placement = np.where(stalls == BY_PLACEMENT, world.gain_left_share, 1.0)
    class_part_usually = world.class_share_of_gain * classroom.usually_attended() / usual_lessons
    rest = 1 - world.talk_share_of_gain - world.class_share_of_gain
    now = people.entry_level.copy()
    for week in range(shape[1]):
        lessons = classroom.attend(week, stalls[:, week] == BY_PERSON)
        class_part = world.class_share_of_gain * np.where(in_class, np.minimum(lessons / usual_lessons, 2.5), 1.0)
        missed_by_shifts = classroom.collides[:, week] & (classroom.module_by_week[:, week] > 0)
        class_without_shifts = np.where(missed_by_shifts, class_part_usually, class_part)
        active, placed = where.active[:, week], where.placement[:, week] >= 0
        talk_part = world.talk_share_of_gain * np.where(placed, pull[:, week], world.talk_outside_placement)
        expects = expected_pace(world, people.track, now)

        moves = expects * people.speed * (class_part + talk_part + rest)
        at_ordinary_placement = expects * people.speed * (class_without_shifts + world.talk_share_of_gain + rest)
        of_ordinary_person = expects * (world.class_share_of_gain + talk_part + rest)
        moves = moves * left_by_person[:, week] * left_by_placement[:, week] + noise[:, week]
        gain[:, week] = np.where(placed & ~active, -world.loss_per_paused_week_logit, moves)
        expected[:, week] = expects
        ordinary_placement[:, week] = at_ordinary_placement * left_by_person[:, week]
        ordinary_person[:, week] = of_ordinary_person * left_by_placement[:, week]

        now = now + gain[:, week]
        level[:, week] = now
        classroom.test(week, now)
    return Paths(level, gain, expected, ordinary_placement, ordinary_person)


def _usual_lessons(world: World) -> float:
    """Lessons attended in the average week of a year, the course's closed weeks included."""
    offered = float(np.dot(world.lessons_per_week, world.lessons_shares))
    return offered * world.attendance_mean * weeks_open_share(world)
