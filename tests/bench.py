"""How fast, against a named peer, in one run: ``python tests/bench.py [--newcomers N]``. Never part of the tests.

The peer is plain pandas on the same files: read the ratings and observations, and take the mean step by placement and
week (import) or a straight line by placement (flag). It stores nothing, checks nothing and explains nothing; the ratio
says what all of that costs.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from assessment.access.actor import SYSTEM
from assessment.storage.ledger import open_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.simulate_municipality import simulate_municipality

AS_OF = date(2026, 6, 28)
BYTES_A_KILOBYTE = 1024


def main() -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--newcomers", type=int, default=2_000)
    newcomers = parser.parse_args().newcomers
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle"
        rows = simulate_municipality(bundle, newcomers=newcomers, weeks=52, seed=1, end=AS_OF)
        ledger = open_ledger(f"sqlite:///{folder}/bench.db")
        now = datetime.now(UTC)
        peer_import = _seconds(lambda: _mean_step(bundle))
        ours_import = _seconds(lambda: import_bundle(ledger, SYSTEM, bundle, now=now))
        again = _seconds(lambda: import_bundle(ledger, SYSTEM, bundle, now=now))
        peer_flag = _seconds(lambda: _line_by_placement(bundle))
        ours_flag = _seconds(lambda: score_placements(ledger, SYSTEM, as_of=AS_OF, now=now, dry_run=True))
        ledger.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / BYTES_A_KILOBYTE
    print(f"{newcomers} newcomers, {rows['ratings.csv']} ratings, {sum(rows.values())} rows in all")
    _print("import", ours_import, "pandas group-by", peer_import)
    _print("import it again", again, "pandas group-by", peer_import)
    _print("flag by rules", ours_flag, "pandas lines", peer_flag)
    print(f"peak memory         {peak_mb:6.0f} MB")


def _print(what: str, ours: float, peer: str, theirs: float) -> None:
    print(f"{what:<18}{ours:8.2f} s   {peer:<16}{theirs:8.2f} s   ratio {ours / theirs:7.1f}")


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _scores(bundle: Path) -> pd.DataFrame:
    ratings = pd.read_csv(bundle / "ratings.csv", sep=";")
    observations = pd.read_csv(
        bundle / "observations.csv", sep=";", usecols=["observation_id", "placement_id", "seen_on"]
    )
    scores = ratings.groupby("observation_id")["step"].mean().rename("score")
    joined = observations.merge(scores, on="observation_id")
    joined["week"] = (pd.to_datetime(joined["seen_on"]) - pd.Timestamp("2025-01-06")).dt.days // 7
    return joined


def _mean_step(bundle: Path) -> pd.Series:
    return _scores(bundle).groupby(["placement_id", "week"])["score"].mean()


def _line_by_placement(bundle: Path) -> pd.Series:
    scores = _scores(bundle).dropna()
    groups = scores.groupby("placement_id")[["week", "score"]]
    return groups.apply(
        lambda seen: np.polyfit(seen["week"], seen["score"], 1)[0] if seen["week"].nunique() > 1 else np.nan
    )


if __name__ == "__main__":
    main()
