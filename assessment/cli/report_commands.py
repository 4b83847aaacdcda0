"""The command on progress reports: report."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from assessment.access.actor import SYSTEM
from assessment.cli.console import (
    FAILED,
    Database,
    Format,
    Lang,
    now,
    opened,
    print_document,
    print_lines,
    read_day,
    speaking,
    stop,
    tell,
)
from assessment.domain.bundle import TRACKS
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.i18n.words import _, _n
from assessment.reports.asked_for import format_mistakes, period_mistakes
from assessment.reports.making import SHARE_DONE, Step, Tell, step_in_words

_WHOM = ("--newcomer", "--provider", "--municipality")


def report_(
    newcomer: Annotated[str | None, typer.Option("--newcomer", help="Borgerens id: en rapport om én.")] = None,
    provider: Annotated[
        str | None, typer.Option("--provider", help="Udbyderens id: en rapport om alle, der er tilmeldt dér.")
    ] = None,
    track: Annotated[str, typer.Option("--track", help="Kun udbyderens hold på den uddannelse, fx DU2.")] = "",
    module: Annotated[str, typer.Option("--module", help="Kun holdet på det modul, fx 3.")] = "",
    municipality: Annotated[
        str | None, typer.Option("--municipality", help="Kommunens kode: en rapport om alle dens borgere.")
    ] = None,
    from_on: Annotated[str | None, typer.Option("--from", help="Periodens første dag, fx 2026-01-01.")] = None,
    to_on: Annotated[str | None, typer.Option("--to", help="Periodens sidste dag.")] = None,
    to_format: Annotated[str, typer.Option("--to-format", help="pdf, xlsx eller csv.")] = "csv",
    out: Annotated[Path | None, typer.Option("--out", help="Filen, der skal skrives.")] = None,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Skriv en rapport om fremskridt i en periode."""
    from assessment.use_cases.make_report import make_report  # pandas, only where it is needed

    with speaking(lang, form):
        moment = now()
        wrong = _whom(dict(zip(_WHOM, (newcomer, provider, municipality), strict=True)))
        wrong += _class(provider, track, module)
        first, last = _day(from_on, "--from", wrong), _day(to_on, "--to", wrong)
        wrong += [*period_mistakes(first, last, danish_day(moment)), *format_mistakes(to_format), *_place(out)]
        if wrong or first is None or last is None or out is None:
            raise InvalidFields(tuple(wrong))
        with opened(database, create=False) as ledger, _new_file(out) as write, _shown() as progress:
            made = make_report(
                ledger,
                SYSTEM,
                report_id=str(uuid4()),
                provider_id=provider or None,
                newcomer_id=newcomer or None,
                municipality=municipality or None,
                track=track.upper(),
                module=int(module) if module else None,
                from_on=first,
                to_on=last,
                to_format=to_format,
                now=moment,
                keep=write,
                tell=progress,
            )
        rows, measured = len(made.report.lines), len(made.report.measured)
        if form == "json":
            print_document({"out": str(out), "rows": rows, "measured": measured})
        else:
            print_lines(_n("Skrevet i {out}: {n} linje.", "Skrevet i {out}: {n} linjer.", rows).format(out=out, n=rows))
        for why, people in made.report.left_out.items():
            tell(f"{len(people)}: {why}")


def _whom(asked: dict[str, str | None]) -> list[FieldError]:
    """Exactly one of the three is to be named."""
    named = [option for option, value in asked.items() if value]
    if len(named) == 1:
        return []
    if named:
        two = _("{first} og {last}").format(first=", ".join(named[:-1]), last=named[-1])
        said = _("{options} kan ikke bruges sammen. Vælg en af dem.").format(options=two)
    else:
        said = _("Skriv --newcomer, --provider eller --municipality, så det er klart, hvem rapporten handler om.")
    return [FieldError("newcomer_id", asked["--newcomer"] or "", said)]


def _class(provider: str | None, track: str, module: str) -> list[FieldError]:
    """A class is one of a provider's, on a track that is known."""
    wrong = []
    if (track or module) and not provider:
        said = _("--track og --module vælger et af en udbyders hold. Skriv også --provider.")
        wrong.append(FieldError("track", track or module, said))
    if track and track.upper() not in TRACKS:
        said = _("Uddannelsen {track} kendes ikke. Vælg en af {known}.")
        wrong.append(FieldError("track", track, said.format(track=track, known=", ".join(TRACKS))))
    if module and not track:
        wrong.append(FieldError("module", module, _("Skriv også --track: hver uddannelse har sine egne moduler.")))
    if module and not (module.isascii() and module.isdigit() and int(module)):
        said = _("Modulet {module} kan ikke læses. Skriv dets nummer, fx 3.").format(module=module)
        wrong.append(FieldError("module", module, said))
    return wrong


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


@contextmanager
def _new_file(out: Path) -> Iterator[Callable[[bytes], None]]:
    """What writes a new file, never over one that came there meanwhile.

    Until it is called Ctrl-C ends the making, and there is no file and no journal line. From then on both are being
    written, and Ctrl-C comes too late. What else may go wrong with them leaves neither.
    """
    is_ours, usual = False, signal.getsignal(signal.SIGINT)

    def write(content: bytes) -> None:
        nonlocal is_ours
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            file = out.open("xb")
        except FileExistsError as problem:
            raise CallerCanMend(_taken(out)) from problem
        is_ours = True
        with file:
            file.write(content)

    try:
        yield write
    except KeyboardInterrupt:
        stop(_("Afbrudt. Der er ikke lavet nogen rapport."), FAILED)
    except BaseException:
        if is_ours:
            out.unlink()
        raise
    finally:
        signal.signal(signal.SIGINT, usual)


def _taken(out: Path) -> str:
    return _("{out} findes allerede. Vælg et andet navn.").format(out=out)


@contextmanager
def _shown() -> Iterator[Tell]:
    """Progress on stderr: a bar where somebody watches, a line for each step where it goes to a log."""
    if not sys.stderr.isatty():
        yield lambda step: tell(step_in_words(step))
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1)

        def progress(step: Step) -> None:
            bar.update(task, description=step_in_words(step), completed=SHARE_DONE[step])

        yield progress
