"""Questions on their way to the machine that reads notes, and its answers on their way back.

Nothing here is kept: a question's text goes when it is answered, and the rest when whoever asked has the answer.
"""

from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, insert, select, update

from assessment.storage.desk_tables import questions
from assessment.text.vectors import from_bytes, to_bytes


class Answer(NamedTuple):
    """A question's direction, shape (dimensions,), and the identity of the encoder that gave it."""

    encoder_id: str
    direction: NDArray[np.float32]


def ask(connection: Connection, question_id: str, text: str, *, at: datetime) -> None:
    """Put a question where the reading machine looks for it."""
    connection.execute(insert(questions).values(question_id=question_id, asked_at=at, text=text))


def waiting(connection: Connection, *, since: datetime) -> dict[str, str]:
    """The questions asked at or after ``since`` that have no answer yet, by id, oldest first."""
    query = (
        select(questions.c.question_id, questions.c.text)
        .where(questions.c.text.is_not(None), questions.c.asked_at >= since)
        .order_by(questions.c.asked_at, questions.c.question_id)
    )
    return {row.question_id: row.text for row in connection.execute(query)}


def answer(connection: Connection, question_id: str, found: Answer) -> None:
    """Put the answer in the place of the question's text; nothing where nobody waits for it any more."""
    answered = {"text": None, "encoder_id": found.encoder_id, "vector": to_bytes(found.direction)}
    connection.execute(update(questions).where(questions.c.question_id == question_id).values(**answered))


def answer_to(connection: Connection, question_id: str) -> Answer | None:
    """The answer to a question; None while there is none."""
    query = select(questions.c.encoder_id, questions.c.vector).where(
        questions.c.question_id == question_id, questions.c.vector.is_not(None)
    )
    row = connection.execute(query).one_or_none()
    return Answer(row.encoder_id, from_bytes(row.vector)) if row else None


def take_back(connection: Connection, question_id: str) -> None:
    """Remove a question and its answer."""
    connection.execute(delete(questions).where(questions.c.question_id == question_id))


def are_left(connection: Connection, *, before: datetime) -> bool:
    """Whether any question from before that moment is still there: whoever asked it is gone."""
    return bool(connection.execute(select(func.count()).where(questions.c.asked_at < before)).scalar())


def sweep(connection: Connection, *, before: datetime) -> None:
    """Remove every question from before that moment."""
    connection.execute(delete(questions).where(questions.c.asked_at < before))
