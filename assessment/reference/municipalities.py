"""Which municipality a three-digit code stands for."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from assessment.i18n.words import _
from assessment.reference.tables import table_rows

INVENTED = "999"
"""The code of the demonstration, which no municipality has."""


@cache
def municipalities() -> Mapping[str, str]:
    """The names of the 98 Danish municipalities by official code, in the order of the codes."""
    return MappingProxyType({row["code"]: row["name"] for row in table_rows("municipalities")})


def municipality_name(code: str) -> str:
    """What the municipality is called; ``"kommune 998"`` for a code that is not in the list.

    Examples
    --------
    >>> municipality_name("461"), municipality_name("999")
    ('Odense', 'Demokommunen')
    """
    if code == INVENTED:
        return _("Demokommunen")
    return municipalities().get(code) or _("kommune {code}").format(code=code)
