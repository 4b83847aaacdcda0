"""What the tests of stalling share."""

import pytest
from stall_cases import Town


@pytest.fixture
def town():
    return Town()
