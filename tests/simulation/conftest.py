from datetime import date

import pytest

from assessment.simulation.municipality import SimulatedMunicipality, simulate

END = date(2026, 6, 28)


@pytest.fixture(scope="session")
def town() -> SimulatedMunicipality:
    """A year of 400 newcomers, simulated once for all tests."""
    return simulate(newcomers=400, weeks=52, seed=20, end=END)
