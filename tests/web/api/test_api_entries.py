"""A buddy's entry through the HTTP interface: stored once, with a receipt, only about their own newcomers."""

import json
import threading
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from support.mia_at_work import MIA, NOT_OWN, OWN, PASSWORD, YESTERDAY, entry, held
from support.over_http import SAME_ORIGIN, problems, send
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at
from support.whole_life import deliver

from assessment.domain.receipt import receipt_of
from assessment.storage import accounts, journal, receipts
from assessment.use_cases import log_observation
from assessment.web import composition


def sign_in_again(mia):
    """The session is over after some hours, on a tablet sooner."""
    answer = mia.post("/api/v1/session", json={"user": "mia", "password": PASSWORD}, headers=SAME_ORIGIN)
    assert answer.status_code == 204


# --- stored ---


def test_an_entry_is_stored_with_the_servers_clock_and_answered_with_its_receipt(mia, ledger, clock):
    sent = entry(note="Ringede til 87 65 43 21.\r\nDet gik.", device_at="1999-01-01T00:00:00Z")
    answer = send(mia, sent)

    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "observation_id": sent["observation_id"],
        "receipt": receipt_of(sent["observation_id"]),
        "stored_at": answer.json()["stored_at"],
    }
    assert datetime.fromisoformat(answer.json()["stored_at"]) == clock.now
    observations, ratings = held(ledger)
    (stored,) = [row for row in observations if row["observation_id"] == sent["observation_id"]]
    assert stored["recorded_at"] == clock.now
    assert stored["observer_id"] == "mia"
    assert stored["note"] == "Ringede til [fjernet].\nDet gik."
    assert {row["criterion"]: row["step"] for row in ratings if row["observation_id"] == sent["observation_id"]} == {
        "small_talk": 3,
        "phone": None,
    }
    with ledger.reading() as transaction:
        assert receipts.find(transaction, sent["observation_id"]).device_at == "1999-01-01T00:00:00Z"
        (line,) = journal.lines(transaction, act="observation")
        assert (line.actor, line.subject) == ("mia", "amina")
        assert json.loads(line.detail) == {
            "observation_id": sent["observation_id"],
            "placement_id": "forloeb-amina",
        }


def test_the_same_entry_again_has_the_same_receipt_and_time_and_is_one_row(mia, ledger, clock):
    sent = entry(note="Skrev til ham@firma.dk")
    first = send(mia, sent)
    clock.now += timedelta(hours=30)
    sign_in_again(mia)
    again = send(mia, sent | {"device_at": None, "unknown": [1], "note": " Skrev til [fjernet] "})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert sum(row["observation_id"] == sent["observation_id"] for row in held(ledger)[0]) == 1


def test_an_id_in_upper_case_is_the_same_id(mia, ledger):
    sent = entry()
    first = send(mia, sent | {"observation_id": sent["observation_id"].upper()})

    assert first.status_code == 201
    assert first.json()["observation_id"] == sent["observation_id"]
    assert send(mia, sent).json() == first.json()


@pytest.mark.parametrize(
    "change",
    [
        {"note": "Noget andet."},
        {"note": None},
        {"seen_on": YESTERDAY.isoformat()},
        {"mode": "phone"},
        {"talk_minutes": "gt30"},
        {"talk_partners": None},
        {"placement_id": "forloeb-dawit"},
        {"ratings": {"small_talk": 2, "phone": None}},
        {"ratings": {"small_talk": 3}},
        {"ratings": {"small_talk": 3, "phone": None, "reading": 1}},
    ],
)
def test_other_content_under_a_known_id_changes_nothing(mia, ledger, change):
    sent = entry()
    send(mia, sent)
    before = held(ledger)
    answer = send(mia, sent | change)

    assert answer.status_code == 409
    assert problems(answer) == ["observation_id"]
    assert held(ledger) == before


def test_an_id_that_another_observer_has_used_is_a_conflict_and_tells_nothing_of_the_entry(client_at, ledger):
    sent = entry("amina", note="Kun Mia har set det.")
    send(client_at("mia"), sent)
    before = held(ledger)
    answer = send(client_at("bent"), sent)

    assert answer.status_code == 409
    assert "Kun Mia" not in answer.text
    assert held(ledger) == before


def test_an_entry_that_came_by_a_delivery_first_is_known(mia, ledger, tmp_path):
    bundle = SmallBundle()
    observation_id = bundle.seen(
        "amina", TODAY, {"small_talk": 2, "phone": None}, recorded_at=at(TODAY, 8), note="Fint."
    )
    deliver(ledger, bundle, tmp_path / "later", now=at(TODAY, 9))
    sent = entry(
        observation_id=observation_id,
        note="Fint.",
        mode=None,
        talk_minutes=None,
        talk_partners=None,
        ratings={"small_talk": 2, "phone": None},
    )
    answer = send(mia, sent)

    assert answer.status_code == 200
    assert answer.json()["receipt"] == receipt_of(observation_id)
    assert datetime.fromisoformat(answer.json()["stored_at"]) == at(TODAY, 8)
    assert send(mia, sent | {"note": "Andet."}).status_code == 409


@pytest.mark.parametrize(
    "only",
    [
        {"ratings": {"phone": 0}},
        {"talk_minutes": "0"},
        {"talk_partners": "0"},
        {"note": "👍"},
        {"ratings": {"joining_in": 2}},  # asked of culture guides, but a language buddy may have seen it too
    ],
)
def test_one_thing_seen_is_enough(mia, ledger, only):
    empty = {"note": None, "ratings": {}, "talk_minutes": None, "talk_partners": "", "mode": None}

    assert send(mia, entry() | empty | only).status_code == 201


@pytest.mark.parametrize(
    "nothing",
    [
        {},
        {"mode": "phone"},
        {"ratings": {"phone": None, "small_talk": None}},
        {"ratings": None},
        {"note": " \n\t "},
        {"note": "\u200b\u2060"},
    ],
)
def test_an_entry_of_nothing_is_refused(mia, ledger, nothing):
    before = held(ledger)
    answer = send(mia, entry(**{"note": "", "ratings": {}, "talk_minutes": "", "talk_partners": None, **nothing}))

    assert answer.status_code == 422
    assert problems(answer) == ["ratings"]
    assert held(ledger) == before


# --- whose ---


@pytest.mark.parametrize("name", OWN)
def test_a_buddy_writes_about_their_own(mia, name):
    assert send(mia, entry(name)).status_code == 201


@pytest.mark.parametrize("name", NOT_OWN)
def test_of_anybody_else_a_buddy_hears_the_one_sentence(mia, ledger, name):
    before = held(ledger)
    answer = send(mia, entry(name))

    assert answer.status_code == 403
    assert answer.json() == {"errors": [{"field": "", "value": "", "message": "Det har du ikke adgang til."}]}
    assert held(ledger) == before


def test_a_day_before_the_placement_began_is_told_to_its_own_observers_only(mia):
    early = {"seen_on": (FIRST_MONDAY - timedelta(days=1)).isoformat()}
    answer = send(mia, entry("amina", **early))

    assert (answer.status_code, problems(answer)) == (422, ["seen_on"])
    assert send(mia, entry("zahra", **early)).status_code == 403


def test_an_assignment_that_ends_today_ends_at_midnight(mia, clock):
    clock.now = at(TODAY, 23, 59)
    sent = entry("olena", seen_on=TODAY.isoformat())
    sign_in_again(mia)
    first = send(mia, sent)
    clock.now += timedelta(minutes=2)

    assert first.status_code == 201
    assert send(mia, entry("olena")).status_code == 403
    assert send(mia, sent).json() == first.json()  # whoever lost the answer still gets it


@pytest.mark.parametrize("user", ["karen", "ove"])
def test_nobody_but_observers_writes_entries(client_at, user, ledger):
    client = client_at(user)
    before = held(ledger)

    assert send(client, entry()).status_code == 403
    assert client.get("/api/v1/me/placements").status_code == 403
    assert held(ledger) == before


def test_the_refusals_come_in_one_order(client_at):
    nobody = client_at(None)
    invalid = entry("zahra", seen_on="i går")
    assert send(nobody, invalid).status_code == 401
    assert send(nobody, entry()).status_code == 401
    mia = client_at("mia")
    assert send(mia, invalid).status_code == 422
    known = entry("amina")
    send(mia, known)
    assert send(mia, known | {"placement_id": "forloeb-zahra"}).status_code == 403
    assert send(mia, known | {"note": "Andet."}).status_code == 409


def test_an_account_or_session_that_ends_is_out_at_the_next_call(client_at, ledger, clock):
    mia = client_at("mia")
    elsewhere = mia.cookies["sprogspor"]
    assert mia.delete("/api/v1/session", headers=SAME_ORIGIN).status_code == 204
    mia.cookies.set("sprogspor", elsewhere)
    assert (send(mia, entry()).status_code, problems(send(mia, entry()))) == (401, [""])

    bent = client_at("bent")
    with ledger.writing() as transaction:
        accounts.end(transaction, accounts.find(transaction, "bent"), now=clock.now)
    assert send(bent, entry("zahra")).status_code == 401


def test_a_session_that_ends_between_the_gate_and_the_desk_is_out(client_at, monkeypatch):
    mia, asked = client_at("mia"), []
    actor_of = composition.sign_in.actor_of

    def once(*arguments, **named):
        asked.append(1)
        return actor_of(*arguments, **named) if len(asked) == 1 else None

    monkeypatch.setattr(composition.sign_in, "actor_of", once)
    answer = send(mia, entry())

    assert (answer.status_code, problems(answer), len(asked)) == (401, [""], 2)


# --- corrections ---


def test_an_own_entry_is_replaced_within_a_day_and_not_later(mia, ledger, clock):
    first, second = entry(), entry()
    send(mia, first)
    clock.now += timedelta(hours=24)
    sign_in_again(mia)
    send(mia, second)

    assert send(mia, entry(replaces=first["observation_id"].upper(), note="Rettet.")).status_code == 201
    again = send(mia, entry(replaces=first["observation_id"], note="Rettet igen."))
    assert (again.status_code, problems(again)) == (409, ["observation_id"])
    clock.now += timedelta(hours=24, seconds=1)
    sign_in_again(mia)
    assert send(mia, entry(replaces=second["observation_id"])).status_code == 409


def test_nobody_elses_entry_is_replaced_nor_one_that_is_not_there(client_at, ledger):
    bents = entry("amina")
    send(client_at("bent"), bents)
    mia = client_at("mia")
    own = entry("dawit")
    send(mia, own)
    before = held(ledger)

    assert send(mia, entry("amina", replaces=bents["observation_id"])).status_code == 409
    assert send(mia, entry("amina", replaces=own["observation_id"])).status_code == 409
    assert send(mia, entry("amina", replaces=str(uuid4()))).status_code == 409
    assert held(ledger) == before


# --- the reading side ---


def test_a_buddy_sees_their_own_people_in_four_words_each(mia):
    send(mia, entry("dawit"))
    answer = mia.get("/api/v1/me/placements")

    assert answer.status_code == 200
    assert {row["placement_id"]: row for row in answer.json()} == {
        "forloeb-amina": {
            "placement_id": "forloeb-amina",
            "alias": "Amina",
            "last_seen_on": FIRST_MONDAY.isoformat(),
            "due": True,
        },
        "forloeb-dawit": {
            "placement_id": "forloeb-dawit",
            "alias": "Dawit",
            "last_seen_on": TODAY.isoformat(),
            "due": False,
        },
        "forloeb-olena": {"placement_id": "forloeb-olena", "alias": "Olena", "last_seen_on": None, "due": True},
    }


def test_health_is_told_to_anybody(client_at):
    nobody = client_at(None)

    assert nobody.get("/healthz").status_code == 200
    assert nobody.get("/readyz").status_code == 200


# --- many at once ---


def test_twenty_taps_at_once_are_one_row(mia, ledger):
    sent, answers = entry(), []
    taps = [threading.Thread(target=lambda: answers.append(send(mia, sent))) for _tap in range(20)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 19}
    assert len({answer.text for answer in answers}) == 1
    observations, ratings = held(ledger)
    assert sum(row["observation_id"] == sent["observation_id"] for row in observations) == 1
    assert sum(row["observation_id"] == sent["observation_id"] for row in ratings) == 2
    with ledger.reading() as transaction:
        assert journal.first_broken_link(transaction) is None


def test_the_time_is_that_of_the_commit_and_not_of_the_place_in_the_queue(ledger, clock):
    asked = []

    def later():
        asked.append(clock.now)
        return clock.now + timedelta(minutes=5 * (len(asked) - 1))

    kept = log_observation.log_observation(ledger, MIA, entry(), clock=later)

    assert kept.stored_at == clock.now + timedelta(minutes=5)
    assert UUID(kept.observation_id)
