"""A note says the same of a woman and of a man: what a vector knows of that is taken out before anything is learned."""

import json

import numpy as np
import pytest

from assessment.settings import resource
from assessment.text.he_and_she import gendered, told_both_ways, without
from assessment.text.labelled_notes import labelled_notes
from assessment.text.note_signals import FOLDER, MANIFEST
from assessment.text.note_words import words_of


def test_the_same_notes_are_told_of_him_and_of_her_and_no_word_gives_it_away():
    of_him, of_her = told_both_ways(labelled_notes().texts, at_most=100)

    assert 80 <= len(of_him) == len(of_her) <= 100
    assert all(his != hers for his, hers in zip(of_him, of_her, strict=True))
    assert [words_of(note) for note in of_him] == [words_of(note) for note in of_her]
    assert told_both_ways(["Vi talte varer op."], at_most=5) == ([], [])


def test_nothing_is_left_of_a_direction_in_which_he_and_she_differ():
    random = np.random.default_rng(3)
    apart, other = np.eye(6)[:2]
    of_him = random.normal(size=(40, 6)).astype(np.float32)
    of_her = (of_him + np.outer(1 + random.random(40), apart)).astype(np.float32)

    found = gendered(of_him, of_her, count=1)

    assert abs(found[0] @ apart) == pytest.approx(1)
    np.testing.assert_allclose(without(of_him, found), without(of_her, found), atol=1e-6)
    np.testing.assert_allclose(without(of_him, found) @ other, of_him @ other, atol=1e-6)


def test_by_the_signals_that_ship_a_woman_and_a_man_come_out_alike():
    manifest = json.loads((resource(FOLDER) / MANIFEST).read_text(encoding="utf-8"))
    assert abs(manifest["good_news_of_her_less_of_him"]["mean"]) < 0.03 * manifest["good_news_spread"]
