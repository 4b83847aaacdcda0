"""The rows of a table in ``data/reference``: semicolons, UTF-8, one header line."""

import csv

from assessment.settings import resource


def table_rows(name: str) -> list[dict[str, str]]:
    """The rows of ``data/reference/<name>.csv`` by column, every value as text; FileNotFoundError where there is none.

    Examples
    --------
    >>> table_rows("municipalities")[0]
    {'code': '101', 'name': 'København'}
    """
    with resource(f"data/reference/{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter=";", strict=True))
