"""Deliver damaged bundles by the thousand: each is taken whole or refused whole, in Danish sentences.

Run ``python -m tests.support.fuzz --count 10000 --seed 1``; the first that is not stops the run and is kept, and
``--number`` tries that one again alone.
"""

import argparse
import gc
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.bundle import BUNDLE
from assessment.exchange.refusal_list import refusals_as_csv
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.deliver_as_provider import deliver_as_provider
from assessment.use_cases.import_bundle import ImportOutcome, import_bundle
from assessment.use_cases.undo_import import undo_import

from . import postgres_server
from .danish_sentences import what_is_wrong_with
from .deliveries import NOW, SMALL, TEST_CPR, current_texts, write_folder
from .hostile import hostile_zip, packed
from .mutations import spoil
from .watched import Watched

WHOLE = {
    name: text.replace("Ringede til lageret.", f"Ringede til lageret, {TEST_CPR}.").encode()
    for name, text in SMALL.items()
}
"""What is damaged: the small delivery, with a personal number in a note."""
PROVIDER = Actor(user="sonja", role=Role.PROVIDER, provider_id="s1")
OF_A_PROVIDER = ("results.csv", "attendance.csv", "enrolments.csv")
BLOCK = 100


class BrokenPromise(AssertionError):
    """A delivery was neither taken whole nor refused whole, or somebody was not told in a sentence."""


@dataclass(frozen=True)
class Damaged:
    """A damaged delivery, laid at ``path``; ``done`` is what was done to it. A provider sends it file by file."""

    path: Path
    done: list[str]
    by: Actor = SYSTEM

    def deliver(self, ledger: Ledger) -> ImportOutcome | None:
        """Hand it in; None where a provider is asked what a file holds, and nothing was tried."""
        if self.by is SYSTEM:
            return import_bundle(ledger, SYSTEM, self.path, now=NOW)
        files = [self.path] if self.path.is_file() else sorted(self.path.iterdir())
        sent = [(file.name, file.read_bytes()) for file in files]
        delivered = deliver_as_provider(ledger, self.by, sent, said={}, delivery_id="ingen", now=NOW)
        if delivered.outcome is None and not delivered.unrecognised:
            raise BrokenPromise("a provider is neither answered nor asked")
        return delivered.outcome


def damaged_delivery(number: int, seed: int, place: Path) -> Damaged:
    """Delivery ``number`` of a seed: a municipality's or a provider's, all files or some, in a folder or a zip."""
    rng = random.Random(f"{seed}/{number}")
    by = PROVIDER if rng.random() < 0.2 else SYSTEM
    names = [name for name in WHOLE if by is SYSTEM or name in OF_A_PROVIDER]
    if _to_an_empty_one(number):
        names = names[: rng.randint(1, len(names))]  # each file refers only to those before it
    elif rng.random() < 0.8:
        names = rng.sample(names, k=rng.randint(1, min(4, len(names))))
    files, done = spoil({name: WHOLE[name] for name in names}, rng)
    if by is PROVIDER and not files:
        files = {"tom.csv": b""}  # a form is never sent with no file at all
    if by is PROVIDER and rng.random() < 0.5:
        files = {f"Træk {number} {name}": content for number, (name, content) in enumerate(files.items())}
    if rng.random() < 0.8:
        return Damaged(write_folder(place / "levering", files), done, by)
    path = place / "levering.zip"
    content = bytearray(packed(files, inside=rng.choice(("", "top/"))))
    if rng.random() < 0.3:
        hostile, kind = hostile_zip(files, rng)
        content, done = bytearray(hostile), [*done, kind]
    elif rng.random() < 0.6:
        done = [*done, "damaged zip"]
        for _ in range(rng.choice((1, 3, 20))):
            content[rng.randrange(len(content))] = rng.randrange(256)
    if rng.random() < 0.2:
        done = [*done, "truncated zip"]
        del content[rng.randrange(len(content)) :]
    path.write_bytes(content)
    return Damaged(path, done, by)


def _to_an_empty_one(number: int) -> bool:
    """Whether this delivery goes to a ledger that knows nothing: one in four, for the rest reaches deeper."""
    return number % 4 == 0


def try_one(base: Watched, damaged: Damaged) -> str:
    """Deliver it and hold the outcome to the contract: ``taken``, ``refused`` or ``asked``."""
    before = base.mark()
    outcome = damaged.deliver(base.ledger)
    if outcome is None:
        _require(base.mark() == before, "a question to a provider changed the database")
        return "asked"
    printed = json.dumps(outcome.as_json(), ensure_ascii=False, allow_nan=False)
    printed.encode()
    _require(TEST_CPR not in printed, "a personal number is repeated in the outcome")
    if outcome.refused:
        _hold_refused(outcome)
        _require(base.mark() == before, "a refused delivery changed the database")
        return "refused"
    _hold_taken(base, damaged, outcome)
    return "taken"


def _hold_refused(outcome: ImportOutcome) -> None:
    _require(outcome.batch_id is None, "a refused delivery has an id")
    refusals_as_csv(outcome.refused)
    for refused in outcome.refused:
        _require(bool(refused.file) and (refused.line is None or refused.line >= 1), f"no place: {refused}")
        if fault := what_is_wrong_with(refused.message):
            raise BrokenPromise(f"«{refused.message}» {fault}")


def _hold_taken(base: Watched, damaged: Damaged, outcome: ImportOutcome) -> None:
    """All of it is there under its id; again it is unchanged; and undone, what stood before stands again."""
    batch_id = outcome.batch_id
    if batch_id is None:
        raise BrokenPromise("a delivery was taken without an id")
    said = {file.stem: outcome.added[file.filename] + outcome.changed[file.filename] for file in BUNDLE}
    _require(base.rows_of(batch_id) == said, "the rows that are stored are not those that were told of")
    rows = base.last_rows()
    again = damaged.deliver(base.ledger)
    if again is None or again.refused or any(again.added.values()) or any(again.changed.values()):
        raise BrokenPromise("the same delivery again is not unchanged")
    _require(base.last_rows() == rows, "the same delivery again stored rows")
    for file in BUNDLE:
        name = file.filename
        told = outcome.added[name] + outcome.changed[name] + outcome.unchanged[name]
        _require(told == again.unchanged[name], f"the counts of {name} do not add up")
    undo_import(base.ledger, damaged.by, batch_id, now=NOW)
    _require(current_texts(base.ledger) == base.standing, "undoing the delivery does not give back what stood before")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BrokenPromise(otherwise)


def run(count: int, seed: int, place: Path, *, start: int = 0, server: str = "") -> Counter[str]:
    """What became of ``count`` damaged deliveries, to a ledger that knows the undamaged one or one that is empty.

    Half of them go to databases on the PostgreSQL server at ``server``, where one is named.
    """
    became: Counter[str] = Counter()
    place.mkdir(parents=True, exist_ok=True)
    with _bases(place, server) as bases:
        for number in range(start, start + count):
            damaged = damaged_delivery(number, seed, place)
            of_one_kind = bases[number // 4 % len(bases)]
            base = of_one_kind[0 if _to_an_empty_one(number) else 1]
            try:
                became[try_one(base, damaged)] += 1
            except Exception as problem:
                kept = _keep(damaged.path, place / f"kept-{seed}-{number}")
                raise BrokenPromise(
                    f"delivery {number} of seed {seed} ({', '.join(damaged.done)}; {base.name}): {problem!r}\n"
                    f"It lies in {kept}; alone: python -m tests.support.fuzz --seed {seed} --number {number}"
                ) from problem
    return became


@contextmanager
def _bases(place: Path, server: str) -> Iterator[list[tuple[Watched, Watched]]]:
    """On each kind of database an empty one, and one that knows what is damaged."""
    pairs = [[f"sqlite:///{place / 'fuzz'}-{name}.db" for name in ("empty", "filled")]]
    if server:
        pairs.append(_databases_on(server, place))
    opened: list[Watched] = []
    try:
        for pair in pairs:
            for url, is_filled in zip(pair, (False, True), strict=True):
                ledger = open_ledger(url)
                if is_filled:
                    import_bundle(ledger, SYSTEM, write_folder(place / "whole", WHOLE), now=NOW)
                opened.append(Watched(ledger))
        yield list(zip(opened[::2], opened[1::2], strict=True))
    finally:
        for base in opened:
            base.close()


def _databases_on(server: str, place: Path) -> list[str]:
    """The addresses of two databases made anew on a server, named after ``place``."""
    import psycopg  # only where there is a server

    named = [f"{place.name}_{name}".replace("-", "_").lower() for name in ("empty", "filled")]
    with psycopg.connect(f"{server.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
        for name in named:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return [f"{server}/{name}" for name in named]


def _keep(path: Path, kept: Path) -> Path:
    return Path(shutil.copytree(path, kept) if path.is_dir() else shutil.copy(path, f"{kept}.zip"))


def _block(start: int, count: int, *, seed: int, place: Path, server: str) -> Counter[str]:
    """One block of deliveries, each block with databases of its own; forgotten where all of it held."""
    gc.set_threshold(100_000)
    own = place / f"block_{seed}_{start}"
    became = run(count, seed, own, start=start, server=server)
    shutil.rmtree(own)
    return became


def run_all(count: int, seed: int, place: Path, *, workers: int, server: str = "") -> Counter[str]:
    """The same as `run`, shared out over processes."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # each worker has a core, and needs no more
    block = partial(_block, seed=seed, place=place, server=server)
    became: Counter[str] = Counter()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        shares = [pool.submit(block, start, min(BLOCK, count - start)) for start in range(0, count, BLOCK)]
        try:
            for share in as_completed(shares):
                became += share.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return became


def main() -> None:
    """Read the count and the seed, run, and say what became of the deliveries."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, help="only this one")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--database", default="", help="the address of a PostgreSQL server, without a database")
    parser.add_argument("--on", default="sqlite,postgresql", help="which databases")
    asked = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="fuzz"))
    began = time.monotonic()
    try:
        with _server(asked.database, wanted="postgresql" in asked.on) as server:
            if asked.number is not None:
                became = run(1, asked.seed, place, start=asked.number, server=server)
            else:
                became = run_all(asked.count, asked.seed, place, workers=asked.workers, server=server)
    except BrokenPromise as problem:
        sys.exit(str(problem))
    shutil.rmtree(place)
    print(
        f"{became['taken']} taken, {became['refused']} refused, {became['asked']} asked about, none between "
        f"(seed {asked.seed}, {'half of them on PostgreSQL' if server else 'on SQLite alone'}, "
        f"{asked.workers} processes, {time.monotonic() - began:.0f} s)."
    )


@contextmanager
def _server(address: str, *, wanted: bool) -> Iterator[str]:
    if address or not wanted:
        yield address
    elif reason := postgres_server.why_not():
        print(f"postgresql: {reason}.")
        yield ""
    else:
        with postgres_server.running() as own:
            yield own.address


if __name__ == "__main__":
    main()
