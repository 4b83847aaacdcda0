"""Everything in one process on one port: our routes, the gate, the headers, and Streamlit behind them."""

import gc
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypedDict

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.i18n.words import _, in_language
from assessment.web import streamlit_options
from assessment.web.api import api_routes
from assessment.web.cookies import language_of
from assessment.web.delivery_page import delivery_routes
from assessment.web.doors import Doors, put_in_use
from assessment.web.felt_page import felt_routes
from assessment.web.gate import STREAMLIT_PAGES, Gate
from assessment.web.headers import SecurityHeaders
from assessment.web.shell import shell
from assessment.web.sign_in_page import sign_in_routes
from assessment.web.welcome_page import welcome_routes

PAGE_SCRIPT = Path(__file__).with_name("page_script.py")
_USED_BY_PAGES = ("babel.dates", "babel.numbers", "pandas", "assessment.web.desk")
_log = logging.getLogger(__name__)


class Parts(TypedDict):
    """What ``st.App`` is given beside the page script."""

    routes: list[BaseRoute]
    middleware: list[Middleware]
    lifespan: Callable[[Any], AbstractAsyncContextManager[None]]
    on_script_error: Callable[[Exception], bool]


def build_application(database_url: str) -> st.App:
    """The whole product over the database at ``database_url``, as one ASGI application."""
    return st.App(PAGE_SCRIPT, **parts_over(database_url))


def assemble(doors: Doors) -> st.App:
    """The application over ``doors``."""
    return st.App(PAGE_SCRIPT, **parts_of(doors))


def parts_over(database_url: str) -> Parts:
    """The parts of the application over the database at ``database_url``."""
    from assessment.web.composition import doors_to

    return parts_of(doors_to(database_url))


def parts_of(doors: Doors) -> Parts:
    """The parts of the application over ``doors``; the page script of this process is given the same ones."""
    streamlit_options.apply()
    put_in_use(doors)
    return Parts(
        routes=[
            *sign_in_routes(
                sign_in=doors.sign_in,
                sign_out=doors.sign_out,
                sign_out_everywhere=doors.sign_out_everywhere,
                actor_of=doors.actor_of,
            ),
            *welcome_routes(
                stands=doors.invitation_stands,
                known_user=doors.invited_user,
                accept=doors.accept_invitation,
                actor_of=doors.actor_of,
            ),
            *api_routes(doors),
            *felt_routes(),
            *delivery_routes(doors),
            *_health_routes(doors.answers),
            *(Route(page, _show_shell, methods=["GET"]) for page in STREAMLIT_PAGES),
        ],
        middleware=[Middleware(SecurityHeaders), Middleware(Gate, actor_of=doors.actor_of)],
        lifespan=_warmed_up,
        on_script_error=_say_it_failed,
    )


async def _show_shell(request: Request) -> Response:
    return HTMLResponse(shell(language_of(request.cookies)))


def _health_routes(answers: Callable[[], bool]) -> list[BaseRoute]:
    async def is_up(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def is_ready(_request: Request) -> Response:
        try:
            ready = await run_in_threadpool(answers)
        except Exception as problem:  # whatever the driver raises, the answer is the same
            _log.warning("the database does not answer: %s", type(problem).__name__)
            ready = False
        return PlainTextResponse("ok" if ready else "the database does not answer", status_code=200 if ready else 503)

    return [Route("/healthz", is_up, methods=["GET"]), Route("/readyz", is_ready, methods=["GET"])]


@asynccontextmanager
async def _warmed_up(_app: Any) -> AsyncIterator[None]:
    """Import what pages use, then keep it out of the collections that Streamlit asks for after every run."""
    for module in _USED_BY_PAGES:
        import_module(module)
    gc.collect()
    gc.freeze()
    yield


def _say_it_failed(problem: Exception) -> bool:
    """Tell the person in their language, and the log where, without any text that may be about people."""
    where = "".join(traceback.format_tb(problem.__traceback__))
    _log.error("a page failed: %s\n%s", type(problem).__name__, where)
    with in_language(language_of(st.context.cookies)):
        st.error(_("Noget gik galt hos os. Det, der allerede er gemt, er bevaret. Prøv at åbne siden igen."))
    return True
