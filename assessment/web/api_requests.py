"""What a request to the interface must be: sent from our own pages, as JSON, and of a size that a form can have."""

import json

from starlette.requests import Request

from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _
from assessment.web.sign_in_page import is_our_own_form

BODY_MAX_BYTES = 64 * 1024


class Unreadable(SprogsporError):
    """The request is not one of ours; ``status`` is the HTTP status that says so."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def require_our_own(request: Request) -> None:
    """Refuse (403) what another site's page sent: the browser's ``Origin`` must be this one."""
    if not is_our_own_form(request):
        raise Unreadable(403, _("Kaldet kom ikke fra en af vores egne sider."))


async def json_sent(request: Request) -> object:
    """The JSON that was sent.

    Raises
    ------
    Unreadable
        415 where it is not called JSON, 413 where it is larger than any form of ours, 422 where it is no JSON.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Unreadable(415, _("Indholdet skal sendes som application/json."))
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_MAX_BYTES:
            raise Unreadable(413, _("Der er sendt for meget på én gang."))
    try:
        sent: object = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(422, _("Indholdet er ikke gyldig JSON.")) from problem
    return sent
