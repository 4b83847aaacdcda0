"""Use case: the machine that reads notes answers what somebody searches for, with a direction and nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.storage import questions
from assessment.storage.ledger import Ledger
from assessment.storage.questions import Answer
from assessment.use_cases.embed_notes import ReadsNotes

QUESTIONS_LAST = timedelta(minutes=1)
"""What nobody came back for in this time is removed."""


NOTES_AT_A_TIME = 32
"""Notes that are read between two looks at who asks: about a second of work."""


class AnswersQuestions(ReadsNotes, Protocol):
    """What an encoder is to whoever has questions answered; `assessment.text.encoder.Encoder` is one."""

    def directions_of_questions(self, questions: list[str]) -> NDArray[np.float32]:
        """Questions as directions to hold against those of notes, shape (questions, dimensions)."""


def answer_questions(ledger: Ledger, actor: Actor, encoder: AnswersQuestions, *, now: datetime) -> int:
    """Answer what waits, take the text of it away in the same act, and return how many were answered.

    Whoever asked waits for it, so this is done again and again, also between two turns of notes; where nobody asked it
    is one small look at the database.
    """
    require(actor, Verb.EMBED_NOTES)
    since = now - QUESTIONS_LAST
    with ledger.reading() as transaction:
        asked = questions.waiting(transaction, since=since)
        are_left = questions.are_left(transaction, before=since)
    if not asked and not are_left:
        return 0
    answers = dict[str, Answer]()
    if asked:
        directions = encoder.directions_of_questions(list(asked.values()))
        answers = {one: Answer(encoder.identity, found) for one, found in zip(asked, directions, strict=True)}
    with ledger.writing() as transaction:
        for question_id, answer in answers.items():
            questions.answer(transaction, question_id, answer)
        questions.sweep(transaction, before=since)
    return len(asked)


class AttentiveReader:
    """An encoder that lets nobody who asks wait while it reads many notes: it answers between a few and the next.

    Parameters
    ----------
    ledger, actor, clock
        As of `answer_questions`; ``clock`` says what time it is now.
    encoder : AnswersQuestions
        Who reads and answers.

    Attributes
    ----------
    name, identity : str
        Those of the encoder.
    """

    def __init__(
        self, ledger: Ledger, actor: Actor, encoder: AnswersQuestions, *, clock: Callable[[], datetime]
    ) -> None:
        self.name, self.identity = encoder.name, encoder.identity
        self._ledger, self._actor, self._encoder, self._clock = ledger, actor, encoder, clock

    @property
    def background(self) -> NDArray[np.float32]:
        """The encoder's own."""
        return self._encoder.background

    def vectors(self, notes: list[str]) -> NDArray[np.float32]:
        """Notes as vectors, shape (notes, dimensions), with whoever asks answered meanwhile."""
        read = []
        for start in range(0, len(notes), NOTES_AT_A_TIME):
            self.answer()
            read.append(self._encoder.vectors(notes[start : start + NOTES_AT_A_TIME]))
        return np.concatenate(read)

    def answer(self) -> int:
        """Answer who asks now, and return how many did."""
        return answer_questions(self._ledger, self._actor, self._encoder, now=self._clock())
