"""Whoever chose English is answered in English over HTTP too, and nobody else is: at the door, tablet and counter."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.marked_language import OPEN, escaped, in_marked_language, seen_in_html
from support.three_people import TODAY, at, three_people
from support.whole_life import PASSWORD, add_account, deliver, rated

from assessment.access.actor import Actor, Role
from assessment.storage.ledger import open_ledger
from assessment.web import composition
from assessment.web.felt_page import FELT
from assessment.web.shell import shell

HERE = {"Origin": "http://testserver"}
KIRSTEN = Actor(user="kirsten", role=Role.PROVIDER, provider_id="sprogcenter")
DATA = {
    "kirsten", "mia", "karen", "amina", "yusuf", "olena", "nobody", "results", "modultest", "csv", "JSON",
    "application", "PD2", "DU2", "zip", "xlsx",
}  # fmt: skip
FUNCTION_WORDS = re.compile(r"\b(?:og|ikke|der|det|er|med|på|af|til|du|vi|har|fra)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def bakery(empty_database, tmp_path_factory):
    """The three people's database, with a provider, a buddy and a caseworker."""
    file = tmp_path_factory.mktemp("bakery") / "bakery.db"
    shutil.copyfile(empty_database, file)
    ledger = open_ledger(f"sqlite:///{file}")
    deliver(ledger, three_people(), file.parent / "bundle", now=at(TODAY, 7))
    for actor in (
        KIRSTEN,
        Actor("karen", Role.CASEWORKER, municipality="461"),
        Actor("mia", Role.OBSERVER, observer_id="mia"),
    ):
        add_account(ledger, actor)
    ledger.close()
    return file


@pytest.fixture
def client(bakery, client_of, tmp_path, monkeypatch):
    """A browser in which English was chosen, of somebody who is not signed in."""
    shutil.copyfile(bakery, tmp_path / "bakery.db")
    monkeypatch.setattr(composition, "_now", lambda: at(TODAY, 12))
    client = client_of(composition.doors_to(f"sqlite:///{tmp_path / 'bakery.db'}"))
    client.get("/sprog/en")
    return client


@pytest.fixture(autouse=True)
def _forget_the_shell():
    """The page in which Streamlit draws is kept by language, and the marked one is nobody's."""
    yield
    shell.cache_clear()


def enter(client, user):
    assert client.post("/log-ind", data={"bruger": user, "adgangskode": PASSWORD}, headers=HERE).status_code == 303


def seen(answer):
    """What an answer says to a person: of a page its text, of a document its sentences."""
    kind = answer.headers["content-type"]
    if "json" in kind:
        return list(sentences(answer.json()))
    if "html" not in kind:
        return [answer.text]
    words = re.search(r'id="words">(.*?)</script>', answer.text, re.DOTALL)
    return [*seen_in_html(answer.text), *(sentences(json.loads(words[1])) if words else ())]


def sentences(document, key=""):
    if isinstance(document, dict):
        for name, part in document.items():
            yield from sentences(part, name)
    elif isinstance(document, list):
        for part in document:
            yield from sentences(part, key)
    elif isinstance(document, str) and key not in CODES:
        yield document


CODES = {
    "field", "value", "id", "role", "placement_id", "observation_id", "message_id", "version", "receipt", "seen_on",
    "today", "criterion", "criteria", "mode", "talk_minutes", "talk_partners", "last_seen_on", "tip", "stored_at",
    "alias", "workplace", "language", "case_id",
}  # fmt: skip
"""Keys of the tablet's documents whose values are codes, days and data, which a person is never shown as they are."""


def everything_at_the_door(client):
    yield client.get("/log-ind")
    yield client.get("/log-ind?til=/sag")
    yield client.post("/log-ind", data={"bruger": "mia", "adgangskode": "?"}, headers=HERE)
    yield client.post("/log-ind", data={"bruger": "mia", "adgangskode": "?"})
    yield client.post("/log-ind", content=b"\xff", headers=HERE | {"content-type": "multipart/form-data; boundary=x"})
    yield client.post("/log-ud")
    yield client.get("/velkommen?kode=x")
    yield client.post("/velkommen", data={"kode": "x", "bruger": "y", "adgangskode": "z"}, headers=HERE)
    yield client.get("/findes-ikke")
    yield client.get("/api/v1/me/felt")
    yield client.get("/component/x")


def everything_at_the_tablet(client):
    enter(client, "mia")
    yield client.get("/felt")
    yield client.get("/")
    yield client.get("/api/v1/nowhere")
    yield client.get("/api/v1/observations")
    yield client.post("/api/v1/observations", json={})
    yield client.post("/api/v1/observations", content=b"{", headers=HERE | {"Content-Type": "application/json"})
    yield client.post("/api/v1/observations", content=b"{}", headers=HERE)
    for wrong in ({}, [], {"observation_id": "x", "placement_id": 3, "seen_on": "x", "note": 5, "ratings": {"x": 9}}):
        yield client.post("/api/v1/observations", json=wrong, headers=HERE)
    entry = {
        "observation_id": "0d1f5d3e-9d51-4f3c-8d27-3b9f6c0a7e11",
        "placement_id": "forloeb-amina",
        "seen_on": TODAY.isoformat(),
        "mode": "in_person",
        "talk_minutes": "lt10",
        "note": "",
        "ratings": {"small_talk": 2, "phone": None},
    }
    yield client.post("/api/v1/observations", json={**entry, "seen_on": "2027-01-01"}, headers=HERE)
    yield client.post("/api/v1/observations", json={**entry, "ratings": {}, "talk_minutes": ""}, headers=HERE)
    yield client.post("/api/v1/observations", json=entry, headers=HERE)
    yield client.post("/api/v1/observations", json={**entry, "note": "1"}, headers=HERE)
    case = rated("laundry")
    for sent in (case, {**case, "ratings": rated("laundry", 2)["ratings"] | {"x": 1}}, {**case, "ratings": {}}):
        yield client.post("/api/v1/calibrations", json=sent, headers=HERE)
    for wrong in ({}, {**case, "ratings": 7}, {**case, "ratings": {key: {"step": 9} for key in case["ratings"]}}):
        yield client.post("/api/v1/calibrations", json=wrong, headers=HERE)
    other = {code: {**one, "step": 4} for code, one in case["ratings"].items()}
    yield client.post("/api/v1/calibrations", json={**case, "ratings": other}, headers=HERE)
    yield client.get("/api/v1/me/felt")


def everything_at_the_counter(client):
    enter(client, "kirsten")
    head = "kursist;prøve;prøvedato;resultat\n"
    good = head + "amina;modultest;28-05-2026;ja\n"
    files = {
        "good": [("a.csv", good)],
        "bad": [("a.csv", head + "amina;modultest;31-02-2026;ja\nnobody;PD2;28-05-2026;?\n")],
        "empty": [("a.csv", "")],
        "a sheet": [("a.xlsx", "PK\x03\x04")],
        "unknown": [("a.csv", "a;b\n1;2\n")],
        "none": [],
        "twice": [("a.csv", good), ("b.csv", good)],
    }
    yield client.get("/levering")
    for act in ("proev", "lever"):
        for sent in files.values():
            number = re.search(r"""name=["']nr["'] value=["']([^"']+)""", client.get("/levering").text)[1]
            answer = client.post(
                "/levering",
                data={"nr": number, "handling": act},
                files=[("filer", one) for one in sent] or None,
                headers=HERE,
            )
            yield client.get(answer.headers["location"]) if answer.status_code == 303 else answer
    yield client.get("/levering?nr=x")
    yield client.post("/levering", data={"nr": "x", "handling": "fortryd"}, headers=HERE)
    yield client.post("/levering", data={"nr": "x", "handling": "lever-nu"})


PLACES = [everything_at_the_door, everything_at_the_tablet, everything_at_the_counter]
COLUMNS = {"kursist", "prøve", "prøvedato", "resultat"}
"""What the provider's own file calls its columns."""


@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_is_answered_escapes_the_catalogue(client, monkeypatch, place):
    with in_marked_language(monkeypatch):
        said = {text for answer in place(client) for text in seen(answer)}

    assert {text: left for text in said if (left := escaped(text, DATA | COLUMNS))} == {}
    assert len([text for text in said if OPEN in text]) > 5


@pytest.mark.parametrize("place", PLACES)
def test_no_danish_is_left_between_the_english_words(client, place):
    said = {text for answer in place(client) for text in seen(answer)}

    assert {text for text in said if FUNCTION_WORDS.search(text)} == set()
    assert any(re.search(r"\bthe\b", text) for text in said)


def test_the_page_says_which_language_it_is_in_and_only_the_switch_is_in_the_other(client):
    enter(client, "karen")
    for path in ("/log-ind", "/", "/felt"):
        english = client.get(path).text
        client.get("/sprog/da")
        danish = client.get(path).text
        client.get("/sprog/en")

        assert '<html lang="en">' in english
        assert '<html lang="da">' in danish


def test_nobody_is_spoken_to_in_the_language_somebody_else_chose(client):
    """Two browsers ask at the same time, again and again, each with its own choice."""

    def ask(language):
        return language, client.get("/log-ind", headers={"Cookie": f"sprog={language}"}).text

    client.cookies.clear()
    with ThreadPoolExecutor(8) as together:
        answers = list(together.map(ask, ["da", "en"] * 40))

    assert {(language, 'lang="da"' in page[:80], "Log ind på Sprogspor" in page) for language, page in answers} == {
        ("da", True, True),
        ("en", False, False),
    }


def test_without_a_choice_everything_is_danish_whatever_the_browser_prefers(client):
    client.cookies.clear()

    page = client.get("/log-ind", headers={"Accept-Language": "en-GB,en"})
    refused = client.get("/api/v1/me/felt", headers={"Accept-Language": "en-GB,en"})

    assert '<html lang="da">' in page.text
    assert refused.json()["errors"][0]["message"] == "Log ind først."


def test_no_sentence_stands_in_a_script():
    """The scripts say what they are given; a word of their own would be said in one language only."""
    said = []
    for script in [*FELT.glob("*.js"), *(FELT.parent / "static").glob("*.js")]:
        code = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", " ", script.read_text("utf-8"), flags=re.DOTALL)
        texts = [
            one or other or third for one, other, third in re.findall(r'"([^"\n]*)"|\'([^\'\n]*)\'|`([^`]*)`', code)
        ]
        said += [
            (script.name, text)
            for text in texts
            if re.search(r"[æøåÆØÅ]|^[A-ZÆØÅ]?[a-zæøå]+(?: [a-zæøå]+)+[.?!]?$", text)
        ]

    assert [one for one in said if one[1] not in CLASSES] == []


A_SENTENCE = re.compile(r"[æøåÆØÅ]|^[A-Z]?[a-z]+(?: [a-z]+)+[.?!]?$")
CLASSES = {"use strict", "card received", "button wide", "card tip", "card names", "few day", "quiet left"}
"""Names of the style sheet, and of the language itself."""
