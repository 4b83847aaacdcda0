"""Commands that serve an installation, or say whether it is whole: demo, serve, check."""

import socket
from datetime import timedelta
from typing import Annotated

import typer

from assessment import settings
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
    tell,
)
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _, day_in_words

FIRST_PORT = 8501
PORTS_TRIED = 50
Port = Annotated[int | None, typer.Option("--port", min=1, max=65_535, help="Porten, der lyttes på.")]


def demo_(
    newcomers: Annotated[int, typer.Option("--newcomers", min=1, max=20_000, help="Antal opdigtede personer.")] = 150,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Samme frø giver samme kommune.")] = 1,
    end: Annotated[str | None, typer.Option("--end", help="Sidste dag; i går, hvis intet er sagt.")] = None,
    port: Port = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Åbn ikke en browser.")] = False,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Fyld databasen, og stop.")] = False,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Vis Sprogspor med en opdigtet kommune."""
    from assessment.use_cases.fill_demo import fill_demo  # pandas, only where it is needed

    with speaking(lang, form):
        moment = now()
        today = danish_day(moment)
        day = read_day(end, "--end") if end else today - timedelta(days=1)
        if day > today:
            raise CallerCanMend(
                _("{day} ligger i fremtiden. Vælg en dag til og med i dag.").format(day=day.isoformat())
            )
        chosen = _free_port(port)
        with opened(database) as ledger:
            filled = fill_demo(ledger, newcomers=newcomers, seed=seed, end=day, now=moment, tell=tell)
        url = f"http://127.0.0.1:{chosen}/"
        if form == "json":
            print_document(filled.as_json(url))
        else:
            print_lines(
                _("Sprogspor: {url}").format(url=url),
                _("Opdigtede personer, regnet pr. {day}.").format(day=day_in_words(filled.as_of)),
            )
            for account in filled.accounts:
                print_lines(
                    _("Log ind som {user} med adgangskoden {password}").format(
                        user=account["user"], password=account["password"]
                    )
                )
        if not no_serve:
            _serve(database, chosen, lang, open_browser=not no_open)


def serve_(
    port: Port = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Åbn en browser.")] = False,
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Åbn appen for kommunens egen database."""
    with speaking(lang):
        chosen = _free_port(port)
        with opened(database, create=False):
            pass
        tell(_("Sprogspor: {url}").format(url=f"http://127.0.0.1:{chosen}/"))
        _serve(database, chosen, lang, open_browser=open_browser)


def check_(form: Format = "text", lang: Lang = "da", database: Database = None) -> None:
    """Er installationen hel? En linje om hver del."""
    from assessment.use_cases.check_installation import FAULT, check_installation

    with speaking(lang, form):
        parts = check_installation(database or settings.database_url())
        if form == "json":
            print_document([{"part": part.name, "verdict": part.verdict, "why": part.why} for part in parts])
        else:
            for part in parts:
                print_lines(f"{part.name}: {part.verdict}{f' - {part.why}' if part.why else ''}")
        if any(part.verdict == FAULT for part in parts):
            raise typer.Exit(FAILED)


def _serve(database: str | None, port: int, lang: str, *, open_browser: bool) -> None:
    from assessment.cli.beside_the_app import worker_beside
    from assessment.web.serve import serve  # Streamlit, only where it is served

    url = database or settings.database_url()
    with worker_beside(url, lang):
        serve(url, port=port, open_browser=open_browser)


def _free_port(asked: int | None) -> int:
    """The port that was asked for, or the first free one from 8501 on."""
    for port in [asked] if asked is not None else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise CallerCanMend(_("Porten er optaget. Vælg en anden med --port."))
