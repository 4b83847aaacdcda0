"""Use case: see whether the installation is whole, what it last did, and compute now; in numbers, never about one."""

import shutil
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assessment.access.actor import Actor
from assessment.access.gate import missing_in_words
from assessment.access.policy import Verb, require
from assessment.access.sessions import is_over
from assessment.domain.days import danish_day
from assessment.domain.installation import Computed, Deed, Installation, MunicipalitySeen, PartSeen, shown_count
from assessment.domain.placement_state import State
from assessment.reference.municipalities import municipality_name
from assessment.storage import accounts, gates, installation, states
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.back_up import copies_in
from assessment.use_cases.check_installation import check_ledger
from assessment.use_cases.score_placements import score_placements

DEEDS_SHOWN = 50
WRITING_LATELY = timedelta(weeks=4)
_ABOUT_A_MUNICIPALITY = ("gate", "flag", "flag_dry_run")
_ABOUT_A_USER = (
    "accept_invitation",
    "end_user",
    "lift_lock",
    "locked",
    "new_password",
    "new_password_link",
    "sign_out_everywhere",
    "sign_out_user",
)
_ABOUT_NOBODY = ("backup", "export", "import", "invite", "restore", "undo_import", "withdraw_invitation")
DEEDS = (*_ABOUT_A_MUNICIPALITY, *_ABOUT_A_USER, *_ABOUT_NOBODY)
"""The acts that the owner sees: none of them is about a newcomer. The subject of the last seven is an id or a name of a
file, and is not told."""


def look_at_installation(ledger: Ledger, actor: Actor, *, now: datetime, copies: Path) -> Installation:
    """Everything that the owner sees of the installation; ``copies`` is the folder in which copies lie."""
    require(actor, Verb.READ_INSTALLATION)
    today, file = danish_day(now), ledger.embedded_file
    parts = check_ledger(ledger)
    with ledger.reading() as transaction:
        codes = installation.municipalities(transaction)
        people, placements, observers = installation.active(transaction, today, since=now - WRITING_LATELY)
        return Installation(
            version=_version(),
            database=installation.kind(transaction),
            database_bytes=_size(file) if file else installation.size_on_server(transaction),
            free_bytes=shutil.disk_usage(file.parent).free if file else None,
            parts=tuple(PartSeen(name=part.name, verdict=part.verdict, why=part.why) for part in parts),
            journal_lines=installation.journal_length(transaction),
            municipalities=tuple(_municipality(transaction, code, now) for code in codes),
            last_delivery_at=installation.last_delivery_at(transaction),
            last_observation_at=installation.last_observation_at(transaction),
            people=shown_count(people),
            placements=shown_count(placements),
            observers=shown_count(observers),
            open_sessions=_open_sessions(transaction, now),
            copies=tuple(copies_in(copies)),
            deeds=tuple(_deeds(transaction)),
        )


def compute_now(ledger: Ledger, actor: Actor, *, municipality: str | None, now: datetime) -> Computed:
    """Give every active placement a state as of today, in one municipality or all, and tell how many and no more."""
    require(actor, Verb.SCORE, municipality=municipality)
    today = danish_day(now)
    score_placements(ledger, actor, as_of=today, now=now, municipality=municipality)
    with ledger.reading() as transaction:
        codes = [municipality] if municipality else installation.municipalities(transaction)
        seen = tuple(_municipality(transaction, code, now) for code in codes)
    return Computed(as_of=today, municipalities=seen)


def _municipality(transaction: Transaction, code: str, now: datetime) -> MunicipalitySeen:
    run = states.latest_run(transaction, code)
    counts: dict[str, int | None] = {}
    if run is not None:
        found = installation.states_of(transaction, run)
        counts = {state.value: shown_count(found.get(state.value, 0)) for state in State}
        counts |= {"active": shown_count(sum(found.values())), "objected": shown_count(run.objected)}
    return MunicipalitySeen(
        code=code,
        name=municipality_name(code),
        as_of=run.as_of if run else None,
        made_at=run.made_at if run else None,
        counts=counts,
        missing=tuple(missing_in_words(gates.in_force(transaction, code), danish_day(now))),
        is_learned_from_invented=run is not None and run.learned_from == states.INVENTED,
    )


def _deeds(transaction: Transaction) -> list[Deed]:
    return [
        Deed(
            at=line.at,
            user=line.actor,
            act=line.act,
            subject="" if line.act in _ABOUT_NOBODY or line.subject == "*" else line.subject,
        )
        for line in installation.last_lines(transaction, DEEDS, limit=DEEDS_SHOWN)
    ]


def _open_sessions(transaction: Transaction, now: datetime) -> int:
    return sum(
        one.account.ended_at is None
        and not is_over(one.account.actor.role, started_at=one.started_at, seen_at=one.seen_at, now=now)
        for one in accounts.open_sessions(transaction)
    )


def _size(file: Path) -> int:
    """The database with what is written beside it and not yet moved into it."""
    return sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*") if not part.name.endswith(".partial"))


def _version() -> str:
    try:
        return version("sprogspor")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return ""
