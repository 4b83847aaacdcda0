"""What the ground under a database can do: go away, be locked, be read-only, run full, refuse to write, turn its clock.

Each fault is a context: inside it the ground is bad, afterwards it is as it was.
"""

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessment.storage import engine

from .chaos_grounds import Ground, OnPostgres, file_of

NOBODY = 65534
SMALL_DISK_MEGABYTES = 4
LOCK_WAIT_SECONDS = 0.3


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One way for the ground to fail.

    ``happens`` makes it so for a database at an address; ``to_an_open_one`` says whether somebody who has opened the
    database meets it, ``lets_read`` whether reading may go on, ``commands`` which commands meet it: those that make a
    database where there is none do not miss one. ``way`` says in words how it is done on this machine.
    """

    name: str
    happens: Callable[[Ground, str], AbstractContextManager[Any]]
    to_an_open_one: bool = True
    lets_read: bool = False
    commands: tuple[str, ...] = ("import", "undo-import", "flag")
    way: str = ""


def faults_of(ground: Ground) -> list[Fault]:
    """Every fault that this kind of database can be given here."""
    if isinstance(ground, OnPostgres):
        mine = [Fault(name="server stopped", happens=_server_stopped)] if ground.server is not None else []
        return [
            *mine,
            Fault(name="read-only", happens=_server_read_only, to_an_open_one=False, lets_read=True),
            Fault(name="locked", happens=_row_locked, lets_read=True),
        ]
    by_mount = (
        "a read-only mount" if can_mount() else "rights taken away" + (" and no root" if os.geteuid() == 0 else "")
    )
    return [
        Fault(name="file moved away", happens=_file_moved, commands=("undo-import",)),
        Fault(name="file replaced", happens=_file_replaced, commands=()),
        Fault(name="folder moved away", happens=_folder_moved, commands=("undo-import",)),
        Fault(name="read-only", happens=_read_only, to_an_open_one=False, lets_read=True, way=by_mount),
        Fault(name="disk full", happens=_disk_full, lets_read=True, way=_how_full()),
        Fault(name="disk refuses to write", happens=_refuses_to_write, lets_read=True, way="RLIMIT_FSIZE"),
        Fault(name="locked", happens=_file_locked, lets_read=True),
    ]


def can_mount() -> bool:
    """Whether this process may mount a small disk of its own."""
    return os.geteuid() == 0 and shutil.which("mount") is not None and _mounts("true")


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A disk of a few megabytes at ``place`` where one may be mounted, else an ordinary folder."""
    place.mkdir(parents=True)
    if not can_mount():
        yield place
        return
    _call("mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK_MEGABYTES}m", "tmpfs", str(place))
    try:
        yield place
    finally:
        _call("umount", "-l", str(place))


@contextmanager
def _file_moved(_ground: Ground, url: str) -> Iterator[None]:
    file = file_of(url)
    away = file.with_name("flyttet.db")
    file.rename(away)
    try:
        yield
    finally:
        if file.exists():
            raise AssertionError("somebody made a new database where the old one had been")
        away.rename(file)


@contextmanager
def _file_replaced(_ground: Ground, url: str) -> Iterator[None]:
    """Somebody lays another copy in its place while it is in use."""
    file = file_of(url)
    away = file.with_name("flyttet.db")
    file.rename(away)
    shutil.copyfile(away, file)
    try:
        yield
    finally:
        away.rename(file)


@contextmanager
def _folder_moved(_ground: Ground, url: str) -> Iterator[None]:
    folder = file_of(url).parent
    away = folder.with_name(f"{folder.name}-flyttet")
    folder.rename(away)
    try:
        yield
    finally:
        if folder.exists():
            shutil.rmtree(folder)
        away.rename(folder)


@contextmanager
def _read_only(_ground: Ground, url: str) -> Iterator[None]:
    place = file_of(url).parent
    if can_mount():
        _call("mount", "-o", "remount,ro", str(place.parent))
        try:
            yield
        finally:
            _call("mount", "-o", "remount,rw", str(place.parent))
        return
    is_root = os.geteuid() == 0
    modes = {path: path.stat().st_mode for path in (place, *place.iterdir())}
    for path in modes:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def _disk_full(_ground: Ground, url: str) -> Iterator[None]:
    """Fill the small disk to the last byte; without one, let the database have no page more than it has."""
    if not can_mount():
        with _refuses_to_write(_ground, url):
            yield
        return
    ballast = file_of(url).with_name("ballast")
    with ballast.open("wb", buffering=0) as heavy:
        try:
            while True:
                heavy.write(bytes(4096))
        except OSError:
            pass
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def _refuses_to_write(_ground: Ground, url: str) -> Iterator[None]:
    """No file may grow beyond the length that the write-ahead log has now."""
    file = file_of(url)
    log = file.with_name(f"{file.name}-wal")
    limit = log.stat().st_size if log.exists() else 4096
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def _file_locked(_ground: Ground, url: str) -> Iterator[None]:
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def _row_locked(_ground: Ground, url: str) -> Iterator[None]:
    import psycopg  # only where there is a server

    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as other:
        other.execute("UPDATE writer SET turns = turns + 1")
        yield
        other.rollback()


@contextmanager
def _server_stopped(ground: Ground, _url: str) -> Iterator[None]:
    assert isinstance(ground, OnPostgres)
    assert ground.server is not None
    ground.server.stop_at_once()
    try:
        yield
    finally:
        ground.server.start()


@contextmanager
def _server_read_only(ground: Ground, url: str) -> Iterator[None]:
    assert isinstance(ground, OnPostgres)
    ground.only_read(url, True)
    try:
        yield
    finally:
        ground.only_read(url, False)


@contextmanager
def shorter_wait() -> Iterator[None]:
    """Let a second writer wait a moment and not half a minute."""
    usual, engine.WRITER_WAIT_SECONDS = engine.WRITER_WAIT_SECONDS, 1
    try:
        yield
    finally:
        engine.WRITER_WAIT_SECONDS = usual


def _how_full() -> str:
    return (
        f"a disk of {SMALL_DISK_MEGABYTES} MB" if can_mount() else "RLIMIT_FSIZE, as no small disk may be mounted here"
    )


def _mounts(program: str) -> bool:
    return subprocess.run(["unshare", "-m", program], capture_output=True, check=False).returncode == 0


def _call(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
