"""Workplaces: a trade, and how much Danish is spoken there."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.simulation.frames import bundle_frame, numbered
from assessment.simulation.names import PLACES
from assessment.simulation.weeks import Bools, Floats, Ints, Texts
from assessment.simulation.world import World


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade (*branche*): its word in the bundle, how workplaces are called, its talk, its share, things by hand."""

    name: str
    called: str
    talk: float
    share: float
    things: tuple[str, ...]
    meets_customers: bool = False


TRADES = (
    Trade("lager", "Lageret", -0.5, 0.14, ("pallen", "scanneren", "plukvognen", "palleløfteren")),
    Trade("køkken", "Køkkenet", 0.0, 0.12, ("skærebrættet", "grydeskeen", "rivejernet", "kølerummet")),
    Trade("rengøring", "Rengøringen", -0.6, 0.13, ("moppen", "rengøringsvognen", "spanden", "kluden")),
    Trade("plejehjem", "Plejehjemmet", 0.5, 0.12, ("rullebordet", "linnedskabet", "kaffevognen", "forklædet"), True),
    Trade("gartneri", "Gartneriet", -0.4, 0.07, ("trillebøren", "såbakken", "vandslangen", "beskæresaksen")),
    Trade("butik", "Butikken", 0.4, 0.13, ("prismærket", "varekassen", "stigen", "bonrullen"), True),
    Trade("kantine", "Kantinen", 0.4, 0.08, ("kaffemaskinen", "serveringsfadet", "bakken", "salattangen"), True),
    Trade("vaskeri", "Vaskeriet", -0.5, 0.05, ("rullen", "vasketøjsvognen", "strygejernet", "sorteringskurven")),
    Trade("børnehave", "Børnehaven", 0.6, 0.06, ("limstiften", "madvognen", "saksen", "vaskekluden"), True),
    Trade("produktion", "Fabrikken", -0.5, 0.10, ("transportbåndet", "værktøjskassen", "pakkemaskinen", "skærmen")),
)


@dataclass(frozen=True, slots=True)
class Workplaces:
    """The workplaces as arrays of shape (workplaces,): position in ``TRADES``, and talk in its standard unit."""

    workplace_id: Texts
    name: Texts
    trade: Ints
    talk: Floats

    def meets_customers(self) -> Bools:
        """Where Danish is spoken with customers, residents or parents, shape (workplaces,)."""
        return np.array([trade.meets_customers for trade in TRADES])[self.trade]


def invent_workplaces(rng: np.random.Generator, world: World, newcomers: int, municipality: str) -> Workplaces:
    """Enough workplaces that several newcomers meet at some of them."""
    count = max(2, round(newcomers / world.newcomers_per_workplace))
    trade = rng.choice(len(TRADES), size=count, p=[trade.share for trade in TRADES])
    talk = np.array([trade.talk for trade in TRADES])[trade] + rng.normal(0, world.workplace_talk_sd, count)
    return Workplaces(numbered(f"{municipality}-w", count), _names(rng, trade), trade, talk)


def _names(rng: np.random.Generator, trade: Ints) -> Texts:
    """A name for each workplace; those of one trade differ as long as there are places."""
    places = [rng.permutation(PLACES) for _ in TRADES]
    taken = [0] * len(TRADES)
    names = []
    for one in trade:
        names.append(f"{TRADES[one].called} {places[one][taken[one] % len(PLACES)]}")
        taken[one] += 1
    return np.array(names, dtype=object)


def workplaces_frame(workplaces: Workplaces, municipality: str) -> pd.DataFrame:
    """``workplaces.csv``."""
    return bundle_frame(
        "workplaces",
        {
            "workplace_id": workplaces.workplace_id,
            "name": workplaces.name,
            "municipality": [municipality] * len(workplaces.workplace_id),
            "trade": [TRADES[one].name for one in workplaces.trade],
        },
    )
