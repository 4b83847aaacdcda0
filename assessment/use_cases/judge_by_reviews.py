"""Use case: hold an engine against what caseworkers saw before it was shown, where nobody knows the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.decision import View
from assessment.domain.installation import SMALLEST_GROUP
from assessment.domain.placement_state import State
from assessment.storage import states, track_record
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.random_look import DRAWN_FROM, is_drawn

ENOUGH = 30
"""With fewer views than these of a part nothing is said of how often it was right."""
LOOKED_BACK = timedelta(weeks=26)
_APART = timedelta(weeks=4)
FLAGGED, DRAWN = "flagged", "drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What caseworkers saw first in one part of the placements, before the state was shown.

    Attributes
    ----------
    part : str
        ``flagged``, or ``drawn``: the random tenth of those not pointed at.
    placements, reviewed : int or None
        How many were in the part on any day looked at, and how many of them have a first view; None below 5.
    share_reviewed : float or None
    stalled, cannot_say : int or None
        How many of the first views said so; None where fewer than 5 or all but fewer than 5 did.
    share_stalled : float or None
        Of the views that said one or the other, how many saw a standstill; None with fewer than 30 of them.
    """

    part: str
    placements: int | None
    reviewed: int | None
    share_reviewed: float | None
    stalled: int | None
    cannot_say: int | None
    share_stalled: float | None

    @property
    def is_enough(self) -> bool:
        """Whether so many were looked at that anything can be said."""
        return self.share_stalled is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """Both parts, the one pointed at first."""

    parts: tuple[Reviewed, ...]

    def as_json(self) -> dict[str, Any]:
        """The document of the command: ``rows`` and one table, ``reviews``."""
        names = Reviewed.__dataclass_fields__
        lines = [{name: getattr(part, name) for name in names} for part in self.parts]
        return {"rows": sum(part.reviewed or 0 for part in self.parts), "tables": {"reviews": lines}}


def judge_by_reviews(ledger: Ledger, actor: Actor, *, municipality: str, now: datetime) -> Reviews:
    """What caseworkers saw first in those pointed at, and in the random part of the others, in the last 26 weeks.

    They do not know the truth either; but they did not know the engine's answer. Placements that were looked at
    without being pointed at or drawn are left out: somebody had a reason to look.
    """
    require(actor, Verb.READ_TRACK_RECORD, municipality=municipality)
    with ledger.reading() as transaction:
        return reviews(transaction, municipality, now)


def reviews(transaction: Transaction, municipality: str, now: datetime) -> Reviews:
    """As :func:`judge_by_reviews`; rights are the caller's."""
    since = danish_day(now) - LOOKED_BACK
    secret = states.secret_of_the_draw(transaction)
    placements: dict[str, set[str]] = {FLAGGED: set(), DRAWN: set()}
    last = None
    for run in reversed(track_record.runs(transaction, municipality, since=since)):
        if last is not None and last - run.as_of < _APART:
            continue
        last = run.as_of
        for one in track_record.scored(transaction, run):
            if one.state is State.POSSIBLE_STALL:
                placements[FLAGGED].add(one.placement_id)
            elif one.state in DRAWN_FROM and is_drawn(run, secret, one.placement_id):
                placements[DRAWN].add(one.placement_id)
    views: dict[str, dict[str, View]] = {FLAGGED: {}, DRAWN: {}}
    for view in track_record.first_views(transaction, municipality):
        if view.run.as_of < since:
            continue
        if view.state is State.POSSIBLE_STALL:
            views[FLAGGED][view.placement_id] = view.view
        elif view.state in DRAWN_FROM and is_drawn(view.run, secret, view.placement_id):
            views[DRAWN][view.placement_id] = view.view
    return Reviews(parts=tuple(_part(part, placements[part] | set(views[part]), views[part]) for part in views))


def _part(part: str, placements: set[str], views: dict[str, View]) -> Reviewed:
    said = list(views.values())
    stalled, cannot_say = said.count(View.STALLED), said.count(View.CANNOT_SAY)
    answered = len(said) - cannot_say
    is_shown = _none_is_small([stalled, cannot_say, answered - stalled, len(placements) - len(said)])
    counts = (len(placements), len(said))
    placed, reviewed = (None if count < SMALLEST_GROUP else count for count in counts)
    return Reviewed(
        part=part,
        placements=placed,
        reviewed=reviewed,
        share_reviewed=None if placed is None or reviewed is None else reviewed / placed,
        stalled=stalled if is_shown else None,
        cannot_say=cannot_say if is_shown else None,
        share_stalled=stalled / answered if answered >= ENOUGH else None,
    )


def _none_is_small(counts: Sequence[int]) -> bool:
    """Whether no group is so small that a number about it would be a number about somebody."""
    return all(count == 0 or count >= SMALLEST_GROUP for count in counts)
