"""Use case: register, or look at, a municipality's legal basis for letting an engine run."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from assessment.access.actor import Actor
from assessment.access.gate import GateEngine, GateEntry, missing
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.storage import gates, journal
from assessment.storage.ledger import Ledger
from assessment.text.screening import clean

_BASIS = frozenset({"legal_basis", "purpose", "dpia", "dpia_on", "signed_by", "expires_on"})


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

    def says_nothing(self) -> bool:
        """Whether it only asks what is registered."""
        return self == GateChange()


def look_at_gate(ledger: Ledger, actor: Actor, municipality: str) -> GateEntry | None:
    """What is registered for a municipality."""
    require(actor, Verb.REGISTER_GATE, municipality=municipality)
    _require_code(municipality)
    with ledger.reading() as transaction:
        return gates.in_force(transaction, municipality)


def register_gate(ledger: Ledger, actor: Actor, municipality: str, change: GateChange, *, now: datetime) -> GateEntry:
    """Register an entry on top of what stands; raises CallerCanMend naming all that an engine still lacks."""
    require(actor, Verb.REGISTER_GATE, municipality=municipality)
    _require_code(municipality)
    with ledger.writing() as transaction:
        standing = gates.in_force(transaction, municipality)
        entry = _changed(standing or _nothing(municipality, actor, now), change, danish_day(now))
        entry = replace(entry, gate_id=str(uuid4()), registered_at=now, registered_by=actor.user)
        if entry.engine is not GateEngine.OFF and (lacking := missing(entry, danish_day(now))):
            raise CallerCanMend(_("Motoren kan ikke slås til. Der mangler: {what}.").format(what=", ".join(lacking)))
        gates.register(transaction, entry)
        journal.write(
            transaction,
            at=now,
            actor=actor.user,
            act="gate",
            subject=municipality,
            detail={
                "gate_id": entry.gate_id,
                "engine": entry.engine.value,
                "synthetic": entry.synthetic,
                "training": entry.training,
            },
        )
    return entry


def _require_code(municipality: str) -> None:
    if not (len(municipality) == 3 and municipality.isascii() and municipality.isdigit()):
        raise CallerCanMend(_("En kommunekode har tre cifre, fx 461."))


def _changed(entry: GateEntry, change: GateChange, today: date) -> GateEntry:
    """The standing entry with what was said; a real basis ends the invented people's, and never the other way."""
    said = {name: value for name in GateChange.__dataclass_fields__ if (value := getattr(change, name)) is not None}
    said = {name: clean(value.strip()).text if type(value) is str else value for name, value in said.items()}
    if said.get("synthetic"):
        if entry.legal_basis:
            raise CallerCanMend(_("Kommunen har et registreret grundlag og er ikke opdigtet. Brug --engine."))
        said.setdefault("engine", GateEngine.RULES)
    elif _BASIS & set(said):
        said["synthetic"] = False
    if (dpia_on := said.get("dpia_on")) and dpia_on > today:
        raise CallerCanMend(_("Konsekvensanalysens dato ligger i fremtiden. Ret --dpia-on."))
    return replace(entry, **said)


def _nothing(municipality: str, actor: Actor, now: datetime) -> GateEntry:
    return GateEntry(
        gate_id="",
        municipality=municipality,
        engine=GateEngine.OFF,
        legal_basis=None,
        purpose=None,
        dpia=None,
        dpia_on=None,
        signed_by=None,
        expires_on=None,
        training=False,
        synthetic=False,
        registered_at=now,
        registered_by=actor.user,
    )
