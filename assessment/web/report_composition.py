"""Reports made for whoever sits at a page: a few at a time, so that nobody's page grows slow of another's report."""

from collections.abc import Callable
from datetime import datetime
from threading import BoundedSemaphore

from assessment.access.actor import Actor
from assessment.reports.asked_for import ReportWish
from assessment.reports.making import Step, Tell
from assessment.reports.report import ReportFile
from assessment.storage.ledger import Ledger
from assessment.use_cases import make_report
from assessment.web.doors import MakeReport

AT_A_TIME = 2
"""Reports that are made at once in this process: a large one may hold a gigabyte."""
_LOOKS_AGAIN_AFTER = 0.5


def report_maker(ledger: Ledger, clock: Callable[[], datetime], *, at_a_time: int = AT_A_TIME) -> MakeReport:
    """The use case `make_report`, each waiting for its turn; whoever waits can stop, too."""
    turns = BoundedSemaphore(at_a_time)

    def make(actor: Actor, report_id: str, wish: ReportWish, tell: Tell) -> ReportFile:
        tell(Step.WAIT)
        while not turns.acquire(timeout=_LOOKS_AGAIN_AFTER):
            tell(Step.WAIT)
        try:
            return make_report.make_report(
                ledger,
                actor,
                report_id=report_id,
                newcomer_id=wish.newcomer_id,
                track=wish.track,
                module=wish.module,
                from_on=wish.from_on,
                to_on=wish.to_on,
                to_format=wish.to_format,
                now=clock(),
                tell=tell,
                with_preview=True,
            )
        finally:
            turns.release()

    return make
