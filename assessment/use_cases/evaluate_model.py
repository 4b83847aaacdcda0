"""Use case: judge a stall model on simulated municipalities that it was never trained on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from assessment.i18n.words import N_, _
from assessment.simulation.worlds import world_named
from assessment.stalling.assess import WITHHELD
from assessment.stalling.evaluation.baselines import (
    COURSE,
    FOUR_POINT,
    FOUR_POINT_RULE,
    GROWTH,
    PROBABILITIES,
    TREND_LINE,
    TREND_LINE_RULE,
    baselines_of,
)
from assessment.stalling.evaluation.chapters import ABLATIONS, HARD, NOTHING
from assessment.stalling.evaluation.in_words import MODEL, RULES
from assessment.stalling.evaluation.judged_rows import JudgedRows
from assessment.stalling.evaluation.measures import rows_judged
from assessment.stalling.evaluation.table_lines import Line, Method, Setting, line_of
from assessment.stalling.evaluation.tables import ALL_ACTIVE, JUDGED, tables
from assessment.stalling.judgement import Judgement, judge
from assessment.stalling.model_engine import ModelEngine, model_engine
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot
from assessment.use_cases.ablations import WITHOUT
from assessment.use_cases.simulated_rows import ReadsSignals, SimulatedTown, rows_of_towns, simulated_rows

if TYPE_CHECKING:
    from assessment.stalling.model_artefact import StallModel

OWN_WORLDS = (
    "shipped",
    "drift_doubled",
    "biweekly",
    "silent_buddies",
    "no_notes",
    "other_norm",
    "other_rating",
    "drawn:5001",
    "drawn:5002",
)
HARD_WORLDS = ("silence_without_stall", "lying_notes")
"""Where what usually points at a stall does not: talk falls without one, and notes are right 65 times in 100."""
ABLATED_WORLDS = ("shipped", "drawn:5001")
"""Those of the own worlds in which a source of knowledge is taken away at a time."""
NEWCOMERS = 300
_FIRST_SEED = 7_001

Tell = Callable[[str], None]
Tables = Mapping[str, Sequence[Line]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How good a model was found to be.

    Attributes
    ----------
    rows : int
        How many times a placement was looked at, in all worlds.
    own, hard : mapping of str to list of dict
        The tables of :func:`~assessment.stalling.evaluation.tables.tables` on the worlds it was not trained on, and on
        the hard ones; empty where none was asked for.
    ablations : sequence of dict
        How good it is still where ``without`` is missing (``nothing``, ``notes``, ``exposure``, ``course``,
        ``ratings``), on all active rows and on those it judged; ``retrained`` says that it was not learned anew.
    setting : Setting
        How the tables were made.
    """

    rows: int
    own: Tables
    hard: Tables
    ablations: Sequence[Line]
    setting: Setting

    @property
    def tables(self) -> dict[str, Sequence[Line]]:
        """All of them by name, those of the hard worlds with ``hard_`` before it."""
        hard = {f"{HARD}{name}": table for name, table in self.hard.items()}
        return {**self.own, **hard, **({ABLATIONS: self.ablations} if self.ablations else {})}

    def as_json(self) -> dict[str, Any]:
        """The document of the command."""
        return {"rows": self.rows, "tables": self.tables}


def towns_of(worlds: Sequence[str] = (*OWN_WORLDS, *HARD_WORLDS), newcomers: int = NEWCOMERS) -> list[SimulatedTown]:
    """One town for each world, with seeds that no model is trained on.

    Examples
    --------
    >>> towns_of(["lying_notes"], 40)
    [SimulatedTown(world='lying_notes', newcomers=40, seed=7001, weeks=60, end=datetime.date(2026, 6, 28))]
    """
    return [SimulatedTown(world, newcomers, _FIRST_SEED + number) for number, world in enumerate(worlds)]


def worlds_to_judge_on(manifest: Mapping[str, Any], wanted: Sequence[str], tell: Tell) -> list[str]:
    """The worlds asked for, each once, or all of them; whoever asks is told of one that the model was learned from.

    Raises
    ------
    CallerCanMend
        Where there is no world of a name.
    """
    worlds = list(dict.fromkeys(wanted)) or [*OWN_WORLDS, *HARD_WORLDS]
    for world in worlds:
        world_named(world)
        if world in manifest["learned_from"]["worlds"]:
            tell(_("Modellen er lært af verdenen {world}, dog af andre borgere.").format(world=world))
    return worlds


def methods_of(model: "StallModel") -> list[Method]:
    """Who is judged: the model, then what it must beat: rules as they are (yes or no), and by how far they say it."""
    rules = RulesEngine().stall_probability_threshold
    return [
        Method(name=MODEL, column="probability", threshold=model.threshold),
        Method(name=RULES, column=RULES, threshold=rules),
        *(
            Method(name=name, column=name, threshold=1.0, is_probability=False)
            for name in (FOUR_POINT_RULE, TREND_LINE_RULE)
        ),
        *(
            Method(name=name, column=name, is_probability=name in PROBABILITIES)
            for name in (GROWTH, FOUR_POINT, TREND_LINE, COURSE)
        ),
    ]


def evaluate_on_simulated(
    model: "StallModel",
    *,
    read: ReadsSignals | None,
    towns: Sequence[SimulatedTown] | None = None,
    setting: Setting | None = None,
    tell: Tell = lambda _line: None,
) -> Evaluation:
    """Judge a model where the truth is known, four weeks between the days, each as it was known then.

    Parameters
    ----------
    model : StallModel
    read : callable or None
        What reads the notes; without it no note says anything.
    towns : sequence of SimulatedTown, optional
        Those of :func:`towns_of` unless told. Towns of a world in ``HARD_WORLDS`` are judged by themselves.
    setting : Setting, optional
        How the tables are made.
    tell : callable
        Told a line now and then.
    """
    told, chosen = setting or Setting(), towns_of() if towns is None else towns
    engine, methods = model_engine(model), methods_of(model)
    own = [town for town in chosen if town.world not in HARD_WORLDS]
    hard = [town for town in chosen if town.world in HARD_WORLDS]
    ordinary, difficult = (_rows_of(some, engine, read, tell) for some in (own, hard))
    tell(_("Tabellerne laves ..."))
    made = [tables(rows, methods, told) if len(rows) else {} for rows in (ordinary, difficult)]
    ablated = [town for town in own if town.world in ABLATED_WORLDS]
    lines: list[Line] = []
    if ablated:
        whole = ordinary[ordinary["world"].isin([town.name for town in ablated])]
        lines = _ablated(NOTHING, whole.reset_index(drop=True), methods[0], told)
    for name, blank in WITHOUT.items() if ablated else ():
        tell(_(_WITHOUT[name]))
        lines += _ablated(name, rows_of_towns(ablated, engine, read=read, blank=blank), methods[0], told)
    rows = len(ordinary) + len(difficult)
    return Evaluation(rows=rows, own=made[0], hard=made[1], ablations=lines, setting=told)


def _rows_of(
    towns: Sequence[SimulatedTown], engine: ModelEngine, read: ReadsSignals | None, tell: Tell
) -> pd.DataFrame:
    found: list[pd.DataFrame] = []
    for town in towns:
        tell(_("Verdenen {world}: {n} opdigtede borgere ...").format(world=town.world, n=town.newcomers))
        found.append(simulated_rows(town, engine, read=read, more=_what_others_say))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _what_others_say(facts: Snapshot, judged: Judgement) -> dict[str, Any]:
    """The rules and the plain baselines, of the same day and from the same growth."""
    plain = RulesEngine()
    rules = judge(facts, plain, judged.growth)
    withheld = np.any([rules.holds(state) for state in WITHHELD], axis=0)
    said = np.where(withheld, np.nan, rules.stall_probability)
    return {RULES: said, **baselines_of(facts, plain, judged.growth)}


_WITHOUT = {
    "notes": N_("Det samme uden noter ..."),
    "exposure": N_("Det samme uden svar om, hvor meget der tales dansk ..."),
    "course": N_("Det samme uden oplysninger fra sprogcentret ..."),
    "ratings": N_("Det samme uden trin ..."),
}


def _ablated(name: str, rows: pd.DataFrame, method: Method, setting: Setting) -> list[Line]:
    judged = JudgedRows.of(rows, [method])
    own = rows_judged(judged.said[method.name])
    lines: list[Line] = []
    for on, keep in ((ALL_ACTIVE, np.ones_like(own)), (JUDGED, own)):
        what: Line = {"without": name, "retrained": False, "method": method.name, "on": on}
        lines.append(what | line_of(judged.part(method, keep), method, setting))
    return lines
