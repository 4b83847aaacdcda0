"""The acts of the matrix on the house itself: users, gates, scorings, deliveries, copies."""

import tempfile
from pathlib import Path

from assessment.access.actor import Actor, Role
from assessment.access.policy import Verb
from assessment.storage import states
from assessment.storage.ledger import Ledger
from assessment.use_cases.answer_questions import answer_questions
from assessment.use_cases.back_up import back_up
from assessment.use_cases.embed_notes import embed_notes
from assessment.use_cases.export_bundle import export_bundle
from assessment.use_cases.invite_user import end_user, invite_user, list_users
from assessment.use_cases.judge_by_reviews import judge_by_reviews
from assessment.use_cases.list_deliveries import list_deliveries
from assessment.use_cases.look_at_installation import compute_now, look_at_installation
from assessment.use_cases.look_at_model import look_at_model_in_use
from assessment.use_cases.look_at_raters import look_at_raters, municipalities_to_compare
from assessment.use_cases.manage_users import (
    give_new_link,
    lift_lock,
    look_at_people,
    sign_out_user,
    withdraw_invitation,
)
from assessment.use_cases.migrate_database import migrate_database
from assessment.use_cases.register_gate import GateChange, look_at_gate, look_at_gates, register_gate
from assessment.use_cases.replay_state import replay_state
from assessment.use_cases.restore_copy import restore_copy
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.train_locally import train_locally
from assessment.use_cases.undo_import import undo_import
from support.letter_counts import LetterCounts
from support.matrix import Act, Allowed, new_id, those_of
from support.three_people import TODAY
from support.two_towns import ACTORS, NOW, TOWNS, TwoTowns, caseworkers_of

USERS = ("karen", "mia", "findes-ikke")
_OWNER = those_of(Role.OWNER)


def _folder() -> Path:
    return Path(tempfile.mkdtemp())


def _change_gate(ledger: Ledger, actor: Actor, town: str) -> object:
    return register_gate(ledger, actor, town, GateChange(training=False), now=NOW)


def _score(ledger: Ledger, actor: Actor, town: str) -> object:
    return score_placements(ledger, actor, as_of=TODAY, now=NOW, municipality=town, dry_run=True)


def _train(ledger: Ledger, actor: Actor, town: str) -> object:
    return train_locally(ledger, actor, town, now=NOW, dry_run=True)


def _nobody(_on: str) -> Allowed:
    return frozenset()


def _embed(ledger: Ledger, actor: Actor, _on: str) -> object:
    return embed_notes(ledger, actor, LetterCounts(), clock=lambda: NOW)


def _replay(ledger: Ledger, actor: Actor, town: str) -> object:
    with ledger.reading() as transaction:
        run = states.latest_run(transaction, town)
        assert run is not None
        state_id = states.of_run(transaction, run)[0].state.state_id
    assert state_id is not None
    return replay_state(ledger, actor, state_id, now=NOW)


def _answer(ledger: Ledger, actor: Actor, _on: str) -> object:
    return answer_questions(ledger, actor, LetterCounts(), now=NOW)


def _compute(ledger: Ledger, actor: Actor, town: str) -> object:
    return compute_now(ledger, actor, municipality=town, now=NOW)


def _invite(ledger: Ledger, actor: Actor, town: str) -> object:
    return invite_user(ledger, actor, role=Role.CASEWORKER, municipality=town, now=NOW)


def _link(ledger: Ledger, actor: Actor, user: str) -> object:
    return give_new_link(ledger, actor, user, invitation_id=new_id(), now=NOW)


def acts_on_the_house(towns: TwoTowns) -> tuple[Act, ...]:
    """The acts, with the deliveries that are there to be undone."""
    whose = {batch_id: user for user, batch_id in towns.batches.items()}

    def may_undo(batch_id: str) -> Allowed:
        return _OWNER(batch_id) | ({whose[batch_id]} & set(ACTORS) if batch_id in whose else frozenset())

    return (
        Act("list users", Verb.MANAGE_USERS, ("*",), _OWNER, lambda led, a, _: list_users(led, a), machine=True),
        Act(
            "look at people",
            Verb.MANAGE_USERS,
            ("*",),
            _OWNER,
            lambda led, a, _: look_at_people(led, a, now=NOW),
            machine=True,
        ),
        Act("invite", Verb.MANAGE_USERS, TOWNS, _OWNER, _invite, machine=True),
        Act("new link", Verb.MANAGE_USERS, USERS, _OWNER, _link, machine=True),
        Act(
            "sign out",
            Verb.MANAGE_USERS,
            USERS,
            _OWNER,
            lambda led, a, u: sign_out_user(led, a, u, now=NOW),
            machine=True,
        ),
        Act(
            "lift a lock",
            Verb.MANAGE_USERS,
            USERS,
            _OWNER,
            lambda led, a, u: lift_lock(led, a, u, now=NOW),
            machine=True,
        ),
        Act(
            "withdraw",
            Verb.MANAGE_USERS,
            ("findes-ikke",),
            _OWNER,
            lambda led, a, i: withdraw_invitation(led, a, i, now=NOW),
            machine=True,
        ),
        Act(
            "end an account",
            Verb.MANAGE_USERS,
            USERS,
            _OWNER,
            lambda led, a, u: end_user(led, a, u, now=NOW),
            machine=True,
        ),
        Act("see a gate", Verb.REGISTER_GATE, TOWNS, _OWNER, look_at_gate, machine=True),
        Act(
            "see gates",
            Verb.REGISTER_GATE,
            ("*",),
            _OWNER,
            lambda led, a, _: look_at_gates(led, a, now=NOW),
            machine=True,
        ),
        Act("change a gate", Verb.REGISTER_GATE, TOWNS, _OWNER, _change_gate, machine=True),
        Act("score", Verb.SCORE, TOWNS, _OWNER, _score, machine=True),
        Act("adapt the model to reviews", Verb.TRAIN, TOWNS, _OWNER, _train, machine=True),
        Act("compute a stored state again", Verb.REPLAY, TOWNS, _nobody, _replay, machine=True),
        Act("have notes read", Verb.EMBED_NOTES, ("*",), _nobody, _embed, machine=True),
        Act("answer questions", Verb.EMBED_NOTES, ("*",), _nobody, _answer, machine=True),
        Act("compute now", Verb.SCORE, TOWNS, _OWNER, _compute, machine=True),
        Act(
            "look at the installation",
            Verb.READ_INSTALLATION,
            ("*",),
            _OWNER,
            lambda led, a, _: look_at_installation(led, a, now=NOW, copies=_folder()),
            machine=True,
        ),
        Act(
            "look at the model",
            Verb.READ_TRACK_RECORD,
            ("*",),
            _OWNER,
            lambda led, a, _: look_at_model_in_use(led, a, now=NOW),
            machine=True,
        ),
        Act(
            "judge by reviews",
            Verb.READ_TRACK_RECORD,
            TOWNS,
            _OWNER,
            lambda led, a, town: judge_by_reviews(led, a, municipality=town, now=NOW),
            machine=True,
        ),
        Act(
            "compare observers",
            Verb.READ_RATERS,
            TOWNS,
            lambda town: _OWNER(town) | caseworkers_of(town),
            lambda led, a, town: look_at_raters(led, a, now=NOW, municipality=town),
            machine=True,
        ),
        Act(
            "choose whom to compare",
            Verb.READ_RATERS,
            ("*",),
            lambda on: _OWNER(on) | those_of(Role.CASEWORKER)(on),
            lambda led, a, _: municipalities_to_compare(led, a),
            machine=True,
        ),
        Act(
            "list deliveries",
            Verb.READ_DELIVERIES,
            ("*",),
            lambda on: _OWNER(on) | those_of(Role.PROVIDER)(on),
            lambda led, a, _: list_deliveries(led, a),
            machine=True,
        ),
        Act(
            "undo a delivery",
            Verb.UNDO_DELIVERY,
            tuple(towns.batches.values()),
            may_undo,
            lambda led, a, batch_id: undo_import(led, a, batch_id, now=NOW),
            machine=True,
        ),
        Act(
            "copy",
            Verb.BACK_UP,
            ("*",),
            _OWNER,
            lambda led, a, _: back_up(led, a, now=NOW, out=_folder() / "c.db"),
            machine=True,
        ),
        Act(
            "restore",
            Verb.RESTORE,
            ("*",),
            lambda _on: frozenset(),
            lambda led, a, _: restore_copy(f"sqlite:///{_folder() / 'ny.db'}", led.embedded_file, a, now=NOW),
            machine=True,
        ),
        Act(
            "migrate",
            Verb.MIGRATE,
            ("*",),
            lambda _on: frozenset(),
            lambda led, a, _: migrate_database(f"sqlite:///{led.embedded_file}", a),
            machine=True,
        ),
        Act(
            "export",
            Verb.EXPORT,
            TOWNS,
            lambda _on: frozenset(),
            lambda led, a, town: export_bundle(led, a, _folder() / "ud", now=NOW, municipality=town),
            machine=True,
        ),
    )
