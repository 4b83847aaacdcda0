"""The gate: no engine runs for a municipality until its legal basis is registered, and none after it has expired."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from assessment.i18n.words import N_, _, day_in_words, number_in_words

EXPIRES_SOON = timedelta(days=60)
THRESHOLDS, CAPACITIES = (0.5, 0.95), (0.01, 0.3)
"""What a municipality may set: from which probability a model points, or at how large a share of the placements."""


class GateEngine(StrEnum):
    """What may be scored with, from nothing up to the model."""

    OFF = "off"
    RULES = "rules"
    MODEL = "model"


ENGINE_WORDS: dict[GateEngine, str] = {
    GateEngine.OFF: N_("der regnes ikke"),
    GateEngine.RULES: N_("der regnes med de faste regler"),
    GateEngine.MODEL: N_("der regnes med modellen"),
}
_ORDER = list(GateEngine)
_THRESHOLD, _CAPACITY = "--threshold", "--capacity"
FIELD_WORDS = {
    "legal_basis": N_("hjemmel"),
    "purpose": N_("formål"),
    "dpia": N_("henvisning til konsekvensanalysen"),
    "dpia_on": N_("konsekvensanalysens dato"),
    "signed_by": N_("hvem der har godkendt"),
    "expires_on": N_("udløbsdato"),
}
"""What a legal basis consists of, as a page says it."""
_FIELDS = {
    "legal_basis": N_("hjemmel (--legal-basis)"),
    "purpose": N_("formål (--purpose)"),
    "dpia": N_("henvisning til konsekvensanalysen (--dpia)"),
    "dpia_on": N_("konsekvensanalysens dato (--dpia-on)"),
    "signed_by": N_("hvem der har godkendt (--signed-by)"),
    "expires_on": N_("udløbsdato (--expires-on)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GateEntry:
    """What a municipality has registered. The newest entry is the one in force.

    ``synthetic`` stands for invented people only: it needs no legal basis, and a banner says so everywhere. A model
    points from the probability ``threshold`` on, or at the most probable up to the share ``capacity`` of the active
    placements; where neither is set, from the threshold that travels with it. At most one of them is.
    """

    gate_id: str
    municipality: str
    engine: GateEngine
    legal_basis: str | None
    purpose: str | None
    dpia: str | None
    dpia_on: date | None
    signed_by: str | None
    expires_on: date | None
    training: bool
    synthetic: bool
    registered_at: datetime
    registered_by: str
    threshold: float | None = None
    capacity: float | None = None

    def as_json(self, today: date) -> dict[str, Any]:
        """The entry as ``gate --format json`` prints it."""
        return {
            "municipality": self.municipality,
            "engine": self.engine.value,
            "legal_basis": self.legal_basis,
            "purpose": self.purpose,
            "dpia": self.dpia,
            "dpia_on": self.dpia_on.isoformat() if self.dpia_on else None,
            "signed_by": self.signed_by,
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
            "training": self.training,
            "synthetic": self.synthetic,
            "threshold": self.threshold,
            "capacity": self.capacity,
            "missing": missing(self, today),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsAt:
    """Whom a model is to point at in a municipality; with neither, it goes by its own threshold again."""

    threshold: float | None = None
    capacity: float | None = None

    def problems(self) -> list[str]:
        """A sentence for each thing that is wrong with it.

        Examples
        --------
        >>> PointsAt(threshold=0.5).problems() + PointsAt(capacity=0.3).problems() + PointsAt().problems()
        []
        """
        given = [(_THRESHOLD, self.threshold, THRESHOLDS), (_CAPACITY, self.capacity, CAPACITIES)]
        sentence = _("{option} er {value}. Skriv et tal fra {least} til {most}.")
        told = [
            sentence.format(option=option, value=f"{value:g}", least=least, most=most)
            for option, value, (least, most) in given
            if value is not None and not least <= value <= most
        ]
        if self.threshold is not None and self.capacity is not None:
            told.append(
                _("Skriv enten {one} eller {other}, for de udelukker hinanden.").format(one=_THRESHOLD, other=_CAPACITY)
            )
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class GateChange:
    """What is to be registered; None leaves what stands."""

    engine: GateEngine | None = None
    legal_basis: str | None = None
    purpose: str | None = None
    dpia: str | None = None
    dpia_on: date | None = None
    signed_by: str | None = None
    expires_on: date | None = None
    training: bool | None = None
    synthetic: bool | None = None
    points_at: PointsAt | None = None

    def says_nothing(self) -> bool:
        """Whether it only asks what is registered."""
        return self == GateChange()


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSeen:
    """A municipality as the owner sees it: what it has registered, newest first, and what is missing in words.

    ``is_open`` says whether anything may be computed; ``expires_soon`` that the basis ends within 60 days.
    """

    municipality: str
    name: str
    history: tuple[GateEntry, ...]
    missing: tuple[str, ...]
    is_open: bool
    expires_soon: bool
    read_on: date

    @property
    def entry(self) -> GateEntry | None:
        """The entry in force; None where nothing was ever registered."""
        return self.history[0] if self.history else None


def missing(entry: GateEntry | None, today: date) -> list[str]:
    """What stands between a municipality and any engine at all on ``today``; empty where the gate is open."""
    if entry is None:
        return [_("intet er registreret"), *[_(name) for name in _FIELDS.values()]]
    if entry.engine is GateEngine.OFF:
        return [_("motoren er slået fra (--engine)")]
    if entry.synthetic:
        return []
    lacking = [_(name) for field, name in _FIELDS.items() if not getattr(entry, field)]
    if entry.expires_on and entry.expires_on < today:
        lacking.append(_("grundlaget udløb {day}").format(day=entry.expires_on.isoformat()))
    return lacking


def missing_in_words(entry: GateEntry | None, today: date) -> list[str]:
    """What :func:`missing` says, for somebody who reads a page and knows no options."""
    if entry is None:
        return [_("der er ikke registreret noget")]
    if entry.engine is GateEngine.OFF:
        return [_("der er slukket for beregning")]
    if entry.synthetic:
        return []
    lacking = [_(name) for field, name in FIELD_WORDS.items() if not getattr(entry, field)]
    if entry.expires_on and entry.expires_on < today:
        lacking.append(_("grundlaget udløb den {day}").format(day=day_in_words(entry.expires_on)))
    return lacking


def points_at_in_words(entry: GateEntry) -> str:
    """Whom a model points at by a municipality's own choice; empty where it goes by its own threshold."""
    if entry.threshold is not None:
        return _("fra en sandsynlighed på {n} af 100").format(n=of_a_hundred(entry.threshold))
    if entry.capacity is not None:
        return _("de mest sandsynlige, højst {n} af 100 aktive forløb").format(n=of_a_hundred(entry.capacity))
    return ""


def of_a_hundred(share: float) -> str:
    """A share as people say it: of a hundred, with at most one decimal."""
    told = round(100 * share, 1)
    return number_in_words(told, 0 if told.is_integer() else 1)


def expires_soon(entry: GateEntry | None, today: date) -> bool:
    """Whether a basis that is in use ends within 60 days, so that somebody must renew it."""
    if entry is None or entry.synthetic or entry.engine is GateEngine.OFF or entry.expires_on is None:
        return False
    return today <= entry.expires_on <= today + EXPIRES_SOON


def engine_in_force(entry: GateEntry, asked: GateEngine | None) -> GateEngine:
    """The registered engine, or the one asked for where that is not above it (``--engine`` only goes downwards).

    Examples
    --------
    >>> [GateEngine(name) for name in ("off", "rules")] == _ORDER[:2]
    True
    """
    return entry.engine if asked is None else min(entry.engine, asked, key=_ORDER.index)
