"""How fast and how large, against a named peer, in one run: ``python tests/bench.py [--only import queue ...]``.

Never part of the tests. The peer is plain pandas on the same facts: read the ratings and observations, and take the
mean step by placement and week. It stores nothing, checks nothing and explains nothing; the ratio says what all of that
costs.

``import``: a year of 10,000 newcomers, about half a million ratings, is taken in, and again, and then a day of new
entries; it is taken out and the day is undone. ``flag``: a nation of 84 municipalities, about 50,000 active placements,
is given its states; ``model``: the same by a small model that looks at notes too, all of them read by a stand-in for
the encoder. Each act runs in a process of its own, and the peak is the whole of that process.

``queue``: the same question put to the frames of the day (``support/slow_queue.py``) is the peer. The database holds
one municipality with about 5,000 cases; the figures are the 95th percentile of 40 runs after 5 to warm up, the page
with everything that a rerun does between the click and the wire.

``growth``: 50,000 newcomers of 60 weeks are filtered at once; the peers do a sample of them one by one, with the same
answers (``support/growth_peers.py``). Then one municipality, after a day's observations, and its curves.

``ratings``: RatingModel against a plain SciPy likelihood at the same answer, and on 12 million ratings, whose peer is
the mean step of each rater (``support/bench_measurement.py``).

``notes``: the worker reads a town's notes with the embedded encoder on one processor, which the C engine of the package
that carries the weights then does on all of them; and once more, when there is nothing left to read.

``classifier``: StallClassifier on a table of 97,000 rows and 24 features against plain boosting without bounds, and how
near it comes on learners it has not seen (``support/bench_classifier.py``).

``reports``: one newcomer's in all three formats, and those of a provider with 500 learners, against plain pandas on the
same files, and ``DataFrame.to_excel`` of the same lines (``support/bench_reports.py``).
"""

import argparse
import csv
import gc
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest
from support.bench_classifier import classifier_lines
from support.bench_growth import growth_lines
from support.bench_measurement import rating_lines
from support.bench_notes import note_lines
from support.bench_reports import report_lines
from support.letter_counts import LetterCounts
from support.measured import Measured, in_a_process
from support.nation import repeat_in
from support.slow_queue import slow_queue
from support.trained_model import letter_signals, put_in_use

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.gate import GateEngine
from assessment.domain.case import QUEUE_PARTS, QueueWish
from assessment.settings import HOME_VARIABLE
from assessment.storage.ledger import open_ledger
from assessment.use_cases.embed_notes import embed_notes
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.simulate_municipality import simulate_municipality

AS_OF = date(2026, 6, 28)
NEWCOMERS_A_CASE = 1.4  # how many people the simulation needs for one placement that is active at the end
CASES_A_TOWN = 600
FIRST_CODE = 101
ENTRIES_A_DAY = 400
PARTS = ("import", "flag", "model", "queue", "growth", "ratings", "notes", "classifier", "reports")
Line = tuple[str, float, str, float, str]
"""What was done, how long it took, the peer's name, how long that took, and the rest in words."""


def main() -> None:
    """Print a line for each figure, as soon as it is known."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--newcomers", type=int, default=10_000, help="whose year is imported")
    parser.add_argument("--active", type=int, default=50_000, help="placements that are given a state")
    parser.add_argument("--cases", type=int, default=5_000, help="cases of the queue")
    parser.add_argument("--growing", type=int, default=50_000, help="newcomers whose growth is filtered")
    parser.add_argument("--writing", type=int, default=260, help="newcomers whose notes are read")
    parser.add_argument("--millions", type=int, default=12, help="millions of ratings that are modelled")
    parser.add_argument("--learners", type=int, default=500, help="learners of the provider whose reports are made")
    parser.add_argument("--rows", type=int, default=97_000, help="rows of the table that is classified")
    wish = parser.parse_args()
    parts: dict[str, Callable[[Path], Iterator[Line]]] = {
        "import": partial(_import, newcomers=wish.newcomers),
        "flag": partial(_flag, active=wish.active),
        "model": partial(_flag_by_model, active=wish.active),
        "queue": partial(_queue, cases=wish.cases),
        "ratings": lambda _folder: rating_lines(wish.millions),
        "growth": lambda _folder: growth_lines(wish.growing),
        "notes": partial(note_lines, newcomers=wish.writing),
        "classifier": lambda _folder: classifier_lines(wish.rows),
        "reports": partial(report_lines, learners=wish.learners),
    }
    for part in wish.only:
        with tempfile.TemporaryDirectory() as folder:
            for what, ours, peer, theirs, rest in parts[part](Path(folder)):
                line = f"{what:<24}{ours:8.2f} s   {peer:<16}{theirs:8.2f} s   ratio {ours / theirs:7.1f}   {rest}"
                print(line.rstrip(), flush=True)


def _import(folder: Path, newcomers: int) -> Iterator[Line]:
    """Lines of a large import and of what follows on it."""
    bundle, url = folder / "bundle", f"sqlite:///{folder}/bench.db"
    rows = simulate_municipality(bundle, newcomers=newcomers, weeks=52, seed=1, end=AS_OF)
    print(f"{newcomers} newcomers, {rows['ratings.csv']} ratings, {sum(rows.values())} rows in all", flush=True)
    peer = _seconds(lambda: _mean_step(bundle))

    def line(what: str, measured: Measured, rest: str = "") -> Line:
        return what, measured.seconds, "pandas group-by", peer, f"{_cost(measured)} {rest}"

    yield line("import", in_a_process("import", url, str(bundle)))
    yield line("import it again", in_a_process("import", url, str(bundle)))
    entries = _a_day(bundle, folder / "day")
    day = in_a_process("import", url, str(folder / "day"))
    yield line("import a day", day, f"({entries} entries)")
    yield line("export", in_a_process("export", url, str(folder / "out")))
    yield line("undo the day", in_a_process("undo", url, day.told))


def _cost(measured: Measured) -> str:
    return f"processor {measured.cpu_seconds:6.2f} s, peak {measured.peak_mb:5.0f} MB"


def _a_day(bundle: Path, out: Path) -> int:
    """Write new entries, each by somebody who has seen the same placement before; return how many."""
    known = pd.read_csv(bundle / "observations.csv", sep=";", dtype=str)
    new = known.sample(min(ENTRIES_A_DAY, len(known)), random_state=1)
    new = new.assign(
        observation_id=[str(uuid4()) for _row in range(len(new))],
        seen_on=AS_OF.isoformat(),
        recorded_at=f"{AS_OF.isoformat()}T10:00:00+00:00",
        replaces="",
        withdrawn_at="",
    )
    out.mkdir()
    new.to_csv(out / "observations.csv", sep=";", index=False)
    with (out / "ratings.csv").open("w", encoding="utf-8", newline="") as file:
        told = csv.writer(file, delimiter=";")
        told.writerow(("observation_id", "criterion", "step"))
        told.writerows(
            (entry, criterion, 2) for entry in new["observation_id"] for criterion in ("initiative", "phone")
        )
    return len(new)


def _flag(folder: Path, active: int) -> Iterator[Line]:
    """Lines of a nation that is given its states by the rules."""
    url, codes = _nation(folder, active, GateEngine.RULES)
    acts = {"flag, dry run": ("dry",), "flag, stored": ("stored",), "flag one municipality": ("stored", "999")}
    yield from _flagged(folder, url, codes, acts)


def _flag_by_model(folder: Path, active: int) -> Iterator[Line]:
    """The same by a model, after a stand-in for the encoder has read every note."""
    url, codes = _nation(folder, active, GateEngine.MODEL)
    os.environ[HOME_VARIABLE] = str(folder / "home")  # the acts' own processes find the model there
    put_in_use(folder / "made", with_notes=True, threshold=0.4)
    ledger = open_ledger(url)
    embed_notes(ledger, SYSTEM, LetterCounts(), clock=lambda: datetime.now(UTC), signals=letter_signals())
    ledger.close()
    yield from _flagged(folder, url, codes, {"model, stored": ("stored",), "model, one of them": ("stored", "999")})


def _nation(folder: Path, active: int, engine: GateEngine) -> tuple[str, list[str]]:
    """Many municipalities, each as large as the first, with that engine; the database's address and their codes."""
    file = folder / "nation.db"
    url, bundle = f"sqlite:///{file}", folder / "town"
    simulate_municipality(bundle, newcomers=round(CASES_A_TOWN * NEWCOMERS_A_CASE), weeks=52, seed=1, end=AS_OF)
    now = datetime.now(UTC)
    ledger = open_ledger(url)
    import_bundle(ledger, SYSTEM, bundle, now=now)
    of_one = len(score_placements(ledger, SYSTEM, as_of=AS_OF, now=now, dry_run=True).assessed.states)
    codes = [f"{FIRST_CODE + number}" for number in range(-(-active // of_one) - 1)]
    for code in [*codes, "999"]:
        register_gate(ledger, SYSTEM, code, GateChange(synthetic=True, engine=engine), now=now)
    ledger.close()
    repeat_in(file, codes)
    return url, codes


def _flagged(folder: Path, url: str, codes: list[str], acts: dict[str, tuple[str, ...]]) -> Iterator[Line]:
    """A line for each way of giving states."""
    peer = _seconds(lambda: _mean_step_of(folder / "nation.db"))
    for what, words in acts.items():
        measured = in_a_process("flag", url, AS_OF.isoformat(), *words)
        rest = f"{_cost(measured)} ({measured.told} states of {len(codes) + 1} municipalities)"
        yield what, measured.seconds, "pandas group-by", peer, rest


def _queue(folder: Path, cases: int) -> Iterator[Line]:
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
    figures = {"queue page": front, "queue unfolded": unfolded, "queue narrowed": narrowed, "open a case": case}
    for what, seconds in figures.items():
        yield what, seconds, peers_name, peer, ""


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


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _mean_step(bundle: Path) -> pd.Series:
    ratings = pd.read_csv(bundle / "ratings.csv", sep=";")
    columns = ["observation_id", "placement_id", "seen_on"]
    return _by_week(ratings, pd.read_csv(bundle / "observations.csv", sep=";", usecols=columns))


def _mean_step_of(database: Path) -> pd.Series:
    with closing(sqlite3.connect(database)) as connection:
        ratings = pd.read_sql("SELECT observation_id, step FROM ratings", connection)
        observations = pd.read_sql("SELECT observation_id, placement_id, seen_on FROM observations", connection)
    return _by_week(ratings, observations)


def _by_week(ratings: pd.DataFrame, observations: pd.DataFrame) -> pd.Series:
    scores = ratings.groupby("observation_id")["step"].mean().rename("score")
    joined = observations.merge(scores, on="observation_id")
    joined["week"] = (pd.to_datetime(joined["seen_on"]) - pd.Timestamp("2025-01-06")).dt.days // 7
    return joined.groupby(["placement_id", "week"])["score"].mean()


if __name__ == "__main__":
    main()
