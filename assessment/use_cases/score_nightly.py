"""Use case: once a night each municipality whose gate is open is scored as of the day that ended."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from assessment.access.actor import MACHINE
from assessment.access.gate import GateEngine, missing
from assessment.domain.days import COPENHAGEN, danish_day
from assessment.domain.errors import SprogsporError
from assessment.storage import batches, demo_mark, gates, note_signals, readable_notes, scored_facts, states
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.demo_people import DEMO_MUNICIPALITY
from assessment.use_cases.engine_to_score import models_at_hand
from assessment.use_cases.score_placements import score_placements

NIGHT_BEGINS_AT = 2
"""The hour in Denmark from which the day before is over: what came late in the evening has been stored by then."""
TRIED_AGAIN_AFTER = timedelta(minutes=10)


def day_to_score(now: datetime) -> date:
    """The day that the newest nightly scoring is of: yesterday, and before two in the night the day before that.

    Examples
    --------
    >>> from datetime import UTC
    >>> day_to_score(datetime(2026, 6, 8, 0, 30, tzinfo=UTC))  # half past two in Denmark
    datetime.date(2026, 6, 7)
    >>> day_to_score(datetime(2026, 6, 7, 23, 30, tzinfo=UTC))  # half past one
    datetime.date(2026, 6, 6)
    """
    is_night = now.astimezone(COPENHAGEN).hour >= NIGHT_BEGINS_AT
    return danish_day(now) - timedelta(days=1 if is_night else 2)


def due(transaction: Transaction, now: datetime) -> list[str]:
    """The municipalities that have not been scored since the night, whoever scored them.

    The demonstration stays as of the day it was made for: it is scored again once, when its notes have been read and
    the model has not looked at them yet.
    """
    if demo_mark.read(transaction) is not None:
        return _scored_before_its_notes_were_read(transaction, danish_day(now))
    day, today = day_to_score(now), danish_day(now)
    return [
        code
        for code in scored_facts.municipalities_active_on(transaction, day)
        if not missing(gates.in_force(transaction, code), today) and not _is_scored(transaction, code, day)
    ]


def _scored_before_its_notes_were_read(transaction: Transaction, today: date) -> list[str]:
    if missing(gates.in_force(transaction, DEMO_MUNICIPALITY), today):
        return []  # nothing would be stored, and so it would be due for ever
    run = states.latest_run(transaction, DEMO_MUNICIPALITY)
    if run is None or run.engine != GateEngine.MODEL or run.encoder is not None:
        return []
    at_hand, _lacking = models_at_hand(transaction, [DEMO_MUNICIPALITY])
    return [code for code, model in at_hand.items() if model.encoder is not None]


def _is_scored(transaction: Transaction, code: str, day: date) -> bool:
    run = states.latest_run(transaction, code)
    return run is not None and run.as_of >= day


def _day_of(transaction: Transaction, now: datetime) -> date:
    mark = demo_mark.read(transaction)
    return day_to_score(now) if mark is None else date.fromisoformat(mark["end"])


class NightlyScoring:
    """Scores what is due, a municipality at a time, so that whoever waits for the machine is let in between two.

    Parameters
    ----------
    ledger : Ledger
        What is scored.
    clock : callable
        What time it is now.
    """

    def __init__(self, ledger: Ledger, *, clock: Callable[[], datetime]) -> None:
        self._ledger, self._clock = ledger, clock
        self._nothing_due_at: object = None
        self._failed: dict[str, datetime] = {}

    @property
    def is_behind(self) -> bool:
        """Whether something that was due could not be scored, and waits to be tried again."""
        return bool(self._failed)

    def score_next(self) -> str | None:
        """Score one municipality that is due, as the machine's own act; its code, None where nothing is due.

        Raises
        ------
        SprogsporError
            If it could not be scored; it is tried again after ten minutes, and the others are not held back.
        """
        now = self._clock()
        with self._ledger.reading() as transaction:
            standing, day = self._standing(transaction, now), _day_of(transaction, now)
            if standing == self._nothing_due_at:
                return None
            waiting = due(transaction, now)
        codes = [code for code in waiting if now - self._failed.get(code, now - TRIED_AGAIN_AFTER) >= TRIED_AGAIN_AFTER]
        if not waiting:
            self._nothing_due_at, self._failed = standing, {}
        if not codes:
            return None
        try:
            score_placements(self._ledger, MACHINE, as_of=day, now=now, municipality=codes[0])
        except SprogsporError:
            self._failed[codes[0]] = now
            raise
        return codes[0]

    @staticmethod
    def _standing(transaction: Transaction, now: datetime) -> object:
        """What decides whether anything could be due: while it is the same, it need not be asked again."""
        files = batches.position_of_files(transaction)
        gates, read_by = readable_notes.standing(transaction).gates, note_signals.signals_in_use(transaction)
        return day_to_score(now), danish_day(now), files, gates, read_by
