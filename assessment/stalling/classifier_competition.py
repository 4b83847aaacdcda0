"""Three candidates judged on the same held-out rows, and the simplest that is as good as the best."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

from assessment.stalling.classifier_calibration import Line, said_again, shrunken_line
from assessment.stalling.classifier_folds import Fold, Folds, folds_of, some_people
from assessment.stalling.classifier_shapes import Shapes
from assessment.stalling.classifier_splines import STRENGTHS, spline_shapes
from assessment.stalling.classifier_table import Floats, Integers, Table
from assessment.stalling.classifier_trees import Trees, boosted, rounds_up_to

SIMPLEST_FIRST = ("logistic", "additive", "boosting")
AS_GOOD = 0.01
"""How far below the best a simpler candidate may be, in average precision and in AUC."""
UNJUDGED = {"logistic": 1.0, "additive": 40.0, "boosting": 40.0}
"""Settings where too few people can be held out to choose one."""


@dataclass(frozen=True)
class Contest:
    """How a candidate did.

    Attributes
    ----------
    candidate : str
        ``"logistic"``, ``"additive"`` or ``"boosting"``.
    setting : float
        Strength of the penalty, or rounds of boosting: the one with the least held-out log-loss.
    average_precision, auc : float
        Mean over folds, each counting as much as it has positives.
    log_loss : float
        Over all held-out rows, before calibration.
    seconds : float
        What all of its folds took.
    line : Line
        The calibration that held-out rows of the latest stretch ask for.
    """

    candidate: str
    setting: float
    average_precision: float
    auc: float
    log_loss: float
    seconds: float
    line: Line


@dataclass(frozen=True)
class Rules:
    """Who competes, and how rows are held out; see the parameters of ``StallClassifier``."""

    candidate: str
    n_folds: int
    embargo: float
    max_rounds: int
    competition_rows: int
    seed: int


@dataclass(frozen=True)
class Chosen:
    """What to fit, which setting and calibration; how each candidate did, and in words by what they were judged."""

    candidate: str
    setting: float
    line: Line
    contests: list[Contest]
    judged_by: str


def chosen_by(rules: Rules, table: Table, directions: Integers) -> Chosen:
    """Let the candidates compete, on some of the people where rows are very many."""
    entrants = SIMPLEST_FIRST if rules.candidate == "auto" else (rules.candidate,)
    some = some_people(table, rules.competition_rows, rules.seed)
    folds = folds_of(some, rules.n_folds, rules.embargo, rules.seed)
    words = f"{folds.words}; {len(some.y)} of {len(table.y)} rows"
    if not folds.each:
        return Chosen(entrants[0], UNJUDGED[entrants[0]], Line(), [], words)
    contests = [contest(one, some, directions, folds, settings_of(one, rules.max_rounds)) for one in entrants]
    best = simplest_as_good(contests)
    return Chosen(best.candidate, best.setting, best.line, contests, words)


def contest(candidate: str, table: Table, directions: Integers, folds: Folds, settings: tuple[float, ...]) -> Contest:
    """Fit a candidate on every fold, with every setting, and judge it on the rows held out."""
    began = time.perf_counter()
    odds = [_held_out(candidate, table, directions, fold, settings) for fold in folds.each]
    seconds = time.perf_counter() - began
    rows = np.concatenate([fold.judge for fold in folds.each])
    everywhere = np.hstack(odds)
    y, weight = table.y[rows], table.weight[rows]
    losses = [log_loss(y, expit(of_one), sample_weight=weight) for of_one in everywhere]
    best = int(np.argmin(losses))
    latest = np.concatenate([np.full(len(fold.judge), fold.latest) for fold in folds.each])
    if len(np.unique(y[latest])) < 2:
        latest[:] = True
    odds_then, y_then, group_then = everywhere[best][latest], y[latest], table.group[rows][latest]
    each_said = said_again(y_then - expit(odds_then), group_then)
    return Contest(
        candidate=candidate,
        setting=settings[best],
        average_precision=_over_folds(average_precision_score, table, folds, [part[best] for part in odds]),
        auc=_over_folds(roc_auc_score, table, folds, [part[best] for part in odds]),
        log_loss=float(losses[best]),
        seconds=seconds,
        line=shrunken_line(odds_then, y_then, weight[latest], each_said=each_said),
    )


def simplest_as_good(contests: list[Contest]) -> Contest:
    """The first, simplest first, that is within .01 of the best in average precision and in AUC.

    Examples
    --------
    >>> a = Contest("logistic", 1.0, 0.50, 0.80, 0.3, 1.0, Line())
    >>> b = Contest("additive", 80.0, 0.52, 0.81, 0.3, 1.0, Line())
    >>> c = Contest("boosting", 80.0, 0.525, 0.81, 0.3, 1.0, Line())
    >>> simplest_as_good([c, b, a]).candidate
    'additive'
    """
    precision = max(one.average_precision for one in contests) - AS_GOOD
    auc = max(one.auc for one in contests) - AS_GOOD
    in_order = sorted(contests, key=lambda one: SIMPLEST_FIRST.index(one.candidate))
    as_good = (one for one in in_order if one.average_precision >= precision and one.auc >= auc)
    return next(as_good, in_order[-1])


def settings_of(candidate: str, max_rounds: int) -> tuple[float, ...]:
    """The settings of a candidate that are tried."""
    return STRENGTHS if candidate == "logistic" else rounds_up_to(max_rounds)


def shipped(candidate: str, table: Table, directions: Integers, setting: float) -> Shapes | Trees:
    """The candidate, fitted on all rows."""
    if candidate == "logistic":
        return spline_shapes(table, directions, (setting,))[0]
    trees = boosted(table, directions, int(setting), additive=candidate == "additive")
    return trees.shapes(table, directions) if candidate == "additive" else trees


def _held_out(candidate: str, table: Table, directions: Integers, fold: Fold, settings: tuple[float, ...]) -> Floats:
    """Log-odds of the rows held out, by setting and row."""
    learn, judged = table.rows(fold.learn), table.X[fold.judge]
    if candidate == "logistic":
        return np.array([shapes.decision(judged) for shapes in spline_shapes(learn, directions, settings)])
    rounds = tuple(int(setting) for setting in settings)
    return np.array(boosted(learn, directions, max(rounds), additive=candidate == "additive").staged(judged, rounds))


def _over_folds(judge: Callable[..., float], table: Table, folds: Folds, odds: list[Floats]) -> float:
    """A figure of each fold, averaged by the weight of its positives."""
    figures = [
        judge(table.y[fold.judge], told, sample_weight=table.weight[fold.judge])
        for fold, told in zip(folds.each, odds, strict=True)
    ]
    return float(np.average(figures, weights=[table.weight[fold.judge] @ table.y[fold.judge] for fold in folds.each]))
