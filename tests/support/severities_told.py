"""What is said of observers in simulated municipalities, beside what is true of them."""

from collections.abc import Iterable
from datetime import date, timedelta
from unittest import mock

import numpy as np
import pandas as pd

from assessment.simulation import municipality as simulated
from assessment.simulation.observers import Observers
from assessment.stalling.observers_compared import compare_observers, steps_per_logit
from assessment.stalling.rubric_calibration import shipped_calibration

TRUE_STEPS_PER_LOGIT = 0.68
"""In the simulated municipality, in the middle of its scale."""
END, WEEKS = date(2026, 6, 28), 60


def severities_told(seeds: Iterable[int], newcomers: int = 150) -> pd.DataFrame:
    """``truth``, ``told`` and ``se`` in steps, in each observer's last week; straight-liners have no severity."""
    calibration = shipped_calibration().calibration
    first_monday = pd.Timestamp(END - timedelta(weeks=WEEKS) + timedelta(days=1))
    rows = []
    for seed in seeds:
        frames, true = _simulated(newcomers, seed)
        entries = frames["observations"]
        last = ((pd.to_datetime(entries["seen_on"]) - first_monday).dt.days // 7).groupby(entries["observer_id"]).max()
        told_of = {one.observer_id: one for one in compare_observers(frames, calibration, as_of=END)}
        for who, severity, drift, straight in zip(
            true.observer_id, true.severity, true.drift_per_week, true.straight_step, strict=True
        ):
            told = told_of.get(who)
            if told is not None and told.severity is not None and np.isnan(straight):
                rows.append((severity + drift * last[who], told.severity, told.severity_se))
    table = pd.DataFrame(rows, columns=["truth", "told", "se"])
    to_steps = steps_per_logit(calibration)
    return table * [TRUE_STEPS_PER_LOGIT, to_steps, to_steps]


def _simulated(newcomers: int, seed: int) -> tuple[dict[str, pd.DataFrame], Observers]:
    """The frames of a municipality, and its observers as they truly are."""
    caught = {}
    found = simulated.find_observers

    def catch(*what: object) -> Observers:
        caught["observers"] = found(*what)
        return caught["observers"]

    with mock.patch.object(simulated, "find_observers", catch):
        frames = simulated.simulate(newcomers, WEEKS, seed, END).frames
    return frames, caught["observers"]
