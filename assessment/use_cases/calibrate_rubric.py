"""Use case: make the calibration of the rubric that ships, from a simulated municipality, and say all that made it."""

import hashlib
import json
import platform
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from assessment.measurement.calibration import Calibration
from assessment.measurement.halo_by_pairs import halo_by_pairs
from assessment.reference.rubric import load_rubric
from assessment.simulation.municipality import simulate
from assessment.simulation.worlds import world_named
from assessment.stalling.compared_ratings import compared_ratings
from assessment.stalling.rubric_calibration import CALIBRATION, MANIFEST, folder_name
from assessment.stalling.rules import RulesEngine

SEED, NEWCOMERS, WEEKS, END, WORLD = 2026, 600, 60, date(2026, 6, 28), "counted_talk"
"""The municipality that the shipped calibration was learned from."""
DECIMALS = 4
"""Figures are kept to so many decimals, so that another machine's last bits change nothing."""
FEWEST_TO_JUDGE = 20
"""Steps from one observer before it is said that they are all alike."""
_MADE_WITH = ("sprogspor", "numpy", "scipy", "pandas", "scikit-learn")


def calibrate_rubric(
    models: Path, *, newcomers: int = NEWCOMERS, weeks: int = WEEKS, seed: int = SEED
) -> dict[str, Any]:
    """Write the rubric's calibration and its manifest under ``models``; return the manifest.

    The same arguments give the same bytes, but for the versions of what made it. Difficulties, thresholds and spreads
    are :class:`RatingModel`'s; what an observation shares is :func:`halo_by_pairs`'.
    """
    from assessment.measurement import RatingModel  # scikit-learn takes a second, and only this needs it

    rubric = load_rubric()
    municipality = simulate(newcomers, weeks, seed, END, world=world_named(WORLD))
    ratings = telling(compared_ratings(municipality.frames))
    of_blocks = ratings.assign(person=ratings["person"] + "#" + ratings["block"].astype(str))
    model = RatingModel().fit(of_blocks[["person", "rater", "criterion", "step"]])
    origin = f"simulated municipality, world {WORLD}, seed {seed}, {newcomers} newcomers, {weeks} weeks to {END}"
    learned = model.calibration(origin)
    learned = replace(learned, halo_variance=halo_by_pairs(of_blocks, learned))
    text = _rounded(learned).to_json()
    manifest = {
        "format": 1,
        "rubric": rubric.version,
        "rubric_sha256": rubric.sha256,
        "calibration_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "as_of": END.isoformat(),
        "data": {
            "what": "simulated municipality: invented people, no real ones",
            "world": WORLD,
            "seed": seed,
            "newcomers": newcomers,
            "weeks": weeks,
            "ratings": len(ratings),
            "observers": int(ratings["rater"].nunique()),
            "sha256": hash_of(ratings),
        },
        "model": {
            "steps": model.steps,
            "severity": model.severity,
            "halo": "by pairs of ratings",
            "method": model.method_,
            "log_likelihood": round(model.log_likelihood_, 1),
        },
        "made_with": {"python": platform.python_version(), **{name: version(name) for name in _MADE_WITH}},
    }
    folder = models / folder_name(rubric.version)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CALIBRATION).write_text(text, encoding="utf-8")
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return manifest


def hash_of(ratings: pd.DataFrame) -> str:
    """The sha256 of the ratings a calibration was learned from, whatever order they came in."""
    ordered = ratings.sort_values(["observation", "criterion"], ignore_index=True)
    lines = ordered[["observation", "person", "block", "rater", "criterion", "step"]].to_csv(index=False)
    return hashlib.sha256(lines.encode()).hexdigest()


def telling(ratings: pd.DataFrame) -> pd.DataFrame:
    """The ratings without those of whoever gives nearly always the same step: they tell no criterion from another."""
    given = pd.crosstab(ratings["rater"], ratings["step"])
    total, most = given.sum(axis=1), given.max(axis=1)
    alike = (total >= FEWEST_TO_JUDGE) & (most >= RulesEngine().same_step_share * total)
    return ratings[~ratings["rater"].isin(given.index[alike])].reset_index(drop=True)


def _rounded(learned: Calibration) -> Calibration:
    def kept(value: float) -> float:
        return float(np.round(value, DECIMALS)) + 0.0  # no minus zero

    return replace(
        learned,
        difficulties=tuple(map(kept, learned.difficulties)),
        thresholds=tuple(tuple(map(kept, row)) for row in learned.thresholds),
        severity_sd=kept(learned.severity_sd),
        halo_variance=kept(learned.halo_variance),
        ability_mean=kept(learned.ability_mean),
        ability_sd=kept(learned.ability_sd),
    )
