"""Why a model points at somebody: what a workplace can change first, and only what can be read in the entries shown."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from stall_cases import PROFILE, week
from support.model_engines import every_feature_counts

from assessment.domain.placement_state import State
from assessment.i18n.said_again import said_again
from assessment.i18n.words import in_language
from assessment.stalling import StallClassifier
from assessment.stalling.features import FEATURES
from assessment.stalling.judgement import STATES, judge
from assessment.stalling.looks_like import looks_like
from assessment.stalling.model_engine import ModelEngine
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.observed import SIGNAL_COLUMN
from assessment.stalling.reasons import reasons
from assessment.stalling.snapshot import snapshot
from assessment.text.labelled_notes import BETTER_WHEN_MORE, SIGNALS


@pytest.fixture(scope="module")
def engine():
    """At this threshold everybody is pointed at who can be, so what is tried is what is said then."""
    return replace(every_feature_counts(), stall_probability_threshold=0.0)


def told_of(town, engine, frames=None):
    """By placement: the state, the reasons by code in their order, and where it shows."""
    facts = snapshot(frames or town.frames(), week(13), engine, NationalCalendar())
    judged = judge(facts, engine)
    everybody = np.arange(len(facts.rows))
    shows = looks_like(facts, judged, engine)
    return {
        facts.rows.placement_id[row]: SimpleNamespace(
            state=STATES[judged.state[row]], reasons={reason.code: reason for reason in why}, looks_like=shows[row]
        )
        for row, why in zip(everybody, reasons(facts, judged, engine, everybody), strict=True)
    }


def attend(town, attended, *, offered=9, enrolment="e-p1", weeks=range(4, 13)):
    for number in weeks:
        year, iso, _day = week(number).isocalendar()
        town.add(
            "attendance",
            enrolment_id=enrolment,
            week=f"{year}-W{iso:02d}",
            lessons_offered=offered,
            lessons_attended=attended,
        )


def test_what_the_workplace_can_change_is_told_first_and_then_what_weighs_most(town, engine):
    town.stalled(talk_minutes="lt10", talk_partners="1")
    attend(town, 1)
    facts = snapshot(town.frames(), week(13), engine, NationalCalendar())
    by_group = {}
    for name, added in engine.contributions(judge(facts, engine).table).iloc[0].items():
        about = next(one.about for one in FEATURES if one.name == name)
        by_group[about] = by_group.get(about, 0.0) + added

    told = list(told_of(town, engine)["p1"].reasons)

    placement, others = ("little_talk", "few_partners"), ("no_recent_pass", "low_attendance", "flat_ratings")
    assert set(told) == {*placement, *others}
    about = dict(zip((*placement, *others), ("talk", "partners", "results", "lessons", "growth"), strict=True))
    assert set(told[:2]) == set(placement)
    assert max(by_group[about[one]] for one in others) > min(by_group[about[one]] for one in placement)
    for some in (told[:2], told[2:]):
        weights = [by_group[about[one]] for one in some]
        assert weights == sorted(weights, reverse=True)


class Calm(ModelEngine):
    """An engine whose model thinks that nobody is stalled."""

    def probability(self, table):
        return np.zeros(len(table))


def test_nobody_is_called_in_progress_whom_nobody_has_seen_for_eight_weeks(town):
    engine = Calm(model=every_feature_counts().model)
    for name, last in (("seen", 12), ("unseen", 3)):
        town.place(name, started=week(-16, day=0))
        for number in range(last - 8, last):
            high = number - last + 8
            town.see(
                name, week(number), {one: 1 + (place < high) for place, one in enumerate(PROFILE)}, talk_minutes="gt30"
            )

    told = told_of(town, engine)

    assert told["seen"].state is State.PROGRESSING
    assert told["unseen"].state is State.UNCLEAR


def with_notes(frames, said):
    """The frames with the signals of each note: by observation, by signal."""
    seen = frames["observations"]
    columns = {
        f"{SIGNAL_COLUMN}{name}": [said.get(entry, {}).get(name, np.nan) for entry in seen["observation_id"]]
        for name in SIGNALS
    }
    return frames | {"observations": seen.assign(**columns)}


def test_little_talk_is_told_of_the_last_weeks_alone_and_with_the_entries_that_say_so(town, engine):
    town.place(started=week(-16, day=0))
    town.flat("p1", range(-10, 0), talk_minutes="lt10")
    quiet = town.flat("p1", range(4, 12, 2), talk_minutes="0")
    town.flat("p1", range(5, 12, 2), talk_minutes="10to30")

    told = told_of(town, engine)["p1"].reasons["little_talk"]

    assert told.evidence == tuple(reversed(quiet))
    assert told.text == (
        "I 4 af de 8 seneste observationer, der siger noget om det, blev der talt dansk i under 10 minutter."
    )


def test_talk_that_was_livelier_before_is_told_in_minutes(town, engine):
    town.place(started=week(-16, day=0))
    town.flat("p1", range(-5, 9), talk_minutes="10to30")
    lately = town.flat("p1", range(10, 13), talk_minutes="lt10")

    told = told_of(town, engine)["p1"].reasons["less_talk"]

    assert told.evidence == tuple(reversed(lately))
    assert told.text == (
        "Der tales mindre dansk end før: cirka 5 minutter de dage, der er set på i de seneste 4 aktive uger, "
        "mod cirka 20 minutter i ugerne før."
    )


def test_few_partners_are_told_when_at_least_two_entries_say_so(town, engine):
    for name in ("p1", "p2"):
        town.place(name, started=week(-16, day=0))
        town.flat(name, range(3, 11))
    town.see("p1", week(11), PROFILE, talk_partners="0")
    alone = [town.see("p2", week(11), PROFILE, talk_partners="1"), town.see("p2", week(12), PROFILE, talk_partners="0")]

    told = told_of(town, engine)

    assert "few_partners" not in told["p1"].reasons
    assert set(told["p2"].reasons["few_partners"].evidence) == set(alone)


def test_lessons_are_told_with_the_class_they_were_in_and_not_where_most_were_attended(town, engine):
    for name, attended in (("p1", 2), ("p2", 8)):
        town.place(name)
        town.flat(name)
        attend(town, attended, enrolment=f"e-{name}")

    told = told_of(town, engine)

    assert told["p1"].reasons["low_attendance"].text == "Der er deltaget i 16 af 72 lektioner i de seneste 8 uger."
    assert told["p1"].reasons["low_attendance"].evidence == ("e-p1",)
    assert "low_attendance" not in told["p2"].reasons


def test_a_pass_long_ago_is_told_with_every_class_that_still_counts(town, engine):
    town.place("p1")
    kept = {"newcomer_id": "n-p1", "provider_id": "s1", "track": "DU2", "module": "1"}
    town.add("enrolments", enrolment_id="older", started_on=week(-90), ended_on=week(-2), **kept)
    town.add("enrolments", enrolment_id="too-old", started_on=week(-99), ended_on=week(-60), **kept)
    town.flat("p1")
    passed = town.result("n-p1", week(-60), "ja")

    told = told_of(town, engine)["p1"].reasons["no_recent_pass"]

    assert set(told.evidence) == {passed, "e-p1", "older"}
    assert told.text.startswith("Den seneste beståede prøve, der er meldt, er fra ")


def test_notes_are_told_by_what_they_say_and_only_those_that_say_it_plainly(town, engine):
    said, expected = {}, {}
    for at, name in enumerate(SIGNALS):
        worse = -BETTER_WHEN_MORE[at]
        town.place(f"p{at}", started=week(-16, day=0))
        long_ago, *_others, before, lately, last = town.flat(f"p{at}", range(-6, 12))
        said |= dict.fromkeys((long_ago, before, lately), (name, worse)) | {last: (name, worse / 5)}
        expected[f"p{at}"] = (f"note_{name}", (lately, before))
    frames = town.frames()
    seen = frames["observations"]["observation_id"]
    columns = {
        f"{SIGNAL_COLUMN}{name}": [
            (said[entry][1] if said[entry][0] == name else 0.0) if entry in said else np.nan for entry in seen
        ]
        for name in SIGNALS
    }
    told = told_of(town, engine, frames | {"observations": frames["observations"].assign(**columns)})

    for name, (code, evidence) in expected.items():
        assert told[name].reasons[code].evidence == evidence
        assert told[name].reasons[code].text.startswith("I 2 noter fra de seneste uger lyder det, som om ")
    sentences = [told[name].reasons[code].text for name, (code, _evidence) in expected.items()]
    assert len(set(sentences)) == len(SIGNALS)
    with in_language("en"):
        assert all(said_again(text).startswith("In 2 notes from the last weeks it sounds as if ") for text in sentences)


def test_a_change_of_observer_is_told_only_where_both_looked_lately(town, engine):
    town.place(started=week(-30, day=0))
    town.flat("p1", range(-20, -8), observer="first")
    town.flat("p1", range(-8, 12), observer="second")

    assert "observer_change" not in told_of(town, engine)["p1"].reasons


def test_a_new_observer_is_told_with_everything_the_other_saw_lately(town, engine):
    town.place(started=week(-30, day=0))
    town.flat("p1", range(-20, 2), observer="first")
    lately = town.flat("p1", range(2, 6), observer="first")
    new = town.flat("p1", range(6, 12), observer="second")

    told = told_of(town, engine)["p1"].reasons["observer_change"]

    assert told.evidence == tuple(reversed([*lately, new[0]]))


def test_with_nothing_that_stands_out_all_that_was_seen_is_shown(town, engine):
    town.place(started=week(-60, day=0), track="")
    seen = town.climbing("p1", range(-30, -14), talk_minutes="gt30", talk_partners="4plus")
    seen.append(town.see("p1", week(12), {}, talk_minutes="gt30", talk_partners="4plus"))

    told = told_of(town, engine)["p1"]

    assert told.state is State.POSSIBLE_STALL
    assert list(told.reasons) == ["no_progress_seen"]
    assert told.reasons["no_progress_seen"].evidence == tuple(reversed(seen))


def test_nobody_looked_and_the_course_is_shown(town, engine):
    town.place("p1")
    attend(town, 9)
    town.result("n-p1", week(10), "ja")

    told = told_of(town, engine)["p1"]

    assert told.state is State.POSSIBLE_STALL
    assert told.reasons["low_attendance"].text == "Der er deltaget i 72 af 72 lektioner i de seneste 8 uger."


def test_one_rating_is_enough_where_talk_is_spoken_of_and_the_reasons_say_so(town, engine):
    town.place("p1")
    town.place("p2")
    town.place("p3")
    town.flat("p1", [11], talk_minutes="10to30")
    town.flat("p2", [11])
    attend(town, 5, enrolment="e-p3")

    told = told_of(town, replace(engine, stall_probability_threshold=1.1))

    assert (told["p1"].state, list(told["p1"].reasons)) == (State.UNCLEAR, ["trend_uncertain"])
    assert told["p1"].reasons["trend_uncertain"].text.startswith("Den seneste observation, vi har, fra ")
    assert told["p2"].state is State.TOO_LITTLE_EVIDENCE
    assert list(told["p2"].reasons) == ["too_few_observations", "no_leading_sign"]
    assert (told["p3"].state, list(told["p3"].reasons)) == (State.UNCLEAR, ["nothing_rated"])


def test_where_only_weeks_are_missing_no_lack_of_ratings_is_told(town, engine):
    town.place("p1", started=week(10, day=0))
    town.flat("p1", [11], talk_minutes="10to30")

    told = told_of(town, engine)["p1"]

    assert (told.state, list(told.reasons)) == (State.TOO_LITTLE_EVIDENCE, ["too_few_weeks"])


@pytest.mark.parametrize(
    ("minutes", "attended", "shows"), [("0", 5, "placement"), ("gt30", 1, "person"), ("10to30", 9, "unclear")]
)
def test_little_talk_points_to_the_placement_and_few_lessons_attended_beyond_it(town, engine, minutes, attended, shows):
    town.place("p1")
    town.flat("p1", talk_minutes=minutes, talk_partners="2to3")
    attend(town, attended)

    assert told_of(town, engine)["p1"].looks_like == shows


def test_a_model_that_is_no_sum_of_features_has_reasons_too(town, engine):
    draws = np.random.default_rng(3)
    names = list(engine.model.features)
    rows = pd.DataFrame(draws.normal(2.3, 1, size=(600, len(names))), columns=names)
    stalled = rows["minutes_12"] + 0.5 * draws.normal(size=600) < 2.3
    rows = rows.mask(draws.random(rows.shape) < 0.3)
    boosted = StallClassifier(candidate="boosting", n_folds=2, max_rounds=40).fit(rows, stalled)
    town.place("p1")
    quiet = town.flat("p1", range(4, 12), talk_minutes="0")

    told = told_of(town, replace(engine, model=replace(engine.model, classifier=boosted)))["p1"]

    assert told.state is State.POSSIBLE_STALL
    assert told.reasons["little_talk"].evidence == tuple(reversed(quiet))
