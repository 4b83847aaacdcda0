"""What a scoring looks at of what was known by a day: the little that it needs of a nation's facts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from assessment.domain.bundle import BUNDLE, BundleFile
from assessment.storage.batches import Held
from assessment.storage.fact_tables import FACT_TABLES
from assessment.storage.facts import Frames, frame_of, known_query, masked

LESSON_WEEKS = 26
"""How many weeks of lessons before its day a model looks at."""
_LESSONS = "attendance"
_NOT_LOOKED_AT = frozenset({"providers", "workplaces", "observers", "calibrations"})
_COLUMNS_NOT_LOOKED_AT = frozenset({"note", "alias", "gender", "birth_year", "resident_since"})
KnownOf = Callable[[str], Select[Any]]
"""The query of the rows of a file, by its stem, that were known."""


def known_for_scoring(
    connection: Connection,
    day: date,
    municipality: str | None = None,
    *,
    held: Held | None = None,
    with_lessons: bool = False,
) -> Frames:
    """The frames of :func:`~assessment.storage.facts.known_by` that a scoring of active placements looks at.

    No names or notes; of what was seen only what is of placements active on the day, and entries that replace another,
    whatever placement they are about. For one ``municipality`` only those at a workplace where somebody of it is: its
    people and their neighbours. Rows come in no order. With ``held`` it is what a scoring looked at when the ledger
    held so much; ``with_lessons`` those of the last 26 weeks too, which only a model asks for.
    """
    known = partial(known_query, connection, day=day, held=held)
    return {
        file.stem: masked(file.stem, frame_of(connection, file, query, unsorted=True), day)
        for file, query in _asked(known, day, municipality)
        if with_lessons or file.stem != _LESSONS
    }


def municipalities_active_on(connection: Connection, day: date) -> list[str]:
    """The municipalities that have a placement active on ``day``, from what was known by its end."""
    known = partial(known_query, connection, day=day)
    people, placements = FACT_TABLES["newcomers"].c, FACT_TABLES["placements"].c
    active = _active(known, day).with_only_columns(placements.newcomer_id)
    living = known("newcomers").where(people.newcomer_id.in_(active))
    return sorted(connection.execute(living.with_only_columns(people.municipality).distinct()).scalars())


def _asked(known: KnownOf, day: date, municipality: str | None) -> Iterator[tuple[BundleFile, Select[Any]]]:
    """Each file that is looked at, with the columns and the query of the rows that are needed."""
    placements, entries = FACT_TABLES["placements"].c, FACT_TABLES["observations"].c
    looked_at = placements_looked_at(known, day, municipality)
    ids = looked_at.with_only_columns(placements.placement_id)
    seen = known("observations").where(or_(entries.placement_id.in_(ids), entries.replaces.is_not(None)))
    for file in BUNDLE:
        if file.stem in _NOT_LOOKED_AT:
            continue
        query, table = known(file.stem), FACT_TABLES[file.stem].c
        if file.stem == _LESSONS:
            year, week, _ = (day - timedelta(weeks=LESSON_WEEKS)).isocalendar()
            query = query.where(table.week >= f"{year}-W{week:02d}")
        if file.stem == "observations":
            query = seen
        elif file.stem == "ratings":
            query = query.where(table.observation_id.in_(seen.with_only_columns(entries.observation_id)))
        elif municipality is None:
            pass  # nearly everybody is looked at: asking who is takes longer than reading the rest
        elif file.stem == "assignments":
            query = query.where(table.placement_id.in_(ids))
        elif file.stem == _LESSONS:
            enrolments, theirs = FACT_TABLES["enrolments"].c, looked_at.with_only_columns(placements.newcomer_id)
            in_class = known("enrolments").where(enrolments.newcomer_id.in_(theirs))
            query = query.where(table.enrolment_id.in_(in_class.with_only_columns(enrolments.enrolment_id)))
        else:
            query = query.where(table.newcomer_id.in_(looked_at.with_only_columns(placements.newcomer_id)))
        columns = tuple(column for column in file.columns if column.name not in _COLUMNS_NOT_LOOKED_AT)
        yield replace(file, columns=columns), query


def placements_looked_at(known: KnownOf, day: date, municipality: str | None) -> Select[Any]:
    """The placements not ended before ``day``; of one municipality with those at the same workplaces."""
    placements, looked_at = FACT_TABLES["placements"].c, _active(known, day)
    if municipality is None:
        return looked_at
    people = FACT_TABLES["newcomers"].c
    theirs = known("newcomers").where(people.municipality == municipality)
    of_theirs = placements.newcomer_id.in_(theirs.with_only_columns(people.newcomer_id))
    where_they_are = _active(known, day).where(of_theirs).with_only_columns(placements.workplace_id)
    places = where_they_are.subquery()
    return looked_at.where(placements.workplace_id.in_(select(places.c.workplace_id)))


def _active(known: KnownOf, day: date) -> Select[Any]:
    """The placements known by ``day`` that have not ended before it."""
    ends_on = FACT_TABLES["placements"].c.ends_on
    return known("placements").where(or_(ends_on.is_(None), ends_on >= day))
