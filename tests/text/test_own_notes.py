"""A note counts once: pasted about the next person or week after week, it is nobody's observation."""

import numpy as np
import pytest

from assessment.text.labelled_notes import labelled_notes
from assessment.text.note_words import words_of
from assessment.text.own_notes import WEEKS, is_copied, says_nothing

SAME = "Taler mere i pausen og spørger selv."


def _days(*days: str) -> np.ndarray:
    return np.array(days, "datetime64[D]")


def test_the_first_note_is_its_own_and_the_same_about_somebody_else_is_not():
    days = _days("2026-03-02", "2026-03-03", "2026-03-04")
    assert is_copied(["Bo"] * 3, ["amina", "omar", "amina"], days, [SAME] * 3).tolist() == [False, True, True]


def test_two_observers_may_use_the_same_words():
    assert not is_copied(["Bo", "Ea"], ["amina", "omar"], _days("2026-03-02", "2026-03-02"), [SAME, SAME]).any()


@pytest.mark.parametrize(
    "again", [SAME.upper(), f"  {SAME} ", SAME.rstrip("."), f"{SAME} 3", SAME.replace(" i ", "  i\n")]
)
def test_capitals_spaces_dots_and_dates_do_not_make_a_copy_a_note(again):
    days = _days("2026-03-02", "2026-03-09")
    assert is_copied(["Bo"] * 2, ["amina"] * 2, days, [SAME, again]).tolist() == [False, True]


@pytest.mark.parametrize(("later", "is_copy"), [(7 * WEEKS, True), (7 * WEEKS + 1, False)])
def test_after_some_weeks_the_same_may_be_true_again(later, is_copy):
    days = np.datetime64("2026-03-02") + np.array([0, later])
    assert is_copied(["Bo"] * 2, ["amina"] * 2, days, [SAME, SAME])[1] == is_copy


def test_pasting_every_week_for_half_a_year_gives_one_note():
    days = np.datetime64("2026-03-02") + 7 * np.arange(26)
    assert is_copied(["Bo"] * 26, ["amina"] * 26, days, [SAME] * 26).sum() == 25


def test_what_comes_later_changes_nothing_and_the_order_of_the_rows_neither():
    days = _days("2026-03-16", "2026-03-02", "2026-03-09")
    people = ["amina", "omar", "amina"]
    assert is_copied(["Bo"] * 3, people, days, [SAME] * 3).tolist() == [True, False, True]
    assert is_copied(["Bo"] * 2, people[1:], days[1:], [SAME] * 2).tolist() == [False, True]


def test_empty_notes_repeat_nothing():
    assert not is_copied(["Bo"] * 3, ["amina"] * 3, _days(*["2026-03-02"] * 3), ["", None, " 3. "]).any()


@pytest.mark.parametrize(
    "note", ["", "ok", "OK!", "-", "...", "Intet nyt", "intet nyt i dag", "Fin dag.", "12/3", "👍"]
)
def test_a_note_without_content_says_nothing(note):
    assert says_nothing(words_of(note))


@pytest.mark.parametrize("note", ["Kun engelsk.", "Spørger selv", "Ingen fremgang", "Er ikke med", "Stille"])
def test_two_words_may_be_a_note(note):
    assert not says_nothing(words_of(note))


def test_no_note_that_was_found_to_say_something_says_nothing():
    notes = labelled_notes()
    labelled = [text for text, says in zip(notes.texts, notes.says, strict=True) if says.any()]
    assert not [text for text in labelled if says_nothing(words_of(text))]
