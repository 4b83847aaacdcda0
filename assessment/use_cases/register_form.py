"""What was typed in a form, read by the very rules of a delivery; whatever will not do is told at once."""

from dataclasses import replace
from datetime import date
from typing import Any

from assessment.domain.bundle import BUNDLE_FILES
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.exchange.values import read_column
from assessment.i18n.words import _
from assessment.text.screening import clean

_SHOWN_MAX_LENGTH = 60


class Filled:
    """Fields read so far; ``errors`` names each that will not do."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def refuse(self, field: str, message: str, value: str = "") -> None:
        """Keep a problem; what looks like a personal number in the value is not repeated."""
        self.errors.append(FieldError(field, clean(value.strip()).text[:_SHOWN_MAX_LENGTH], message))

    def read(self, field: str, written: str, *, of: str, column: str = "", required: bool | None = None) -> Any:
        """The value of a field as the column of the bundle file ``of`` holds it; None where empty or refused.

        ``column`` is named where it differs from the field, ``required`` where the form asks for more than the bundle.
        """
        kept = BUNDLE_FILES[of].column(column or field)
        if required is not None:
            kept = replace(kept, required=required)
        values, problems, redacted = read_column(kept, [written.strip()], frozenset())
        if problems:
            self.refuse(field, problems[0], written)
        elif redacted:
            self.refuse(field, _("Her må ikke stå CPR-nummer, telefonnummer eller e-mail. Skriv kun et navn."), written)
        elif not values.isna().iloc[0]:
            value = values.iloc[0]
            return value.date() if kept.kind == "day" else value
        return None

    def in_order(self, last_field: str, first: date | None, last: date | None) -> None:
        """Refuse a period that ends before it begins."""
        if first is not None and last is not None and last < first:
            self.refuse(last_field, _("Slutter, før det begynder. Ret en af datoerne."), last.strftime("%d-%m-%Y"))

    def require_whole(self) -> None:
        """Raise InvalidFields where anything was refused, naming all of it."""
        if self.errors:
            raise InvalidFields(tuple(self.errors))
