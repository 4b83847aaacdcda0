"""A rated calibration case over HTTP: taken once however often it comes, refused in the same form as an entry."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from support.over_http import SAME_ORIGIN, problems, send_raw

from assessment.reference.calibration_cases import load_cases
from assessment.storage.facts import current_records

CASES = "/api/v1/calibrations"
IDS = list(load_cases().case_ids)


def rated(case_id="laundry", *, step=1, **ratings):
    """A case as the tablet sends it; ``ratings`` are put in place of what would stand."""
    made = {code: {"calibration_id": str(uuid4()), "step": step} for code in load_cases().case(case_id).criteria}
    return {"case_id": case_id, "ratings": made | ratings}


def send(client, sent, **headers):
    return client.post(CASES, json=sent, headers=SAME_ORIGIN | headers)


def held(ledger):
    with ledger.reading() as transaction:
        return current_records(transaction, "calibrations")


def test_the_same_case_again_is_answered_alike_and_stored_once(mia, ledger, clock):
    sent = rated()
    first = send(mia, sent)
    clock.now += timedelta(minutes=5)
    shouted = {code: {**one, "calibration_id": one["calibration_id"].upper()} for code, one in sent["ratings"].items()}
    again = send(mia, sent | {"ratings": shouted, "unknown": [1]})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["case_id"] == "laundry"
    assert datetime.fromisoformat(first.json()["stored_at"]) == clock.now - timedelta(minutes=5)
    rows = held(ledger)
    assert {row["criterion"]: row["step"] for row in rows} == {"instructions": 1, "initiative": 1}
    assert {(row["observer_id"], row["case_id"], row["rated_at"]) for row in rows} == {
        ("mia", "laundry", clock.now - timedelta(minutes=5))
    }


def test_other_content_under_a_known_id_is_a_conflict_that_changes_nothing_whoever_sends_it(mia, client_at, ledger):
    sent = rated()
    send(mia, sent)
    before = held(ledger)
    another_step = {**sent["ratings"], "initiative": {**sent["ratings"]["initiative"], "step": 4}}
    one_new = {**sent["ratings"], "initiative": {"calibration_id": str(uuid4()), "step": 1}}
    swapped = dict(zip(sent["ratings"], reversed(sent["ratings"].values()), strict=True))

    for ratings in (another_step, one_new, swapped):
        answer = send(mia, sent | {"ratings": ratings})
        assert (answer.status_code, problems(answer)) == (409, ["ratings"])
        assert "allerede modtaget" in answer.text
    assert send(client_at("bent"), sent).status_code == 409
    assert held(ledger) == before


SOME_ID = "4f1c9e9a-5a39-4a63-93a5-0f4c07d4a1ce"
WILL_NOT_DO = [
    ({"case_id": None}, ["case_id"]),
    ({"case_id": ["laundry"]}, ["case_id"]),
    ({"case_id": "canteen"}, ["case_id"]),
    ({"ratings": None}, ["ratings"]),
    ({"ratings": [["initiative", 1]]}, ["ratings"]),
    ({"ratings": {}}, [f"ratings.{code}.{field}" for code in ("instructions", "initiative")
                       for field in ("step", "calibration_id")]),
    (rated(phone={"calibration_id": SOME_ID, "step": 1}), ["ratings"]),
    (rated(initiative=None), ["ratings.initiative.step", "ratings.initiative.calibration_id"]),
    (rated(initiative={"calibration_id": SOME_ID, "step": None}), ["ratings.initiative.step"]),
    (rated(initiative={"calibration_id": SOME_ID, "step": True}), ["ratings.initiative.step"]),
    (rated(initiative={"calibration_id": SOME_ID, "step": 5}), ["ratings.initiative.step"]),
    (rated(initiative={"calibration_id": "7", "step": 2}), ["ratings.initiative.calibration_id"]),
    (rated(instructions={"calibration_id": SOME_ID, "step": 0}, initiative={"calibration_id": SOME_ID, "step": 2}),
     ["ratings"]),
]  # fmt: skip


def test_whatever_will_not_do_is_named_all_at_once_and_nothing_is_stored(mia, ledger):
    for change, fields in WILL_NOT_DO:
        answer = send(mia, rated() | change)

        assert (answer.status_code, problems(answer)) == (422, fields), change
    assert "Vælg et trin fra 0 til 4 for Tage ordet selv." in send(mia, rated(initiative={})).text
    assert held(ledger) == []


def test_who_is_not_signed_in_is_told_so_before_anything_else_and_who_is_no_observer_after_the_fields(
    client_at, ledger
):
    assert client_at(None).post(CASES, content=b"{", headers=SAME_ORIGIN).status_code == 401
    mia = client_at("mia")
    assert mia.post(CASES, json=rated()).status_code == 403
    assert send(mia, rated(), Origin="https://elsewhere.example").status_code == 403
    assert send_raw(mia, b"{}", path=CASES, content_type="text/plain").status_code == 415
    assert mia.get(CASES).status_code == 405
    karen = client_at("karen")
    assert (send(karen, {}).status_code, send(karen, rated()).status_code) == (422, 403)
    assert held(ledger) == []


@pytest.mark.parametrize(("language", "place"), [("da", "I et vaskeri"), ("en", "In a laundry")])
def test_the_page_is_told_which_cases_wait_in_the_readers_language(mia, language, place):
    mia.get(f"/sprog/{language}")
    told = mia.get("/api/v1/me/felt").json()["cases"]
    for case_id in IDS[1:]:
        assert send(mia, rated(case_id)).status_code == 201
    left = mia.get("/api/v1/me/felt").json()["cases"]

    assert [one["case_id"] for one in told] == IDS
    assert told[0]["place"] == place
    assert told[0]["criteria"] == ["instructions", "initiative"]
    assert left == told[:1]
