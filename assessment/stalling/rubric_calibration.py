"""How hard each criterion of the rubric is: the calibration that ships, and only if it is whole and of this rubric."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.measurement.calibration import Calibration
from assessment.reference.rubric import CURRENT_VERSION, load_rubric
from assessment.settings import resource

CALIBRATION, MANIFEST = "calibration.json", "manifest.json"


class InvalidCalibration(CallerCanMend):
    """The calibration is not the one that was made, so nothing may be measured with it."""


@dataclass(frozen=True, slots=True)
class ShippedCalibration:
    """A calibration with what its manifest says of it; ``sha256`` is of its bytes and names it wherever it is used."""

    calibration: Calibration
    sha256: str
    manifest: dict[str, Any]


def folder_name(rubric: str) -> str:
    """The folder under ``models/`` in which a rubric's calibration lies.

    Examples
    --------
    >>> folder_name("workplace-da-v1")
    'workplace-da-v1-calibration'
    """
    return f"{rubric}-calibration"


@cache
def shipped_calibration(rubric: str = CURRENT_VERSION) -> ShippedCalibration:
    """The calibration of that rubric, read once; see :func:`read_shipped`.

    Examples
    --------
    >>> shipped = shipped_calibration()
    >>> set(shipped.calibration.criteria) == set(load_rubric().codes)
    True
    """
    return read_shipped(rubric)


def read_shipped(rubric: str = CURRENT_VERSION) -> ShippedCalibration:
    """The calibration of that rubric as it lies there now; see :func:`read_calibration`."""
    try:
        folder = resource(f"models/{folder_name(rubric)}")
    except FileNotFoundError:
        raise _not_usable(rubric, _("den mangler")) from None
    return read_calibration(folder, rubric)


def read_calibration(folder: Path, rubric: str = CURRENT_VERSION) -> ShippedCalibration:
    """The calibration in ``folder``, if its bytes and its rubric's are those that the manifest beside it names.

    Raises
    ------
    InvalidCalibration
        If a file is missing or cannot be read, was changed after it was made, or was made for another rubric.
    """
    try:
        content = (folder / CALIBRATION).read_bytes()
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        made, of_rubric = manifest["calibration_sha256"], manifest["rubric_sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        raise _not_usable(rubric, _("den mangler eller kan ikke læses")) from None
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != made:
        raise _not_usable(rubric, _("den er ændret, siden den blev lavet"))
    if of_rubric != load_rubric(rubric).sha256:
        raise _not_usable(rubric, _("den hører til et andet skema"))
    try:
        return ShippedCalibration(Calibration.from_json(content.decode()), sha256, manifest)
    except ValueError:
        raise _not_usable(rubric, _("den mangler eller kan ikke læses")) from None


def _not_usable(rubric: str, why: str) -> InvalidCalibration:
    return InvalidCalibration(
        _("Kalibreringen af skemaet {rubric} kan ikke bruges: {why}. Installér Sprogspor igen.").format(
            rubric=rubric, why=why
        )
    )
