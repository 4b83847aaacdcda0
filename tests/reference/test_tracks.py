"""The norms of the tracks: estimates, marked as such, and consistent with one another."""

import math

import pytest

from assessment.domain.bundle import TRACKS
from assessment.reference.tracks import NO_TRACK, ModuleNorm, module_norm, module_norms, track_norms

REFUGEE_MIX = {"DU1": 0.36, "DU2": 0.53, "DU3": 0.11}
KLIP_MONTHS = (4, 5, 7, 8, 9, 9)


def modules_of(track: str) -> list[ModuleNorm]:
    return [norm for norm in module_norms().values() if norm.track == track]


@pytest.mark.parametrize("track", [*TRACKS, NO_TRACK])
def test_the_pace_in_steps_is_the_pace_in_logits_at_the_steps_that_a_logit_is_worth(track):
    norm = track_norms()[track]

    assert norm.pace_per_week == pytest.approx(0.57 * norm.pace_logit_per_week, abs=6e-4)


def test_every_track_has_a_norm_and_so_have_people_without_one() -> None:
    assert list(track_norms()) == [*TRACKS, NO_TRACK]


def test_the_expected_paces_are_those_agreed() -> None:
    paces = {track: norm.pace_per_week for track, norm in track_norms().items() if track}
    assert paces == {"DU1": 0.017, "DU2": 0.024, "DU3": 0.036, "FVU": 0.020}


@pytest.mark.parametrize("track", TRACKS)
def test_a_persons_own_pace_may_differ_widely_from_the_norm(track: str) -> None:
    norm = track_norms()[track]
    assert norm.pace_sd == pytest.approx(0.8 * norm.pace_per_week)


def test_without_a_track_the_norm_is_the_mix_of_all_with_the_wider_spread() -> None:
    norms, mix = track_norms(), track_norms()[NO_TRACK]
    pace = sum(share * norms[track].pace_per_week for track, share in REFUGEE_MIX.items())
    variance = sum(
        share * (norms[track].pace_sd ** 2 + (norms[track].pace_per_week - pace) ** 2)
        for track, share in REFUGEE_MIX.items()
    )
    assert mix.pace_per_week == pytest.approx(pace, abs=5e-5)
    assert mix.pace_sd == pytest.approx(math.sqrt(variance), abs=5e-5)
    assert mix.pace_sd / mix.pace_per_week > 0.8
    lessons = sum(share * norms[track].lessons_per_module for track, share in REFUGEE_MIX.items())
    assert mix.lessons_per_module == pytest.approx(lessons, abs=0.5)
    assert mix.goal_level is None


@pytest.mark.parametrize("track", TRACKS)
def test_each_module_lies_higher_than_the_one_before_and_the_last_is_the_goal(track: str) -> None:
    cuts = [norm.cut_level for norm in modules_of(track)]
    assert cuts == sorted(set(cuts))
    assert cuts[-1] == track_norms()[track].goal_level
    assert 0 < cuts[0] < cuts[-1] < 4


def test_the_modules_are_numbered_from_one() -> None:
    assert {track: [norm.module for norm in modules_of(track)] for track in TRACKS} == {
        "DU1": [1, 2, 3, 4, 5, 6],
        "DU2": [1, 2, 3, 4, 5, 6],
        "DU3": [1, 2, 3, 4, 5, 6],
        "FVU": [1, 2, 3, 4],
    }


def test_the_tracks_meet_where_people_may_enter_fvu() -> None:
    norms = module_norms()
    assert norms["DU1", 5].cut_level == norms["DU2", 4].cut_level == norms["DU3", 3].cut_level
    assert norms["FVU", 1].cut_level > norms["DU1", 5].cut_level


@pytest.mark.parametrize("track", REFUGEE_MIX)
def test_lessons_follow_the_months_of_the_klippekort_and_the_attendance_seen(track: str) -> None:
    mean_months = sum(KLIP_MONTHS) / len(KLIP_MONTHS)
    for norm, months in zip(modules_of(track), KLIP_MONTHS, strict=True):
        attended = track_norms()[track].lessons_per_module * months / mean_months
        assert norm.lessons_attended == pytest.approx(attended, abs=0.5)
        assert norm.lessons_offered == pytest.approx(attended / 0.63, abs=0.5)


def test_no_norm_pretends_to_be_more_than_an_estimate() -> None:
    for norm in (*track_norms().values(), *module_norms().values()):
        assert norm.mark == "E"
        assert len(norm.source) > 40


def test_no_cefr_words_are_claimed_where_none_could_be_verified() -> None:
    assert {norm.track for norm in module_norms().values() if not norm.cefr} == {"FVU"}


@pytest.mark.parametrize(
    ("track", "written", "module"),
    [
        ("DU2", "3", 3),
        ("DU2", " modul 3 ", 3),
        ("DU2", "M3", 3),
        ("DU2", "DU2 modul 3", 3),
        ("DU2", "2.3", 3),
        ("DU2", "DU 2, modul 3", 3),
        ("FVU", "FVU-dansk trin 4", 4),
        ("FVU", "trin 2", 2),
        ("DU2", "3.3", None),
        ("DU2", "DU3 modul 3", None),
        ("DU2", "DU2", None),
        ("DU2", "FVU 3", None),
        ("FVU", "6", None),
        ("DU2", "7", None),
        ("DU2", "", None),
        ("DU2", "2 af 6", None),
        ("", "3", None),
    ],
)
def test_a_module_is_recognised_as_providers_write_it_or_not_guessed_at(
    track: str, written: str, module: int | None
) -> None:
    norm = module_norm(track, written)
    assert (norm.module if norm else None) == module
    assert norm is None or norm.track == track
