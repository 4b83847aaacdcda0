"""Some of the people of a batch, to learn from: evenly thinned, and the same ones in whatever order the rows came."""

from dataclasses import fields, replace
from typing import TypeVar

import numpy as np

from assessment.measurement.growth_batch import Exposure, GrowthBatch, Pairs, Results, Seen
from assessment.measurement.growth_frames import Ints

Rows = TypeVar("Rows", Pairs, Seen, Results, Exposure)


def sample(batch: GrowthBatch, *, fewest_measures: int, at_most: int) -> GrowthBatch:
    """Those with ``fewest_measures`` or more, by the order of their ids, every so many of them where they are many.

    As of which weeks was asked does not matter: each person is asked of as of their last one.
    """
    measures = np.bincount(batch.seen.person, minlength=len(batch.people.person))
    enough = np.flatnonzero(measures >= fewest_measures)
    ids = np.array([str(one) for one in batch.people.person[enough]], dtype=object)
    by_id = enough[np.argsort(ids, kind="stable")]
    evenly = np.linspace(0, len(by_id) - 1, min(len(by_id), at_most)).round().astype(np.int64)
    chosen = by_id[np.unique(evenly)]
    number = np.full(len(measures), -1)
    number[chosen] = np.arange(len(chosen))
    people = {field.name: getattr(batch.people, field.name)[chosen] for field in fields(batch.people)}
    return GrowthBatch(
        people=replace(batch.people, **people),
        pairs=_theirs(batch.pairs, number),
        seen=_theirs(batch.seen, number),
        results=_theirs(batch.results, number),
        exposure=_theirs(batch.exposure, number),
        asked_person=np.arange(len(chosen)),
        asked_week=people["last_week"],
    )


def _theirs(rows: Rows, number: Ints) -> Rows:
    """The rows of those who have a ``number`` (-1: none), in its order; within a person they stay as they were."""
    mine = np.flatnonzero(number[rows.person] >= 0)
    mine = mine[np.argsort(number[rows.person[mine]], kind="stable")]
    values = {field.name: getattr(rows, field.name)[mine] for field in fields(rows)}
    return replace(rows, **(values | {"person": number[values["person"]]}))
