"""How one reads the steps, over HTTP: one's own in sentences, in the reader's language, and to observers alone."""

import threading
import time
from uuid import uuid4

import anyio
import pytest
from support.over_http import SAME_ORIGIN, problems

from assessment.access.actor import Actor, Role
from assessment.reference.calibration_cases import load_cases
from assessment.web.comparing_turns import one_at_a_time

READING = "/api/v1/me/reading"
FIRST = {
    "da": "Prøv først de 8 korte eksempler, der ligger klar. Bagefter kan du her se, hvordan du bruger trinene.",
    "en": "First try the 8 short examples that are ready for you. Afterwards you can see here how you use the steps.",
}


@pytest.fixture
def rate_all():
    """Send all eight cases."""

    def send(client):
        for case in load_cases().cases:
            ratings = {code: {"calibration_id": str(uuid4()), "step": 2} for code in case.criteria}
            sent = {"case_id": case.case_id, "ratings": ratings}
            assert client.post("/api/v1/calibrations", json=sent, headers=SAME_ORIGIN).status_code == 201

    return send


@pytest.mark.parametrize("language", ["da", "en"])
def test_before_the_cases_it_is_said_what_to_try_in_the_readers_language(mia, language):
    mia.get(f"/sprog/{language}")

    assert mia.get(READING).json() == {"observer_id": "mia", "waiting": 8, "said": [FIRST[language]]}


def test_after_them_it_is_sentences_and_holds_no_number_of_anybody(mia, rate_all):
    rate_all(mia)
    told = mia.get(READING)

    assert (told.status_code, told.headers["cache-control"]) == (200, "no-store")
    assert set(told.json()) == {"observer_id", "waiting", "said"}
    assert told.json()["waiting"] == 0
    assert told.json()["said"][0].endswith("Det er helt i orden.")
    assert not [word for word in ("bent", "Bent", "zahra", "Zahra", "severity") if word in told.text]


def test_nobody_else_has_one_and_it_is_only_read(client_at):
    assert client_at(None).get(READING).status_code == 401
    for user in ("karen", "ove"):
        refused = client_at(user).get(READING)
        assert (refused.status_code, problems(refused)) == (403, [""])
    assert client_at("mia").post(READING, json={}, headers=SAME_ORIGIN).status_code == 405


def test_however_many_ask_one_comparison_is_made_at_a_time():
    busy, most = set(), []
    observer = Actor("mia", Role.OBSERVER, observer_id="mia")

    def compare(_actor):
        busy.add(threading.get_ident())
        most.append(len(busy))
        time.sleep(0.02)
        busy.remove(threading.get_ident())

    async def ask_all():
        async with anyio.create_task_group() as asked:
            for _ in range(5):
                asked.start_soon(one_at_a_time, compare, observer)

    anyio.run(ask_all)

    assert most == [1] * 5
