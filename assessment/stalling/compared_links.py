"""What would link an observer who cannot be compared yet: a calibration case, or a second pair of eyes."""

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.domain.observer_comparison import NextLink
from assessment.reference.calibration_cases import load_cases
from assessment.stalling.columns import Ints, Texts, day_number, days, positions, texts
from assessment.stalling.compared_ratings import CASE

LATELY_DAYS = 42
"""Whoever saw a newcomer within so many days is taken to follow them."""
_OPEN = 10_000_000


def next_links(
    frames: Mapping[str, pd.DataFrame], ratings: pd.DataFrame, ids: Texts, *, linked: NDArray[np.bool_], as_of: date
) -> dict[str, tuple[NextLink, ...]]:
    """For each observer who is not linked: the calibration case to rate next, and the second look that would do it too.

    The case is one that others have rated where there is one. The second look is at somebody the observer follows
    now, by another observer at the same workplace.
    """
    alone = ids[~linked]
    cases = ratings[ratings["is_case"]]
    rated = {who: set(own) for who, own in cases.groupby("rater")["person"]}
    by_others = {str(case): int(many) for case, many in cases.groupby("person")["rater"].nunique().items()}
    looks = _second_looks(frames, as_of)
    return {who: tuple(_links(who, rated.get(who, set()), by_others, looks)) for who in alone}


def _links(
    who: str, rated: set[str], by_others: Mapping[str, int], looks: Mapping[str, NextLink]
) -> Iterator[NextLink]:
    left = [case_id for case_id in load_cases().case_ids if CASE + case_id not in rated]
    if left:
        yield NextLink(kind="case", case_id=max(left, key=lambda case_id: by_others.get(CASE + case_id, 0)))
    if who in looks:
        yield looks[who]


def _following(frames: Mapping[str, pd.DataFrame], as_of: date) -> tuple[Texts, Ints]:
    """Who follows which placement that runs: by an assignment, or by having seen the person lately."""
    assignments, placements, seen = frames["assignments"], frames["placements"], frames["observations"]
    today, ids = day_number(as_of), texts(placements, "placement_id")
    assigned = days(assignments, "to_on", missing=_OPEN) >= today
    lately = days(seen, "seen_on", missing=0) >= today - LATELY_DAYS
    who = np.r_[texts(assignments, "observer_id")[assigned], texts(seen, "observer_id")[lately]]
    at = np.r_[
        positions(texts(assignments, "placement_id")[assigned], ids),
        positions(texts(seen, "placement_id")[lately], ids),
    ]
    runs = at >= 0
    runs[runs] = (days(placements, "ends_on", missing=_OPEN) >= today)[at[runs]]
    return who[runs], at[runs]


def _second_looks(frames: Mapping[str, pd.DataFrame], as_of: date) -> dict[str, NextLink]:
    """Each observer's first newcomer whom somebody else at the workplace could also see."""
    placements, observers = frames["placements"], frames["observers"]
    who, at = _following(frames, as_of)
    where, whom = texts(placements, "workplace_id")[at], texts(placements, "newcomer_id")[at]
    names = dict(zip(texts(observers, "observer_id"), texts(observers, "name"), strict=True))
    aliases = dict(zip(texts(frames["newcomers"], "newcomer_id"), texts(frames["newcomers"], "alias"), strict=True))
    there: dict[str, set[str]] = {}
    for place, one in [
        *zip(texts(observers, "workplace_id"), texts(observers, "observer_id"), strict=True),
        *zip(where, who, strict=True),
    ]:
        there.setdefault(place, set()).add(one)
    follows: dict[str, set[str]] = {}
    for one, newcomer in zip(who, whom, strict=True):
        follows.setdefault(newcomer, set()).add(one)
    found: dict[str, NextLink] = {}
    for one, place, newcomer in sorted(zip(who, where, whom, strict=True)):
        others = sorted(there[place] - {one}) if place else []
        if others and one not in found:
            already = [other for other in others if other in follows[newcomer]]
            other = (already or others)[0]
            found[one] = NextLink(
                kind="second_look",
                newcomer_id=newcomer,
                alias=aliases.get(newcomer, ""),
                other_id=other,
                other_name=names.get(other, ""),
            )
    return found
