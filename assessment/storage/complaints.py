"""What a database complains of, in words that name the cure and never what was asked or stored."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.i18n.words import N_, _
from assessment.storage.engine import no_address

_LONGEST_CAUSE = 120
_FULL = N_("Disken er fuld. Gør plads, og prøv igen. Intet er gemt.")
_WRONG_LOGIN = N_("Databasen afviser brugernavnet eller adgangskoden. Ret dem i databasens adresse. Intet er gemt.")
_NO_DATABASE = N_(
    "Serveren har ingen database af det navn. Lav den med createdb, eller ret navnet i databasens adresse. "
    "Intet er gemt."
)
_NO_RIGHT = N_(
    "Brugeren har ikke ret til det i databasen. Lad brugeren eje den: ALTER DATABASE ... OWNER TO ... Intet er gemt."
)
_NO_ANSWER = N_(
    "Databaseserveren svarer ikke lige nu. Se efter, om den kører, og om vært og port er rigtige. Intet er gemt."
)
_BUSY = N_("En anden skriver i databasen lige nu. Prøv igen om lidt; intet er gemt.")
_CROWDED = N_("Der er for mange på én gang lige nu. Prøv igen om lidt; intet er gemt.")

_OF_SQLITE = {
    "unable to open database file": N_(
        "Databasens mappe kan ikke bruges. Giv din bruger adgang til den, eller vælg en anden med SPROGSPOR_HOME. "
        "Intet er gemt."
    ),
    "readonly database": N_(
        "Databasen kan kun læses. Giv din bruger skriveadgang til filen og dens mappe. Intet er gemt."
    ),
    "not a database": N_("Filen er ikke en database. Flyt den, eller vælg en anden med --database. Intet er gemt."),
    "disk is full": _FULL,
    "disk I/O error": N_(
        "Disken svarer med en fejl. Se efter, om den er fuld, taget fra eller i stykker, og prøv igen. Intet er gemt."
    ),
    "malformed": N_("Databasens fil er beskadiget. Læg den seneste sikkerhedskopi tilbage. Intet er gemt."),
}
"""What SQLite says, and what to say of it."""

_REFUSED_AT_THE_DOOR = {
    "authentication failed": _WRONG_LOGIN,
    "no password supplied": _WRONG_LOGIN,
    "no pg_hba.conf entry": _WRONG_LOGIN,
    "is not permitted to log in": _WRONG_LOGIN,
    'role "': _WRONG_LOGIN,
    'user "': _WRONG_LOGIN,
    'database "': _NO_DATABASE,
}
"""What a PostgreSQL server says to somebody it does not let in. libpq gives no code for it, only these words."""
_CROWDED_AT_THE_DOOR = ("too many clients", "connection slots are reserved", "too many connections")

_OF_THE_SERVER = {
    "25006": N_("Databaseserveren kan kun læses fra. Ret adressen til den server, der skrives på. Intet er gemt."),
    "42501": _NO_RIGHT,
    "53100": _FULL,
}
"""SQLSTATE and what to say of it."""
_SOMEBODY_ELSE_WRITES = frozenset({"55P03", "40P01"})  # waited for a lock too long, or crosswise
_SERVER_WENT_AWAY = ("57P", "08")  # shut down or killed under us, or the line to it broke


class DatabaseGone(SprogsporError):
    """The database cannot be reached, read or written just now; nothing was stored."""


class Busy(SprogsporError):
    """Somebody else has been writing for as long as we are willing to wait."""


@contextmanager
def in_plain_words(*, opening: bool = False) -> Iterator[None]:
    """Whatever the database complains of inside becomes Busy or DatabaseGone.

    When ``opening``, an address that the server turns away is for the caller to mend: CallerCanMend. Later the
    address has been right before, so that the same answer is the server's trouble.
    """
    try:
        yield
    except PoolTimeout as problem:
        raise Busy(_(_CROWDED)) from problem
    except DBAPIError as problem:
        raise _told(problem, opening=opening) from problem


def _told(problem: DBAPIError, *, opening: bool) -> SprogsporError:
    said, code = str(problem.orig or ""), getattr(problem.orig, "sqlstate", None) or ""
    if type(problem.orig).__module__.startswith("sqlite3"):
        return Busy(_(_BUSY)) if "locked" in said else DatabaseGone(_of_sqlite(said))
    if code in _SOMEBODY_ELSE_WRITES:
        return Busy(_(_BUSY))
    if code in _OF_THE_SERVER:
        return DatabaseGone(_(_OF_THE_SERVER[code]))
    if code and not code.startswith(_SERVER_WENT_AWAY):
        return DatabaseGone(_unknown(said))
    if any(words in said for words in _CROWDED_AT_THE_DOOR):
        return Busy(_(_CROWDED))
    if "FATAL" in said:
        for words, sentence in _REFUSED_AT_THE_DOOR.items():
            if words in said:
                return (CallerCanMend if opening else DatabaseGone)(_(sentence))
    if opening and _is_connecting(problem) and isinstance(problem, ProgrammingError):
        return no_address()
    if problem.connection_invalidated or _is_connecting(problem) or code:
        return DatabaseGone(_(_NO_ANSWER))
    return DatabaseGone(_unknown(said))


def _is_connecting(problem: DBAPIError) -> bool:
    """Whether it went wrong before anything was asked: there is no statement yet."""
    return problem.statement is None


def _of_sqlite(said: str) -> str:
    return next((_(sentence) for words, sentence in _OF_SQLITE.items() if words in said), "") or _unknown(said)


def _unknown(said: str) -> str:
    """The driver's own short words, without the statement and the values in it."""
    why = next(iter(said.splitlines()), "")[:_LONGEST_CAUSE] or "?"
    return _("Databasen kan ikke bruges: {why}. Intet er gemt.").format(why=why)
