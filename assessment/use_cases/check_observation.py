"""Whether an entry that a device sent will do: every field at once, so that nobody mends them one by one."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from assessment.domain.bundle import BUNDLE_FILES, STEPS
from assessment.domain.field_error import FieldError
from assessment.domain.sent_observation import SentObservation
from assessment.i18n.words import _
from assessment.use_cases.sent_fields import SentFields, shown

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FIRST_YEAR = 1900
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
    >>> check_observation([1, 2], criteria=frozenset(), today=date(2026, 3, 2))
    Traceback (most recent call last):
    ...
    assessment.domain.field_error.InvalidFields: Der skal sendes ét JSON-objekt med felter.
    """
    form = _Form.of(sent)
    replaces = form.sent.get("replaces")
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
    if entry.replaces and entry.replaces == entry.observation_id:
        form.refuse("replaces", _("En observation kan ikke erstatte sig selv."))
    rated = any(step is not None for step in entry.ratings.values())
    said = entry.talk_minutes or entry.talk_partners
    if not (rated or said or entry.note or form.refuses("note", "ratings", "talk_minutes", "talk_partners")):
        form.refuse("ratings", _("Observationen er tom. Vælg et trin, eller skriv en linje."))
    form.require_no_errors()
    return entry


class _Form(SentFields):
    """The fields of an entry, beside those that any form has."""

    def day(self, field: str, today: date) -> date:
        found = self.sent.get(field)
        try:
            day = date.fromisoformat(found) if isinstance(found, str) and _DAY.fullmatch(found) else None
        except ValueError:
            day = None
        if day is None:
            self.refuse(field, _("Dagen skal skrives som 2026-03-02."))
        elif day > today:
            self.refuse(field, _("Dagen ligger i fremtiden. Vælg i dag eller en dag før."))
        elif day.year < _FIRST_YEAR:
            self.refuse(field, _("Dagen ligger for langt tilbage. Vælg i dag eller en dag før."))
        return day or today

    def moment(self, field: str) -> str:
        """What the device's clock said, as it was written; only a time can be kept here."""
        found = self.sent.get(field)
        if found is None:
            return ""
        try:
            is_a_time = isinstance(found, str) and found.isascii() and bool(datetime.fromisoformat(found))
        except ValueError:
            is_a_time = False
        if is_a_time and len(str(found)) <= _DEVICE_AT_MAX_LENGTH:
            return str(found)
        return self.refuse(field, _("Apparatets tid skal skrives som 2026-03-02T10:42:00+01:00."))

    def choice(self, field: str) -> str | None:
        found, allowed = self.sent.get(field), BUNDLE_FILES["observations"].column(field).choices
        if found is None or found == "":
            return None
        if isinstance(found, str) and found in allowed:
            return found
        self.refuse(field, _("Vælg en af: {allowed}.").format(allowed=", ".join(allowed)))
        return None

    def ratings(self, field: str, criteria: frozenset[str]) -> dict[str, int | None]:
        """The steps by criterion. Any criterion of the rubric will do, whatever the observer's role.

        The roles in the rubric say who is *asked*; a delivery may bring any criterion from anybody, and an entry that
        waited on a tablet while its author's role changed shall not be lost.
        """
        found = self.sent.get(field)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            self.refuse(field, _("Trinene skal stå som kriterium og trin, fx small_talk: 3."))
            return {}
        ratings: dict[str, int | None] = {}
        for criterion, step in found.items():
            if criterion not in criteria:
                self.errors.append(FieldError(field, shown(criterion), _("Det kriterium findes ikke.")))
            elif step is not None and (type(step) is not int or step not in STEPS):
                told = FieldError(
                    f"{field}.{criterion}", shown(step), _("Et trin er 0 til 4, eller tomt for ikke set.")
                )
                self.errors.append(told)
            else:
                ratings[criterion] = step
        return ratings
