"""Use case: make a progress report of a provider's learners, of a municipality's newcomers, or of one newcomer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256

from assessment.access.actor import Actor
from assessment.domain.days import danish_day
from assessment.domain.field_error import InvalidFields
from assessment.reports.asked_for import format_mistakes, period_mistakes
from assessment.reports.report import COLUMNS, Report, ReportFile
from assessment.storage import journal
from assessment.storage.ledger import Ledger
from assessment.use_cases.report_asked import asked_mistakes
from assessment.use_cases.report_reach import asked_by, log_read, read_for

SAME_REPORT_WITHIN = timedelta(days=1)


def make_report(
    ledger: Ledger,
    actor: Actor,
    *,
    report_id: str,
    provider_id: str | None = None,
    newcomer_id: str | None = None,
    municipality: str | None = None,
    track: str = "",
    module: int | None = None,
    from_on: date,
    to_on: date,
    to_format: str = "csv",
    now: datetime,
    keep: Callable[[bytes], None] | None = None,
) -> ReportFile:
    """The report of a period, as a file.

    Parameters
    ----------
    report_id : str
        Made by whoever asks. The same report asked for again under the same id (a double tap) is one journal line.
    provider_id : str, optional
        A line for everybody with an enrolment there, as it stands now, that overlaps the period; only that provider's
        lessons and results; and of each person only the days on which such an enrolment runs, so that level and pace
        are those at the end of the last of them. On the machine it is cut in the same way: both print the same. A
        course provider's own is taken where none is named.
    newcomer_id : str, optional
        Only this person, who has a line in any case where no provider is meant.
    municipality : str, optional
        Its code: a line for each of its newcomers with a placement or an enrolment that overlaps the period. A
        caseworker's own is taken where nobody is named.
    track, module : str and int, optional
        Only the provider's learners who are on them now: a class.
    keep : callable, optional
        Is handed the file before the journal line is final: where it fails, no report was made.

    Raises
    ------
    NotAllowed
        For somebody else's learners, and for a person who is not there.
    InvalidFields
        With everything that is wrong with the period or the format.
    """
    asked = asked_by(
        actor,
        provider_id=provider_id,
        newcomer_id=newcomer_id,
        municipality=municipality,
        track=track,
        module=module,
        from_on=from_on,
        to_on=to_on,
    )
    today = danish_day(now)
    wrong = [*asked_mistakes(asked), *period_mistakes(from_on, to_on, today), *format_mistakes(to_format)]
    if wrong:
        raise InvalidFields(tuple(wrong))
    with ledger.reading() as transaction:
        report = read_for(transaction, actor, asked, now=now)
    made = _as_file(report_id, report)
    _log(ledger, actor, made, now=now, keep=keep)
    return made


def _as_file(report_id: str, report: Report) -> ReportFile:
    """The report as a file; its name says the period and nothing about anybody."""
    from assessment.exchange.report_csv import report_csv  # pandas, only where a report is made

    return ReportFile(
        report_id=report_id,
        report=report,
        content=report_csv(COLUMNS, [line.cells() for line in report.lines]),
        file_name=f"fremskridt_{report.from_on.isoformat()}_{report.to_on.isoformat()}.csv",
    )


def _log(
    ledger: Ledger, actor: Actor, made: ReportFile, *, now: datetime, keep: Callable[[bytes], None] | None
) -> None:
    """One line for each report: what was asked for, how many rows, and a hash by which the file can be recognised."""
    report = made.report
    subject = report.provider_id or report.newcomer_id or report.municipality or ""
    detail = {
        "report_id": made.report_id,
        "provider_id": report.provider_id,
        "newcomer_id": report.newcomer_id,
        "municipality": report.municipality,
        "track": report.track,
        "module": report.module,
        "from_on": report.from_on.isoformat(),
        "to_on": report.to_on.isoformat(),
        "format": "csv",
        "rows": len(report.lines),
        "measured": len(report.measured),
        "sha256": sha256(made.content).hexdigest(),
    }
    with ledger.writing() as transaction:
        if not journal.was_written(
            transaction, since=now - SAME_REPORT_WITHIN, actor=actor.user, act="report", subject=subject, detail=detail
        ):
            journal.write(transaction, at=now, actor=actor.user, act="report", subject=subject, detail=detail)
        log_read(transaction, actor, report, now=now)
        if keep is not None:
            keep(made.content)
