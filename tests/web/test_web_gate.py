"""Nobody gets past the gate without a session, by any door."""

import re
from dataclasses import replace

import pytest
from starlette.websockets import WebSocketDisconnect

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("page", ["/", "/sag", "/sag?id=S-0412"])
def test_a_page_leads_to_the_sign_in(visitor, page):
    answer = visitor.get(page, headers=HTML)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/log-ind")


def test_the_sign_in_remembers_where_one_was_going(visitor):
    where = visitor.get("/sag?id=S-0412", headers=HTML).headers["location"]

    assert where == "/log-ind?til=%2Fsag%3Fid%3DS-0412"
    assert 'value="/sag?id=S-0412"' in visitor.get(where).text


@pytest.mark.parametrize("path", ["/_stcore/host-config", "/media/x.png", "/component/x/y.js"])
def test_anything_else_is_refused(visitor, path):
    assert visitor.get(path).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/script-health-check",
        "/auth/login",
        "/sag/_stcore/metrics",
        "//_stcore/metrics",
        "/pages/anything",
        "/.env",
    ],
)
def test_metrics_agent_and_the_unknown_are_closed_to_everybody(visitor, signed_in, path):
    assert signed_in.get(path, headers=HTML).status_code == 404
    visitor.cookies.clear()
    assert visitor.get(path, headers=HTML).status_code == 404


@pytest.mark.parametrize("cookie", [None, "sprogspor=somebody-else"])
def test_a_websocket_is_not_opened_without_a_session(visitor, cookie):
    headers = {"Cookie": cookie} if cookie else {}
    with pytest.raises(WebSocketDisconnect) as refused, visitor.websocket_connect("/_stcore/stream", headers=headers):
        pass

    assert refused.value.code == 4401


def test_a_session_that_was_ended_elsewhere_no_longer_opens_anything(signed_in, doors):
    assert signed_in.get("/").status_code == 200
    doors.people.clear()

    assert signed_in.get("/").status_code == 303
    assert signed_in.get("/_stcore/host-config").status_code == 401


def test_what_watches_the_server_needs_no_session(visitor, doors):
    assert (visitor.get("/healthz").status_code, visitor.get("/healthz").text) == (200, "ok")
    assert visitor.get("/readyz").status_code == 200

    doors.answers = False

    assert visitor.get("/healthz").status_code == 200
    assert visitor.get("/readyz").status_code == 503


def test_a_database_that_fails_is_said_plainly_and_without_detail(doors, client_of):
    def fails():
        raise OSError("password=hemmelig")

    answer = client_of(replace(doors.doors(), answers=fails)).get("/readyz")
    assert answer.status_code == 503
    assert "hemmelig" not in answer.text


def test_files_of_the_frontend_are_public(visitor, signed_in):
    script = re.search(r'src="\./(static/js/[^"]+)"', signed_in.get("/").text).group(1)
    visitor.cookies.clear()
    answer = visitor.get(f"/{script}")

    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


def test_while_the_database_is_away_nobody_is_let_in_and_everybody_is_told_so(doors, client_of):
    from assessment.storage.ledger import DatabaseGone

    def gone(_token):
        raise DatabaseGone("Databasen kan ikke nås. Intet er gemt.")

    visitor = client_of(replace(doors.doors(), actor_of=gone))
    visitor.cookies.set("sprogspor", "anna-token")

    page, call = visitor.get("/"), visitor.get("/api/v1/me/placements")

    assert (page.status_code, page.text) == (503, "Databasen kan ikke nås. Intet er gemt.")
    assert call.status_code == 503
    assert call.json() == {"errors": [{"field": "", "value": "", "message": "Databasen kan ikke nås. Intet er gemt."}]}


def test_a_websocket_that_another_sites_page_opens_is_refused_before_streamlit_sees_it(signed_in):
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        signed_in.websocket_connect("/_stcore/stream", headers={"Origin": "https://elsewhere.example"}),
    ):
        pass
    assert refused.value.code == 4403


def test_nothing_can_be_uploaded_through_streamlit(signed_in):
    assert signed_in.put("/_stcore/upload_file/session/file", content=b"x").status_code == 404
