"""Use case: fill an empty database with a municipality of invented people, scored and ready to look at."""

import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assessment.access import passwords
from assessment.access.actor import SYSTEM
from assessment.access.gate import GateEngine
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.i18n.words import _
from assessment.stalling.current_model import current_model_folder
from assessment.stalling.model_artefact import ModelRefused
from assessment.storage import accounts, demo_mark, journal
from assessment.storage.ledger import Ledger
from assessment.use_cases.demo_people import DEMO_MUNICIPALITY, DEMO_USERS, demo_actor
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.simulate_municipality import simulate_municipality

DEMO_WEEKS = 52
_PASSWORD_BYTES = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A filled demonstration: the day it is scored for, and who can sign in."""

    as_of: date
    municipality: str
    accounts: tuple[dict[str, str], ...]

    def as_json(self, url: str) -> dict[str, Any]:
        """What ``demo`` prints before it serves."""
        return {
            "url": url,
            "as_of": self.as_of.isoformat(),
            "municipality": self.municipality,
            "accounts": list(self.accounts),
        }


def fill_demo(
    ledger: Ledger, *, newcomers: int, seed: int, end: date, now: datetime, tell: Callable[[str], None]
) -> Demo:
    """Fill the database, or find it filled; a filling that was cut off goes on where it stopped.

    Raises CallerCanMend where the database holds anything but the demonstration.
    """
    mark = _begin(ledger, newcomers=newcomers, seed=seed, end=end)
    demo = Demo(as_of=date.fromisoformat(mark["end"]), municipality=DEMO_MUNICIPALITY, accounts=tuple(mark["accounts"]))
    if mark["filled"]:
        return demo
    tell(_("Opdigter {n} personer og deres forløb ...").format(n=mark["newcomers"]))
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "demo"
        simulate_municipality(bundle, newcomers=mark["newcomers"], weeks=DEMO_WEEKS, seed=mark["seed"], end=demo.as_of)
        tell(_("Tager deres bundt ind ..."))
        outcome = import_bundle(ledger, SYSTEM, bundle, now=now)
    if outcome.refused:
        raise SprogsporError(_("Demoens eget bundt blev afvist: {why}").format(why=outcome.refused[0].message))
    tell(_("Regner tilstande ..."))
    change = GateChange(synthetic=True, engine=GateEngine.MODEL if _has_model() else GateEngine.RULES)
    register_gate(ledger, SYSTEM, DEMO_MUNICIPALITY, change, now=now)
    score_placements(ledger, SYSTEM, as_of=demo.as_of, now=now)
    with ledger.writing() as transaction:
        for account in demo.accounts:
            if accounts.find(transaction, account["user"]) is None:
                actor = demo_actor(transaction, account["user"], today=danish_day(now))
                accounts.create(
                    transaction, actor, password_hash=passwords.hash_password(account["password"]), created_at=now
                )
        demo_mark.write(transaction, {**mark, "filled": True})
    return demo


def _has_model() -> bool:
    """Whether there is a model, whole or not: where it is not, the demonstration says so at every state."""
    try:
        return current_model_folder(DEMO_MUNICIPALITY) is not None
    except ModelRefused:
        return True


def _begin(ledger: Ledger, *, newcomers: int, seed: int, end: date) -> dict[str, Any]:
    """The demonstration's mark, set before anything else so that a cut-off filling is known for what it is."""
    with ledger.writing() as transaction:
        mark = demo_mark.read(transaction)
        if mark is None and journal.lines(transaction):
            raise CallerCanMend(
                _("Databasen holder noget andet end demoen, og demoen blander sig ikke. Vælg en anden med --database.")
            )
        if mark is None:
            everybody = [
                {"role": role.value, "user": user, "password": secrets.token_urlsafe(_PASSWORD_BYTES)}
                for user, role in DEMO_USERS.items()
            ]
            mark = {
                "newcomers": newcomers,
                "seed": seed,
                "end": end.isoformat(),
                "accounts": everybody,
                "filled": False,
            }
            demo_mark.write(transaction, mark)
    return mark
