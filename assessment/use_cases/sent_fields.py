"""Fields that a device sent: read one by one, with every problem kept until all are read."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Self

from assessment.domain.bundle import ID_MAX_LENGTH, NOTE_MAX_LENGTH
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.i18n.words import _
from assessment.text.screening import clean
from assessment.text.shadow import Shadow

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_SHOWN_MAX_LENGTH = 80
_HIDDEN = "…"
_WORTH_CLEANING = 10 * NOTE_MAX_LENGTH


def shown(value: object) -> str:
    """A refused value as it may be said back: short, one line, and without numbers that nobody may keep.

    Examples
    --------
    >>> shown("i går"), shown(7), shown(True), shown(None), shown({"a": 1})
    ('i går', '7', 'true', '', '…')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, int | float):
        return "" if value is None else str(value)[:_SHOWN_MAX_LENGTH]
    if not isinstance(value, str):
        return _HIDDEN
    visible = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in value[:_WORTH_CLEANING])
    return clean(visible).text[:_SHOWN_MAX_LENGTH]


class SentFields:
    """The fields as they were sent, and what is wrong with them so far."""

    def __init__(self, sent: Mapping[Any, Any]) -> None:
        self.sent = sent
        self.errors: list[FieldError] = []

    @classmethod
    def of(cls, sent: object) -> Self:
        """The fields of a JSON object; raises InvalidFields where it is something else."""
        if not isinstance(sent, Mapping):
            raise InvalidFields((FieldError("", "", _("Der skal sendes ét JSON-objekt med felter.")),))
        return cls(sent)

    def refuse(self, field: str, message: str) -> str:
        """Keep a problem with a field, whose value is said back, and go on."""
        self.errors.append(FieldError(field, shown(self.sent.get(field)), message))
        return ""

    def refuses(self, *fields: str) -> bool:
        """Whether one of these fields, or something in it, was refused."""
        return any(error.field.partition(".")[0] in fields for error in self.errors)

    def require_no_errors(self) -> None:
        """Raise InvalidFields with every problem there was."""
        if self.errors:
            raise InvalidFields(tuple(self.errors))

    def uuid(self, field: str) -> str:
        """A UUID in its usual form, in lower case; the forms that a delivery may not use are refused here too."""
        found = self.sent.get(field)
        lowered = found.lower() if isinstance(found, str) else ""
        return lowered if _UUID.fullmatch(lowered) else self.refuse(field, _("Et id skal være et UUID."))

    def identifier(self, field: str) -> str:
        """The id of somebody or something of the bundle."""
        found = self.sent.get(field)
        if isinstance(found, str) and 1 <= len(found) <= ID_MAX_LENGTH and found.isprintable():
            return found
        return self.refuse(field, _("Vælg en af dine kolleger."))

    def note(self, field: str) -> str | None:
        """A note as it may be kept: one kind of line break, cleaned, None where nothing can be seen.

        What was written is never said back: a note may hold anything.
        """
        found = self.sent.get(field)
        if found is None:
            return None
        text = found.replace("\r\n", "\n").replace("\r", "\n").strip() if isinstance(found, str) else None
        if text is None or any(_cannot_be_kept(sign) for sign in text):
            self.errors.append(FieldError(field, _HIDDEN, _("Noten skal være tekst uden usynlige styretegn.")))
            return None
        kept = clean(text).text.strip() if len(text) <= _WORTH_CLEANING else text
        if len(kept) > NOTE_MAX_LENGTH:
            too_long = _("Noten er på {found} tegn; der må være {limit}. Kort den af.")
            self.errors.append(FieldError(field, _HIDDEN, too_long.format(found=len(kept), limit=NOTE_MAX_LENGTH)))
            return None
        return kept if Shadow.of(kept).text.strip() else None


def _cannot_be_kept(sign: str) -> bool:
    """Control characters, as a delivery refuses them, and half of a surrogate pair, which no database takes."""
    return unicodedata.category(sign) == "Cs" or (unicodedata.category(sign) == "Cc" and sign not in "\n\t")
