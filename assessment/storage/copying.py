"""A copy of a living SQLite database, whole and consistent while others write."""

import sqlite3
from contextlib import closing
from pathlib import Path


class NotWhole(Exception):
    """The copy could not be made whole; it was not given its name."""


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy ``source`` to ``target`` with SQLite's online backup; the copy is checked before it counts.

    Raises NotWhole where the copy cannot be made or does not pass SQLite's own check; FileExistsError where the
    target is there already.
    """
    if target.exists():
        raise FileExistsError(str(target))
    partial = target.with_name(target.name + ".partial")
    try:
        with closing(sqlite3.connect(source)) as living, closing(sqlite3.connect(partial)) as copy:
            living.backup(copy)
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as problem:
        raise NotWhole(str(problem)) from problem
    if verdict != "ok":
        raise NotWhole(verdict)
    partial.rename(target)
