"""The curve shows how long it is since anybody saw anything, who saw it, and results apart from what was seen."""

import json
from dataclasses import replace
from datetime import date, timedelta

from invented_desk import TODAY, a_case, a_header, an_entry, an_opened_case

from assessment.domain.case import Curve, CurvePoint


def chart_of(page):
    (chart,) = page.get("vega_lite_chart") or page.get("arrow_vega_lite_chart")
    return json.loads(chart.proto.spec)


def days_shown(spec):
    first, last = spec["layer"][-1]["encoding"]["x"]["scale"]["domain"]
    return date(first["year"], first["month"], first["date"]), date(last["year"], last["month"], last["date"])


def values(spec, key):
    """The rows of every layer that draws something of that kind."""
    return [row for layer in spec["layer"] for row in layer["data"]["values"] if key in row]


def test_the_days_run_from_the_first_of_the_placement_to_today_so_that_silence_is_seen(show_case):
    page = show_case(a_case(seen=(an_entry(0), an_entry(0, observation_id="o", seen_on=date(2026, 3, 11)))))

    first, last = days_shown(chart_of(page))
    assert timedelta(0) < date(2026, 3, 2) - first < timedelta(days=7)
    assert timedelta(0) < last - TODAY < timedelta(days=7), "room for the mark, and no more"
    assert {"day": TODAY.isoformat()} in chart_of(page)["layer"][1]["data"]["values"]
    assert not page.exception


def test_a_placement_that_is_over_is_shown_to_its_end_without_a_line_for_today(show_case):
    ended = TODAY - timedelta(days=60)
    page = show_case(a_case(header=a_header(ends_on=ended), seen=(an_entry(0), an_entry(1)), results=(), pauses=()))

    spec = chart_of(page)
    assert timedelta(0) < days_shown(spec)[1] - ended < timedelta(days=7)
    assert len(spec["layer"]) == 1
    assert not page.exception


def test_every_layer_is_drawn_on_the_same_days(show_case):
    spec = chart_of(show_case(a_case()))

    assert len({str(layer["encoding"]["x"]["scale"]) for layer in spec["layer"]}) == 1


def test_the_band_lies_behind_the_points_and_says_that_nothing_anchors_it(show_case):
    weeks = [CurvePoint(TODAY - timedelta(weeks=2 - n), 1.5 + n / 10, 1.0 + n / 10, 2.0 + n / 10) for n in range(3)]
    page = show_case(an_opened_case(curve=Curve(tuple(weeks))))
    without = chart_of(show_case(an_opened_case()))

    spec = chart_of(page)
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    assert marks.index("area") < marks.index("line") < len(marks) - 1
    assert [row["low"] for row in values(spec, "low")][:3] == [1.0, 1.1, 1.2]
    assert len({str(layer["encoding"]["x"]["scale"]) for layer in spec["layer"]}) == 1
    said = [piece.value for piece in page.markdown]
    assert any("nu mellem trin 1,2 og 2,2. Niveauet er ikke forankret endnu" in piece for piece in said)
    assert not any("logit" in piece for piece in said)
    assert "area" not in [layer["mark"]["type"] for layer in without["layer"]]
    assert not page.exception


def test_results_stand_below_the_lowest_step_and_an_outcome_has_its_own_shape_and_word(show_case):
    (passed,) = a_case().results
    results = tuple(
        replace(passed, result_id=outcome, passed=outcome, taken_on=passed.taken_on + timedelta(days=9 * number))
        for number, outcome in enumerate(("ja", "nej", "fritaget"))
    )
    page = show_case(a_case(results=results))

    spec = chart_of(page)
    layers = [layer for layer in spec["layer"] if any("passed" in row for row in layer["data"]["values"])]
    assert len({layer["mark"]["shape"] for layer in layers}) == 3
    assert all(row["at"] < 0 for row in values(spec, "passed"))
    assert [row["said"].rsplit(": ")[-1] for row in values(spec, "passed")] == ["bestået", "ikke bestået", "fritaget"]
    said = "1 bestået (flag), 1 ikke bestået (ring), 1 fritaget (streg)"
    assert any(said in piece.value for piece in page.markdown)
    assert not page.exception


def test_two_observers_of_one_name_and_role_are_two_series(show_case):
    seen = (an_entry(0), an_entry(1, observer_id="m2"), an_entry(2, observer_id="g", observer="Grethe"))
    page = show_case(a_case(seen=seen))

    assert [row["who"] for row in values(chart_of(page), "who")] == [
        "Bent (sprogmakker), m1", "Bent (sprogmakker), m2", "Grethe (sprogmakker)",
    ]  # fmt: skip
    assert not page.exception


def test_an_observer_whose_name_was_put_right_is_still_one_series(show_case):
    page = show_case(a_case(seen=(an_entry(0, observer="Bendt"), an_entry(1))))

    assert {row["who"] for row in values(chart_of(page), "who")} == {"Bent (sprogmakker)"}
    assert not page.exception


def test_an_opened_reason_outlines_its_points_and_makes_none_larger(show_case):
    layer = chart_of(show_case(a_case()))["layer"][-1]

    assert "size" not in layer["encoding"]
    assert layer["encoding"]["strokeWidth"]["condition"]["test"] == "datum.marked"
