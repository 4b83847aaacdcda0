"""Whether an entry that a device sent will do: every field at once, so that nobody mends them one by one."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from assessment.domain.bundle import BUNDLE_FILES, ID_MAX_LENGTH, NOTE_MAX_LENGTH, STEPS
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.domain.sent_observation import SentObservation
from assessment.i18n.words import _

_SHOWN_MAX_LENGTH = 80
_DEVICE_AT_MAX_LENGTH = 40


def check_observation(sent: object, *, criteria: frozenset[str], today: date) -> SentObservation:
    """The entry, or InvalidFields with a sentence for every field that will not do.

    Parameters
    ----------
    sent : object
        A mapping with the fields of the HTTP contract; unknown ones are passed over.
    criteria : frozenset of str
        The codes of the rubric.
    today : date
        The Danish day; nobody has seen anything later.

    Examples
    --------
    >>> check_observation({"placement_id": "p", "seen_on": "i går"}, criteria=frozenset(), today=date(2026, 3, 2))
    Traceback (most recent call last):
    ...
    assessment.domain.field_error.InvalidFields: Et id skal være et UUID. Dagen skal skrives som 2026-03-02. Observationen er tom. Vælg et trin, eller skriv en linje.
    """
    if not isinstance(sent, Mapping):
        raise InvalidFields((FieldError("", "", _("Der skal sendes ét JSON-objekt med observationens felter.")),))
    form = _Form(sent)
    replaces = sent.get("replaces")
    entry = SentObservation(
        observation_id=form.uuid("observation_id"),
        placement_id=form.identifier("placement_id"),
        seen_on=form.day("seen_on", today),
        device_at=form.moment("device_at"),
        mode=form.choice("mode"),
        talk_minutes=form.choice("talk_minutes"),
        talk_partners=form.choice("talk_partners"),
        note=form.note("note"),
        ratings=form.ratings("ratings", criteria),
        replaces=None if replaces is None or replaces == "" else form.uuid("replaces"),
    )
    if entry.replaces is not None and entry.replaces == entry.observation_id:
        form.refuse("replaces", _("En observation kan ikke erstatte sig selv."))
    rated = any(step is not None for step in entry.ratings.values())
    if not (rated or entry.note or entry.talk_minutes or entry.talk_partners or form.refuses("note", "ratings")):
        form.refuse("ratings", _("Observationen er tom. Vælg et trin, eller skriv en linje."))
    if form.errors:
        raise InvalidFields(tuple(form.errors))
    return entry


class _Form:
    """The fields as they were sent, and what is wrong with them so far."""

    def __init__(self, sent: Mapping[Any, Any]) -> None:
        self.sent = sent
        self.errors: list[FieldError] = []

    def refuse(self, field: str, message: str, value: object = None) -> None:
        found = self.sent.get(field) if value is None else value
        self.errors.append(FieldError(field, "" if found is None else str(found)[:_SHOWN_MAX_LENGTH], message))

    def refuses(self, *fields: str) -> bool:
        return any(error.field.partition(".")[0] in fields for error in self.errors)

    def uuid(self, field: str) -> str:
        found = self.sent.get(field)
        try:
            return str(UUID(found)) if isinstance(found, str) else self._no(field, _("Et id skal være et UUID."))
        except ValueError:
            return self._no(field, _("Et id skal være et UUID."))

    def identifier(self, field: str) -> str:
        found = self.sent.get(field)
        if isinstance(found, str) and 1 <= len(found) <= ID_MAX_LENGTH and found.isprintable():
            return found
        return self._no(field, _("Vælg en af dine kolleger."))

    def day(self, field: str, today: date) -> date:
        found = self.sent.get(field)
        try:
            day = date.fromisoformat(found) if isinstance(found, str) and len(found) == len("2026-03-02") else None
        except ValueError:
            day = None
        if day is None:
            self.refuse(field, _("Dagen skal skrives som 2026-03-02."))
        elif day > today:
            self.refuse(field, _("Dagen ligger i fremtiden. Vælg i dag eller en dag før."))
        return day or today

    def moment(self, field: str) -> str:
        found = self.sent.get(field)
        if found is None:
            return ""
        if isinstance(found, str) and len(found) <= _DEVICE_AT_MAX_LENGTH and found.isascii() and found.isprintable():
            return found
        return self._no(field, _("Apparatets tid skal være kort tekst som 2026-03-02T10:42:00+01:00."))

    def choice(self, field: str) -> str | None:
        found, allowed = self.sent.get(field), BUNDLE_FILES["observations"].column(field).choices
        if found is None or found == "":
            return None
        if isinstance(found, str) and found in allowed:
            return found
        self.refuse(field, _("Vælg en af: {allowed}.").format(allowed=", ".join(allowed)))
        return None

    def note(self, field: str) -> str | None:
        found = self.sent.get(field)
        if found is None:
            return None
        if not isinstance(found, str) or "\0" in found or not _is_text(found):
            self.refuse(field, _("Noten skal være tekst."), value="…")
        elif len(found.strip()) > NOTE_MAX_LENGTH:
            self.refuse(
                field,
                _("Noten er på {found} tegn; der må være {limit}. Kort den af.").format(
                    found=len(found.strip()), limit=NOTE_MAX_LENGTH
                ),
                value="…",  # a note may hold anything; it is never sent back or logged
            )
        else:
            return found.strip() or None
        return None

    def ratings(self, field: str, criteria: frozenset[str]) -> dict[str, int | None]:
        found = self.sent.get(field)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            self.refuse(field, _("Trinene skal stå som kriterium og trin, fx small_talk: 3."))
            return {}
        ratings: dict[str, int | None] = {}
        for criterion, step in found.items():
            if criterion not in criteria:
                self.refuse(f"{field}.{criterion}"[:_SHOWN_MAX_LENGTH], _("Det kriterium findes ikke."), value=step)
            elif step is not None and (type(step) is not int or step not in STEPS):
                self.refuse(f"{field}.{criterion}", _("Et trin er 0 til 4, eller tomt for ikke set."), value=step)
            else:
                ratings[criterion] = step
        return ratings

    def _no(self, field: str, message: str) -> str:
        self.refuse(field, message)
        return ""


def _is_text(found: str) -> bool:
    """Whether it can be stored: half a surrogate pair cannot."""
    try:
        found.encode()
    except UnicodeEncodeError:
        return False
    return True
