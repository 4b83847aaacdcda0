"""RatingModel: who is strict, and how able is each person once that is taken away."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from assessment.measurement.calibration import Calibration
from assessment.measurement.rating_data import RatingRows, coded
from assessment.measurement.rating_fit import Fit, criterion_fit, rater_fit, residuals
from assessment.measurement.rating_halo import with_halo
from assessment.measurement.rating_solution import Solution, solved
from assessment.measurement.step_curves import split_cost
from assessment.measurement.step_design import StepModel

T = TypeVar("T")


class RatingModel(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """How strict is each rater, how hard each criterion, and how able each person? All on one scale, in logits.

    Many-facet Rasch model: ``log P(k) - log P(k - 1) = ability - severity - difficulty - threshold[k]``. Ability is
    normal over people, and integrated out.

    Parameters
    ----------
    steps : "rating_scale" (unless told otherwise) or "partial_credit"
        Thresholds that all criteria share, or each criterion its own.
    severity : "random" (unless told otherwise) or "fixed"
        ``"random"``: empirical Bayes, severity ~ N(0, s^2) with s estimated; the answer for sparse data. ``"fixed"``:
        marginal maximum likelihood, severities summing to 0 in each connected component (as TAM and Facets do).
    halo : bool, False unless told otherwise
        Whether ratings of one observation may share something beyond ability and severity. Its variance is estimated,
        and each observation counts for less. Somebody must have been observed twice, or have an anchor.

    Attributes
    ----------
    severity_ : Series by rater
        Positive is stricter.
    severity_se_ : Series by rater
        From the observed information of all parameters together (the inverse Hessian). Random severities are measured
        from the mean of all raters there could be, so with few raters every error has the part ``s / sqrt(raters)``.
    difficulty_ : Series by criterion
        Sums to 0; with anchors it is free, for they give the origin.
    thresholds_ : DataFrame, criterion x step
        Around the difficulty, the finite ones summing to 0. ``-inf``: everybody was above the step before; ``inf``:
        nobody got that far; NaN: a step that was not used, and the next threshold is for both.
    person_measure_ : DataFrame by person
        ``measure`` (posterior mean), ``se`` (posterior SD, the uncertainty of severities and difficulties included) and
        ``component``.
    log_likelihood_ : float
        Marginal over ability, at the severities found. With ``halo`` it is that of the deflated ratings.
    method_ : str
        How it was computed: by adaptive quadrature while data are moderate, else by tables and Laplace's method.
    severity_sd_ : float
        s; NaN where severities are fixed.
    ability_mean_, ability_sd_ : float
    halo_variance_ : float
        0 without ``halo``.
    component_ : Series by rater
        Number of the connected component, the one with most people first. People with an anchor are connected.
    rater_fit_, criterion_fit_ : DataFrame
        Infit and outfit; for raters also how often all steps of an observation were alike, and the range of steps they
        use. See :mod:`assessment.measurement.rating_fit`.
    residuals_ : DataFrame by row of the ratings
        ``expected``, ``residual`` and ``standardised``.

    Raises
    ------
    ValueError
        If the ratings or anchors cannot be used; all reasons at once, each with its cure.

    Notes
    -----
    What is odd has an answer. One rater: severity 0, and s stays near its prior. A rater with one row: an estimate with
    a large error. A fixed rater who gave only the highest (or lowest) steps: half a step is moved to the middle.
    Disconnected data: components are compared by nothing but the assumption that their people (and, if random, raters)
    are alike; look at ``component``. The same person, rater and criterion more than once: each counts. Missing steps
    and rows of weight 0: left out. With one rating a person, s and the spread of ability cannot be told apart, and the
    weak prior of s decides (log-normal around .6 logit, SD 1): errors say so.

    Standard errors and fit statistics are computed when first asked for. Results do not depend on the order of rows or
    on names, to 1e-8 by quadrature; by Laplace's method to the tolerance that ``method_`` names. With few ratings a
    person Laplace's method is biased (with 10, by about .01 logit), which quadrature is not.

    On data of 135 pupils and 7 raters (R package sirt) severities agree with TAM 4.3 to .001 logit.

    References
    ----------
    .. [1] Linacre, J. M. (1989). *Many-facet Rasch measurement*. MESA Press.
    .. [2] Louis, T. A. (1982). Finding the observed information matrix when using the EM algorithm. *JRSS B*, 44.

    Examples
    --------
    >>> steps = {("Ali", "Bo"): (1, 2), ("Ali", "Kim"): (0, 1), ("Eva", "Bo"): (2, 2), ("Eva", "Kim"): (1, 2)}
    >>> ratings = pd.DataFrame(
    ...     [(*pair, c, k) for pair, both in steps.items() for c, k in zip(("ask", "tell"), both)],
    ...     columns=["person", "rater", "criterion", "step"],
    ... )
    >>> model = RatingModel().fit(ratings)
    >>> bool(model.severity_["Kim"] > model.severity_["Bo"])
    True
    """

    def __init__(
        self,
        steps: StepModel = "rating_scale",
        severity: Literal["random", "fixed"] = "random",
        halo: bool = False,
    ) -> None:
        self.steps = steps
        self.severity = severity
        self.halo = halo

    def fit(self, ratings: pd.DataFrame, anchors: pd.DataFrame | None = None) -> "RatingModel":
        """Estimate everything.

        Parameters
        ----------
        ratings : DataFrame
            ``person``, ``rater``, ``criterion`` and ``step`` (whole numbers from 0; NaN: not seen); optional ``weight``
            and ``observation`` (which ratings belong together; without it those of one person by one rater).
            Categorical columns are fastest.
        anchors : DataFrame, optional
            ``person``, ``measure`` and ``se``: abilities known from elsewhere, such as a test. They set the origin.

        Returns
        -------
        RatingModel
        """
        for name, value, known in (
            ("steps", self.steps, ("rating_scale", "partial_credit")),
            ("severity", self.severity, ("random", "fixed")),
            ("halo", self.halo, (False, True)),
        ):
            if value not in known:
                raise ValueError(f"{name} must be one of {', '.join(map(repr, known))}, not {value!r}.")
        rows = coded(ratings, anchors)
        self._asked: dict[str, Any] = {}
        self._index = ratings.index
        self._rows: RatingRows = rows
        if self.halo:
            self._solution, self.halo_variance_ = with_halo(rows, self.steps, self.severity)
        else:
            self._solution, self.halo_variance_ = solved(rows, self.steps, self.severity), 0.0
        found = self._solution
        self.severity_ = pd.Series(found.severity, index=rows.raters, name="severity")
        difficulty, thresholds = split_cost(found.cost)
        self.difficulty_ = pd.Series(difficulty, index=rows.criteria, name="difficulty")
        self.thresholds_ = pd.DataFrame(
            thresholds, index=rows.criteria, columns=pd.RangeIndex(1, rows.n_steps, name="step")
        )
        self.severity_sd_ = found.severity_sd if self.severity == "random" else float("nan")
        self.ability_mean_, self.ability_sd_ = found.mean, found.sd
        self.method_ = found.method
        self.n_ratings_ = int(rows.step.size)
        return self

    @property
    def log_likelihood_(self) -> float:
        """How likely the ratings are, marginal over ability."""
        return float(self._found().log_likelihood)

    @property
    def severity_se_(self) -> pd.Series:
        """Standard error of each severity, logits."""
        return self._once("severity_se", lambda: pd.Series(self._found().severity_se(), self._rows.raters, name="se"))

    @property
    def component_(self) -> pd.Series:
        """The component each rater is in."""
        return self._once("component", lambda: pd.Series(self._found().parts()[1], self._rows.raters, name="component"))

    @property
    def person_measure_(self) -> pd.DataFrame:
        """Ability of each person, its standard error, and the component the person is in."""

        def measured() -> pd.DataFrame:
            measure, se = self._found().people()
            frame = pd.DataFrame({"measure": measure, "se": se}, index=self._rows.persons)
            return frame.assign(component=self._found().parts()[0])

        return self._once("people", measured)

    @property
    def rater_fit_(self) -> pd.DataFrame:
        """How each rater's steps agree with the model."""
        return self._once("rater_fit", lambda: rater_fit(self._rows, self._fit()))

    @property
    def criterion_fit_(self) -> pd.DataFrame:
        """How the steps on each criterion agree with the model."""
        return self._once("criterion_fit", lambda: criterion_fit(self._rows, self._fit()))

    @property
    def residuals_(self) -> pd.DataFrame:
        """What was expected of each rating, and how far from it the step was."""
        return self._once("residuals", lambda: residuals(self._rows, self._fit(), self._index))

    def calibration(self, origin: str = "RatingModel") -> Calibration:
        """What was learned of the rubric, frozen; ``origin`` says in words where it comes from."""
        check_is_fitted(self)
        return Calibration(
            criteria=tuple(str(name) for name in self.difficulty_.index),
            difficulties=tuple(self.difficulty_.tolist()),
            thresholds=tuple(tuple(row) for row in self.thresholds_.to_numpy().tolist()),
            severity_sd=self.severity_sd_ if self.severity == "random" else float(self.severity_.std(ddof=0)),
            halo_variance=self.halo_variance_,
            ability_mean=self.ability_mean_,
            ability_sd=self.ability_sd_,
            origin=origin,
        )

    def _found(self) -> Solution:
        check_is_fitted(self)
        return self._solution

    def _fit(self) -> Fit:
        measure, _se = self._found().people()
        return Fit(self._solution.cost, measure, self._solution.severity)

    def _once(self, name: str, compute: Callable[[], T]) -> T:
        """Compute it when first asked for, and keep it until the next fit."""
        check_is_fitted(self)
        if name not in self._asked:
            self._asked[name] = compute()
        kept: T = self._asked[name]
        return kept
