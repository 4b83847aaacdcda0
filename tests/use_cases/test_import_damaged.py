"""However a delivery is damaged, it is taken whole or refused whole, in sentences."""

import random
import re

import pytest
from support import fuzz
from support.danish_sentences import what_is_wrong_with
from support.deliveries import NOW, SMALL
from support.fuzz import BrokenPromise, run
from support.hostile import hostile_zip
from support.mutations import DAMAGES, spoil

from assessment.access.actor import SYSTEM
from assessment.use_cases.import_bundle import import_bundle

pytestmark = pytest.mark.long

WHOLE = {name: text.encode() for name, text in SMALL.items()}


def test_a_damaged_delivery_is_taken_whole_or_refused_whole_in_danish(tmp_path):
    """Sixty, the same each time; ``make fuzz`` tries ten thousand, half of them on PostgreSQL."""
    became = run(60, 1, tmp_path)

    assert became.total() == 60
    assert became["taken"] >= 3
    assert became["refused"] >= 30
    assert became["asked"] >= 1


def test_a_delivery_that_broke_a_promise_is_kept_and_named_so_that_it_can_be_tried_again(tmp_path, monkeypatch):
    """Shown by a judge who lets no sentence pass."""
    monkeypatch.setattr(fuzz, "what_is_wrong_with", lambda _sentence: "is no sentence of ours")

    with pytest.raises(BrokenPromise, match=r"alone: python -m tests.support.fuzz --seed 1 --number \d+") as told:
        run(60, 1, tmp_path)
    number = re.search(r"--number (\d+)", str(told.value)).group(1)
    assert list(tmp_path.glob(f"kept-1-{number}*"))


def test_hostile_zips_are_never_opened_beyond_what_a_delivery_may_hold(ledger, tmp_path):
    for number in range(40):
        content, kind = hostile_zip(WHOLE, random.Random(number))
        zipped = tmp_path / "levering.zip"
        zipped.write_bytes(content)
        outcome = import_bundle(ledger, SYSTEM, zipped, now=NOW, dry_run=True)
        assert outcome.refused or kind == "climbing", kind
        assert all(not what_is_wrong_with(refused.message) for refused in outcome.refused), outcome.refused


def test_the_same_seed_does_the_same_damage_and_every_kind_is_done():
    damaged = [spoil(WHOLE, random.Random(number)) for number in range(400)]

    assert damaged == [spoil(WHOLE, random.Random(number)) for number in range(400)]
    assert {name for _files, done in damaged for name in done} == {damage.__name__.strip("_") for damage in DAMAGES}
    assert sum(files != WHOLE for files, _done in damaged) > 350
