"""Vectors are kept alike on both databases, and one worker at a time makes them."""

import subprocess
import sys

import numpy as np
from support.three_people import TODAY, at

from assessment.storage import vectors
from assessment.storage.ledger import Ledger
from assessment.storage.only_one import only_worker
from assessment.text.note_reading import content_hash

ENCODER, BACKGROUND = "e" * 64, np.array([0.5, 0.5, 0.0], np.float32)
HOLDS = """
import sys
from assessment.storage.ledger import open_ledger
from assessment.storage.only_one import only_worker
with only_worker(open_ledger(sys.argv[1])) as is_ours:
    print(is_ours, flush=True)
    sys.stdin.read()
"""


def test_a_vector_comes_back_as_it_was_kept_and_is_kept_once(either_ledger: Ledger) -> None:
    kept = {content_hash("Nikkede."): np.array([0.5, 0.5, 0.25], np.float32)}
    with either_ledger.writing() as transaction:
        vectors.introduce(transaction, ENCODER, name="prøve", background=BACKGROUND, at=at(TODAY))
        vectors.put_in_use(transaction, ENCODER)
        assert [vectors.keep(transaction, ENCODER, kept) for _time in range(2)] == [1, 0]
    with either_ledger.reading() as transaction:
        found = vectors.directions_of(transaction, ["Nikkede.", "Ulæst.", "", None, " Nikkede. "])
        assert vectors.count(transaction) == 1

    np.testing.assert_array_equal(found[[0, 4]], [[0, 0, 1]] * 2)
    assert np.isnan(found[1:4]).all()


def test_what_is_forgotten_is_gone_and_an_encoder_goes_with_all_it_read(either_ledger: Ledger) -> None:
    names = {content_hash(str(number)): BACKGROUND for number in range(3)}
    with either_ledger.writing() as transaction:
        vectors.introduce(transaction, ENCODER, name="prøve", background=BACKGROUND, at=at(TODAY))
        vectors.put_in_use(transaction, ENCODER)
        vectors.keep(transaction, ENCODER, names)
        vectors.forget(transaction, ENCODER, list(names)[:2])
    with either_ledger.writing() as transaction:
        assert vectors.read_already(transaction, ENCODER) == {list(names)[2]}
        vectors.dismiss(transaction, ENCODER)
        assert not vectors.knows(transaction, ENCODER)
    with either_ledger.reading() as transaction:
        assert vectors.encoder_in_use(transaction) is None
        assert vectors.directions_of(transaction, ["0"]).shape == (1, 0)


def test_a_second_worker_sees_the_first_and_a_killed_one_is_in_nobodys_way(either_ledger: Ledger) -> None:
    address = either_ledger.engine.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline().strip() == "True"
        with only_worker(either_ledger) as is_ours:
            assert not is_ours
        first.kill()
        first.wait()
        first.stdin.close() if first.stdin else None
    for _time in range(2):
        until_it_is_ours(either_ledger)


def until_it_is_ours(ledger: Ledger) -> None:
    for _try in range(200):  # a server notices the end of a session a moment later
        with only_worker(ledger) as is_ours:
            if is_ours:
                return
    raise AssertionError("the killed worker still holds the lock")
