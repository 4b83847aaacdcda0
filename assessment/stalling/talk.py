"""How much Danish is spoken and with how many, in the observations that say so."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.stalling.columns import Ints
from assessment.stalling.features import Lately
from assessment.stalling.judgement import Judgement, picked
from assessment.stalling.observed import UNSAID, Observed
from assessment.stalling.rules import RulesEngine

Bools = NDArray[np.bool_]

TALK_WEEKS = 12
"""How many active weeks back a model's reasons go."""
_LEAST_SAID = 2


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLately:
    """What the entries of the last 12 active weeks say on one matter.

    ``dominates`` and ``said`` (how many say something) have shape (n_placements,); ``little`` (n_entries,) marks those
    that say little.
    """

    dominates: Bools
    said: Ints
    little: Bools


def said_lately(values: Ints, lately: Lately, engine: RulesEngine) -> SaidLately:
    """Whether at least two entries of the last weeks say something, and at least half of them little.

    ``values`` is 1 where an entry says little, 0 where it says more, -1 where it does not say.
    """
    says = lately.within(TALK_WEEKS) & (values != UNSAID)
    little = says & (values == 1)
    whose = lately.entries.placement
    said, few = (np.bincount(whose[part], minlength=lately.n).astype(np.int64) for part in (says, little))
    return SaidLately(dominates=(said >= _LEAST_SAID) & (few >= engine.talk_share * said), said=said, little=little)
