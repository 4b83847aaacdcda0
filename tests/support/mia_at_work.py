"""Mia at the bakery: whose entries she may write today, whose not any more, and whose not yet."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from assessment.access.actor import Actor, Role
from assessment.storage.facts import current_records
from assessment.storage.ledger import Ledger
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at
from support.whole_life import PASSWORD, add_account, cheap_passwords, deliver

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
MIA = Actor(user="mia", role=Role.OBSERVER, observer_id="mia")
BENT = Actor(user="bent", role=Role.OBSERVER, observer_id="bent")
KAREN = Actor(user="karen", role=Role.CASEWORKER, municipality="461")
OWNER = Actor(user="ove", role=Role.OWNER)
OWN = ("amina", "dawit", "olena")
NOT_OWN = ("farid", "hodan", "layla", "yusuf", "zahra", "nobody")
"""Farid's placement ended yesterday, Hodan's begins tomorrow, Layla's assignment ended by a day that was registered
although Mia wrote about her, Yusuf's assignment ended yesterday, Zahra is Bent's, and nobody is nobody."""


class Clock:
    """A clock that stands where it was put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def mia_at_work() -> SmallBundle:
    """Everybody at the bakery, as one delivery."""
    bundle = SmallBundle()
    for name in ("amina", "dawit", "olena", "layla", "yusuf"):
        bundle.person(name, started_on=FIRST_MONDAY)
    bundle.person("farid", started_on=FIRST_MONDAY, ends_on=YESTERDAY)
    bundle.person("hodan", started_on=TOMORROW)
    bundle.person("zahra", started_on=FIRST_MONDAY, buddy="bent")
    for name, to_on in (("dawit", None), ("olena", TODAY), ("layla", YESTERDAY), ("yusuf", YESTERDAY), ("farid", None)):
        assigned(bundle, name, to_on=to_on)
    assigned(bundle, "hodan", from_on=TOMORROW)
    assigned(bundle, "zahra", by="bent")
    assigned(bundle, "amina", by="bent")
    bundle.seen("amina", FIRST_MONDAY, {"small_talk": 1, "phone": 2})  # Mia's own link to Amina is derived from this
    bundle.seen("layla", FIRST_MONDAY, {"small_talk": 1, "phone": 2})
    return bundle


def assigned(
    bundle: SmallBundle, name: str, *, by: str = "mia", from_on: Any = FIRST_MONDAY, to_on: Any = None
) -> None:
    """Link an observer to a placement."""
    bundle.add(
        "assignments",
        assignment_id=f"{by}-{name}",
        placement_id=f"forloeb-{name}",
        observer_id=by,
        from_on=from_on,
        to_on=to_on,
    )


def fill(ledger: Ledger, folder: Path) -> None:
    """Deliver the bakery, and let Mia, Bent, Karen and the owner sign in."""
    deliver(ledger, mia_at_work(), folder, now=at(TODAY, 7))
    with cheap_passwords():
        for actor in (MIA, BENT, KAREN, OWNER):
            add_account(ledger, actor, password=PASSWORD)


def entry(name: str = "amina", **changes: Any) -> dict[str, Any]:
    """An entry as the tablet sends it."""
    sent = {
        "observation_id": str(uuid4()),
        "placement_id": f"forloeb-{name}",
        "seen_on": TODAY.isoformat(),
        "device_at": "2026-06-08T10:00:00.000Z",
        "mode": "in_person",
        "talk_minutes": "10to30",
        "talk_partners": "2to3",
        "note": "Svarede selv på et spørgsmål.",
        "ratings": {"small_talk": 3, "phone": None},
        "replaces": None,
    }
    return sent | changes


def held(ledger: Ledger) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The observations and ratings that stand."""
    with ledger.reading() as transaction:
        return current_records(transaction, "observations"), current_records(transaction, "ratings")
