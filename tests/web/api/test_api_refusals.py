"""What the HTTP interface refuses, and that it says so in one form, keeps nothing of it, and never answers 500."""

import json
import logging
import sqlite3

import pytest
from support.mia_at_work import PASSWORD, entry, held
from support.over_http import ENTRIES, SAME_ORIGIN, problems, send, send_raw

from assessment.storage import engine
from assessment.use_cases import log_observation

SECRET = "Hemmelig 610190-1234"


WILL_NOT_DO = {
    "observation_id": (
        *(None, 7, "", "7", True, "4f1c9e9a5a394a6393a50f4c07d4a1ce", "{4f1c9e9a-5a39-4a63-93a5-0f4c07d4a1ce}"),
        *("urn:uuid:4f1c9e9a-5a39-4a63-93a5-0f4c07d4a1ce", "4f1c9e9a-5a39-4a63-93a5-0f4c07d4a1c\u0661"),
    ),
    "placement_id": (None, 7, "", "x" * 65, "a\0b", "a\nb", "\ud800", ["forloeb-amina"]),
    "seen_on": (
        *(None, 20260608, "i går", "2026-06-31", "08-06-2026", "2026-W23-1", "20260608", "2026-06-09", "0001-01-01"),
        *("2026-06-0\u0668", "2026-06-08T10:00:00"),
    ),
    "device_at": (7, "x" * 41, "a\0b", "ø", {}),
    "mode": (0, "brev", ["phone"], True),
    "talk_minutes": (0, "10-30", False, {}),
    "talk_partners": (4, "4", "4plus ", []),
    "note": (7, ["tekst"], "x" * 501, "a\0b", "a\x0bb", "\ud800", "a@b.dk " * 60),
    "ratings": (7, "small_talk", [], [["small_talk", 3]], {"smalltalk": 3}, {"": 1}, {"\ud800": 1}),
    "replaces": (7, "den forrige", {}, True),
}


@pytest.mark.parametrize("field", WILL_NOT_DO)
def test_a_field_that_will_not_do_is_named_and_nothing_is_stored(mia, ledger, field):
    before = held(ledger)
    for value in WILL_NOT_DO[field]:
        answer = send_raw(mia, json.dumps(entry(**{field: value})).encode())

        assert answer.status_code == 422, value
        assert problems(answer) == [field], value
    assert held(ledger) == before


def test_a_step_is_a_whole_number_from_0_to_4_or_nothing(mia, ledger):
    before = held(ledger)
    for step in (-1, 5, "3", 3.0, 2.5, True, False, [], {}, 1e400, 10**400):
        body = json.dumps(entry(ratings={"phone": step, "small_talk": 2})).replace("Infinity", "1e400")
        answer = send_raw(mia, body.encode())

        assert (answer.status_code, problems(answer)) == (422, ["ratings.phone"]), step
    assert held(ledger) == before


def test_every_problem_is_told_at_once_with_the_value_and_the_cure(mia):
    answer = send(
        mia, {"placement_id": "", "seen_on": "i går", "mode": 7, "note": SECRET * 40, "ratings": {"phone": "9"}}
    )

    assert problems(answer) == ["observation_id", "placement_id", "seen_on", "mode", "note", "ratings.phone"]
    told = {error["field"]: error for error in answer.json()["errors"]}
    assert told["seen_on"] == {"field": "seen_on", "value": "i går", "message": "Dagen skal skrives som 2026-03-02."}
    assert told["ratings.phone"]["value"] == "9"
    assert "Hemmelig" not in answer.text


def test_an_entry_replaces_no_other_than_an_earlier_one(mia):
    sent = entry()

    assert problems(send(mia, sent | {"replaces": sent["observation_id"]})) == ["replaces"]


def test_the_sentences_come_in_english_where_english_was_chosen(mia):
    mia.cookies.set("sprog", "en")

    assert send(mia, entry("zahra")).json()["errors"][0]["message"] != "Det har du ikke adgang til."


BODIES = (
    (b"", 422),
    (b"{", 422),
    (b"[]", 422),
    (b"null", 422),
    (b'"tekst"', 422),
    (b"NaN", 422),
    (b'{"ratings": {"phone": NaN}}', 422),
    (b'{"ratings": {"phone": -Infinity}}', 422),
    (b'{"note": "a", "note": "b"}', 422),
    (b'{"ratings": {"phone": 1, "phone": 2}}', 422),
    (b"\xff\xfe{\x00}\x00", 422),
    (b'{"note": "\xe6"}', 422),
    (b"[" * 30_000, 422),
    (b'{"a":' * 10_000, 422),
    (b"9" * 5_000, 422),
    (b'{"note": "' + b"x" * 65_536 + b'"}', 413),
)


@pytest.mark.parametrize("path", [ENTRIES, "/api/v1/notes/check", "/api/v1/session"])
def test_what_is_no_json_of_ours_is_refused(mia, ledger, path):
    before = held(ledger)
    for body, status in BODIES:
        answer = send_raw(mia, body, path=path)

        assert answer.status_code == status, body[:40]
        assert problems(answer)
    assert held(ledger) == before


def test_only_json_is_read(mia):
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = send_raw(mia, json.dumps(entry()).encode(), content_type=content_type)

        assert (answer.status_code, problems(answer)) == (415, [""]), content_type


def test_json_with_its_character_set_named_is_json(mia):
    assert (
        send_raw(mia, json.dumps(entry()).encode(), content_type="Application/JSON; charset=utf-8").status_code == 201
    )


STRANGERS = (
    *(None, "", "null", "https://elsewhere.example", "http://testserver.example", "http://testserver:81"),
    *("http://[", "testserver", "http://testserver/"),
)
CALLS = (("POST", ENTRIES), ("POST", "/api/v1/notes/check"), ("POST", "/api/v1/session"), ("DELETE", "/api/v1/session"))


@pytest.mark.parametrize("call", CALLS)
def test_what_another_sites_page_sent_is_refused(mia, ledger, call):
    before = held(ledger)
    for origin in STRANGERS:
        headers = {} if origin is None else {"Origin": origin}
        content = {} if call[0] == "DELETE" else {"json": entry()}
        answer = mia.request(*call, headers=headers, **content)

        assert (answer.status_code, problems(answer)) == (403, [""]), origin
    assert held(ledger) == before
    assert mia.get("/api/v1/me/placements").status_code == 200


def test_an_address_used_another_way_is_refused_and_shows_no_page(mia):
    for method, path in (
        ("GET", ENTRIES),
        ("POST", "/api/v1/me/placements"),
        ("PUT", "/api/v1/me/felt"),
        ("GET", "/api/v1/notes/check"),
        ("GET", "/api/v1/session"),
    ):
        answer = mia.request(method, path, headers=SAME_ORIGIN)

        assert (answer.status_code, problems(answer)) == (405, [""]), path


# --- signing in ---


def sign_in(client, **sent):
    return client.post("/api/v1/session", json=sent, headers=SAME_ORIGIN)


def test_signing_in_gives_a_cookie_that_scripts_cannot_read_and_signing_out_ends_it(client_at):
    client = client_at(None)
    answer = sign_in(client, user=" mia ", password=PASSWORD)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert client.get("/api/v1/me/placements").status_code == 200
    assert client.delete("/api/v1/session", headers=SAME_ORIGIN).status_code == 204
    assert client.delete("/api/v1/session", headers=SAME_ORIGIN).status_code == 204
    gone = client.get("/api/v1/me/placements")
    assert (gone.status_code, problems(gone)) == (401, [""])


def test_who_does_not_match_hears_one_sentence_and_a_locked_account_stays_locked(client_at):
    client = client_at(None)
    wrong, nobody = sign_in(client, user="mia", password="gæt"), sign_in(client, user="ingen", password="gæt")
    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert wrong.json() == nobody.json()
    assert problems(wrong) == [""]

    answers = [sign_in(client, user="bent", password="gæt").json()["errors"][0]["message"] for _guess in range(12)]
    assert set(answers) == {wrong.json()["errors"][0]["message"]}, "nobody is told that a name exists by locking it"
    locked = sign_in(client, user="bent", password=PASSWORD)
    assert (locked.status_code, problems(locked)) == (401, [""])
    assert "sprogspor" not in client.cookies


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, ["user", "password"]),
        ({"user": 7, "password": None}, ["user", "password"]),
        ({"user": "mia"}, ["password"]),
        ({"user": "mia\0", "password": "\ud800"}, ["user", "password"]),
    ],
)
def test_a_sign_in_with_something_missing_names_it_all_and_says_no_value_back(client_at, sent, fields):
    answer = send_raw(client_at(None), json.dumps(sent).encode(), path="/api/v1/session")

    assert (answer.status_code, problems(answer)) == (422, fields)
    assert all(error["value"] == "" for error in answer.json()["errors"])


# --- when we are the ones who cannot ---


def test_a_ledger_that_is_busy_says_so_and_keeps_nothing(client_at, ledger, monkeypatch):
    monkeypatch.setattr(engine, "WRITER_WAIT_SECONDS", 0.1)
    mia, before = client_at("mia"), held(ledger)
    other = sqlite3.connect(ledger.embedded_file)
    other.execute("BEGIN IMMEDIATE")
    answer = send(mia, entry())
    other.close()

    assert (answer.status_code, problems(answer)) == (503, [""])
    assert held(ledger) == before
    assert send(mia, entry()).status_code == 201


def test_a_database_that_is_gone_at_the_desk_is_told_as_json(mia, ledger):
    with sqlite3.connect(ledger.embedded_file) as gone:
        gone.execute("ALTER TABLE receipts RENAME TO taken_away")
    answer = send(mia, entry())
    signed_out = mia.get("/api/v1/me/placements")

    assert (answer.status_code, problems(answer)) == (503, [""])
    assert signed_out.status_code == 200
    assert len(held(ledger)[0]) == 2


def test_a_mistake_of_ours_is_told_as_json_and_logged_without_a_word_of_what_was_written(mia, monkeypatch, caplog):
    def fail(*_arguments, **_named):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(log_observation, "store_in_app", fail)
    with caplog.at_level(logging.DEBUG):
        answer = send(mia, entry(note=SECRET))

    assert (answer.status_code, problems(answer)) == (500, [""])
    assert "Hemmelig" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_nothing_of_a_note_is_logged(mia, caplog):
    with caplog.at_level(logging.DEBUG):
        send(mia, entry(note=SECRET))
        send(mia, entry(note=SECRET * 60))
        send(mia, entry("zahra", note=SECRET))
        mia.post("/api/v1/notes/check", json={"placement_id": "forloeb-amina", "note": SECRET}, headers=SAME_ORIGIN)

    assert "Hemmelig" not in caplog.text
    assert "610190" not in caplog.text
