"""How good the plain rules are where the truth is known: ``python tests/judge_baselines.py [--newcomers N --seed S]``.

An invented municipality goes in by the front door; on five days, eight weeks apart, each baseline and the rules say
what they say from what was known then, held against the true pace of the last 8 active weeks. With ``--every 1`` the
same week by week, as the alarms need it. Never part of the tests.
"""

import argparse
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from assessment.access.actor import SYSTEM
from assessment.stalling.assess import WITHHELD
from assessment.stalling.evaluation.baselines import (
    COURSE,
    FOUR_POINT,
    FOUR_POINT_RULE,
    GROWTH,
    PROBABILITIES,
    TREND_LINE,
    TREND_LINE_RULE,
    baselines_of,
)
from assessment.stalling.evaluation.table_lines import Method, Setting
from assessment.stalling.evaluation.tables import tables
from assessment.stalling.judgement import STATES, judge
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import snapshot
from assessment.storage import facts
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.simulate_municipality import simulate_municipality

END = date(2026, 6, 28)
ENGINE = RulesEngine()
BASELINES = (FOUR_POINT, FOUR_POINT_RULE, TREND_LINE, TREND_LINE_RULE, GROWTH, COURSE)
SHOWN = ["method", "on", "rows", "share_stalled", "auc", "auc_low", "auc_high", "average_precision"]
ALARMS = ["method", "renewed", "false_per_100_months", "stalls", "share_found", "median_weeks"]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--newcomers", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--every", type=int, default=8, help="weeks between the days, over forty weeks")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle"
        simulate_municipality(bundle, newcomers=chosen.newcomers, weeks=60, seed=chosen.seed, end=END)
        truth = _truth(Path(folder) / "bundle_truth" / "truth.csv")
        ledger = open_ledger(f"sqlite:///{folder}/judge.db")
        import_bundle(ledger, SYSTEM, bundle, now=datetime.now(UTC))
        said = pd.concat([_said(ledger, END - timedelta(weeks=weeks)) for weeks in range(0, 40, chosen.every)])
        ledger.close()
    rows = said.merge(truth, on=["placement_id", "as_of"])
    methods = [
        Method(name=name, column=name, is_probability=name in {"rules", *PROBABILITIES})
        for name in ("rules", *BASELINES)
    ]
    told = tables(rows, methods, Setting(resamples=100))
    print(f"{len(rows)} rows, {rows['stalled'].mean():.3f} of them truly stalled")
    for name, columns in (("overall", SHOWN), ("alarms", ALARMS)):
        print(pd.DataFrame(told[name])[columns].round(3).to_string(index=False))


def _said(ledger: Ledger, day: date) -> pd.DataFrame:
    """What everybody says on a day, from what was known by then."""
    with ledger.reading() as transaction:
        frames = facts.known_by(transaction, day)
    known = snapshot(frames, day, ENGINE, NationalCalendar())
    judgement = judge(known, ENGINE)
    withheld = np.any([judgement.holds(state) for state in WITHHELD], axis=0)
    columns = {name: getattr(known.rows, name) for name in ("newcomer_id", "placement_id", "track")}
    columns |= {"state": [STATES[number].value for number in judgement.state], "active_weeks": judgement.active_weeks}
    columns |= {"as_of": day, "gender": "", "observer_role": "", "world": "shipped"}
    columns |= {"rules": np.where(withheld, np.nan, judgement.stall_probability)}
    return pd.DataFrame(columns | baselines_of(known, ENGINE, judgement.growth))


def _truth(file: Path) -> pd.DataFrame:
    """Who had stalled at the end of each week, why, and since when."""
    truth = pd.read_csv(file, parse_dates=["week_start_on"]).sort_values(["placement_id", "week"])
    truth["as_of"] = (truth["week_start_on"] + pd.Timedelta(days=6)).dt.date
    truth["stalled"] = truth["stalled"] == 1
    begins = truth["stalled"] & ~truth.groupby("placement_id")["stalled"].shift(fill_value=False)
    since = truth["as_of"].where(begins).groupby(truth["placement_id"]).ffill()
    return truth.assign(onset=since.where(truth["stalled"]))[["placement_id", "as_of", "stalled", "cause", "onset"]]


if __name__ == "__main__":
    main()
