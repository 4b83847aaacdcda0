"""A comparison of observers as a page is given it: one strict, one like others, one alone, one who taps one step."""

from datetime import date
from typing import Any

from assessment.domain.observer_comparison import ComparedObserver, NextLink, ObserverComparison


def an_observer(name: str, **changes: Any) -> ComparedObserver:
    told: dict[str, Any] = {
        "observer_id": name.lower(),
        "name": name,
        "role": "sprogmakker",
        "workplace": "Fjordens Lager",
        "severity": 0.1,
        "severity_se": 0.25,
        "ratings": 84,
        "newcomers": 3,
        "linked": True,
        "infit": 1.0,
        "outfit": 1.1,
        "same_step_share": 0.4,
        "component": 0,
        "next_links": (),
    }
    return ComparedObserver(**(told | changes))


def a_comparison(
    *observers: ComparedObserver, knows_newcomers: bool = True, steps_per_logit: float = 0.6
) -> ObserverComparison:
    whom = {"newcomer_id": "n412", "alias": "Selam"} if knows_newcomers else {}
    links = (
        NextLink(kind="case", case_id="warehouse"),
        NextLink(kind="second_look", other_id="mia", other_name="Mia", **whom),
    )
    some = observers or (
        an_observer("Kirsten", severity=0.85, severity_se=0.25, newcomers=3 if knows_newcomers else None),
        an_observer("Mia", newcomers=2 if knows_newcomers else None),
        an_observer("Bent", linked=False, next_links=links, newcomers=1 if knows_newcomers else None),
        an_observer("Aage", same_step_share=1.0, newcomers=1 if knows_newcomers else None),
    )
    return ObserverComparison(
        as_of=date(2026, 7, 30), observers=tuple(some), steps_per_logit=steps_per_logit, calibration="opfundet"
    )
