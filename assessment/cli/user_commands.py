"""Commands on people: user add, user list, user end, user unlock."""

from typing import Annotated

import typer

from assessment.access.actor import SYSTEM, Role
from assessment.cli.console import Database, Format, Lang, now, opened, print_document, print_lines, speaking
from assessment.cli.spoken import SpokenCommand, SpokenGroup
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _

users = typer.Typer(cls=SpokenGroup, help="Hvem kan logge ind.", no_args_is_help=True)
_User = Annotated[str, typer.Argument(help="Brugerens id eller navn.")]
_ROLES = [role.value for role in Role if role is not Role.SYSTEM]


@users.command("add", cls=SpokenCommand)
def add(
    role: Annotated[str, typer.Option("--role", help="owner, caseworker, provider eller observer.")],
    municipality: Annotated[str | None, typer.Option("--municipality", help="Sagsbehandlerens kommune.")] = None,
    provider: Annotated[str | None, typer.Option("--provider", help="Udbyderens id.")] = None,
    observer: Annotated[str | None, typer.Option("--observer", help="Makkerens eller guidens id.")] = None,
    address: Annotated[str, typer.Option("--url", help="Appens adresse.")] = "http://127.0.0.1:8501",
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Lav et link, som én person kan bruge én gang inden for 24 timer."""
    from assessment.use_cases.invite_user import invite_user  # only where it is needed

    with speaking(lang, form), opened(database) as ledger:
        if role not in _ROLES:
            raise CallerCanMend(
                _("{option} kan ikke læses: {text}. Skriv {wanted}.").format(
                    option="--role", text=role, wanted=", ".join(_ROLES)
                )
            )
        invited = invite_user(
            ledger,
            SYSTEM,
            role=Role(role),
            municipality=municipality,
            provider_id=provider,
            observer_id=observer,
            now=now(),
        )
        link = f"{address.rstrip('/')}/velkommen?kode={invited.token}"
        if form == "json":
            print_document({"link": link, "expires_at": invited.expires_at.isoformat()})
        else:
            print_lines(link, _("Linket virker én gang, inden for 24 timer."))


@users.command("list", cls=SpokenCommand)
def list_(form: Format = "text", lang: Lang = "da", database: Database = None) -> None:
    """Vis, hvem der kan logge ind."""
    from assessment.use_cases.invite_user import list_users  # only where it is needed

    with speaking(lang, form), opened(database, create=False) as ledger:
        everybody = list_users(ledger, SYSTEM)
        if form == "json":
            print_document(everybody)
            return
        for person in everybody:
            bound_to = person["municipality"] or person["provider_id"] or person["observer_id"] or ""
            ended = _("lukket") if person["ended"] else ""
            print_lines(" ".join(filter(None, [person["id"], person["user"], person["role"], bound_to, ended])))


@users.command("end", cls=SpokenCommand)
def end(user: _User, form: Format = "text", lang: Lang = "da", database: Database = None) -> None:
    """Luk en brugers adgang nu."""
    from assessment.use_cases.invite_user import end_user  # only where it is needed

    with speaking(lang, form), opened(database, create=False) as ledger:
        ended = end_user(ledger, SYSTEM, user, now=now())
        if form == "json":
            print_document(ended)
        else:
            print_lines(_("Brugeren {user} kan ikke logge ind mere.").format(user=ended["user"]))


@users.command("unlock", cls=SpokenCommand)
def unlock(user: _User, form: Format = "text", lang: Lang = "da", database: Database = None) -> None:
    """Lad en bruger prøve igen nu efter for mange forkerte adgangskoder."""
    from assessment.use_cases.manage_users import lift_lock  # only where it is needed

    with speaking(lang, form), opened(database, create=False) as ledger:
        name = lift_lock(ledger, SYSTEM, user, now=now())
        if form == "json":
            print_document({"user": name})
        else:
            print_lines(_("{user} kan prøve igen nu.").format(user=name))
