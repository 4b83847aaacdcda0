"""The front door of the command: its verbs, and our sentences for words it does not know."""

import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import typer
from typer._click import exceptions as words  # Typer carries its own click; it has no public name for these

from assessment.cli.console import CALLER_CAN_MEND, FAILED, tell
from assessment.cli.database_commands import backup_, migrate_, restore_
from assessment.cli.evaluate_command import evaluate_
from assessment.cli.facts_commands import export_, import_, simulate_, undo_import_
from assessment.cli.rater_commands import raters_
from assessment.cli.report_commands import report_
from assessment.cli.scoring_commands import flag_, gate_, replay_, rules_
from assessment.cli.serving_commands import check_, demo_, serve_
from assessment.cli.spoken import (
    SpokenCommand,
    SpokenGroup,
    language_asked_for,
    what_is_wrong,
    without_language_before_the_verb,
)
from assessment.cli.training_commands import train_
from assessment.cli.user_commands import users
from assessment.cli.worker_commands import work_
from assessment.i18n.words import _, in_language

app = typer.Typer(
    name="sprogspor",
    cls=SpokenGroup,
    help="Sprogspor: fra det, makkeren ser, til det, sagsbehandleren beslutter.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
VERBS: dict[str, Callable[..., Any]] = {
    "demo": demo_,
    "serve": serve_,
    "work": work_,
    "import": import_,
    "undo-import": undo_import_,
    "export": export_,
    "gate": gate_,
    "flag": flag_,
    "evaluate": evaluate_,
    "replay": replay_,
    "train": train_,
    "rules": rules_,
    "raters": raters_,
    "report": report_,
    "simulate": simulate_,
    "backup": backup_,
    "restore": restore_,
    "migrate": migrate_,
    "check": check_,
}
for verb, act in VERBS.items():
    app.command(verb, cls=SpokenCommand)(act)
app.add_typer(users, name="user")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with 0, 1 or 2."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    with in_language(language_asked_for(given)):
        _run(without_language_before_the_verb(given))


def _run(given: list[str]) -> NoReturn:
    command = typer.main.get_command(app)
    try:
        code = command.main(args=given, prog_name="sprogspor", standalone_mode=False)
    except words.NoArgsIsHelpError as shown:
        tell(shown.format_message())
        sys.exit(CALLER_CAN_MEND)
    except words.UsageError as problem:
        where = problem.ctx.command_path if problem.ctx else "sprogspor"
        tell(what_is_wrong(problem) + " " + _("Se: {command} --help").format(command=where))
        sys.exit(CALLER_CAN_MEND)
    except (typer.Abort, KeyboardInterrupt):
        tell(_("Afbrudt."))
        sys.exit(FAILED)
    sys.exit(code if isinstance(code, int) else 0)
