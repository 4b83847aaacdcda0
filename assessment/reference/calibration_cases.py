"""Read the calibration cases of a rubric, and only if they are byte for byte the ones that were published."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assessment.domain.calibration import CalibrationCase, CalibrationCases
from assessment.i18n.words import _
from assessment.reference.rubric import CURRENT_VERSION as CURRENT_RUBRIC
from assessment.reference.rubric import InvalidRubric, load_rubric, published_bytes
from assessment.settings import resource

CURRENT_VERSION = f"{CURRENT_RUBRIC}-cases"
MOST_CRITERIA = 3


@cache
def load_cases(version: str = CURRENT_VERSION) -> CalibrationCases:
    """The published cases of that version, read once.

    Raises
    ------
    InvalidRubric
        If the version is unknown, its file has been changed since it was published, or it asks for what the rubric
        does not have.

    Examples
    --------
    >>> load_cases().case("laundry").criteria
    ('instructions', 'initiative')
    """
    return read_cases(resource("data/rubric"), version)


def read_cases(folder: Path, version: str) -> CalibrationCases:
    """The cases ``<version>.yaml`` in ``folder``, checked against ``hashes.yaml`` beside it; see `load_cases`."""
    content, sha256 = published_bytes(folder, version)
    read: dict[str, Any] = yaml.safe_load(content)
    cases = tuple(_case(entry) for entry in read["cases"])
    found = CalibrationCases(version=version, rubric=read["rubric"], cases=cases, sha256=sha256)
    codes = set(load_rubric(found.rubric).codes)
    whole = all(1 <= len(case.criteria) <= MOST_CRITERIA and set(case.criteria) <= codes for case in cases)
    if read["version"] != version or not whole or len(set(found.case_ids)) < len(cases):
        raise InvalidRubric(
            _(
                "Eksemplerne {version} er ikke hele: hvert skal have sit eget id og et til tre af skemaets kriterier."
            ).format(version=version)
        )
    return found


def _case(entry: dict[str, Any]) -> CalibrationCase:
    danish, english = entry["da"], entry["en"]
    return CalibrationCase(
        case_id=entry["id"],
        criteria=tuple(entry["criteria"]),
        place=danish["place"],
        text=danish["text"],
        place_en=english["place"],
        text_en=english["text"],
    )
