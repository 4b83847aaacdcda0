"""Following a link: choose a name and a password, or a new password, once, and be let in."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.access.actor import Actor
from assessment.domain.errors import CallerCanMend, InvalidValue, NotAllowed, SprogsporError
from assessment.i18n.words import _, in_language
from assessment.web.cookies import keep_session, language_of
from assessment.web.sign_in_form import new_password_form, welcome_form
from assessment.web.sign_in_page import front_page_of, is_our_own_form, read_form, text_field, whole_field
from assessment.web.sign_in_turns import in_turn


def welcome_routes(
    *,
    stands: Callable[[str], bool],
    known_user: Callable[[str], str],
    accept: Callable[[str, str, str], str],
    actor_of: Callable[[str], Actor | None],
) -> list[BaseRoute]:
    """The route ``/velkommen``, given whether a link stands and whose it is, what accepts it, and whose a token is.

    ``known_user`` names the person whose new password a link is for; it is empty where the link is for somebody new.
    """

    def form(code: str, user: str = "", problem: str = "") -> str:
        known = known_user(code)
        if known:
            return new_password_form(code=code, user=known, problem=problem)
        return welcome_form(code=code, user=user, problem=problem)

    async def show(request: Request) -> Response:
        code = request.query_params.get("kode", "")
        with in_language(language_of(request.cookies)):
            if not await run_in_threadpool(stands, code):
                return PlainTextResponse(_("Linket virker ikke mere. Bed om et nyt."), status_code=404)
            return HTMLResponse(await run_in_threadpool(form, code))

    async def enter(request: Request) -> Response:
        with in_language(language_of(request.cookies)):
            if not is_our_own_form(request):
                return PlainTextResponse(_("Formularen kom ikke herfra."), status_code=403)
            try:
                fields = await read_form(request, max_fields=4)
            except InvalidValue as unreadable:
                return PlainTextResponse(str(unreadable), status_code=400)
            code, user = text_field(fields, "kode"), whole_field(fields, "bruger")
            try:
                token = await in_turn(accept, code, user, whole_field(fields, "adgangskode"))
            except NotAllowed as refused:
                return PlainTextResponse(str(refused), status_code=404)
            except SprogsporError as failed:
                again = await run_in_threadpool(form, code, user, str(failed))
                return HTMLResponse(again, status_code=422 if isinstance(failed, CallerCanMend) else 503)
            going_to = front_page_of(await run_in_threadpool(actor_of, token))
        response = RedirectResponse(going_to, status_code=303)
        keep_session(response, request, token)
        return response

    return [Route("/velkommen", show, methods=["GET"]), Route("/velkommen", enter, methods=["POST"])]
