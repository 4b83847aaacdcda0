"""StallClassifier does what every scikit-learn classifier does, whichever candidate it ships."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from assessment.stalling import StallClassifier

QUICK = {"n_folds": 2, "max_rounds": 3}
NOT_PROMISED = {
    "check_sample_weight_equivalence_on_dense_data": "a row that is given twice may be learned from and judged on, "
    "a row of weight 2 cannot; and trees count rows in a leaf",
}


@parametrize_with_checks([StallClassifier(candidate=one, **QUICK) for one in ("auto", "additive", "boosting")])
def test_keeps_the_scikit_learn_contract(estimator, check, monkeypatch) -> None:
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")  # else the check that other arrays are understood leaves itself out

    if check.func.__name__ in NOT_PROMISED:
        with pytest.raises(AssertionError, match="Not equal"):
            check(estimator)
    else:
        check(estimator)
