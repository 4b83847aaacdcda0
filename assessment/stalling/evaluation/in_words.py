"""The tables said to the owner of the system, who is no statistician: out of a hundred, and how sure that is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.domain.placement_state import State
from assessment.i18n.words import N_, _, number_in_words
from assessment.stalling.evaluation.alarms import FOUND_WITHIN_WEEKS, MOST_FALSE_PER_100_MONTHS
from assessment.stalling.evaluation.baselines import (
    COURSE,
    FOUR_POINT,
    FOUR_POINT_RULE,
    GROWTH,
    TREND_LINE,
    TREND_LINE_RULE,
)
from assessment.stalling.evaluation.table_lines import FEWEST_SHOWN, Cell, Line, Setting

Tables = Mapping[str, Sequence[Line]]

MODEL, RULES = "model", "rules"
WAYS = {
    MODEL: N_("modellen"),
    FOUR_POINT_RULE: N_("reglen om de seneste fire observationer: ja eller nej"),
    TREND_LINE_RULE: N_("en linje gennem de seneste ti observationer: ja eller nej"),
    FOUR_POINT: N_("reglen om de seneste fire observationer"),
    TREND_LINE: N_("en linje gennem de seneste ti observationer"),
    GROWTH: N_("den målte fremgang alene"),
    COURSE: N_("sprogcentrets resultater alene"),
    RULES: N_("de faste regler"),
}
"""What each method is called, by its name in the tables."""
_GROUPS = {
    "f": N_("kvinder"),
    "m": N_("mænd"),
    "x": N_("andre"),
    "sprogmakker": N_("sprogmakker"),
    "kulturguide": N_("kulturguide"),
    "sprogmentor": N_("sprogmentor"),
}
_ROUND = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Of what a model says: around these it is told how often it held."""
_LIES_APART = {
    "gender": N_(
        "Modellen fandt flest hos {highest} og færrest hos {lowest}: forskellen var {n} af 100 "
        "(mellem {low} og {high})."
    ),
    "track": N_(
        "Modellen fandt flest på {highest} og færrest på {lowest}: forskellen var {n} af 100 (mellem {low} og {high})."
    ),
    "observer_role": N_(
        "Modellen fandt flest, hvor en {highest} ser borgeren, og færrest, hvor en {lowest} gør: forskellen var {n} af "
        "100 (mellem {low} og {high})."
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A heading and the sentences under it, in the reader's language."""

    heading: str
    sentences: tuple[str, ...]


def in_words(tables: Tables, method: str, setting: Setting) -> tuple[Told, ...]:
    """What the tables say of one method, in the order in which it is read; no heading without a sentence.

    Parameters
    ----------
    tables : mapping
        As :func:`assessment.stalling.evaluation.tables.tables` makes them, or the same read back from JSON.
    method : str
        The name of the method that is judged. Those it is compared with are named in words where we know them.
    setting : Setting
        As the tables were made.

    Notes
    -----
    "Mellem 71 og 84" is the 95 % interval by drawing people; numbers are whole, so the last one may be off by a half.
    """
    parts: tuple[tuple[str, Callable[[Tables, str, Setting], Iterator[str]]], ...] = (
        (_("Hvad der er målt på"), _measured_on),
        (_("Når modellen peger på et forløb"), _pointed_at),
        (_("Hvor mange den finder, og hvor hurtigt"), _found),
        (_("Når det går fremad"), _in_progress),
        (_("Når modellen nævner et tal"), _says_a_number),
        (_("Ved siden af enklere måder"), _beside_simpler),
        (_("Forskel mellem grupper"), _between_groups),
    )
    told = (Told(heading, tuple(say(tables, method, setting))) for heading, say in parts)
    return tuple(part for part in told if part.sentences)


def _measured_on(tables: Tables, method: str, _setting: Setting) -> Iterator[str]:
    line = _line(tables["overall"], method=method, on="all_active")
    if _number(line.get("rows")) is None:
        yield _("Der er for få personer til at sige noget.")
        return
    yield _("Der er set på et forløb {rows} gange, hos {people} personer.").format(
        rows=line["rows"], people=line["people"]
    )
    yield _("{n} gange af 100 var forløbet faktisk gået i stå.").format(n=_hundred(line["share_stalled"]))
    yield _(
        "{n} gange af 100 sagde modellen ingenting, fordi der var for lidt at gå efter, eller fordi uret var stoppet."
    ).format(n=_hundred(line["share_abstained"]))


def _pointed_at(tables: Tables, method: str, setting: Setting) -> Iterator[str]:
    line = _line(tables["overall"], method=method, on="all_active")
    if bounds := _bounds(line, "precision_at_threshold"):
        yield _("Af 100 forløb, som modellen pegede på, var {n} faktisk gået i stå (mellem {low} og {high}).").format(
            **bounds
        )
    elif _number(line.get("threshold")) is not None and _number(line.get("rows")) is not None:
        yield _("Modellen pegede ikke på noget forløb.")
    if bounds := _bounds(line, "precision_at_capacity"):
        yield _(
            "Er der kun tid til at se på {share} af 100 forløb, er {n} af 100 af dem, modellen vælger, gået i stå "
            "(mellem {low} og {high})."
        ).format(share=_hundred(setting.capacity), **bounds)


def _found(tables: Tables, method: str, _setting: Setting) -> Iterator[str]:
    line = _line(tables["overall"], method=method, on="all_active")
    if bounds := _bounds(line, "recall_at_threshold"):
        yield _("Af 100 forløb, der faktisk var gået i stå, pegede modellen på {n} (mellem {low} og {high}).").format(
            **bounds
        )
    by_cause = {cause: _line(tables["by_cause"], method=method, cause=cause, on="all_active") for cause in _CAUSES}
    for cause, sentence in _CAUSES.items():
        if bounds := _bounds(by_cause[cause], "recall_at_threshold"):
            yield _(sentence).format(**bounds)
    alarms = _line(tables["alarms"], method=method, renewed=False)
    if bounds := _bounds(alarms, "share_found"):
        yield _(
            "Må modellen højst pege forgæves {most} gange på 100 måneder, hvor forløb er i gang og ikke er gået i stå, "
            "finder den {n} af 100 inden for {weeks} uger (mellem {low} og {high})."
        ).format(most=number_in_words(MOST_FALSE_PER_100_MONTHS, 0), weeks=FOUND_WITHIN_WEEKS, **bounds)
    if (weeks := _number(alarms.get("median_weeks"))) is not None:
        yield _("Halvdelen af dem, den finder, er fundet efter {weeks} uger.").format(weeks=number_in_words(weeks, 0))


def _in_progress(tables: Tables, method: str, _setting: Setting) -> Iterator[str]:
    """The states are those of the method that is judged."""
    line = _line(tables["by_state"], state=State.PROGRESSING.value)
    bounds, judged = _bounds(line, "share_progressing"), _line(tables["overall"], method=method, on="judged")
    if bounds is None or not _number(judged.get("rows")):
        return
    yield _("Af 100 forløb, som modellen siger noget om, kalder den {n} »i fremgang«.").format(
        n=_hundred(float(line["rows"] or 0) / float(judged["rows"] or 1))
    )
    yield _(
        "Af 100 forløb, som den kalder »i fremgang«, går det for {n} frem mindst halvt så hurtigt som forventet "
        "(mellem {low} og {high}), og {still} er gået i stå."
    ).format(still=_hundred(line["share_stalled"]), **bounds)


_CAUSES = {
    "placement": N_("Hvor det mest ses på arbejdspladsen, er det {n} af 100 (mellem {low} og {high})."),
    "person": N_("Hvor det også ses uden for arbejdspladsen, er det {n} af 100 (mellem {low} og {high})."),
}
"""How many of the stalls of each cause are pointed at."""


def _says_a_number(tables: Tables, method: str, _setting: Setting) -> Iterator[str]:
    line = _line(tables["overall"], method=method, on="judged")
    if bounds := _bounds(line, "auc"):
        yield _(
            "Holdes et forløb, der var gået i stå, op mod et, der ikke var, har det første det højeste tal {n} gange "
            "af 100 (mellem {low} og {high}); ved lodtrækning 50."
        ).format(**bounds)
    if (off := _number(line.get("calibration_error"))) is not None:
        yield _("Modellens tal ligger i gennemsnit {n} af 100 fra det, der faktisk skete.").format(n=_hundred(off))
    parts = [one for one in tables["calibration"] if one["method"] == method and _bounds(one, "share_stalled")]
    for part in _a_few(parts):
        yield _(
            "Hvor modellen sagde omkring {said} af 100, var {n} af 100 gået i stå (mellem {low} og {high})."
        ).format(said=_hundred(part["mean_probability"]), **(_bounds(part, "share_stalled") or {}))


def _a_few(parts: Sequence[Line]) -> list[Line]:
    """Those of the calibration that are nearest to a few round numbers, and the one that is furthest from the truth."""
    said, found = ([float(part[name] or 0) for part in parts] for name in ("mean_probability", "share_stalled"))
    places = range(len(parts))
    told = {min(places, key=lambda place: abs(said[place] - round_number)) for round_number in _ROUND if parts}
    told |= {max(places, key=lambda place: abs(said[place] - found[place]))} if parts else set()
    return [parts[place] for place in sorted(told)]


def _beside_simpler(tables: Tables, method: str, setting: Setting) -> Iterator[str]:
    ours = _bounds(_line(tables["overall"], method=method, on="same_rows"), "precision_at_capacity")
    if ours is None:
        return
    yield _(
        "Vælges {share} af 100 forløb blandt dem, modellen siger noget om, er {n} af 100 af dem gået i stå (mellem "
        "{low} og {high})."
    ).format(share=_hundred(setting.capacity), **ours)
    for line in tables["overall"]:
        name = str(line["method"])
        bounds = _bounds(line, "precision_at_capacity")
        if name != method and name in WAYS and line["on"] == "same_rows" and bounds:
            yield _("Med {way} er det {n} af 100 (mellem {low} og {high}).").format(way=_(WAYS[name]), **bounds)


def _between_groups(tables: Tables, method: str, _setting: Setting) -> Iterator[str]:
    for line in tables["gaps"]:
        bounds = _bounds(line, "gap")
        if line["method"] != method or line["by"] not in _LIES_APART or bounds is None:
            continue
        if line["highest_group"] == line["lowest_group"]:
            continue  # every group alike
        highest, lowest = (_group(str(line[end])) for end in ("highest_group", "lowest_group"))
        yield _(_LIES_APART[str(line["by"])]).format(highest=highest, lowest=lowest, **bounds)
        if (low := _number(line["gap_low"])) is not None and low <= 0:
            yield _("Den forskel kan være et tilfælde.")
    if any(line["method"] == method and line["suppressed"] for line in tables["rates"]):
        yield _("Om grupper med færre end {people} personer, der var gået i stå, siges der ikke noget.").format(
            people=FEWEST_SHOWN
        )


def _group(name: str) -> str:
    return _(_GROUPS[name]) if name in _GROUPS else name


def _line(table: Sequence[Line], **wanted: Cell) -> Line:
    """The line of a table with these values; empty where there is none."""
    return next((line for line in table if all(line.get(name) == value for name, value in wanted.items())), {})


def _number(cell: Cell) -> float | None:
    return None if cell is None else float(cell)


def _hundred(cell: Cell) -> int:
    """A share as so many out of a hundred."""
    return round(100 * (_number(cell) or 0.0))


def _bounds(line: Line, measure: str) -> dict[str, int] | None:
    """A measure and its interval out of a hundred; None unless all three are known."""
    cells = [line.get(measure + end) for end in ("", "_low", "_high")]
    if any(cell is None for cell in cells):
        return None
    return dict(zip(("n", "low", "high"), map(_hundred, cells), strict=True))
