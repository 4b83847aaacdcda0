"""Who can sign in to the demonstration: one of each role, bound to whoever of the invented people has most to show."""

from collections import Counter
from datetime import date

from assessment.access.actor import Actor, Role
from assessment.reference.municipalities import INVENTED
from assessment.storage.facts import known_records
from assessment.storage.ledger import Transaction

DEMO_MUNICIPALITY = INVENTED
DEMO_USERS = {
    "sagsbehandler": Role.CASEWORKER,
    "makker": Role.OBSERVER,
    "guide": Role.OBSERVER,
    "sprogcenter": Role.PROVIDER,
    "ejer": Role.OWNER,
}
_OBSERVER_ROLES = {"makker": "sprogmakker", "guide": "kulturguide"}


def demo_actor(transaction: Transaction, user: str, *, today: date) -> Actor:
    """Who ``user`` is: a buddy or guide with most people today, the provider with most learners."""
    role = DEMO_USERS[user]
    if role is Role.CASEWORKER:
        return Actor(user=user, role=role, municipality=DEMO_MUNICIPALITY)
    if role is Role.PROVIDER:
        enrolments = known_records(transaction, "enrolments", today)
        return Actor(user=user, role=role, provider_id=_commonest([row["provider_id"] for row in enrolments]))
    if role is Role.OBSERVER:
        return Actor(user=user, role=role, observer_id=_busiest(transaction, _OBSERVER_ROLES[user], today))
    return Actor(user=user, role=role)


def _busiest(transaction: Transaction, observer_role: str, today: date) -> str | None:
    """The observer of that role with most people today, or of any day where nobody has any today."""
    of_role = {
        row["observer_id"] for row in known_records(transaction, "observers", today) if row["role"] == observer_role
    }
    active = {
        row["placement_id"]
        for row in known_records(transaction, "placements", today)
        if row["ends_on"] is None or row["ends_on"] >= today
    }
    ever = [row for row in known_records(transaction, "assignments", today) if row["observer_id"] in of_role]
    now = [row for row in ever if row["placement_id"] in active and (row["to_on"] is None or row["to_on"] >= today)]
    return _commonest([row["observer_id"] for row in now or ever]) or min(of_role, default=None)


def _commonest(ids: list[str]) -> str | None:
    """The id that stands most often, the first by name of those that tie; None of nothing."""
    times = Counter(ids)
    return min(times, key=lambda found: (-times[found], found), default=None)
