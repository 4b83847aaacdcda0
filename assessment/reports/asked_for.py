"""What may be asked for: a period that is over or ends today, in a format that can be made."""

from dataclasses import dataclass
from datetime import date

from assessment.domain.field_error import FieldError
from assessment.i18n.words import _, day_in_words

FORMATS = ("pdf", "xlsx", "csv")
FIRST_YEAR = 1900
"""A year before this is a slip of the finger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWish:
    """What somebody asks a report of: one person, a class, or all that are theirs; which days; and what kind of file.

    ``newcomer_id`` is None for everybody; ``track`` and ``module`` name a class, "" and None for all of them.
    """

    newcomer_id: str | None = None
    track: str = ""
    module: int | None = None
    from_on: date
    to_on: date
    to_format: str = "pdf"


@dataclass(frozen=True, slots=True)
class ReportClass:
    """A class that can be asked for: a track, and one of its modules; None stands for all of them."""

    track: str
    module: int | None


def period_mistakes(from_on: date | None, to_on: date | None, today: date) -> list[FieldError]:
    """What is wrong with a period; a day that is None was found wrong before."""
    wrong: list[FieldError] = []
    for field, day in (("from_on", from_on), ("to_on", to_on)):
        if day is not None and day > today:
            said = _("{day} ligger i fremtiden. Vælg en dag til og med i dag.").format(day=day_in_words(day))
            wrong.append(FieldError(field, day.isoformat(), said))
        if day is not None and day.year < FIRST_YEAR:
            said = _("{day} kan ikke være rigtig. Skriv årstallet med fire cifre.").format(day=day.isoformat())
            wrong.append(FieldError(field, day.isoformat(), said))
    if from_on is not None and to_on is not None and from_on > to_on:
        backwards = _("Perioden går baglæns: den begynder {from_on} og slutter {to_on}. Byt om på de to dage.")
        said = backwards.format(from_on=day_in_words(from_on), to_on=day_in_words(to_on))
        wrong.append(FieldError("to_on", to_on.isoformat(), said))
    return wrong


def format_mistakes(to_format: str) -> list[FieldError]:
    """What is wrong with the format that was asked for."""
    if to_format in FORMATS:
        return []
    said = _("Rapporter kan ikke laves som {form}. Vælg {known}.")
    known = _("{first} eller {last}").format(first=", ".join(FORMATS[:-1]), last=FORMATS[-1])
    return [FieldError("to_format", to_format, said.format(form=to_format, known=known))]
