"""What a municipality's caseworkers found in cases drawn for them, before they saw what an engine made of them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import pandas as pd

from assessment.domain.days import danish_day
from assessment.domain.decision import View
from assessment.i18n.words import N_
from assessment.stalling.features import FEATURES, features
from assessment.stalling.growth import growth_of
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.observed import with_signals
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import snapshot
from assessment.storage import states
from assessment.storage.batches import Held
from assessment.storage.ledger import Transaction
from assessment.storage.reviews import HeldView, views_held_against_states
from assessment.storage.scored_facts import known_for_scoring
from assessment.storage.scored_notes import NotesSaid
from assessment.storage.states import FlagRun
from assessment.use_cases.case_headers import objecting
from assessment.use_cases.notes_then import Reader, notes_said_then
from assessment.use_cases.random_look import STANDS_FOR_DAYS, stands_for

LEFT_OUT = {
    "void": N_("hviler på en levering, der er fortrudt"),
    "not_drawn": N_("var hverken udpeget eller trukket ud"),
    "not_blind": N_("skrevet efter, at beregningen var vist"),
    "cannot_say": N_("kan ikke afgøres"),
    "objection": N_("har gjort indsigelse"),
    "already_learned_from": N_("er brugt i den nuværende model"),
    "seen_again": N_("er set igen af en anden"),
    "facts_gone": N_("oplysningerne er her ikke mere"),
}
"""Why a view is not learned from, by its code, in the order in which it is asked."""
NotesThen = Callable[[Transaction, FlagRun, Held], NotesSaid]
COLUMNS = ("newcomer_id", "placement_id", "as_of", "stalled", "weight")


@dataclass(frozen=True, slots=True)
class BlindReviews:
    """What was found, row by row, and how many views were left out and why.

    Attributes
    ----------
    table : DataFrame
        One row a review: ``newcomer_id``, ``placement_id``, ``as_of``, ``stalled`` (what the caseworker found),
        ``weight`` (how many cases it stands for) and every feature, as known and held when the state was computed.
    left_out : mapping of str to int
        By the codes of :data:`LEFT_OUT`, those that occur.
    """

    table: pd.DataFrame
    left_out: Mapping[str, int]


def blind_reviews(
    transaction: Transaction,
    municipality: str,
    *,
    today: date,
    after: date | None = None,
    reader: Reader | None = None,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> BlindReviews:
    """The reviews of a municipality that a model may be judged by.

    A view is blind where its writer had not, in the four weeks before, written another on the placement: until then
    they were shown no state of it. Of two colleagues' views held against one state the newest counts.

    Parameters
    ----------
    transaction : Transaction
    municipality : str
        Its code.
    today : date
        Whoever objects on that day is left out.
    after : date, optional
        Only what was recorded later than this day: up to it the model in use has learned already.
    reader : Reader, optional
        What reads notes for the model; without it no note says anything. Where it has read none, they are not known.
    tell : callable
        Told how many scorings are looked up again, and of how many.
    """
    left_out: Counter[str] = Counter()
    kept: dict[tuple[str, str], tuple[HeldView, float]] = {}
    for held, weight in _asked(transaction, municipality, left_out, today=today, after=after):
        key = (held.run.run_id, held.placement_id)
        left_out["seen_again"] += key in kept
        kept[key] = (held, weight)
    rows = _rows(transaction, list(kept.values()), partial(notes_said_then, reader=reader, today=today), tell)
    left_out["facts_gone"] = len(kept) - len(rows)
    return BlindReviews(rows, {code: left_out[code] for code in LEFT_OUT if left_out[code]})


def _asked(
    transaction: Transaction, municipality: str, left_out: Counter[str], *, today: date, after: date | None
) -> Iterator[tuple[HeldView, float]]:
    """The views that may count, each with how many cases it stands for; the others are counted by why not."""
    views = views_held_against_states(transaction, municipality)
    against = objecting(transaction, sorted({one.newcomer_id for one in views}), today=today)
    secret = states.secret_of_the_draw(transaction)
    last: dict[tuple[str, str], datetime] = {}
    for one in views:
        before = last.get((one.user, one.placement_id))
        last[one.user, one.placement_id] = one.recorded_at
        weight = stands_for(one.state, one.run, secret, one.placement_id)
        why_not = {
            "void": one.is_void,
            "not_drawn": weight is None,
            "not_blind": before is not None and one.recorded_at - before < STANDS_FOR_DAYS,
            "cannot_say": one.view is View.CANNOT_SAY,
            "objection": one.newcomer_id in against,
            "already_learned_from": after is not None and danish_day(one.recorded_at) <= after,
        }
        reason = next((code for code, holds in why_not.items() if holds), None)
        if reason is None and weight is not None:
            yield one, weight
        elif reason is not None:
            left_out[reason] += 1


def _rows(
    transaction: Transaction,
    kept: Sequence[tuple[HeldView, float]],
    notes: NotesThen,
    tell: Callable[[int, int], None],
) -> pd.DataFrame:
    by_run: defaultdict[str, list[tuple[HeldView, float]]] = defaultdict(list)
    for held, weight in kept:
        by_run[held.run.run_id].append((held, weight))
    found = []
    for done, of_run in enumerate(by_run.values(), start=1):
        found.append(_rows_of_run(transaction, of_run, notes))
        tell(done, len(by_run))
    names = [*COLUMNS, *(one.name for one in FEATURES)]
    return pd.concat(found, ignore_index=True)[names] if found else pd.DataFrame(columns=names)


def _rows_of_run(transaction: Transaction, of_run: Sequence[tuple[HeldView, float]], notes: NotesThen) -> pd.DataFrame:
    """What a model is given of the reviewed placements of one run, from what the ledger held when it was made."""
    first, engine = of_run[0][0], RulesEngine()
    asked = (transaction, first.run.as_of, first.run.municipality)
    frames = known_for_scoring(*asked, held=first.held, with_lessons=True)  # a model looks at them, whoever scored then
    said = notes(transaction, first.run, first.held)
    frames["observations"] = with_signals(frames["observations"], said.entry, said.signals)
    facts = snapshot(frames, first.run.as_of, engine, NationalCalendar())
    known = features(facts, growth_of(facts, engine), engine).assign(placement_id=facts.rows.placement_id)
    found = pd.DataFrame(
        {
            "newcomer_id": [held.newcomer_id for held, _weight in of_run],
            "placement_id": [held.placement_id for held, _weight in of_run],
            "as_of": pd.Timestamp(first.run.as_of),
            "stalled": [held.view is View.STALLED for held, _weight in of_run],
            "weight": [weight for _held, weight in of_run],
        }
    )
    return found.merge(known, on="placement_id")
