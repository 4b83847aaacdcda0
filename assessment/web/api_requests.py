"""What a request to the interface must be: sent from our own pages, as JSON, and of a size that a form can have."""

import json
from typing import Any, NoReturn

from starlette.requests import Request

from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _

BODY_MAX_BYTES = 64 * 1024


class Unreadable(SprogsporError):
    """The request is not one of ours; ``status`` is the HTTP status that says so."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def require_our_own(request: Request) -> None:
    """Refuse (403) what another site's page sent: ``Origin`` must be there and name this site.

    Only the host is held against it: behind a municipality's TLS the scheme that reaches us is not the browser's.
    """
    host = request.headers.get("host", "").lower()
    if not host or request.headers.get("origin", "").lower() not in (f"https://{host}", f"http://{host}"):
        raise Unreadable(403, _("Kaldet kom ikke fra en af vores egne sider."))


async def json_sent(request: Request) -> object:
    """The JSON that was sent.

    Raises
    ------
    Unreadable
        415 where it is not called JSON, 413 where it is larger than any form of ours, 422 where it is no JSON. What
        Python would forgive and others read differently (a field twice, ``NaN``, a body in UTF-16) is no JSON here.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Unreadable(415, _("Indholdet skal sendes som application/json."))
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_MAX_BYTES:
            raise Unreadable(413, _("Der er sendt for meget på én gang."))
    try:
        sent: object = json.loads(body.decode(), object_pairs_hook=_each_once, parse_constant=_no_number)
    except _Twice as problem:
        raise Unreadable(422, str(problem)) from problem
    except (ValueError, RecursionError) as problem:
        raise Unreadable(422, _("Indholdet er ikke gyldig JSON.")) from problem
    return sent


class _Twice(ValueError):
    """A field stands twice, so that nobody can say which one was meant."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise _Twice(_("Et felt står to gange. Send hvert felt én gang."))
    return fields


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
