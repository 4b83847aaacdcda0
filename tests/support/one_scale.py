"""Observers on one scale: each follows somebody of their own, and all have rated the same eight written cases."""

from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from assessment.domain.days import COPENHAGEN
from assessment.reference.calibration_cases import load_cases
from support.small_bundle import SmallBundle, weekly
from support.three_people import CRITERIA

OTHERS = ("ane", "bodil", "carl", "dorte", "erik", "finn")
"""They use the steps much alike."""
STRICT = "kaj"
"""He gives a step less than they do, at work and of the cases."""


def one_scale(first_monday: date, *, others: tuple[str, ...] = OTHERS, rated: bool = True) -> SmallBundle:
    """Ten weeks of each of them, as one delivery; their cases with it where they are ``rated``."""
    bundle = SmallBundle()
    for name in (*others, STRICT):
        less = 1 if name == STRICT else 0
        bundle.person(f"kollega-{name}", started_on=first_monday, buddy=name)
        for week, monday in enumerate(weekly(first_monday, 10)):
            seen = {code: 2 + (week + place) % 2 - less for place, code in enumerate(CRITERIA)}
            bundle.seen(f"kollega-{name}", monday, seen, by=name)
    if rated:
        for name in (*others, STRICT):
            add_cases(bundle, name, first_monday + timedelta(weeks=10), less=1 if name == STRICT else 0)
    return bundle


def add_cases(bundle: SmallBundle, observer: str, day: date, *, less: int = 0) -> SmallBundle:
    """All eight cases, rated on a day; ``less`` is how many steps less than the others gives."""
    rated_at = datetime.combine(day, time(9), COPENHAGEN)
    for number, case in enumerate(load_cases().cases):
        for code in case.criteria:
            calibration_id = str(uuid5(NAMESPACE_URL, f"{observer}/{case.case_id}/{code}"))
            step = 1 + (number + len(code)) % 3 - less
            bundle.add(
                "calibrations",
                calibration_id=calibration_id,
                observer_id=observer,
                case_id=case.case_id,
                criterion=code,
                step=step,
                rated_at=rated_at,
            )
    return bundle
