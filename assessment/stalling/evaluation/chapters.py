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
_NARROWEST = 4
"""A figure takes so many letters."""
_UNKNOWN = "-"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A title, what it says in words, and a table as lines of text of one width, its head first."""

    title: str
    told: tuple[Told, ...]
    table: tuple[str, ...]


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


def _table(overall: Sequence[Line]) -> Iterator[str]:
    """Each way, on what it was measured, and its four figures."""
    figures = {
        "auc": _("AUC").rjust(_NARROWEST),
        "average_precision": _("gennemsnitlig præcision"),
        "precision_at_threshold": _("rigtige af de udpegede"),
        "recall_at_threshold": _("fundne"),
        "calibration_error": _("skævhed"),
    }
    ways = [(_(WAYS[name]) if (name := str(line["method"])) in WAYS else name, line) for line in overall]
    on = {code: _(words) for code, words in _ON.items()}
    wide, wider = max(len(way) for way, _line in ways), max(map(len, on.values()))
    yield "  ".join([_("måde").ljust(wide), _("målt på").ljust(wider), *figures.values()])
    for way, line in ways:
        if line["method"] == MODEL and line["on"] == "same_rows":
            continue  # those it judged itself, which stand above
        cells = [_figure(line.get(name)).rjust(len(head)) for name, head in figures.items()]
        yield "  ".join([way.ljust(wide), on[str(line["on"])].ljust(wider), *cells])


def _figure(cell: Cell) -> str:
    return _UNKNOWN if cell is None else number_in_words(float(cell), _DECIMALS)
