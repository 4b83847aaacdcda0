"""Notes: what a colleague would type about a week that moves, and about one that does not."""

import numpy as np

from assessment.simulation.notes_by_trade import BY_TRADE
from assessment.simulation.notes_everywhere import BY_GUIDES, EVERYWHERE
from assessment.simulation.weeks import Bools, Floats, Ints, Texts
from assessment.simulation.workplaces import TRADES
from assessment.simulation.world import World

TONES = ("progress", "stall", "neutral", "quiet_but_fine", "lively_but_flat")
"""What a note sounds like. The last two mislead: nothing is wrong though it sounds so, or the reverse."""

_PRONOUNS = {
    "m": {"han": "han", "ham": "ham", "hans": "hans"},
    "f": {"han": "hun", "ham": "hende", "hans": "hendes"},
    "x": {"han": "vedkommende", "ham": "vedkommende", "hans": "vedkommendes"},
}
_TIMES = ("i dag", "her til morgen", "i formiddags", "i eftermiddags", "efter frokost")
_OPENINGS = ("Travl uge. ", "Kort vagt. ", "Hej. ", "Lige en hurtig en: ", "Fin nok uge. ")
_OPENING_SHARE = 0.06
_NO_FULL_STOP_SHARE = 0.12
_TRADE_WEIGHT, _GUIDE_WEIGHT = 3, 4


def situations() -> list[str]:
    """Every situation there is a note for, with its placeholders, each once."""
    pools = (texts for by_tone in (EVERYWHERE, BY_GUIDES, *BY_TRADE.values()) for texts in by_tone.values())
    return list(dict.fromkeys(text for pool in pools for text in pool))


def write_notes(
    rng: np.random.Generator,
    world: World,
    *,
    gender: Texts,
    trade: Ints,
    by_guide: Bools,
    looks_flat: Bools,
    chance: Floats,
) -> Texts:
    """A note, or None, per observation; all arguments have shape (observations,).

    ``looks_flat`` says where little was gained lately: the tone leans that way, and is often wrong.
    ``chance`` is that of a note being written at all.
    """
    count = len(trade)
    shares = np.where(looks_flat[:, None], world.flat_tone_shares, world.moving_tone_shares)
    tone = (rng.random(count)[:, None] > shares.cumsum(axis=1)[:, :-1]).sum(axis=1)
    pick, thing, time, opening, plain_end, typo = rng.random((6, count))
    notes = np.full(count, None, dtype=object)
    for row in np.flatnonzero(rng.random(count) < chance):
        text = _at(_pool(TONES[tone[row]], TRADES[trade[row]].name, guide=bool(by_guide[row])), pick[row])
        text = _filled(text, gender[row], _at(TRADES[trade[row]].things, thing[row]), _at(_TIMES, time[row]))
        if opening[row] < _OPENING_SHARE:
            text = _at(_OPENINGS, opening[row] / _OPENING_SHARE) + text
        if plain_end[row] < _NO_FULL_STOP_SHARE:
            text = text.removesuffix(".")
        if typo[row] < world.typo_share:
            text = _with_typo(text, typo[row] / world.typo_share)
        notes[row] = text
    return notes


def _pool(tone: str, trade: str, *, guide: bool) -> tuple[str, ...]:
    """The situations to choose from; those of the trade and of culture guides count several times."""
    return EVERYWHERE[tone] + BY_TRADE[trade][tone] * _TRADE_WEIGHT + BY_GUIDES[tone] * (_GUIDE_WEIGHT * guide)


def _filled(text: str, gender: str, thing: str, time: str) -> str:
    """The situation with its placeholders filled.

    Examples
    --------
    >>> _filled("Fandt {ting} {tid}. {Han} sagde det selv.", "f", "moppen", "i dag")
    'Fandt moppen i dag. Hun sagde det selv.'
    """
    words = _PRONOUNS[gender] | {"ting": thing, "tid": time}
    return text.format_map(words | {word.capitalize(): said.capitalize() for word, said in words.items()})


def _with_typo(text: str, place: float) -> str:
    """The text with two neighbouring letters swapped somewhere.

    Examples
    --------
    >>> _with_typo("abcdef", 0.5)
    'abdcef'
    """
    at = min(int(place * (len(text) - 1)), len(text) - 2)
    first, second = text[at], text[at + 1]
    return text[:at] + second + first + text[at + 2 :] if (first + second).isalpha() else text


def _at(choices: tuple[str, ...], place: float) -> str:
    """The choice at a place between 0 and 1."""
    return choices[min(int(place * len(choices)), len(choices) - 1)]
