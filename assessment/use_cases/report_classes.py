"""Use case: which classes a provider can ask for a report of."""

from datetime import datetime, timedelta

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.reports.asked_for import ReportClass
from assessment.storage.ledger import Ledger
from assessment.use_cases.report_asked import classes_of

LATELY = timedelta(days=365)


def report_classes(ledger: Ledger, actor: Actor, *, now: datetime) -> tuple[ReportClass, ...]:
    """The provider's classes of the last year, each track before its modules.

    Raises
    ------
    NotAllowed
        For anybody but a course provider.
    """
    provider_id = actor.provider_id or ""
    require(actor, Verb.REPORT, providers=[provider_id])
    today = danish_day(now)
    with ledger.reading() as transaction:
        found = classes_of(transaction, provider_id, today - LATELY, today)
    return tuple(ReportClass(track, module) for track, module in found)
