"""Use case: invite a person in by a one-time link, list who can come in, and close the door on somebody."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from assessment.access.actor import Actor, Role
from assessment.access.people import Invited
from assessment.access.policy import Verb, require
from assessment.access.sessions import new_token, token_hash
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.storage import accounts, invitations, journal
from assessment.storage.accounts import Account
from assessment.storage.facts import known_records
from assessment.storage.invitations import Invitation
from assessment.storage.ledger import Ledger, Transaction

__all__ = ["Invited", "end_user", "invite_user", "issue", "list_users", "the_one_called"]

LINK_LASTS = timedelta(hours=24)


def invite_user(
    ledger: Ledger,
    actor: Actor,
    *,
    role: Role,
    municipality: str | None = None,
    provider_id: str | None = None,
    observer_id: str | None = None,
    invitation_id: str | None = None,
    now: datetime,
) -> Invited:
    """Make an invitation; raises CallerCanMend where the role lacks what it is bound to, or that is not known.

    ``invitation_id`` is made by whoever asks, so that asking twice makes one invitation: only the last link works.
    """
    require(actor, Verb.MANAGE_USERS)
    invitation = Invitation(
        role=role,
        municipality=municipality,
        provider_id=provider_id,
        observer_id=observer_id,
        expires_at=now + LINK_LASTS,
        invitation_id=invitation_id or str(uuid4()),
    )
    with ledger.writing() as transaction:
        _require_bound(transaction, invitation, now)
        return issue(transaction, actor, invitation, now=now)


def issue(transaction: Transaction, actor: Actor, invitation: Invitation, *, now: datetime) -> Invited:
    """A link for an invitation: a new one, or a new token for the same one where it was asked for before."""
    token, wanted_id = new_token(), invitation.invitation_id or ""
    before = invitations.by_id(transaction, wanted_id)
    if before is not None:
        same = replace(before[0], expires_at=invitation.expires_at) == invitation and before[1] == actor.user
        if not same or not invitations.give_new_token(transaction, wanted_id, token_hash=token_hash(token)):
            raise CallerCanMend(_("Linket er lavet før. Begynd på et nyt."))
        return Invited(token, before[0].expires_at)
    invitations.add(transaction, invitation, token_hash=token_hash(token), created_at=now, created_by=actor.user)
    detail = {
        "role": invitation.role.value,
        "municipality": invitation.municipality,
        "provider": invitation.provider_id,
        "observer": invitation.observer_id,
    }
    act = "new_password_link" if invitation.for_user else "invite"
    subject = invitation.for_user or wanted_id
    journal.write(transaction, at=now, actor=actor.user, act=act, subject=subject, detail=detail)
    return Invited(token, invitation.expires_at)


def list_users(ledger: Ledger, actor: Actor) -> list[dict[str, Any]]:
    """Everybody with an account, by the order in which they came."""
    require(actor, Verb.MANAGE_USERS)
    with ledger.reading() as transaction:
        return [_listed(account) for account in accounts.everybody(transaction)]


def end_user(ledger: Ledger, actor: Actor, user_id: str, *, now: datetime) -> dict[str, Any]:
    """End an account, by its id or its name, its sessions, and every link to it or made by it; it as it is listed.

    It works at the next click. Raises CallerCanMend where there is no such account, where more than one could be
    meant, and where an owner would end the last owner.
    """
    require(actor, Verb.MANAGE_USERS)
    with ledger.writing() as transaction:
        account = the_one_called(transaction, user_id)
        user = account.actor.user
        if actor.role is Role.OWNER and accounts.is_last_owner(accounts.everybody(transaction), account):
            raise CallerCanMend(_("Den sidste ejer kan ikke lukkes. Invitér først en ny ejer."))
        accounts.end(transaction, account, now=now)
        invitations.withdraw_links_of(transaction, user, now=now)
        detail = {"links_withdrawn": invitations.withdraw_made_by(transaction, user, now=now)}
        journal.write(transaction, at=now, actor=actor.user, act="end_user", subject=user, detail=detail)
    return {**_listed(account), "ended": True}


def the_one_called(transaction: Transaction, user_id: str) -> Account:
    """The account of that name or that id; raises CallerCanMend where there is none, or more than one is meant."""
    named = accounts.find_all(transaction, user_id)
    names = {account.account_seq for account in named}
    numbered = [a for a in accounts.everybody(transaction) if user_id == str(a.account_seq)]
    found = named + [account for account in numbered if account.account_seq not in names]
    if not found:
        raise CallerCanMend(_("Der er ingen bruger {user}. Se dem med: sprogspor user list").format(user=user_id))
    if len(found) > 1:
        meant = ", ".join(f"{account.account_seq} {account.actor.user}" for account in found)
        raise CallerCanMend(
            _("{user} kan være flere: {found}. Skriv et id eller et navn, der kun passer på én.").format(
                user=user_id, found=meant
            )
        )
    return found[0]


def _listed(account: Account) -> dict[str, Any]:
    return {
        "id": str(account.account_seq),
        "user": account.actor.user,
        "role": account.actor.role.value,
        "municipality": account.actor.municipality,
        "provider_id": account.actor.provider_id,
        "observer_id": account.actor.observer_id,
        "ended": account.ended_at is not None,
    }


_BOUND_TO = {
    Role.CASEWORKER: ("municipality", "--municipality"),
    Role.PROVIDER: ("provider_id", "--provider"),
    Role.OBSERVER: ("observer_id", "--observer"),
}


def _require_bound(transaction: Transaction, invitation: Invitation, now: datetime) -> None:
    """A role is bound to exactly what belongs to it, and that must be known."""
    if invitation.role is Role.SYSTEM:
        raise CallerCanMend(_("Den rolle kan ikke have en bruger."))
    wanted, _option = _BOUND_TO.get(invitation.role, ("", ""))
    for field, option in _BOUND_TO.values():
        given = getattr(invitation, field)
        if field == wanted and not given:
            raise CallerCanMend(
                _("Rollen {role} skal have {option}.").format(role=invitation.role.value, option=option)
            )
        if field != wanted and given:
            raise CallerCanMend(
                _("Rollen {role} kan ikke have {option}.").format(role=invitation.role.value, option=option)
            )
    known = {Role.PROVIDER: ("providers", "provider_id"), Role.OBSERVER: ("observers", "observer_id")}
    if invitation.role in known:
        stem, column = known[invitation.role]
        value = getattr(invitation, column)
        if not known_records(transaction, stem, danish_day(now), **{column: [value]}):
            raise CallerCanMend(_("{value} kendes ikke. Lever {file} først.").format(value=value, file=f"{stem}.csv"))
    code = invitation.municipality
    if code is not None and not (len(code) == 3 and code.isascii() and code.isdigit()):
        raise CallerCanMend(_("En kommunekode har tre cifre, fx 461."))
