"""Deliver damaged bundles by the hundred: each is taken whole or refused whole, in sentences.

Run ``python -m tests.support.fuzz --count 10000 --seed 1``; the first that is not stops the run and is kept.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from assessment.access.actor import SYSTEM
from assessment.domain.bundle import BUNDLE
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.import_bundle import ImportOutcome
from assessment.use_cases.undo_import import undo_import

from .deliveries import NOW, SMALL, TEST_CPR, current_texts, deliver, fingerprint, write_folder, zip_bytes
from .mutations import spoil

WHOLE = {
    name: text.replace("Ringede til lageret.", f"Ringede til lageret, {TEST_CPR}.").encode()
    for name, text in SMALL.items()
}
"""What is damaged: the small delivery, with a personal number in a note."""


class BrokenPromise(AssertionError):
    """A delivery was neither taken whole nor refused whole."""


def try_one(ledger: Ledger, path: Path, standing: Mapping[str, str]) -> ImportOutcome:
    """Deliver ``path`` and hold the outcome to the contract; what stands is ``standing`` before and afterwards."""
    rows_before = fingerprint(ledger)
    outcome = deliver(ledger, path)
    printed = json.dumps(outcome.as_json(), ensure_ascii=False, allow_nan=False)
    printed.encode()
    if TEST_CPR in printed:
        raise BrokenPromise("a personal number is repeated in the outcome")
    if outcome.refused:
        _hold_refused(outcome)
        if fingerprint(ledger) != rows_before:
            raise BrokenPromise("a refused delivery changed the database")
    else:
        _hold_taken(ledger, outcome, path)
        undo_import(ledger, SYSTEM, str(outcome.batch_id), now=NOW)
        if current_texts(ledger) != standing:
            raise BrokenPromise("undoing the delivery does not give back what stood before")
    return outcome


def _hold_refused(outcome: ImportOutcome) -> None:
    if outcome.batch_id is not None:
        raise BrokenPromise("a refused delivery has an id")
    for refused in outcome.refused:
        if not (refused.file and refused.message.endswith(".")) or (refused.line is not None and refused.line < 1):
            raise BrokenPromise(f"a refusal without a sentence or a place: {refused}")


def _hold_taken(ledger: Ledger, outcome: ImportOutcome, path: Path) -> None:
    if outcome.batch_id is None:
        raise BrokenPromise("a delivery was taken without an id")
    texts = current_texts(ledger)
    again = deliver(ledger, path)
    if again.refused or any(again.added.values()) or any(again.changed.values()) or current_texts(ledger) != texts:
        raise BrokenPromise("the same delivery again is not unchanged")
    for file in BUNDLE:
        name = file.filename
        if outcome.added[name] + outcome.changed[name] + outcome.unchanged[name] != again.unchanged[name]:
            raise BrokenPromise(f"the counts of {name} do not add up")


def damaged_delivery(rng: random.Random, place: Path) -> tuple[Path, list[str]]:
    """A damaged delivery laid at ``place`` as a folder or a zip, and what was done to it."""
    files, done = spoil(WHOLE, rng)
    if rng.random() < 0.8:
        return write_folder(place / "levering", files), done
    packed = bytearray(zip_bytes(files, inside=rng.choice(("", "top/"))))
    if rng.random() < 0.6:
        done = [*done, "damaged zip"]
        for _ in range(rng.choice((1, 3, 20))):
            packed[rng.randrange(len(packed))] = rng.randrange(256)
    if rng.random() < 0.2:
        done = [*done, "truncated zip"]
        del packed[rng.randrange(len(packed)) :]
    path = place / "levering.zip"
    path.write_bytes(packed)
    return path, done


def run(count: int, seed: int, place: Path) -> Counter[str]:
    """What became of ``count`` damaged deliveries, every other to a ledger that knows the undamaged one."""
    became: Counter[str] = Counter()
    empty, filled = (open_ledger(f"sqlite:///{place / name}.db") for name in ("empty", "filled"))
    try:
        deliver(filled, write_folder(place / "whole", WHOLE))
        standing = [current_texts(empty), current_texts(filled)]
        for number in range(count):
            rng = random.Random(f"{seed}/{number}")
            path, done = damaged_delivery(rng, place)
            try:
                outcome = try_one((empty, filled)[number % 2], path, standing[number % 2])
            except Exception as problem:
                raise BrokenPromise(f"delivery {number} of seed {seed} ({', '.join(done)}): {problem!r}") from problem
            became["refused" if outcome.refused else "taken"] += 1
    finally:
        empty.close()
        filled.close()
    return became


def main() -> None:
    """Read the count and the seed, run, and say what became of the deliveries."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="sprogspor-fuzz-"))
    try:
        became = run(asked.count, asked.seed, place)
    except BrokenPromise as problem:
        sys.exit(f"{problem}\nThe delivery lies in {place}.")
    print(f"{became['taken']} taken, {became['refused']} refused, none between.")


if __name__ == "__main__":
    main()
