"""A small stall model learned from a few invented people, with the features that are made, in a folder."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from assessment.stalling import StallClassifier
from assessment.stalling.features import FEATURES
from assessment.stalling.model_artefact import StallModel, write_model
from assessment.stalling.model_origin import LearnedFrom, ModelOrigin
from assessment.stalling.rules import RulesEngine
from assessment.use_cases.simulated_rows import SimulatedTown, simulated_rows

NAMES = [one.name for one in FEATURES if one.about != "notes"]
ORIGIN = ModelOrigin(
    learned_from=LearnedFrom(newcomers=150, rows=600, sha256="a" * 64, worlds=("drawn:7",)),
    as_of=date(2026, 6, 28),
    threshold=0.4,
    seed=2026,
    features_sha256="c" * 64,
    command="sprogspor train --simulated",
)


@cache
def learned() -> Any:
    """The classifier."""
    rows = simulated_rows(SimulatedTown("drawn:7", 150, 4, weeks=36), RulesEngine(), weeks_apart=8)
    rows: pd.DataFrame = rows[rows["judged"]]
    directions = {one.name: one.direction for one in FEATURES if one.name in NAMES and one.direction}
    model = StallClassifier(directions, "logistic", n_folds=2)
    return model.fit(
        rows[NAMES].astype(np.float64),
        rows["stalled"].to_numpy(),
        groups=rows["newcomer_id"].to_numpy(dtype=object),
    )


def write_invented(folder: Path, metrics: dict[str, Any] | None = None) -> StallModel:
    """The model in ``folder``, with what it was found to be worth where that is known."""
    return write_model(folder, learned(), made_of=ORIGIN, metrics=metrics or {})
