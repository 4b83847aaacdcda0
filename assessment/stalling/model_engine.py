"""The model engine: the clock, the goal and the evidence of the rules, with a trained model's probability."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.measurement.trend import probability_below
from assessment.stalling.rules import RulesEngine

if TYPE_CHECKING:  # what serves pages asks for engines too, and scikit-learn takes seconds to start
    from assessment.stalling.model_artefact import StallModel

Floats = NDArray[np.float64]

_LEAST = 1e-12
"""Of what is divided by: the filter may be as sure of a stall as a number can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEngine(RulesEngine):
    """When a placement is worth a look by a trained model's probability.

    Attributes
    ----------
    model : StallModel
        What gives the probability, from the features of a snapshot.
    stall_probability_threshold : float
        A possible stall from this probability on; the model's is calibrated, and its threshold travels with it.
    neighbour_stall_probability : float
        The model's probabilities lie further apart than the rules': as many neighbours reach this one as reach .3 by
        the rules.
    minimum_active_weeks : int
        As in the rules. Fewer observations than the rules ask for carry a state here where there is a leading sign:
        something said of talk in the last 12 active weeks, or lessons offered in the last 8 weeks.
    groundless_probability_cap : float
        What a model may say at most of whoever has neither: nothing but few ratings, or ratings that are all alike.
    """

    model: "StallModel"
    stall_probability_threshold: float = 0.8
    groundless_probability_cap: float = 0.5
    neighbour_stall_probability: float = 0.4

    @property
    def identity(self) -> str:
        """A name that changes when any number of the rules or anything in the model does."""
        return f"model-{self._digest()}"

    def probability(self, table: pd.DataFrame) -> Floats:
        """How probable a stall is by the model, for each row of features."""
        if table.empty:
            return np.zeros(0)
        found: Floats = self.model.classifier.predict_proba(table[list(self.model.features)])[:, 1]
        return found

    def progress_probability(self, stalled: Floats, expected: Floats, pace: Floats, pace_se: Floats) -> Floats:
        """How probable progress is, where the model knows more of stalls than the growth filter does.

        The chance of a stall is the model's; of what is none, the filter tells how much is progress. So nobody is
        called in progress whom the model doubts, and a model that knew no more than the filter would change nothing.

        Parameters
        ----------
        stalled : array of shape (n_placements,)
            How probable a stall is by the model.
        expected, pace, pace_se : arrays of shape (n_placements,)
            Logits per active week; the last two as the growth filter has them.
        """
        moves, progress = (
            1 - probability_below(share * expected, pace, pace_se)
            for share in (self.stall_pace_share, self.progress_pace_share)
        )
        return np.asarray((1 - stalled) * progress / np.maximum(moves, _LEAST))

    def contributions(self, table: pd.DataFrame) -> pd.DataFrame:
        """What each feature adds to the log-odds of each row, measured from the average row learned from.

        Where the model is no sum over features: by how much the log-odds fall when the feature is not known.
        """
        asked, classifier = table[list(self.model.features)], self.model.classifier
        if asked.empty:
            return asked.iloc[:0]
        if classifier.method_ != "boosting":
            added: pd.DataFrame = classifier.contributions(asked)
            return added
        told: Floats = classifier.decision_function(asked)
        without = {
            name: told - np.asarray(classifier.decision_function(asked.assign(**{name: np.nan})))
            for name in self.model.features
        }
        return pd.DataFrame(without, index=asked.index)


def model_engine(model: "StallModel") -> ModelEngine:
    """The engine that scores with a model, at the threshold that travels with it."""
    return ModelEngine(model=model, stall_probability_threshold=model.threshold)
