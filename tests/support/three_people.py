"""Three people at a bakery: Amina needs more and more help, Yusuf climbs, and of Olena there is little to say yet."""

from datetime import date, datetime, timedelta

from assessment.domain.days import COPENHAGEN
from support.small_bundle import SmallBundle, weekly

FIRST_MONDAY = date(2026, 3, 2)
TODAY = date(2026, 6, 8)
"""The Monday after fourteen weeks."""
ENDS_ON = date(2026, 7, 31)
CRITERIA = ("instructions", "small_talk", "asking_help", "reporting")


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A time of day in Denmark."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)


def flat(week: int) -> dict[str, int | None]:
    """The same help needed every week: now one thing a little better, now another."""
    return {criterion: 1 + (week + place) % 2 for place, criterion in enumerate(CRITERIA)}


def slipping(week: int) -> dict[str, int | None]:
    """A little more help needed every other week."""
    return {criterion: 3 - (week // 2 + place) // 4 for place, criterion in enumerate(CRITERIA)}


def climbing(week: int) -> dict[str, int | None]:
    """A little less help needed every few weeks."""
    return {criterion: min(4, (week + 2 * place) // 4) for place, criterion in enumerate(CRITERIA)}


def three_people(*, municipality: str = "461", first_monday: date = FIRST_MONDAY) -> SmallBundle:
    """Fourteen weeks of the three of them, as one delivery."""
    bundle = SmallBundle()
    ends_on = first_monday + (ENDS_ON - FIRST_MONDAY)
    for name in ("amina", "yusuf", "olena"):
        bundle.person(name, started_on=first_monday, ends_on=ends_on, municipality=municipality)
    for week, monday in enumerate(weekly(first_monday, 14)):
        bundle.seen("amina", monday, slipping(week), talk_minutes="lt10")
        bundle.seen("yusuf", monday, climbing(week), talk_minutes="gt30")
    bundle.seen("olena", first_monday + timedelta(weeks=10), flat(0))
    bundle.seen("olena", first_monday + timedelta(weeks=11), flat(1))
    bundle.add("providers", provider_id="sprogcenter", name="Sprogcentret")
    for name, track in (("amina", "DU3"), ("yusuf", "DU2")):
        bundle.add(
            "enrolments",
            enrolment_id=f"hold-{name}",
            newcomer_id=name,
            provider_id="sprogcenter",
            track=track,
            module="3",
            started_on=first_monday,
        )
    return bundle
