"""How much there is to find in our own towns: ``python tests/judge_ceiling.py [--model FOLDER] [--towns N]``.

Beside the model stands a full boosting that has every advantage no delivered model can have: it is taught on other
towns of the very worlds it is judged in, on nothing else, and in a second run it is told which of the worlds it is in.
What it cannot tell apart, the features do not tell. Both are asked on the rows of ``sprogspor evaluate``, and say
nothing where the model says nothing. Never part of the tests.
"""

import argparse
from pathlib import Path

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

from assessment.cli.invented_notes import reader_for
from assessment.stalling.current_model import current_model_folder
from assessment.stalling.evaluation.baselines import FOUR_POINT_RULE, GROWTH, TREND_LINE_RULE, baselines_of
from assessment.stalling.evaluation.table_lines import Line, Method, Setting
from assessment.stalling.evaluation.tables import ALL_ACTIVE, JUDGED, tables
from assessment.stalling.model_artefact import read_model
from assessment.stalling.model_engine import ModelEngine, model_engine
from assessment.use_cases.evaluate_model import HARD_WORLDS, OWN_WORLDS, towns_of
from assessment.use_cases.simulated_rows import ReadsSignals, SimulatedTown, rows_of_towns

MODEL, TAUGHT, TOLD = "the model", "taught in the same worlds", "and told which world"
FIRST_SEED, NEWCOMERS, WEEKS_APART = 9_001, 400, 2
SAID = "probability"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path)
    parser.add_argument("--towns", type=int, default=4, help="to learn from in each world")
    parser.add_argument("--without-notes", action="store_true")
    chosen = parser.parse_args()
    folder = chosen.model or current_model_folder()
    if folder is None:
        parser.error("no model is in use here: name one with --model")
    model = read_model(folder)
    engine = model_engine(model)
    read = None if chosen.without_notes else reader_for(model.manifest, print)
    for name, worlds in (("ordinary", OWN_WORLDS), ("hard", HARD_WORLDS)):
        taught = rows_of_towns(_other_towns(worlds, chosen.towns), engine, read=read, weeks_apart=WEEKS_APART)
        judged = _rows_to_judge(worlds, engine, read)
        _ask_the_boosting(taught[taught["judged"]], judged, list(model.features))
        print(f"\n{name} worlds: {len(judged)} active rows to judge, {int(taught['judged'].sum())} to learn from")
        for line in _figures(judged):
            print(line)


def _other_towns(worlds: tuple[str, ...], towns: int) -> list[SimulatedTown]:
    """Towns of the same worlds with other seeds."""
    seeds = range(FIRST_SEED, FIRST_SEED + towns * len(worlds))
    return [SimulatedTown(world, NEWCOMERS, seed) for world, seed in zip(worlds * towns, seeds, strict=True)]


def _rows_to_judge(worlds: tuple[str, ...], engine: ModelEngine, read: ReadsSignals | None) -> pd.DataFrame:
    """The rows of ``sprogspor evaluate``, with what the rules and the growth posterior say of them."""
    towns = [town for town in towns_of() if town.world in worlds]
    return rows_of_towns(towns, engine, read=read, more=lambda facts, told: baselines_of(facts, engine, told.growth))


def _ask_the_boosting(taught: pd.DataFrame, judged: pd.DataFrame, features: list[str]) -> None:
    """Put what it says beside the model's, where the model says anything."""
    worlds = taught["world"].str.rpartition("/")[0].astype("category")
    told = judged["world"].str.rpartition("/")[0].astype(worlds.dtype)
    given = judged[SAID].notna()
    for name, more in ((TAUGHT, {}), (TOLD, {"world": worlds.cat.codes})):
        boosting = HistGradientBoostingClassifier(
            max_iter=300,
            learning_rate=0.04,
            max_leaf_nodes=15,
            min_samples_leaf=200,
            l2_regularization=5,
            random_state=1,
        ).fit(taught[features].assign(**more), taught["stalled"])
        asked = judged[features].assign(**({"world": told.cat.codes} if more else {}))
        judged[name] = pd.Series(boosting.predict_proba(asked)[:, 1], index=judged.index).where(given)


def _figures(rows: pd.DataFrame) -> list[str]:
    """A line for each: AUC, average precision and how many times the best rule's, stalls found within 20 weeks."""
    columns = {MODEL: SAID, TAUGHT: TAUGHT, TOLD: TOLD, GROWTH: GROWTH}
    rules = [Method(name=one, column=one, is_probability=False) for one in (FOUR_POINT_RULE, TREND_LINE_RULE)]
    methods = [*(Method(name=name, column=column) for name, column in columns.items()), *rules]
    made = tables(rows, methods, Setting(resamples=2))
    least = max(_of(made["overall"], one.name, ALL_ACTIVE, "average_precision") for one in rules)
    found = {str(line["method"]): line["share_found"] for line in made["alarms"] if not line["renewed"]}
    return [
        f"{name:28s} AUC {_of(made['overall'], name, ALL_ACTIVE, 'auc'):.3f} all active, "
        f"{_of(made['overall'], name, JUDGED, 'auc'):.3f} judged; average precision {precision:.3f}, "
        f"{precision / least:.1f} times the best rule; found within 20 weeks {found[name]:.2f}"
        for name in columns
        for precision in [_of(made["overall"], name, ALL_ACTIVE, "average_precision")]
    ]


def _of(lines: list[Line], method: str, on: str, measure: str) -> float:
    return next(float(line[measure] or 0) for line in lines if line["method"] == method and line["on"] == on)


if __name__ == "__main__":
    main()
