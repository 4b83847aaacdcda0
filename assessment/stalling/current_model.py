"""Which stall model is in use: a municipality's own where one was promoted, else everybody's, else none."""

import json
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from assessment import settings
from assessment.i18n.words import _
from assessment.stalling.model_artefact import ModelRefused, SealedModel, look_at_model
from assessment.stalling.model_files import MANIFEST, MEGABYTE, MOST_MEGABYTES, settle, write_files, write_whole
from assessment.stalling.model_origin import is_code

CURRENT = "current"
"""A small file beside the models' folders, which names the one in use; ``current-461`` names municipality 461's own."""
_NAME = re.compile(r"\w[\w.-]{0,99}", re.ASCII)
_LONGEST = 200


def local_models() -> Path:
    """Where models that were trained here lie, each in a folder of its identity; never in the installation."""
    return settings.home() / "models"


def current_model_folder(municipality: str | None = None) -> Path | None:
    """The folder of the model in use in a municipality: its own, else everybody's; None where there is neither.

    Everybody's is one promoted here that was learned from invented people, else the one that ships. What was learned
    from a municipality's own people is used where that municipality is scored, and nowhere else.

    Parameters
    ----------
    municipality : str, optional
        Its code; without it the model is everybody's.

    Raises
    ------
    ModelRefused
        If the file that names it names none, one that is not there, or another municipality's. Another is never taken
        in its place unasked.
    """
    if municipality is not None and (own := own_model_folder(municipality)) is not None:
        return own
    here = local_models() / CURRENT
    if here.exists() and _learned_from(folder := _named_by(here)) is None:
        return folder
    try:
        return _named_by(settings.resource(f"models/{CURRENT}"))
    except FileNotFoundError:
        return None


def own_model_folder(municipality: str) -> Path | None:
    """The folder of the model that was put in use for one municipality alone; None where it has none.

    Raises
    ------
    ModelRefused
        As :func:`current_model_folder`.
    """
    if not is_code(municipality):
        return None
    here = local_models() / f"{CURRENT}-{municipality}"
    if here.exists():
        folder = _named_by(here)
        if (other := _learned_from(folder)) not in (None, municipality):
            sentence = _(
                "{file} peger på en model, der er lært af kommune {code}. Slet filen, eller træn modellen igen."
            )
            raise ModelRefused(sentence.format(file=here, code=other))
        return folder
    everybodys = local_models() / CURRENT  # as it was before each municipality had its own
    if everybodys.exists() and _learned_from(folder := _named_by(everybodys)) == municipality:
        return folder
    return None


def municipalities_with_own() -> list[str]:
    """The codes of the municipalities for which a model of their own was put in use, whole or not."""
    there = local_models()
    named = {file.name.removeprefix(f"{CURRENT}-") for file in there.glob(f"{CURRENT}-*")}
    if (there / CURRENT).exists():
        with suppress(ModelRefused):  # whose it was cannot be told
            named |= {_learned_from(_named_by(there / CURRENT)) or ""}
    return sorted(filter(is_code, named))


def promote(folder: Path) -> SealedModel:
    """Copy a model to where those trained here lie, and put it in use; earlier ones are kept.

    One that was learned from a municipality's people is in use there and nowhere else, any other everywhere that has
    none of its own. Whoever asks meanwhile, or after a death at any moment, gets the earlier model or this one, whole.

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
        code = model.manifest["learned_from"]["municipality"]
        write_whole(home / (f"{CURRENT}-{code}" if code else CURRENT), f"{model.identity}\n".encode())
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


def _learned_from(folder: Path) -> str | None:
    """The municipality whose people a model was learned from; None where they are invented, or it does not say.

    It is the model's own word. Whoever goes on to use it looks at all of it, and refuses what was touched.
    """
    try:
        with (folder / MANIFEST).open("rb") as file:
            told = json.loads(file.read(MOST_MEGABYTES[MANIFEST] * MEGABYTE))
        code = told["learned_from"]["municipality"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return code if isinstance(code, str) and is_code(code) else None
