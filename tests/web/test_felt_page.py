"""The tablet page before any script runs: who is let in, what is in it, and what may be kept of it."""

import json
import re
from dataclasses import replace

import pytest

from assessment.access.actor import Actor, Role
from assessment.i18n.words import in_language
from assessment.web.felt_page import FELT, SHELL_FILES, felt_html, shell_version
from assessment.web.felt_words import felt_words

HTML = {"Accept": "text/html"}
HERE = {"Origin": "http://testserver"}
MIA = Actor(user="mia", role=Role.OBSERVER, observer_id="mia")
SCRIPTS = "".join((FELT / name).read_text("utf-8") for name in SHELL_FILES if name.endswith(".js"))


@pytest.fixture
def buddys_house(doors, client_of):
    """The application, where whoever signs in is a buddy."""
    doors.people["mia-token"] = MIA
    let_in = {"sign_in": lambda _user, _password: "mia-token", "accept_invitation": lambda *_chosen: "mia-token"}
    return client_of(replace(doors.doors(), **let_in))


@pytest.fixture
def buddy(buddys_house):
    """A buddy who is signed in."""
    buddys_house.post("/log-ind", data={"bruger": "mia", "adgangskode": "x"}, headers=HERE)
    return buddys_house


def words_in(page):
    return json.loads(re.search(r'<script type="application/json" id="words">(.*?)</script>', page, re.DOTALL).group(1))


def test_without_a_session_the_page_leads_to_the_sign_in_and_back(visitor):
    answer = visitor.get("/felt", headers=HTML)

    assert (answer.status_code, answer.headers["location"]) == (303, "/log-ind?til=%2Ffelt")


def test_a_buddy_who_signs_in_begins_at_the_form(buddys_house):
    form = {"bruger": "mia", "adgangskode": "x"}

    assert buddys_house.post("/log-ind", data=form, headers=HERE).headers["location"] == "/felt"
    wanted = buddys_house.post("/log-ind", data={**form, "til": "/felt?x=1"}, headers=HERE)
    assert wanted.headers["location"] == "/felt?x=1"


def test_a_buddy_who_follows_an_invitation_begins_at_the_form(buddys_house):
    form = {"kode": "god-kode", "bruger": "mia", "adgangskode": "en lang adgangskode"}

    assert buddys_house.post("/velkommen", data=form, headers=HERE).headers["location"] == "/felt"


def test_the_page_is_danish_holds_nobodys_data_and_is_not_kept(buddy):
    answer = buddy.get("/felt", headers=HTML)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert '<html lang="da">' in answer.text
    assert "<title>Mine kolleger</title>" in answer.text
    assert "mia" not in answer.text
    assert words_in(answer.text)["kept_here"] == "Gemt her ✓"


def test_the_page_speaks_the_language_that_was_chosen(buddy):
    buddy.get("/sprog/en")
    page = buddy.get("/felt", headers=HTML).text

    assert '<html lang="en">' in page
    assert words_in(page)["save"] == "Save"
    assert 'href="/sprog/da?til=/felt"' in page


def test_one_signs_out_of_here_or_of_everywhere(buddy):
    page = buddy.get("/felt", headers=HTML).text

    assert page.count('<form method="post" action="/log-ud">') == 2
    assert '<input type="hidden" name="alle" value="1"><button>Log ud på alle enheder</button>' in page


def test_nothing_in_the_page_runs_that_the_policy_forbids(buddy):
    page = buddy.get("/felt", headers=HTML).text

    scripts = re.findall(r"<script([^>]*)>", page)
    assert [part for part in scripts if "src=" not in part and "application/json" not in part] == []
    assert re.findall(r"\son\w+=|javascript:", page) == []
    assert not re.search(r"https?://", page)
    assert "innerHTML" not in SCRIPTS
    assert "</" not in re.search(r'id="words">(.*?)</script>', page, re.DOTALL).group(1)


@pytest.mark.parametrize("name", SHELL_FILES)
def test_the_files_of_the_page_may_be_kept_for_as_long_as_they_are_the_same(visitor, name):
    mine = visitor.get(f"/felt/{shell_version()}/{name}")
    older = visitor.get(f"/felt/0123456789ab/{name}")

    assert mine.status_code == older.status_code == 200
    assert mine.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert older.headers["cache-control"] == "no-store"
    assert mine.headers["content-type"].startswith("text/css" if name.endswith(".css") else "text/javascript")


@pytest.mark.parametrize(
    "path", ["/felt/x/felt.html", "/felt/x/../felt_page.py", "/felt/x/y/felt.js", "/felt/x/", "/felt/x", "/felt/"]
)
def test_no_other_file_is_served(visitor, path):
    assert visitor.get(path).status_code in {401, 404}


def test_every_file_of_the_folder_is_served_or_is_the_page():
    assert {path.name for path in FELT.iterdir()} == {*SHELL_FILES, "felt.html"}


def test_the_scripts_say_every_word_they_are_given_and_no_other():
    words = felt_words()
    said = set(re.findall(r'say\(\s*"(\w+)"', SCRIPTS)) | set(re.findall(r'tab\("(\w+)"', SCRIPTS))
    choices = {f"{field}_{code}" for field, codes in choices_in_the_form().items() for code in codes}
    kinds = {"colleagues", "history", "today", "yesterday", "other_day", "talk_minutes", "talk_partners", "mode"}

    assert said <= set(words)
    assert set(words) == said | choices | kinds | {"language"}


def choices_in_the_form():
    table = re.search(r"const CHOICES = \{(.*?)\};", SCRIPTS, re.DOTALL).group(1)
    return {name: re.findall(r'"(\w+)"', codes) for name, codes in re.findall(r"(\w+): \[(.*?)\]", table)}


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_placeholder_is_left_in_the_page(language):
    with in_language(language):
        page = felt_html()

    assert "$" not in page
