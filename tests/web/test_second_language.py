"""Whoever chose English is told everything in English.

Every page of every role is drawn in a marked language: what stands outside the marks and is nobody's data has escaped.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from invented_desk import InventedDoors, a_case, a_state, an_engine_view, an_entry, an_opened_case
from invented_owner import a_delivery, a_gate, a_municipality, a_person, an_installation
from invented_report import a_line
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from support.marked_language import OPEN, escaped, in_marked_language, marked, seen_in_message
from support.two_towns import ACTORS, NOW, PEOPLE, build
from support.whole_life import PASSWORD

from assessment.access.actor import SYSTEM, Role
from assessment.access.people import PendingLink, People
from assessment.domain.decision import Outcome, View
from assessment.domain.installation import Deed, PartSeen
from assessment.domain.message import MessageKind
from assessment.i18n.result_words import PARTS as PARTS_OF_TESTS
from assessment.i18n.result_words import RESULT_KINDS
from assessment.pages.owner_installation import DEEDS
from assessment.pages.register_case import PARTS
from assessment.reference.rubric import CURRENT_VERSION
from assessment.reports.asked_for import ReportWish
from assessment.reports.making import Tell
from assessment.reports.report import Report, ReportFile, ReportLine
from assessment.stalling.current_model import current_model_folder
from assessment.stalling.model_artefact import look_at_model
from assessment.stalling.rubric_calibration import shipped_calibration
from assessment.storage.ledger import open_ledger
from assessment.web import composition
from assessment.web.application import PAGE_SCRIPT
from assessment.web.doors import Doors, put_in_use

pytestmark = pytest.mark.long

PLACEMENT = "forloeb-amina"
DATA = {
    *ACTORS,
    *(name.capitalize() for name in ACTORS),
    *(word for one in PEOPLE for word in (one.name, one.alias, one.placement_id)),
    *(f"{what}-{town}" for what in ("kollega", "Vaerk") for town in ("461", "851")),
    *("Kaldenavn", "Odense", "Aalborg", "Nordskolen", "Sydskolen", "DU1", "DU2", "DU3", "FVU", "PDF", "Excel"),
}
"""What is written in the two towns' own facts; whole sentences of theirs are taken from the secrets."""


@pytest.fixture(scope="module")
def towns(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """The two towns with everything in them, and all that people wrote there."""
    file = tmp_path_factory.mktemp("towns") / "towns.db"
    shutil.copyfile(empty_database, file)
    ledger = open_ledger(f"sqlite:///{file}")
    built = build(ledger, file.parent)
    ledger.close()
    return file, DATA | {secret.text for secret in built.secrets}


@pytest.fixture
def doors(towns: tuple[Path, set[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Doors:
    shutil.copyfile(towns[0], tmp_path / "towns.db")
    monkeypatch.setattr(composition, "_now", lambda: NOW)
    return composition.doors_to(f"sqlite:///{tmp_path / 'towns.db'}")


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """A page of the desk, as somebody opens it who chose English."""

    def look(token: str, user: str, page: str, opened: Sequence[str] = (), **query: str) -> AppTest:
        monkeypatch.setattr(type(st.context), "cookies", {"sprogspor": token, "sprog": "en"})
        run = AppTest.from_file(str(PAGE_SCRIPT), default_timeout=60)
        run._page_hash = calc_hash(page.strip("/"))
        run.session_state["whose-desk"] = user
        for key in opened:
            run.session_state[key] = True
        for name, value in query.items():
            run.query_params[name] = value
        return run.run()

    return look


def said_on(run: AppTest) -> Iterator[str]:
    """Everything the page says now."""
    assert not run.exception, run.exception

    def within(node: Any) -> Iterator[str]:
        if getattr(node, "proto", None) is not None:
            yield from seen_in_message(node.proto)
        children = getattr(node, "children", None)
        for child in children.values() if isinstance(children, dict) else ():
            yield from within(child)

    yield from within(run._tree)


def tapped_through(run: AppTest, picks: Sequence[tuple[str, Any]] = ()) -> Iterator[str]:
    """Everything the page says, and goes on to say as choices are made and each button is tapped once."""
    yield from said_on(run)
    done: set[str] = set()
    for label, value in (*picks, ("", None)):
        for field in _fields(run, label):
            field.set_value(value)
            if not field.form_id:
                field.run()
                yield from said_on(run)
        while todo := [button for button in run.button if button.label not in done and not button.disabled]:
            done.add(todo[0].label)
            for other, chosen in picks:  # what stands in a form is sent with the tap
                for field in _fields(run, other):
                    if field.form_id:
                        field.set_value(chosen)
            todo[0].click().run()
            yield from said_on(run)
            while "report-work" in run.session_state:
                assert run.session_state["report-work"].is_over(within=60)
                run.run()
                yield from said_on(run)


def _fields(run: AppTest, label: str) -> list[Any]:
    """The fields of that label; text is written and all else is chosen."""
    fields = (*run.segmented_control, *run.radio, *run.selectbox, *run.text_input, *run.text_area)
    return [field for field in fields if field.label == marked(label)]


OWN = "1234 5678"
SEE = "Dit eget syn på forløbet lige nu"
MEND = "Hvad vil du rette eller tilføje?"
ROLES = [("Hvad skal personen kunne?", role) for role in (Role.CASEWORKER, Role.PROVIDER, Role.OBSERVER, Role.OWNER)]
CALIBRATION = (CURRENT_VERSION, shipped_calibration().sha256[:12], shipped_calibration().manifest["data"]["world"])
MODEL = look_at_model(current_model_folder())
CASE = {"id": PLACEMENT}
BESIDE = (f"beside-letters-{PLACEMENT}", f"beside-register-{PLACEMENT}")
REASONS = tuple(f"reason-{PLACEMENT}-{number}" for number in range(4))
WHERE = [
    ("karen", "/", {}, ("section-reviewed", "section-too_little", "section-others"), [("Slags forløb", "praktik")]),
    (
        "karen",
        "/sag",
        CASE,
        REASONS,
        [(SEE, View.STALLED), ("Beslutning", Outcome.OFFER_SUPPORT), ("Hvorfor, med dine egne ord?", OWN)],
    ),
    (
        "karen",
        "/sag",
        CASE,
        BESIDE,
        [
            ("Til hvem?", "mia"),
            ("Hvad vil du?", MessageKind.THANKS),
            ("Hvad takker du for, med dine egne ord?", OWN),
            *((MEND, part) for part in PARTS),
        ],
    ),
    ("karen", "/sag", {"id": "nobody"}, (), []),
    ("karen", "/sag", {}, (), []),
    (
        "karen",
        "/ny",
        {},
        (),
        [
            ("Hvad kalder kollegerne personen?", "Kaldenavn"),
            ("Arbejdsplads", "vaerk-461"),
            ("Slags forløb", "praktik"),
            ("Begynder", "8-6-2026"),
            ("Makker (kan også vælges senere)", "mia"),
        ],
    ),
    ("nord", "/", {}, (), []),
    ("nord", "/rapporter", {}, (), []),
    ("nord", "/rapporter", {}, (), [("Hvem", "class")]),
    ("nord", "/rapporter", {}, (), [("Hvem", "one"), ("Kursistens id", "amina")]),
    ("nord", "/rapporter", {}, (), [("Hvem", "one"), ("Kursistens id", "")]),
    ("ejer", "/", {}, (), []),
    ("ejer", "/brugere", {}, (), ROLES),
    ("ejer", "/bruger", {"id": "nobody"}, (), []),
    ("ejer", "/bruger", {"id": "1"}, (), []),
    ("ejer", "/grundlag", {}, (), []),
    ("ejer", "/kommune", {"kode": "461"}, (), []),
    ("ejer", "/kommune", {"kode": "x"}, (), []),
    ("ejer", "/leveringer", {}, (), []),
    ("ejer", "/maalestok", {}, (), []),
    ("ejer", "/model", {}, (), []),
    ("karen", "/maalestok", {}, (), []),
    ("karen", "/soeg", {}, (), [("Hvad leder du efter?", "kvantemekanik")]),
    ("karen", "/rapporter", {}, (), []),
    ("karen", "/rapporter", {"borger": "amina"}, (), []),
    ("mia", "/", {}, (), []),
]


@pytest.mark.parametrize(("user", "page", "query", "opened", "picks"), WHERE)
def test_nothing_on_a_page_escapes_the_catalogue(
    doors, open_page, towns, monkeypatch, user, page, query, opened, picks
):
    put_in_use(doors)
    with in_marked_language(monkeypatch):
        run = open_page(doors.sign_in(user, PASSWORD), user, page, opened, **query)
        said = set(tapped_through(run, picks))

    known = {*towns[1], *CALIBRATION, MODEL.identity}
    if page == "/model":  # its card is a file in both languages, whose figures are held alike where it is made
        known |= set(re.findall(r"\w+", MODEL.files["card.md"].decode() + MODEL.files["card.da.md"].decode()))
    assert {text: left for text in said if (left := escaped(text, known))} == {}
    assert [text for text in said if OPEN in text]


A_FULL_CASE = an_opened_case(
    seen=(
        an_entry(0, withdrawn=True, mode="phone", talk_minutes="0", talk_partners="0"),
        an_entry(1, replaced=True, mode="video", talk_minutes="gt30", talk_partners="4plus"),
        an_entry(2, usable=False, talk_partners="1"),
        *(an_entry(week) for week in range(4, 10)),
        an_entry(12, observer_id="g1", observer="Grethe", role="sprogmentor"),
    ),
    results=tuple(
        replace(a_case().results[0], result_id=f"r{number}", kind=kind, part=part, passed=passed, grade="7")
        for number, (kind, part, passed) in enumerate(
            zip(RESULT_KINDS, (*PARTS_OF_TESTS, "samlet", "samlet"), ("ja", "nej", "fritaget") * 2, strict=True)
        )
    ),
    engine_view=an_engine_view(a_state(fallback="no_model", looks_like="rater", reasons=(), would_clear=None)),
)
"""Everything that seldom stands in a case, all at once."""
EVERY_DEED = tuple(Deed(at=NOW, user=SYSTEM.user, act=act, subject="461") for act in DEEDS)
A_FAULTY_HOUSE = an_installation(
    parts=(PartSeen(name="", verdict="fejl", why="?"), PartSeen(name="", verdict="mangler (valgfri)", why="")),
    database="postgresql",
    database_bytes=None,
    free_bytes=None,
    version="",
    municipalities=(a_municipality(missing=("?",)), a_municipality(code="851", as_of=None)),
    last_delivery_at=None,
    last_observation_at=None,
    copies=(),
    deeds=EVERY_DEED,
)
NO_HOUSE = replace(A_FAULTY_HOUSE, municipalities=())
DELIVERED = (
    a_delivery(source="resultater (csv), fremmøde (fil), indmeldelser (txt), udbyder (tsv)", files=()),
    a_delivery(batch_id="b2", source="resultater (csv)", undone_at=NOW),
)
GONE = a_person("bo", role=Role.OBSERVER, ended_at=NOW)
LOCKED = a_person("anna", role=Role.CASEWORKER, bound_to="Odense (461)", locked_until=NOW)
LAST = a_person("ove", is_asking=True, is_last_owner=True)
FOR_BO = PendingLink(
    invitation_id="i2", role=Role.OBSERVER, bound_to="Bent", for_user="bo", expires_at=NOW, made_by=SYSTEM.user
)
INVENTED = {
    *(
        "PDF",
        "Excel",
        "anna",
        "ove",
        "nord",
        "bo",
        "Farid",
        "Bent",
        "Grethe",
        "Odense",
        "Aalborg",
        "lager",
        "DU2",
        "txt",
        "tsv",
    ),
    *("Fjordens Lager", "Sprogcenter Fyn", "integrationsloven", "direktøren", "støtte i praktik"),
    *("Svarer, når hun bliver spurgt om weekenden.", "Han taler mest med én."),
}


@pytest.mark.parametrize(
    ("token", "page", "query", "opened", "changes"),
    [
        ("anna-token", "/sag", {"id": "S-0412"}, (), {"case": A_FULL_CASE}),
        ("anna-token", "/sag", {"id": "S-0412"}, (), {"case": a_case(seen=(), results=(), pauses=(), buddies=())}),
        ("nord-token", "/", {}, (), {"deliveries": DELIVERED}),
        ("nord-token", "/rapporter", {}, (), {"lines": (a_line(), a_line("n2", why="?"))}),
        ("nord-token", "/rapporter", {}, (), {"lines": ()}),
        ("ove-token", "/", {}, (), {"look": A_FAULTY_HOUSE}),
        ("ove-token", "/", {}, (), {"look": NO_HOUSE}),
        ("ove-token", "/brugere", {}, (), {"people": (GONE, LOCKED, LAST)}),
        *(
            ("ove-token", "/bruger", {"id": one.user_id}, (), {"people": (GONE, LOCKED, LAST)})
            for one in (GONE, LOCKED, LAST)
        ),
        ("ove-token", "/grundlag", {}, (), {"gates": ()}),
        ("ove-token", "/kommune", {"kode": "461"}, (), {"gates": (a_gate(missing=("?",), is_open=False, history=()),)}),
        ("ove-token", "/kommune", {"kode": "461"}, (), {"gates": (a_gate(),)}),
    ],
)
def test_what_seldom_happens_does_not_escape_either(open_page, monkeypatch, token, page, query, opened, changes):
    put_in_use(changed(InventedDoors().doors(), **changes))
    with in_marked_language(monkeypatch):
        said = set(tapped_through(open_page(token, token.removesuffix("-token"), page, opened, **query)))

    assert {text: left for text in said if (left := escaped(text, INVENTED))} == {}
    assert [text for text in said if OPEN in text]


def changed(doors: Doors, **changes: Any) -> Doors:
    """The invented doors where some of what they give is something else."""
    casework, counter, owner = doors.casework, doors.counter, doors.ownership
    if "case" in changes:
        casework = replace(casework, open_case=lambda *_asked: changes["case"])
    if "deliveries" in changes:
        counter = replace(counter, list_deliveries=lambda _actor: changes["deliveries"])
    if "lines" in changes:
        counter = replace(counter, make_report=lambda _actor, *asked: a_report(changes["lines"], *asked))
    if "look" in changes:
        owner = replace(owner, look=lambda _actor: changes["look"])
    if "people" in changes:
        known = People(persons=changes["people"], pending=(FOR_BO,), choices={})
        owner = replace(owner, people=lambda _actor: known)
    if "gates" in changes:
        owner = replace(owner, gates=lambda *_asked: changes["gates"])
    return replace(doors, casework=casework, counter=counter, ownership=owner)


def a_report(lines: Sequence[ReportLine], report_id: str, wish: ReportWish, _tell: Tell) -> ReportFile:
    report = Report(provider_id="s1", newcomer_id=None, from_on=wish.from_on, to_on=wish.to_on, lines=tuple(lines))
    return ReportFile(report_id=report_id, report=report, content=b"", file_name="r.csv")
