"""The command on progress reports: report."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from assessment.access.actor import SYSTEM
from assessment.cli.console import (
    Database,
    Format,
    Lang,
    now,
    opened,
    print_document,
    print_lines,
    read_day,
    speaking,
    tell,
)
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.i18n.words import _, _n
from assessment.reports.asked_for import format_mistakes, period_mistakes


def report_(
    newcomer: Annotated[str | None, typer.Option("--newcomer", help="Borgerens id: en rapport om én.")] = None,
    provider: Annotated[
        str | None, typer.Option("--provider", help="Udbyderens id: en rapport om alle, der er tilmeldt dér.")
    ] = None,
    from_on: Annotated[str | None, typer.Option("--from", help="Periodens første dag, fx 2026-01-01.")] = None,
    to_on: Annotated[str | None, typer.Option("--to", help="Periodens sidste dag.")] = None,
    to_format: Annotated[str, typer.Option("--to-format", help="csv.")] = "csv",
    out: Annotated[Path | None, typer.Option("--out", help="Filen, der skal skrives.")] = None,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Skriv en rapport om fremskridt i en periode."""
    from assessment.use_cases.make_report import make_report  # pandas, only where it is needed

    with speaking(lang, form):
        moment = now()
        wrong = _whom(newcomer, provider)
        first, last = _day(from_on, "--from", wrong), _day(to_on, "--to", wrong)
        wrong += [*period_mistakes(first, last, danish_day(moment)), *format_mistakes(to_format), *_place(out)]
        if wrong or first is None or last is None or out is None:
            raise InvalidFields(tuple(wrong))
        with opened(database, create=False) as ledger:
            made = make_report(
                ledger,
                SYSTEM,
                report_id=str(uuid4()),
                provider_id=provider,
                newcomer_id=newcomer,
                from_on=first,
                to_on=last,
                to_format=to_format,
                now=moment,
                keep=lambda content: _write(out, content),
            )
        rows, measured = len(made.report.lines), len(made.report.measured)
        if form == "json":
            print_document({"out": str(out), "rows": rows, "measured": measured})
        else:
            print_lines(_n("Skrevet i {out}: {n} linje.", "Skrevet i {out}: {n} linjer.", rows).format(out=out, n=rows))
        for why, people in made.report.left_out.items():
            tell(f"{len(people)}: {why}")


def _whom(newcomer: str | None, provider: str | None) -> list[FieldError]:
    if newcomer and provider:
        said = _("--newcomer og --provider kan ikke bruges sammen. Vælg den ene.")
    elif not newcomer and not provider:
        said = _("Skriv --newcomer eller --provider, så det er klart, hvem rapporten handler om.")
    else:
        return []
    return [FieldError("newcomer_id", newcomer or "", said)]


def _day(text: str | None, option: str, wrong: list[FieldError]) -> date | None:
    """The day; where there is none, what is wrong is added to ``wrong``."""
    try:
        if text:
            return read_day(text, option)
        wrong.append(FieldError(option, "", _("{name} mangler.").format(name=option)))
    except CallerCanMend as unreadable:
        wrong.append(FieldError(option, text or "", str(unreadable)))
    return None


def _place(out: Path | None) -> list[FieldError]:
    if out is None:
        said = _("{name} mangler.").format(name="--out")
    elif os.path.lexists(out):
        said = _taken(out)
    elif not out.parent.is_dir():
        said = _("Mappen {folder} findes ikke. Lav den først, eller vælg en anden.").format(folder=out.parent)
    else:
        return []
    return [FieldError("out", str(out or ""), said)]


def _write(out: Path, content: bytes) -> None:
    """Write a new file; never over one that came there meanwhile, and never half of one."""
    try:
        file = out.open("xb")
    except FileExistsError as problem:
        raise CallerCanMend(_taken(out)) from problem
    try:
        with file:
            file.write(content)
    except OSError:
        out.unlink()
        raise


def _taken(out: Path) -> str:
    return _("{out} findes allerede. Vælg et andet navn.").format(out=out)
