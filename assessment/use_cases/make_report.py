"""Use case: make a progress report of a provider's learners, or of one newcomer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from assessment.access.actor import Actor
from assessment.access.policy import Scope, Verb, require, scope_of
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.i18n.words import _
from assessment.reports.asked_for import format_mistakes, period_mistakes
from assessment.reports.making import Step, Tell, tell_nobody
from assessment.reports.report import Report, ReportFile
from assessment.storage.facts import current_records, known_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.report_file import as_file, log_file, made_before, made_by


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
    tell: Tell = tell_nobody,
    with_preview: bool = False,
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
    keep : callable, optional
        Is handed the file before the journal line is final: where it fails, no report was made.
    tell : callable, default=tell_nobody
        Is told of each step as it begins; what it raises ends the making, and then no report was made.
    with_preview : bool, default=False
        Whether a picture of the first page comes along.

    Raises
    ------
    NotAllowed
        For somebody else's learners, and for a person who is not there.
    InvalidFields
        With everything that is wrong with the period or the format.
    """
    if provider_id is None and scope_of(actor, Verb.REPORT) is Scope.OWN_ENROLMENTS:
        provider_id = actor.provider_id
    require(actor, Verb.REPORT, providers=[] if provider_id is None else [provider_id])
    today = danish_day(now)
    wrong = [*period_mistakes(from_on, to_on, today), *format_mistakes(to_format)]
    if wrong:
        raise InvalidFields(tuple(wrong))
    tell(Step.READ)
    with ledger.reading() as transaction:
        _require_known(transaction, actor, provider_id, newcomer_id, today)
        report = _read(transaction, provider_id, newcomer_id, from_on, to_on, today, tell)
        report = replace(report, made_by=made_by(transaction, actor))
        before = made_before(transaction, actor, report, report_id=report_id, to_format=to_format, now=now)
    made = as_file(
        report,
        report_id=report_id,
        to_format=to_format,
        before=before,
        now=now,
        tell=tell,
        with_preview=with_preview,
    )
    tell(Step.FINISH)
    log_file(ledger, actor, made, to_format=to_format, now=now, keep=keep)
    return made


def _require_known(
    transaction: Transaction, actor: Actor, provider_id: str | None, newcomer_id: str | None, today: date
) -> None:
    """Refuse who is not there; a provider gets the same sentence for somebody else's learner.

    Rights are those of the enrolments that stand now, whatever was known earlier.
    """
    if newcomer_id is not None:
        enrolments = current_records(transaction, "enrolments", newcomer_id=[newcomer_id])
        require(actor, Verb.REPORT, providers={row["provider_id"] for row in enrolments})
        if not known_records(transaction, "newcomers", today, newcomer_id=[newcomer_id]):
            raise CallerCanMend(_("Der er ingen borger med det id. Se efter i newcomers.csv."))
    if provider_id is not None and not known_records(transaction, "providers", today, provider_id=[provider_id]):
        raise CallerCanMend(_("Der er ingen udbyder med det id. Se efter i providers.csv."))


def _read(
    transaction: Transaction,
    provider_id: str | None,
    newcomer_id: str | None,
    from_on: date,
    to_on: date,
    today: date,
    tell: Tell,
) -> Report:
    from assessment.use_cases.report_facts import Asked, read_report  # SciPy, only where a report is made

    asked = Asked(provider_id=provider_id, newcomer_id=newcomer_id, from_on=from_on, to_on=to_on)
    report = read_report(transaction, asked, today=today, tell=tell)
    if newcomer_id is not None and not report.lines:
        said = _("{who} var ikke tilmeldt hos jer i perioden. Vælg en anden periode.").format(who=newcomer_id)
        raise InvalidFields((FieldError("newcomer_id", newcomer_id, said),))
    return report
