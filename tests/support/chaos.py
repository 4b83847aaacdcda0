"""Kill, cut off, lock out and fill up, and say where it fell.

Run ``python -m tests.support.chaos --count 100``; the first broken promise stops the run, and its database is kept.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from assessment.reference.rubric import load_rubric

from . import postgres_server
from .chaos_acts import Act, acts
from .chaos_children import ChildFailed
from .chaos_doors import fail_everywhere, fill_ground
from .chaos_faults import faults_of
from .chaos_grounds import Ground, OnPostgres, OnSqlite
from .chaos_kills import kill_often, opened
from .chaos_town import OLDER_REVISIONS, fill_older, fill_people, fill_town, write_town
from .chaos_whole import BrokenPromise
from .compiled_once import statements_compiled_once

MANY = 100
"""So many kills should have fallen everywhere."""


def main() -> None:
    """Read what is asked for, kill so often, and print a line for each act."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.chaos", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100, help="kills of each act")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", default="", help="some of: import, save, flag, undo, migrate, ground, or the name of one fault"
    )
    parser.add_argument("--newcomers", type=int, default=25, help="how large the town is")
    parser.add_argument("--database", default="", help="the address of a PostgreSQL server, without a database")
    parser.add_argument("--on", default="sqlite,postgresql", help="which databases")
    asked = parser.parse_args()
    load_rubric()  # read once here, not by each of hundreds of children that are forked off
    place = Path(tempfile.mkdtemp(prefix="sprogspor-chaos-"))
    write_town(place, newcomers=asked.newcomers)
    try:
        with statements_compiled_once():
            _everywhere(place, asked)
    except (BrokenPromise, ChildFailed) as problem:
        sys.exit(f"{problem}\nEverything lies in {place}.")
    shutil.rmtree(place)


def _everywhere(place: Path, asked: argparse.Namespace) -> None:
    """On each kind of database that was asked for and can be had."""
    if "sqlite" in asked.on:
        _on(OnSqlite(place / "sqlite"), place, asked)
    if "postgresql" in asked.on:
        with _server(asked.database) as ground:
            if ground is not None:
                _on(ground, place, asked)


def _rehearse(ground: OnSqlite, chosen: list[Act]) -> None:
    """Do every act once here, on a file that is closed again before anybody is forked off.

    What each of hundreds of children would import, read and compile anew, they then have from the start.
    """
    for act in chosen:
        url = ground.copy(act.starts_from)
        act.again(url)
        opened(url)
        ground.forget(url)


def _on(ground: Ground, place: Path, asked: argparse.Namespace) -> None:
    """Every act on one kind of database, and every fault of the ground."""
    wanted = {name.strip() for name in asked.only.split(",") if name.strip()}
    chosen = [act for act in acts(place) if not wanted or {act.name, act.name.split("-")[0]} & wanted]
    faults = [fault for fault in faults_of(ground) if not wanted or {fault.name, "ground"} & wanted]
    _fill(ground, place, {act.starts_from for act in chosen})
    if isinstance(ground, OnSqlite):
        _rehearse(ground, chosen)
    for act in chosen:
        _kill(ground, act, asked)
    if faults:
        ground.fill("ground", lambda url: fill_ground(url, place / "people"))
        for line in fail_everywhere(ground, place, faults, with_the_clock=not wanted or "ground" in wanted):
            print(line, flush=True)
    if isinstance(ground, OnPostgres) and ground.server is not None:
        for act in chosen:
            _kill(ground, act, asked, cut_the_server=True)


def _kill(ground: Ground, act: object, asked: argparse.Namespace, *, cut_the_server: bool = False) -> None:
    began = time.monotonic()
    fell = kill_often(ground, act, count=asked.count, seed=asked.seed, cut_the_server=cut_the_server)
    what = "server cut off" if cut_the_server else "killed"
    print(
        f"{ground.name}, {act.name}, {what} {asked.count} times: {fell} "
        f"(the act takes {fell.duration:.2f} s; {time.monotonic() - began:.0f} s in all)",
        flush=True,
    )
    if asked.count >= MANY and fell.missed():
        print(f"  The moments were not well chosen: none fell {' or '.join(fell.missed())}.", flush=True)


def _fill(ground: Ground, place: Path, wanted: set[str]) -> None:
    """The databases that the chosen acts start from."""
    ground.fill("people", lambda url: fill_people(url, place))
    if wanted - {"people"}:
        ground.fill("town", lambda url: fill_town(url, place))
    for revision in OLDER_REVISIONS:
        if f"town-{revision}" in wanted:
            ground.fill(f"town-{revision}", partial(fill_older, newest=ground.filled("town"), revision=revision))


@contextmanager
def _server(address: str) -> Iterator[OnPostgres | None]:
    """A PostgreSQL server to kill and cut off: the one at ``address``, else one of our own where there can be."""
    if address:
        print("postgresql: the server is somebody else's, so it is not cut off.")
        yield OnPostgres(address)
    elif reason := postgres_server.why_not():
        print(f"postgresql: {reason}.")
        yield None
    else:
        with postgres_server.running() as own:
            yield OnPostgres(own.address, own)


if __name__ == "__main__":
    main()
