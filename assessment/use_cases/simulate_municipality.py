"""Use case: write a bundle about invented people, with their true progress beside it."""

from datetime import date
from pathlib import Path

import pandas as pd

from assessment.domain.errors import CallerCanMend
from assessment.exchange.writing import bundle_texts, write_bundle
from assessment.i18n.words import _
from assessment.simulation.municipality import simulate
from assessment.simulation.truth import truth_text
from assessment.simulation.worlds import world_named


def simulate_municipality(
    out: Path, *, newcomers: int, weeks: int, seed: int, end: date, world: str = "shipped"
) -> dict[str, int]:
    """Write the bundle ``out`` and ``out_truth/truth.csv``; return the rows by file.

    The same seed and the same ``world`` (its name, see ``simulation.worlds``) give the same bytes. Raises
    CallerCanMend where ``out`` holds something already or there is no such world.
    """
    assumptions = world_named(world)
    truth_folder = out.with_name(f"{out.name}_truth")
    for folder in (out, truth_folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CallerCanMend(
                _("{out} findes allerede og er ikke en tom mappe. Vælg et andet navn.").format(out=folder)
            )
    municipality = simulate(newcomers, weeks, seed, end, world=assumptions)
    frames = {stem: _with_plain_texts(frame) for stem, frame in municipality.frames.items()}
    write_bundle(out, bundle_texts(frames))
    write_bundle(truth_folder, {"truth.csv": truth_text(municipality.truth)})
    return {f"{stem}.csv": len(rows) for stem, rows in municipality.frames.items()}


def _with_plain_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with texts as Python's own, which are written several times as fast one by one."""
    return frame.astype({name: object for name in frame.columns if frame[name].dtype == "str"})
