"""The HTTP interface ``/api/v1``: what the tablet form, and anybody else's client, speaks to."""

import logging
import re
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.access.actor import Actor
from assessment.domain.buddy import CheckedNote, Kept, OwnPeople
from assessment.domain.calibration import KeptCase
from assessment.domain.errors import NotAllowed, SprogsporError
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.domain.observer_comparison import OwnReading
from assessment.i18n.words import _, in_language
from assessment.pages.rater_words import told_to_oneself
from assessment.use_cases.log_observation import Conflict
from assessment.use_cases.sent_fields import SentFields
from assessment.web.api_requests import Unreadable, json_sent, require_our_own
from assessment.web.comparing_turns import one_at_a_time
from assessment.web.cookies import SESSION, forget_session, keep_session, language_of
from assessment.web.doors import Doors
from assessment.web.felt_document import felt_document
from assessment.web.sign_in_turns import in_turn

Answer = Callable[[Request], Awaitable[Response]]
_log = logging.getLogger(__name__)
_NEVER_TYPED = re.compile("[\0\ud800-\udfff]")


def api_routes(doors: Doors) -> list[BaseRoute]:
    """The routes under ``/api/v1``, given the use cases."""

    async def sign_in(request: Request) -> Response:
        require_our_own(request)
        user, password = _name_and_password(await json_sent(request))
        token = await in_turn(doors.sign_in, user, password)
        if (earlier := request.cookies.get(SESSION)) and earlier != token:
            await run_in_threadpool(doors.sign_out, earlier)
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

    async def own_reading(request: Request) -> Response:
        actor = await _actor(doors, request)
        reading = await one_at_a_time(doors.buddy.look_at_own_reading, actor)
        return JSONResponse({"observer_id": actor.observer_id, **_reading(reading)})

    async def observe(request: Request) -> Response:
        actor = await _actor(doors, request)
        require_our_own(request)
        sent = await json_sent(request)
        kept = await run_in_threadpool(doors.buddy.log_observation, actor, sent)
        return JSONResponse(_kept(kept), status_code=201 if kept.is_new else 200)

    async def rate_case(request: Request) -> Response:
        actor = await _actor(doors, request)
        require_our_own(request)
        sent = await json_sent(request)
        kept = await run_in_threadpool(doors.buddy.rate_case, actor, sent)
        return JSONResponse(_kept_case(kept), status_code=201 if kept.is_new else 200)

    async def check_note(request: Request) -> Response:
        actor = await _actor(doors, request)
        require_our_own(request)
        sent = await json_sent(request)
        return JSONResponse(_checked(await run_in_threadpool(doors.buddy.check_note, actor, sent)))

    return [
        Route("/api/v1/session", _answering(sign_in, refused=401), methods=["POST"]),
        Route("/api/v1/session", _answering(sign_out), methods=["DELETE"]),
        Route("/api/v1/me/placements", _answering(placements), methods=["GET"]),
        Route("/api/v1/me/felt", _answering(felt), methods=["GET"]),
        Route("/api/v1/me/reading", _answering(own_reading), methods=["GET"]),
        Route("/api/v1/observations", _answering(observe), methods=["POST"]),
        Route("/api/v1/calibrations", _answering(rate_case), methods=["POST"]),
        Route("/api/v1/notes/check", _answering(check_note), methods=["POST"]),
        *(Route(path, _answering(_another_way), methods=_EVERY_METHOD) for path in _PATHS),
        Route("/api/v1/{rest:path}", _answering(_nowhere), methods=_EVERY_METHOD),
    ]


_PATHS = (
    "/api/v1/session",
    "/api/v1/me/placements",
    "/api/v1/me/felt",
    "/api/v1/me/reading",
    "/api/v1/observations",
    "/api/v1/calibrations",
    "/api/v1/notes/check",
)
_EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


async def _another_way(_request: Request) -> Response:
    """Without this Streamlit would answer a GET that we have no route for, with a page and 200."""
    raise Unreadable(405, _("Sådan kan adressen ikke bruges."))


async def _nowhere(_request: Request) -> Response:
    raise Unreadable(404, _("Adressen findes ikke."))


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
                return _problems(409, (FieldError(problem.field, "", str(problem)),))
            except SprogsporError as problem:
                return _problems(503, (FieldError("", "", str(problem)),))
            except Exception as problem:  # a mistake of ours; its message may hold what somebody wrote
                _log.error("%s\n%s", type(problem).__name__, "".join(traceback.format_tb(problem.__traceback__)))
                return _problems(500, (FieldError("", "", _("Noget gik galt hos os. Prøv igen om lidt.")),))

    return answered


def _problems(status: int, errors: tuple[FieldError, ...]) -> JSONResponse:
    told = [{"field": error.field, "value": error.value, "message": error.message} for error in errors]
    return JSONResponse({"errors": told}, status_code=status)


def _name_and_password(sent: object) -> tuple[str, str]:
    """The two fields of a sign-in; no value is said back, for either may be a password."""
    fields = SentFields.of(sent)
    for field in ("user", "password"):
        value = fields.sent.get(field)
        if not isinstance(value, str) or not value or _NEVER_TYPED.search(value):
            message = _("Feltet {field} mangler, eller det kan ikke læses.").format(field=field)
            fields.errors.append(FieldError(field, "", message))
    fields.require_no_errors()
    return fields.sent["user"].strip(), fields.sent["password"]


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
        "stored_at": kept.stored_at.astimezone(UTC).isoformat(timespec="seconds"),
    }


def _kept_case(kept: KeptCase) -> dict[str, str]:
    return {"case_id": kept.case_id, "stored_at": kept.stored_at.astimezone(UTC).isoformat(timespec="seconds")}


def _reading(reading: OwnReading) -> dict[str, Any]:
    return {"waiting": reading.waiting, "said": list(told_to_oneself(reading))}


def _checked(checked: CheckedNote) -> dict[str, Any]:
    return {
        "note": checked.note,
        "found": [{"text": one.text, "kind": one.kind} for one in checked.found],
        "health": checked.health,
    }
