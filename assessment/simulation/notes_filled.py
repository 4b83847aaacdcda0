"""Filling a situation: whom it is about, which thing, where and with whom."""

import random
import re
from collections.abc import Sequence
from functools import cache

from assessment.simulation.notes_table import slot_texts
from assessment.simulation.workplaces import TRADES

PRONOUNS = {
    "m": {"han": "han", "ham": "ham", "hans": "hans"},
    "f": {"han": "hun", "ham": "hende", "hans": "hendes"},
    "x": {"han": "vedkommende", "ham": "vedkommende", "hans": "vedkommendes"},
}
"""How the newcomer is spoken of, by gender."""

_SLOT = re.compile(r"\{(\w+)\}")
_EITHER = re.compile(r"\[([^][]*)\]")
_SUBJECT_FIRST = re.compile(r"(?:^|(?<=[.!?] ))\{Han\} (\w)")


def filled(dice: random.Random, text: str, gender: str, trade: str) -> str:
    """A situation as it happened once: each slot filled, the same slot twice with the same words.

    Examples
    --------
    >>> filled(random.Random(1), "Fandt {redskab} {tid}. {Han} [sagde|råbte] det selv.", "f", "butik")
    'Fandt kniven midt på dagen. Hun sagde det selv.'
    """
    words = dict(PRONOUNS[gender])

    def word(slot: re.Match[str]) -> str:
        name = slot[1]
        key = name.lower()
        if key not in words:
            words[key] = one_of(dice, _choices(key, trade))
        return words[key] if name == key else capitalised(words[key])

    return _SLOT.sub(word, _EITHER.sub(lambda either: one_of(dice, either[1].split("|")), text))


def with_subject(dice: random.Random, text: str, share: float, *, learner: bool = False) -> str:
    """The situation begun with the person (``share`` of the time) or with the verb, where both can be said.

    With ``learner`` the person may be called *kursisten*, as teachers do.

    Examples
    --------
    >>> with_subject(random.Random(1), "~Spurgte selv.", 1.0), with_subject(random.Random(1), "~Spurgte selv.", 0.0)
    ('{Han} spurgte selv.', 'Spurgte selv.')
    >>> with_subject(random.Random(1), "{Han} spurgte selv.", 0.0)
    'Spurgte selv.'
    """
    if text.startswith("~"):
        if dice.random() >= share:
            return text[1:]
        subject = one_of(dice, slot_texts("learner", "")) if learner else "{Han}"
        return f"{subject} {text[1].lower()}{text[2:]}"
    return text if share else _SUBJECT_FIRST.sub(lambda first: first[1].upper(), text)


def one_of(dice: random.Random, choices: Sequence[str]) -> str:
    """One of the choices, each as likely."""
    return choices[int(dice.random() * len(choices))]


def capitalised(text: str) -> str:
    """The text with a capital in front, and nothing else changed."""
    return text[:1].upper() + text[1:]


@cache
def _choices(slot: str, trade: str) -> tuple[str, ...]:
    """What may fill a slot; the things of a trade are told with the trade."""
    if slot == "ting":
        return next(one.things for one in TRADES if one.name == trade)
    return slot_texts(slot, trade)
