"""Use case: see how observers read the steps compared with each other, and what would tell more."""

from collections import OrderedDict
from dataclasses import replace
from datetime import date, datetime

from assessment.access.actor import Actor, Role
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.domain.observer_comparison import ComparedObserver, NextLink, ObserverComparison
from assessment.i18n.words import _
from assessment.reference.municipalities import municipality_name
from assessment.storage import batches, compared_facts, installation
from assessment.storage.ledger import Ledger, Transaction

Compared = OrderedDict[tuple[object, ...], ObserverComparison]
"""Comparisons that were made, by what they rest on; see :func:`look_at_raters`."""
KEPT = 8
"""So many comparisons are remembered."""


def look_at_raters(
    ledger: Ledger,
    actor: Actor,
    *,
    now: datetime,
    as_of: date | None = None,
    municipality: str | None = None,
    remembered: Compared | None = None,
) -> ObserverComparison:
    """Compare the observers of a municipality (of all: the machine and the owner) from what was known by ``as_of``.

    The owner is told nothing of a newcomer: no id, no alias, no count.

    Parameters
    ----------
    as_of : date, optional
        Today where none is named; a future day is refused.
    municipality : str, optional
        A caseworker's is their own, whatever is asked.
    remembered : OrderedDict, optional
        Comparisons already made: one on the same facts and the same day is not made again. Rights are asked for first.
    """
    code = actor.municipality if actor.role is Role.CASEWORKER and municipality is None else municipality
    require(actor, Verb.READ_RATERS, municipality=code)
    today = danish_day(now)
    day = as_of or today
    if day > today:
        raise CallerCanMend(_("{day} ligger i fremtiden. Vælg en dag til og med i dag.").format(day=day.isoformat()))
    with ledger.reading() as transaction:
        if code is not None and code not in installation.municipalities(transaction):
            _require_known(code)
        found = comparison(transaction, day, code, remembered)
    return _for_the_owner(found) if actor.role is Role.OWNER else found


def comparison(
    transaction: Transaction, day: date, code: str | None, remembered: Compared | None = None
) -> ObserverComparison:
    """Everybody's comparison as of a day, the one remembered where the facts are the same; rights are the caller's."""
    key = (batches.position(transaction), day, code)
    found = remembered.get(key) if remembered is not None else None
    if found is None:
        found = _compared(transaction, day, code)
    if remembered is not None:
        remembered[key] = found
        while len(remembered) > KEPT:
            remembered.popitem(last=False)
    return found


def municipalities_to_compare(ledger: Ledger, actor: Actor) -> dict[str, str]:
    """The municipalities that the actor may choose among, by code, with their names; none where there is no choice."""
    if actor.role is Role.CASEWORKER:
        require(actor, Verb.READ_RATERS, municipality=actor.municipality)
        return {}
    require(actor, Verb.READ_RATERS)
    with ledger.reading() as transaction:
        return {code: municipality_name(code) for code in installation.municipalities(transaction)}


def _require_known(code: str) -> None:
    if len(code) != 3 or not code.isdigit():
        raise CallerCanMend(
            _("{option} kan ikke læses: {text}. Skriv {wanted}.").format(
                option="--municipality", text=code, wanted=_("kommunens kode med tre cifre, fx 461")
            )
        )


def _compared(transaction: Transaction, day: date, code: str | None) -> ObserverComparison:
    # The arithmetic is fetched here: whoever only starts the app should not wait for it.
    from assessment.stalling.observers_compared import compare_observers, observers_of, steps_per_logit
    from assessment.stalling.rubric_calibration import shipped_calibration

    calibration = shipped_calibration().calibration
    frames = compared_facts.known_for_comparison(transaction, day, code)
    observers = compare_observers(frames, calibration, as_of=day)
    if code is not None:
        theirs = observers_of(frames, code)
        observers = tuple(one for one in observers if one.observer_id in theirs)
    return ObserverComparison(
        as_of=day,
        observers=observers,
        steps_per_logit=steps_per_logit(calibration),
        calibration=calibration.origin,
    )


def _for_the_owner(found: ObserverComparison) -> ObserverComparison:
    return replace(found, observers=tuple(_without_newcomers(one) for one in found.observers))


def _without_newcomers(one: ComparedObserver) -> ComparedObserver:
    links = tuple(
        NextLink(kind=link.kind, case_id=link.case_id, other_id=link.other_id, other_name=link.other_name)
        for link in one.next_links
    )
    return replace(one, newcomers=None, next_links=links)
