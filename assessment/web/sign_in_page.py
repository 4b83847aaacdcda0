"""Signing in and out: plain HTML forms that work before anything else is loaded."""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.access.actor import Actor, Role
from assessment.domain.errors import InvalidValue, NotAllowed, SprogsporError
from assessment.i18n.words import Language, _, in_language
from assessment.web.cookies import SESSION, forget_session, keep_language, keep_session, language_of
from assessment.web.sign_in_form import sign_in_form
from assessment.web.sign_in_turns import in_turn

_LONGEST_FIELD = 200


def sign_in_routes(
    *,
    sign_in: Callable[[str, str], str],
    sign_out: Callable[[str], None],
    sign_out_everywhere: Callable[[str], None],
    actor_of: Callable[[str], Actor | None],
) -> list[BaseRoute]:
    """The routes ``/log-ind``, ``/log-ud`` and ``/sprog/...``, given the use cases and who a token belongs to."""

    async def show(request: Request) -> Response:
        with in_language(language_of(request.cookies)):
            return _form(going_to=local_path(request.query_params.get("til", "/")))

    async def enter(request: Request) -> Response:
        with in_language(language_of(request.cookies)):
            if not is_our_own_form(request):
                return PlainTextResponse(_("Formularen kom ikke herfra. Åbn siden igen, og log ind."), status_code=403)
            try:
                fields = await read_form(request, max_fields=4)
            except InvalidValue as unreadable:
                return PlainTextResponse(str(unreadable), status_code=400)
            user, password = text_field(fields, "bruger"), whole_field(fields, "adgangskode")
            going_to = local_path(text_field(fields, "til"))
            try:
                token = await in_turn(sign_in, user, password)
                await end_earlier(request, token)
            except NotAllowed as refused:
                return _form(going_to=going_to, user=user, problem=str(refused), status=401)
            except SprogsporError as failed:
                return _form(going_to=going_to, user=user, problem=str(failed), status=503)
            if going_to == "/":
                going_to = front_page_of(await run_in_threadpool(actor_of, token))
        response = RedirectResponse(going_to, status_code=303)
        keep_session(response, request, token)
        return response

    async def end_earlier(request: Request, token: str) -> None:
        """Whoever signs in where somebody is signed in takes their place, and leaves no session behind."""
        earlier = request.cookies.get(SESSION)
        if earlier and earlier != token:
            await run_in_threadpool(sign_out, earlier)

    async def leave(request: Request) -> Response:
        with in_language(language_of(request.cookies)):
            if not is_our_own_form(request):
                return PlainTextResponse(_("Formularen kom ikke herfra."), status_code=403)
            try:
                fields = await read_form(request, max_fields=1)
            except InvalidValue as unreadable:
                return PlainTextResponse(str(unreadable), status_code=400)
        if token := request.cookies.get(SESSION):
            on_every_device = text_field(fields, "alle") == "1"
            await run_in_threadpool(sign_out_everywhere if on_every_device else sign_out, token)
        response = RedirectResponse("/log-ind", status_code=303)
        forget_session(response)
        return response

    return [
        Route("/log-ind", show, methods=["GET"]),
        Route("/log-ind", enter, methods=["POST"]),
        Route("/log-ud", leave, methods=["POST"]),
        Route("/log-ud", _stay, methods=["GET"]),
        Route("/sprog/da", _speak("da"), methods=["GET"]),
        Route("/sprog/en", _speak("en"), methods=["GET"]),
    ]


def local_path(wanted: str) -> str:
    r"""``wanted`` where it is a path on this site, else the front page: nobody is sent elsewhere after signing in.

    Examples
    --------
    >>> local_path("/sag?id=p1")
    '/sag?id=p1'
    >>> local_path("//elsewhere.example"), local_path("https://elsewhere.example"), local_path("/\\elsewhere.example")
    ('/', '/', '/')
    """
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    if not plain or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else "/"


def front_page_of(actor: Actor | None) -> str:
    """Where somebody who asked for no page begins: a buddy or guide at the tablet form, everybody else at the desk."""
    return "/felt" if actor is not None and actor.role is Role.OBSERVER else "/"


def is_our_own_form(request: Request) -> bool:
    """Whether a form was sent from a page of this site, by what the browser itself says of it."""
    origin, host = request.headers.get("origin", "").lower(), request.headers.get("host", "").lower()
    if origin and origin != "null":
        return origin in (f"https://{host}", f"http://{host}")
    return request.headers.get("sec-fetch-site") == "same-origin"


def _stay(_request: Request) -> Response:
    """Following a link to the way out signs nobody out: that takes a form of ours."""
    return RedirectResponse("/", status_code=303)


def _speak(language: Language) -> Callable[[Request], Response]:
    def choose(request: Request) -> Response:
        response = RedirectResponse(local_path(request.query_params.get("til", "/")), status_code=303)
        keep_language(response, language)
        return response

    return choose


async def read_form(request: Request, *, max_fields: int) -> FormData:
    """The fields of one of our forms; raises InvalidValue where what was sent is none of them."""
    try:
        return await request.form(max_files=0, max_fields=max_fields)
    except HTTPException as problem:  # starlette's sentence is English, and about its own settings
        raise InvalidValue(_("Formularen kan ikke læses. Åbn siden igen, og prøv en gang til.")) from problem


def whole_field(fields: FormData, name: str) -> str:
    """One field as it was typed: what is too long is refused by whoever reads it, and never cut to something else."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def text_field(fields: FormData, name: str) -> str:
    """One field of a form as text, no longer than any of ours can be."""
    return whole_field(fields, name)[:_LONGEST_FIELD]


def _form(*, going_to: str, user: str = "", problem: str = "", status: int = 200) -> HTMLResponse:
    return HTMLResponse(sign_in_form(going_to=going_to, user=user, problem=problem), status_code=status)
