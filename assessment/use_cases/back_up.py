"""Use case: take a whole copy of the database while it is in use."""

from datetime import datetime
from pathlib import Path

from assessment.access.actor import SYSTEM, Actor
from assessment.access.policy import Verb, require
from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.i18n.words import _
from assessment.storage import copying, journal
from assessment.storage.ledger import Ledger


def back_up(ledger: Ledger, actor: Actor = SYSTEM, *, now: datetime, out: Path) -> None:
    """Copy the embedded database to the new file ``out``, checked; raises CallerCanMend where that cannot be."""
    require(actor, Verb.BACK_UP)
    file = ledger.embedded_file
    if file is None:
        raise CallerCanMend(_("Databasen er ikke en fil. Brug databasens egen sikkerhedskopi, fx pg_dump."))
    if out.exists():
        raise CallerCanMend(_("{out} findes allerede. Vælg et andet navn.").format(out=out))
    with ledger.writing() as transaction:
        journal.write(transaction, at=now, actor=actor.user, act="backup", subject=out.name, detail={})
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        copying.copy_sqlite(file, out)
    except copying.NotWhole as problem:
        raise SprogsporError(_("Kopien blev ikke hel og gælder ikke. Se efter, om disken er fuld.")) from problem
