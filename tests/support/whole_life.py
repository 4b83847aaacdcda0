"""A ledger's whole life in a minute: deliveries, a correction, an undo, scorings, a caseworker's day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from argon2 import PasswordHasher

from assessment.access import passwords
from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.decision import Outcome, View
from assessment.domain.message import MessageKind
from assessment.reference.calibration_cases import load_cases
from assessment.storage import accounts, scored_notes, states
from assessment.storage.ledger import Ledger
from assessment.storage.scored_notes import NotesSaid
from assessment.text.labelled_notes import SIGNALS
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.log_observation import log_observation
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.rate_case import rate_case
from assessment.use_cases.record_decision import record_decision
from assessment.use_cases.record_own_view import record_own_view
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.sign_in import actor_of, sign_in, sign_out
from assessment.use_cases.undo_import import undo_import
from assessment.use_cases.write_to_buddy import write_to_buddy
from support.small_bundle import SmallBundle, afternoon
from support.three_people import FIRST_MONDAY, TODAY, at, flat, three_people

BUDDY = Actor(user="mia", role=Role.OBSERVER, observer_id="mia")
CASEWORKER = Actor(user="karen", role=Role.CASEWORKER, municipality="461")
PASSWORD = "en blå cykel"
READ = NotesSaid(np.array(["en-note"], object), np.array(["forloeb-amina"], object), np.full((1, len(SIGNALS)), 0.25))


PASSWORDS_AS_SHIPPED = passwords._hasher


@contextmanager
def passwords_as_shipped() -> Iterator[None]:
    """Argon2 at the cost that people's passwords have."""
    with mock.patch.object(passwords, "_hasher", PASSWORDS_AS_SHIPPED):
        yield


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Argon2 at its lowest cost: real hashes, without the wait that is their point."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with mock.patch.object(passwords, "_hasher", cheap):
        yield


def add_account(ledger: Ledger, actor: Actor, *, password: str = PASSWORD) -> None:
    """Let somebody sign in."""
    with ledger.writing() as transaction:
        hashed = passwords.hash_password(password)
        accounts.create(transaction, actor, password_hash=hashed, created_at=at(FIRST_MONDAY))


def deliver(ledger: Ledger, bundle: SmallBundle, folder: Path, *, now: Any) -> str:
    """Take a bundle in, which must be without fault; return the delivery's id."""
    outcome = import_bundle(ledger, SYSTEM, bundle.write(folder), now=now)
    assert not outcome.refused, outcome.refused
    assert outcome.batch_id is not None
    return outcome.batch_id


def everything_else() -> SmallBundle:
    """A row of each file that the three people do not need."""
    bundle = SmallBundle()
    bundle.add("assignments", assignment_id="a1", placement_id="forloeb-amina", observer_id="mia", from_on=FIRST_MONDAY)
    bundle.add("attendance", enrolment_id="hold-amina", week="2026-W11", lessons_offered=15, lessons_attended=12.5)
    bundle.add(
        "results",
        result_id="r1",
        newcomer_id="yusuf",
        provider_id="sprogcenter",
        kind="modultest",
        track="DU2",
        module="3",
        taken_on=date(2026, 5, 4),
        reported_on=date(2026, 5, 11),
        passed="ja",
        grade="7",
    )
    bundle.add("pauses", newcomer_id="olena", from_on=date(2026, 4, 20), to_on=date(2026, 4, 26), code="agreed")
    bundle.add("objections", newcomer_id="olena", from_on=date(2026, 3, 9), to_on=date(2026, 3, 15))
    return bundle


def rated(case_id: str, step: int = 1) -> dict[str, Any]:
    """A calibration case as a tablet sends it, with the same step throughout."""
    ratings = {
        code: {"calibration_id": str(uuid5(NAMESPACE_URL, f"{case_id}/{code}/{step}")), "step": step}
        for code in load_cases().case(case_id).criteria
    }
    return {"case_id": case_id, "ratings": ratings}


def live(ledger: Ledger, folder: Path) -> None:
    """Everything that anybody can do, once."""
    deliver(ledger, three_people(), folder / "first", now=at(TODAY, 7))
    deliver(ledger, everything_else(), folder / "second", now=at(TODAY, 8))
    correction = SmallBundle().add("newcomers", newcomer_id="amina", municipality="461", alias="Amina K")
    mistaken = deliver(ledger, correction, folder / "third", now=at(TODAY, 9))
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 9))
    score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 9))
    with ledger.writing() as transaction:
        run = states.latest_run(transaction, "461")
        assert run is not None
        scored_notes.keep_read(transaction, run.run_id, READ)  # as a scoring by a model does
    undo_import(ledger, SYSTEM, mistaken, now=at(TODAY, 10))
    late = SmallBundle()
    late.seen("amina", TODAY, flat(14), recorded_at=afternoon(TODAY - timedelta(days=0)))
    deliver(ledger, late, folder / "fourth", now=at(TODAY, 16))
    score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 16))
    score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 16), dry_run=True)
    with cheap_passwords():
        add_account(ledger, CASEWORKER)
        token = sign_in(ledger, "karen", PASSWORD, now=at(TODAY, 17))
    karen = actor_of(ledger, token, now=at(TODAY, 17, 5))
    assert karen == CASEWORKER
    open_queue(ledger, karen, now=at(TODAY, 17, 6))
    case_of = {"placement_id": "forloeb-amina"}
    open_case(ledger, karen, "forloeb-amina", now=at(TODAY, 17, 7))
    record_own_view(ledger, karen, view_id="v1", view=View.STALLED, line="Lidt tale.", now=at(TODAY, 17, 8), **case_of)
    record_decision(
        ledger,
        karen,
        decision_id="d1",
        outcome=Outcome.CHANGE_PLACEMENT_CONDITIONS,
        reason="Hun skal ud i butikken.",
        follow_up_on=TODAY + timedelta(days=21),
        now=at(TODAY, 17, 9),
        **case_of,
    )
    open_case(ledger, karen, "forloeb-amina", now=at(TODAY, 17, 10))
    write_to_buddy(
        ledger,
        karen,
        message_id=str(uuid5(NAMESPACE_URL, "tak")),
        placement_id="forloeb-amina",
        observer_id="mia",
        kind=MessageKind.THANKS,
        criterion=None,
        text="Tak for hjælpen.",
        now=at(TODAY, 17, 11),
    )
    sent = {
        "observation_id": str(uuid5(NAMESPACE_URL, "logget")),
        "placement_id": "forloeb-amina",
        "seen_on": TODAY.isoformat(),
        "ratings": {"small_talk": 2},
    }
    log_observation(ledger, BUDDY, sent, clock=lambda: at(TODAY, 17, 12))
    rate_case(ledger, BUDDY, rated("laundry"), clock=lambda: at(TODAY, 17, 13))
    sign_out(ledger, token, now=at(TODAY, 17, 11))
