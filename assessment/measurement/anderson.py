"""Anderson's acceleration: the fixed point of a slow repetition, guessed from its last few steps."""

import numpy as np

from assessment.measurement.step_curves import Floats

_WILDEST = 20.0  # a larger part of one step is a guess beyond what the steps can tell


class Anderson:
    """Mixes the last results so that what was still moving cancels, as far as a line through them can tell.

    Only the first ``watched`` numbers decide the mixture, and all follow it. When the repetition gets much worse, what
    is remembered is forgotten.

    Parameters
    ----------
    watched : int
        How many numbers decide.
    memory : int
        How many steps are remembered.

    Examples
    --------
    >>> at, mixer = np.array([5.0, 3.0]), Anderson(watched=2)
    >>> for _step in range(4):
    ...     at = mixer.mixed(at, np.array([[-0.9, 0.3], [0.1, 0.8]]) @ at + 1)
    >>> np.round(at - (np.array([[-0.9, 0.3], [0.1, 0.8]]) @ at + 1), 6).tolist()
    [0.0, -0.0]
    """

    def __init__(self, watched: int, memory: int = 8) -> None:
        self.watched, self.memory = watched, memory
        self._last: tuple[Floats, Floats] | None = None
        self._results: list[Floats] = []
        self._rests: list[Floats] = []

    def mixed(self, begin: Floats, result: Floats) -> Floats:
        """Where to go on from, when the repetition took ``begin`` to ``result``."""
        rest = (result - begin)[: self.watched]
        if self._last is not None:
            was_rest, was_result = self._last
            if np.abs(rest).max() > 3 * np.abs(was_rest).max():
                self._results, self._rests = [], []
            else:
                self._rests = [*self._rests, rest - was_rest][-self.memory :]
                self._results = [*self._results, result - was_result][-self.memory :]
        self._last = rest, result
        if not self._rests:
            return result
        changes = np.array(self._rests).T
        share = np.linalg.lstsq(changes, rest, rcond=1e-10)[0]
        if np.abs(share).max() > _WILDEST:
            self._results, self._rests = [], []
            return result
        return np.asarray(result - sum(part * step for part, step in zip(share, self._results, strict=True)))
