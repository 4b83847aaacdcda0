"""Use case: somebody follows their link, chooses a name and a password, and is signed in."""

from datetime import datetime

from assessment.access import passwords
from assessment.access.sessions import new_token, token_hash
from assessment.domain.bundle import TEXT_MAX_LENGTH
from assessment.domain.errors import InvalidValue, NotAllowed
from assessment.i18n.words import _
from assessment.storage import accounts, invitations, journal
from assessment.storage.ledger import Ledger

SHORTEST_PASSWORD = 12


def invitation_stands(ledger: Ledger, token: str, *, now: datetime) -> bool:
    """Whether the link can still be used."""
    with ledger.reading() as transaction:
        return invitations.find(transaction, token_hash(token), now=now) is not None


def accept_invitation(ledger: Ledger, token: str, *, user: str, password: str, now: datetime) -> str:
    """Make the account and a session; return the session's token.

    Raises NotAllowed where the link was used or has expired, InvalidValue where name or password will not do.
    """
    name = user.strip()
    if not 1 <= len(name) <= TEXT_MAX_LENGTH or not name.isprintable():
        raise InvalidValue(_("Vælg et brugernavn."))
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidValue(_("Adgangskoden skal være på mindst {n} tegn.").format(n=SHORTEST_PASSWORD))
    hashed_password = passwords.hash_password(password)
    session_token = new_token()
    with ledger.writing() as transaction:
        invitation = invitations.find(transaction, token_hash(token), now=now)
        if invitation is None:
            raise NotAllowed(_("Linket virker ikke mere. Bed om et nyt."))
        if accounts.find(transaction, name) is not None:
            raise InvalidValue(_("Det brugernavn er taget. Vælg et andet."))
        actor = invitation.as_actor(name)
        accounts.create(transaction, actor, password_hash=hashed_password, created_at=now)
        invitations.use(transaction, token_hash(token), now=now)
        account = accounts.find(transaction, name)
        if account is not None:
            accounts.start_session(transaction, account, token_hash=token_hash(session_token), now=now)
        detail = {"role": actor.role.value, "invitation": token_hash(token)[:16]}
        journal.write(transaction, at=now, actor=name, act="accept_invitation", subject=name, detail=detail)
    return session_token
