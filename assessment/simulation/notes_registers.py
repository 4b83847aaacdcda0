"""Registers: the same note in a telegram, a text message, a chat, a teacher's file, or learner's Danish."""

import random
import re
from functools import cache

from assessment.simulation.notes_filled import one_of
from assessment.simulation.notes_table import EVERYWHERE, slot_texts, spellings

_FRAMES = {
    "plain": ("before", 0.15, "after", 0.15),
    "telegram": ("before", 0.1, "after", 0.0),
    "sms": ("before", 0.1, "after", 0.1),
    "chatty": ("hello", 0.5, "goodbye", 0.4),
    "second_language": ("hello", 0.2, "after", 0.1),
    "formal": ("on_visit", 0.35, "follow_up", 0.3),
}
_SMILEY_SHARES = {"sms": 0.15, "chatty": 0.06, "second_language": 0.03}
_STRENGTHS = {"sms": 0.55, "telegram": 0.5, "second_language": 0.35}
_SLIP_SHARE = 0.6
_VERB_SECOND = re.compile(
    r"\b(nu|før|i dag|da|derfor|bagefter|til sidst|her til morgen|i formiddags|i eftermiddags|efter frokost"
    r"|midt på dagen|sidst på vagten) (\w+) (jeg|han|hun|vi|der|det|vedkommende)\b",
    re.IGNORECASE,
)
_NOT_FIRST = re.compile(r"\b(at|fordi|som|når|hvis) (han|hun|vi|jeg|vedkommende) ikke (\w+)\b")
_JOINS = (". ", ". ", ", ", " - ", " / ", "... ")


def framed(dice: random.Random, text: str, register: str) -> str:
    """The text with a greeting, a heading or a last word, sometimes, as it is the custom in this register.

    Examples
    --------
    >>> framed(random.Random(8), "Fin dag.", "chatty")
    'Så er det min tur til at skrive. Fin dag. Nu venter bussen.'
    """
    before, before_share, after, after_share = _FRAMES[register]
    if dice.random() < before_share:
        text = f"{one_of(dice, slot_texts(before, EVERYWHERE))} {text}"
    if after_share and dice.random() < after_share:
        text = f"{text if text[-1] in '.!?' else text + '.'} {one_of(dice, slot_texts(after, EVERYWHERE))}"
    return text


def in_register(dice: random.Random, text: str, register: str) -> str:
    """The text in another manner of writing; what it says stays.

    Examples
    --------
    >>> in_register(random.Random(4), "Nu siger jeg det ikke mere. Det går.", "sms")
    'nu siger jg det ik mere, det går'
    >>> in_register(random.Random(7), "Nu siger jeg det. Han forstår, at han ikke må.", "second_language")
    'Nu jeg siger det. Han forstår, at han må ikke.'
    """
    if register == "second_language":
        text = _slipped(dice, text)
    text = respelled(dice, text, register, _STRENGTHS.get(register, 0.0))
    if register == "telegram":
        text = _run_together(text, one_of(dice, _JOINS))
    elif register == "sms":
        text = text.lower()
        if dice.random() < 0.5:
            text = text.removesuffix(".").replace(". ", one_of(dice, (" ", ", ", "... ")))
        text = text.removesuffix(".")
    if dice.random() < _SMILEY_SHARES.get(register, 0.0):
        text = f"{text} {one_of(dice, slot_texts('smiley', EVERYWHERE))}"
    return text


def respelled(dice: random.Random, text: str, way: str, strength: float) -> str:
    """The text with the words of a way of writing in its spelling, each with the chance ``strength``.

    Examples
    --------
    >>> respelled(random.Random(7), "Jeg ved det ikke, og det ved hun heller ikke.", "jysk", 1.0)
    'A ve de ett, å de ve hun heller it.'
    """
    words = _pattern(way)
    if words is None or not strength:
        return text
    table = spellings(way)

    def spelled(found: re.Match[str]) -> str:
        if dice.random() >= strength:
            return found[0]
        spelling = one_of(dice, table[found[0].lower()])
        return spelling[:1].upper() + spelling[1:] if found[0][0].isupper() else spelling

    return words.sub(spelled, text)


def _run_together(text: str, join: str) -> str:
    """The sentences joined otherwise than by a full stop; after a comma they go on in small letters."""
    first, *others = text.split(". ")
    if join == ", ":
        others = [one[:1].lower() + one[1:] for one in others]
    return join.join([first, *others])


def _slipped(dice: random.Random, text: str) -> str:
    """Word order as in the writer's first language: *nu jeg siger*, *at han må ikke*."""
    if dice.random() < _SLIP_SHARE:
        text = _VERB_SECOND.sub(r"\1 \3 \2", text)
    if dice.random() < _SLIP_SHARE:
        text = _NOT_FIRST.sub(r"\1 \2 \3 ikke", text)
    return text


@cache
def _pattern(way: str) -> re.Pattern[str] | None:
    """Finds the words of a way of writing, longest first; None where it has none."""
    words = sorted(spellings(way), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE) if words else None
