"""An evaluation as a whole in words: ordinary worlds, hard ones, and what a model is worth without a source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.i18n.words import N_, _, number_in_words
from assessment.stalling.evaluation.in_words import MODEL, WAYS, Tables, Told, in_words
from assessment.stalling.evaluation.table_lines import Cell, Line, Setting

HARD, ABLATIONS = "hard_", "ablations"
"""Before the name of each table of the hard worlds; the name of the table of what is taken away."""
NOTHING = "nothing"
_WITHOUT = {
    "notes": N_("Uden noter er det {n} gange af 100 (mellem {low} og {high})."),
    "exposure": N_("Uden svar om, hvor meget der tales dansk, er det {n} gange af 100 (mellem {low} og {high})."),
    "course": N_("Uden oplysninger fra sprogcentret er det {n} gange af 100 (mellem {low} og {high})."),
    "ratings": N_("Uden trin er det {n} gange af 100 (mellem {low} og {high})."),
}
_ON = {
    "all_active": N_("alle forløb"),
    "judged": N_("dem, den siger noget om"),
    "same_rows": N_("dem, modellen siger noget om"),
}
_DECIMALS = 2
_WORDS = 2
"""So many columns hold words, the others figures."""
_UNKNOWN = "-"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A title, what it says in words, and a table as rows of cells, its head first."""

    title: str
    told: tuple[Told, ...]
    table: tuple[tuple[str, ...], ...]


def chapters(tables: Tables, setting: Setting) -> tuple[Chapter, ...]:
    """Everything that the tables of an evaluation say, in the reader's language; no chapter without a table.

    Parameters
    ----------
    tables : mapping
        As the command ``evaluate`` prints them, or the same read back from JSON.
    setting : Setting
        As the tables were made.
    """
    hard = {name.removeprefix(HARD): table for name, table in tables.items() if name.startswith(HARD)}
    kinds = (
        (_("I opdigtede kommuner, som modellen ikke er lært af"), tables),
        (_("I opdigtede kommuner, hvor tegnene snyder"), hard),
    )
    told = [
        Chapter(title, in_words(some, MODEL, setting), tuple(_table(some["overall"])))
        for title, some in kinds
        if "overall" in some
    ]
    if lines := tables.get(ABLATIONS):
        said = Told(_("Når noget mangler"), tuple(_without(lines)))
        told.append(Chapter(_("Hvad modellen bygger på"), (said,), ()))
    return tuple(told)


def _without(lines: Sequence[Line]) -> Iterator[str]:
    yield _("Her er en slags oplysninger ad gangen taget væk. Modellen er ikke lært om uden dem.")
    found = {str(line["without"]): line for line in lines if line["on"] == "all_active" and line["auc"] is not None}
    if NOTHING in found:
        yield _(
            "Holdes et forløb, der var gået i stå, op mod et, der ikke var, har det første det højeste tal {n} gange "
            "af 100, når intet er taget væk (mellem {low} og {high})."
        ).format(**_hundreds(found[NOTHING]))
    for name, sentence in _WITHOUT.items():
        if name in found:
            yield _(sentence).format(**_hundreds(found[name]))


def _hundreds(line: Line) -> dict[str, str]:
    cells = zip(("n", "low", "high"), (line["auc"], line["auc_low"], line["auc_high"]), strict=True)
    return {name: _UNKNOWN if cell is None else str(round(100 * float(cell))) for name, cell in cells}


def _table(overall: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """Each way, on what it was measured, and its figures."""
    figures = {
        "auc": _("AUC"),
        "average_precision": _("gennemsnitlig præcision"),
        "precision_at_threshold": _("rigtige af de udpegede"),
        "recall_at_threshold": _("fundne"),
        "calibration_error": _("skævhed"),
    }
    yield (_("måde"), _("målt på"), *figures.values())
    for line in overall:
        if line["method"] == MODEL and line["on"] == "same_rows":
            continue  # those it judged itself, which stand above
        name, on = str(line["method"]), str(line["on"])
        yield (_(WAYS[name]) if name in WAYS else name, _(_ON[on]), *(_figure(line.get(one)) for one in figures))


def in_columns(table: Sequence[Sequence[str]]) -> list[str]:
    """The rows of a table as lines of one width, numbers to the right.

    Examples
    --------
    >>> in_columns([("way", "on", "AUC"), ("model", "all", "0.9")])
    ['way    on   AUC', 'model  all  0.9']
    """
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < _WORDS else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    ]


def _figure(cell: Cell) -> str:
    return _UNKNOWN if cell is None else number_in_words(float(cell), _DECIMALS)
