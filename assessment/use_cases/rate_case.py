"""Use case: a buddy or guide rates a calibration case. Stored once however often it is sent, and never changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.bundle import STEPS
from assessment.domain.calibration import CalibrationCase, KeptCase
from assessment.domain.days import danish_day
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.i18n.words import _, current_language
from assessment.reference.calibration_cases import load_cases
from assessment.reference.rubric import load_rubric
from assessment.storage import journal, rubrics
from assessment.storage.facts import Record, current_records, known_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.app_facts import store_in_app
from assessment.use_cases.log_observation import Conflict
from assessment.use_cases.sent_fields import SentFields, shown


class RatedOtherwise(Conflict):
    """One of the ids is known with other content; nothing is changed."""

    field = "ratings"


@dataclass(frozen=True, slots=True)
class _Rating:
    """What was tapped for one criterion, under the id that the device made."""

    calibration_id: str
    criterion: str
    step: int


def rate_case(ledger: Ledger, actor: Actor, sent: object, *, clock: Callable[[], datetime]) -> KeptCase:
    """Store an observer's steps for one case; the same again is answered alike and stores nothing.

    A case is taken whether or not it waits: somebody may have it open on two tablets, and what was tapped is not thrown
    away.

    Parameters
    ----------
    sent : object
        A mapping with ``case_id`` and ``ratings``, which maps every criterion of the case to a ``calibration_id`` (a
        UUID) and a ``step`` (0 to 4). Unknown fields are passed over.
    clock : callable
        Gives the time now; it is read once the case's turn to be written has come.

    Raises
    ------
    InvalidFields
        Where something will not do, naming every field, or where the observer is not known any more.
    NotAllowed
        Where the actor is no observer.
    RatedOtherwise
        Where an id is known with other content.
    """
    case, ratings = _checked(sent)
    observer_id = actor.observer_id or ""
    require(actor, Verb.RATE_CASE, observers=[observer_id] if observer_id else [])
    with ledger.writing() as transaction:
        now = clock()
        stored = _stored(transaction, ratings)
        if stored and not _is_the_same(stored, observer_id, case, ratings):
            raise RatedOtherwise(_("Eksemplet er allerede modtaget med andre trin. Gem det igen som et nyt."))
        if stored:
            return KeptCase(case_id=case.case_id, stored_at=stored[0]["rated_at"], is_new=False)
        if not known_records(transaction, "observers", danish_day(now), observer_id=[observer_id]):
            message = _("Du står ikke som makker eller guide lige nu. Sig det til den, der inviterede dig.")
            raise InvalidFields((FieldError("", "", message),))
        rubrics.use(transaction, load_rubric())
        rubrics.use(transaction, load_cases())
        rows = [
            {
                "calibration_id": one.calibration_id,
                "observer_id": observer_id,
                "case_id": case.case_id,
                "criterion": one.criterion,
                "step": one.step,
                "rated_at": now,
            }
            for one in ratings
        ]
        store_in_app(transaction, actor, {"calibrations": rows}, source="felt", now=now)
        detail = {"case_id": case.case_id}
        journal.write(transaction, at=now, actor=actor.user, act="calibration", subject=observer_id, detail=detail)
    return KeptCase(case_id=case.case_id, stored_at=now, is_new=True)


def _stored(transaction: Transaction, ratings: tuple[_Rating, ...]) -> list[Record]:
    return current_records(transaction, "calibrations", calibration_id=[one.calibration_id for one in ratings])


def _is_the_same(stored: list[Record], observer_id: str, case: CalibrationCase, ratings: tuple[_Rating, ...]) -> bool:
    found = {
        (row["calibration_id"], row["observer_id"], row["case_id"], row["criterion"], row["step"]) for row in stored
    }
    return found == {(one.calibration_id, observer_id, case.case_id, one.criterion, one.step) for one in ratings}


def _checked(sent: object) -> tuple[CalibrationCase, tuple[_Rating, ...]]:
    """The case and its ratings as they were sent, or InvalidFields with a sentence for every field that will not do."""
    form = SentFields.of(sent)
    case_id, cases = form.sent.get("case_id"), load_cases()
    if not isinstance(case_id, str) or case_id not in cases.case_ids:
        raise InvalidFields((FieldError("case_id", shown(case_id), _("Det eksempel findes ikke.")),))
    case, ratings = cases.case(case_id), form.sent.get("ratings")
    if not isinstance(ratings, Mapping):
        message = _("Der skal stå et trin for hvert kriterium i eksemplet.")
        raise InvalidFields((FieldError("ratings", shown(ratings), message),))
    form.errors.extend(_not_asked(case, ratings))
    read = [_rating(form, criterion, ratings.get(criterion)) for criterion in case.criteria]
    if len({one.calibration_id for one in read if one}) < sum(one is not None for one in read):
        form.refuse("ratings", _("Hvert trin skal have sit eget id."))
    form.require_no_errors()
    return case, tuple(one for one in read if one)


def _not_asked(case: CalibrationCase, ratings: Mapping[Any, Any]) -> list[FieldError]:
    return [
        FieldError("ratings", shown(criterion), _("Eksemplet spørger ikke om det."))
        for criterion in ratings
        if criterion not in case.criteria
    ]


def _rating(form: SentFields, criterion: str, told: object) -> _Rating | None:
    """One rating, None where it was refused; a step that was not chosen is named by its criterion."""
    asked = load_rubric().criterion(criterion)
    name = asked.name if current_language() == "da" else asked.name_en
    fields = SentFields(told if isinstance(told, Mapping) else {})
    step = fields.sent.get("step")
    if type(step) is not int or step not in STEPS:
        fields.refuse("step", _("Vælg et trin fra 0 til 4 for {name}.").format(name=name))
    calibration_id = fields.uuid("calibration_id")
    form.errors.extend(
        FieldError(f"ratings.{criterion}.{error.field}", error.value, error.message) for error in fields.errors
    )
    return _Rating(calibration_id, criterion, step) if not fields.errors and isinstance(step, int) else None
