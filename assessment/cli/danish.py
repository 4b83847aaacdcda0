"""Typer in Danish: its own few words, which it has no catalogue for."""

from difflib import get_close_matches
from typing import Any

from typer import rich_utils
from typer._click import exceptions as words  # Typer carries its own click; it has no public name for these
from typer.core import TyperCommand, TyperGroup

from assessment.i18n.words import _

rich_utils.ARGUMENTS_PANEL_TITLE = "Det skal med"
rich_utils.OPTIONS_PANEL_TITLE = "Tilvalg"
rich_utils.COMMANDS_PANEL_TITLE = "Kommandoer"
rich_utils.DEFAULT_STRING = "[ellers: {}]"
rich_utils.REQUIRED_LONG_STRING = "[skal med]"


class DanishCommand(TyperCommand):
    """A command whose help is Danish to the last word."""

    def get_help_option(self, ctx: Any) -> Any:
        """Typer's own ``--help``, explained in Danish."""
        return _in_danish(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        """How the command is written."""
        return super().get_usage(ctx).replace("Usage: ", "Skriv: ").replace("[OPTIONS]", "[TILVALG]")


class UnknownCommand(words.UsageError):
    """A verb that is not one of ours."""


class DanishGroup(TyperGroup):
    """The command that holds the others."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the verb; one that is not there is named, with the nearest that is."""
        asked = args[0]
        if not asked.startswith("-") and self.get_command(ctx, asked) is None:
            near = get_close_matches(asked, self.list_commands(ctx), n=1)
            unknown = _("Kommandoen »{asked}« findes ikke.").format(asked=asked)
            hint = _("Mente du {near}?").format(near=near[0]) if near else ""
            raise UnknownCommand(f"{unknown} {hint}".strip(), ctx)
        return super().resolve_command(ctx, args)

    def get_help_option(self, ctx: Any) -> Any:
        """Typer's own ``--help``, explained in Danish."""
        return _in_danish(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        """How the command is written."""
        usage = super().get_usage(ctx).replace("Usage: ", "Skriv: ")
        return usage.replace("[OPTIONS]", "[TILVALG]").replace("COMMAND [ARGS]...", "KOMMANDO ...")


def what_is_wrong(problem: words.UsageError) -> str:
    """What is wrong with the words of the command, in a sentence that says what to write."""
    if isinstance(problem, UnknownCommand):
        return problem.message
    if isinstance(problem, words.NoSuchOption):
        return _("Tilvalget {name} findes ikke.").format(name=problem.option_name)
    if isinstance(problem, words.BadOptionUsage):
        return _("Tilvalget {name} mangler sin værdi.").format(name=problem.option_name)
    if isinstance(problem, words.MissingParameter):
        return _("{name} mangler.").format(name=_name(problem))
    if isinstance(problem, words.BadParameter):
        return _("Værdien til {name} kan ikke bruges.").format(name=_name(problem))
    return _("Kommandoen kan ikke forstås.")


def _name(problem: words.BadParameter) -> str:
    """The option as it is typed, or the argument's place in capitals."""
    if problem.param is None:
        return ""
    typed = problem.param.opts[0]
    return typed if typed.startswith("-") else typed.upper()


def _in_danish(option: Any) -> Any:
    if option is not None:
        option.help = "Vis denne hjælp."
    return option
