"""The command on observers: raters."""

from typing import Annotated

import typer

from assessment.access.actor import SYSTEM
from assessment.cli.console import Database, Format, Lang, now, opened, print_document, print_lines, read_day, speaking
from assessment.domain.observer_comparison import ComparedObserver
from assessment.i18n.words import _, _n, number_in_words


def raters_(
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Den dag, der regnes for, fx 2026-03-02; i dag, hvis den udelades.")
    ] = None,
    municipality: Annotated[str | None, typer.Option("--municipality", help="Kun én kommune (tre cifre).")] = None,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Vis, hvordan makkere og guider læser trinene i forhold til hinanden."""
    from assessment.use_cases.look_at_raters import look_at_raters

    with speaking(lang, form), opened(database, create=False) as ledger:
        day = read_day(as_of, "--as-of") if as_of is not None else None
        found = look_at_raters(ledger, SYSTEM, now=now(), as_of=day, municipality=municipality)
        if form == "json":
            print_document([one.as_json() for one in found.observers])
            return
        print_lines(
            _(
                "Logits; positiv er strengere end andre, plus/minus én standardfejl. "
                "Sorteret efter id, ikke en rangorden."
            )
        )
        print_lines(*(_line(one) for one in found.observers))


def _line(one: ComparedObserver) -> str:
    told = _("kan ikke siges endnu")
    if one.severity is not None and one.severity_se is not None:
        told = _("{severity} plus/minus {se}").format(
            severity=number_in_words(one.severity, 2), se=number_in_words(one.severity_se, 2)
        )
    basis = _n("{n} trin", "{n} trin", one.ratings).format(n=one.ratings)
    linked = _("forbundet med andre") if one.linked else _("ikke forbundet med andre")
    return f"{one.observer_id}: {told}; {basis}; {linked}"
