"""How long a newcomer's report takes, and that of a provider with hundreds of learners, in every format.

The peers do less: pandas reads the same files and takes the mean step of each person and month; and it writes the lines
of the report with ``DataFrame.to_excel``. Neither knows of weeks, errors or rights, and neither can be read aloud.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pandas as pd

from assessment.access.actor import SYSTEM
from assessment.reports.report import COLUMNS
from assessment.storage.ledger import open_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.make_report import make_report
from assessment.use_cases.simulate_municipality import simulate_municipality
from support.measured import Measured, in_a_process

AS_OF = date(2026, 6, 28)
FROM, TO = date(2026, 4, 1), AS_OF
SCHOOL = "999-u0001"
NEWCOMERS_A_LEARNER = 1.25
"""How many people the simulation needs for one who has a line in a quarter's report."""
Line = tuple[str, float, str, float, str]


def report_lines(folder: Path, learners: int) -> Iterator[Line]:
    """A line for one newcomer in all three formats, and one of the provider in each."""
    url, bundle = f"sqlite:///{folder}/reports.db", folder / "bundle"
    simulate_municipality(bundle, newcomers=round(learners * NEWCOMERS_A_LEARNER), weeks=52, seed=1, end=AS_OF)
    _one_school(bundle)
    ledger = open_ledger(url)
    import_bundle(ledger, SYSTEM, bundle, now=datetime.now(UTC))
    whole = make_report(
        ledger, SYSTEM, report_id="r", provider_id=SCHOOL, from_on=FROM, to_on=TO, now=datetime.now(UTC)
    ).report
    ledger.close()
    reading = _seconds(lambda: _mean_step(bundle))
    table = pd.DataFrame([line.cells() for line in whole.lines], columns=list(COLUMNS))
    writing = _seconds(lambda: table.to_excel(BytesIO(), engine="xlsxwriter"))
    days = FROM.isoformat(), TO.isoformat()
    most_seen = max(whole.measured, key=lambda line: line.observations).newcomer_id
    one = in_a_process("report", url, "newcomer_id", most_seen, *days, "pdf", "xlsx", "csv")
    yield "a newcomer, 3 formats", one.seconds, "pandas group-by", reading, _cost(one)
    for form, peer, theirs in (
        ("pdf", "pandas group-by", reading),
        ("xlsx", "pandas to_excel", writing),
        ("csv", "pandas group-by", reading),
    ):
        made = in_a_process("report", url, "provider_id", SCHOOL, *days, form)
        yield f"a provider, {form}", made.seconds, peer, theirs, _cost(made)


def _cost(made: Measured) -> str:
    return f"processor {made.cpu_seconds:6.2f} s, peak {made.peak_mb:5.0f} MB ({made.told})"


def _one_school(bundle: Path) -> None:
    """Enrol everybody at the same school."""
    for name in ("enrolments.csv", "results.csv"):
        rows = pd.read_csv(bundle / name, sep=";", dtype=str)
        rows.assign(provider_id=SCHOOL).to_csv(bundle / name, sep=";", index=False)


def _mean_step(bundle: Path) -> pd.Series:
    """The mean step of each person and month, and the lessons of each, read from the same files."""
    read = {name: pd.read_csv(bundle / f"{name}.csv", sep=";") for name in ("ratings", "observations", "placements")}
    seen = read["observations"].merge(read["placements"][["placement_id", "newcomer_id"]], on="placement_id")
    seen = seen.assign(month=pd.to_datetime(seen["seen_on"]).dt.month)
    steps = read["ratings"].groupby("observation_id")["step"].mean().rename("mean_step")
    return seen.merge(steps, on="observation_id").groupby(["newcomer_id", "month"])["mean_step"].mean()


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
