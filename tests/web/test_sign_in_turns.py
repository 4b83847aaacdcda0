"""A crowd at the door: a few are looked at, some wait, the rest hear so at once, and nobody inside notices."""

import threading
from dataclasses import replace

import anyio
import httpx
import pytest
from invented_desk import InventedDoors
from streamlit.runtime import Runtime

from assessment.domain.errors import NotAllowed
from assessment.web.application import assemble
from assessment.web.sign_in_turns import AT_ONCE, MAY_WAIT

MANY = "Der er mange, der logger ind lige nu. Prøv igen om lidt."
TOO_MANY = 60
DOORS = {
    "/log-ind": {"data": {"bruger": "ingen", "adgangskode": "gæt"}},
    "/velkommen": {"data": {"kode": "god-kode", "bruger": "ingen", "adgangskode": "gæt"}},
    "/api/v1/session": {"json": {"user": "ingen", "password": "gæt"}},
}


class SlowDoors(InventedDoors):
    """Doors at which looking at a password takes until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.looking: set[str] = set()

    def look(self, *_fields: str) -> str:
        self.looking.add(threading.current_thread().name)
        assert self.go_on.wait(timeout=60)
        raise NotAllowed("Navn og adgangskode passer ikke sammen.")


@pytest.mark.parametrize("path", DOORS)
def test_a_crowd_at_the_door_is_told_so_at_once_and_keeps_nobody_inside_waiting(monkeypatch, path):
    monkeypatch.setattr(Runtime, "_instance", None)
    house = SlowDoors()
    token = house.sign_in("anna", "blå cykel")
    app = assemble(replace(house.doors(), sign_in=house.look, accept_invitation=house.look))
    answers: list[httpx.Response] = []

    async def knock(client: httpx.AsyncClient, turned_away: anyio.Event) -> None:
        answers.append(await client.post(path, headers={"Origin": "http://testserver"}, **DOORS[path]))
        if len(answers) == TOO_MANY:
            turned_away.set()

    async def evening() -> None:
        transport = httpx.ASGITransport(app)
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://testserver") as client,
            anyio.create_task_group() as crowd,
        ):
            turned_away = anyio.Event()
            for _person in range(AT_ONCE + MAY_WAIT + TOO_MANY):
                crowd.start_soon(knock, client, turned_away)
            try:
                with anyio.fail_after(30):
                    await turned_away.wait()
                    inside = {"Cookie": f"sprogspor={token}"}
                    assert (await client.get("/api/v1/me/placements", headers=inside)).status_code == 200
                assert {answer.status_code for answer in answers} == {503}
                assert all(MANY in answer.text for answer in answers)
            finally:
                house.go_on.set()

    anyio.run(evening)

    assert len(answers) == AT_ONCE + MAY_WAIT + TOO_MANY
    assert 503 not in {answer.status_code for answer in answers[TOO_MANY:]}, "whoever waited was looked at"
    assert len(house.looking) <= AT_ONCE
