"""Signing in and out, and what the forms refuse."""

from dataclasses import replace

import pytest

from assessment.domain.errors import NotAllowed
from assessment.web.sign_in_page import local_path

GOOD = {"bruger": "anna", "adgangskode": "blå cykel"}
HERE = {"Origin": "http://testserver"}


def test_the_form_is_danish_and_labelled(visitor):
    page = visitor.get("/log-ind").text

    assert '<html lang="da">' in page
    assert '<label for="bruger">Brugernavn</label>' in page
    assert '<label for="adgangskode">Adgangskode</label>' in page
    assert "<script" not in page


def test_the_right_password_opens_the_door(visitor):
    answer = visitor.post("/log-ind", data=GOOD, headers=HERE)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("sprogspor=")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie
    assert "max-age" not in cookie


def test_over_tls_the_cookie_never_travels_in_the_clear(doors, client_of):
    client = client_of(doors.doors(), "https://sprogspor.example")
    answer = client.post("/log-ind", data=GOOD, headers={"Origin": "https://sprogspor.example"})

    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_wrong_password_says_so_and_keeps_the_name_but_not_the_password(visitor):
    answer = visitor.post(
        "/log-ind", data={"bruger": '<b>"anna"', "adgangskode": "gul cykel", "til": "/sag?id=1"}, headers=HERE
    )

    assert answer.status_code == 401
    assert "Navn og adgangskode passer ikke sammen." in answer.text
    assert 'role="alert"' in answer.text
    assert "&lt;b&gt;&quot;anna&quot;" in answer.text
    assert "gul cykel" not in answer.text
    assert 'value="/sag?id=1"' in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_form_from_elsewhere_is_refused(visitor, signed_in, doors, headers):
    assert visitor.post("/log-ind", data=GOOD, headers=headers).status_code == 403
    assert signed_in.post("/log-ud", headers=headers).status_code == 403
    assert "anna-token" in doors.people


def test_a_browser_that_hides_the_origin_of_our_own_form_is_let_in(visitor):
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}

    assert visitor.post("/log-ind", data=GOOD, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "/\r\nSet-Cookie: x=1",
        "",
        "elsewhere",
        "/sag?id=ø",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(visitor, wanted):
    answer = visitor.post("/log-ind", data={**GOOD, "til": wanted}, headers=HERE)

    assert local_path(wanted) == "/"
    assert answer.headers["location"] == "/"


def test_one_lands_where_one_was_going(visitor):
    answer = visitor.post("/log-ind", data={**GOOD, "til": "/sag?id=S-0412"}, headers=HERE)

    assert answer.headers["location"] == "/sag?id=S-0412"


def test_signing_out_ends_the_session_and_not_only_the_cookie(signed_in, doors):
    token = signed_in.cookies["sprogspor"]
    answer = signed_in.post("/log-ud", headers=HERE)

    assert (answer.status_code, answer.headers["location"]) == (303, "/log-ind")
    assert token not in doors.people
    assert "sprogspor" not in signed_in.cookies
    assert signed_in.get("/", headers={"Cookie": f"sprogspor={token}"}).status_code == 303


def test_signing_out_is_never_a_link(signed_in, doors):
    answer = signed_in.get("/log-ud")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "anna-token" in doors.people


MALFORMED = {
    "too many fields": {"data": {f"felt{number}": "x" for number in range(9)}},
    "a file": {"files": {"bruger": ("x.bin", b"x" * 1000)}},
    "no such multipart": {
        "content": b"--her\r\nnoget andet",
        "headers": {"Content-Type": "multipart/form-data; boundary=der"},
    },
    "no boundary": {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=list(MALFORMED))
@pytest.mark.parametrize("path", ["/log-ind", "/velkommen", "/log-ud"])
def test_a_form_that_is_none_of_ours_is_refused_in_danish(visitor, path, sent):
    answer = visitor.post(path, **{**sent, "headers": {**HERE, **sent.get("headers", {})}})

    assert answer.status_code == 400
    assert answer.text == "Formularen kan ikke læses. Åbn siden igen, og prøv en gang til."


def test_a_long_password_reaches_the_door_whole(doors, client_of):
    tried = []

    def sign_in(_user, password):
        tried.append(password)
        raise NotAllowed("Nej.")

    client_of(replace(doors.doors(), sign_in=sign_in)).post(
        "/log-ind", data={**GOOD, "adgangskode": "å" * 201}, headers=HERE
    )

    assert tried == ["å" * 201]


def test_the_browser_cuts_no_password(visitor):
    for page in (visitor.get("/log-ind").text, visitor.get("/velkommen?kode=god-kode").text):
        field = page.partition('<input id="adgangskode"')[2].partition(">")[0]
        assert 'type="password"' in field
        assert "maxlength" not in field


@pytest.mark.parametrize("again", ["/log-ind", "/api/v1/session"])
def test_whoever_signs_in_where_somebody_is_signed_in_leaves_no_session_behind(doors, client_of, again):
    tokens = iter(["first", "second"])

    def sign_in(user, password):
        doors.people[token := next(tokens)] = doors.people[doors.sign_in(user, password)]
        return token

    client = client_of(replace(doors.doors(), sign_in=sign_in))
    client.post("/log-ind", data=GOOD, headers=HERE)
    assert "first" in doors.people
    sent = {"data": GOOD} if again == "/log-ind" else {"json": {"user": "anna", "password": "blå cykel"}}

    answer = client.post(again, headers=HERE, **sent)

    assert answer.status_code in (204, 303)
    assert client.cookies["sprogspor"] == "second"
    assert "first" not in doors.people
    assert "second" in doors.people


def test_a_wrong_password_leaves_whoever_is_signed_in_where_they_were(signed_in, doors):
    signed_in.post("/log-ind", data={**GOOD, "adgangskode": "gul cykel"}, headers=HERE)

    assert "anna-token" in doors.people


def test_the_language_is_a_choice_that_is_remembered(signed_in):
    answer = signed_in.get("/sprog/en")

    assert answer.status_code == 303
    assert '<html lang="en">' in signed_in.get("/").text
    signed_in.get("/sprog/da")
    assert '<html lang="da">' in signed_in.get("/").text
    assert signed_in.get("/sprog/en?til=https://elsewhere.example").headers["location"] == "/"
