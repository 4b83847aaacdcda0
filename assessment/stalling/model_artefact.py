"""The stall model as a folder: written once, and used only if it is whole, of our making and fit for what is here."""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _, in_language
from assessment.reference.rubric import load_rubric
from assessment.stalling.model_card import card
from assessment.stalling.model_checks import checked
from assessment.stalling.model_files import (
    CARD,
    DANISH_CARD,
    MANIFEST,
    METRICS,
    MODEL,
    Unusable,
    identity_of,
    read_files,
    sealed,
    sha256_of,
    shown,
    unsealed,
    write_files,
)
from assessment.stalling.model_metrics import require_told
from assessment.stalling.model_origin import FORMAT, MUST_AGREE, ModelOrigin, is_complete, manifest_of
from assessment.stalling.model_state import saved_state
from assessment.stalling.rubric_calibration import shipped_calibration

if TYPE_CHECKING:
    from assessment.stalling.classifier import StallClassifier


class ModelRefused(CallerCanMend):
    """A model may not be used (or kept), and the sentence says why and what helps; the rules go on without it."""


@dataclass(frozen=True, slots=True)
class SealedModel:
    """A model that may be used, before anything is computed with it: no package that computes was read in.

    Attributes
    ----------
    identity : str
        ``model-`` and twelve digits; another byte anywhere in the folder is another identity.
    manifest : mapping
        What made it; see :func:`~assessment.stalling.model_origin.manifest_of`.
    files : mapping from name to bytes
        All of it, as it was read.
    state : mapping
        What the classifier learned.
    """

    identity: str
    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]
    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StallModel:
    """A fitted classifier with all that is known of where it came from.

    Attributes
    ----------
    classifier : StallClassifier
        Gives probabilities and what each feature adds, bit for bit as when it was written.
    features : tuple of str
        What it asks for, in its order.
    threshold : float
        A possible stall from this probability on.
    manifest : mapping
        See :func:`~assessment.stalling.model_origin.manifest_of`.
    identity : str
        ``model-`` and twelve digits, kept with each state it gives.
    """

    classifier: "StallClassifier"
    features: tuple[str, ...]
    threshold: float
    manifest: Mapping[str, Any]
    identity: str


def write_model(
    folder: Path, classifier: "StallClassifier", *, made_of: ModelOrigin, metrics: Mapping[str, Any]
) -> StallModel:
    """Write a fitted classifier with its manifest, metrics and cards; the model as it is then read.

    The same arguments give the same bytes. A death half-way leaves a folder that is refused.

    Parameters
    ----------
    folder : Path
        Is made where it is not there; what lies in it under our names is replaced.
    classifier : StallClassifier
        Fitted on a table with named columns.
    made_of : ModelOrigin
        What made it.
    metrics : mapping
        See :func:`~assessment.stalling.model_metrics.require_told`; JSON.

    Raises
    ------
    ModelRefused
        If it would be refused when read: a classifier that gives no reasons, say.
    ValueError
        If a figure cannot be told, or something is no JSON.
    """
    from assessment.stalling.model_skops import classifier_bytes

    require_told(metrics)
    try:
        content = classifier_bytes(classifier)
        state = checked(saved_state(content))
    except Unusable as problem:
        raise _refused(folder, problem) from None
    directions = dict(zip(state["feature_names_in_"], state["directions_"], strict=True))
    return _written(folder, content, manifest_of(made_of, state["method_"], directions), metrics)


def write_with_metrics(folder: Path, model: SealedModel, metrics: Mapping[str, Any]) -> StallModel:
    """Write a copy of a model with other figures in its metrics and cards; the classifier is the same to the byte.

    It is another model by name: states that the first one gave go on naming the first.

    Parameters
    ----------
    folder : Path
        Is made where it is not there; what lies in it under our names is replaced.
    model : SealedModel
        Whose files are the source.
    metrics : mapping
        As in :func:`write_model`.

    Raises
    ------
    ValueError
        If a figure cannot be told, or something is no JSON.
    """
    require_told(metrics)
    return _written(folder, model.files[MODEL], model.manifest, metrics)


def _written(folder: Path, content: bytes, manifest: Mapping[str, Any], metrics: Mapping[str, Any]) -> StallModel:
    told = json.dumps(metrics, indent=2, ensure_ascii=False, allow_nan=False, sort_keys=True) + "\n"
    files = {MODEL: content, METRICS: told.encode()}
    for name, language in ((CARD, "en"), (DANISH_CARD, "da")):
        with in_language(language):
            files[name] = card(manifest, metrics, sha256_of(content)).encode()
    write_files(folder, {**files, MANIFEST: sealed(manifest, files)})
    return read_model(folder)


def read_model(folder: Path, *, expected_features: Sequence[str] | None = None) -> StallModel:
    """The model in a folder, if it may be used here.

    Parameters
    ----------
    folder : Path
        Where it lies; it may have been filled by somebody who means no good.
    expected_features : sequence of str, optional
        The features that are made now, in any order and perhaps more than the model asks for; without it they are not
        compared.

    Raises
    ------
    ModelRefused
        As :func:`look_at_model`.
    """
    return opened(look_at_model(folder, expected_features=expected_features))


def look_at_model(folder: Path, *, expected_features: Sequence[str] | None = None) -> SealedModel:
    """All that :func:`read_model` asks of a folder, in some hundredths of a second; nothing in it is run.

    Raises
    ------
    ModelRefused
        If a file is missing, oversize or not as it was written, holds what no model of ours does, or is of another
        rubric, calibration, set of features, or major version of a library.
    """
    try:
        files = read_files(folder)
        manifest = unsealed(files)
        _require_fit(manifest)
        state = checked(saved_state(files[MODEL]))
        _require_agreement(manifest, state)
        if expected_features is not None:
            _require_made(manifest, expected_features)
    except Unusable as problem:
        raise _refused(folder, problem) from None
    return SealedModel(identity_of(files[MANIFEST]), MappingProxyType(manifest), MappingProxyType(files), state)


def opened(model: SealedModel) -> StallModel:
    """The model ready to be asked; reads in scikit-learn, which takes seconds the first time."""
    from assessment.stalling.classifier import StallClassifier
    from assessment.stalling.classifier_shapes import Shapes

    classifier = StallClassifier()
    classifier.__dict__.update({**model.state, "_model": Shapes(**model.state["_model"])})
    return StallModel(
        classifier=classifier,
        features=tuple(str(name) for name in classifier.feature_names_in_),
        threshold=model.manifest["threshold"],
        manifest=model.manifest,
        identity=model.identity,
    )


def _require_fit(manifest: Mapping[str, Any]) -> None:
    """Whether what it was made for and with is what is here; all that is not, at once."""
    made_in = manifest.get("format")
    if isinstance(made_in, int) and made_in > FORMAT:
        raise Unusable(_("den er lavet af en nyere udgave af Sprogspor"))
    try:
        is_ours = made_in == FORMAT and is_complete(manifest)
    except (ValueError, KeyError, TypeError):
        is_ours = False
    if not is_ours:
        raise Unusable(_("{file} mangler noget eller kan ikke forstås").format(file=MANIFEST))
    problems, rubric = [], load_rubric()
    if (manifest["rubric"], manifest["rubric_sha256"]) != (rubric.version, rubric.sha256):
        sentence = _("den er lavet til et andet skema ({theirs}, her er {ours})")
        problems.append(sentence.format(theirs=shown(manifest["rubric"]), ours=rubric.version))
    if manifest["calibration_sha256"] != shipped_calibration().sha256:
        problems.append(_("den er lavet med en anden kalibrering af skemaet"))
    here = {"python": platform.python_version(), **{name: version(name) for name in MUST_AGREE if name != "python"}}
    for name in MUST_AGREE:
        made_with = manifest["made_with"][name]
        if made_with.split(".")[0] != here[name].split(".")[0]:
            sentence = _("den er lavet med {name} {theirs}, og her er {ours}")
            problems.append(sentence.format(name=name, theirs=shown(made_with), ours=here[name]))
    if problems:
        raise Unusable("; ".join(problems))


def _require_agreement(manifest: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """Whether the manifest tells of the classifier beside it."""
    told = [(feature["name"], feature["direction"]) for feature in manifest["features"]]
    learned = list(zip(state["feature_names_in_"], state["directions_"].tolist(), strict=True))
    if manifest["method"] != state["method_"] or told != learned:
        raise Unusable(_("{file} siger noget andet end {other}").format(file=MANIFEST, other=MODEL))


def _require_made(manifest: Mapping[str, Any], made_now: Sequence[str]) -> None:
    asked_for = [feature["name"] for feature in manifest["features"]]
    if wanting := [name for name in asked_for if name not in set(made_now)]:
        names = shown(", ".join(wanting))
        raise Unusable(_("den er lært af oplysninger, der ikke regnes ud her ({names})").format(names=names))


def _refused(folder: Path, why: Unusable) -> ModelRefused:
    sentence = _("Modellen i {folder} kan ikke bruges: {why}. Træn den igen, eller installér Sprogspor igen.")
    return ModelRefused(sentence.format(folder=folder, why=why))
