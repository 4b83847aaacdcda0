"""How observers read the steps, compared with each other: how strict, how sure, and what would tell more."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

FEWEST_OBSERVATIONS = 3
"""Below so many usable observations nothing is said of how strict an observer is."""
FEWEST_OTHERS = 5
"""Among fewer others nobody is told how they read the steps beside them: it would tell how those few do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLink:
    """Something that would link an observer with others.

    Attributes
    ----------
    kind : "case" or "second_look"
        A calibration case not yet rated, or that somebody else also sees one of the observer's newcomers.
    case_id : str
        The case; empty for a second look.
    newcomer_id, alias : str
        Whom to see; both empty for a case, and wherever the reader may not know.
    other_id, other_name : str
        Who could take the second look; empty for a case.
    """

    kind: Literal["case", "second_look"]
    case_id: str = ""
    newcomer_id: str = ""
    alias: str = ""
    other_id: str = ""
    other_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedObserver:
    """How one observer reads the steps. What cannot be estimated is None.

    Attributes
    ----------
    observer_id, name, role, workplace : str
    severity, severity_se : float or None
        Logits, positive is stricter; None below ``FEWEST_OBSERVATIONS`` usable observations.
    ratings : int
        Steps given in observations that stand.
    newcomers : int or None
        How many newcomers they are about; None where the reader may not know.
    linked : bool
        Whether a chain of common newcomers, calibration cases or course results leads to another observer.
    infit, outfit : float or None
        Mean squared residuals: about 1 where the steps vary as they should, far below where they are all alike.
    same_step_share : float or None
        Share of the steps given that are the commonest one.
    component : int or None
        Observers of one number can be compared; None without a rating.
    next_links : tuple of NextLink
        What would link an observer who is not linked, the cheapest first; empty for others.
    """

    observer_id: str
    name: str
    role: str
    workplace: str
    severity: float | None
    severity_se: float | None
    ratings: int
    newcomers: int | None
    linked: bool
    infit: float | None
    outfit: float | None
    same_step_share: float | None
    component: int | None
    next_links: tuple[NextLink, ...]

    def as_json(self) -> dict[str, Any]:
        """One entry of ``raters --format json``."""
        return {
            "observer_id": self.observer_id,
            "severity": self.severity,
            "severity_se": self.severity_se,
            "ratings": self.ratings,
            "newcomers": self.newcomers,
            "linked": self.linked,
            "infit": self.infit,
            "outfit": self.outfit,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ObserverComparison:
    """The observers of a municipality, or of all, compared as of a day.

    Attributes
    ----------
    as_of : date
    observers : tuple of ComparedObserver
        By id.
    steps_per_logit : float
        How many steps of the rubric one logit is worth in the middle of the scale.
    calibration : str
        Where the difficulties come from, in words.
    """

    as_of: date
    observers: tuple[ComparedObserver, ...]
    steps_per_logit: float
    calibration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReading:
    """What one observer may know of how they read the steps: nobody else's severity, and nothing about a newcomer.

    Attributes
    ----------
    waiting : int
        Calibration cases that wait. While one does nothing else is told, so that no step is chosen to look like others.
    own : ComparedObserver or None
        The observer alone, without what would name anybody else; None where nothing is told yet.
    others : int
        How many others the observer is on one scale with.
    steps_per_logit : float
        As of :class:`ObserverComparison`; 0 where ``own`` is None.
    """

    waiting: int = 0
    own: ComparedObserver | None = None
    others: int = 0
    steps_per_logit: float = 0.0
