"""Saved without pickle, a classifier gives the same answers bit for bit, from a short list of trusted types."""

import sys
from types import ModuleType

import numpy as np
import pytest
from sklearn.base import clone
from support.school_tables import DIRECTIONS, school_table

from assessment.stalling import StallClassifier

OURS = [
    "assessment.stalling.classifier.StallClassifier",
    "assessment.stalling.classifier_shapes.Shapes",
]
WITH_TREES = [
    "assessment.stalling.classifier.StallClassifier",
    "assessment.stalling.classifier_trees.Trees",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
]


class WithoutTorch:
    """As on a machine that reads no notes."""

    def find_spec(self, name: str, *_path_and_target: object) -> None:
        if name == "torch":
            raise ModuleNotFoundError(name)


@pytest.fixture(scope="module")
def skops_io() -> ModuleType:
    """What saves without pickle. It imports all of scikit-learn and, where it is installed, torch, for seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "meta_path", [WithoutTorch(), *sys.meta_path])
        import skops.io
    return skops.io


@pytest.mark.parametrize(("candidate", "trusted"), [("logistic", OURS), ("additive", OURS), ("boosting", WITH_TREES)])
def test_what_is_loaded_answers_as_what_was_saved(candidate, trusted, skops_io) -> None:
    school = school_table(800, 1)
    model = StallClassifier(DIRECTIONS, candidate, n_folds=2, max_rounds=15)
    model.fit(school.X, school.y, groups=school.person, times=school.week)
    model = model.recalibrate(school.X[:50], school.y[:50])

    saved = skops_io.dumps(model)
    assert skops_io.get_untrusted_types(data=saved) == trusted
    loaded = skops_io.loads(saved, trusted=trusted)

    assert np.array_equal(loaded.predict_proba(school.X), model.predict_proba(school.X))
    assert loaded.scores_.equals(model.scores_)
    assert loaded.get_params() == model.get_params() == clone(model).get_params()
    if candidate != "boosting":
        assert loaded.contributions(school.X).equals(model.contributions(school.X))
