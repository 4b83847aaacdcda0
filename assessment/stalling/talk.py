"""How much Danish is spoken and with how many, in the observations that say so."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.stalling.columns import Ints
from assessment.stalling.judgement import Judgement, picked
from assessment.stalling.observed import UNSAID, Observed
from assessment.stalling.rules import RulesEngine

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the window's observations say on one matter.

    ``dominates`` and ``said`` (how many say something) have shape (n_placements,); ``entries`` marks those that say
    little, with the shape of the window.
    """

    dominates: Bools
    said: Ints
    entries: Bools


def little_talk(entries: Observed, judgement: Judgement, engine: RulesEngine) -> Said:
    """Whether Danish is mostly spoken for less than 10 minutes."""
    return _said(picked(entries.little_talk, judgement.window, UNSAID), engine)


def few_partners(entries: Observed, judgement: Judgement, engine: RulesEngine) -> Said:
    """Whether Danish is mostly spoken with at most one person."""
    return _said(picked(entries.few_partners, judgement.window, UNSAID), engine)


def _said(values: Ints, engine: RulesEngine) -> Said:
    said = (values != UNSAID).sum(axis=1)
    little = values == 1
    enough = said >= engine.talk_minimum_observations
    return Said(dominates=enough & (little.sum(axis=1) >= engine.talk_share * said), said=said, entries=little)
