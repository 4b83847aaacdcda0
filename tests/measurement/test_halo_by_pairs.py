"""What the ratings of one observation share is found from pairs, and is nothing where there is nothing to share."""

import numpy as np
import pandas as pd
import pytest

from assessment.measurement.calibration import Calibration
from assessment.measurement.halo_by_pairs import halo_by_pairs
from assessment.measurement.step_curves import step_probabilities

CODES = ("a", "b", "c", "d", "e", "f")
KNOWN = Calibration(
    criteria=CODES,
    difficulties=(-0.6, -0.2, 0.0, 0.1, 0.3, 0.4),
    thresholds=((-1.5, -0.5, 0.5, 1.5),) * 6,
    severity_sd=0.5,
    origin="example",
)


def drawn(halo_variance: float, *, people: int = 1_500, observations: int = 4) -> pd.DataFrame:
    """Ratings of people whose observations share so much."""
    rng = np.random.default_rng(4)
    person = np.repeat(np.arange(people), observations)
    level = rng.normal(0, 1, people)[person] + rng.normal(0, np.sqrt(halo_variance), person.size)
    chance = step_probabilities(KNOWN.cost, level)[0].cumsum(axis=-1)
    step = (rng.random((*chance.shape[:-1], 1)) > chance).sum(axis=-1)
    told = pd.DataFrame(step, columns=list(CODES)).assign(observation=np.arange(person.size), person=person, rater="r")
    return told.melt(["observation", "person", "rater"], var_name="criterion", value_name="step")


@pytest.mark.parametrize("shared", [0.0, 0.25, 0.5])
def test_what_is_shared_is_found_within_a_fifth(shared: float) -> None:
    assert halo_by_pairs(drawn(shared), KNOWN) == pytest.approx(shared, rel=0.2, abs=0.02)


def test_without_a_second_observation_nothing_can_be_told() -> None:
    assert halo_by_pairs(drawn(0.25, people=5, observations=1), KNOWN) == 0.0
