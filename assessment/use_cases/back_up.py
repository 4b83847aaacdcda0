"""Use case: take a whole copy of the database while it is in use."""

from datetime import UTC, datetime
from pathlib import Path

from assessment.access.actor import SYSTEM, Actor
from assessment.access.policy import Verb, require
from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.domain.installation import Copy
from assessment.i18n.words import _
from assessment.storage import journal
from assessment.storage.copying import NotWhole
from assessment.storage.ledger import Ledger
from assessment.storage.portable import write_copy

NAME_MAX_LENGTH = 100


def back_up(ledger: Ledger, actor: Actor = SYSTEM, *, now: datetime, out: Path) -> None:
    """Copy the database to the new file ``out``, one SQLite file whatever it is copied from, checked.

    Raises CallerCanMend where the file is there already.
    """
    require(actor, Verb.BACK_UP)
    taken = _("{out} findes allerede. Vælg et andet navn.").format(out=out)
    if out.exists():
        raise CallerCanMend(taken)
    out.parent.mkdir(parents=True, exist_ok=True)
    with ledger.writing() as transaction:
        name = out.name[:NAME_MAX_LENGTH]
        journal.write(transaction, at=now, actor=actor.user, act="backup", subject=name, detail={})
    try:
        write_copy(ledger, out)
    except FileExistsError:
        raise CallerCanMend(taken) from None
    except NotWhole as problem:
        raise SprogsporError(_("Kopien blev ikke hel og gælder ikke. Se efter, om disken er fuld.")) from problem


def back_up_here(ledger: Ledger, actor: Actor, *, now: datetime, folder: Path) -> Copy:
    """Copy the database into ``folder`` on the server, under a name with the time in it.

    Asked for twice in one second, it is the same copy.
    """
    require(actor, Verb.BACK_UP)
    out = folder / f"sprogspor-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"
    if not out.exists():
        back_up(ledger, actor, now=now, out=out)
    return _copy(out)


def copies_in(folder: Path) -> list[Copy]:
    """The whole copies that lie in ``folder``, newest first."""
    return sorted((_copy(file) for file in folder.glob("sprogspor-*.db")), key=lambda copy: copy.made_at, reverse=True)


def _copy(file: Path) -> Copy:
    found = file.stat()
    return Copy(name=file.name, made_at=datetime.fromtimestamp(found.st_mtime, UTC), size=found.st_size)
