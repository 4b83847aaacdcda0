"""A note looked at before it is sent: what is better left out is proposed, and nothing of it is kept."""

import pytest
from support.mia_at_work import NOT_OWN, OWN, held
from support.over_http import SAME_ORIGIN, problems

from assessment.storage import journal


def check(client, note, name="amina", **more):
    sent = {"placement_id": f"forloeb-{name}", "note": note} | more
    return client.post("/api/v1/notes/check", json=sent, headers=SAME_ORIGIN)


def test_names_and_numbers_are_proposed_to_be_left_out_and_health_is_warned_of(mia):
    answer = check(mia, "Amina spurgte Tesfay (610190-1234). Ring 87 65 43 21 eller skriv til a@b.dk. Hun er syg.")

    assert answer.status_code == 200
    assert answer.json() == {
        "note": "Amina spurgte [navn] ([fjernet]). Ring [fjernet] eller skriv til [fjernet]. Hun er syg.",
        "found": [
            {"text": "610190-1234", "kind": "cpr"},
            {"text": "87 65 43 21", "kind": "phone"},
            {"text": "a@b.dk", "kind": "email"},
            {"text": "Tesfay", "kind": "name"},
        ],
        "health": True,
    }


def test_a_note_without_anything_is_given_back_as_it_is(mia):
    for note in ("", None, "Svarede selv i dag."):
        assert check(mia, note).json() == {"note": note or "", "found": [], "health": False}


def test_what_is_proposed_is_proposed_once(mia):
    once = check(mia, "Talte med Mohamed Ali, Yusuf og J. Hansen.").json()["note"]

    assert once == "Talte med [navn], [navn] og [navn]."
    assert check(mia, once).json() == {"note": once, "found": [], "health": False}


def test_names_that_the_writer_knows_are_found_in_lower_case_and_those_of_others_are_not_given_away(mia):
    answer = check(mia, "i dag lo dawit, olena, mia og bent, men zahra, layla og yusuf gik").json()

    assert [one["text"] for one in answer["found"]] == ["dawit", "olena", "mia", "bent"]  # Bent sees Amina too
    assert "zahra, layla og yusuf" in answer["note"]


@pytest.mark.parametrize("name", OWN)
def test_the_one_whom_it_is_about_and_the_workplace_stay(mia, name):
    note = f"{name.capitalize()} lo i dag, og {name} sagde det til alle i Bageri."

    assert check(mia, note, name).json()["note"] == note


def test_a_note_is_looked_at_for_own_people_only_in_the_same_order_as_an_entry(client_at):
    assert check(client_at(None), 7).status_code == 401
    mia = client_at("mia")
    assert (check(mia, 7, "zahra").status_code, problems(check(mia, 7, "zahra"))) == (422, ["note"])
    assert problems(check(mia, "x" * 501, placement_id=7)) == ["placement_id", "note"]
    for name in NOT_OWN:
        answer = check(mia, "Talte med Tesfay.", name)
        assert (answer.status_code, problems(answer)) == (403, [""]), name
        assert "Tesfay" not in answer.text
    assert check(client_at("karen"), "Talte med Tesfay.").status_code == 403


def test_nothing_is_stored_and_no_line_is_written(mia, ledger):
    with ledger.reading() as transaction:
        lines = len(journal.lines(transaction))
    before = held(ledger)
    check(mia, "Talte med Tesfay.")

    assert held(ledger) == before
    with ledger.reading() as transaction:
        assert len(journal.lines(transaction)) == lines
