"""Read a rubric, and only if it is byte for byte the one that was published."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assessment.domain.errors import SprogsporError
from assessment.domain.rubric import N_STEPS, Criterion, Rubric
from assessment.i18n.words import _
from assessment.settings import resource

CURRENT_VERSION = "workplace-da-v1"


class InvalidRubric(SprogsporError):
    """The rubric is not the published one, so nothing may be measured with it."""


@cache
def load_rubric(version: str = CURRENT_VERSION) -> Rubric:
    """The published rubric of that version, read once.

    Raises
    ------
    InvalidRubric
        If the version is unknown, or its file has been changed since it was published.

    Examples
    --------
    >>> load_rubric().criterion("small_talk").name
    'Småsnak'
    """
    return read_rubric(resource("data/rubric"), version)


def read_rubric(folder: Path, version: str) -> Rubric:
    """The rubric ``<version>.yaml`` in ``folder``, checked against ``hashes.yaml`` beside it; see `load_rubric`."""
    content, sha256 = published_bytes(folder, version)
    return _rubric(yaml.safe_load(content), version, sha256)


def published_bytes(folder: Path, version: str) -> tuple[bytes, str]:
    """The bytes of ``<version>.yaml`` in ``folder`` and their sha256; InvalidRubric unless they are the published."""
    published: dict[str, str] = yaml.safe_load((folder / "hashes.yaml").read_text(encoding="utf-8"))
    if version not in published:
        raise InvalidRubric(_("Vi kender ikke bedømmelsesskemaet {version}.").format(version=version))
    content = (folder / f"{version}.yaml").read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != published[version]:
        raise InvalidRubric(
            _(
                "Bedømmelsesskemaet {version} er ændret, siden det blev udgivet, og kan ikke bruges."
                " Hent den udgivne fil igen; et nyt indhold skal have et nyt navn."
            ).format(version=version)
        )
    return content, sha256


def _rubric(content: dict[str, Any], version: str, sha256: str) -> Rubric:
    criteria = tuple(_criterion(entry) for entry in content["criteria"])
    names, names_en = tuple(content["steps"]["da"]), tuple(content["steps"]["en"])
    whole = [names, names_en, *(anchors for c in criteria for anchors in (c.anchors, c.anchors_en))]
    if content["version"] != version or any(len(five) != N_STEPS for five in whole):
        raise InvalidRubric(
            _("Bedømmelsesskemaet {version} er ikke helt: hvert kriterium skal have fem trin.").format(version=version)
        )
    return Rubric(version=version, criteria=criteria, sha256=sha256, step_names=names, step_names_en=names_en)


def _criterion(entry: dict[str, Any]) -> Criterion:
    danish, english = entry["da"], entry["en"]
    return Criterion(
        code=entry["code"],
        name=danish["name"],
        question=danish["question"],
        anchors=tuple(danish["anchors"]),
        example=danish["example"],
        name_en=english["name"],
        question_en=english["question"],
        anchors_en=tuple(english["anchors"]),
        example_en=english["example"],
        roles=tuple(entry["roles"]),
    )
