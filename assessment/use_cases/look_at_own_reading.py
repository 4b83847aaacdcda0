"""Use case: a buddy or guide sees how they read the steps beside others: their own reading and nobody else's."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.observer_comparison import FEWEST_OTHERS, ComparedObserver, ObserverComparison, OwnReading
from assessment.storage.facts import known_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.cases_that_wait import cases_that_wait
from assessment.use_cases.look_at_raters import Compared, comparison


def look_at_own_reading(
    ledger: Ledger, actor: Actor, *, now: datetime, remembered: Compared | None = None
) -> OwnReading:
    """How the actor reads the steps, from what is known today; only once no calibration case waits for them.

    Parameters
    ----------
    remembered : OrderedDict, optional
        Comparisons already made; see :func:`~assessment.use_cases.look_at_raters.look_at_raters`.

    Raises
    ------
    NotAllowed
        Where the actor is no observer.
    """
    today, observer_id = danish_day(now), actor.observer_id or ""
    require(actor, Verb.READ_OWN_READING, observers=[observer_id] if observer_id else [])
    with ledger.reading() as transaction:
        found = known_records(transaction, "observers", today, observer_id=[observer_id])
        if not found:
            return OwnReading()
        if waiting := cases_that_wait(transaction, observer_id, found[0]["role"], today):
            return OwnReading(waiting=len(waiting))
        municipality = _mostly_seen_in(transaction, observer_id, today)
        if municipality is None:
            return OwnReading()
        compared = comparison(transaction, today, municipality, remembered)
    return _alone(compared, observer_id)


def _mostly_seen_in(transaction: Transaction, observer_id: str, today: date) -> str | None:
    """The municipality that most of the observer's observations are about; None where there are none."""
    seen = known_records(transaction, "observations", today, observer_id=[observer_id])
    times = Counter(row["placement_id"] for row in seen)
    placements = known_records(transaction, "placements", today, placement_id=sorted(times))
    whom = {row["placement_id"]: row["newcomer_id"] for row in placements}
    people = known_records(transaction, "newcomers", today, newcomer_id=sorted(set(whom.values())))
    lives_in = {row["newcomer_id"]: row["municipality"] for row in people}
    of_each: Counter[str] = Counter()
    for placement_id, number in times.items():
        if placement_id in whom:
            of_each[lives_in[whom[placement_id]]] += number
    return min(of_each, key=lambda code: (-of_each[code], code), default=None)


def _alone(compared: ObserverComparison, observer_id: str) -> OwnReading:
    own = next((one for one in compared.observers if one.observer_id == observer_id), None)
    if own is None:
        return OwnReading()
    others = sum(_is_beside(one, own) for one in compared.observers)
    told = replace(own, newcomers=None, next_links=())
    if own.linked and others < FEWEST_OTHERS:
        told = replace(told, severity=None, severity_se=None)
    return OwnReading(own=told, others=others, steps_per_logit=compared.steps_per_logit)


def _is_beside(one: ComparedObserver, own: ComparedObserver) -> bool:
    """Whether this is somebody else on the same scale, with enough observations to be known."""
    return one.observer_id != own.observer_id and one.component == own.component and one.severity is not None
