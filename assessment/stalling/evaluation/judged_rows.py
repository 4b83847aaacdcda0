"""The rows that tables are made of: what was said of a placement on a day, beside what was true."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.stalling.columns import Ints, Texts, days, texts
from assessment.stalling.evaluation.followed import NO_ONSET, Followed
from assessment.stalling.evaluation.measures import all_active_rows
from assessment.stalling.evaluation.ordering import Bools, Floats
from assessment.stalling.evaluation.table_lines import Method, Part

COLUMNS = (
    "newcomer_id",
    "placement_id",
    "as_of",
    "stalled",
    "cause",
    "state",
    "active_weeks",
    "track",
    "gender",
    "observer_role",
    "world",
)
GROUPED_BY = ("track", "gender", "observer_role", "world")
_CLOCK_STOPPED = "clock_stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRows:
    """One row per placement and day. All of shape (n_rows,).

    Attributes
    ----------
    person, placement : Ints
        Numbers; the same id in two worlds is two people.
    day : Ints
        Days since 1970.
    stalled : Bools
        The truth of that day.
    onset : Ints or None
        The day on which the row's stall began; None where nobody says.
    progresses : Bools or None
        Whether the row is truly in progress; None where nobody says.
    cause, state : Texts
    groups : dict of str to Texts
        Which group each row belongs to, by what they are grouped by.
    said : dict of str to Floats
        What each method says, by its name.
    """

    person: Ints
    placement: Ints
    day: Ints
    stalled: Bools
    onset: Ints | None
    progresses: Bools | None
    cause: Texts
    state: Texts
    groups: dict[str, Texts]
    said: dict[str, Floats]

    @classmethod
    def of(cls, rows: pd.DataFrame, methods: Collection[Method]) -> "JudgedRows":
        """The rows of a frame with ``COLUMNS``, a column for each method, ``onset`` and ``progresses`` where known.

        Raises
        ------
        ValueError
            Naming every column that is missing.
        """
        wanted = [*COLUMNS, *(method.column for method in methods)]
        missing = [name for name in wanted if name not in rows.columns]
        if missing:
            raise ValueError(f"the rows to judge lack {', '.join(missing)}")
        world = texts(rows, "world")
        onset = days(rows, "onset", missing=NO_ONSET) if "onset" in rows.columns else None
        return cls(
            person=_numbers(world, texts(rows, "newcomer_id")),
            placement=_numbers(world, texts(rows, "placement_id")),
            day=days(rows, "as_of", missing=NO_ONSET),
            stalled=rows["stalled"].to_numpy(dtype=bool),
            onset=onset,
            progresses=rows["progresses"].to_numpy(dtype=bool) if "progresses" in rows.columns else None,
            cause=texts(rows, "cause"),
            state=texts(rows, "state"),
            groups={name: texts(rows, name) for name in GROUPED_BY},
            said={
                method.name: pd.to_numeric(rows[method.column]).to_numpy(dtype=np.float64, na_value=np.nan)
                for method in methods
            },
        )

    def part(self, method: Method, keep: Bools | None = None) -> Part:
        """What a method says of the rows to keep (all of them unless told), the least where it says nothing."""
        said = all_active_rows(self.said[method.name], least=method.least)
        everything = Part(stalled=self.stalled, probability=said, person=self.person)
        return everything if keep is None else everything.where(keep)

    def followed(self, method: Method) -> Followed:
        """The placements followed by what a method says."""
        return Followed.of(
            self.placement,
            self.day,
            self.said[method.name],
            self.stalled,
            active=self.state != _CLOCK_STOPPED,
            onset=self.onset,
        )

    def person_of_placement(self) -> Ints:
        """Whose each placement is, by its number."""
        whose = np.zeros(int(self.placement.max(initial=-1)) + 1, dtype=np.int64)
        whose[self.placement] = self.person
        return whose


def _numbers(world: Texts, identity: Texts) -> Ints:
    pairs = pd.MultiIndex.from_arrays([world, identity])
    return pairs.factorize(sort=True)[0].astype(np.int64)
