"""Which notes are somebody's own words about that week: not copied from another, and not empty but for a word."""

import re
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.text.note_reading import as_read

WEEKS = 8
"""How long the same words about the same person by the same observer are a copy of the last."""
_DIGITS = re.compile(r"\d+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_SAY_NOTHING = frozenset(
    {"0", "a", "alt", "altid", "alting", "at", "bemærke", "bemærkning", "bemærkninger", "dag"}
    | {"den", "denne", "der", "det", "er", "fin", "fint", "gang", "god", "godt", "har", "hej"}
    | {"her", "herfra", "i", "ikke", "ingen", "ingenting", "intet", "ja", "jo", "kommentar"}
    | {"kommentarer", "melde", "n", "na", "nej", "noget", "normal", "normalt", "note", "noter"}
    | {"nye", "nyheder", "nyt", "ok", "okay", "okey", "ovenfor", "ovenstående", "rapportere", "ro"}
    | {"skrive", "som", "specielt", "sædvanlig", "sædvanligt", "særligt", "tak", "test", "tilføje"}
    | {"uge", "vanligt", "var", "x", "xx", "xxx"}
)


def is_copied(
    observers: Sequence[Hashable],
    placements: Sequence[Hashable],
    days: NDArray[np.datetime64],
    notes: Sequence[str | None],
    *,
    weeks: int = WEEKS,
) -> NDArray[np.bool_]:
    """Which entries only repeat what their observer wrote before, so that they count as no note of their own.

    A note is a copy if the same observer wrote the same, but for case, digits and punctuation, earlier about another
    person, or about the same person within ``weeks``. Only what came before counts: an entry never becomes a copy
    because of a later one. Of entries of one day the first in the order given is the earlier. A note that is empty
    repeats nothing.

    Parameters
    ----------
    observers, placements, days, notes : sequences, one of each per entry
        Who wrote, about whom, on which day, and what.
    weeks : int
        How long a repetition about the same person is a copy.

    Returns
    -------
    ndarray of bool, shape (entries,)

    Examples
    --------
    >>> days = np.array(["2026-03-02", "2026-03-02", "2026-03-09", "2026-09-07"], "datetime64[D]")
    >>> is_copied("AAAA", "xyxx", days, ["Taler mere.", "taler mere", "Taler mere!", "Taler mere."]).tolist()
    [False, True, True, True]
    """
    copied = np.zeros(len(notes), np.bool_)
    last_on: dict[tuple[Hashable, str], dict[Hashable, np.datetime64]] = {}
    for entry in np.argsort(days, kind="stable"):
        same = _NOT_LETTERS.sub(" ", _DIGITS.sub("", as_read(notes[entry]).casefold())).strip()
        if not same:
            continue
        about = last_on.setdefault((observers[entry], same), {})
        person, day = placements[entry], days[entry]
        again = person in about and day - about[person] <= np.timedelta64(7 * weeks, "D")
        copied[entry] = again or any(other != person for other in about)
        about[person] = day
    return copied


def says_nothing(words: Sequence[str]) -> bool:
    """Whether a note, as `note_words.words_of` it, is empty, or as good as: *ok*, *intet nyt*, *alt som altid*.

    Examples
    --------
    >>> from assessment.text.note_words import words_of
    >>> [says_nothing(words_of(note)) for note in ("", " - ", "OK!", "Intet nyt denne uge", "Kun engelsk")]
    [True, True, True, True, False]
    """
    return all(word in _SAY_NOTHING for word in words)
