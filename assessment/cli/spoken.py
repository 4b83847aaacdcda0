"""Typer in the reader's language: its own few words, for which it has no catalogue, and our help."""

from collections.abc import Sequence
from copy import copy
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from typer import rich_utils
from typer._click import exceptions as words  # Typer carries its own click; it has no public name for these
from typer.core import TyperCommand, TyperGroup

from assessment.i18n.words import Language, _

_LANG, _HELP = "--lang", "--help"


class SpokenCommand(TyperCommand):
    """A command whose help is in the reader's language to the last word."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Its help."""
        _name_the_panels()
        TyperCommand.format_help(_translated(self), ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        """Typer's own ``--help``, explained."""
        return _explained(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        """How the command is written."""
        return _usage(super().get_usage(ctx))


class UnknownCommand(words.UsageError):
    """A verb that is not one of ours."""


class SpokenGroup(TyperGroup):
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

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Its help, with a line about each of its verbs."""
        _name_the_panels()
        spoken = _translated(self)
        spoken.commands = {name: _with_help(one) for name, one in self.commands.items()}
        TyperGroup.format_help(spoken, ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        """Typer's own ``--help``, explained."""
        return _explained(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        """How the command is written."""
        return _usage(super().get_usage(ctx))


def language_asked_for(arguments: Sequence[str]) -> Language:
    """The language that ``--lang`` names, Danish where it names none that we know.

    Examples
    --------
    >>> language_asked_for(["flag", "--lang", "en"]), language_asked_for(["flag", "--help"])
    ('en', 'da')
    """
    named = [after for option, after in pairwise(arguments) if option == _LANG]
    named += [one.removeprefix(f"{_LANG}=") for one in arguments if one.startswith(f"{_LANG}=")]
    return "en" if "en" in named else "da"


def without_language_before_the_verb(arguments: Sequence[str]) -> list[str]:
    """What is left when a language stands where no verb has yet been named, as in ``sprogspor --help --lang en``.

    Examples
    --------
    >>> without_language_before_the_verb(["--help", "--lang", "en"])
    ['--help']
    >>> without_language_before_the_verb(["flag", "--lang", "en"])
    ['flag', '--lang', 'en']
    """
    left = list(arguments)
    before = next((at for at, one in enumerate(left) if one not in (_HELP, "--lang=da", "--lang=en")), len(left))
    if left[before : before + 1] == [_LANG]:
        del left[before : before + 2]
    return [one for at, one in enumerate(left) if at >= before or not one.startswith(_LANG)]


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


def _translated(command: Any) -> Any:
    """A copy with the help of the command and of each of its options in the reader's language."""
    spoken = _with_help(command)
    spoken.params = [_with_help(param) for param in command.params]
    return spoken


def _with_help(one: Any) -> Any:
    spoken, told = copy(one), one.help or ""
    spoken.help = _(told)
    return spoken


def _explained(option: Any) -> Any:
    if option is not None:
        option.help = _("Vis denne hjælp.")
    return option


def _usage(told: str) -> str:
    usage, options, command = _("Skriv:"), _("TILVALG"), _("KOMMANDO")
    told = told.replace("Usage:", usage).replace("[OPTIONS]", f"[{options}]")
    return told.replace("COMMAND [ARGS]...", f"{command} ...")


def _name_the_panels() -> None:
    """Typer reads these where it prints, so they are set before each help."""
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Det skal med")
    rich_utils.OPTIONS_PANEL_TITLE = _("Tilvalg")
    rich_utils.COMMANDS_PANEL_TITLE = _("Kommandoer")
    rich_utils.DEFAULT_STRING = _("[ellers: {default}]").format(default="{}")
    rich_utils.REQUIRED_LONG_STRING = _("[skal med]")
