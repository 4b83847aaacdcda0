"""The rows of a table in ``data``: semicolons, UTF-8, one header line."""

import csv

from assessment.settings import resource


def table_rows(name: str, folder: str = "reference") -> list[dict[str, str]]:
    """The rows of ``data/<folder>/<name>.csv`` by column, every value as text; FileNotFoundError where there is none.

    Examples
    --------
    >>> table_rows("municipalities")[0]
    {'code': '101', 'name': 'København'}
    """
    with resource(f"data/{folder}/{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter=";", strict=True))
