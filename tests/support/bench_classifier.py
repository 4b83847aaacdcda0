"""The classifier beside plain boosting on a large table, in one run; see ``tests/bench.py``."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, roc_auc_score

from assessment.stalling import StallClassifier
from support.calibration_error import calibration_error
from support.school_tables import DIRECTIONS, SchoolTable, school_table

T = TypeVar("T")
UNSEEN = 60_000
ASKED = {"auto": "auto", "auto, by calendar": "auto", "additive": "additive", "boosting": "boosting"}
Line = tuple[str, float, str, float, str]


def classifier_lines(rows: int) -> Iterator[Line]:
    """Lines of a table of learners, fitted and then judged on learners of another draw."""
    school, unseen = school_table(rows, 1), school_table(UNSEEN, 2)
    peer, theirs, _cpu = _timed(lambda: HistGradientBoostingClassifier(random_state=0).fit(school.X, school.y))
    free = roc_auc_score(unseen.y, peer.predict_proba(unseen.X)[:, 1])
    for name, candidate in ASKED.items():
        times = school.week if "calendar" in name else None
        model = StallClassifier(DIRECTIONS, candidate)
        _model, ours, cpu = _timed(
            lambda model=model, times=times: model.fit(school.X, school.y, groups=school.person, times=times)
        )
        told = f"processor {cpu:5.1f} s, ships {model.method_}, {_figures(model, unseen)}, boosting's AUC {free:.4f}"
        yield f"classifier, {name}", ours, "plain boosting", theirs, told
        if model.method_ != "boosting":
            _added, seconds, _cpu = _timed(lambda model=model: model.contributions(unseen.X))
            _proba, of_peer, _cpu = _timed(lambda: peer.predict_proba(unseen.X))
            yield f"contributions, {UNSEEN}", seconds, "predict_proba", of_peer, f"of {unseen.X.shape[1]} features"


def _figures(model: StallClassifier, unseen: SchoolTable) -> str:
    chance: np.ndarray = model.predict_proba(unseen.X)[:, 1]
    precision, error = average_precision_score(unseen.y, chance), calibration_error(unseen.y, chance)
    return f"AUC {roc_auc_score(unseen.y, chance):.4f}, average precision {precision:.4f}, ECE {error:.4f}"


def _timed(act: Callable[[], T]) -> tuple[T, float, float]:
    """What was done, the seconds it took and those of the processor."""
    began, began_cpu = time.perf_counter(), time.process_time()
    done = act()
    return done, time.perf_counter() - began, time.process_time() - began_cpu
