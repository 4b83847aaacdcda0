"""The HTTP interface ``/api/v1``: what the tablet form, and anybody else's client, speaks to."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.access.actor import Actor
from assessment.domain.buddy import Kept, OwnPeople
from assessment.domain.errors import NotAllowed, SprogsporError
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.i18n.words import _, in_language
from assessment.use_cases.log_observation import Conflict
from assessment.web.api_requests import Unreadable, json_sent, require_our_own
from assessment.web.cookies import SESSION, forget_session, keep_session, language_of
from assessment.web.doors import Doors
from assessment.web.felt_document import felt_document

Answer = Callable[[Request], Awaitable[Response]]


def api_routes(doors: Doors) -> list[BaseRoute]:
    """The routes under ``/api/v1``, given the use cases."""

    async def sign_in(request: Request) -> Response:
        require_our_own(request)
        sent = await json_sent(request)
        user, password = _text(sent, "user"), _text(sent, "password")
        token = await run_in_threadpool(doors.sign_in, user.strip(), password)
        response = Response(status_code=204)
        keep_session(response, request, token)
        return response

    async def sign_out(request: Request) -> Response:
        require_our_own(request)
        if token := request.cookies.get(SESSION):
            await run_in_threadpool(doors.sign_out, token)
        response = Response(status_code=204)
        forget_session(response)
        return response

    async def placements(request: Request) -> Response:
        people = await run_in_threadpool(doors.buddy.own_people, await _actor(doors, request))
        return JSONResponse(_placements(people))

    async def felt(request: Request) -> Response:
        people = await run_in_threadpool(doors.buddy.own_people, await _actor(doors, request))
        return JSONResponse(felt_document(people))

    async def observe(request: Request) -> Response:
        actor = await _actor(doors, request)
        require_our_own(request)
        sent = await json_sent(request)
        kept = await run_in_threadpool(doors.buddy.log_observation, actor, sent)
        return JSONResponse(_kept(kept), status_code=201 if kept.is_new else 200)

    return [
        Route("/api/v1/session", _answering(sign_in, refused=401), methods=["POST"]),
        Route("/api/v1/session", _answering(sign_out), methods=["DELETE"]),
        Route("/api/v1/me/placements", _answering(placements), methods=["GET"]),
        Route("/api/v1/me/felt", _answering(felt), methods=["GET"]),
        Route("/api/v1/observations", _answering(observe), methods=["POST"]),
    ]


class _SignedOut(SprogsporError):
    """The session ended after the gate let the call through."""


async def _actor(doors: Doors, request: Request) -> Actor:
    actor = await run_in_threadpool(doors.actor_of, request.cookies.get(SESSION, ""))
    if actor is None:
        raise _SignedOut(_("Log ind først."))
    return actor


def _answering(answer: Answer, *, refused: int = 403) -> Answer:
    """``answer`` in the reader's language, with every refusal as JSON under its status."""

    async def answered(request: Request) -> Response:
        with in_language(language_of(request.cookies)):
            try:
                return await answer(request)
            except Unreadable as problem:
                return _problems(problem.status, (FieldError("", "", str(problem)),))
            except InvalidFields as problem:
                return _problems(422, problem.errors)
            except _SignedOut as problem:
                return _problems(401, (FieldError("", "", str(problem)),))
            except NotAllowed as problem:
                return _problems(refused, (FieldError("", "", str(problem)),))
            except Conflict as problem:
                return _problems(409, (FieldError("observation_id", "", str(problem)),))
            except SprogsporError as problem:
                return _problems(503, (FieldError("", "", str(problem)),))

    return answered


def _problems(status: int, errors: tuple[FieldError, ...]) -> JSONResponse:
    told = [{"field": error.field, "value": error.value, "message": error.message} for error in errors]
    return JSONResponse({"errors": told}, status_code=status)


def _text(sent: object, field: str) -> str:
    value = sent.get(field) if isinstance(sent, dict) else None
    if not isinstance(value, str):
        raise InvalidFields((FieldError(field, "", _("Feltet {field} mangler.").format(field=field)),))
    return value


def _placements(people: OwnPeople) -> list[dict[str, Any]]:
    return [
        {
            "placement_id": one.placement_id,
            "alias": one.alias,
            "last_seen_on": one.last_seen_on.isoformat() if one.last_seen_on else None,
            "due": one.due,
        }
        for one in people.colleagues
    ]


def _kept(kept: Kept) -> dict[str, str]:
    return {
        "observation_id": kept.observation_id,
        "receipt": kept.receipt,
        "stored_at": kept.stored_at.isoformat(timespec="seconds"),
    }
