"""The tables: the same rows for each method, each figure with its interval, and nothing about four people."""

import json

import numpy as np
import pandas as pd
import pytest
from fairlearn.metrics import MetricFrame, true_positive_rate
from support.judged_people import judged_people

from assessment.stalling.evaluation import measures
from assessment.stalling.evaluation.table_lines import FEWEST_SHOWN, MEASURES, Method, Setting
from assessment.stalling.evaluation.tables import tables

MODEL = Method(name="model", column="model", threshold=0.5)
RULE = Method(name="rule", column="rule", threshold=1.0, is_probability=False)
ONLY_ORDER = Method(name="order", column="rule", is_probability=False)
SETTING = Setting(resamples=40)
ROWS = judged_people()


@pytest.fixture(scope="module")
def told() -> dict[str, list[dict]]:
    return tables(ROWS, [MODEL, RULE, ONLY_ORDER], SETTING)


def line(table: list[dict], **wanted) -> dict:
    """The only line with these values."""
    (found,) = [one for one in table if all(one[name] == value for name, value in wanted.items())]
    return found


def test_they_can_be_written_as_json_and_read_back(told) -> None:
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_a_measure_stands_beside_its_bounds(told) -> None:
    for one in told["overall"]:
        for name in MEASURES:
            if one[name] is not None and not name.startswith("calibration"):
                assert one[f"{name}_low"] <= one[name] <= one[f"{name}_high"]


def test_nothing_said_counts_as_least_on_all_active_rows_and_is_left_out_of_those_judged(told) -> None:
    stalled, said = ROWS["stalled"].to_numpy(), ROWS["model"].to_numpy()
    judged = ~np.isnan(said)

    everybody, own = (line(told["overall"], method="model", on=on) for on in ("all_active", "judged"))

    assert everybody["auc"] == pytest.approx(float(measures.auc(stalled, np.nan_to_num(said))))
    assert own["auc"] == pytest.approx(float(measures.auc(stalled[judged], said[judged])))
    assert own["rows"] == judged.sum() < everybody["rows"] == len(ROWS)
    assert own["share_abstained"] == pytest.approx(1 - judged.mean())


def test_methods_are_compared_on_the_rows_that_the_first_of_them_judged(told) -> None:
    judged = ROWS["model"].notna().to_numpy()
    said = ROWS["rule"].fillna(-np.inf).to_numpy()[judged]

    of_rule = line(told["overall"], method="rule", on="same_rows")

    assert of_rule["rows"] == judged.sum()
    assert of_rule["auc"] == pytest.approx(float(measures.auc(ROWS["stalled"].to_numpy()[judged], said)))


def test_only_a_probability_is_held_against_what_happened_and_only_a_threshold_points(told) -> None:
    rule, order = (line(told["overall"], method=name, on="judged") for name in ("rule", "order"))

    assert rule["brier"] is rule["calibration_error"] is None
    assert rule["precision_at_threshold"] is not None
    assert order["precision_at_threshold"] is order["recall_at_threshold"] is None
    assert order["auc"] == rule["auc"]
    assert {one["method"] for one in told["calibration"]} == {"model"}


def test_nothing_is_said_of_fewer_than_five_people(told) -> None:
    few = [one for one in told["by_gender"] if one["group"] == "x"]

    assert ROWS[ROWS["gender"] == "x"]["newcomer_id"].nunique() == FEWEST_SHOWN - 1
    assert len(few) == 3
    for one in few:
        assert one["suppressed"]
        assert {value for name, value in one.items() if name not in ("method", "group", "suppressed")} == {None}
    assert all(one["people"] >= FEWEST_SHOWN for one in told["by_gender"] if not one["suppressed"])


def test_stalls_of_each_cause_stand_against_all_that_is_not_stalled(told) -> None:
    chosen = ROWS[~ROWS["stalled"] | (ROWS["cause"] == "person")]

    by_person = line(told["by_cause"], method="model", cause="person", on="all_active")

    expected = measures.auc(chosen["stalled"].to_numpy(), chosen["model"].fillna(0).to_numpy())
    on_same_rows = line(told["by_cause"], method="model", cause="person", on="same_rows")
    assert on_same_rows["rows"] == chosen["model"].notna().sum()
    assert by_person["rows"] == len(chosen)
    assert by_person["auc"] == pytest.approx(float(expected))


@pytest.mark.parametrize("by", ["track", "gender", "observer_role"])
@pytest.mark.parametrize("method", [MODEL, RULE])
def test_the_gap_between_groups_is_that_of_fairlearn(told, method, by) -> None:
    stalled = ROWS[ROWS["stalled"]]
    enough = stalled.groupby(by)["newcomer_id"].nunique() >= FEWEST_SHOWN
    shown = stalled[stalled[by].map(enough) & (stalled[by] != "")]
    frame = MetricFrame(
        metrics=true_positive_rate,
        y_true=shown["stalled"].astype(int),
        y_pred=(shown[method.column].fillna(-np.inf) >= method.threshold).astype(int),
        sensitive_features=shown[by],
    )

    gap = line(told["gaps"], method=method.name, by=by)

    assert gap["gap"] == pytest.approx(frame.difference(method="between_groups"))
    assert (gap["highest_group"], gap["lowest_group"]) == (frame.by_group.idxmax(), frame.by_group.idxmin())
    assert gap["gap_low"] <= gap["gap"] <= gap["gap_high"]
    for one in told["rates"]:
        if (one["method"], one["by"]) == (method.name, by) and not one["suppressed"]:
            assert one["rate"] == pytest.approx(frame.by_group[one["group"]])


def test_of_one_group_there_is_no_gap(told) -> None:
    assert line(told["gaps"], method="model", by="world")["gap"] is None


def test_the_bins_hold_every_row_that_was_judged_once(told) -> None:
    said, stalled = ROWS["model"].dropna(), ROWS["stalled"][ROWS["model"].notna()]
    inside = (said >= 2 / 15) & (said < 3 / 15)

    third = line(told["calibration"], **{"from": 2 / 15})

    assert third["rows"] == inside.sum()
    assert third["share_stalled"] == pytest.approx(stalled[inside].mean())
    assert third["mean_probability"] == pytest.approx(said[inside].mean())
    shown = sum(one["rows"] for one in told["calibration"] if not one["suppressed"])
    assert len(said) - 15 * (FEWEST_SHOWN - 1) * 30 <= shown <= len(said)


def test_alarms_keep_to_two_in_vain_in_a_hundred_months(told) -> None:
    for one in told["alarms"]:
        assert one["false_per_100_months"] <= 2
        assert one["share_found_low"] <= one["share_found"] <= one["share_found_high"]
    assert [one["renewed"] for one in told["alarms"]] == [False] * 3 + [True] * 3


def test_every_state_says_how_many_of_it_had_stalled(told) -> None:
    stopped = ROWS[ROWS["state"] == "clock_stopped"]

    assert line(told["by_state"], state="clock_stopped")["share_stalled"] == pytest.approx(stopped["stalled"].mean())


def test_every_state_says_how_many_of_it_were_in_progress_where_that_is_known(told) -> None:
    truth = np.random.default_rng(1).random(len(ROWS)) < 0.6
    stopped = truth[ROWS["state"] == "clock_stopped"]

    known = tables(ROWS.assign(progresses=truth), [MODEL], Setting(resamples=10))["by_state"]

    one = line(known, state="clock_stopped")
    assert one["share_progressing"] == pytest.approx(stopped.mean())
    assert one["share_progressing_low"] < one["share_progressing"] < one["share_progressing_high"]
    assert "share_progressing" not in line(told["by_state"], state="clock_stopped")


def test_the_order_of_rows_changes_nothing() -> None:
    few = ROWS[ROWS["as_of"] < ROWS["as_of"].sort_values().iloc[len(ROWS) // 3]]
    mixed = few.sample(frac=1, random_state=3)

    first, second = (tables(rows, [MODEL], Setting(resamples=10)) for rows in (few, mixed))

    for name, lines in first.items():
        assert len(second[name]) == len(lines)
        for one, other in zip(lines, second[name], strict=True):
            assert other == pytest.approx(one)


def test_the_same_id_in_two_worlds_is_two_people() -> None:
    both = pd.concat([ROWS, ROWS.assign(world="biweekly")])

    (first, *_rest) = tables(both, [MODEL], Setting(resamples=2))["overall"]

    assert first["people"] == 2 * ROWS["newcomer_id"].nunique()


def test_every_column_that_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match="lack cause, gender, model"):
        tables(ROWS.drop(columns=["cause", "gender", "model"]), [MODEL])
