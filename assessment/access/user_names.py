"""User names: written one way, so that two names that read the same are the same name."""

from unicodedata import normalize

from assessment.access.actor import MACHINE, SYSTEM
from assessment.domain.bundle import TEXT_MAX_LENGTH
from assessment.domain.errors import InvalidValue
from assessment.i18n.words import _


def name_key(name: str) -> str:
    """What two names that read the same have in common, whatever their case and however their letters were sent.

    Examples
    --------
    >>> name_key("A\u030ase ") == name_key("ÅSE")
    True
    """
    return normalize("NFKC", _plain(name).casefold())


def new_name(typed: str) -> str:
    """The name that somebody new is given; raises InvalidValue where it is empty, too long, a number or the machine's.

    A name that is only digits could be taken for somebody else's id.
    """
    name = _plain(typed)
    if not name or not name.isprintable():
        raise InvalidValue(_("Vælg et brugernavn."))
    if len(name) > TEXT_MAX_LENGTH:
        raise InvalidValue(_("Brugernavnet må højst være på {n} tegn.").format(n=TEXT_MAX_LENGTH))
    if name.isnumeric():
        raise InvalidValue(_("Et brugernavn kan ikke kun være tal. Sæt et bogstav til."))
    if name_key(name) in {name_key(actor.user) for actor in (SYSTEM, MACHINE)}:
        raise InvalidValue(_("Det brugernavn er taget. Vælg et andet."))
    return name


def _plain(name: str) -> str:
    return normalize("NFKC", name).strip()
