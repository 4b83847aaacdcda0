"""How good are the rules where the truth is known: ``python tests/judge_rules.py [--newcomers N --seed S]``.

An invented municipality goes in by the front door; ten days, four weeks apart, are scored from what was known then,
and each state is held against the true pace of the last 8 active weeks. Never part of the tests.
"""

import argparse
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
from scipy.stats import rankdata

from assessment.access.actor import SYSTEM
from assessment.storage.ledger import open_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.simulate_municipality import simulate_municipality

END = date(2026, 6, 28)
DAYS = [END - timedelta(weeks=weeks) for weeks in range(0, 40, 4)]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--newcomers", type=int, default=1_500)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    rows = _judged(chosen.newcomers, chosen.seed)
    scored = rows[rows["probability"].notna()]
    flagged = scored[scored["state"] == "possible_stall"]
    print(f"{len(rows)} states on {len(DAYS)} days; {rows['stalled'].mean():.3f} of them truly stalled")
    print(rows.groupby("state")["stalled"].agg(states="size", truly_stalled="mean").round(3).to_string())
    print(f"\nwhere a probability is given: {len(scored)} states, {scored['stalled'].mean():.3f} truly stalled")
    told = pd.cut(scored["probability"], [0, 0.2, 0.4, 0.6, 0.8, 1])
    print(scored.groupby(told)["stalled"].agg(states="size", truly_stalled="mean").round(3).to_string())
    print(f"\nAUC {_auc(scored):.3f}")
    print(f"flagged {len(flagged)}; precision {flagged['stalled'].mean():.3f}; ", end="")
    print(f"recall {flagged['stalled'].sum() / scored['stalled'].sum():.3f}")


def _judged(newcomers: int, seed: int) -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle"
        simulate_municipality(bundle, newcomers=newcomers, weeks=60, seed=seed, end=END)
        truth = pd.read_csv(Path(folder) / "bundle_truth" / "truth.csv")
        ledger = open_ledger(f"sqlite:///{folder}/judge.db")
        now = datetime.now(UTC)
        import_bundle(ledger, SYSTEM, bundle, now=now)
        said = [
            (state.placement_id, day.isoformat(), state.state.value, state.stall_probability)
            for day in DAYS
            for state in score_placements(ledger, SYSTEM, as_of=day, now=now, dry_run=True).assessed.states
        ]
        ledger.close()
    truth["day"] = (pd.to_datetime(truth["week_start_on"]) + pd.Timedelta(days=6)).dt.strftime("%Y-%m-%d")
    return pd.DataFrame(said, columns=["placement_id", "day", "state", "probability"]).merge(
        truth[["placement_id", "day", "stalled"]], on=["placement_id", "day"]
    )


def _auc(scored: pd.DataFrame) -> float:
    ranks, stalled = rankdata(scored["probability"]), scored["stalled"] == 1
    positives, negatives = stalled.sum(), (~stalled).sum()
    return float((ranks[stalled].sum() - positives * (positives + 1) / 2) / (positives * negatives))


if __name__ == "__main__":
    main()
