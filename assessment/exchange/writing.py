"""Write a bundle: UTF-8, semicolons, ISO dates, point decimals, rows sorted by key. Same facts, same bytes."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from assessment.domain.bundle import BUNDLE, GRADES, BundleFile, Kind
from assessment.exchange.formulas import guarded


def bundle_texts(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """The text of each of the bundle's files; a file without rows has its header alone."""
    return {file.filename: file_text(file, frames[file.stem]) for file in BUNDLE}


def file_text(file: BundleFile, rows: pd.DataFrame) -> str:
    r"""One file of a bundle as text, sorted by its key.

    Examples
    --------
    >>> from assessment.domain.bundle import BUNDLE_FILES
    >>> file_text(BUNDLE_FILES["providers"], pd.DataFrame({"provider_id": ["s2", "s1"], "name": [None, "Sprogcenter"]}))
    'provider_id;name\ns1;Sprogcenter\ns2;\n'
    """
    cells = {column.name: _texts(column.kind, rows[column.name]) for column in file.columns}
    ordered = pd.DataFrame(cells, dtype=object).sort_values(list(file.key), kind="stable")
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(file.column_names)
    writer.writerows(ordered.itertuples(index=False, name=None))
    return out.getvalue()


def write_bundle(folder: Path, texts: Mapping[str, str]) -> None:
    """Write each text into ``folder``, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def number_text(number: float) -> str:
    """A number as it is written in a bundle: no trailing zeros, point decimals, never an exponent.

    Examples
    --------
    >>> number_text(30.0), number_text(7.5), number_text(0.00001)
    ('30', '7.5', '0.00001')
    """
    return str(int(number)) if number == int(number) else np.format_float_positional(number, trim="-")


def _texts(kind: Kind, values: pd.Series) -> list[str]:
    missing = values.isna()
    if kind == "day":
        texts = values.dt.strftime("%Y-%m-%d") if len(values) else values.astype(object)
    elif kind == "moment":
        texts = pd.Series(
            [moment.isoformat() if not pd.isna(moment) else "" for moment in values], index=values.index, dtype=object
        )
    elif kind in ("step", "number", "count", "year"):
        texts = pd.Series(
            [number_text(value) if value == value else "" for value in values], index=values.index, dtype=object
        )
    elif kind == "grade":
        texts = pd.Series(
            [GRADES.get(value, number_text(value)) if value == value else "" for value in values],
            index=values.index,
            dtype=object,
        )
    else:
        texts = pd.Series(
            [guarded(value) if value is not None and value == value else "" for value in values],
            index=values.index,
            dtype=object,
        )
    return texts.astype(object).where(~missing, "").tolist()
