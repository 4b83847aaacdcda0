"""The provider's counter: one plain page that takes files and says what became of them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4

from anyio import Lock
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.access.actor import Actor, Role
from assessment.domain.errors import NotAllowed, SprogsporError, StillInUse
from assessment.exchange.own_csv import LEFT_OUT, Said, Unrecognised
from assessment.exchange.refusal_list import refusals_as_csv
from assessment.i18n.words import _, in_language
from assessment.web.cookies import SESSION, language_of
from assessment.web.delivery_form import ITS_FILES, STATIC, meaning_form, upload_form
from assessment.web.delivery_held import Held, WaitingRoom, mark_of
from assessment.web.delivery_outcome import REFUSED, outcome_page
from assessment.web.delivery_turns import Turns
from assessment.web.delivery_upload import NotReceived, received, thrown_away
from assessment.web.doors import CounterDoors, Doors
from assessment.web.sign_in_page import is_our_own_form, text_field

_FIELDS_MAX = 3_000
_Answer = Callable[[Request, Actor], Awaitable[Response]]


def delivery_routes(doors: Doors) -> list[BaseRoute]:
    """The route ``/levering``, for course providers only, and the page's own style and script."""
    counter = _Counter(doors.counter, WaitingRoom(), Turns())

    def for_a_provider(answer: _Answer) -> Callable[[Request], Awaitable[Response]]:
        async def answered(request: Request) -> Response:
            with in_language(language_of(request.cookies)):
                actor = await run_in_threadpool(doors.actor_of, request.cookies.get(SESSION, ""))
                if actor is None or actor.role is not Role.PROVIDER:
                    return PlainTextResponse(_("Det har du ikke adgang til."), status_code=403)
                if request.method == "POST" and not is_our_own_form(request):
                    return PlainTextResponse(_("Formularen kom ikke herfra."), status_code=403)
                try:
                    return await answer(request, actor)
                except NotAllowed as refused:
                    return PlainTextResponse(str(refused), status_code=403)
                except NotReceived as problem:
                    return _form(actor, str(problem), problem.status)
                except SprogsporError as problem:
                    return _form(actor, str(problem), 503)

        return answered

    return [
        Route("/levering", for_a_provider(counter.show), methods=["GET"]),
        Route("/levering", for_a_provider(counter.take), methods=["POST"]),
        *(Route(f"/app/static/{name}", _file(name), methods=["GET"]) for name in ITS_FILES),
    ]


class _Counter:
    """The counter's page over its use cases; what somebody is in the middle of waits in ``room``."""

    def __init__(self, doors: CounterDoors, room: WaitingRoom, turns: Turns) -> None:
        self._doors = doors
        self._room = room
        self._turns = turns

    async def show(self, request: Request, actor: Actor) -> Response:
        number = request.query_params.get("nr", "")
        held = self._room.find(actor.user, number) if number else None
        if held is None:
            gone = _("Det, du så på, vises ikke mere. Det, der er gemt, står under alle leveringer.") if number else ""
            return _form(actor, gone)
        if held.delivered.outcome is None:
            return HTMLResponse(meaning_form(user=actor.user, number=number, files=held.delivered.unrecognised))
        if request.query_params.get("hent") == REFUSED:
            name = "afviste-raekker.csv"
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            content = refusals_as_csv(held.delivered.outcome.refused)
            return Response(content, media_type="text/csv; charset=utf-8", headers=headers)
        return _outcome(actor, number, held, wanted=request.query_params.get("vis", ""))

    async def take(self, request: Request, actor: Actor) -> Response:
        try:
            with self._turns.in_line(actor.user) as turn:
                return await self._take(request, actor, turn)
        except NotReceived as problem:
            if problem.status == 429:
                await thrown_away(request)
            raise

    async def _take(self, request: Request, actor: Actor, turn: Lock) -> Response:
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            sent = await received(request)
            if not sent.files:
                return _form(actor, _("Vælg mindst én fil."), 422)
            dry_run = sent.fields.get("handling") == "proev"
            work = partial(self._deliver, actor, sent.fields.get("nr", ""), sent.files, {}, dry_run)
            async with turn:
                return _look_at(await self._turns.deliver(work))
        async with request.form(max_files=0, max_fields=_FIELDS_MAX) as fields:
            number, act = text_field(fields, "nr"), text_field(fields, "handling")
            chosen = {name: text_field(fields, name) for name in fields}
        held = self._room.find(actor.user, number)
        if held is None:
            return _form(actor, _("Det, du så på, vises ikke mere. Vælg filen igen."), 410)
        if act == "fortryd":
            return await run_in_threadpool(self._undo, actor, number, held)
        if not held.files:
            return _look_at(number) if held.is_stored else _form(actor, _("Vælg filen igen."), 410)
        said = dict(held.said)
        if act == "forklar":
            said |= _said_in(chosen, held.delivered.unrecognised)
        dry_run = held.dry_run and act != "lever-nu"
        work = partial(self._deliver, actor, number, held.files, said, dry_run)
        async with turn:
            return _look_at(await self._turns.deliver(work))

    def _deliver(
        self, actor: Actor, number: str, files: tuple[tuple[str, bytes], ...], said: dict[str, Said], dry_run: bool
    ) -> str:
        """Deliver, or try; the number under which the outcome waits. The same form sent twice is delivered once.

        Whoever calls holds the user's turn, so that a second tap meets what became of the first.
        """
        number, mark = number if _is_ours(number) else str(uuid4()), mark_of(files)
        before = self._room.find(actor.user, number)
        if before is not None and before.is_stored:
            if before.mark == mark and not before.undone:
                return number
            number = str(uuid4())
        delivered = self._doors.deliver(actor, files, said, number, dry_run)
        waits = delivered.outcome is None or (dry_run and not delivered.outcome.refused)
        self._room.keep(actor.user, number, Held(files if waits else (), delivered, dry_run, mark, said))
        return number

    def _undo(self, actor: Actor, number: str, held: Held) -> Response:
        outcome = held.delivered.outcome
        if outcome is None or outcome.batch_id is None or held.undone:
            return _look_at(number)
        try:
            self._doors.undo_delivery(actor, outcome.batch_id)
        except StillInUse as refused:
            return _outcome(actor, number, held, problem=" ".join(refused.reasons), status=409)
        except SprogsporError as refused:
            return _outcome(actor, number, held, problem=str(refused), status=409)
        self._room.keep(actor.user, number, replace(held, undone=True))
        return _look_at(number)


def _is_ours(number: str) -> bool:
    try:
        return str(UUID(number)) == number
    except ValueError:
        return False


def _said_in(chosen: dict[str, str], files: tuple[Unrecognised, ...]) -> dict[str, Said]:
    """What the form says of each file; whoever reads it takes no other words than our own."""
    said: dict[str, Said] = {}
    for place, file in enumerate(files):
        stem = chosen.get(f"art-{place}", "")
        columns = [chosen.get(f"k-{place}-{at}", LEFT_OUT) for at in range(len(file.headers))]
        said[file.name] = Said(stem, dict(zip(file.headers, columns, strict=True)))
    return said


def _outcome(
    actor: Actor, number: str, held: Held, *, wanted: str = "", problem: str = "", status: int = 200
) -> Response:
    outcome = held.delivered.outcome
    if outcome is None:
        return _look_at(number)
    html = outcome_page(user=actor.user, number=number, held=held, outcome=outcome, wanted=wanted, problem=problem)
    return HTMLResponse(html, status_code=status)


def _form(actor: Actor, problem: str = "", status: int = 200) -> HTMLResponse:
    return HTMLResponse(upload_form(user=actor.user, number=str(uuid4()), problem=problem), status_code=status)


def _look_at(number: str) -> Response:
    return RedirectResponse(f"/levering?nr={number}", status_code=303)


def _file(name: str) -> Callable[[Request], Response]:
    def show(_request: Request) -> Response:
        return FileResponse(STATIC / name, media_type=ITS_FILES[name])

    return show
