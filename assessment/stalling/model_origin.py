"""What made a model: what it was learned from, as of when, by which code and with which settings."""

import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from typing import Any

from assessment.i18n.words import _
from assessment.reference.rubric import load_rubric
from assessment.stalling.rubric_calibration import shipped_calibration

FORMAT = 1
MADE_WITH = ("sprogspor", "numpy", "scipy", "pandas", "scikit-learn", "skops")
MUST_AGREE = ("python", "numpy", "scipy", "pandas", "scikit-learn", "skops")
"""Whose first number must be the same where a model is used as where it was made."""
_DIRECTIONS = (-1, 0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedFrom:
    """The people a model was learned from: invented ones in simulated worlds, or a municipality's own.

    Attributes
    ----------
    newcomers, rows : int
        People, and rows (a placement on a day).
    sha256 : str
        Of the rows.
    worlds : tuple of str
        The simulated worlds; empty where the people are real.
    municipality : str or None
        Whose people they are; None where they are invented.

    Raises
    ------
    ValueError
        If they are both invented and a municipality's, or neither, or its code is not three digits.
    """

    newcomers: int
    rows: int
    sha256: str
    worlds: tuple[str, ...] = ()
    municipality: str | None = None

    def __post_init__(self) -> None:
        if bool(self.worlds) == bool(self.municipality):
            raise ValueError("give worlds (invented people) or a municipality (its own), and not both")
        if self.municipality is not None and not is_code(self.municipality):
            raise ValueError(f"municipality must be three digits, not {self.municipality!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOrigin:
    """Everything that made a model but the rows themselves. The same origin and classifier give the same bytes.

    Attributes
    ----------
    learned_from : LearnedFrom
        The people.
    as_of : date
        Nothing that became known later was used.
    threshold : float
        A possible stall from this probability on; above 0 and below 1.
    seed : int
        Of whatever was drawn by lot.
    features_sha256 : str
        Of the source of the modules that make the features.
    command : str
        The command that trained it; one line.
    encoder, signals : str or None
        What the encoder and the note signals are known by; None where notes were not used.
    settings : mapping
        Whatever else was chosen; JSON.

    Raises
    ------
    ValueError
        If the threshold is no probability between 0 and 1, or the command is empty or not one line.
    """

    learned_from: LearnedFrom
    as_of: date
    threshold: float
    seed: int
    features_sha256: str
    command: str
    encoder: str | None = None
    signals: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 < self.threshold < 1:
            raise ValueError(f"threshold must lie between 0 and 1, not {self.threshold!r}")
        if not is_command(self.command):
            raise ValueError(f"command must be one line without backticks, not {self.command!r}")


def is_code(municipality: str) -> bool:
    """Whether it is the code of a municipality: three digits."""
    return re.fullmatch(r"[0-9]{3}", municipality) is not None


def is_command(told: str) -> bool:
    """Whether it can stand as a command on one line of a card."""
    return told.isprintable() and "`" not in told and bool(told.strip())


def manifest_of(made_of: ModelOrigin, method: str, directions: Mapping[str, int]) -> dict[str, Any]:
    """What a model's manifest says, before its files are named in it; see ``models/README.md``.

    Parameters
    ----------
    made_of : ModelOrigin
        What made it.
    method : str
        The candidate that was chosen.
    directions : mapping from feature to 1, -1 or 0
        In the order in which the classifier takes them.
    """
    rubric, people = load_rubric(), made_of.learned_from
    return {
        "format": FORMAT,
        "as_of": made_of.as_of.isoformat(),
        "learned_from": {
            "what": f"municipality {people.municipality}" if people.municipality else "invented people, no real ones",
            "municipality": people.municipality,
            "worlds": list(people.worlds),
            "newcomers": people.newcomers,
            "rows": people.rows,
            "sha256": people.sha256,
        },
        "method": method,
        "features": [{"name": name, "direction": int(direction)} for name, direction in directions.items()],
        "threshold": float(made_of.threshold),
        "rubric": rubric.version,
        "rubric_sha256": rubric.sha256,
        "calibration_sha256": shipped_calibration().sha256,
        "encoder": made_of.encoder,
        "signals": made_of.signals,
        "features_sha256": made_of.features_sha256,
        "seed": made_of.seed,
        "settings": dict(made_of.settings),
        "command": made_of.command,
        "made_with": {"python": platform.python_version(), **{name: version(name) for name in MADE_WITH}},
    }


def learned_from_in_words(manifest: Mapping[str, Any]) -> str:
    """Whom a model was learned from, in one line.

    Examples
    --------
    >>> learned_from_in_words({"learned_from": {"municipality": None, "newcomers": 4000, "worlds": ["a", "b"]}})
    'lært af 4000 opdigtede personer og ingen rigtige'
    """
    people = manifest["learned_from"]
    if people["municipality"] is None:
        return _("lært af {newcomers} opdigtede personer og ingen rigtige").format(newcomers=people["newcomers"])
    sentence = _("lært af {newcomers} personer i kommune {municipality}")
    return sentence.format(newcomers=people["newcomers"], municipality=people["municipality"])


def is_complete(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest says everything that one of this format does, each in its own form."""
    people, made_with = manifest["learned_from"], manifest["made_with"]
    features, threshold = manifest["features"], manifest["threshold"]
    date.fromisoformat(manifest["as_of"])
    return (
        all(isinstance(manifest[name], str) for name in ("method", "rubric", "rubric_sha256", "calibration_sha256"))
        and all(isinstance(manifest[name], str) for name in ("features_sha256", "command"))
        and all(manifest[name] is None or isinstance(manifest[name], str) for name in ("encoder", "signals"))
        and all(isinstance(people[name], int) for name in ("newcomers", "rows"))
        and (people["municipality"] is None or is_code(people["municipality"]))
        and all(isinstance(made_with[name], str) for name in MUST_AGREE)
        and all(isinstance(one["name"], str) and one["direction"] in _DIRECTIONS for one in features)
        and isinstance(threshold, float)
        and 0 < threshold < 1
    )
