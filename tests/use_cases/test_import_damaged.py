"""However a delivery is damaged, it is taken whole or refused whole, in sentences."""

import random

import pytest
from support.deliveries import SMALL
from support.fuzz import run
from support.mutations import DAMAGES, spoil

WHOLE = {name: text.encode() for name, text in SMALL.items()}


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_delivery_is_taken_whole_or_refused_whole(tmp_path, seed):
    """Three hundred in all; ``python -m tests.support.fuzz`` tries as many as there is time for."""
    became = run(50, seed, tmp_path)

    assert became["taken"] + became["refused"] == 50
    assert became["taken"] >= 1
    assert became["refused"] >= 20


def test_the_same_seed_does_the_same_damage_and_every_kind_is_done():
    damaged = [spoil(WHOLE, random.Random(number)) for number in range(400)]

    assert damaged == [spoil(WHOLE, random.Random(number)) for number in range(400)]
    assert {name for _files, done in damaged for name in done} == {damage.__name__.strip("_") for damage in DAMAGES}
    assert sum(files != WHOLE for files, _done in damaged) > 350
