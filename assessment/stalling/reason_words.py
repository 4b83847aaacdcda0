"""Sentences that say why a state was given, whichever engine gave it. Days come as they are to be read."""

from assessment.i18n.words import _, _n


def no_progress(count: int, first: str, last: str, *, falls: bool) -> str:
    """That no clear progress is seen in the latest observations, from one day to another.

    Examples
    --------
    >>> no_progress(1, "4. maj 2026", "4. maj 2026", falls=False)
    'Der ses ikke tydelig fremgang i den seneste observation, vi har, fra 4. maj 2026.'
    """
    text = (
        _(
            "Der ses ikke tydelig fremgang i de {count} seneste observationer, vi har, fra {first} til {last}: "
            "de ligger lavere til sidst end først."
        )
        if falls
        else _n(
            "Der ses ikke tydelig fremgang i den seneste observation, vi har, fra {last}.",
            "Der ses ikke tydelig fremgang i de {count} seneste observationer, vi har, fra {first} til {last}.",
            count,
        )
    )
    return text.format(count=count, first=first, last=last)


def no_recent_pass(day: str | None) -> str:
    """When the last pass was, or that none is known."""
    if day is None:
        return _("Der er ikke meldt en bestået prøve.")
    return _("Den seneste beståede prøve, der er meldt, er fra {day}.").format(day=day)


def little_talk(few: int, count: int) -> str:
    """In how many of the latest observations there was little talk."""
    text = _(
        "I {few} af de {count} seneste observationer, der siger noget om det, blev der talt dansk i under 10 minutter."
    )
    return text.format(few=few, count=count)


def few_partners(few: int, count: int) -> str:
    """In how many of the latest observations there was hardly anybody to talk with."""
    text = _(
        "I {few} af de {count} seneste observationer, der siger noget om det, blev der talt dansk med højst én person."
    )
    return text.format(few=few, count=count)


def observer_change(day: str) -> str:
    """From which day somebody else looks."""
    return _("Fra {day} er det en anden, der observerer. Hver observatør er derfor målt for sig.").format(day=day)
