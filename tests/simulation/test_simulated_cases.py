"""The simulated calibration cases: rated by most, by the rater they are, in a stream of their own."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from assessment.exchange.writing import bundle_texts
from assessment.reference.calibration_cases import load_cases
from assessment.simulation import municipality
from assessment.simulation.municipality import simulate
from assessment.simulation.world import SHIPPED_WORLD

END = date(2026, 6, 28)
SEED = 11


@pytest.fixture(scope="module")
def town():
    return simulate(240, 78, SEED, END)


@pytest.fixture(scope="module")
def rated(town) -> pd.DataFrame:
    return town.frames["calibrations"]


def test_most_observers_who_record_have_done_all_eight_and_the_others_none(town, rated):
    recording = set(town.frames["observations"]["observer_id"])
    first_round = rated.drop_duplicates(["observer_id", "case_id", "criterion"]).groupby("observer_id").size()
    every = sum(len(case.criteria) for case in load_cases().cases)

    assert set(first_round) == {every}
    assert set(first_round.index) <= set(town.frames["observers"]["observer_id"])
    assert len(recording & set(first_round.index)) / len(recording) == pytest.approx(
        SHIPPED_WORLD.cases_done_share, abs=0.1
    )
    asked = {(case.case_id, code) for case in load_cases().cases for code in case.criteria}
    assert set(zip(rated["case_id"], rated["criterion"], strict=True)) == asked
    assert rated["rated_at"].max() < pd.Timestamp(END, tz="Europe/Copenhagen") + pd.Timedelta(days=1)


def test_two_come_again_in_a_later_quarter_and_none_in_the_first(rated):
    sittings = rated.drop_duplicates(["observer_id", "case_id", "rated_at"]).sort_values("rated_at")
    day = sittings["rated_at"].dt.tz_convert("Europe/Copenhagen").dt.normalize().dt.tz_localize(None)
    quarter = ((day - day.groupby(sittings["observer_id"]).transform("min")).dt.days // 91).rename("quarter")
    again = sittings[sittings.duplicated(["observer_id", "case_id"])]
    quarter = quarter[again.index]

    assert len(again) > 40
    assert quarter.min() >= 1
    assert set(again.groupby(["observer_id", quarter]).size()) == {2}


def test_cases_of_much_danish_get_higher_steps_and_every_step_is_used(rated):
    means = rated.groupby("case_id")["step"].mean()

    assert means["laundry"] < means["care_home"] < means["hardware_store"]
    assert sorted(rated["step"].unique()) == [0, 1, 2, 3, 4]


def test_who_is_strict_with_people_is_strict_with_cases(monkeypatch):
    found = []
    real = municipality.find_observers
    monkeypatch.setattr(municipality, "find_observers", lambda *given: found.append(real(*given)) or found[-1])
    world = replace(SHIPPED_WORLD, straight_liner_share=0.0, drift_sd_logit_per_week=0.0)
    tapped = simulate(240, 78, SEED, END, world=world).frames["calibrations"]
    severity = dict(zip(found[0].observer_id, found[0].severity, strict=True))
    items = tapped.groupby(["case_id", "criterion"])["step"].transform("mean")
    harder = (tapped["step"] - items).groupby(tapped["observer_id"]).mean()

    assert np.corrcoef(harder, [severity[one] for one in harder.index])[0, 1] < -0.7


def test_nothing_else_in_a_delivery_knows_whether_cases_were_rated(town):
    without = simulate(240, 78, SEED, END, world=replace(SHIPPED_WORLD, cases_done_share=0.0))
    one, other = bundle_texts(town.frames), bundle_texts(without.frames)

    assert other["calibrations.csv"].count("\n") == 1
    assert {name for name in one if one[name] != other[name]} == {"calibrations.csv"}
    assert town.truth.equals(without.truth)
