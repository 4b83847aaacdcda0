"""The front door of the command: its verbs, and Danish sentences for words it does not know."""

import sys
from collections.abc import Sequence

import typer
from typer import rich_utils
from typer._click import exceptions as words  # Typer carries its own click; it has no public name for these

from assessment.cli.console import CALLER_CAN_MEND, tell
from assessment.cli.facts_commands import export_, import_, simulate_, undo_import_
from assessment.cli.scoring_commands import flag_, gate_, rules_
from assessment.cli.serving_commands import backup_, check_, demo_, serve_
from assessment.i18n.words import _

rich_utils.ARGUMENTS_PANEL_TITLE = "Det skal med"
rich_utils.OPTIONS_PANEL_TITLE = "Tilvalg"
rich_utils.COMMANDS_PANEL_TITLE = "Kommandoer"

app = typer.Typer(
    name="sprogspor",
    help="Sprogspor: fra det, makkeren ser, til det, sagsbehandleren beslutter.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo_)
app.command("serve")(serve_)
app.command("import")(import_)
app.command("undo-import")(undo_import_)
app.command("export")(export_)
app.command("gate")(gate_)
app.command("flag")(flag_)
app.command("rules")(rules_)
app.command("simulate")(simulate_)
app.command("backup")(backup_)
app.command("check")(check_)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with 0, 1 or 2."""
    command = typer.main.get_command(app)
    try:
        code = command.main(
            args=list(arguments) if arguments is not None else None, prog_name="sprogspor", standalone_mode=False
        )
    except words.NoArgsIsHelpError as shown:
        tell(shown.format_message())
        sys.exit(CALLER_CAN_MEND)
    except words.UsageError as problem:
        tell(f"{in_danish(problem)} {_('Se: sprogspor --help')}")
        sys.exit(CALLER_CAN_MEND)
    except (typer.Abort, KeyboardInterrupt):
        tell(_("Afbrudt."))
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def in_danish(problem: words.UsageError) -> str:
    """What is wrong with the words of the command, in a sentence that says what to write."""
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
