"""How what somebody searches for gets its direction: from the machine that reads notes, in a process of its own."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from assessment.storage import questions
from assessment.storage.ledger import Ledger
from assessment.use_cases.answer_questions import QUESTIONS_LAST

PATIENCE_SECONDS = 4.0
"""So long a person is kept waiting for the machine."""
_LOOKS_EVERY_SECONDS = 0.1
_REMEMBERED = 200

_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")
Directions = OrderedDict[tuple[str, str], NDArray[np.float32]]
"""Directions by the encoder that gave them and the question; see `direction_of`."""


def direction_of(
    ledger: Ledger,
    question: str,
    *,
    encoder_id: str,
    now: datetime,
    is_asked_now: bool,
    remembered: Directions,
    pause: Callable[[float], object] = time.sleep,
) -> NDArray[np.float32] | None:
    """The direction of a screened question, shape (dimensions,); None where the machine did not answer in time.

    Parameters
    ----------
    encoder_id : str
        Whose answer counts: another's can be held against none of the vectors.
    is_asked_now : bool
        Whether somebody asks for it now. A page that is only drawn again waits for nobody.
    remembered : OrderedDict
        What was answered before, so that the same question is not asked again.
    pause : callable
        Passes so many seconds.
    """
    known = remembered.get((encoder_id, question))
    if known is not None or not is_asked_now:
        return known
    found = _answer(ledger, question, now=now, pause=pause)
    if found is None or found.encoder_id != encoder_id:
        return None
    remembered[encoder_id, question] = found.direction
    keep_newest(remembered, _REMEMBERED)
    return found.direction


def keep_newest(remembered: OrderedDict[_Key, _Kept], how_many: int) -> None:
    """Forget the oldest of what is remembered, so that no more than so many are left."""
    while len(remembered) > how_many:
        remembered.popitem(last=False)


def _answer(
    ledger: Ledger, question: str, *, now: datetime, pause: Callable[[float], object]
) -> questions.Answer | None:
    """Ask, wait, and leave nothing behind; what others left is swept up."""
    question_id = str(uuid4())
    with ledger.writing() as transaction:
        questions.sweep(transaction, before=now - QUESTIONS_LAST)
        questions.ask(transaction, question_id, question, at=now)
    found = None
    try:
        for _look in range(round(PATIENCE_SECONDS / _LOOKS_EVERY_SECONDS)):
            pause(_LOOKS_EVERY_SECONDS)
            with ledger.reading() as transaction:
                found = questions.answer_to(transaction, question_id)
            if found is not None:
                break
    finally:
        with ledger.writing() as transaction:
            questions.take_back(transaction, question_id)
    return found
