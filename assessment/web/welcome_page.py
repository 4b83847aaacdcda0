"""Following an invitation: choose a name and a password, once, and be let in."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.domain.errors import NotAllowed, SprogsporError
from assessment.i18n.words import _, in_language
from assessment.web.cookies import keep_session, language_of
from assessment.web.sign_in_form import welcome_form
from assessment.web.sign_in_page import is_our_own_form, text_field


def welcome_routes(*, stands: Callable[[str], bool], accept: Callable[[str, str, str], str]) -> list[BaseRoute]:
    """The route ``/velkommen``, given whether an invitation stands and the use case that accepts it."""

    async def show(request: Request) -> Response:
        code = request.query_params.get("kode", "")
        with in_language(language_of(request.cookies)):
            if not await run_in_threadpool(stands, code):
                return PlainTextResponse(_("Linket virker ikke mere. Bed om et nyt."), status_code=404)
            return HTMLResponse(welcome_form(code=code, user="", problem=""))

    async def enter(request: Request) -> Response:
        with in_language(language_of(request.cookies)):
            if not is_our_own_form(request):
                return PlainTextResponse(_("Formularen kom ikke herfra."), status_code=403)
            async with request.form(max_files=0, max_fields=4) as fields:
                code, user = text_field(fields, "kode"), text_field(fields, "bruger")
                password = text_field(fields, "adgangskode")
            try:
                token = await run_in_threadpool(accept, code, user, password)
            except NotAllowed as refused:
                return PlainTextResponse(str(refused), status_code=404)
            except SprogsporError as failed:
                return HTMLResponse(welcome_form(code=code, user=user, problem=str(failed)), status_code=422)
        response = RedirectResponse("/", status_code=303)
        keep_session(response, request, token)
        return response

    return [Route("/velkommen", show, methods=["GET"]), Route("/velkommen", enter, methods=["POST"])]
