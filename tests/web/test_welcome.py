"""An invitation lets one person in once, and nobody else."""

from dataclasses import replace

from assessment.domain.errors import InvalidValue

OURS = {"sec-fetch-site": "same-origin"}


def test_the_link_asks_for_a_name_and_a_password(visitor):
    page = visitor.get("/velkommen?kode=god-kode")

    assert page.status_code == 200
    assert "Velkommen til Sprogspor" in page.text
    assert 'lang="da"' in page.text


def test_a_link_that_was_used_says_so(visitor):
    answer = visitor.get("/velkommen?kode=brugt")

    assert answer.status_code == 404
    assert answer.text == "Linket virker ikke mere. Bed om et nyt."


def test_choosing_a_name_and_a_password_lets_them_in(visitor):
    fields = {"kode": "god-kode", "bruger": "mette", "adgangskode": "en lang adgangskode"}

    answer = visitor.post("/velkommen", data=fields, headers=OURS)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "HttpOnly" in answer.headers["set-cookie"]


def test_a_short_password_keeps_the_name_that_was_typed(visitor):
    fields = {"kode": "god-kode", "bruger": "mette", "adgangskode": "kort"}

    answer = visitor.post("/velkommen", data=fields, headers=OURS)

    assert answer.status_code == 422
    assert "mindst 12 tegn" in answer.text
    assert 'value="mette"' in answer.text


def test_a_form_from_elsewhere_is_refused(visitor):
    fields = {"kode": "god-kode", "bruger": "mette", "adgangskode": "en lang adgangskode"}

    answer = visitor.post("/velkommen", data=fields, headers={"origin": "https://elsewhere.example"})

    assert answer.status_code == 403


def test_a_link_for_somebody_who_forgot_the_password_keeps_their_name(visitor):
    page = visitor.get("/velkommen?kode=glemt-kode")

    assert "Vælg en ny adgangskode" in page.text
    assert 'value="anna"' in page.text
    assert "readonly" in page.text
    assert "logget ud alle andre steder" in page.text


def test_a_new_password_that_is_too_short_asks_again_under_the_same_name(visitor, doors, client_of):
    def too_short(*_fields):
        raise InvalidValue("Adgangskoden skal være på mindst 12 tegn.")

    forgetful = client_of(replace(doors.doors(), accept_invitation=too_short))
    fields = {"kode": "glemt-kode", "bruger": "en anden", "adgangskode": "kort"}

    answer = forgetful.post("/velkommen", data=fields, headers=OURS)

    assert answer.status_code == 422
    assert "Vælg en ny adgangskode" in answer.text
    assert 'value="anna"' in answer.text
    assert "en anden" not in answer.text


def test_a_password_and_a_name_reach_the_door_whole(doors, client_of):
    sent = []

    def too_long(*fields):
        sent.append(fields)
        raise InvalidValue("Adgangskoden må højst være på 200 tegn.")

    fields = {"kode": "god-kode", "bruger": "m" * 201, "adgangskode": "å" * 201}
    answer = client_of(replace(doors.doors(), accept_invitation=too_long)).post("/velkommen", data=fields, headers=OURS)

    assert sent == [("god-kode", "m" * 201, "å" * 201)]
    assert answer.status_code == 422
    assert "højst være på 200 tegn" in answer.text
