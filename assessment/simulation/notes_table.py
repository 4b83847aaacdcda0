"""What notes are made of: situations, words that fill their slots, and spellings (the tables of ``data/demo``).

A situation is a Danish text. ``{Han} {han} {ham} {hans}`` stand for the newcomer, ``{ting}`` for a thing of the trade,
other slots for a text of ``note_slots.csv``; ``[a|b]`` is one of both; a ``~`` in front is where a subject may stand.
"""

from dataclasses import dataclass
from functools import cache

from assessment.reference.tables import table_rows

EVERYWHERE = "everywhere"
"""Where a text belongs that fits every trade."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that happened, as a colleague would note it.

    Attributes
    ----------
    tone : str
        One of ``notes.TONES``.
    trade : str
        A trade's name, or ``EVERYWHERE``.
    by : str
        ``"guide"`` or ``"mentor"`` where only they would write it, else ``"any"``.
    area : str
        The criterion it is about; empty where it is about none.
    text : str
        With slots.
    """

    tone: str
    trade: str
    by: str
    area: str
    text: str


@cache
def situations() -> tuple[Situation, ...]:
    """Every situation there is a note for.

    Examples
    --------
    >>> situations()[1].text
    'Jeg behøvede kun at forklare det én gang.'
    """
    return tuple(Situation(**row) for row in table_rows("notes", "demo"))


@cache
def slot_texts(slot: str, trade: str) -> tuple[str, ...]:
    """What may fill a slot at a workplace of this trade.

    Examples
    --------
    >>> slot_texts("redskab", "lager")
    ('scanneren', 'palleløfteren', 'tapepistolen')
    """
    rows = table_rows("note_slots", "demo")
    return tuple(row["text"] for row in rows if row["slot"] == slot and row["trade"] in (trade, EVERYWHERE))


@cache
def spellings(way: str) -> dict[str, tuple[str, ...]]:
    """How words are spelled in one way of writing, such as ``"jysk"`` or ``"sms"``, by the word.

    Examples
    --------
    >>> spellings("jysk")["ikke"]
    ('it', 'ett')
    """
    words: dict[str, tuple[str, ...]] = {}
    for row in table_rows("note_spellings", "demo"):
        if row["way"] == way:
            words[row["word"]] = (*words.get(row["word"], ()), row["spelling"])
    return words
