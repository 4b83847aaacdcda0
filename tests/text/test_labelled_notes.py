"""Notes of our own writing say more and less of eight things, and what reads them is tried on another writer's."""

import numpy as np

from assessment.text.labelled_notes import BETTER_WHEN_MORE, SIGNALS, labelled_notes
from assessment.text.learned_signals import held_out, learned, scores


def test_the_notes_say_more_and_less_of_everything_and_some_say_nothing():
    notes = labelled_notes()

    assert len(set(notes.texts)) == len(notes.texts) >= 1800
    assert set(np.unique(notes.says)) == {-1.0, 0.0, 1.0}
    assert ((notes.says == 1).sum(axis=0) >= 200).all()
    assert ((notes.says == -1).sum(axis=0) >= 200).all()
    assert (~notes.says.any(axis=1)).sum() >= 240
    good = notes.says * np.array(BETTER_WHEN_MORE)
    assert ((good > 0).any(axis=1) & (good < 0).any(axis=1)).sum() >= 200


def test_what_one_writer_taught_is_tried_on_the_other_alone():
    random = np.random.default_rng(0)
    truth = random.normal(size=(len(SIGNALS), 20))
    directions = random.normal(size=(300, 20))
    says = np.sign(np.where(np.abs(directions @ truth.T) > 2, directions @ truth.T, 0))

    alone = held_out(directions, says, ["a"] * 150 + ["b"] * 150)
    weights, offsets = learned(directions[150:], says[150:])

    np.testing.assert_allclose(alone[:150], directions[:150] @ weights.T + offsets)
    assert min(found["more_or_less"] for found in scores(alone, says).values()) > 0.9
    assert max(found["more_or_less"] for found in scores(-alone, says).values()) < 0.1
