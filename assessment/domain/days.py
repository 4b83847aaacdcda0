"""Days are days in Denmark: where one begins and ends, and which week it belongs to."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def danish_day(moment: datetime) -> date:
    """The day in Denmark on which an aware ``moment`` falls.

    Examples
    --------
    >>> danish_day(datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    datetime.date(2026, 3, 2)
    """
    return moment.astimezone(COPENHAGEN).date()


def end_of_day(day: date) -> datetime:
    """The first moment (UTC) that no longer belongs to the Danish ``day``.

    A fact is known by a day when its moment is *before* this one.

    Examples
    --------
    >>> end_of_day(date(2026, 6, 1))
    datetime.datetime(2026, 6, 1, 22, 0, tzinfo=datetime.timezone.utc)
    """
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=COPENHAGEN).astimezone(UTC)


def monday_of(day: date) -> date:
    """The Monday of the ISO week of ``day``.

    Examples
    --------
    >>> monday_of(date(2026, 3, 1))
    datetime.date(2026, 2, 23)
    """
    return day - timedelta(days=day.weekday())


def monday_of_week(week: str) -> date:
    """The Monday of an ISO week written ``2026-W12``; ValueError where there is no such week.

    Examples
    --------
    >>> monday_of_week("2026-W12")
    datetime.date(2026, 3, 16)
    """
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)
