"""One delivery of a user at a time, one waiting: whoever presses on hears so, and nothing is lost."""

import shutil
from functools import partial

import anyio
import httpx
import pytest
from streamlit.runtime import Runtime
from support.three_people import TODAY, at, three_people
from support.whole_life import PASSWORD, add_account, deliver

from assessment.access.actor import Actor, Role
from assessment.storage.ledger import open_ledger
from assessment.use_cases.list_deliveries import list_deliveries
from assessment.web import composition
from assessment.web.application import assemble

KIRSTEN = Actor(user="kirsten", role=Role.PROVIDER, provider_id="sprogcenter")
ORIGIN = {"Origin": "http://testserver"}
HEADER = "kursist;prøve;prøvedato;resultat\n"
BUSY = "Vi er ved at tage jeres forrige levering ind."


@pytest.fixture
def ledger(empty_database, tmp_path):
    """Amina and Yusuf are referred to Sprogcentret, where Kirsten works."""
    shutil.copyfile(empty_database, tmp_path / "town.db")
    opened = open_ledger(f"sqlite:///{tmp_path / 'town.db'}")
    deliver(opened, three_people(), tmp_path / "town", now=at(TODAY, 7))
    add_account(opened, KIRSTEN)
    yield opened
    opened.close()


async def signed_in(client: httpx.AsyncClient) -> None:
    answer = await client.post("/log-ind", data={"bruger": "kirsten", "adgangskode": PASSWORD}, headers=ORIGIN)
    assert answer.status_code == 303


def test_of_three_files_sent_at_once_two_are_delivered_in_turn_and_the_third_is_asked_to_wait(
    ledger, tmp_path, monkeypatch
):
    monkeypatch.setattr(Runtime, "_instance", None)
    app = assemble(composition.doors_to(f"sqlite:///{tmp_path / 'town.db'}"))
    statuses: list[int] = []
    turned_away: list[str] = []

    async def send(client: httpx.AsyncClient, anybody_was: anyio.Event, day: str) -> None:
        content = f"{HEADER}amina;modultest;{day}-05-2026;ja\n"
        answer = await client.post("/levering", files={"filer": (f"{day}.csv", content)}, headers=ORIGIN)
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            turned_away.append(answer.text)
            anybody_was.set()

    async def afternoon() -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            await signed_in(client)
            anybody_was = anyio.Event()
            async with anyio.create_task_group() as crowd:
                with ledger.writing():  # somebody else is writing, so the first delivery cannot end yet
                    for day in ("26", "27", "28"):
                        crowd.start_soon(partial(send, client, anybody_was, day))
                    with anyio.fail_after(20):
                        await anybody_was.wait()

    anyio.run(afternoon)

    assert sorted(statuses) == [303, 303, 429]
    assert BUSY in turned_away[0]
    assert [record.added for record in list_deliveries(ledger, KIRSTEN)] == [1, 1]
