"""Which days are public holidays in Denmark, and when the whole country stood still."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from assessment.reference.tables import table_rows

LAST_STORE_BEDEDAG = 2023
_FROM_EASTER = {
    "Skærtorsdag": -3,
    "Langfredag": -2,
    "Påskedag": 0,
    "2. påskedag": 1,
    "Store bededag": 26,
    "Kristi himmelfartsdag": 39,
    "Pinsedag": 49,
    "2. pinsedag": 50,
}


@dataclass(frozen=True, slots=True)
class Suspension:
    """A period that stops every clock in the country, both days included.

    ``reason`` is a Danish sentence part and a msgid; ``mark`` is S, D, E or B as in `TrackNorm`.
    """

    from_on: date
    to_on: date
    reason: str
    mark: str


def public_holidays(first: date, last: date) -> frozenset[date]:
    """The Danish public holidays from ``first`` to ``last``, both included; weekends as such are not among them.

    Examples
    --------
    >>> sorted(public_holidays(date(2026, 5, 1), date(2026, 5, 31)))
    [datetime.date(2026, 5, 14), datetime.date(2026, 5, 24), datetime.date(2026, 5, 25)]
    """
    years = range(first.year, last.year + 1)
    return frozenset(day for year in years for day in named_holidays(year) if first <= day <= last)


@cache
def named_holidays(year: int) -> Mapping[date, str]:
    """The public holidays of a year with their Danish names, in order of date.

    1 May, Constitution Day, 24 and 31 December are no public holidays in law and are not here.
    """
    easter = easter_sunday(year)
    days = {easter + timedelta(days=offset): name for name, offset in _FROM_EASTER.items()}
    if year > LAST_STORE_BEDEDAG:
        del days[easter + timedelta(days=_FROM_EASTER["Store bededag"])]
    days |= {date(year, 1, 1): "Nytårsdag", date(year, 12, 25): "Juledag", date(year, 12, 26): "2. juledag"}
    return MappingProxyType(dict(sorted(days.items())))


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    References
    ----------
    .. [1] Meeus, J. (1991). *Astronomical Algorithms*, chapter 8 (the anonymous algorithm of 1876).

    Examples
    --------
    >>> easter_sunday(2026)
    datetime.date(2026, 4, 5)
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, left = divmod(century, 4)
    moon_correction = (century - (century + 8) // 25 + 1) // 3
    full_moon = (19 * golden + century - leap_centuries - moon_correction + 15) % 30
    leaps, left_of_four = divmod(of_century, 4)
    to_sunday = (32 + 2 * left + 2 * leaps - full_moon - left_of_four) % 7
    late = (golden + 11 * full_moon + 22 * to_sunday) // 451
    month, day = divmod(full_moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def suspensions() -> tuple[Suspension, ...]:
    """The national suspensions, oldest first."""
    return tuple(
        Suspension(date.fromisoformat(row["from_on"]), date.fromisoformat(row["to_on"]), row["reason"], row["mark"])
        for row in table_rows("suspensions")
    )
