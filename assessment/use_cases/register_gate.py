"""Use case: register, or look at, a municipality's legal basis for letting an engine run."""

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from assessment.access.actor import Actor
from assessment.access.gate import GateChange, GateEngine, GateEntry, GateSeen, expires_soon, missing, missing_in_words
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.reference.municipalities import municipality_name
from assessment.storage import gates, installation, journal
from assessment.storage.ledger import Ledger
from assessment.text.screening import clean

__all__ = ["GateChange", "look_at_gate", "look_at_gates", "register_gate"]

_BASIS = frozenset({"legal_basis", "purpose", "dpia", "dpia_on", "signed_by", "expires_on"})


def look_at_gate(ledger: Ledger, actor: Actor, municipality: str) -> GateEntry | None:
    """What is registered for a municipality."""
    require(actor, Verb.REGISTER_GATE, municipality=municipality)
    _require_code(municipality)
    with ledger.reading() as transaction:
        return gates.in_force(transaction, municipality)


def look_at_gates(ledger: Ledger, actor: Actor, *, now: datetime, also: str = "") -> tuple[GateSeen, ...]:
    """What each municipality has registered that has people here or has registered anything, by code.

    ``also`` is the code of one more that is asked about, which may be new here.
    """
    require(actor, Verb.REGISTER_GATE)
    today = danish_day(now)
    with ledger.reading() as transaction:
        histories = {
            code: gates.history(transaction, code)
            for code in sorted({*installation.municipalities(transaction), *filter(_is_code, [also])})
        }
    return tuple(
        GateSeen(
            municipality=code,
            name=municipality_name(code),
            history=tuple(history),
            missing=tuple(missing_in_words(history[0] if history else None, today)),
            is_open=bool(history) and not missing(history[0], today),
            expires_soon=bool(history) and expires_soon(history[0], today),
            read_on=today,
        )
        for code, history in histories.items()
    )


def register_gate(
    ledger: Ledger,
    actor: Actor,
    municipality: str,
    change: GateChange,
    *,
    now: datetime,
    gate_id: str | None = None,
) -> GateEntry:
    """Register an entry on top of what stands; raises CallerCanMend naming all that an engine still lacks.

    ``gate_id`` is made by whoever asks, so that asking twice registers once.
    """
    require(actor, Verb.REGISTER_GATE, municipality=municipality)
    _require_code(municipality)
    with ledger.writing() as transaction:
        standing = gates.in_force(transaction, municipality)
        if standing is not None and standing.gate_id == gate_id:
            return standing
        entry = _changed(standing or _nothing(municipality, actor, now), change, danish_day(now))
        entry = replace(entry, gate_id=gate_id or str(uuid4()), registered_at=now, registered_by=actor.user)
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
                "threshold": entry.threshold,
                "capacity": entry.capacity,
            },
        )
    return entry


def _require_code(municipality: str) -> None:
    if not _is_code(municipality):
        raise CallerCanMend(_("En kommunekode har tre cifre, fx 461."))


def _is_code(municipality: str) -> bool:
    return len(municipality) == 3 and municipality.isascii() and municipality.isdigit()


def _changed(entry: GateEntry, change: GateChange, today: date) -> GateEntry:
    """The standing entry with what was said; a real basis ends the invented people's, and never the other way.

    Raises CallerCanMend, naming all that cannot be registered.
    """
    said = {name: value for name in GateChange.__dataclass_fields__ if (value := getattr(change, name)) is not None}
    problems: list[str] = []
    if (points_at := said.pop("points_at", None)) is not None:
        problems += points_at.problems()
        said |= {"threshold": points_at.threshold, "capacity": points_at.capacity}
    said = {name: clean(value.strip()).text if type(value) is str else value for name, value in said.items()}
    if said.get("synthetic"):
        if entry.legal_basis:
            problems.append(_("Kommunen har et registreret grundlag og er ikke opdigtet. Brug --engine."))
        said.setdefault("engine", GateEngine.RULES)
    elif _BASIS & set(said):
        said["synthetic"] = False
    if (dpia_on := said.get("dpia_on")) and dpia_on > today:
        problems.append(_("Konsekvensanalysens dato ligger i fremtiden. Ret --dpia-on."))
    if problems:
        raise CallerCanMend(" ".join(problems))
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
