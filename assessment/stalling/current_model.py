"""Which stall model is in use: one that was trained here and promoted, else the one that ships, else none."""

import re
import shutil
import tempfile
from pathlib import Path

from filelock import FileLock

from assessment import settings
from assessment.i18n.words import _
from assessment.stalling.model_artefact import ModelRefused, SealedModel, look_at_model
from assessment.stalling.model_files import settle, write_files, write_whole

CURRENT = "current"
"""A small file beside the models' folders, which names the one in use."""
_NAME = re.compile(r"\w[\w.-]{0,99}", re.ASCII)
_LONGEST = 200


def local_models() -> Path:
    """Where models that were trained here lie, each in a folder of its identity; never in the installation."""
    return settings.home() / "models"


def current_model_folder() -> Path | None:
    """The folder of the model in use: the one promoted here, else the one that ships; None where there is neither.

    Raises
    ------
    ModelRefused
        If the file that names it names none, or one that is not there. Another is never taken in its place unasked.
    """
    if (here := local_models() / CURRENT).exists():
        return _named_by(here)
    try:
        return _named_by(settings.resource(f"models/{CURRENT}"))
    except FileNotFoundError:
        return None


def promote(folder: Path) -> SealedModel:
    """Copy a model to where those trained here lie, and put it in use; earlier ones are kept.

    Whoever asks meanwhile, or after a death at any moment, gets the earlier model or this one, whole.

    Raises
    ------
    ModelRefused
        If it would be refused when it is used; then nothing is changed.
    OSError
        If it cannot be written.
    """
    model = look_at_model(folder)
    home = local_models()
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / ".lock"):
        for left_by_a_death in home.glob(".new-*"):
            shutil.rmtree(left_by_a_death)
        _keep(model, home)
        write_whole(home / CURRENT, f"{model.identity}\n".encode())
    return model


def _keep(model: SealedModel, home: Path) -> None:
    """Put the model under its identity, in one step; what lies there is left, unless it is no longer that model."""
    place = home / model.identity
    try:
        if look_at_model(place).identity == model.identity:
            return
    except ModelRefused:
        pass
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=home))
    new.chmod(0o755)
    write_files(new, model.files)
    if place.exists() or place.is_symlink():
        place.replace(Path(tempfile.mkdtemp(prefix=".new-", dir=home)) / "damaged")
    new.rename(place)
    settle(home)


def _named_by(current: Path) -> Path:
    try:
        with current.open("rb") as file:
            name = file.read(_LONGEST).decode("ascii").strip()
    except (OSError, ValueError):
        name = ""
    if not _NAME.fullmatch(name) or not (folder := current.parent / name).is_dir():
        sentence = _("{file} peger ikke på en model, der findes. Slet filen, eller træn modellen igen.")
        raise ModelRefused(sentence.format(file=current))
    return folder
