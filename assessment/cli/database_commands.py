"""Commands on the database as a whole: migrate, backup, restore."""

from pathlib import Path
from typing import Annotated

import typer

from assessment import settings
from assessment.cli.console import Database, Format, Lang, now, opened, print_document, print_lines, speaking
from assessment.i18n.words import _


def migrate_(form: Format = "text", lang: Lang = "da", database: Database = None) -> None:
    """Bring databasen frem til denne version."""
    from assessment.use_cases.migrate_database import migrate_database

    with speaking(lang, form):
        moved = migrate_database(database or settings.database_url())
        copy = str(moved.copy) if moved.copy else None
        before, after = moved.from_revision, moved.to_revision
        if form == "json":
            print_document({"from": before, "to": after, "moved": before != after, "copy": copy})
        elif before == after:
            print_lines(_("Databasen står allerede ved {revision}. Der er intet at gøre.").format(revision=after))
        else:
            if before is None:
                print_lines(_("Databasen var tom og er lavet ved {revision}.").format(revision=after))
            else:
                print_lines(_("Databasen er bragt frem fra {before} til {after}.").format(before=before, after=after))
            if copy is not None:
                print_lines(_("Den ligger, som den var, i {copy}.").format(copy=copy))


def backup_(
    out: Annotated[Path, typer.Argument(help="Filen, kopien skrives i.")],
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Tag en hel kopi af databasen, mens den er i brug."""
    from assessment.use_cases.back_up import back_up

    with speaking(lang, form), opened(database, create=False) as ledger:
        back_up(ledger, now=now(), out=out)
        if form == "json":
            print_document({"out": str(out)})
        else:
            print_lines(_("Kopien ligger i {out} og er efterprøvet.").format(out=out))


def restore_(
    copy: Annotated[Path, typer.Argument(metavar="KOPI", help="Filen, som backup skrev.")],
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Læg en kopi ind i en tom database, også en af en anden slags."""
    from assessment.use_cases.restore_copy import restore_copy

    with speaking(lang, form):
        restored = restore_copy(database or settings.database_url(), copy, now=now())
        if form == "json":
            revisions = {"from": restored.from_revision, "to": restored.to_revision}
            print_document({"copy": str(copy), "rows": restored.rows, **revisions})
        else:
            counts = restored.rows.values()
            print_lines(
                _("Kopien er lagt ind og efterprøvet: {n} rækker i {tables} tabeller.").format(
                    n=sum(counts), tables=len(counts)
                )
            )
