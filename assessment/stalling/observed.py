"""What was seen: every entry that counts, one row each, in the order in which it was seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.measurement.calibration import Calibration
from assessment.stalling.columns import Ints, Texts, days, moments, positions, steps, texts
from assessment.stalling.entry_measures import bits_of, entry_measures
from assessment.text.labelled_notes import SIGNALS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

UNSAID = -1
SIGNAL_COLUMN = "signal_"
"""Before the name of a note's signal: its column among the observations, where notes were read."""
SAYS_LITTLE = {"0": 1, "lt10": 1, "10to30": 0, "gt30": 0}
MINUTES_SAID = {"0": 0.0, "lt10": 5.0, "10to30": 20.0, "gt30": 45.0}
PARTNERS_SAID = {"0": 0.0, "1": 1.0, "2to3": 2.5, "4plus": 5.0}
SAYS_FEW = {"0": 1, "1": 1, "2to3": 0, "4plus": 0}
_LAST_BIT = 62
N_STEPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Entries that are neither withdrawn nor replaced, sorted by placement, day seen, moment recorded and id.

    Attributes
    ----------
    placement : Ints of shape (n_entries,)
        Row of the placement in the snapshot.
    observer : Ints
        Code of the observer; the same person has the same code everywhere.
    seen_on, recorded_at : Ints
        Days and microseconds since 1970.
    entry_id : Texts
    criteria : Ints
        How many criteria have a step (*ikke set* is none).
    score : Floats
        Mean of step minus the criterion's usual offset, in steps; NaN where nothing was rated.
    steps_given : Ints of shape (n_entries, 5)
        How often each step was given.
    criteria_seen : Ints
        One bit per criterion with a step.
    measure, measure_se : Floats
        What the steps say on the scale of the rating model, logits, had the observer mean severity; NaN where nothing
        was rated.
    little_talk, few_partners : Ints
        1 yes, 0 no, -1 where the entry does not say.
    talk_minutes, talk_partners : Floats
        Minutes of Danish that day, and with how many: the middle of what was said; NaN where the entry does not say.
    signals : Floats of shape (n_entries, n_signals)
        What the note says, as far as a machine can read it; NaN where there is no note, or nobody read it.
    """

    placement: Ints
    observer: Ints
    seen_on: Ints
    recorded_at: Ints
    entry_id: Texts
    criteria: Ints
    score: Floats
    steps_given: Ints
    criteria_seen: Ints
    measure: Floats
    measure_se: Floats
    little_talk: Ints
    few_partners: Ints
    talk_minutes: Floats
    talk_partners: Floats
    signals: Floats

    def where(self, keep: Bools | Ints) -> "Observed":
        """The entries chosen by a mask or by their positions."""
        return Observed(**{field.name: getattr(self, field.name)[keep] for field in fields(self)})

    def together_with(self, other: "Observed") -> "Observed":
        """Both sets of entries, in order."""
        return in_order(
            Observed(**{f.name: np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)})
        )

    def of_placements(self, rows: Ints, n_placements: int) -> "Observed":
        """The entries of the placements in ``rows``, renumbered by their place there."""
        place = np.full(n_placements, -1, dtype=np.int64)
        place[rows] = np.arange(rows.size)
        renumbered = replace(self, placement=place[self.placement])
        return renumbered.where(renumbered.placement >= 0)


def in_order(entries: Observed) -> Observed:
    """The same entries sorted by placement, day seen, moment recorded and id."""
    when = np.stack([entries.recorded_at, entries.seen_on, entries.placement])
    order = np.lexsort(when)
    same = (when[:, order[1:]] == when[:, order[:-1]]).all(axis=0)
    tied = order[np.r_[same, False] | np.r_[False, same]] if order.size else order
    ranks = np.zeros(order.size, dtype=np.int64)
    ranks[tied] = pd.factorize(entries.entry_id[tied], sort=True)[0]  # few need it, and text is slow to sort
    return entries.where(np.lexsort((ranks, *when)))


def observed(
    observations: pd.DataFrame,
    ratings: pd.DataFrame,
    *,
    placement_ids: Texts,
    observer_ids: Texts,
    offsets: Mapping[str, float],
    calibration: Calibration,
) -> Observed:
    """The entries of these placements that count, with what each says in numbers."""
    placement = positions(texts(observations, "placement_id"), placement_ids)
    stands = still_standing(observations) & (placement >= 0)
    kept = observations[stands]
    entry_id = texts(kept, "observation_id")
    criteria, score, steps_given, criteria_seen, total = _scored(ratings, entry_id, offsets, calibration)
    known = calibrated_bits(offsets, calibration)
    measure, measure_se = entry_measures(calibration, known, criteria_seen, total)
    return in_order(
        Observed(
            placement=placement[stands],
            observer=positions(texts(kept, "observer_id"), observer_ids),
            seen_on=days(kept, "seen_on", missing=0),
            recorded_at=moments(kept, "recorded_at"),
            entry_id=entry_id,
            criteria=criteria,
            score=score,
            steps_given=steps_given,
            criteria_seen=criteria_seen,
            measure=measure,
            measure_se=measure_se,
            little_talk=_said(kept["talk_minutes"], SAYS_LITTLE),
            few_partners=_said(kept["talk_partners"], SAYS_FEW),
            talk_minutes=np.asarray(kept["talk_minutes"].map(MINUTES_SAID), dtype=np.float64),
            talk_partners=np.asarray(kept["talk_partners"].map(PARTNERS_SAID), dtype=np.float64),
            signals=_signals(kept),
        )
    )


def with_signals(observations: pd.DataFrame, entry_ids: Texts, signals: Floats) -> pd.DataFrame:
    """The observations with what was read in the notes of some, shape (n_read, n_signals); NaN for every other."""
    at = positions(texts(observations, "observation_id"), entry_ids)
    said = np.vstack([signals, np.full((1, len(SIGNALS)), np.nan)])[at]  # -1, not read, is the last row
    return observations.assign(**{f"{SIGNAL_COLUMN}{name}": said[:, number] for number, name in enumerate(SIGNALS)})


def _signals(kept: pd.DataFrame) -> Floats:
    """What was read in the notes, where the frame has it."""
    names = [f"{SIGNAL_COLUMN}{name}" for name in SIGNALS]
    if not set(names) <= set(kept.columns):
        return np.full((len(kept), len(names)), np.nan)
    return kept[names].to_numpy(dtype=np.float64)


def still_standing(observations: pd.DataFrame) -> Bools:
    """Which entries are neither withdrawn nor replaced by another entry that is known."""
    entry_id, replaces = texts(observations, "observation_id"), texts(observations, "replaces")
    replaced = pd.Index(replaces[(replaces != "") & (replaces != entry_id)], dtype=object)
    standing: Bools = observations["withdrawn_at"].isna().to_numpy(dtype=bool)
    return standing & ~pd.Index(entry_id, dtype=object).isin(replaced)


def _said(column: pd.Series, meaning: Mapping[str, int]) -> Ints:
    """What each entry said, as 1, 0 or -1 for nothing."""
    said: Ints = np.asarray(column.map(dict(meaning)).fillna(UNSAID), dtype=np.int64)
    return said


def _scored(
    ratings: pd.DataFrame, entry_id: Texts, offsets: Mapping[str, float], calibration: Calibration
) -> tuple[Ints, Floats, Ints, Ints, Ints]:
    """Per entry: how many criteria have a step, the mean adjusted step, how often each step, which criteria, their sum.

    The sum is over the calibrated criteria alone.
    """
    entry, step = positions(texts(ratings, "observation_id"), entry_id), steps(ratings, "step")
    rated = (entry >= 0) & np.isfinite(step)
    entry, step = entry[rated], step[rated]
    code, names = pd.factorize(texts(ratings, "criterion")[rated], sort=True)
    bits = criterion_bits(offsets, [str(name) for name in names])
    order = np.lexsort((code, entry))
    entry, step, code = entry[order], step[order], code[order]

    n = entry_id.size
    hardness = np.array([offsets.get(name, 0.0) for name in names], dtype=float)
    count = np.bincount(entry, minlength=n).astype(np.int64)
    total = np.bincount(entry, weights=step - hardness[code], minlength=n)
    with np.errstate(invalid="ignore"):
        score = np.where(count > 0, total / count, np.nan)
    kind = np.clip(np.rint(step), 0, N_STEPS - 1).astype(np.int64)
    steps_given = np.bincount(entry * N_STEPS + kind, minlength=n * N_STEPS).reshape(n, N_STEPS).astype(np.int64)
    criteria_seen = np.zeros(n, dtype=np.int64)
    np.bitwise_or.at(criteria_seen, entry, bits[code])
    calibrated = np.isin(names.astype(object), calibration.criteria)[code]
    calibrated_total = np.bincount(entry, weights=kind * calibrated, minlength=n).astype(np.int64)
    return count, score, steps_given, criteria_seen, calibrated_total


def calibrated_bits(offsets: Mapping[str, float], calibration: Calibration) -> dict[str, int]:
    """The bit of each calibrated criterion in ``criteria_seen``."""
    return bits_of(calibration.criteria, criterion_bits(offsets, calibration.criteria))


def criterion_bits(known: Iterable[str], names: Sequence[str]) -> Ints:
    """One bit for each of ``names``: a ``known`` criterion always has the same, the unknown come after."""
    order = sorted(known)
    place = {name: number for number, name in enumerate([*order, *sorted(set(names) - set(order))])}
    return np.array([1 << min(place[name], _LAST_BIT) for name in names], dtype=np.int64)
