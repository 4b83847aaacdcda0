"""What a model still sees where a source of knowledge is missing: the facts of a town with that source taken away."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from assessment.stalling.observed import SIGNAL_COLUMN

Frames = dict[str, pd.DataFrame]


def without_notes(frames: Frames) -> Frames:
    """The facts where no note says anything; they stand as written, unread.

    Examples
    --------
    >>> seen = pd.DataFrame({"note": ["god uge"], "signal_initiative": [0.7]})
    >>> without_notes({"observations": seen})["observations"].isna().to_numpy().tolist()
    [[True, True]]
    """
    read = [name for name in frames["observations"].columns if name.startswith(SIGNAL_COLUMN)]
    return _unsaid(frames, "note", *read)


def without_exposure(frames: Frames) -> Frames:
    """The facts where nobody says how much Danish is talked, nor with how many.

    Examples
    --------
    >>> seen = pd.DataFrame({"talk_minutes": ["gt30"], "talk_partners": ["1"], "mode": ["phone"]})
    >>> without_exposure({"observations": seen})["observations"].isna().to_numpy().tolist()
    [[True, True, False]]
    """
    return _unsaid(frames, "talk_minutes", "talk_partners")


def without_course(frames: Frames) -> Frames:
    """The facts where no language centre ever reported anything: no enrolment, no lesson, no result.

    Examples
    --------
    >>> course = {name: pd.DataFrame({"row": [1, 2]}) for name in ("enrolments", "attendance", "results")}
    >>> [len(frame) for frame in without_course(course).values()]
    [0, 0, 0]
    """
    return frames | {name: frames[name].iloc[:0] for name in ("enrolments", "attendance", "results")}


def without_ratings(frames: Frames) -> Frames:
    """The facts where no observer ever gave a step; what else they said stands.

    Examples
    --------
    >>> len(without_ratings({"ratings": pd.DataFrame({"step": [1, 2]})})["ratings"])
    0
    """
    return frames | {"ratings": frames["ratings"].iloc[:0]}


def _unsaid(frames: Frames, *columns: str) -> Frames:
    seen = frames["observations"]
    nobody = np.zeros(len(seen), dtype=np.bool_)
    return frames | {"observations": seen.assign(**{name: seen[name].where(nobody) for name in columns})}


WITHOUT: Mapping[str, Callable[[Frames], Frames]] = {
    "notes": without_notes,
    "exposure": without_exposure,
    "course": without_course,
    "ratings": without_ratings,
}
"""What can be taken away, by its name in the tables."""
