"""The two cookies we set: whose session it is, and the language the reader chose."""

from collections.abc import Mapping
from typing import get_args

from starlette.requests import Request
from starlette.responses import Response

from assessment.i18n.words import Language

SESSION, LANGUAGE = "sprogspor", "sprog"
_A_YEAR = 365 * 24 * 60 * 60


def language_of(cookies: Mapping[str, str]) -> Language:
    """The language chosen, Danish where none is.

    Examples
    --------
    >>> language_of({"sprog": "en"}), language_of({"sprog": "tlh"})
    ('en', 'da')
    """
    return next((known for known in get_args(Language) if known == cookies.get(LANGUAGE)), "da")


def keep_session(response: Response, request: Request, token: str) -> None:
    """Let the browser carry ``token``: out of reach of scripts, of other sites, and of plain http where we have TLS."""
    response.set_cookie(
        SESSION, token, path="/", httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )


def forget_session(response: Response) -> None:
    """Let the browser forget the session."""
    response.delete_cookie(SESSION, path="/", httponly=True, samesite="strict")


def keep_language(response: Response, language: Language) -> None:
    """Let the browser remember the language for a year."""
    response.set_cookie(LANGUAGE, language, path="/", max_age=_A_YEAR, httponly=True, samesite="lax")
