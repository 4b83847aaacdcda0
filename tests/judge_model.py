"""How good a stall model is in towns written by somebody else: ``python tests/judge_model.py [--model FOLDER]``.

Towns of ``support/other_town.py``, ordinary and hard, of several seeds; every four weeks the engine says what it says
from what was known then, held against the truth. Intervals are by drawing people. ``--without-notes`` leaves the notes
unread, for a model that reads them. ``--out FILE`` keeps the rows as CSV. Never part of the tests.
"""

import argparse
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from support.other_known import known_by_the_contract
from support.other_town import OtherTown, other_town

from assessment.cli.invented_notes import reader_for
from assessment.domain.placement_state import State
from assessment.measurement.trend import probability_below
from assessment.stalling.current_model import current_model_folder
from assessment.stalling.evaluation.baselines import (
    FOUR_POINT,
    FOUR_POINT_RULE,
    GROWTH,
    TREND_LINE,
    TREND_LINE_RULE,
    baselines_of,
)
from assessment.stalling.evaluation.measures import (
    all_active_rows,
    auc,
    average_precision,
    calibration_error,
    precision_and_recall_at,
    precision_and_recall_of_top,
    rows_judged,
    share_abstained,
)
from assessment.stalling.evaluation.ordering import Bools, Floats
from assessment.stalling.evaluation.resampling import Sure, intervals
from assessment.stalling.features import features
from assessment.stalling.judgement import Judgement, judge
from assessment.stalling.model_artefact import read_model
from assessment.stalling.model_engine import ModelEngine, model_engine
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.snapshot import snapshot
from assessment.use_cases.simulated_rows import ReadsSignals, with_signals

END, WEEKS, EVERY = date(2026, 6, 28), 60, 4
SAID = "probability"
BASELINES = (TREND_LINE, FOUR_POINT, TREND_LINE_RULE, FOUR_POINT_RULE, GROWTH)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--newcomers", type=int, default=600)
    parser.add_argument("--resamples", type=int, default=200)
    parser.add_argument("--without-notes", action="store_true")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    folder = chosen.model or current_model_folder()
    if folder is None:
        parser.error("no model is in use here: name one with --model")
    model, kept = read_model(folder), []
    engine = model_engine(model)
    read = None if chosen.without_notes else reader_for(model.manifest, print)
    for hard in (False, True):
        towns = [
            _rows(_read(other_town(chosen.newcomers, WEEKS, seed, END, hard=hard), read), engine, seed)
            for seed in chosen.seeds
        ]
        rows = pd.concat(towns, ignore_index=True).assign(hard=hard)
        kept.append(rows)
        print(f"\n{'hard' if hard else 'ordinary'} towns, seeds {chosen.seeds}, {chosen.newcomers} newcomers: ", end="")
        print(f"{len(rows)} active rows, {rows['stalled'].mean():.3f} stalled; model {folder.name}")
        for line in _figures(rows, engine.stall_probability_threshold, chosen.resamples):
            print(line)
    if chosen.out:
        pd.concat(kept).to_csv(chosen.out, index=False)


def _read(town: OtherTown, read: ReadsSignals | None) -> OtherTown:
    """The town, its notes read where there is somebody to read them."""
    if read is not None:
        town.frames["observations"] = with_signals(town.frames["observations"], read)
    return town


def _rows(town: OtherTown, engine: ModelEngine, seed: int) -> pd.DataFrame:
    """A row for each placement and day, every four weeks, in weeks that count: what is said and what is so."""
    calendar, told = NationalCalendar(), []
    for weeks in range(seed % EVERY, WEEKS - 12, EVERY):
        day = END - timedelta(weeks=weeks)
        facts = snapshot(known_by_the_contract(town.frames, day), day, engine, calendar)
        judged = judge(facts, engine)
        table = features(facts, judged.growth, engine) if judged.table is None else judged.table
        silent = judged.holds(State.CLOCK_STOPPED) | judged.holds(State.TOO_LITTLE_EVIDENCE)
        said = table.assign(
            placement_id=facts.rows.placement_id,
            person=[f"{seed}/{one}" for one in facts.rows.newcomer_id],
            as_of=pd.Timestamp(day),
            track=facts.rows.track,
            active_weeks=judged.active_weeks,
            observations=judged.observations,
            is_progressing=judged.holds(State.PROGRESSING),
            by_filter=_by_filter(judged, engine),
            **{SAID: np.where(silent, np.nan, judged.stall_probability)},
            **{
                name: values for name, values in baselines_of(facts, engine, judged.growth).items() if name in BASELINES
            },
        )
        truth = town.truth[
            town.truth["active"] & (town.truth["week_start_on"] == pd.Timestamp(day - timedelta(days=6)))
        ]
        truth = truth.assign(progresses=truth["pace"] >= engine.progress_pace_share * truth["expected_pace"])
        told.append(said.merge(truth[["placement_id", "stalled", "progresses", "cause"]], on="placement_id"))
    return pd.concat(told, ignore_index=True)


def _by_filter(judged: Judgement, engine: ModelEngine) -> Bools:
    """Whom the growth filter alone would call in progress, of those that the model neither points at nor calls so."""
    below = probability_below(engine.progress_pace_share * judged.growth.expected_pace, judged.pace, judged.pace_se)
    likely = 1 - below >= engine.progress_probability_threshold
    return likely & (judged.holds(State.PROGRESSING) | judged.holds(State.UNCLEAR))


def _figures(rows: pd.DataFrame, threshold: float, resamples: int) -> list[str]:
    """The figures of the model, each with its 95 % interval."""
    stalled, person = rows["stalled"].to_numpy(dtype=bool), rows["person"].to_numpy(dtype=object)
    given = rows[SAID].to_numpy(dtype=np.float64)
    everybody, judged = all_active_rows(given), rows_judged(given)
    rules = {name: all_active_rows(rows[name].to_numpy(dtype=np.float64), least=-np.inf) for name in BASELINES}
    found = intervals(
        lambda weight: (
            _overall(stalled, everybody, rules, threshold, weight) | {"abstained": share_abstained(given, weight)}
        ),
        person,
        resamples=resamples,
    )
    found |= intervals(
        lambda weight: {
            "auc of judged": auc(stalled[judged], given[judged], weight),
            "average precision of judged": average_precision(stalled[judged], given[judged], weight),
            "ece of judged": calibration_error(stalled[judged], given[judged], weight),
        },
        person[judged],
        resamples=resamples,
    )
    for name, state in (("progressing", "is_progressing"), ("progressing by the filter", "by_filter")):
        called, truly = rows[state].to_numpy(dtype=bool), rows["progresses"].to_numpy(dtype=bool)
        found |= intervals(
            lambda weight, name=name, called=called: {f"{name}, of judged": share(called[judged], weight)},
            person[judged],
            resamples=resamples,
        )
        found |= intervals(
            lambda weight, name=name, called=called, truly=truly: {
                f"{name}: truly so": share(truly[called], weight),
                f"{name}: stalled": share(stalled[called], weight),
            },
            person[called],
            resamples=resamples,
        )
    for cause in ("person", "placement"):
        one = ~stalled | (rows["cause"] == cause).to_numpy()
        found |= intervals(
            lambda weight, one=one, cause=cause: {f"auc, caused by {cause}": auc(stalled[one], everybody[one], weight)},
            person[one],
            resamples=resamples,
        )
    return [f"{name:38s} {_as_text(figure)}" for name, figure in found.items()]


def _overall(
    stalled: Bools, everybody: Floats, rules: dict[str, Floats], threshold: float, weight: Floats
) -> dict[str, Floats]:
    precision = average_precision(stalled, everybody, weight)
    told = {"auc": auc(stalled, everybody, weight), "average precision": precision}
    for said, names in (("rule", (TREND_LINE_RULE, FOUR_POINT_RULE)), ("graded rule", (TREND_LINE, FOUR_POINT))):
        best = np.maximum(*(average_precision(stalled, rules[name], weight) for name in names))
        told |= {f"average precision of best {said}": best, f"times the best {said}": precision / best}
    growth = average_precision(stalled, rules[GROWTH], weight)
    told |= {"average precision of growth posterior": growth}
    for at in sorted({0.8, 0.5, threshold}):
        told[f"precision at {at:.2f}"], told[f"recall at {at:.2f}"] = precision_and_recall_at(
            stalled, everybody, at, weight
        )
    told["precision of top tenth"], told["recall of top tenth"] = precision_and_recall_of_top(
        stalled, everybody, 0.1, weight
    )
    return told


def share(true: Bools, weight: Floats) -> Floats:
    """How many it is true of."""
    return np.asarray(true.astype(np.float64) @ weight / weight.sum(axis=0))


def _as_text(figure: Sure) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


if __name__ == "__main__":
    main()
