"""Are the frames given to the growth filter usable? Every problem is named, with its cure, before any computing."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LAST_WEEK = 5_000
"""No clock of active weeks runs longer (95 years): a larger number is a calendar week or a day."""
_SHOWN = 3


@dataclass(slots=True)
class FrameCheck:
    """Reads the columns of one frame and notes what is wrong with them.

    Attributes
    ----------
    name : str
        What the frame is called where it is complained of.
    frame : DataFrame
    problems : list of str
        Shared by all frames of one call, so that all problems are told at once.
    """

    name: str
    frame: pd.DataFrame
    problems: list[str] = field(default_factory=list)

    def lacks(self, *columns: str) -> bool:
        """Whether columns are missing (noted)."""
        missing = [column for column in columns if column not in self.frame.columns]
        if missing:
            self.problems.append(f"{self.name}: no column {', '.join(missing)}: add it")
        return bool(missing)

    def note(self, wrong: NDArray[np.bool_], column: str, cure: str) -> None:
        """Complain of the rows in which ``column`` is ``wrong``."""
        rows = np.flatnonzero(wrong)
        if rows.size:
            values = ", ".join(repr(value) for value in self.frame[column].iloc[rows[:_SHOWN]].tolist())
            more = " ..." if rows.size > _SHOWN else ""
            self.problems.append(
                f"{self.name}.{column}: {rows.size} of {len(self.frame)} rows, "
                f"first at position {rows[0]}, have {values}{more}: {cure}"
            )

    def numbers(
        self,
        column: str,
        *,
        default: float | None = None,
        where: NDArray[np.bool_] | None = None,
        least: float = -np.inf,
        most: float = np.inf,
        above: float = -np.inf,
    ) -> Floats:
        """The numbers of a column; missing ones become ``default``, or are complained of where there is none.

        ``where`` says which rows matter; ``least``, ``most`` and ``above`` are the ends of what is allowed.
        """
        if column not in self.frame.columns and default is not None:
            return np.full(len(self.frame), default)
        read = pd.to_numeric(self.frame[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        matters = np.ones(len(read), dtype=np.bool_) if where is None else where
        untold = self.frame[column].isna().to_numpy()
        no_number = ~np.isfinite(read) & (~untold if default is not None else True)
        self.note(
            no_number & matters, column, "give a finite number" + (" or leave it out" if default is not None else "")
        )
        if default is not None:
            read = np.where(untold, default, read)
        if least > -np.inf or most < np.inf:
            bounds = f"of at least {least:g}" if most == np.inf else f"from {least:g} to {most:g}"
            self.note((read < least) | ((read > most) & np.isfinite(read)), column, f"give a number {bounds}")
        if above > -np.inf:
            self.note(np.isfinite(read) & (read <= above) & matters, column, f"give a number above {above:g}")
        return np.where(np.isfinite(read), read, np.nan)

    def weeks(self, *, least: int = 0, otherwise: int = 0) -> Ints:
        """The active weeks of the rows: whole numbers from ``least``; ``otherwise`` where they are complained of."""
        read = pd.to_numeric(self.frame["active_week"], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        usable = np.isfinite(read)
        whole = usable & (read == np.floor(read))
        self.note(~whole, "active_week", "give whole active weeks, counted from the person's start")
        self.note(whole & (read < least), "active_week", f"weeks count from {least}")
        self.note(
            whole & (read > LAST_WEEK), "active_week", "count active weeks from the person's start, not calendar weeks"
        )
        return np.where(whole & (np.abs(read) <= LAST_WEEK), read, otherwise).astype(np.int64)

    def keys(self, column: str) -> pd.Index:
        """Ids that must be there and differ."""
        ids: pd.Index = pd.Index(self.frame[column])
        missing = np.asarray(ids.isna(), dtype=np.bool_)
        self.note(missing, column, "give every row an id")
        self.note(np.asarray(ids.duplicated()) & ~missing, column, "give one row for each")
        return ids

    def positions(self, column: str, known: pd.Index, cure: str) -> Ints:
        """Where each row's id stands among the ``known`` ones; -1 where it does not (complained of)."""
        codes, ids = pd.factorize(self.frame[column])
        places = dict(zip(known.tolist(), range(len(known)), strict=True))
        at = np.array([*(places.get(one, -1) for one in ids.tolist()), -1], dtype=np.int64)[codes]
        self.note(at < 0, column, cure)
        return at

    def not_after(self, weeks: Ints, last: Ints) -> None:
        """Nobody sees the future: complain of weeks after the person's last."""
        self.note(
            weeks > last,
            "active_week",
            "leave out what lies after the person's own active_week in people, as of which is asked",
        )


def truths(check: FrameCheck, column: str) -> Floats:
    """1 for true, 0 for false, NaN where missing, of a column of truths; anything else is complained of."""
    code, words = pd.factorize(check.frame[column])
    read = [1.0 if word == 1 else 0.0 if word == 0 else np.nan for word in words]
    truth = np.array([*read, np.nan], dtype=np.float64)[code]
    check.note(np.isnan(truth) & (code >= 0), column, "give true, false, or leave it empty where exempt")
    return truth
