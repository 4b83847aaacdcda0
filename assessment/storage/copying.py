"""A copy of a living SQLite database, whole and consistent while others write."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_WRITTEN_BESIDE = ("-journal", "-wal", "-shm")


class NotWhole(Exception):
    """The copy could not be made whole; it was not given its name."""


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy ``source`` to ``target`` with SQLite's online backup; the copy is checked before it counts.

    Raises NotWhole where the copy cannot be made or does not pass SQLite's own check; FileExistsError where the
    target is there already.
    """
    with becoming(target) as partial:
        copy_pages(source, partial)


def copy_pages(source: Path, partial: Path, *, at_rest: bool = False) -> None:
    """Fill ``partial`` with the pages of a database, as one file that needs no other beside it.

    The database may be in use; with ``at_rest`` it is somebody's copy, and nothing is written where it lies.
    """
    address = as_it_lies(source) if at_rest else f"{source.resolve().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True)) as living, closing(sqlite3.connect(partial)) as copy:
            living.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as problem:
        raise NotWhole(str(problem)) from problem
    if verdict != "ok":
        raise NotWhole(verdict)


def as_it_lies(file: Path) -> str:
    """The address under which a SQLite file is only read, wherever it lies: nothing is written beside it.

    Where something is written beside it already, it is in use, and what stands there is part of it.
    """
    in_use = any(file.with_name(file.name + end).exists() for end in _WRITTEN_BESIDE)
    return f"{file.resolve().as_uri()}?mode=ro{'' if in_use else '&immutable=1'}"


@contextmanager
def becoming(target: Path) -> Iterator[Path]:
    """The file to write a copy in, readable by its owner alone; it gets its name if all goes well, else it is gone.

    With its name it is on the disk, whatever happens to the machine. FileExistsError where the name is taken.
    """
    if target.exists():
        raise FileExistsError(str(target))
    handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".partial", dir=target.parent)
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        _settle(partial)
        if target.exists():
            raise FileExistsError(str(target))
        partial.rename(target)
        _settle(target.parent)
    finally:
        for end in ("", *_WRITTEN_BESIDE):
            partial.with_name(partial.name + end).unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Have what was written of a file, or of the names in a folder, on the disk."""
    if os.name != "posix" and path.is_dir():
        return  # only a POSIX system lets a folder be opened
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
