"""Use case: somebody follows their link, chooses a password (and a name, where they are new), and is signed in."""

from datetime import datetime

from assessment.access import passwords
from assessment.access.sessions import new_token, token_hash
from assessment.access.user_names import new_name
from assessment.domain.errors import InvalidValue, NotAllowed
from assessment.i18n.words import _
from assessment.storage import accounts, invitations, journal
from assessment.storage.accounts import Account
from assessment.storage.invitations import Invitation
from assessment.storage.ledger import Ledger, Transaction

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


def invitation_stands(ledger: Ledger, token: str, *, now: datetime) -> bool:
    """Whether the link can still be used."""
    with ledger.reading() as transaction:
        return invitations.find(transaction, token_hash(token), now=now) is not None


def invited_user(ledger: Ledger, token: str, *, now: datetime) -> str:
    """Whose new password the link is for; empty where it invites somebody new, or does not stand."""
    with ledger.reading() as transaction:
        invitation = invitations.find(transaction, token_hash(token), now=now)
    return (invitation.for_user if invitation else None) or ""


def accept_invitation(ledger: Ledger, token: str, *, user: str, password: str, now: datetime) -> str:
    """Make the account, or give a known person the new password, and open a session; return the session's token.

    A known person keeps name, role and binding, is signed out everywhere else, and a lock is lifted. The links they
    made stop working, for somebody else may have made them; ``user`` is not looked at. Raises NotAllowed where the
    link was used, withdrawn or has expired, InvalidValue where name or password will not do.
    """
    with ledger.reading() as transaction:
        known_user = _standing_link(transaction, token, now).for_user
    name = known_user or new_name(user)
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidValue(_("Adgangskoden skal være på mindst {n} tegn.").format(n=SHORTEST_PASSWORD))
    if len(password) > LONGEST_PASSWORD:
        raise InvalidValue(_("Adgangskoden må højst være på {n} tegn.").format(n=LONGEST_PASSWORD))
    hashed_password = passwords.hash_password(password)
    session_token = new_token()
    with ledger.writing() as transaction:
        invitation = _standing_link(transaction, token, now)
        invitations.use(transaction, token_hash(token), now=now)
        if invitation.for_user:
            account = _with_new_password(transaction, invitation.for_user, hashed_password, now)
            act = "new_password"
        else:
            account = _new_account(transaction, invitation, name, hashed_password, now)
            act = "accept_invitation"
        accounts.start_session(transaction, account, token_hash=token_hash(session_token), now=now)
        name = account.actor.user
        detail = {"role": account.actor.role.value, "invitation": invitation.invitation_id}
        journal.write(transaction, at=now, actor=name, act=act, subject=name, detail=detail)
    return session_token


def _standing_link(transaction: Transaction, token: str, now: datetime) -> Invitation:
    invitation = invitations.find(transaction, token_hash(token), now=now)
    if invitation is None:
        raise NotAllowed(_("Linket virker ikke mere. Bed om et nyt."))
    return invitation


def _new_account(
    transaction: Transaction, invitation: Invitation, name: str, hashed_password: str, now: datetime
) -> Account:
    if accounts.find_all(transaction, name):
        raise InvalidValue(_("Det brugernavn er taget. Vælg et andet."))
    accounts.create(transaction, invitation.as_actor(name), password_hash=hashed_password, created_at=now)
    return _standing(transaction, name)


def _with_new_password(transaction: Transaction, user: str, hashed_password: str, now: datetime) -> Account:
    account = _standing(transaction, user)
    accounts.set_password(transaction, account, password_hash=hashed_password)
    accounts.note_attempt(transaction, account, failed_attempts=0, locked_until=None)
    accounts.end_sessions_of(transaction, account, now=now)
    invitations.withdraw_made_by(transaction, account.actor.user, now=now)
    return account


def _standing(transaction: Transaction, user: str) -> Account:
    account = accounts.find(transaction, user)
    if account is None or account.ended_at is not None:
        raise NotAllowed(_("Linket virker ikke mere. Bed om et nyt."))
    return account
