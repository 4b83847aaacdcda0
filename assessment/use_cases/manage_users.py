"""Use case: see who can come in, and help or stop one person: a new link, out everywhere, a lock lifted."""

from datetime import date, datetime

from assessment.access.actor import Actor, Role
from assessment.access.people import Invited, PendingLink, People, Person
from assessment.access.policy import Verb, require
from assessment.access.sessions import is_over
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.reference.municipalities import municipality_name
from assessment.storage import accounts, installation, invitations, journal
from assessment.storage.accounts import Account
from assessment.storage.facts import known_records
from assessment.storage.invitations import Invitation
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.invite_user import LINK_LASTS, issue, the_one_called

Choices = dict[Role, dict[str, str]]


def look_at_people(ledger: Ledger, actor: Actor, *, now: datetime) -> People:
    """Everybody with an account, the links that wait, and what a new person could be bound to; names, no facts."""
    require(actor, Verb.MANAGE_USERS)
    with ledger.reading() as transaction:
        everybody = accounts.everybody(transaction)
        here = {
            session.account.account_seq
            for session in accounts.open_sessions(transaction)
            if session.account.ended_at is None
            and not is_over(session.account.actor.role, started_at=session.started_at, seen_at=session.seen_at, now=now)
        }
        last_seen = accounts.last_seen(transaction)
        choices = _choices(transaction, danish_day(now))
        waiting = invitations.pending(transaction, now=now)
    persons = tuple(
        Person(
            user_id=str(account.account_seq),
            user=account.actor.user,
            role=account.actor.role,
            bound_to=_bound_to(choices, account.actor),
            is_signed_in=account.account_seq in here,
            last_seen_at=last_seen.get(account.account_seq),
            locked_until=account.locked_until if account.locked_until and account.locked_until > now else None,
            ended_at=account.ended_at,
            is_asking=account.actor.user == actor.user,
            is_last_owner=accounts.is_last_owner(everybody, account),
        )
        for account in everybody
    )
    pending = tuple(
        PendingLink(
            invitation_id=invitation.invitation_id,
            role=invitation.role,
            bound_to=_bound_to(choices, invitation.as_actor("")),
            for_user=invitation.for_user,
            expires_at=invitation.expires_at,
            made_by=made_by,
        )
        for invitation, made_by in waiting
    )
    return People(persons=persons, pending=pending, choices=choices)


def give_new_link(ledger: Ledger, actor: Actor, user: str, *, invitation_id: str, now: datetime) -> Invited:
    """A link with which a known person chooses a new password; any earlier such link stops working."""
    require(actor, Verb.MANAGE_USERS)
    with ledger.writing() as transaction:
        known = _standing(transaction, user).actor
        invitation = Invitation(
            role=known.role,
            municipality=known.municipality,
            provider_id=known.provider_id,
            observer_id=known.observer_id,
            expires_at=now + LINK_LASTS,
            invitation_id=invitation_id,
            for_user=known.user,
        )
        if invitations.by_id(transaction, invitation_id) is None:
            invitations.withdraw_links_of(transaction, known.user, now=now)
        return issue(transaction, actor, invitation, now=now)


def withdraw_invitation(ledger: Ledger, actor: Actor, invitation_id: str, *, now: datetime) -> None:
    """Let a link that nobody has followed stop working; harmless where it already has."""
    require(actor, Verb.MANAGE_USERS)
    with ledger.writing() as transaction:
        if invitations.withdraw(transaction, invitation_id, now=now):
            _note(transaction, actor, "withdraw_invitation", invitation_id, now)


def sign_out_user(ledger: Ledger, actor: Actor, user: str, *, now: datetime) -> None:
    """End every session of a person, on every device; the account stays, and they can sign in again."""
    require(actor, Verb.MANAGE_USERS)
    with ledger.writing() as transaction:
        account = _standing(transaction, user)
        accounts.end_sessions_of(transaction, account, now=now)
        _note(transaction, actor, "sign_out_user", account.actor.user, now)


def lift_lock(ledger: Ledger, actor: Actor, user: str, *, now: datetime) -> str:
    """Let a person try again who has typed a wrong password too often, by name or id; the name."""
    require(actor, Verb.MANAGE_USERS)
    with ledger.writing() as transaction:
        account = _standing(transaction, user)
        accounts.note_attempt(transaction, account, failed_attempts=0, locked_until=None)
        _note(transaction, actor, "lift_lock", account.actor.user, now)
    return account.actor.user


def _note(transaction: Transaction, actor: Actor, act: str, subject: str, now: datetime) -> None:
    journal.write(transaction, at=now, actor=actor.user, act=act, subject=subject, detail={})


def _standing(transaction: Transaction, user: str) -> Account:
    account = the_one_called(transaction, user)
    if account.ended_at is not None:
        raise CallerCanMend(_("Adgangen er lukket. Invitér personen på ny."))
    return account


def _choices(transaction: Transaction, today: date) -> Choices:
    """What each role can be bound to, by name: what is known here, and nothing else."""
    towns = installation.municipalities(transaction)
    return {
        Role.CASEWORKER: {code: f"{municipality_name(code)} ({code})" for code in towns},
        Role.PROVIDER: {
            row["provider_id"]: row["name"] or row["provider_id"]
            for row in known_records(transaction, "providers", today)
        },
        Role.OBSERVER: {
            row["observer_id"]: row["name"] or row["observer_id"]
            for row in known_records(transaction, "observers", today)
        },
    }


def _bound_to(choices: Choices, actor: Actor) -> str:
    bound = {
        Role.CASEWORKER: actor.municipality,
        Role.PROVIDER: actor.provider_id,
        Role.OBSERVER: actor.observer_id,
    }.get(actor.role)
    return choices[actor.role].get(bound, bound) if bound else ""
