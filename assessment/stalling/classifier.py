"""StallClassifier: how probable is it, why, and which of three kinds of model was good enough to say so."""

import copy
from collections.abc import Hashable, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from assessment.stalling.classifier_calibration import Line, shrunken_line
from assessment.stalling.classifier_competition import (
    Rules,
    chosen_by,
    shipped,
)
from assessment.stalling.classifier_refusals import (
    refuse_infinity,
    refuse_odd_parameters,
    refuse_odd_reviews,
    refuse_what_is_no_number,
    two_classes,
)
from assessment.stalling.classifier_shapes import Shapes, summed
from assessment.stalling.classifier_table import (
    Floats,
    directions_of,
    table_of,
)

Candidate = Literal["auto", "logistic", "additive", "boosting"]


class StallClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """How probable is the outcome in each row of a table, and why? Any numeric table with two outcomes will do.

    Three candidates compete on rows held out, people never on both sides: logistic regression on monotone splines,
    boosted trees of one feature each (additive), and boosted trees of many (the ceiling). The simplest that is within
    .01 of the best in average precision, and in AUC, is fitted on everything and calibrated on the rows held out.

    Parameters
    ----------
    monotone : mapping from feature to 1, -1 or 0, optional
        1: more never lowers the probability; -1: more never raises it. Features by name, or by position where ``X`` is
        an array. What a missing value means is free.
    candidate : "auto" (unless told otherwise), "logistic", "additive" or "boosting"
        Which to fit; ``"auto"`` lets them compete.
    n_folds : int, 5 unless told otherwise
        Parts that people are dealt into where ``fit`` is not given times; at least 2.
    embargo : float, 0.0 unless told otherwise
        How long before a stretch of time that is judged learning stops, in the unit of ``times`` (days, for dates).
    max_rounds : int, 200 unless told otherwise
        Most rounds of boosting, a tree each.
    competition_rows : int, 100000 unless told otherwise
        Tables with more rows are competed on by people drawn by lot who have about so many rows.
    random_state : int, 0 unless told otherwise
        Deals people into folds.

    Attributes
    ----------
    method_ : str
        The candidate chosen: ``"logistic"``, ``"additive"`` or ``"boosting"``.
    scores_ : DataFrame by candidate
        ``average_precision`` and ``auc`` (mean over folds), ``log_loss``, ``setting`` (penalty or rounds), ``seconds``
        and ``chosen``, all on rows held out. Empty where too few people could be held out.
    judged_by_ : str
        In words how rows were held out, how many, and of how many.
    intercept_ : float
        Log-odds where every feature adds nothing; for additive candidates the average row's.
    calibration_ : tuple of (intercept, slope)
        What held-out rows (and reviews, see :meth:`recalibrate`) made of the model's own log-odds.
    directions_ : ndarray of shape (n_features,)
        ``monotone`` by position.
    classes_ : ndarray of shape (2,)
        Labels in sorted order; probabilities are of ``classes_[1]``.
    n_features_in_ : int
    feature_names_in_ : ndarray of shape (n_features,)
        Only where ``X`` had names.

    Raises
    ------
    ValueError
        If a parameter, a column or a label cannot be used; what, where, and the cure.

    Notes
    -----
    How wrong: the candidates' figures have standard errors; with 200 positives held out that of average precision is
    about .03, and of the difference between two candidates about .01, so a close race may go either way. The setting of
    a candidate is chosen on the rows it is judged on, which flatters each a little, all alike.

    The same rows in any order give the same model, bit for bit on one machine: ``fit`` works in one thread, so that
    sums are made in one order. A row of weight 2 is not quite the same as two rows: they may be held out apart. A value
    that was never missing in ``fit`` and is later is taken as the median by the logistic candidate, and as whatever
    most rows are by trees.

    Why additive is enough, and what it costs: ``docs/decisions/0012-an-additive-model-that-must-earn-its-place.md``.

    References
    ----------
    .. [1] Ke, G. et al. (2017). LightGBM. *NeurIPS* (the boosting behind scikit-learn's histogram trees).
    .. [2] Ramsay, J. O. (1988). Monotone regression splines in action. *Statistical Science*, 3(4).
    .. [3] Van Calster, B. et al. (2019). Calibration: the Achilles heel of predictive analytics. *BMC Medicine*, 17.

    Examples
    --------
    >>> draws = np.random.default_rng(0)
    >>> X = pd.DataFrame({"flat_weeks": draws.integers(0, 20, 400), "talk": draws.normal(size=400)})
    >>> stalled = X["flat_weeks"] / 4 - X["talk"] + draws.normal(size=400) > 4
    >>> model = StallClassifier(monotone={"flat_weeks": +1, "talk": -1}).fit(X, stalled)
    >>> model.method_
    'logistic'
    >>> known = pd.DataFrame({"flat_weeks": [2, 16, np.nan], "talk": [1.0, -1.0, np.nan]})
    >>> (model.predict_proba(known)[:, 1] > 0.5).tolist()
    [False, True, False]
    >>> told = model.contributions(known).sum(axis=1) + model.intercept_
    >>> bool(np.allclose(told, model.decision_function(known), atol=1e-12))
    True
    """

    def __init__(
        self,
        monotone: Mapping[Any, int] | None = None,
        candidate: Candidate = "auto",
        *,
        n_folds: int = 5,
        embargo: float = 0.0,
        max_rounds: int = 200,
        competition_rows: int = 100_000,
        random_state: int = 0,
    ) -> None:
        self.monotone = monotone
        self.candidate = candidate
        self.n_folds = n_folds
        self.embargo = embargo
        self.max_rounds = max_rounds
        self.competition_rows = competition_rows
        self.random_state = random_state

    def fit(
        self, X: Any, y: Any, sample_weight: Any = None, *, groups: Any = None, times: Any = None
    ) -> "StallClassifier":
        """Let the candidates compete, fit the winner on all rows and calibrate it.

        Parameters
        ----------
        X : DataFrame or array of shape (n_rows, n_features)
            Numbers; NaN where not known.
        y : array of shape (n_rows,)
            Two labels; the larger is the outcome.
        sample_weight : array of shape (n_rows,), optional
            How many rows each counts for.
        groups : array of shape (n_rows,), optional
            Whose row it is. One person is never both learned from and judged on. Without it every row is a person.
        times : array of shape (n_rows,), optional
            When it was, as numbers or dates: the past is then never judged by the future.

        Returns
        -------
        StallClassifier
        """
        refuse_odd_parameters(self.get_params(deep=False))
        refuse_what_is_no_number(X)
        X, y = validate_data(self, X, y, dtype=np.float64, ensure_all_finite=False)
        refuse_infinity(X, self._names())
        self.classes_, outcome = two_classes(y)
        weight = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
        self.directions_ = directions_of(self.monotone, self._names(), X.shape[1])
        table = table_of(X, outcome, weight, groups, times)
        if len(np.unique(table.y)) < 2:
            raise ValueError("y has one class only in the rows whose sample_weight is above 0: give rows of both.")
        rules = Rules(
            candidate=self.candidate,
            n_folds=self.n_folds,
            embargo=self.embargo,
            max_rounds=self.max_rounds,
            competition_rows=self.competition_rows,
            seed=self.random_state,
        )
        with threadpool_limits(limits=1):
            chosen = chosen_by(rules, table, self.directions_)
            self._model = shipped(chosen.candidate, table, self.directions_, chosen.setting)
        self.method_, self.judged_by_ = chosen.candidate, chosen.judged_by
        self._scores = [
            (one.candidate, one.average_precision, one.auc, one.log_loss, one.setting, one.seconds)
            for one in chosen.contests
        ]
        self._calibrate(chosen.line)
        return self

    def decision_function(self, X: Any) -> Floats:
        """Calibrated log-odds of ``classes_[1]``; shape (n_rows,)."""
        X = self._known(X)
        if isinstance(self._model, Shapes):
            return summed(self._added(self._model, X), self.intercept_)
        return self.intercept_ + self.calibration_[1] * self._model.decision(X)

    def predict_proba(self, X: Any) -> Floats:
        """Probability of each class; shape (n_rows, 2)."""
        chance = expit(self.decision_function(X))
        return np.column_stack([1 - chance, chance])

    def predict(self, X: Any) -> np.ndarray[Any, Any]:
        """The more probable class of each row."""
        above = self.decision_function(X) > 0
        return np.asarray(self.classes_[above.astype(int)])

    def contributions(self, X: Any) -> Any:
        """What each feature adds to the log-odds of each row, measured from its average on the rows learned from.

        With ``intercept_`` they sum to ``decision_function``, to rounding. A DataFrame gives a DataFrame.

        Raises
        ------
        ValueError
            If the candidate is ``"boosting"``, whose log-odds are no sum of features.
        """
        told, model = self._known(X), self._model
        if not isinstance(model, Shapes):
            raise ValueError(  # noqa: TRY004 - not the type of an argument, but what was fitted
                "contributions() has no answer for candidate 'boosting': its log-odds are no sum over features. "
                "Fit with candidate='additive' (or 'logistic')."
            )
        added = self._added(model, told)
        return pd.DataFrame(added, index=X.index, columns=X.columns) if isinstance(X, pd.DataFrame) else added

    def recalibrate(self, X: Any, y: Any, sample_weight: Any = None, *, wrong: float = 0.0) -> "StallClassifier":
        """A copy whose intercept and slope were moved as far as these reviews can say.

        Contributions of the copy are exact too: the slope multiplies them. The order of rows is never turned.

        Parameters
        ----------
        X : DataFrame or array of shape (n_reviews, n_features)
            What was known when the cases were drawn.
        y : array of shape (n_reviews,)
            What the reviewer, who had not seen the probability, found; labels of ``classes_``. One class is enough.
        sample_weight : array of shape (n_reviews,), optional
            How many cases each review stands for, where some were likelier to be drawn. Only the ratios count.
        wrong : float, default=0.0
            Share of the reviews thought wrong, either way; from 0 to below .5.

        Returns
        -------
        StallClassifier

        Raises
        ------
        ValueError
            If a label is not one of ``classes_`` or ``wrong`` is out of range.
        """
        odds = self.decision_function(X)
        found = np.asarray(y).ravel()
        refuse_odd_reviews(found, len(odds), self.classes_, wrong)
        weight = _check_sample_weight(sample_weight, odds, dtype=np.float64, ensure_non_negative=True)
        line = shrunken_line(odds, (found == self.classes_[1]).astype(float), weight, wrong=wrong)
        other = copy.copy(self)
        other._calibrate(line.after(Line(*self.calibration_)))
        return other

    @property
    def scores_(self) -> pd.DataFrame:
        """How the candidates did on rows held out."""
        check_is_fitted(self)
        names = ["candidate", "average_precision", "auc", "log_loss", "setting", "seconds"]
        frame = pd.DataFrame(self._scores, columns=names).set_index("candidate")
        return frame.assign(chosen=frame.index == self.method_)

    def _names(self) -> list[Hashable] | None:
        return list(self.feature_names_in_) if hasattr(self, "feature_names_in_") else None

    def _known(self, X: Any) -> Floats:
        """The rows as they were in ``fit``: as many columns, by the same names, no infinity."""
        check_is_fitted(self)
        refuse_what_is_no_number(X)
        rows: Floats = validate_data(self, X, dtype=np.float64, ensure_all_finite=False, reset=False)
        refuse_infinity(rows, self._names())
        return rows

    def _added(self, shapes: Shapes, X: Floats) -> Floats:
        return self.calibration_[1] * shapes.contributions(X)

    def _calibrate(self, line: Line) -> None:
        self.calibration_ = (line.intercept, line.slope)
        own = self._model.intercept if isinstance(self._model, Shapes) else 0.0
        self.intercept_ = line.intercept + line.slope * own

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn may expect: two classes, and missing values are welcome."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        return tags
