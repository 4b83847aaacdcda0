"""What holds of everybody's growth, whatever the observers, the order of the rows and the company."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.growth_worlds import growth_world

from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.growth_parameters import SHIPPED_GROWTH

SEEDS = st.integers(0, 10_000)
FEW = settings(deadline=None, max_examples=8)
NUMBERS = ["level", "level_se", "pace", "pace_se", "mean_pace", "mean_pace_se", "expected_pace", "log_likelihood"]


def small(seed, **more):
    return growth_world(SHIPPED_GROWTH, seed=seed, **({"people": 12, "weeks": (0, 30)} | more))


def filtered(**frames):
    return GrowthFilter().filter(**frames).table


@FEW
@given(seed=SEEDS, strictness=st.floats(-1.5, 1.5))
def test_a_constant_severity_changes_no_slope(seed, strictness):
    world = small(seed, changes_share=0.0, guide_share=0.0, results_per_person=0.0)
    people = world.people.assign(goal_level=np.nan, start_level_sd=1e4)  # nothing known of the level but what is seen
    fair = filtered(people=people, measures=world.measures)
    stricter = world.measures.assign(measure=world.measures["measure"] - strictness)
    strict = filtered(people=people, measures=stricter)

    assert strict["mean_pace"].to_numpy() == pytest.approx(fair["mean_pace"].to_numpy(), abs=1e-6)
    assert strict["pace"].to_numpy() == pytest.approx(fair["pace"].to_numpy(), abs=1e-6)
    assert strict["mean_pace_se"].to_numpy() == pytest.approx(fair["mean_pace_se"].to_numpy(), abs=1e-9)


@FEW
@given(seed=SEEDS, strictness=st.floats(-1.5, 1.5))
def test_with_the_shipped_prior_a_constant_severity_moves_the_pace_by_less_than_a_twentieth_of_its_error(
    seed, strictness
):
    world = small(seed, changes_share=0.0, guide_share=0.0, results_per_person=0.0)
    people = world.people.drop(columns=["start_level", "start_level_sd", "goal_level"])
    fair = filtered(people=people, measures=world.measures)
    strict = filtered(people=people, measures=world.measures.assign(measure=world.measures["measure"] - strictness))

    moved = (strict["mean_pace"] - fair["mean_pace"]).abs()
    assert (moved <= 0.05 * fair["mean_pace_se"]).all()


@settings(deadline=None, max_examples=5)
@given(seed=SEEDS)
def test_a_new_observer_makes_no_jump_in_level_beyond_its_error(seed):
    """Up to 1.6 standard deviations of severity more or less strict than the one before, 1 to 12 weeks on."""
    dice, many = np.random.default_rng(seed), 200
    strictness, after = dice.uniform(-0.8, 0.8, many), dice.integers(1, 13, many)
    person, week = np.nonzero(np.arange(33) <= 20 + after[:, None])
    measure = -1 + 0.03 * week + dice.normal(0, 0.6, week.size)
    second = week > 20
    seen = pd.DataFrame({"person": person, "active_week": week, "measure": measure, "se": 0.6})
    seen["rater"] = np.where(second, "second", "first")
    people = pd.DataFrame({"person": np.arange(many), "active_week": 20 + after})
    before = filtered(people=people.assign(active_week=20), measures=seen[~second])
    alike = filtered(people=people, measures=seen)
    stricter = seen.assign(measure=measure - second * strictness[person])
    moved = (filtered(people=people, measures=stricter)["level"] - alike["level"]).abs()

    assert (moved <= before["level_se"]).all()
    assert (moved <= 0.6 * np.abs(strictness)).all()  # spliced scores would follow all of it


@FEW
@given(seed=SEEDS)
def test_the_order_of_rows_and_the_names_change_nothing(seed):
    world = small(seed)
    dice = np.random.default_rng(seed)
    renamed = dict(zip(world.people["person"], dice.permutation([f"p{n}" for n in range(12)]), strict=True))
    raters = world.measures["rater"].unique()
    called = dict(zip(raters, dice.permutation(len(raters)), strict=True))
    mixed = {
        name: frame.sample(frac=1, random_state=seed).assign(
            **({"person": lambda one: one["person"].map(renamed)} if "person" in frame else {}),
            **({"rater": lambda one: one["rater"].map(called)} if "rater" in frame else {}),
        )
        for name, frame in world.frames().items()
    }
    mixed["severities"] = mixed["severities"].dropna(subset=["rater"])
    plain = filtered(**world.frames()).set_index("person")
    shuffled = filtered(**mixed).set_index("person").loc[[renamed[person] for person in plain.index]]

    assert shuffled[NUMBERS].to_numpy().tolist() == plain[NUMBERS].to_numpy().tolist()


@FEW
@given(seed=SEEDS, one=st.integers(0, 11))
def test_a_person_gets_the_same_answer_alone_and_in_company(seed, one):
    world = small(seed)
    together = filtered(**world.frames())
    alone = filtered(
        **{
            name: frame[frame["person"] == one] if "person" in frame else frame
            for name, frame in world.frames().items()
        }
    )

    assert alone[NUMBERS].to_numpy().tolist() == together[together["person"] == one][NUMBERS].to_numpy().tolist()


@FEW
@given(seed=SEEDS)
def test_a_week_without_evidence_only_widens(seed):
    world = small(seed, people=30)
    now = filtered(**world.frames())
    later = filtered(**(world.frames() | {"people": world.people.assign(active_week=world.people["active_week"] + 1)}))

    assert (later["level_se"] >= now["level_se"] - 1e-12).all()
    assert (later["log_likelihood"] == now["log_likelihood"]).all()


@FEW
@given(seed=SEEDS)
def test_without_a_goal_that_nears_the_doubt_about_the_pace_only_widens_too(seed):
    world = small(seed, people=30)
    people = world.people.assign(goal_level=np.nan)
    now = filtered(**(world.frames() | {"people": people}))
    later = filtered(**(world.frames() | {"people": people.assign(active_week=people["active_week"] + 1)}))

    assert (later["pace_se"] >= now["pace_se"] - 1e-12).all()


def test_in_a_pause_the_clock_stands_still_and_what_is_seen_stands_at_the_frozen_week():
    people = pd.DataFrame({"person": ["amal"], "active_week": [9]})
    weeks = [1, 3, 4, 6, 9]
    seen = pd.DataFrame(
        {"person": "amal", "rater": "bo", "active_week": weeks, "measure": [-1, -1.2, -0.8, -0.7, -0.5], "se": 0.5}
    )
    before = filtered(people=people, measures=seen).iloc[0]
    in_the_pause = pd.concat([seen, seen.iloc[-1:].assign(measure=-0.4)])
    during = filtered(people=people, measures=in_the_pause).iloc[0]

    assert during["expected_pace"] == before["expected_pace"]
    assert before["level"] < during["level"] < before["level"] + 0.2
    assert during["level_se"] < before["level_se"]
    assert (during["observations"], during["mean_pace_weeks"]) == (6, 8)


@settings(deadline=None, max_examples=4)
@given(seed=SEEDS)
def test_asking_as_of_several_weeks_gives_what_asking_in_each_of_them_gave(seed):
    world = small(seed, people=3, weeks=(3, 26))
    dice = np.random.default_rng(seed)
    asked = world.people.loc[world.people.index.repeat(7), ["person", "active_week"]].reset_index(drop=True)
    asked["active_week"] = dice.integers(0, asked["active_week"] + 1)
    at_once = filtered(**world.frames(), as_of=asked)

    for position, ask in enumerate(asked.itertuples()):
        then = world.people[world.people["person"] == ask.person].assign(active_week=ask.active_week)
        known = {
            name: frame[(frame["person"] == ask.person) & (frame["active_week"] <= ask.active_week)]
            for name, frame in world.frames().items()
            if name not in ("people", "severities")
        }
        alone = filtered(people=then, severities=world.severities, **known)
        for column in set(NUMBERS) - {"log_likelihood"}:
            assert at_once[column].iloc[position] == pytest.approx(alone[column].iloc[0], abs=1e-10), column
        assert at_once["level_linked"].iloc[position] == alone["level_linked"].iloc[0]
        assert at_once["observations"].iloc[position] == alone["observations"].iloc[0]


def test_somebody_nobody_has_seen_gets_the_prior():
    people = pd.DataFrame({"person": ["amal"], "active_week": [0], "expected_pace": [0.05]})
    nothing = pd.DataFrame({name: [] for name in ("person", "rater", "active_week", "measure", "se")})
    posterior = GrowthFilter().filter(people, nothing)
    row = posterior.table.iloc[0]

    assert (row["level"], row["level_se"]) == (SHIPPED_GROWTH.start_level_logit, SHIPPED_GROWTH.start_level_sd_logit)
    assert row["pace"] == row["mean_pace"] == pytest.approx(0.8 * 0.05)
    assert row["pace_se"] == row["mean_pace_se"] == pytest.approx(0.55 * 0.05)
    assert (row["observations"], row["log_likelihood"], row["mean_pace_weeks"]) == (0, 0.0, 0)
    assert not row["level_linked"]
    assert posterior.observers.empty


def test_nobody_at_all_gives_an_empty_table():
    people = pd.DataFrame({"person": [], "active_week": []})
    nothing = pd.DataFrame({name: [] for name in ("person", "rater", "active_week", "measure", "se")})

    assert filtered(people=people, measures=nothing).empty
    assert GrowthFilter().smooth(people, nothing).empty
