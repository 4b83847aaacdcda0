"""Commands on facts: import, undo-import, export, simulate."""

from pathlib import Path
from typing import Annotated

import typer

from assessment.access.actor import SYSTEM
from assessment.cli.console import (
    CALLER_CAN_MEND,
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
from assessment.exchange.refusals import Refusal
from assessment.i18n.words import _, _n, quoted

REFUSALS_SHOWN = 200


def import_(
    path: Annotated[Path, typer.Argument(help="Mappe eller zip med bundtets filer.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Vis, hvad der ville ske; gem intet.")] = False,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Tag en levering ind: det hele eller intet."""
    from assessment.use_cases.import_bundle import import_bundle  # pandas, only where it is needed

    with speaking(lang, form), opened(database) as ledger:
        outcome = import_bundle(ledger, SYSTEM, path, now=now(), dry_run=dry_run)
        if form == "json":
            print_document(outcome.as_json())
        elif not outcome.refused:
            for name, added in outcome.added.items():
                counts = (added, outcome.changed[name], outcome.unchanged[name])
                if any(counts):
                    print_lines(
                        _("{file}: {added} nye, {changed} ændrede, {unchanged} uændrede").format(
                            file=name, added=counts[0], changed=counts[1], unchanged=counts[2]
                        )
                    )
            if outcome.redacted:
                print_lines(
                    _n(
                        "{n} felt er renset for personlige oplysninger.",
                        "{n} felter er renset for personlige oplysninger.",
                        outcome.redacted,
                    ).format(n=outcome.redacted)
                )
            if outcome.ignored:
                print_lines(_("Kendes ikke og er sprunget over: {names}").format(names=", ".join(outcome.ignored)))
            if outcome.batch_id:
                print_lines(_("Leveringen er gemt med id {batch}.").format(batch=outcome.batch_id))
        if outcome.refused:
            for refused in outcome.refused[:REFUSALS_SHOWN]:
                tell(_refusal_line(refused))
            count = len(outcome.refused)
            if count > REFUSALS_SHOWN:
                tell(
                    _("Her er de første {shown} af {n}; --format json har dem alle.").format(
                        shown=REFUSALS_SHOWN, n=count
                    )
                )
            tell(
                _n("Én ting skal rettes. Intet er gemt.", "{n} ting skal rettes. Intet er gemt.", count).format(n=count)
            )
            raise typer.Exit(CALLER_CAN_MEND)


def undo_import_(
    batch: Annotated[str, typer.Argument(help="Leveringens id.")],
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Fortryd en levering. Den bliver i historikken."""
    from assessment.use_cases.undo_import import undo_import

    with speaking(lang, form), opened(database, create=False) as ledger:
        undone = undo_import(ledger, SYSTEM, batch, now=now())
        if form == "json":
            print_document(undone.as_json())
        else:
            print_lines(
                _("Leveringen {batch} er fortrudt. {n} gemte tilstande gælder ikke mere.").format(
                    batch=batch, n=undone.voided_states
                )
            )


def export_(
    out: Annotated[Path, typer.Argument(help="Mappe, der skal skrives i.")],
    municipality: Annotated[str | None, typer.Option("--municipality", help="Kun én kommune (tre cifre).")] = None,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Skriv bundtet af de rækker, der gælder nu."""
    from assessment.use_cases.export_bundle import export_bundle

    with speaking(lang, form), opened(database, create=False) as ledger:
        counts = export_bundle(ledger, SYSTEM, out, now=now(), municipality=municipality)
        if form == "json":
            print_document({"out": str(out), "rows": counts})
        else:
            print_lines(
                _("Skrevet i {out}: {n} rækker i {files} filer.").format(
                    out=out, n=sum(counts.values()), files=len(counts)
                )
            )


def simulate_(
    out: Annotated[Path, typer.Argument(help="Mappe, der skal skrives i.")],
    newcomers: Annotated[int, typer.Option("--newcomers", min=1, max=200_000, help="Antal opdigtede personer.")] = 150,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=1_040, help="Antal uger.")] = 52,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Samme frø giver samme filer.")] = 1,
    end: Annotated[str, typer.Option("--end", help="Sidste dag.")] = "2026-06-28",
    world: Annotated[
        str, typer.Option("--world", help="Verdenens navn, eller drawn: og et tal for en tilfældig.")
    ] = "shipped",
    form: Format = "text",
    lang: Lang = "da",
) -> None:
    """Skriv et bundt om opdigtede personer, og den sande udvikling ved siden af."""
    from assessment.use_cases.simulate_municipality import simulate_municipality

    with speaking(lang, form):
        day = read_day(end, "--end")
        counts = simulate_municipality(out, newcomers=newcomers, weeks=weeks, seed=seed, end=day, world=world)
        if form == "json":
            print_document({"out": str(out), "rows": counts})
        else:
            print_lines(
                _("Skrevet i {out}: {n} rækker i {files} filer.").format(
                    out=out, n=sum(counts.values()), files=len(counts)
                )
            )


def _refusal_line(refused: Refusal) -> str:
    where = [refused.file]
    if refused.line is not None:
        where.append(_("linje {line}").format(line=refused.line))
    if refused.column:
        where.append(refused.column)
    value = "" if refused.value is None else f" {quoted(refused.value)}"
    return f"{', '.join(where)}:{value} {refused.message}"
