"""The provider's counter in a browser's words: a form that takes files, and a page that says what became of them."""

import re
import shutil
from uuid import uuid4

import pytest
from support.deliveries import zip_bytes
from support.three_people import TODAY, at, three_people
from support.whole_life import PASSWORD, add_account, deliver

from assessment.access.actor import Actor, Role
from assessment.exchange.own_csv import Unrecognised
from assessment.storage.ledger import open_ledger
from assessment.use_cases.deliver_as_provider import Delivered
from assessment.use_cases.list_deliveries import list_deliveries
from assessment.web import composition, delivery_upload
from assessment.web.delivery_held import KEPT_SECONDS, MOST_KEPT, MOST_WITH_FILES, Held, WaitingRoom

SAME_ORIGIN = {"Origin": "http://testserver"}
KIRSTEN = Actor(user="kirsten", role=Role.PROVIDER, provider_id="sprogcenter")
GOOD = "kursist;prøve;prøvedato;resultat\namina;modultest;28-05-2026;ja\nyusuf;modultest;28-05-2026;nej\n"
BAD = (
    "kursist;prøve;prøvedato;resultat\n"
    "amina;modultest;31-02-2026;ja\n"
    "<b>;=1+1;28-05-2026;nej\n"
    "yusuf;PD2;28-05-2026;ja\n"
)


@pytest.fixture
def ledger(empty_database, tmp_path):
    """Amina and Yusuf are referred to Sprogcentret, where Kirsten and Karl work; Karen is a caseworker."""
    shutil.copyfile(empty_database, tmp_path / "town.db")
    opened = open_ledger(f"sqlite:///{tmp_path / 'town.db'}")
    deliver(opened, three_people(), tmp_path / "town", now=at(TODAY, 7))
    for user in (KIRSTEN, Actor("karl", Role.PROVIDER, provider_id="sprogcenter")):
        add_account(opened, user)
    add_account(opened, Actor("karen", Role.CASEWORKER, municipality="461"))
    yield opened
    opened.close()


@pytest.fixture
def client(ledger, client_of, tmp_path):
    """A browser that nobody has signed in with yet."""
    return client_of(composition.doors_to(f"sqlite:///{tmp_path / 'town.db'}"))


@pytest.fixture
def kirsten(client):
    return enter(client, "kirsten")


def enter(client, user):
    answer = client.post("/log-ind", data={"bruger": user, "adgangskode": PASSWORD}, headers=SAME_ORIGIN)
    assert answer.status_code == 303
    return client


def number_on(page):
    return re.search(r"""name=["']nr["'] value=["']([^"']+)""", page.text)[1]


def post(client, *files, act="lever", number=None):
    """Send the form with some files (name and content)."""
    number = number or number_on(client.get("/levering"))
    sent = [("filer", (name, content)) for name, content in files]
    return client.post("/levering", data={"nr": number, "handling": act}, files=sent, headers=SAME_ORIGIN)


def send(client, *files, **how):
    """Send the form and follow it to what became of it."""
    answer = post(client, *files, **how)
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["location"])


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page.text)[1]


def counts(page):
    return dict(
        re.findall(r"(taget ind|kan tages ind|uændret|ændret|ville ændres|afvist) <strong>(\d+)</strong>", page.text)
    )


def deliveries(ledger):
    return list_deliveries(ledger, KIRSTEN)


def test_a_file_is_delivered_and_the_page_says_so_first(kirsten, ledger):
    page = send(kirsten, ("Prøver uge 22.csv", GOOD.encode("cp1252")))

    assert heading(page) == "Leveringen er modtaget"
    assert counts(page) == {"taget ind": "2", "uændret": "0", "ændret": "0", "afvist": "0"}
    (record,) = deliveries(ledger)
    assert (record.source, record.received_by, record.added) == ("resultater (csv)", "kirsten", 2)
    assert record.batch_id in page.text


def test_the_same_form_sent_twice_is_delivered_once_and_a_reload_delivers_nothing(kirsten, ledger):
    number = number_on(kirsten.get("/levering"))
    first = post(kirsten, ("a.csv", GOOD), number=number)
    second = post(kirsten, ("a.csv", GOOD), number=number)

    assert first.headers["location"] == second.headers["location"]
    for _reload in range(2):
        assert counts(kirsten.get(first.headers["location"]))["taget ind"] == "2"
    assert len(deliveries(ledger)) == 1


def test_another_file_in_an_old_form_is_not_lost(kirsten, ledger):
    number = number_on(kirsten.get("/levering"))
    one, other = GOOD.splitlines(keepends=True)[:2], GOOD.splitlines(keepends=True)[::2]
    send(kirsten, ("a.csv", "".join(one)), number=number)
    page = send(kirsten, ("a.csv", "".join(other)), number=number)

    assert counts(page)["taget ind"] == "1"
    assert [record.added for record in deliveries(ledger)] == [1, 1]


def test_the_same_file_in_a_new_form_is_called_unchanged(kirsten):
    send(kirsten, ("a.csv", GOOD))
    page = send(kirsten, ("a.csv", GOOD))

    assert counts(page) == {"taget ind": "0", "uændret": "2", "ændret": "0", "afvist": "0"}
    assert "Vi havde det hele i forvejen" in page.text


def test_where_anything_is_refused_nothing_is_saved_and_each_row_has_its_cure(kirsten, ledger):
    page = send(kirsten, ("a.csv", BAD))

    assert heading(page) == "Intet er gemt"
    assert counts(page) == {"kan tages ind": "1", "uændret": "0", "ville ændres": "0", "afvist": "2"}
    assert "3 ting skal rettes." in page.text
    assert "<td>2</td><td>prøvedato</td><td>31-02-2026</td><td>Den dato findes ikke." in page.text
    assert "<td>&lt;b&gt;</td><td>Personen er ikke henvist til jer." in page.text
    assert "<b>" not in page.text
    assert deliveries(ledger) == ()


def test_each_count_shows_its_rows(kirsten):
    answer = post(kirsten, ("a.csv", BAD))
    page = kirsten.get(f"{answer.headers['location']}&vis=taget-ind")

    assert "yusuf · PD2 · 28-05-2026" in page.text
    assert "31-02-2026" not in page.text


def test_the_refused_rows_come_as_a_list_that_a_spreadsheet_does_not_run(kirsten):
    answer = post(kirsten, ("a.csv", BAD))
    listed = kirsten.get(f"{answer.headers['location']}&hent=afvist")

    assert "attachment" in listed.headers["content-disposition"]
    text = listed.content.decode("utf-8-sig")
    assert listed.content.startswith(b"\xef\xbb\xbfFil;Linje;Kolonne;V")
    assert "a.csv;3;prøve;'=1+1;" in text


def test_trying_first_saves_nothing_and_the_same_file_can_then_be_delivered(kirsten, ledger):
    page = send(kirsten, ("a.csv", GOOD), act="proev")

    assert heading(page) == "Intet er gemt endnu"
    assert counts(page)["kan tages ind"] == "2"
    assert deliveries(ledger) == ()
    act = {"nr": number_on(page), "handling": "lever-nu"}
    delivered = kirsten.get(kirsten.post("/levering", data=act, headers=SAME_ORIGIN).headers["location"])
    assert heading(delivered) == "Leveringen er modtaget"
    assert [record.added for record in deliveries(ledger)] == [2]


def test_several_files_and_a_zip_are_one_delivery(kirsten, ledger):
    packed = zip_bytes({"mappe/fremmøde.csv": "kursist;uge;udbudte;mødt\namina;2026-W20;12;9\n", "læs mig.docx": "x"})
    page = send(kirsten, ("a.csv", GOOD), ("resten.zip", packed))

    assert counts(page)["taget ind"] == "3"
    assert "sprunget over: læs mig.docx" in page.text
    (record,) = deliveries(ledger)
    assert {counted.file for counted in record.files} == {"attendance.csv", "results.csv"}


def test_what_the_headers_do_not_say_is_asked_and_the_choice_is_kept(kirsten, ledger):
    text = "Løbenr;Hvad;Hvornår;Gik det;Lærer\namina;modultest;28-05-2026;ja;Bo\n"
    page = send(kirsten, ("udtræk.csv", text))
    assert heading(page) == "Hvad er hvad i filen?"
    assert deliveries(ledger) == ()

    said = {"nr": number_on(page), "handling": "forklar", "art-0": "results", "k-0-0": "newcomer_id", "k-0-1": "kind"}
    again = kirsten.get(kirsten.post("/levering", data=said, headers=SAME_ORIGIN).headers["location"])
    assert "Vi mangler at finde: Prøvedato, Bestået." in again.text
    assert "<option value='kind' selected>" in again.text

    said |= {"k-0-2": "taken_on", "k-0-3": "passed", "k-0-4": "<opfundet>"}
    done = kirsten.get(kirsten.post("/levering", data=said, headers=SAME_ORIGIN).headers["location"])
    assert heading(done) == "Leveringen er modtaget"
    assert "sprunget over: udtræk.csv: Lærer" in done.text


def test_a_delivery_is_undone_from_its_own_page_after_being_asked(kirsten, ledger):
    page = send(kirsten, ("a.csv", GOOD))
    assert "Ja, fortryd leveringen" in page.text

    act = {"nr": number_on(page), "handling": "fortryd"}
    undone = kirsten.get(kirsten.post("/levering", data=act, headers=SAME_ORIGIN).headers["location"])

    assert heading(undone) == "Leveringen er fortrudt"
    assert deliveries(ledger)[0].undone_at is not None


def test_what_another_is_in_the_middle_of_is_not_shown(kirsten):
    where = post(kirsten, ("a.csv", GOOD), act="proev").headers["location"]
    karl = enter(kirsten, "karl")
    page = karl.get(where)

    assert heading(page) == "Lever en fil"
    assert "vises ikke mere" in page.text
    assert "amina" not in page.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_a_provider_comes_to_the_counter(client, ledger, method):
    karen = enter(client, "karen")
    answer = karen.get("/levering") if method == "get" else post(karen, ("a.csv", GOOD), number=str(uuid4()))

    assert (answer.status_code, answer.text) == (403, "Det har du ikke adgang til.")
    assert deliveries(ledger) == ()


def test_nobody_is_sent_to_sign_in(client):
    answer = client.get("/levering")

    assert (answer.status_code, answer.headers["location"]) == (303, "/log-ind?til=%2Flevering")


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://elsewhere.example"}])
def test_a_form_from_elsewhere_delivers_nothing(kirsten, ledger, headers):
    data = {"nr": str(uuid4()), "handling": "lever"}
    answer = kirsten.post("/levering", data=data, files=[("filer", ("a.csv", GOOD))], headers=headers)

    assert answer.status_code == 403
    assert deliveries(ledger) == ()


def test_more_than_the_limit_is_not_kept_and_the_sentence_says_what_to_do(kirsten, ledger, monkeypatch):
    monkeypatch.setattr(delivery_upload, "UPLOAD_MAX_BYTES", 1000)
    answer = post(kirsten, ("a.csv", GOOD + "\n" * 80_000))

    assert answer.status_code == 413
    assert "Del dem i flere leveringer" in answer.text
    assert heading(answer) == "Lever en fil"
    assert deliveries(ledger) == ()


def test_no_file_at_all_is_answered_with_a_sentence(kirsten):
    answer = post(kirsten, ("", b""))

    assert answer.status_code == 422
    assert "Vælg mindst én fil." in answer.text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("resultater.xlsx", b"PK\x03\x04 not really", "Gem det i Excel som CSV UTF-8"),
        ("resultater.zip", b"PK\x03\x04 not really", "Zip-filen er beskadiget"),
        ("tom.csv", b"", "Filen er tom"),
        ("billede.png", b"\x89PNG", "Der er ingen CSV-fil at levere."),
        ("newcomers.csv", b"newcomer_id;municipality\nn9;461\n", "Den fil leverer kommunen."),
        ("a.csv", b"cpr;hvad\n610190-1234;x\n", "CPR-numre m"),
    ],
)
def test_what_is_no_delivery_is_refused_with_the_cure(kirsten, ledger, name, content, said):
    page = send(kirsten, (name, content))

    assert heading(page) == "Intet er gemt"
    assert said in page.text
    assert "610190" not in page.text
    assert deliveries(ledger) == ()


def test_a_name_that_looks_like_a_path_is_only_a_name(kirsten, ledger):
    send(kirsten, ("../../../etc/<i>results</i>.csv", GOOD))
    page = send(kirsten, ("C:\\x\\uge.csv", GOOD))

    assert [record.source for record in deliveries(ledger)] == ["resultater (csv)"] * 2
    assert "<i>" not in page.text


def test_the_page_is_in_english_where_that_is_chosen(kirsten):
    kirsten.cookies.set("sprog", "en")
    page = send(kirsten, ("a.csv", BAD))

    assert heading(page) == "Nothing is saved"
    assert '<html lang="en">' in page.text


def test_the_pages_own_files_are_open_and_hold_nothing_inline(kirsten):
    page = kirsten.get("/levering")
    style, script = (
        re.search(pattern, page.text)[1] for pattern in (r'href="([^"]+\.css[^"]*)"', r'src="([^"]+\.js[^"]*)"')
    )

    assert kirsten.get(style).headers["content-type"].startswith("text/css")
    assert kirsten.get(script).headers["content-type"].startswith("text/javascript")
    assert "<script>" not in page.text
    assert "onclick" not in page.text


def test_what_waits_is_let_go_of_in_time_and_never_grows_without_end():
    now = [0.0]
    room = WaitingRoom(seconds=lambda: now[0])
    waiting = Delivered(outcome=None, unrecognised=(Unrecognised("a", ("b",), "", {}, ()),))
    for place in range(MOST_KEPT + 5):
        room.keep("kirsten", str(place), Held((("a", b"x"),), waiting, False, "m"))

    kept = [held for place in range(MOST_KEPT + 5) if (held := room.find("kirsten", str(place)))]
    assert len(kept) == MOST_KEPT
    assert len([held for held in kept if held.files]) == MOST_WITH_FILES
    assert room.find("karl", str(MOST_KEPT)) is None
    now[0] = KEPT_SECONDS + 1
    assert room.find("kirsten", str(MOST_KEPT)) is None
