"""A model is judged on invented people it never saw, beside what it must beat, and with what it rests on taken away."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support.invented_model import write_invented

from assessment.domain.errors import CallerCanMend
from assessment.stalling.evaluation.chapters import chapters, in_columns
from assessment.stalling.evaluation.table_lines import Setting
from assessment.stalling.model_artefact import StallModel, read_model
from assessment.stalling.model_metrics import require_told
from assessment.stalling.rules import RulesEngine
from assessment.text.labelled_notes import SIGNALS
from assessment.use_cases.ablations import WITHOUT, without_notes
from assessment.use_cases.evaluate_model import (
    HARD_WORLDS,
    OWN_WORLDS,
    Evaluation,
    evaluate_on_simulated,
    methods_of,
    towns_of,
    worlds_to_judge_on,
)
from assessment.use_cases.evaluation_figures import metrics_of
from assessment.use_cases.simulated_rows import SimulatedTown, rows_of_towns, simulated_rows, with_signals

pytestmark = pytest.mark.long

SETTING = Setting(resamples=20)
COMMAND = "sprogspor evaluate --newcomers 90"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> StallModel:
    return write_invented(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def found(model: StallModel) -> Evaluation:
    towns = [replace(town, weeks=28) for town in towns_of(["shipped", "lying_notes"], 100)]
    return evaluate_on_simulated(model, read=None, towns=towns, setting=SETTING)


def test_everybody_is_judged_on_the_same_people(found: Evaluation, model: StallModel) -> None:
    lines = [line for line in found.own["overall"] if line["on"] == "all_active"]

    assert [line["method"] for line in lines] == [method.name for method in methods_of(model)]
    assert len({(line["rows"], line["people"], line["stalled_rows"]) for line in lines}) == 1
    assert lines[0]["stalled_rows"] > 0


def test_the_hard_worlds_are_told_apart_from_the_others(found: Evaluation) -> None:
    assert {line["group"] for line in found.tables["by_world"]} == {"shipped/7001"}
    assert {line["group"] for line in found.tables["hard_by_world"]} == {"lying_notes/7002"}
    assert found.rows == sum(found.tables[name][0]["rows"] for name in ("overall", "hard_overall"))


def test_the_document_is_json_as_it_stands(found: Evaluation) -> None:
    document = json.loads(json.dumps(found.as_json(), allow_nan=False))

    assert set(document) == {"rows", "tables"}
    assert all(isinstance(line, dict) for table in document["tables"].values() for line in table)


def test_what_is_taken_away_takes_nothing_from_the_truth(found: Evaluation) -> None:
    lines = [line for line in found.ablations if line["on"] == "all_active"]

    assert [line["without"] for line in lines] == ["nothing", *WITHOUT]
    assert len({(line["rows"], line["stalled_rows"]) for line in lines}) == 1
    assert not any(line["retrained"] for line in lines)


def test_a_model_that_reads_no_notes_misses_none_and_misses_everything_else(found: Evaluation) -> None:
    auc = {line["without"]: line["auc"] for line in found.ablations if line["on"] == "all_active"}

    assert auc["notes"] == auc["nothing"]
    assert auc["nothing"] not in {auc["exposure"], auc["course"], auc["ratings"]}


def test_the_notes_are_read_where_somebody_reads_them_and_not_where_they_are_taken_away() -> None:
    seen = pd.DataFrame({"note": ["hun tog selv ordet", None]})
    read = with_signals(seen, lambda notes: np.full((len(notes), len(SIGNALS)), 0.5))

    names = [name for name in read.columns if name != "note"]
    assert read[names].notna().to_numpy().tolist() == [[True] * len(SIGNALS), [False] * len(SIGNALS)]
    assert without_notes({"observations": read})["observations"].isna().to_numpy().all()


def test_the_figures_of_a_card_are_those_of_the_tables(found: Evaluation, tmp_path: Path) -> None:
    metrics = metrics_of(found, COMMAND)
    require_told(metrics)

    told = {(one["figure"], one["on"]): one["value"] for one in metrics["figures"]}
    judged, active = (
        next(line for line in found.own["overall"] if (line["method"], line["on"]) == ("model", on))
        for on in ("judged", "all_active")
    )
    assert told["auc", "own_worlds"] == judged["auc"]
    assert told["recall", "all_active_rows"] == active["recall_at_threshold"]
    assert ("ece", "hard_worlds") in told
    assert all(one["command"] == COMMAND for one in metrics["figures"])

    write_invented(tmp_path, metrics)
    kept = json.loads((tmp_path / "metrics.json").read_text("utf-8"))
    assert chapters(kept["tables"], Setting(capacity=kept["capacity"])) == chapters(found.tables, found.setting)
    assert read_model(tmp_path).manifest["command"] == "sprogspor train --simulated"


def test_what_the_tables_say_is_said_in_words(found: Evaluation) -> None:
    ordinary, hard, rests_on = chapters(found.tables, SETTING)

    assert (len(ordinary.table), len(hard.table)) == (24, 24)
    assert len({len(line) for line in in_columns(ordinary.table)}) == 1
    assert [len(part.sentences) for part in rests_on.told] == [2 + len(WITHOUT)]
    assert all("{" not in sentence for one in (ordinary, hard) for part in one.told for sentence in part.sentences)


def test_who_truly_progresses_goes_at_least_half_as_fast_as_expected() -> None:
    town = SimulatedTown("shipped", 60, 5)
    truth = town.simulated(None).truth
    truth = truth.assign(as_of=truth["week_start_on"] + pd.Timedelta(days=6))

    rows = simulated_rows(town, RulesEngine(), weeks_apart=8).merge(truth, on=["placement_id", "as_of"])

    assert (rows["progresses"] == (rows["pace"] >= 0.5 * rows["expected_pace"])).all()
    assert 0.2 < rows["progresses"].mean() < 0.9


def test_a_stall_began_before_it_is_seen_and_what_has_not_stalled_began_nothing() -> None:
    rows = simulated_rows(SimulatedTown("shipped", 60, 5), RulesEngine(), weeks_apart=8)

    assert (rows["onset"].notna() == rows["stalled"]).all()
    assert (rows["onset"] <= rows["as_of"])[rows["stalled"]].all()
    assert (rows["onset"] < rows["as_of"]).any()


def test_every_world_is_judged_on_once_and_one_learned_from_is_told_of(model: StallModel) -> None:
    told: list[str] = []

    assert worlds_to_judge_on(model.manifest, (), told.append) == [*OWN_WORLDS, *HARD_WORLDS]
    assert told == []
    assert worlds_to_judge_on(model.manifest, ["drawn:7", "drawn:7"], told.append) == ["drawn:7"]
    assert told == ["Modellen er lært af verdenen drawn:7, dog af andre borgere."]
    with pytest.raises(CallerCanMend, match="månen"):
        worlds_to_judge_on(model.manifest, ["månen"], told.append)


def test_towns_that_are_asked_in_different_weeks_are_still_asked_every_fourth() -> None:
    from assessment.stalling.evaluation.judged_rows import JudgedRows
    from assessment.stalling.evaluation.table_lines import Method

    rows = rows_of_towns(towns_of(["shipped", "biweekly"], 30), RulesEngine())
    method = Method(name="rules", column="probability")

    assert rows["as_of"].drop_duplicates().sort_values().diff().min() == pd.Timedelta(days=7)
    assert JudgedRows.of(rows, [method]).followed(method).days_each == 28
