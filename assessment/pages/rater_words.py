"""How strict an observer is, in words that can be said to the observer: quarters of a step, and kindly."""

from assessment.domain.observer_comparison import FEWEST_OTHERS, ComparedObserver, NextLink, OwnReading
from assessment.i18n.words import N_, _, _n, current_language
from assessment.reference.calibration_cases import load_cases

CONFIDENCE_SE = 1.645
"""So many standard errors either side hold 90 of 100."""
SAME_STEP_SHARE, FEWEST_TO_JUDGE = 0.95, 20
"""With so many steps, and this share of them alike, it is said that they are."""
_UNSURE_STEPS = 0.625  # above this half-width nothing is said of being like others
_QUARTERS = (
    N_("en anelse"),
    N_("et kvart trin"),
    N_("et halvt trin"),
    N_("trekvart trin"),
    N_("et helt trin"),
    N_("et og et kvart trin"),
    N_("halvandet trin"),
    N_("et og trekvart trin"),
)
_ERRORS = (
    N_("et kvart"),
    N_("et kvart"),
    N_("et halvt"),
    N_("trekvart"),
    N_("et helt"),
)


def is_alike(one: ComparedObserver) -> bool:
    """Whether nearly all steps the observer gave are the same one."""
    return one.ratings >= FEWEST_TO_JUDGE and (one.same_step_share or 0.0) >= SAME_STEP_SHARE


def is_comparable(one: ComparedObserver) -> bool:
    """Whether there is something to draw: linked, with enough observations."""
    return one.linked and one.severity is not None


def interval(one: ComparedObserver, steps_per_logit: float) -> tuple[float, float, float]:
    """Severity in steps with the ends of its interval (90 %): low, middle, high."""
    middle = (one.severity or 0.0) * steps_per_logit
    half = (one.severity_se or 0.0) * CONFIDENCE_SE * steps_per_logit
    return middle - half, middle, middle + half


def said_to_the_observer(one: ComparedObserver, steps_per_logit: float) -> str:
    """A sentence or two that can be said to the observer as they stand."""
    if is_alike(one):
        return _(
            "Du vælger næsten altid det samme trin. Det er let at komme til. Kig næste gang på, hvad der står ved "
            "hvert trin: også små forskelle hjælper."
        )
    if one.severity is None:
        return _("Der er for få observationer til at sige noget endnu. Det er helt i orden.")
    if not one.linked:
        return _(
            "Det kan ikke vides endnu, om du er strengere eller mildere end andre. Det er helt i orden: fremgang ses "
            "ved at holde dine trin op mod dine egne tidligere trin."
        )
    low, middle, high = interval(one, steps_per_logit)
    if low <= 0 <= high:
        if _is_unsure(one, steps_per_logit):
            return _("Det er endnu for usikkert at sige, om dine trin ligner andres. Det er helt i orden.")
        return _("Dine trin ligner andres.")
    told = (
        _("Du ligger cirka {steps} strengere end andre, plus/minus {error}.")
        if middle > 0
        else _("Du ligger cirka {steps} mildere end andre, plus/minus {error}.")
    )
    return told.format(
        steps=_(_QUARTERS[_quarters(abs(middle), _QUARTERS)]), error=_(_ERRORS[_quarters((high - low) / 2, _ERRORS)])
    )


def told_to_oneself(reading: OwnReading) -> tuple[str, ...]:
    """What an observer is told of their own reading: the sentence, then what it means or what would help.

    Nothing of it before every waiting case is given, and no comparison with so few that it would tell of them.
    """
    if reading.waiting:
        return (
            _n(
                "Prøv først det korte eksempel, der ligger klar. Bagefter kan du her se, hvordan du bruger trinene.",
                "Prøv først de {n} korte eksempler, der ligger klar. Bagefter kan du her se, hvordan du bruger "
                "trinene.",
                reading.waiting,
            ).format(n=reading.waiting),
        )
    one, write_more = reading.own, _("Det kommer af sig selv, når du har skrevet nogle gange mere.")
    if one is None:
        return _("Der er for få observationer til at sige noget endnu. Det er helt i orden."), write_more
    said = said_to_the_observer(one, reading.steps_per_logit)
    rate_more = _("Det kan siges, når flere har prøvet eksemplerne.")
    seen_by = _("Kommunen kan se det samme. Andre makkere og guider kan ikke.")
    if is_alike(one):
        return said, seen_by
    if one.linked and reading.others < FEWEST_OTHERS:
        return _("Der er for få at sammenligne med til at sige noget endnu. Det er helt i orden."), rate_more
    if one.severity is None:
        return said, write_more
    if not one.linked:
        return said, rate_more
    if _is_unsure(one, reading.steps_per_logit):
        return said, write_more
    return (
        said,
        _(
            "Ingen læser trinene forkert: nogle er strenge, andre milde. Bliv ved, som du plejer. Fremgang ses ved at "
            "holde dine trin op mod dine egne tidligere trin."
        ),
        _n("Det bygger på {n} trin, du har givet.", "Det bygger på {n} trin, du har givet.", one.ratings).format(
            n=one.ratings
        ),
        seen_by,
    )


def link_in_words(link: NextLink) -> str:
    """What would link the observer, as something to do."""
    if link.kind == "case":
        case = load_cases().case(link.case_id)
        place = case.place if current_language() == "da" else case.place_en
        return _("Giv trin til et eksempel på tabletten, fx »{case}«.").format(case=place)
    other = link.other_name or link.other_id
    if not (link.alias or link.newcomer_id):
        return _("Lad også {other} se en af de borgere, som makkeren følger.").format(other=other)
    return _("Lad også {other} se {newcomer} en gang.").format(other=other, newcomer=link.alias or link.newcomer_id)


def _is_unsure(one: ComparedObserver, steps_per_logit: float) -> bool:
    """Whether neither a difference nor a likeness can be told."""
    low, _middle, high = interval(one, steps_per_logit)
    return low <= 0 <= high and (high - low) / 2 > _UNSURE_STEPS


def _quarters(steps: float, words: tuple[str, ...]) -> int:
    """How many quarters of a step, as far as there are words for them."""
    return min(round(steps * 4), len(words) - 1)
