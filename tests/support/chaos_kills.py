"""Kill a process in the middle of an act, many times, and look at what it left behind."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from assessment.storage.ledger import open_ledger

from .chaos_acts import Act, require_copies_whole, require_one_or_the_other
from .chaos_children import ACKNOWLEDGED, BEGUN, COMMITTING, REFUSED, WRITING, Child, come_through, start
from .chaos_grounds import Ground, OnPostgres
from .chaos_whole import BrokenPromise, held, require_whole
from .danish_sentences import what_is_wrong_with

BEFORE, INSIDE, UNTOLD, TOLD = "before anything", "in the act", "committed without acknowledgement", "acknowledged"
UNDISTURBED_RUNS, FEW = 3, 10


@dataclass
class Fell:
    """Where the kills of one act fell."""

    act: Act
    where: Counter[str] = field(default_factory=Counter)
    duration: float = 0.0

    def missed(self) -> list[str]:
        """Where no kill fell: after many that says that the moments were not well chosen."""
        return [name for name in (INSIDE, UNTOLD) if not self.where[name]]

    def __str__(self) -> str:
        return ", ".join(f"{self.where[name]} {name}" for name in (BEFORE, INSIDE, UNTOLD, TOLD))


@dataclass(frozen=True)
class _Pace:
    """How an act goes when nobody disturbs it: all of it, to the first write, to a commit, and past it; in seconds."""

    all_of_it: float
    write: float
    commit: float
    before: str
    after: str


def kill_often(ground: Ground, act: Act, *, count: int, seed: int, cut_the_server: bool = False) -> Fell:
    """Kill ``act`` so many times; raises BrokenPromise at the first that left something lost or half."""
    pace = _undisturbed(ground, act, runs=UNDISTURBED_RUNS if count >= FEW else 1)
    fell = Fell(act, duration=pace.all_of_it)
    for number in range(count):
        rng = random.Random(f"{seed}/{act.name}/{number}")
        url = ground.copy(act.starts_from)
        aim = ground.aim() if isinstance(ground, OnPostgres) and cut_the_server else None
        child = start(lambda tell, url=url: act.perform(url, tell))
        _wait_for_the_moment(child, act, pace, rng, number)
        if aim is not None:
            _cut_the_server(ground, aim, child)
        else:
            child.kill()
            ground.come_to_rest(url)
        try:
            fell.where[come_through(lambda url=url, child=child: _look_at(url, act, child, pace))] += 1
        except AssertionError as problem:
            raise BrokenPromise(f"{act.name} {number} of seed {seed} on {ground.name} ({url}): {problem}") from problem
        ground.forget(url)
    return fell


def _undisturbed(ground: Ground, act: Act, *, runs: int) -> _Pace:
    """Measure an act that nobody disturbs, and learn what stands before and after it."""
    done: list[Child] = []
    url = ""
    for _run in range(runs):
        if url:
            ground.forget(url)
        url = ground.copy(act.starts_from)
        done.append(start(lambda tell, url=url: act.perform(url, tell)))
        done[-1].wait()
        if done[-1].told(REFUSED):
            raise BrokenPromise(f"{act.name} failed undisturbed: {done[-1].told(REFUSED)[0]}")
    after = come_through(lambda url=url: opened(url))
    ground.forget(url)
    untouched = ground.copy(act.starts_from)
    is_older = act.name.startswith("migrate")
    before = after if is_older else come_through(lambda: opened(untouched))
    ground.forget(untouched)
    steps = list(_steps(done))
    return _Pace(
        all_of_it=median(child.moments(ACKNOWLEDGED)[-1] - child.moments(BEGUN)[0] for child in done),
        write=median(committing - writing for writing, committing, _told in steps),
        commit=median(told - committing for _writing, committing, told in steps),
        before=before,
        after=after,
    )


def _steps(runs: list[Child]) -> Iterator[tuple[float, float, float]]:
    """For each commit: when the transaction began, when it was to be committed, and when it had been told of."""
    for child in runs:
        begun = child.moments(BEGUN)[0]
        writing = [at for at in child.moments(WRITING) if at >= begun]
        committing = [at for at in child.moments(COMMITTING) if at >= begun]
        yield from zip(writing, committing, child.moments(ACKNOWLEDGED), strict=True)


def _wait_for_the_moment(child: Child, act: Act, pace: _Pace, rng: random.Random, number: int) -> None:
    """Let the child work until a random moment: of the whole act, of a transaction, or around a commit."""
    child.listen(time.monotonic() + 60, for_what=BEGUN)
    kind = number % 4
    if kind in (0, 1):
        patience = rng.uniform(0, 1.05 * pace.all_of_it)
    else:
        which = rng.randint(1, act.commits)
        child.listen(time.monotonic() + 60, for_what=WRITING if kind == 2 else COMMITTING, times=which)
        patience = rng.uniform(0, 1.05 * pace.write if kind == 2 else 1.5 * pace.commit)
    child.listen(time.monotonic() + patience, for_what="nothing that is ever told")


def _cut_the_server(ground: Ground, aim: Path, child: Child) -> None:
    """Cut the server off; the child must end by itself, with an answer or with a sentence."""
    assert isinstance(ground, OnPostgres)
    assert ground.server is not None
    ground.cut_off(aim)
    try:
        child.wait()
    finally:
        ground.server.start()
    for kind, sentence, trace in child.told(REFUSED):
        if fault := what_is_wrong_with(sentence):
            raise BrokenPromise(f"{kind}: «{sentence}» {fault}\n{trace}")


def opened(url: str) -> str:
    """What an untouched database holds."""
    ledger = open_ledger(url)
    try:
        require_whole(ledger)
        return held(ledger)
    finally:
        ledger.close()


def _look_at(url: str, act: Act, child: Child, pace: _Pace) -> str:
    """Where the kill fell; raises BrokenPromise where the act is half, lost, or cannot be done again."""
    acknowledged = child.told(ACKNOWLEDGED)
    has_committed = _migration(url, act) if act.name.startswith("migrate") else None
    if has_committed is False and not url.startswith("sqlite"):
        act.again(url)  # a server's database goes forward when somebody asks, and is not opened before
    ledger = open_ledger(url)
    try:
        require_whole(ledger)
        found = held(ledger)
        has_more = act.answers(ledger, acknowledged)
        if has_more is not None:
            has_committed = has_more
        elif has_committed is None:
            if found not in (pace.before, pace.after):
                raise BrokenPromise("what stands is neither what stood before nor what the whole act gives")
            has_committed = found == pace.after
        if acknowledged and not has_committed and act.commits == 1:
            raise BrokenPromise("what was acknowledged is not there")
    finally:
        ledger.close()
    act.again(url)
    if opened(url) != pace.after:
        raise BrokenPromise("done again, it does not give what an undisturbed run gives")
    if len(acknowledged) == act.commits:
        return TOLD
    if has_committed:
        return UNTOLD
    if len(child.told(WRITING)) > len(acknowledged):
        return INSIDE
    return TOLD if acknowledged else BEFORE


def _migration(url: str, act: Act) -> bool:
    """Whether the migration had come through; the database is at one revision or the other, and the copies whole."""
    revision = act.starts_from.rpartition("-")[2]
    has_moved = require_one_or_the_other(url, revision)
    copies = require_copies_whole(url, revision)
    if has_moved and url.startswith("sqlite") and not copies:
        raise BrokenPromise("the database was brought forward and no copy lies beside it")
    return has_moved
