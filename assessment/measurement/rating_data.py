"""Ratings as numbers: the frame is checked, its names become codes, and all problems are told at once."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_STEPS = 30
"""A step above this is taken for another kind of number, such as a percentage."""
_NAMES = ("person", "rater", "criterion")


@dataclass(frozen=True, slots=True)
class RatingRows:
    """Every rating that was seen, in the order it was given. Names are sorted; a code is a place among them.

    Attributes
    ----------
    person, rater, criterion, step : ndarray of shape (n_ratings,)
        Codes, and the step as a whole number from 0.
    weight : ndarray of shape (n_ratings,) or None
        How many ratings each stands for; None where each stands for itself.
    observation : ndarray of shape (n_ratings,) or None
        Which ratings belong together, where the frame says so.
    row : ndarray of shape (n_ratings,)
        Place of each in the frame.
    persons, raters, criteria : Index
        The names.
    anchor, anchor_se : ndarray of shape (n_persons,)
        Ability known from elsewhere and its standard error, logits; NaN and ``inf`` where nothing is known.
    """

    person: NDArray[np.int32]
    rater: NDArray[np.int32]
    criterion: NDArray[np.int32]
    step: NDArray[np.int32]
    weight: Floats | None
    observation: Ints | None
    row: Ints
    persons: pd.Index
    raters: pd.Index
    criteria: pd.Index
    anchor: Floats
    anchor_se: Floats

    @property
    def n_steps(self) -> int:
        """One more than the highest step that was given."""
        return int(self.step.max()) + 1

    @property
    def anchored(self) -> NDArray[np.bool_]:
        """Whose ability is known from elsewhere."""
        return np.isfinite(self.anchor_se)

    def step_counts(self) -> Floats:
        """How often each step was given on each criterion: shape (n_criteria, n_steps), weights counted."""
        cell = self.criterion * np.int32(self.n_steps) + self.step
        counts = np.bincount(cell, weights=self.weight, minlength=len(self.criteria) * self.n_steps)
        return counts.astype(float).reshape(len(self.criteria), self.n_steps)


def coded(ratings: pd.DataFrame, anchors: pd.DataFrame | None = None) -> RatingRows:
    """The ratings as codes, or one error that tells everything that is wrong with them.

    Parameters
    ----------
    ratings : DataFrame
        ``person``, ``rater``, ``criterion``, ``step`` (NaN: not seen); optional ``weight`` (0: left out) and
        ``observation``.
    anchors : DataFrame, optional
        ``person``, ``measure`` and ``se``, logits.

    Raises
    ------
    ValueError
        If a column is missing, a name is empty, a step or weight cannot be, nothing was seen, a criterion was only
        given one step, an anchor is of nobody or has no error, or an observation has two people or raters.
    """
    if not isinstance(ratings, pd.DataFrame):
        raise TypeError(f"ratings must be a DataFrame with person, rater, criterion and step, not {type(ratings)}.")
    if missing := [name for name in (*_NAMES, "step") if name not in ratings.columns]:
        raise ValueError(f"ratings lacks the columns {', '.join(missing)}: give one row for each rating.")
    wrong: list[str] = []
    step, weight = _steps(ratings["step"], wrong), _weights(ratings, wrong)
    seen = ~np.isnan(step) if weight is None else ~np.isnan(step) & (weight > 0)
    named = [*_NAMES, *(["observation"] if "observation" in ratings.columns else [])]
    empty = {name: int((ratings[name].isna().to_numpy() & seen).sum()) for name in named}
    wrong += [f"{n} ratings have no {name}: name it, or leave the rows out" for name, n in empty.items() if n]
    if not seen.any():
        wrong.append("no rating was seen: at least one step must be a number")
    _tell(wrong)
    everything = bool(seen.all())
    rows = np.arange(len(ratings)) if everything else np.flatnonzero(seen)
    part = ratings if everything else ratings.iloc[rows]
    (person, persons), (rater, raters), (criterion, criteria) = (_codes(part[name]) for name in _NAMES)
    observation = _codes(part["observation"])[0].astype(np.int64) if "observation" in ratings.columns else None
    anchor, anchor_se = _anchors(anchors, persons, ratings["person"], wrong)
    told = RatingRows(
        person=person,
        rater=rater,
        criterion=criterion,
        step=(step if everything else step[rows]).astype(np.int32),
        weight=weight if weight is None or everything else weight[rows],
        observation=observation,
        row=rows,
        persons=persons,
        raters=raters,
        criteria=criteria,
        anchor=anchor,
        anchor_se=anchor_se,
    )
    _check_content(told, wrong)
    _tell(wrong)
    return told


def _tell(wrong: list[str]) -> None:
    if wrong:
        raise ValueError("The ratings cannot be used: " + "; ".join(wrong) + ".")


def _steps(column: pd.Series, wrong: list[str]) -> Floats:
    step = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = np.isnan(step) & column.notna().to_numpy()
    with np.errstate(invalid="ignore"):
        off = np.isinf(step) | (step < 0) | (step > MOST_STEPS) | (~np.isnan(step) & (step != np.floor(step)))
    if bad.any():
        wrong.append(f"{bad.sum()} steps are not numbers, such as {column[bad].iloc[0]!r}: use NaN for not seen")
    if off.any():
        first = step[off][0]
        wrong.append(f"{off.sum()} steps are not whole numbers from 0 to {MOST_STEPS}, such as {first:g}: recode them")
    return step


def _weights(ratings: pd.DataFrame, wrong: list[str]) -> Floats | None:
    if "weight" not in ratings.columns:
        return None
    weight = pd.to_numeric(ratings["weight"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = ~np.isfinite(weight) | (weight < 0)
    if bad.any():
        wrong.append(f"{bad.sum()} weights are not numbers of 0 or more, such as {ratings['weight'][bad].iloc[0]!r}")
    return np.where(bad, 0.0, weight)


def _codes(column: pd.Series) -> tuple[NDArray[np.int32], pd.Index]:
    """Places among the sorted names that occur; the same whether the column is categorical or not."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        code, names = column.cat.codes.to_numpy(), column.cat.categories
        used = np.flatnonzero(np.bincount(code, minlength=len(names)))
    else:
        code, names = pd.factorize(column)
        names = pd.Index(names)
        used = np.arange(len(names))
    order = used[_sorted_places(names[used])]
    if np.array_equal(order, np.arange(len(names))):
        return code.astype(np.int32), pd.Index(names.to_numpy(), name=column.name)
    place = np.empty(len(names), dtype=np.int32)
    place[order] = np.arange(order.size, dtype=np.int32)
    return place[code], pd.Index(names[order].to_numpy(), name=column.name)


def _sorted_places(names: pd.Index) -> Ints:
    try:
        return np.asarray(names.argsort(), dtype=np.int64)
    except TypeError:  # names of several kinds, such as 7 and "7b"
        return np.array(sorted(range(len(names)), key=lambda at: (type(names[at]).__name__, str(names[at]))))


def _anchors(
    anchors: pd.DataFrame | None, persons: pd.Index, asked: pd.Series, wrong: list[str]
) -> tuple[Floats, Floats]:
    """Measure and error by person; an anchor of somebody of whom nothing was seen says nothing."""
    measure, se = np.full(len(persons), np.nan), np.full(len(persons), np.inf)
    if anchors is None or not len(anchors):
        return measure, se
    if missing := [name for name in ("person", "measure", "se") if name not in anchors.columns]:
        wrong.append(f"anchors lacks the columns {', '.join(missing)}")
        return measure, se
    at = persons.get_indexer(pd.Index(anchors["person"].astype(object)))
    unknown = (at < 0) & ~anchors["person"].isin(asked.unique()).to_numpy()
    value, error = (
        pd.to_numeric(anchors[name], errors="coerce").to_numpy(float, na_value=np.nan) for name in ("measure", "se")
    )
    for bad, words in (
        (unknown, "are of persons who are not in the ratings: leave them out"),
        (~np.isfinite(value), "have a measure that is no number"),
        (~(np.isfinite(error) & (error > 0)), "have an se that is not above 0: a result is never exact"),
        (anchors["person"].duplicated().to_numpy(), "are of a person who has one already: combine them to one"),
    ):
        if bad.any():
            wrong.append(f"{bad.sum()} anchors {words} (the first is of {anchors['person'][bad].iloc[0]!r})")
    good = at >= 0
    measure[at[good]], se[at[good]] = value[good], error[good]
    return measure, se


def _check_content(told: RatingRows, wrong: list[str]) -> None:
    used = (told.step_counts() > 0).sum(axis=1)
    if used.max() == 1 and len(set(told.step.tolist())) == 1:
        wrong.append(f"every rating is step {told.step[0]}: without two steps there is nothing to compare")
    elif (used == 1).any():
        alone = ", ".join(map(repr, told.criteria[used == 1]))
        wrong.append(f"only one step was ever given on the criteria {alone}: leave them out")
    if told.observation is not None:
        for name, code in (("person", told.person), ("rater", told.rater)):
            first: Any = np.full(int(told.observation.max()) + 1, -1, dtype=np.int32)
            first[told.observation] = code
            if (two := first[told.observation] != code).any():
                wrong.append(f"{np.unique(told.observation[two]).size} observations have more than one {name}")
