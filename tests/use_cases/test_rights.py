"""The rights as they work through the use cases: whoever asks, whatever they ask for, whoever it is about."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.small_bundle import SmallBundle
from support.three_people import TODAY, at, three_people
from support.whole_life import deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.errors import NotAllowed
from assessment.storage import journal
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue

NOW = at(TODAY)
HERE, ELSEWHERE = "461", "851"
CASE_IN = {HERE: "forloeb-amina", ELSEWHERE: "forloeb-else"}


@pytest.fixture(scope="module")
def two_municipalities(tmp_path_factory: pytest.TempPathFactory, scored_database: Path) -> Path:
    """The three people of 461, and Else of 851; to be copied."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copyfile(scored_database, folder / "two.db")
    ledger = open_ledger(f"sqlite:///{folder / 'two.db'}")
    other = SmallBundle().person("else", started_on=TODAY, municipality=ELSEWHERE, workplace="lager", buddy="bo")
    deliver(ledger, other, folder / "bundle", now=NOW)
    ledger.close()
    return folder / "two.db"


def somebody(role: Role) -> Actor:
    """Somebody in each role, bound to municipality 461 or to something in it."""
    if role is Role.SYSTEM:
        return SYSTEM
    return Actor(user="x", role=role, municipality=HERE, provider_id="sprogcenter", observer_id="mia")


def test_nobody_learns_whether_a_case_they_may_not_read_exists(
    open_copy: Callable[[Path], Ledger], two_municipalities: Path
) -> None:
    ledger, told = open_copy(two_municipalities), set()
    for placement_id in ("forloeb-else", "forloeb-findes-ikke", "", "'; DROP TABLE journal; --"):
        with pytest.raises(NotAllowed) as refused:
            open_case(ledger, somebody(Role.CASEWORKER), placement_id, now=NOW)
        told.add(str(refused.value))
    assert told == {"Det har du ikke adgang til."}


def test_a_person_who_moves_is_lost_to_the_old_municipality_and_found_by_the_new(
    scored: Ledger, tmp_path: Path
) -> None:
    moved = three_people()
    moved.rows = {"newcomers": [{**moved.rows["newcomers"][0], "municipality": ELSEWHERE}]}
    deliver(scored, moved, tmp_path / "moved", now=at(TODAY, 8))

    with pytest.raises(NotAllowed):
        open_case(scored, somebody(Role.CASEWORKER), "forloeb-amina", now=NOW)
    new = Actor(user="y", role=Role.CASEWORKER, municipality=ELSEWHERE)
    case = open_case(scored, new, "forloeb-amina", now=NOW)

    assert case.header.municipality == ELSEWHERE
    assert not case.engine_waits
    assert case.engine_view is None
    queue = open_queue(scored, somebody(Role.CASEWORKER), now=NOW)
    assert "forloeb-amina" not in {row.header.placement_id for row in queue.to_review}


def _lines(ledger: Ledger) -> int:
    with ledger.reading() as transaction:
        return len(journal.lines(transaction))
