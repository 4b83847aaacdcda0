"""What is sent to whom: every page and every address, asked for by everybody, and searched for what is not theirs."""

import json
import shutil
import warnings
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from google.protobuf.text_format import MessageToString
from streamlit.runtime import Runtime
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from support.two_towns import ACTORS, NOW, PEOPLE, TwoTowns
from support.whole_life import PASSWORD

from assessment.access.actor import Role
from assessment.web import composition
from assessment.web.application import PAGE_SCRIPT, assemble
from assessment.web.doors import Doors, put_in_use
from assessment.web.gate import PAGES, STREAMLIT_PAGES

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have httpx2; its client works with the httpx we have
    from starlette.testclient import TestClient

ADDRESSES = ("/api/v1/me/placements", "/api/v1/me/felt", "/api/v1/me/reading", "/felt", "/levering")
FEWEST_LOOKS = 2_000
SHOWN_SOMEWHERE = {"alias", "note", "decision", "letter", "course"}
"""The kinds of secret that their readers must find, so that the search is known to be able to find anything."""


@pytest.fixture
def doors(filled: tuple[Path, TwoTowns], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Doors:
    """The real use cases over the two towns, on the day they are from."""
    shutil.copyfile(filled[0], tmp_path / "towns.db")
    monkeypatch.setattr(composition, "_now", lambda: NOW)
    return composition.doors_to(f"sqlite:///{tmp_path / 'towns.db'}")


@pytest.fixture
def open_page(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Everything that a page of the desk sends to somebody."""
    put_in_use(doors)
    runs: list[AppTest] = []
    tokens = {user: doors.sign_in(user, PASSWORD) for user in ACTORS}

    def look(user: str, page: str, **query: str) -> str:
        monkeypatch.setattr(type(st.context), "cookies", {"sprogspor": tokens[user]})
        run = AppTest.from_file(str(PAGE_SCRIPT), default_timeout=60)
        run._page_hash = calc_hash(page.strip("/"))
        for name, value in query.items():
            run.query_params[name] = value
        run.run()
        assert not run.exception, (user, page, run.exception)
        runs.append(run)
        return _said(run)

    look.runs = runs
    return look


def test_nobody_is_ever_sent_what_is_not_theirs(
    doors: Doors, open_page: Callable[..., str], filled: tuple[Path, TwoTowns], monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets, looks, leaks = filled[1].secrets, 0, []
    found: set[tuple[str, str]] = set()
    for user, actor in ACTORS.items():
        for place, sent in _everything_sent(user, actor.role, doors, open_page, monkeypatch):
            for secret in secrets:
                looks += 1
                if secret.text in sent:
                    found.add((secret.kind, secret.text))
                    if user not in secret.readers:
                        leaks.append((user, place, secret.text))

    assert leaks == []
    assert looks >= FEWEST_LOOKS
    assert {kind for kind, _text in found} >= SHOWN_SOMEWHERE, "a search that can find nothing proves nothing"


@pytest.mark.parametrize("user", ["ejer", "karen", "nord", "mia"])
def test_a_page_of_another_role_does_not_exist(open_page: Callable[..., str], user: str) -> None:
    open_page(user, "/")

    pages = {f"/{page['url_pathname']}" for page in open_page.runs[-1]._registered_pages.values()}

    assert pages == PAGES_OF[ACTORS[user].role]


PAGES_OF = {
    Role.OWNER: {"/", "/brugere", "/bruger", "/grundlag", "/kommune", "/leveringer", "/maalestok", "/model"},
    Role.CASEWORKER: {"/", "/sag", "/ny", "/soeg", "/rapporter", "/maalestok"},
    Role.PROVIDER: {"/", "/rapporter"},
    Role.OBSERVER: {"/"},
}


def _everything_sent(
    user: str,
    role: Role,
    doors: Doors,
    open_page: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[str, str]]:
    for page in STREAMLIT_PAGES:
        yield page, open_page(user, page)
    for person in PEOPLE:
        yield f"/sag?id={person.placement_id}", open_page(user, "/sag", id=person.placement_id)
    monkeypatch.setattr(Runtime, "_instance", None)  # Streamlit allows one a process
    client = TestClient(assemble(doors), follow_redirects=False)
    signed_in = client.post(
        "/api/v1/session", json={"user": user, "password": PASSWORD}, headers={"Origin": "http://testserver"}
    )
    assert signed_in.status_code == 204
    for address in ADDRESSES:
        answer = client.get(address)
        text = (
            json.dumps(answer.json(), ensure_ascii=False) if "json" in answer.headers["content-type"] else answer.text
        )
        yield address, unescape(text)
    for person in PEOPLE:
        sent = {
            "observation_id": "0d1f5d3e-9d51-4f3c-8d27-3b9f6c0a7e11",
            "placement_id": person.placement_id,
            "seen_on": "2026-06-08",
            "note": "",
            "ratings": {},
        }
        answer = client.post("/api/v1/observations", json=sent, headers={"Origin": "http://testserver"})
        yield f"POST {person.placement_id}", answer.text


def _said(run: AppTest) -> str:
    """All that a run sent, as text; what Markdown would read as a sign of its own is sent with a backslash."""
    protos = [node.proto for node in _nodes(run._tree) if getattr(node, "proto", None) is not None]
    said = "\n".join(MessageToString(proto, as_utf8=True) for proto in protos)
    return said.replace("\\", "")


def _nodes(node: object) -> Iterator[object]:
    yield node
    children = getattr(node, "children", None)
    for child in (children or {}).values() if isinstance(children, dict) else ():
        yield from _nodes(child)


assert set(STREAMLIT_PAGES) <= set(PAGES)
