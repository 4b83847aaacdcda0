"""How the observers of the other town see: a graded response model, memory, halo, and minutes counted by the day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CRITERIA = (
    "instructions",
    "safety",
    "asking_help",
    "reporting",
    "small_talk",
    "phone",
    "reading",
    "writing",
    "trade_words",
    "intelligibility",
    "initiative",
    "customers",
    "unwritten_rules",
    "joining_in",
)
_FOR_EVERYBODY = 12
_HARDNESS = np.array([-0.7, -0.6, -0.3, 0.2, -0.4, 1.1, -0.2, 0.5, -0.3, 0.1, 0.5, 0.6, 0.1, 0.2])
_SHARPNESS = np.array([1.5, 1.2, 1.4, 1.3, 1.1, 1.5, 1.0, 1.1, 1.2, 1.4, 1.2, 1.3, 1.1, 1.2])
_CUTS = np.array([-2.6, -0.9, 0.8, 2.5])
_REACH = np.linspace(-8.0, 8.0, 1601)


def level_of_step(step: Floats) -> Floats:
    """The level at which a mean observer gives this step on average over all criteria."""
    distance = _REACH[:, None, None] - _HARDNESS[:, None] - _CUTS
    mean = expit(_SHARPNESS[:, None] * distance).sum(axis=2).mean(axis=1)
    return np.interp(step, mean, _REACH)


@dataclass(frozen=True, slots=True)
class Eyes:
    """How each observer looks; arrays by observer.

    Attributes
    ----------
    cuts : Floats of shape (n_observers, 4)
        Where each of the four steps begins: their strictness, their stretch, and a habit at each step.
    to_the_middle : Floats
        How often a step is pulled to 2.
    memory : Floats
        How much of the last impression is in this one.
    is_guide : bool array
    """

    cuts: Floats
    to_the_middle: Floats
    memory: Floats
    is_guide: NDArray[np.bool_]

    @classmethod
    def drawn(cls, is_guide: NDArray[np.bool_], lot: np.random.Generator) -> "Eyes":
        """Observers drawn by lot."""
        n = is_guide.size
        strict, stretch = lot.normal(0, 0.6, n), np.exp(lot.normal(0, 0.15, n))
        cuts = np.sort(stretch[:, None] * _CUTS + strict[:, None] + lot.normal(0, 0.25, (n, 4)), axis=1)
        middle = np.where(lot.random(n) < 0.25, lot.uniform(0.15, 0.5, n), 0.02)
        return cls(cuts, middle, lot.uniform(0.0, 0.5, n), is_guide)


def remembered(placement: Ints, observer: Ints, level: Floats, eyes: Eyes) -> Floats:
    """What each entry goes by: the level, and the observer's impression last time. Entries come in order of time."""
    seen = level.copy()
    last: dict[tuple[int, int], float] = {}
    for at, pair in enumerate(zip(placement.tolist(), observer.tolist(), strict=True)):
        if pair in last:
            keep = eyes.memory[observer[at]]
            seen[at] = (1 - keep) * level[at] + keep * last[pair]
        last[pair] = seen[at]
    return seen


def rated(seen: Floats, observer: Ints, eyes: Eyes, halo: float, lot: np.random.Generator) -> tuple[Ints, Ints, Floats]:
    """The ratings of entries: which entry, which criterion, and the step (NaN for *ikke set*).

    Between one and eight criteria are looked at in an entry.
    """
    n = seen.size
    draw = lot.random((n, len(CRITERIA)))
    draw[~eyes.is_guide[observer], _FOR_EVERYBODY:] = 2.0
    asked = 1 + lot.binomial(7, 0.45, n)
    entry, criterion = np.nonzero(draw.argsort(axis=1).argsort(axis=1) < asked[:, None])
    impression = (seen + lot.normal(0, halo, n))[entry] + lot.normal(0, 0.25, entry.size)
    distance = (impression - _HARDNESS[criterion])[:, None] - eyes.cuts[observer[entry]]
    beyond = expit(_SHARPNESS[criterion][:, None] * distance)
    step = (lot.random(entry.size)[:, None] < beyond).sum(axis=1).astype(np.float64)
    pulled = lot.random(entry.size) < eyes.to_the_middle[observer[entry]]
    step = np.where(pulled, np.clip(2 + np.sign(step - 2) * (np.abs(step - 2) > 1), 0, 4), step)
    step[lot.random(entry.size) < 0.1] = np.nan
    return entry, criterion, step


def talked(mean: Floats, silent: float, lot: np.random.Generator) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Minutes of Danish and with how many, as ticked: a day's count, now and then one box too high or too low."""
    n = mean.size
    minutes = lot.negative_binomial(1.6, 1.6 / (1.6 + mean)) * (lot.random(n) >= silent)
    box = np.searchsorted([1, 10, 31], minutes, side="right")
    partners = lot.poisson(0.35 + np.sqrt(minutes) / 3.2)
    partners = np.where(minutes == 0, 0, np.maximum(partners, 1))
    crowd = np.searchsorted([1, 2, 4], partners, side="right")
    boxes = np.array(["0", "lt10", "10to30", "gt30"], dtype=object)
    crowds = np.array(["0", "1", "2to3", "4plus"], dtype=object)
    said, met = boxes[_one_off(box, lot)], crowds[_one_off(crowd, lot)]
    said[lot.random(n) < 0.12] = None
    met[lot.random(n) < 0.15] = None
    return said, met


def _one_off(box: Ints, lot: np.random.Generator) -> Ints:
    off = lot.choice([-1, 0, 1], p=[0.08, 0.84, 0.08], size=box.size)
    return np.clip(box + off, 0, 3)
