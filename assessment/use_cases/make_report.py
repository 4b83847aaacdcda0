"""Use case: make a progress report of a provider's learners, of a municipality's newcomers, or of one newcomer."""

from collections.abc import Callable
from datetime import date, datetime

from assessment.access.actor import Actor
from assessment.domain.days import danish_day
from assessment.domain.field_error import InvalidFields
from assessment.reports.asked_for import format_mistakes, period_mistakes
from assessment.reports.making import Step, Tell, tell_nobody
from assessment.reports.report import ReportFile
from assessment.storage.ledger import Ledger
from assessment.use_cases.report_asked import asked_mistakes
from assessment.use_cases.report_file import as_file, log_file, made_before, signed
from assessment.use_cases.report_reach import asked_by, read_for


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
    municipality : str, optional
        Its code: a line for each of its newcomers with a placement or an enrolment that overlaps the period. A
        caseworker's own is taken where nobody is named.
    track, module : str and int, optional
        Only the provider's learners who are on them now: a class.
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
    tell(Step.READ)
    with ledger.reading() as transaction:
        report = read_for(transaction, actor, asked, now=now, tell=tell)
        report = signed(transaction, actor, report)
        before = made_before(transaction, actor, report, report_id=report_id, to_format=to_format, now=now)
    made = as_file(report, before, report_id=report_id, to_format=to_format, now=now, tell=tell, draws=with_preview)
    tell(Step.FINISH)
    log_file(ledger, actor, made, to_format=to_format, now=now, keep=keep)
    return made
