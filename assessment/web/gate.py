"""The gate: one middleware over http and websocket that lets nobody past without a session."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from assessment.access.actor import Actor
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _, in_language
from assessment.web.cookies import SESSION, language_of

STREAMLIT_PAGES = (
    "/",
    "/sag",
    "/ny",
    "/rapporter",
    "/brugere",
    "/bruger",
    "/grundlag",
    "/kommune",
    "/leveringer",
    "/maalestok",
    "/model",
    "/soeg",
)
"""The addresses that Streamlit draws; which of them exist for a person is decided by their role."""
PAGES = (*STREAMLIT_PAGES, "/felt", "/levering")
"""Every page: without a session each leads to the sign-in."""
ANSWER_FOR_THEMSELVES = (
    "/log-ind",
    "/log-ud",
    "/velkommen",
    "/sprog/da",
    "/sprog/en",
    "/healthz",
    "/readyz",
    "/favicon.png",
    "/api/v1/session",
)
OPEN_FOLDERS = ("/static/", "/app/static/", "/felt/")
BEHIND_THE_GATE = ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream", "/_stcore/allowed-message-origins")
API = "/api/v1/"
FOLDERS_BEHIND_THE_GATE = (
    API,
    "/media/",
    "/component/",
    "/_stcore/bidi-components/",
)
"""What Streamlit needs. All else is closed, its metrics and its agent interface among them."""


class Gate:
    """Middleware that asks, at every call, whose session it is.

    Without one a page leads to the sign-in (303), anything else is refused (401), and a websocket is not opened (403).
    Addresses that are on none of the lists of this module do not exist (404).
    """

    def __init__(self, app: ASGIApp, *, actor_of: Callable[[str], Actor | None]) -> None:
        self._app = app
        self._actor_of = actor_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the call through, or answer it here."""
        if scope["type"] == "lifespan" or _answers_for_itself(scope):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        is_known = _is_known(scope["path"])
        if scope["type"] == "websocket" and not _is_from_here(connection):
            await WebSocketClose(code=4403, reason="not from here")(scope, receive, send)
            return
        try:
            is_let_in = is_known and await self._is_signed_in(connection)
        except SprogsporError as problem:  # the database is gone or busy, and nobody is let in on a guess
            await _cannot_say(connection, problem)(scope, receive, send)
            return
        if is_let_in:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=4401, reason="sign in first")(scope, receive, send)
        else:
            await _refusal(connection, is_known=is_known)(scope, receive, send)

    async def _is_signed_in(self, connection: HTTPConnection) -> bool:
        token = connection.cookies.get(SESSION)
        return token is not None and await run_in_threadpool(self._actor_of, token) is not None


def _is_from_here(connection: HTTPConnection) -> bool:
    """Whether a page of this site opens the websocket.

    Streamlit would otherwise ask a stranger on the internet for our own address, to compare it with the page's.
    """
    origin, host = connection.headers.get("origin", "").lower(), connection.headers.get("host", "").lower()
    return not origin or origin in (f"https://{host}", f"http://{host}")


def _answers_for_itself(scope: Scope) -> bool:
    path = scope["path"]
    return scope["type"] == "http" and (path in ANSWER_FOR_THEMSELVES or path.startswith(OPEN_FOLDERS))


def _is_known(path: str) -> bool:
    return path in PAGES or path in BEHIND_THE_GATE or path.startswith(FOLDERS_BEHIND_THE_GATE)


def _cannot_say(connection: HTTPConnection, problem: SprogsporError) -> Response | WebSocketClose:
    """What is said while it cannot be known who it is."""
    if connection.scope["type"] == "websocket":
        return WebSocketClose(code=1013, reason="try again later")
    with in_language(language_of(connection.cookies)):
        if connection.url.path.startswith(API):
            return JSONResponse({"errors": [{"field": "", "value": "", "message": str(problem)}]}, 503)
        return PlainTextResponse(str(problem), status_code=503)


def _refusal(connection: HTTPConnection, *, is_known: bool) -> Response:
    path, query = connection.url.path, connection.url.query
    with in_language(language_of(connection.cookies)):
        if not is_known:
            return PlainTextResponse(_("Siden findes ikke."), status_code=404)
        if path in PAGES:
            wanted = path + (f"?{query}" if query else "")
            where = "/log-ind" if wanted == "/" else f"/log-ind?til={quote(wanted, safe='')}"
            return RedirectResponse(where, status_code=303)
        if path.startswith(API):
            return JSONResponse({"errors": [{"field": "", "value": "", "message": _("Log ind først.")}]}, 401)
        return PlainTextResponse(_("Log ind først."), status_code=401)
