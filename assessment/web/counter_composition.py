"""The course provider's use cases, bound to the ledger and the clock."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from assessment.access.actor import Actor
from assessment.exchange.own_csv import Said
from assessment.storage.ledger import Ledger
from assessment.use_cases import deliver_as_provider, list_deliveries, report_classes, undo_import
from assessment.use_cases.deliver_as_provider import Delivered
from assessment.web.doors import CounterDoors, MakeReport


def counter_doors(ledger: Ledger, clock: Callable[[], datetime], make_report: MakeReport) -> CounterDoors:
    """What a course provider can do over ``ledger``."""

    def deliver(
        actor: Actor, sent: Sequence[tuple[str, bytes]], said: Mapping[str, Said], delivery_id: str, dry_run: bool
    ) -> Delivered:
        return deliver_as_provider.deliver_as_provider(
            ledger, actor, sent, said=said, delivery_id=delivery_id, now=clock(), dry_run=dry_run
        )

    return CounterDoors(
        deliver=deliver,
        list_deliveries=lambda actor: list_deliveries.list_deliveries(ledger, actor),
        undo_delivery=lambda actor, batch_id: undo_import.undo_import(ledger, actor, batch_id, now=clock()),
        make_report=make_report,
        report_classes=lambda actor: report_classes.report_classes(ledger, actor, now=clock()),
    )
