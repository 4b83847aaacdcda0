"""A fitted classifier as bytes, the same for the same classifier: skops' own form without its clock and its ids."""

import copy
import io
import json
import math
import zipfile
from typing import TYPE_CHECKING, Any

from assessment.i18n.words import _
from assessment.stalling.model_files import Unusable
from assessment.stalling.model_state import KINDS, SCHEMA

if TYPE_CHECKING:
    from assessment.stalling.classifier import StallClassifier

_THEN = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o644 << 16


def classifier_bytes(classifier: "StallClassifier") -> bytes:
    """The classifier as skops saves it, which ``skops.io.loads`` reads too.

    How many seconds the candidates took is left out (NaN): else the same rows would give another model each time.

    Raises
    ------
    Unusable
        If it is of a kind that gives no reasons (``method_`` is ``"boosting"``).
    """
    from skops.io import dumps  # three seconds of processor, and only whoever trains needs it

    if classifier.method_ not in KINDS:
        raise Unusable(_("den kan ikke give grunde for det, den peger på ({kind})").format(kind=classifier.method_))
    kept = copy.copy(classifier)
    kept.__dict__["_scores"] = [(*score[:-1], math.nan) for score in classifier.__dict__["_scores"]]
    with zipfile.ZipFile(io.BytesIO(dumps(kept))) as saved:
        schema, entries = json.loads(saved.read(SCHEMA)), dict[str, bytes]()
        _number(schema, saved, entries, [0])
    entries[SCHEMA] = json.dumps(schema, separators=(",", ":")).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, _THEN)
            entry.create_system, entry.external_attr = 3, _PLAIN_FILE
            packed.writestr(entry, content)
    return out.getvalue()


def _number(node: Any, saved: zipfile.ZipFile, entries: dict[str, bytes], last: list[int]) -> None:
    """Give each part a number in the order it comes, in place of where it lay in memory; and so its file."""
    if isinstance(node, list):
        for part in node:
            _number(part, saved, entries, last)
    if not isinstance(node, dict):
        return
    if "__id__" in node:
        last[0] += 1
        node["__id__"] = last[0]
    if node.get("__loader__") == "NdArrayNode" and "file" in node:
        content, node["file"] = saved.read(node["file"]), f"{last[0]}.npy"
        entries[node["file"]] = content
    for part in node.values():
        _number(part, saved, entries, last)
