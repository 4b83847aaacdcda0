"""Who is strict: the observers of a municipality on one scale, from what they rated and from what others know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from assessment.domain.observer_comparison import FEWEST_OBSERVATIONS, ComparedObserver, NextLink
from assessment.measurement.calibration import Calibration
from assessment.measurement.components import linked_parts
from assessment.measurement.severity_posterior import Seen, SeverityPosterior, severity_posterior
from assessment.measurement.step_curves import Floats, step_moments
from assessment.reference.tracks import NO_TRACK, track_norms
from assessment.stalling.columns import Ints, Texts, numbered, positions, texts
from assessment.stalling.compared_links import next_links
from assessment.stalling.compared_ratings import compared_ratings
from assessment.stalling.compared_results import Anchors, anchors

FEWEST_CRITERIA = 2
"""A usable observation has steps on so many criteria, as everywhere else in the product."""
_NOWHERE = ""


def steps_per_logit(calibration: Calibration) -> float:
    """How many steps of the rubric a logit is worth in the middle of the scale, on the mean of the criteria.

    Examples
    --------
    >>> one = Calibration(criteria=("ask",), difficulties=(0,), thresholds=((0,),), severity_sd=0.5, origin="example")
    >>> steps_per_logit(one)
    0.25
    """
    return float(step_moments(calibration.cost, np.array([calibration.ability_mean])).variance.mean())


def observers_of(frames: Mapping[str, pd.DataFrame], municipality: str) -> frozenset[str]:
    """Who belongs to a municipality whose facts these are: they follow or saw somebody of it, or work there."""
    ours = texts(frames["placements"], "placement_id")
    seen = positions(texts(frames["observations"], "placement_id"), ours) >= 0
    followed = positions(texts(frames["assignments"], "placement_id"), ours) >= 0
    workplaces, observers = frames["workplaces"], frames["observers"]
    there = texts(workplaces, "workplace_id")[texts(workplaces, "municipality") == municipality]
    works = positions(texts(observers, "workplace_id"), there) >= 0
    return frozenset(
        [
            *texts(frames["observations"], "observer_id")[seen],
            *texts(frames["assignments"], "observer_id")[followed],
            *texts(observers, "observer_id")[works],
        ]
    )


def compare_observers(
    frames: Mapping[str, pd.DataFrame], calibration: Calibration, *, as_of: date
) -> tuple[ComparedObserver, ...]:
    """Each observer's severity with its error, who is linked, and what would link the others; by id.

    Observers are compared within the municipality most of their steps are about, so that what is said of those who
    see people of one municipality does not depend on whether others are looked at too.
    """
    ratings = compared_ratings(dict(frames))
    observers = frames["observers"].sort_values("observer_id", ignore_index=True)
    home = _homes(frames, ratings, texts(observers, "observer_id"))
    found: list[ComparedObserver] = []
    for code in np.unique(home):
        group = observers[home == code].reset_index(drop=True)
        theirs = ratings[ratings["rater"].isin(group["observer_id"])].reset_index(drop=True)
        found += _group(frames, group, theirs, calibration, as_of)
    return tuple(sorted(found, key=lambda one: one.observer_id))


def _homes(frames: Mapping[str, pd.DataFrame], ratings: pd.DataFrame, observer_ids: Texts) -> Texts:
    """The municipality most of each observer's steps are about; that of the workplace where there are none."""
    workplaces, people, placements = frames["workplaces"], frames["newcomers"], frames["placements"]
    at = positions(texts(frames["observers"], "workplace_id"), texts(workplaces, "workplace_id"))
    codes = np.r_[texts(workplaces, "municipality"), [_NOWHERE]].astype(object)
    of_workplace = dict(zip(texts(frames["observers"], "observer_id"), codes[at], strict=True))
    town = dict(zip(texts(people, "newcomer_id"), texts(people, "municipality"), strict=True))
    whose = dict(zip(texts(placements, "placement_id"), texts(placements, "newcomer_id"), strict=True))
    told = ratings.loc[~ratings["is_case"], ["rater", "person"]]
    if len(told):
        steps = told["person"].str.split("/", n=1).str[1].map(town)
        most = pd.crosstab(told["rater"], steps).idxmax(axis=1).to_dict()
    else:
        most = {}
    followed: dict[str, str] = {}
    for who, placement in zip(
        texts(frames["assignments"], "observer_id"), texts(frames["assignments"], "placement_id"), strict=True
    ):
        followed.setdefault(who, town.get(whose.get(placement, ""), _NOWHERE))
    return np.array(
        [most.get(who) or followed.get(who) or of_workplace.get(who, _NOWHERE) for who in observer_ids], dtype=object
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """What each observer gave: steps, newcomers, usable observations, and the share of the commonest step."""

    ratings: Ints
    newcomers: Ints
    usable: Ints
    same_step_share: Floats


def _group(
    frames: Mapping[str, pd.DataFrame],
    observers: pd.DataFrame,
    ratings: pd.DataFrame,
    calibration: Calibration,
    as_of: date,
) -> list[ComparedObserver]:
    ids = texts(observers, "observer_id")
    known = ratings[ratings["criterion"].isin(calibration.criteria)].reset_index(drop=True)
    counted = _counted(ratings, ids)
    component, linked, posterior = np.full(ids.size, -1), np.zeros(ids.size, dtype=bool), None
    who = positions(texts(known, "rater"), ids)
    if len(known):
        seen, people, results = _seen(frames, known, who, calibration, ids.size)
        component = _components(seen, people, results)
        _values, place, size = np.unique(component, return_inverse=True, return_counts=True)
        rated = np.bincount(who, minlength=ids.size) > 0
        linked, component = rated & (size[place] > 1), np.where(rated, component, -1)
        posterior = severity_posterior(
            seen,
            severity_sd=calibration.severity_sd,
            ability_sd=calibration.ability_sd,
            halo_variance=calibration.halo_variance,
            pace_per_week=track_norms()[NO_TRACK].pace_per_week / steps_per_logit(calibration),
        )
    missing = next_links(frames, ratings, ids, linked=linked, as_of=as_of)
    return _told(observers, frames["workplaces"], counted, component, linked, posterior, missing)


def _seen(
    frames: Mapping[str, pd.DataFrame], known: pd.DataFrame, who: Ints, calibration: Calibration, n_raters: int
) -> tuple[Seen, Texts, Anchors]:
    """The arrays of the model, the names of the people they number, and what course results say of them."""
    state, blocks = pd.factorize(pd.MultiIndex.from_frame(known[["person", "block"]]), sort=True)
    person, people = numbered(np.asarray(blocks.get_level_values(0), dtype=object))
    weeks = np.bincount(state, weights=known["week"]) / np.bincount(state)
    observation, _names = pd.factorize(known["observation"])
    _entries, first = np.unique(observation, return_index=True)
    week = np.rint(weeks).astype(np.int64)
    is_case = np.zeros(len(blocks), dtype=bool)
    is_case[state] = known["is_case"].to_numpy()
    results = anchors(frames["results"], calibration, people=people, person=person, week=week)
    seen = Seen(
        state=state[first].astype(np.int64),
        rater=who[first],
        seen_week=known["week"].to_numpy()[first],
        observation=observation.astype(np.int64),
        criterion=pd.Index(calibration.criteria).get_indexer(pd.Index(known["criterion"])).astype(np.int64),
        step=known["step"].to_numpy(),
        cost=calibration.cost,
        person=person,
        week=week,
        grows=~is_case,
        result_state=results.state,
        result_kind=results.kind,
        result=results.measure,
        result_se=results.se,
        n_raters=n_raters,
    )
    return seen, people, results


def _components(seen: Seen, people: Texts, results: Anchors) -> Ints:
    """The number of the part that each observer is in; those without a rating are parts of their own."""
    known = np.zeros(people.size, dtype=bool)
    known[seen.person[results.state]] = True
    return linked_parts(seen.person[seen.state], seen.rater, people.size, seen.n_raters, known)[1]


def _counted(ratings: pd.DataFrame, ids: Texts) -> _Counted:
    own = ratings[~ratings["is_case"]]
    who, n = positions(texts(own, "rater"), ids), ids.size
    given = np.bincount(who, minlength=n).astype(np.int64)
    people = own.groupby("rater")["person"].nunique().reindex(ids, fill_value=0)
    criteria = own.groupby(["rater", "observation"])["criterion"].nunique()
    usable = (criteria >= FEWEST_CRITERIA).groupby(level=0).sum().reindex(ids, fill_value=0)
    most = own.groupby(["rater", "step"]).size().groupby(level=0).max().reindex(ids, fill_value=0)
    share = np.divide(most.to_numpy(float), given, out=np.full(n, np.nan), where=given > 0)
    return _Counted(given, people.to_numpy().astype(np.int64), usable.to_numpy().astype(np.int64), share)


def _told(
    observers: pd.DataFrame,
    workplaces: pd.DataFrame,
    counted: _Counted,
    component: Ints,
    linked: np.ndarray,
    posterior: SeverityPosterior | None,
    missing: Mapping[str, tuple[NextLink, ...]],
) -> list[ComparedObserver]:
    names = dict(zip(texts(workplaces, "workplace_id"), texts(workplaces, "name"), strict=True))
    columns = (texts(observers, name) for name in ("observer_id", "name", "role", "workplace_id"))
    found = []
    for row, (who, name, role, where) in enumerate(zip(*columns, strict=True)):
        enough = posterior is not None and counted.usable[row] >= FEWEST_OBSERVATIONS
        found.append(
            ComparedObserver(
                observer_id=who,
                name=name,
                role=role,
                workplace=names.get(where, ""),
                severity=float(posterior.severity[row]) if enough and posterior else None,
                severity_se=float(posterior.severity_se[row]) if enough and posterior else None,
                ratings=int(counted.ratings[row]),
                newcomers=int(counted.newcomers[row]),
                linked=bool(linked[row]),
                infit=_number(posterior.infit[row]) if posterior else None,
                outfit=_number(posterior.outfit[row]) if posterior else None,
                same_step_share=_number(counted.same_step_share[row]),
                component=int(component[row]) if component[row] >= 0 else None,
                next_links=missing.get(who, ()),
            )
        )
    return found


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
