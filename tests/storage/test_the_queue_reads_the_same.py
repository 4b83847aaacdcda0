"""The queue counts in the database what the frames of the day say, on both databases, whatever happened before."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from support.slow_queue import slow_queue
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at, climbing, flat
from support.whole_life import CASEWORKER, deliver

from assessment.access.actor import SYSTEM
from assessment.domain.case import QUEUE_PARTS, Queue, QueueRow, QueueWish
from assessment.domain.placement_state import State
from assessment.storage.ledger import Ledger
from assessment.use_cases.open_queue import NEW_FOR, open_queue
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.undo_import import undo_import

PEOPLE = [f"n{number:02d}" for number in range(48)]
BUDDIES = ("mia", "ida", "ole")
WORKPLACES = {"bageri": "køkken", "lageret": "lager", "gartneriet": None}
SCORED_ON = TODAY + timedelta(days=3)
ASKED_ON = [TODAY - timedelta(days=40), TODAY - timedelta(days=1), TODAY, SCORED_ON, TODAY + timedelta(days=12)]
"""Before, between and after the deliveries and the scoring: what came later must not be seen."""


def facts_of(row: QueueRow) -> tuple[object, ...]:
    header = row.header
    return (header.placement_id, header.last_seen_on, row.new_since_last, row.buddy_changed, header.trade, header.kind)


def facts_of_frame(rows: pd.DataFrame) -> list[tuple[object, ...]]:
    return [
        (
            row.placement_id,
            None if pd.isna(row.last_seen_on) else row.last_seen_on.date(),
            row.new_since_last,
            row.buddy_changed,
            row.trade or "",
            row.kind,
        )
        for row in rows.itertuples()
    ]


def first_delivery(chance: random.Random) -> SmallBundle:
    """People of two municipalities, some gone, some open-ended, some whom nobody has seen, some who object."""
    bundle = SmallBundle()
    for buddy in BUDDIES:
        bundle.add("observers", observer_id=buddy, role="sprogmakker", name=buddy.capitalize())
    for workplace, trade in WORKPLACES.items():
        bundle.add("workplaces", workplace_id=workplace, name=workplace, municipality="461", trade=trade)
    for number, name in enumerate(PEOPLE):
        ends_on = chance.choice([None, TODAY, TODAY - timedelta(days=1), *[TODAY + timedelta(days=9 * number)] * 5])
        bundle.person(
            name,
            started_on=chance.choice([FIRST_MONDAY, FIRST_MONDAY, TODAY + timedelta(days=2)]),
            ends_on=ends_on and max(ends_on, TODAY + timedelta(days=3)) if number % 3 else None,
            municipality="851" if number % 12 == 5 else "461",
            workplace=chance.choice(list(WORKPLACES)),
        )
        if number % 16 == 3:
            days = sorted(chance.sample(range(80, 120), 2))
            bundle.add(
                "objections",
                newcomer_id=name,
                from_on=FIRST_MONDAY + timedelta(days=days[0]),
                to_on=chance.choice([None, FIRST_MONDAY + timedelta(days=days[1])]),
            )
        see(bundle, name, chance, until=TODAY)
    return bundle


def see(bundle: SmallBundle, name: str, chance: random.Random, *, until: date) -> None:
    """What was seen of one person: by one or by several, typed in at once or later, now and then taken back."""
    if chance.random() < 0.1:
        return
    steps: Callable[[int], dict[str, int | None]] = chance.choice([flat, climbing])
    several = chance.random() < 0.5
    for week in range(chance.choice([1, 3, 12, 13])):
        seen_on = FIRST_MONDAY + timedelta(weeks=week, days=chance.randrange(7))
        recorded_at = at(min(seen_on + timedelta(days=chance.choice([0, 0, 1, 9])), until), 23, 30)
        withdrawn_at = recorded_at + timedelta(days=chance.randrange(20)) if chance.random() < 0.15 else None
        late = week > 9 and several
        bundle.seen(
            name, seen_on, steps(week), by=chance.choice(BUDDIES) if late else "mia",
            recorded_at=recorded_at, withdrawn_at=withdrawn_at,
        )  # fmt: skip


def corrections(chance: random.Random) -> SmallBundle:
    """Some moved to another municipality, some placements end on another day or are somewhere else."""
    bundle = SmallBundle()
    for name in chance.sample(PEOPLE, 12):
        bundle.person(
            name,
            started_on=FIRST_MONDAY,
            ends_on=TODAY + timedelta(days=chance.choice([-1, 0, 1, 30])),
            municipality=chance.choice(["461", "461", "851"]),
            workplace=chance.choice(list(WORKPLACES)),
        )
    bundle.rows["workplaces"] = [
        {"workplace_id": name, "name": name, "municipality": "461", "trade": chance.choice(["lager", "butik"])}
        for name in WORKPLACES
    ]
    bundle.rows["observers"] = []
    return bundle


@pytest.fixture(scope="module", params=[1, 2, 3])
def eventful(
    request: pytest.FixtureRequest, new_ledger: Callable[[], Ledger], tmp_path_factory: pytest.TempPathFactory
) -> Ledger:
    """Deliveries, corrections, two of them taken back (one after a scoring had read it), and one that came later."""
    chance, ledger = random.Random(request.param), new_ledger()
    folder = tmp_path_factory.mktemp("eventful")

    def take_in(bundle: SmallBundle, name: str, now: datetime) -> str:
        return deliver(ledger, bundle, folder / name, now=now)

    take_in(first_delivery(chance), "first", at(TODAY, 7))
    mistaken = take_in(corrections(chance), "mistaken", at(TODAY, 8))
    undo_import(ledger, SYSTEM, mistaken, now=at(TODAY, 9))
    take_in(corrections(chance), "corrected", at(TODAY + timedelta(days=1), 9))
    news = SmallBundle()
    for name in chance.sample(PEOPLE, 8):
        news.seen(name, TODAY, flat(1), by=chance.choice(BUDDIES), recorded_at=at(TODAY + timedelta(days=2), 8))
    take_in(news, "news", at(TODAY + timedelta(days=2), 9))
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(SCORED_ON))
    late = take_in(corrections(chance), "late", at(SCORED_ON, 6))
    score_placements(ledger, SYSTEM, as_of=SCORED_ON, now=at(SCORED_ON, 7))
    undo_import(ledger, SYSTEM, late, now=at(SCORED_ON, 8))
    score_placements(ledger, SYSTEM, as_of=SCORED_ON, now=at(SCORED_ON, 9))
    take_in(corrections(chance), "after", at(SCORED_ON + timedelta(days=4), 9))
    return ledger


def asked(ledger: Ledger, day: date, wish: QueueWish | None = None) -> Queue:
    return open_queue(ledger, CASEWORKER, now=at(day, 10), wish=wish or QueueWish())


def peer(ledger: Ledger, day: date) -> pd.DataFrame:
    return slow_queue(ledger, "461", day, since=pd.Timestamp(at(day, 10) - NEW_FOR))


@pytest.mark.parametrize("day", ASKED_ON)
def test_every_row_stands_where_the_frames_of_the_day_put_it(eventful: Ledger, day: date) -> None:
    queue, slow = asked(eventful, day), peer(eventful, day)

    assert queue.cases == len(slow)
    assert set(slow["placement_id"]) == {
        row.header.placement_id for part in QUEUE_PARTS for row in getattr(queue, part)
    }
    for part in QUEUE_PARTS:
        rows = getattr(queue, part)
        stands = slow["placement_id"].isin({row.header.placement_id for row in rows})
        assert [facts_of(row) for row in rows] == facts_of_frame(slow[stands])
        assert queue.counts[part] == len(rows)
        states = set(slow[stands]["state"])
        assert part != "too_little" or states <= {State.TOO_LITTLE_EVIDENCE}
        assert part != "others" or not states & {State.TOO_LITTLE_EVIDENCE, State.POSSIBLE_STALL}


def test_the_random_lives_hold_what_they_are_to_try(eventful: Ledger) -> None:
    slow = peer(eventful, SCORED_ON)

    assert len(slow) > 10
    assert slow["last_seen_on"].isna().any()
    assert slow["ends_on"].isna().any()
    assert set(slow["new_since_last"]) == set(slow["buddy_changed"]) == {True, False}


@pytest.mark.parametrize("part", QUEUE_PARTS)
def test_asking_for_a_few_rows_gives_the_first_of_them_and_counts_them_all(eventful: Ledger, part: str) -> None:
    everything = asked(eventful, SCORED_ON)
    few = asked(eventful, SCORED_ON, QueueWish(rows={part: 3}))

    assert getattr(few, part) == getattr(everything, part)[:3]
    assert (few.counts, few.cases, few.new_to_review) == (
        everything.counts, everything.cases, everything.new_to_review,
    )  # fmt: skip
    assert [other for other in QUEUE_PARTS if other != part and getattr(few, other)] == []


@pytest.mark.parametrize(
    "wish",
    [
        QueueWish(trade="lager"),
        QueueWish(kind="praktik", only_new=True),
        QueueWish(only_buddy_changed=True),
        QueueWish(trade="butik", only_new=True, only_buddy_changed=True),
    ],
)
def test_a_wish_narrows_every_part_by_facts_alone(eventful: Ledger, wish: QueueWish) -> None:
    everything, narrowed = asked(eventful, SCORED_ON), asked(eventful, SCORED_ON, wish)

    for part in QUEUE_PARTS:
        fit = [
            row
            for row in getattr(everything, part)
            if wish.trade in ("", row.header.trade)
            and wish.kind in ("", row.header.kind)
            and row.new_since_last >= wish.only_new
            and row.buddy_changed >= wish.only_buddy_changed
        ]
        assert list(getattr(narrowed, part)) == fit
        assert narrowed.counts[part] == len(fit)
    assert narrowed.cases == everything.cases
    assert narrowed.new_to_review == sum(row.new_since_last for row in narrowed.to_review)
