"""A report as a file in one of three formats, and the line it leaves in the journal; second half of `make_report`."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from assessment.access.actor import Actor, Role
from assessment.reference.municipalities import municipality_name
from assessment.reports.making import Step, Tell
from assessment.reports.report import COLUMNS, Report, ReportFile
from assessment.storage import gates, journal
from assessment.storage.facts import current_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.report_reach import log_read

SAME_REPORT_WITHIN = timedelta(days=1)
_MACHINE = "Sprogspor"


def as_file(
    report: Report,
    before: Sequence[tuple[datetime, str]],
    *,
    report_id: str,
    to_format: str,
    now: datetime,
    tell: Tell,
    draws: bool,
) -> ReportFile:
    """The report as a file; its name says the period and nothing about anybody.

    Asked for again under the same id it is the same file to the byte, with the moment at which it was first made, so
    long as the figures are the same; ``before`` is what `made_before` found. Where it ``draws``, a picture of the first
    page comes along.
    """
    tell(Step.WRITE)
    for made_at, known in (*before, (now.astimezone(UTC), "")):
        report = replace(report, made_at=made_at.replace(microsecond=0))  # a PDF knows whole seconds only
        content = _written(report, to_format)
        if sha256(content).hexdigest() == known:
            break
    if draws:
        tell(Step.DRAW)
    return ReportFile(
        report_id=report_id,
        report=report,
        content=content,
        file_name=f"fremskridt_{report.from_on.isoformat()}_{report.to_on.isoformat()}.{to_format}",
        preview=_first_page(report) if draws else b"",
    )


def log_file(
    ledger: Ledger,
    actor: Actor,
    made: ReportFile,
    *,
    to_format: str,
    now: datetime,
    keep: Callable[[bytes], None] | None,
) -> None:
    """One line for each report: what was asked for, how many rows, and a hash by which the file can be recognised."""
    report, subject = made.report, _subject(made.report)
    detail = {
        "report_id": made.report_id,
        "provider_id": report.provider_id,
        "newcomer_id": report.newcomer_id,
        "municipality": report.municipality,
        "track": report.track,
        "module": report.module,
        "from_on": report.from_on.isoformat(),
        "to_on": report.to_on.isoformat(),
        "format": to_format,
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


def made_before(
    transaction: Transaction, actor: Actor, report: Report, *, report_id: str, to_format: str, now: datetime
) -> list[tuple[datetime, str]]:
    """When the report was made under this id lately, newest first, and the hash of its file."""
    since, told = now - SAME_REPORT_WITHIN, {"report_id": report_id, "format": to_format}
    found = []
    for line in journal.written_since(transaction, since, actor=actor.user, act="report", subject=_subject(report)):
        detail: dict[str, Any] = json.loads(line.detail)
        if told.items() <= detail.items():
            found.append((line.at, detail["sha256"]))
    return found


def _subject(report: Report) -> str:
    return report.provider_id or report.newcomer_id or report.municipality or ""


def signed(transaction: Transaction, actor: Actor, report: Report) -> Report:
    """The report with the name of whoever makes it, never a person's, and whether all of its people are invented."""
    return replace(
        report,
        provider_name=_called(transaction, report.provider_id),
        made_by=_made_by(transaction, actor),
        synthetic=_is_of_invented(transaction, report),
    )


def _called(transaction: Transaction, provider_id: str | None) -> str:
    """What a provider is called; "" where it has no name."""
    known = current_records(transaction, "providers", provider_id=[provider_id]) if provider_id else []
    return str((known[0]["name"] if known else None) or "")


def _made_by(transaction: Transaction, actor: Actor) -> str:
    if actor.role is Role.PROVIDER:
        return _called(transaction, actor.provider_id) or str(actor.provider_id)
    if actor.role is Role.CASEWORKER:
        return municipality_name(actor.municipality or "")
    return _MACHINE


def _is_of_invented(transaction: Transaction, report: Report) -> bool:
    """Whether everybody lives where there are invented people only."""
    towns = {report.municipality}
    if report.municipality is None:
        ids = [line.newcomer_id for line in report.lines]
        towns = {row["municipality"] for row in current_records(transaction, "newcomers", newcomer_id=ids)}
    entries = [gates.in_force(transaction, town) for town in towns if town]
    return bool(entries) and all(entry is not None and entry.synthetic for entry in entries)


def _written(report: Report, to_format: str) -> bytes:
    """The bytes; each format's own library is fetched only where it is asked for."""
    if to_format == "csv":
        from assessment.exchange.report_csv import report_csv

        return report_csv(COLUMNS, [line.cells() for line in report.lines])
    if to_format == "xlsx":
        from assessment.reports.report_xlsx import report_xlsx

        return report_xlsx(report)
    from assessment.reports.report_pdf import report_pdf

    return report_pdf(report)


def _first_page(report: Report) -> bytes:
    from assessment.reports.report_pdf import first_page_png

    return first_page_png(report)
