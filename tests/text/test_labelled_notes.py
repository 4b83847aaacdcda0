"""Notes of our own writing say more and less of eight things, and what reads them is tried on another writer's."""

import numpy as np

from assessment.text.labelled_notes import BETTER_WHEN_MORE, SIGNALS, LabelledNotes, labelled_notes
from assessment.text.learned_signals import held_out, learned, progress_scores, scores
from assessment.text.note_signals import good_news


def test_the_notes_say_more_and_less_of_everything_and_some_say_nothing():
    notes = labelled_notes()

    assert len(set(notes.texts)) == len(notes.texts) >= 2300
    assert set(np.unique(notes.says)) == {-1.0, 0.0, 1.0}
    assert ((notes.says == 1).sum(axis=0) >= 200).all()
    assert ((notes.says == -1).sum(axis=0) >= 200).all()
    assert (~notes.says.any(axis=1)).sum() >= 240
    good = notes.says * np.array(BETTER_WHEN_MORE)
    assert ((good > 0).any(axis=1) & (good < 0).any(axis=1)).sum() >= 200


def test_what_one_writer_taught_is_tried_on_the_other_alone():
    random = np.random.default_rng(0)
    truth = random.normal(size=(len(SIGNALS), 20))
    vectors = random.normal(size=(300, 20))
    says = np.sign(np.where(np.abs(vectors @ truth.T) > 2, vectors @ truth.T, 0))
    vectors = vectors.astype(np.float32)
    texts = tuple(f"Note {chr(97 + place % 26)}b{chr(97 + place // 26)} om arbejdet" for place in range(300))
    notes = LabelledNotes(texts, ("a",) * 150 + ("b",) * 150, says)

    alone = held_out(vectors, notes)
    of_b = learned(vectors[150:], notes.only(np.arange(300) >= 150), encoder="e")

    np.testing.assert_array_equal(alone[:150], of_b.signals(vectors[:150], texts[:150]))
    assert min(found["more_or_less"] for found in scores(alone, says).values()) > 0.9
    assert max(found["more_or_less"] for found in scores(-alone, says).values()) < 0.1
    assert min(progress_scores(good_news(alone), notes, BETTER_WHEN_MORE).values()) > 0.9
