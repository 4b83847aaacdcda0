"""The course provider's use cases, bound to the ledger and the clock."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from assessment.access.actor import Actor
from assessment.exchange.own_csv import Said
from assessment.reports.report import ReportFile
from assessment.storage.ledger import Ledger
from assessment.use_cases import deliver_as_provider, list_deliveries, make_report, undo_import
from assessment.use_cases.deliver_as_provider import Delivered
from assessment.web.doors import CounterDoors


def counter_doors(ledger: Ledger, clock: Callable[[], datetime]) -> CounterDoors:
    """What a course provider can do over ``ledger``."""

    def deliver(
        actor: Actor, sent: Sequence[tuple[str, bytes]], said: Mapping[str, Said], delivery_id: str, dry_run: bool
    ) -> Delivered:
        return deliver_as_provider.deliver_as_provider(
            ledger, actor, sent, said=said, delivery_id=delivery_id, now=clock(), dry_run=dry_run
        )

    def make(actor: Actor, report_id: str, newcomer_id: str | None, from_on: date, to_on: date) -> ReportFile:
        return make_report.make_report(
            ledger, actor, report_id=report_id, newcomer_id=newcomer_id, from_on=from_on, to_on=to_on, now=clock()
        )

    return CounterDoors(
        deliver=deliver,
        list_deliveries=lambda actor: list_deliveries.list_deliveries(ledger, actor),
        undo_delivery=lambda actor, batch_id: undo_import.undo_import(ledger, actor, batch_id, now=clock()),
        make_report=make,
    )
