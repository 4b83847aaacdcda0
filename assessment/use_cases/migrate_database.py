"""Use case: bring a database to the shape this version knows, because somebody asked for it."""

from assessment.access.actor import SYSTEM, Actor
from assessment.access.policy import Verb, require
from assessment.storage.ledger import bring_forward
from assessment.storage.migrate import Moved


def migrate_database(database_url: str, actor: Actor = SYSTEM) -> Moved:
    """Bring the database at ``database_url`` forward in one transaction; an empty one on a server is made."""
    require(actor, Verb.MIGRATE)
    return bring_forward(database_url)
