"""How each observer writes: a register, a dialect and slips of the keyboard, kept over all of their notes."""

from dataclasses import dataclass

import numpy as np

from assessment.simulation.observers import MENTOR
from assessment.simulation.weeks import Ints
from assessment.simulation.world import World

REGISTERS = ("plain", "telegram", "sms", "chatty", "second_language", "formal")
"""Manners of writing; ``World.register_shares`` gives the shares of the first five, ``formal`` is a teacher's."""

DIALECTS = ("jysk", "sønderjysk", "fynsk", "københavnsk")
"""Dialects that show in the spelling; ways of ``note_spellings.csv``."""

_CAREFUL_PART = 0.1
_SUBJECT_SHARES = {"plain": 0.4, "telegram": 0.0, "sms": 0.3, "chatty": 0.55, "second_language": 0.8, "formal": 0.85}
_NO_FULL_STOP_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Habit:
    """One observer's way of writing.

    Attributes
    ----------
    register : str
        One of ``REGISTERS``.
    dialect : str
        One of ``DIALECTS``, or empty.
    typo_share : float
        Of the words.
    is_sloppy : bool
        Writes *idag* and *istedet* as well.
    says_subject : float
        How often a sentence begins with the person and not with the verb.
    full_stop : bool
        Whether the last sentence has one.
    danish_letters : bool
        False for a keyboard without æøå.
    """

    register: str
    dialect: str
    typo_share: float
    is_sloppy: bool
    says_subject: float
    full_stop: bool
    danish_letters: bool


def draw_habits(rng: np.random.Generator, world: World, role: Ints) -> list[Habit]:
    """A way of writing for each observer; ``role`` is the position in ``observers.ROLES``, shape (observers,)."""
    count = len(role)
    register = rng.choice(len(world.register_shares), size=count, p=world.register_shares)
    is_mentor = role == MENTOR
    formal = rng.random(count) < world.formal_mentor_share
    register = np.where(is_mentor, np.where(formal, REGISTERS.index("formal"), 0), register)
    dialect = rng.integers(0, len(DIALECTS), count)
    speaks = (rng.random(count) < world.dialect_share) & ~is_mentor & (register != REGISTERS.index("second_language"))
    sloppy = rng.random(count) < world.sloppy_share
    typo_share = world.typo_share * np.where(sloppy, rng.uniform(0.5, 1.5, count), _CAREFUL_PART)
    full_stop = rng.random(count) >= _NO_FULL_STOP_SHARE
    danish = rng.random(count) >= world.foreign_keyboard_share
    return [
        Habit(
            register=REGISTERS[register[one]],
            dialect=DIALECTS[dialect[one]] if speaks[one] else "",
            typo_share=float(typo_share[one]),
            is_sloppy=bool(sloppy[one]),
            says_subject=_SUBJECT_SHARES[REGISTERS[register[one]]],
            full_stop=bool(full_stop[one]),
            danish_letters=bool(danish[one]),
        )
        for one in range(count)
    ]
