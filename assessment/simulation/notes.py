"""Notes: what a colleague would type about a week that moves, and about one that does not."""

import random
from functools import cache

import numpy as np

from assessment.simulation.notes_filled import filled, one_of, with_subject
from assessment.simulation.notes_habits import Habit, draw_habits
from assessment.simulation.notes_registers import framed, in_register, respelled
from assessment.simulation.notes_table import EVERYWHERE, situations
from assessment.simulation.notes_typos import with_typos, without_danish_letters
from assessment.simulation.observers import BUDDY, GUIDE, MENTOR
from assessment.simulation.weeks import Bools, Floats, Ints, Texts
from assessment.simulation.workplaces import TRADES
from assessment.simulation.world import World

TONES = ("progress", "stall", "neutral", "quiet_but_fine", "lively_but_flat")
"""What a note sounds like. The last two mislead: nothing is wrong though it sounds so, or the reverse."""

_WRITERS = {BUDDY: "buddy", GUIDE: "guide", MENTOR: "mentor"}
_WEIGHTS = {"trade": 4, "guide": 4, "mentor": 14}
_OF_THE_PERSON = ("~", "{Han}")  # a visitor tells of the person, not of the team: nobody's *vi* and *jeg*
_DIALECT_STRENGTH, _JOINED_STRENGTH = 0.7, 0.6


def write_notes(
    rng: np.random.Generator,
    world: World,
    *,
    gender: Texts,
    trade: Ints,
    role: Ints,
    observer: Ints,
    looks_flat: Bools,
    chance: Floats,
) -> Texts:
    """A note, or None, per observation; all arguments have shape (observations,).

    Parameters
    ----------
    rng : numpy.random.Generator
        The same state gives the same notes.
    world : World
        How often, in what tone, and how people write.
    gender, trade : array
        Of the newcomer, ``"f"``, ``"m"`` or ``"x"``; of the workplace, a position in ``TRADES``.
    role, observer : array
        Who writes: a position in ``observers.ROLES``, and one number per person, from 0; they keep their way of
        writing.
    looks_flat : array
        Where little was gained lately: the tone leans that way, and is often wrong.
    chance : array
        That of a note being written at all.
    """
    count = len(trade)
    roles = np.zeros(observer.max(initial=-1) + 1, dtype=np.int64)
    roles[observer] = role
    habits = draw_habits(rng, world, roles)
    shares = np.where(looks_flat[:, None], world.flat_tone_shares, world.moving_tone_shares)
    tone = (rng.random(count)[:, None] > shares.cumsum(axis=1)[:, :-1]).sum(axis=1)
    rows = np.flatnonzero(rng.random(count) < chance)
    dice = random.Random(int(rng.integers(2**62)))
    notes = np.full(count, None, dtype=object)
    for row in rows.tolist():
        name = TRADES[trade[row]].name
        text = one_of(dice, _pool(TONES[tone[row]], name, _WRITERS[int(role[row])]))
        notes[row] = _written(dice, text, habits[observer[row]], gender[row], name)
    return notes


@cache
def _pool(tone: str, trade: str, writer: str) -> tuple[str, ...]:
    """The situations to choose from; those of the trade and of the writer's own view count several times."""
    pool: list[str] = []
    for one in situations():
        suits = one.by == writer or (one.by == "any" and (writer != "mentor" or one.text.startswith(_OF_THE_PERSON)))
        if suits and one.tone == tone and one.trade in (EVERYWHERE, trade):
            of_their_own = _WEIGHTS["trade"] if one.trade == trade else 1
            pool += [one.text] * _WEIGHTS.get(one.by, of_their_own)
    return tuple(pool)


def _written(dice: random.Random, text: str, habit: Habit, gender: str, trade: str) -> str:
    """The situation as this observer would type it."""
    text = with_subject(dice, text, habit.says_subject, learner=habit.register == "formal")
    text = framed(dice, filled(dice, text, gender, trade), habit.register)
    text = in_register(dice, text, habit.register)
    if habit.dialect:
        text = respelled(dice, text, habit.dialect, _DIALECT_STRENGTH)
    if habit.is_sloppy:
        text = respelled(dice, text, "joined", _JOINED_STRENGTH)
    text = with_typos(dice, text, habit.typo_share)
    text = text if habit.full_stop else text.removesuffix(".")
    return text if habit.danish_letters else without_danish_letters(text)
