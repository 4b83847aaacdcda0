"""On reviews that neither saw: how the model in use does beside one that was adapted to others of them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.stalling.evaluation.measures import auc, average_precision, calibration_error
from assessment.stalling.evaluation.ordering import Bools, Floats, ratio
from assessment.stalling.evaluation.resampling import SEED, intervals, resampled_weights

if TYPE_CHECKING:
    from assessment.stalling.classifier import StallClassifier

FOLDS = 5
NO_BETTER_THAN_A_LOT = 0.5
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """What was known of each case, and what was found in it. By row.

    Attributes
    ----------
    known : DataFrame
        The features that the models ask for.
    stalled : ndarray of bool
        What the reviewer found.
    weight : ndarray
        How many cases each review stands for.
    person : ndarray
        Whose case it is.
    wrong : float
        Share of the reviews thought wrong, either way; from 0 to below .5.
    """

    known: pd.DataFrame
    stalled: Bools
    weight: Floats
    person: NDArray[np.object_]
    wrong: float = 0.0

    def where(self, keep: Bools) -> "Reviews":
        """The reviews to keep."""
        return Reviews(
            known=self.known[keep],
            stalled=self.stalled[keep],
            weight=self.weight[keep],
            person=self.person[keep],
            wrong=self.wrong,
        )


Way = Callable[[Reviews], "StallClassifier"]
"""How a model is adapted to reviews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How a model did on reviews that it had not seen, each counting for the cases it stands for.

    Attributes
    ----------
    log_loss, calibration_error : float
        Of what a reviewer who is wrong as often as was assumed would say; 0 is best. The error is over 15 bins.
    average_precision, auc : float
    auc_low : float
        The lower bound of its 95 % interval by resampling people.
    """

    log_loss: float
    calibration_error: float
    average_precision: float
    auc: float
    auc_low: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The model in use and those adapted to the reviews, on the same reviews.

    Attributes
    ----------
    current : Judged
    adapted : mapping of str to Judged
        By way.
    best : str
        The way with the lowest log loss.
    gain, gain_se : float
        By how much its log loss lies below that of the current model, and the standard error of that (the same people
        drawn for both).
    """

    current: Judged
    adapted: Mapping[str, Judged]
    best: str
    gain: float
    gain_se: float

    @property
    def is_better(self) -> bool:
        """Whether the best is better by more than one standard error."""
        return self.gain > self.gain_se

    @property
    def follows_the_reviews(self) -> bool:
        """Whether the best puts cases in the reviewers' order better than a lot would.

        Reviews that have nothing to do with what a model sees are told best by a model that says the same of everybody,
        so a lower log loss alone proves nothing.
        """
        return self.adapted[self.best].auc_low > NO_BETTER_THAN_A_LOT

    def as_json(self) -> dict[str, Any]:
        """Every figure, by name."""
        return {
            "current": asdict(self.current),
            "adapted": {way: asdict(judged) for way, judged in self.adapted.items()},
            "best": self.best,
            "gain": self.gain,
            "gain_se": self.gain_se,
            "is_better": self.is_better,
            "follows_the_reviews": self.follows_the_reviews,
        }


def compare(current: "StallClassifier", ways: Mapping[str, Way], reviews: Reviews, *, seed: int = SEED) -> Comparison:
    """Adapt in each way to four fifths of the people, and judge on the last fifth, in turn.

    Parameters
    ----------
    current : StallClassifier
        The model in use; it has seen none of the reviews.
    ways : mapping of str to callable
        At least one; the first is taken where two do alike.
    reviews : Reviews
        Of at least 5 people.
    seed : int
        Deals people into folds and draws them for the standard error.
    """
    said = {way: np.full(reviews.stalled.size, np.nan) for way in ways}
    fold = folds_of(reviews.person, seed=seed)
    for number in range(FOLDS):
        unseen = fold == number
        rest = reviews.where(~unseen)
        for way, adapt in ways.items():
            said[way][unseen] = _probability(adapt(rest), reviews.known[unseen])
    before = _probability(current, reviews.known)
    lost = {way: _lost(reviews, probability) for way, probability in said.items()}
    best = min(ways, key=lambda way: float(ratio(reviews.weight @ lost[way], reviews.weight.sum())))
    saved = _lost(reviews, before) - lost[best]
    drawn = [
        ratio(saved @ weight, weight.sum(axis=0))
        for weight in resampled_weights(reviews.person, reviews.weight, seed=seed)
    ]
    return Comparison(
        current=_judged(reviews, before, seed),
        adapted={way: _judged(reviews, probability, seed) for way, probability in said.items()},
        best=best,
        gain=float(ratio(saved @ reviews.weight, reviews.weight.sum())),
        gain_se=float(np.std(np.concatenate(drawn))),
    )


def folds_of(person: NDArray[np.object_], *, seed: int = SEED) -> NDArray[np.int64]:
    """In which fold each row is: everybody's rows in one, and about as many people in each.

    Examples
    --------
    >>> fold = folds_of(np.array([*"aabcdefghij"], dtype=object))
    >>> bool(fold[0] == fold[1]), np.bincount(fold[1:]).tolist()
    (True, [2, 2, 2, 2, 2])
    """
    names, number = np.unique(person, return_inverse=True)
    dealt = np.random.default_rng(seed).permutation(names.size) % FOLDS
    return np.asarray(dealt[number], dtype=np.int64)


def _probability(model: "StallClassifier", known: pd.DataFrame) -> Floats:
    found: Floats = model.predict_proba(known)[:, 1]
    return found


def _as_reviewed(reviews: Reviews, probability: Floats) -> Floats:
    """How probable it is that a reviewer who is wrong now and then finds a stall."""
    return reviews.wrong + (1 - 2 * reviews.wrong) * probability


def _lost(reviews: Reviews, probability: Floats) -> Floats:
    seen = np.clip(_as_reviewed(reviews, probability), _TINY, 1 - _TINY)
    return -np.log(np.where(reviews.stalled, seen, 1 - seen))


def _judged(reviews: Reviews, probability: Floats, seed: int) -> Judged:
    happened, weight = reviews.stalled, reviews.weight
    order = intervals(lambda drawn: {"auc": auc(happened, probability, drawn)}, reviews.person, weight, seed=seed)[
        "auc"
    ]
    return Judged(
        log_loss=float(ratio(_lost(reviews, probability) @ weight, weight.sum())),
        calibration_error=float(calibration_error(happened, _as_reviewed(reviews, probability), weight)),
        average_precision=float(average_precision(happened, probability, weight)),
        auc=order.value,
        auc_low=order.low,
    )
