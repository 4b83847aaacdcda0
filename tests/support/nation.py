"""A nation quickly: the rows of one simulated municipality, again under the code of each of the others."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from assessment.domain.bundle import BUNDLE, BundleColumn


def repeat_in(database: Path, codes: Sequence[str]) -> None:
    """Copy every fact in the database to each municipality in ``codes``; every id and number is its own.

    Ids begin with the three digits of the municipality, and the code takes their place. In a random id of an
    observation it takes a place in the middle, as a fifth version of which the simulation makes none. Indexes are made
    again at the end, and nothing is promised to last: it is for a bench.
    """
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        run = connection.execute
        run("PRAGMA journal_mode = OFF")
        run("PRAGMA synchronous = OFF")
        run("PRAGMA cache_size = -400000")
        run("CREATE TEMP TABLE towns (town TEXT)")
        connection.executemany("INSERT INTO towns VALUES (?)", [(code,) for code in codes])
        for file in BUNDLE:
            made_again = run(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
                (file.stem,),
            ).fetchall()
            for name, _sql in made_again:
                run(f'DROP INDEX "{name}"')
            names = ", ".join(file.column_names)
            values = ", ".join(_in_town(column) for column in file.columns)
            run(
                f"INSERT INTO {file.stem} (batch_seq, received_at, {names}) "  # noqa: S608 - names of our own tables
                f"SELECT batch_seq, received_at, {values} FROM towns CROSS JOIN {file.stem}"
            )
            for _name, sql in made_again:
                run(sql)
        run("PRAGMA journal_mode = WAL")


def _in_town(column: BundleColumn) -> str:
    if column.kind == "municipality":
        return "town"
    if column.kind == "uuid":
        return f"substr({column.name}, 1, 14) || '5' || town || substr({column.name}, 19)"
    return f"town || substr({column.name}, 4)" if column.kind == "id" else column.name
