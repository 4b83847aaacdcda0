"""Use case: put a copy into an empty database, which is also how one moves from one kind of database to another."""

from datetime import datetime
from pathlib import Path

from assessment.access.actor import SYSTEM, Actor
from assessment.access.policy import Verb, require
from assessment.storage.restoring import Restored, restore


def restore_copy(database_url: str, copy: Path, actor: Actor = SYSTEM, *, now: datetime) -> Restored:
    """Put ``copy`` into the database at ``database_url``, which must hold nothing; all of it, or nothing is changed.

    Raises CallerCanMend where the database holds anything, or the copy is none, damaged, or of a newer version.
    """
    require(actor, Verb.RESTORE)
    return restore(database_url, copy, at=now, actor=actor.user)
