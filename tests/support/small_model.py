"""Small stall models, fitted once and written where a test likes; and what somebody ill-meaning could make of one."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from assessment.stalling.model_artefact import StallModel, write_model
from assessment.stalling.model_files import MANIFEST, MODEL, SEAL, SEALED, sealed
from assessment.stalling.model_origin import LearnedFrom, ModelOrigin
from support.school_tables import DIRECTIONS, SchoolTable, school_table

FEATURES = ("absence", "attendance", "earlier_grade", "talk_minutes", "track")
INVENTED = LearnedFrom(newcomers=400, rows=1600, sha256="a" * 64, worlds=("shipped", "drawn:7"))
OWN = LearnedFrom(newcomers=380, rows=1500, sha256="b" * 64, municipality="461")
ORIGIN = ModelOrigin(
    learned_from=INVENTED,
    as_of=date(2026, 6, 28),
    threshold=0.8,
    seed=2026,
    features_sha256="c" * 64,
    command="sprogspor train --simulated",
    settings={"embargo_days": 56},
)
METRICS = {
    "figures": [
        {
            "figure": "auc",
            "on": "own_worlds",
            "value": 0.8714,
            "low": 0.861,
            "high": 0.88,
            "command": "sprogspor evaluate",
        },
        {"figure": "ece", "on": "other_worlds", "value": 0.02, "low": None, "high": None, "command": "make judge"},
    ],
    "gaps": [
        {
            "figure": "true_positive_rate",
            "on": "own_worlds",
            "between": "gender",
            "value": 0.031,
            "low": 0.0,
            "high": 0.07,
            "command": "sprogspor evaluate --by gender",
        }
    ],
}


@cache
def learners() -> SchoolTable:
    """What the small models learn from."""
    table = school_table(240, 1)
    return replace(table, X=table.X[list(FEATURES)])


@cache
def fitted(kind: str) -> Any:
    """A classifier of that kind."""
    from assessment.stalling import StallClassifier

    table = learners()
    monotone = {name: DIRECTIONS[name] for name in FEATURES if name in DIRECTIONS}
    model = StallClassifier(monotone, kind, n_folds=2, max_rounds=8)  # type: ignore[arg-type]  # the kinds are tests' own
    return model.fit(table.X, table.y, groups=table.person, times=table.week)


def write_small(folder: Path, kind: str = "logistic", origin: ModelOrigin = ORIGIN) -> StallModel:
    """A small model in ``folder``."""
    return write_model(folder, fitted(kind), made_of=origin, metrics=METRICS)


def seal_again(
    folder: Path,
    *,
    manifest: Callable[[dict[str, Any]], object] = lambda told: told,
    files: Mapping[str, bytes] | None = None,
) -> None:
    """What somebody who may write in the folder can do: change it, and put every hash right."""
    there = {name: (folder / name).read_bytes() for name in SEALED} | dict(files or {})
    told = json.loads((folder / MANIFEST).read_text("utf-8"))
    manifest(told)
    told.pop(SEAL)
    for name, content in there.items():
        (folder / name).write_bytes(content)
    (folder / MANIFEST).write_bytes(sealed(told, there))


def entries_of(folder: Path) -> dict[str, bytes]:
    """What is in a model's zip."""
    return unpacked((folder / MODEL).read_bytes())


def unpacked(content: bytes) -> dict[str, bytes]:
    """What is in a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def schema_of(folder: Path) -> Any:
    """The attributes of a model's classifier, part by part, as they are saved."""
    return json.loads(entries_of(folder)["schema.json"])["content"]["content"]


def packed(entries: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of the entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def with_schema(folder: Path, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The model's zip with another schema; ``change`` is given the attributes of the classifier, part by part."""
    entries = entries_of(folder)
    schema = json.loads(entries["schema.json"])
    change(schema["content"]["content"])
    return packed({**entries, "schema.json": json.dumps(schema).encode()})
