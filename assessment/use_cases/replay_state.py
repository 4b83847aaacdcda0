"""Use case: compute one stored state again from what the ledger held then, and hold it against what was stored."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assessment.access.actor import Actor
from assessment.access.gate import GateEngine
from assessment.access.policy import Verb, require
from assessment.domain.placement_state import NOTICE, PlacementState
from assessment.i18n.words import _, in_language
from assessment.stalling.assess import assess_each
from assessment.stalling.observed import with_signals
from assessment.stalling.rules import RulesEngine
from assessment.storage import journal, states
from assessment.storage.facts import Frames
from assessment.storage.ledger import Ledger, Transaction
from assessment.storage.scored_facts import known_for_scoring
from assessment.storage.scored_notes import read_then
from assessment.storage.states import StoredRow
from assessment.use_cases.engine_of_run import EngineNotAtHand, engine_of_run

_OF_THE_ACT = frozenset({"state_id", "fallback"})
"""What storing gives a state and no computing does: its id, and why another engine stood in."""
_LAST_DIGITS = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that came out otherwise: what was stored, and what is computed now, as JSON has them."""

    field: str
    stored: Any
    replayed: Any

    @property
    def is_in_the_last_digits(self) -> bool:
        """Whether both are numbers that are alike to nine digits: another processor may round the last otherwise.

        Examples
        --------
        >>> Difference("level", 0.3, 0.1 + 0.2).is_in_the_last_digits
        True
        >>> Difference("level", 0.3, 0.31).is_in_the_last_digits or Difference("level", 0.3, None).is_in_the_last_digits
        False
        """
        both = (self.stored, self.replayed)
        return all(isinstance(one, float) for one in both) and math.isclose(*both, rel_tol=_LAST_DIGITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What became of a stored state when it was computed again; ``why_not`` where it could not be.

    ``as_of``, ``engine`` and ``model_id`` are those of the scoring that stored it, None where there is no such state.
    """

    state_id: str
    as_of: date | None = None
    engine: str | None = None
    model_id: str | None = None
    differs: tuple[Difference, ...] = ()
    why_not: str | None = None

    @property
    def same(self) -> bool | None:
        """Whether every field came out bit for bit as it was stored; None where it could not be computed again."""
        return None if self.why_not else not self.differs

    @property
    def only_last_digits(self) -> bool:
        """Whether what differs are the last digits of numbers, and nothing else."""
        return bool(self.differs) and all(one.is_in_the_last_digits for one in self.differs)

    def as_json(self) -> dict[str, Any]:
        """The document of ``replay --format json``."""
        return {
            "state_id": self.state_id,
            "notice": NOTICE,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "engine": self.engine,
            "model_id": self.model_id,
            "same": self.same,
            "differs": [{"field": d.field, "stored": d.stored, "replayed": d.replayed} for d in self.differs],
            "why_not": self.why_not,
        }


def replay_state(ledger: Ledger, actor: Actor, state_id: str, *, now: datetime) -> Replay:
    """Compute a stored state again from what was known on its day and held when it was made.

    What came, was corrected, withdrawn, objected to or undone since makes no difference, and no gate is asked: nothing
    is stored or shown but whether it is the same. A line in the journal says that it was done.
    """
    require(actor, Verb.REPLAY)
    with ledger.reading() as transaction:
        row = states.as_stored(transaction, state_id)
        if row is None:
            sentence = _("Der er ingen gemt tilstand med id'et {state}. flag --format json viser dem.")
            return Replay(state_id=state_id, why_not=sentence.format(state=state_id))
        if row.is_void:
            return _cannot(row, _("Tilstanden gælder ikke mere, for en levering, den hvilede på, er fortrudt."))
        try:
            engine = engine_of_run(row.run)
        except EngineNotAtHand as lacking:
            return _cannot(row, str(lacking))
        frames = _known_then(transaction, row)
    if not _is_kept(row, frames):
        return _cannot(row, _("Det, tilstanden blev regnet af, er her ikke mere."))
    differs = tuple(_differences(row, _computed(row, engine, frames)))
    with ledger.writing() as transaction:
        detail = {"state_id": state_id, "model": row.run.model_id, "differs": [one.field for one in differs]}
        subject = row.columns["newcomer_id"]
        journal.write(transaction, at=now, actor=actor.user, act="replay", subject=subject, detail=detail)
    return _of(row, differs=differs)


def _known_then(transaction: Transaction, row: StoredRow) -> Frames:
    """What the run looked at: the facts as the ledger held them, and of notes what it kept, for those come and go."""
    run, by_model = row.run, row.run.engine == GateEngine.MODEL
    frames = known_for_scoring(transaction, run.as_of, run.municipality, held=row.held, with_lessons=by_model)
    if run.encoder is not None:
        said = read_then(transaction, run.run_id)
        frames["observations"] = with_signals(frames["observations"], said.entry, said.signals)
    return frames


def _computed(row: StoredRow, engine: RulesEngine, frames: Frames) -> PlacementState | None:
    """What the engine says of the placement now; None where it says nothing of it."""
    with in_language("da"):  # as it was stored
        (assessed,) = assess_each(frames, row.run.as_of, engine, [row.run.municipality]).values()
    placement_id = row.columns["placement_id"]
    return next((state for state in assessed.states if state.placement_id == placement_id), None)


def _differences(row: StoredRow, computed: PlacementState | None) -> Iterator[Difference]:
    """The fields in which what was stored, in the document or beside it, is not what is computed."""
    replayed = {} if computed is None else computed.as_json()
    for name in sorted({*row.document, *replayed} - _OF_THE_ACT):
        now = replayed.get(name)
        stored = [where.get(name) for where in (row.document, row.columns) if where is row.document or name in where]
        if odd := [one for one in stored if _bits(one) != _bits(now)]:
            yield Difference(name, odd[0], now)


def _bits(value: Any) -> str:
    """A value as text, every number to its last bit."""
    return json.dumps(value, sort_keys=True)


def _is_kept(row: StoredRow, frames: Frames) -> bool:
    """Whether the person and the placement are in the ledger still."""
    keys = {"newcomers": "newcomer_id", "placements": "placement_id"}
    return all(row.columns[key] in set(frames[stem][key]) for stem, key in keys.items())


def _cannot(row: StoredRow, why_not: str) -> Replay:
    return _of(row, why_not=why_not)


def _of(row: StoredRow, *, differs: tuple[Difference, ...] = (), why_not: str | None = None) -> Replay:
    run = row.run
    return Replay(
        state_id=row.state_id,
        as_of=run.as_of,
        engine=run.engine,
        model_id=run.model_id,
        differs=differs,
        why_not=why_not,
    )
