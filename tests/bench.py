"""How fast, against a named peer, in one run: ``python tests/bench.py [--newcomers N]``. Never part of the tests.

The peer is plain pandas on the same files: read the ratings and observations, and take the mean step by placement and
week (import) or a straight line by placement (flag). It stores nothing, checks nothing and explains nothing; the ratio
says what all of that costs.

Of the queue the peer is the same question put to the frames of the day (``support/slow_queue.py``). The database holds
one municipality with about 5,000 cases; the figures are the 95th percentile of 40 runs after 5 to warm up, the page
with everything that a rerun does between the click and the wire.
"""

import argparse
import gc
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest
from support.slow_queue import slow_queue

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.case import QUEUE_PARTS, QueueWish
from assessment.storage.ledger import open_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.simulate_municipality import simulate_municipality

AS_OF = date(2026, 6, 28)
BYTES_A_KILOBYTE = 1024
NEWCOMERS_A_CASE = 1.65  # how many people the simulation needs for one placement that is active at the end


def main() -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--newcomers", type=int, default=2_000)
    parser.add_argument("--cases", type=int, default=5_000)
    parser_options = parser.parse_args()
    newcomers = parser_options.newcomers
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
        queue_lines = _queue(Path(folder), parser_options.cases)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / BYTES_A_KILOBYTE
    print(f"{newcomers} newcomers, {rows['ratings.csv']} ratings, {sum(rows.values())} rows in all")
    _print("import", ours_import, "pandas group-by", peer_import)
    _print("import it again", again, "pandas group-by", peer_import)
    _print("flag by rules", ours_flag, "pandas lines", peer_flag)
    for line in queue_lines:
        _print(*line)
    print(f"peak memory         {peak_mb:6.0f} MB")


def _queue(folder: Path, cases: int) -> list[tuple[str, float, str, float]]:
    """Lines of the queue and of a case in a municipality with about so many cases."""
    bundle = folder / "many"
    simulate_municipality(bundle, newcomers=round(cases * NEWCOMERS_A_CASE), weeks=52, seed=1, end=AS_OF)
    ledger = open_ledger(f"sqlite:///{folder}/many.db")
    now = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 9, tzinfo=UTC)
    karen = Actor(user="karen", role=Role.CASEWORKER, municipality="999")
    import_bundle(ledger, SYSTEM, bundle, now=now)
    register_gate(ledger, SYSTEM, "999", GateChange(synthetic=True), now=now)
    score_placements(ledger, SYSTEM, as_of=AS_OF, now=now)
    desk = open_queue(ledger, karen, now=now, wish=QueueWish(rows={"to_review": 100}))
    page = AppTest.from_function(
        _queue_page, kwargs={"open_queue": partial(open_queue, ledger, karen, now=now), "day": AS_OF}
    )
    placements = cycle(row.header.placement_id for row in desk.to_review)
    gc.collect()
    gc.freeze()
    peer = _p95(lambda: slow_queue(ledger, "999", AS_OF, since=pd.Timestamp(now) - pd.Timedelta(days=7)), runs=5)
    front = _p95(page.run)
    for part in QUEUE_PARTS:
        page.session_state[f"section-{part}"] = True
    unfolded = _p95(page.run)
    assert not page.exception, page.exception
    narrowed = _p95(lambda: open_queue(ledger, karen, now=now, wish=QueueWish(only_new=True, rows={"to_review": 20})))
    case = _p95(lambda: open_case(ledger, karen, next(placements), now=now))
    gc.unfreeze()
    ledger.close()
    peers_name = f"frames of {desk.cases}"
    return [
        ("queue page", front, peers_name, peer),
        ("queue unfolded", unfolded, peers_name, peer),
        ("queue narrowed", narrowed, peers_name, peer),
        ("open a case", case, peers_name, peer),
    ]


def _queue_page(open_queue, day):
    import streamlit as st

    from assessment.pages.look import set_the_look
    from assessment.pages.queue import queue
    from assessment.pages.top import top

    set_the_look()
    case_page = st.Page(lambda: None, title="Sag", url_path="sag")
    front = st.Page(
        lambda: queue(open_queue=lambda wish: open_queue(wish=wish), case_page=case_page, today=lambda: day),
        title="Sager",
        default=True,
    )
    shown = st.navigation([front, case_page], position="hidden")
    top(user="karen", home=front)
    shown.run()


def _p95(act: Callable[[], object], *, runs: int = 40) -> float:
    """The 95th percentile of so many runs, after 5 to warm up."""
    for _warming_up in range(5):
        act()
    return float(np.quantile([_seconds(act) for _run in range(runs)], 0.95))


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
