"""What a comparison of observers looks at of what was known by a day: ratings, cases and results, and no notes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, or_

from assessment.domain.bundle import BUNDLE_FILES, BundleFile
from assessment.storage.fact_tables import FACT_TABLES
from assessment.storage.facts import Frames, frame_of, known_query, masked

_LEFT_OUT = frozenset({"note", "gender", "birth_year", "resident_since", "talk_minutes", "talk_partners", "mode"})
_ALWAYS = ("workplaces", "observers")


def known_for_comparison(connection: Connection, day: date, municipality: str | None = None) -> Frames:
    """The frames that a comparison needs, of one municipality's newcomers or of all; rows come in no order.

    Observers and workplaces are everybody's (they are few); the rest is about the municipality's newcomers, and the
    calibration cases are those rated by somebody who has followed or seen one of them, or works at a workplace there.
    """
    return {
        file.stem: masked(file.stem, frame_of(connection, file, query, unsorted=True), day)
        for file, query in _asked(connection, day, municipality)
    }


def _asked(connection: Connection, day: date, municipality: str | None) -> Iterator[tuple[BundleFile, Select[Any]]]:
    known = {
        stem: known_query(connection, stem, day)
        for stem in (
            *_ALWAYS,
            "newcomers",
            "placements",
            "assignments",
            "observations",
            "ratings",
            "results",
            "calibrations",
        )
    }
    if municipality is not None:
        known |= _of_one(known, municipality)
    for stem, query in known.items():
        file = BUNDLE_FILES[stem]
        columns = tuple(column for column in file.columns if column.name not in _LEFT_OUT)
        yield replace(file, columns=columns), query


def _of_one(known: dict[str, Select[Any]], municipality: str) -> dict[str, Select[Any]]:
    """The queries narrowed to the newcomers of one municipality, and to those who follow them."""
    column = {stem: FACT_TABLES[stem].c for stem in known}
    people = known["newcomers"].where(column["newcomers"].municipality == municipality)
    ids = people.with_only_columns(column["newcomers"].newcomer_id)
    placements = known["placements"].where(column["placements"].newcomer_id.in_(ids))
    theirs = placements.with_only_columns(column["placements"].placement_id)
    seen = column["observations"]
    about = known["observations"].where(seen.placement_id.in_(theirs))
    followed = known["assignments"].where(column["assignments"].placement_id.in_(theirs))
    there = known["workplaces"].where(column["workplaces"].municipality == municipality)
    at_work_there = known["observers"].where(
        column["observers"].workplace_id.in_(there.with_only_columns(column["workplaces"].workplace_id))
    )
    rated = column["calibrations"].observer_id
    return {
        "newcomers": people,
        "placements": placements,
        "assignments": followed,
        "observations": known["observations"].where(or_(seen.placement_id.in_(theirs), seen.replaces.is_not(None))),
        "ratings": known["ratings"].where(
            column["ratings"].observation_id.in_(about.with_only_columns(seen.observation_id))
        ),
        "results": known["results"].where(column["results"].newcomer_id.in_(ids)),
        "calibrations": known["calibrations"].where(
            or_(
                rated.in_(about.with_only_columns(seen.observer_id)),
                rated.in_(followed.with_only_columns(column["assignments"].observer_id)),
                rated.in_(at_work_there.with_only_columns(column["observers"].observer_id)),
            )
        ),
    }
