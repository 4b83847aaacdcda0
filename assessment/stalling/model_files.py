"""The files of a model's folder: read within limits, and only as they were written."""

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from assessment.i18n.words import _

MODEL, METRICS, CARD, DANISH_CARD, MANIFEST = "model.skops", "metrics.json", "card.md", "card.da.md", "manifest.json"
SEALED = (MODEL, METRICS, CARD, DANISH_CARD)
"""The files whose sha256 stands in the manifest; the manifest is sealed by a sha256 of its own."""
MEGABYTE = 1024 * 1024
MOST_MEGABYTES = {MODEL: 5, METRICS: 5, CARD: 1, DANISH_CARD: 1, MANIFEST: 1}
SEAL = "sha256"
_LONGEST_SHOWN = 80
_READ_ONLY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe must not keep us waiting


class Unusable(ValueError):
    """Why a model cannot be used: the part of a sentence that comes after "because"."""


def read_files(folder: Path) -> dict[str, bytes]:
    """The bytes of each file of a model, by its name; what else lies in the folder is not looked at.

    Raises
    ------
    Unusable
        If one is missing, is no plain file, or is larger than any of ours; all that are wrong at once.
    """
    files: dict[str, bytes] = {}
    problems = []
    for name in (*SEALED, MANIFEST):
        try:
            files[name] = _content(folder / name, MOST_MEGABYTES[name] * MEGABYTE)
        except OSError:
            problems.append(_("{file} mangler eller kan ikke læses").format(file=name))
        except OverflowError:
            problems.append(_("{file} fylder mere end {most} MB").format(file=name, most=MOST_MEGABYTES[name]))
    if problems:
        raise Unusable("; ".join(problems))
    return files


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files in the order given, each whole or not at all.

    The manifest comes last: until then the folder is refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_whole(folder / name, content)


def write_whole(path: Path, content: bytes) -> None:
    """Put ``content`` in a file's place in one step, on the disk before it has the name."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".partial", delete=False) as partial:
        try:
            partial.write(content)
            partial.flush()
            os.fsync(partial.fileno())
            partial.close()
            Path(partial.name).chmod(0o644)
            Path(partial.name).replace(path)
        except BaseException:
            partial.close()
            Path(partial.name).unlink(missing_ok=True)
            raise
    settle(path.parent)


def settle(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sealed(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """A manifest with the sha256 of each file, and of itself, as it is written; the same content gives the same bytes.

    Raises
    ------
    TypeError, ValueError
        If something in it is no JSON.
    """
    told = {**manifest, "files": {name: sha256_of(files[name]) for name in SEALED}}
    return _written({**told, SEAL: sha256_of(_written(told))})


def unsealed(files: Mapping[str, bytes]) -> dict[str, Any]:
    """What the manifest says, if neither it nor any file it names was touched since.

    A hash is no signature: whoever may write in the folder can make another model and seal it. What a file may hold is
    therefore asked of each, whatever its hash.

    Raises
    ------
    Unusable
        If a file, or the manifest, is not as it was written; every file that is not.
    """
    try:
        told = json.loads(files[MANIFEST])
        is_ours = isinstance(told, dict) and _written(told) == files[MANIFEST]
        rest = {key: value for key, value in told.items() if key != SEAL} if is_ours else {}
        whole = is_ours and sha256_of(_written(rest)) == told[SEAL]
        hashes = dict(rest["files"]) if whole else {}
    except (ValueError, KeyError, TypeError, RecursionError):
        whole, hashes = False, {}
    if not whole:
        raise Unusable(_("{file} er ændret, siden den blev lavet").format(file=MANIFEST))
    touched = [name for name in SEALED if hashes.get(name) != sha256_of(files[name])]
    if touched:
        problems = [_("{file} er ændret, siden den blev lavet").format(file=name) for name in touched]
        raise Unusable("; ".join(problems))
    return rest


def identity_of(content: bytes) -> str:
    """What a model is called: ``model-`` and the first twelve digits of the sha256 of its manifest.

    The manifest holds the sha256 of every other file, so a touched byte anywhere is another identity.

    Examples
    --------
    >>> identity_of(b"{}")
    'model-44136fa355b3'
    """
    return f"model-{sha256_of(content)[:12]}"


def shown(text: str) -> str:
    """What may be anything somebody wrote, made fit to stand in a sentence.

    Examples
    --------
    >>> shown("one" + chr(10) + "two")
    'onetwo'
    """
    return "".join(filter(str.isprintable, text))[:_LONGEST_SHOWN]


def sha256_of(content: bytes) -> str:
    """The sha256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _content(path: Path, most: int) -> bytes:
    """OSError where it is no plain file, OverflowError where it holds more than ``most`` bytes."""
    handle = os.open(path, _READ_ONLY)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError
        with os.fdopen(handle, "rb", closefd=False) as file:
            content = file.read(most + 1)
    finally:
        os.close(handle)
    if len(content) > most:
        raise OverflowError
    return content


def _written(told: Mapping[str, Any]) -> bytes:
    return (json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()
