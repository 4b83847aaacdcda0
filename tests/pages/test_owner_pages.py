"""What the owner reads and can do: one subject a page, nothing typed is lost, and never a word about a newcomer."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from invented_owner import (
    a_delivery,
    a_gate,
    a_municipality,
    a_person,
    a_record,
    a_watched,
    an_entry,
    an_installation,
    invented_owner,
    some_people,
)
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block
from support.three_people import TODAY as THAT_MONDAY
from support.three_people import at
from support.whole_life import add_account, live

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.gate import GateEngine, PointsAt
from assessment.domain.errors import CallerCanMend
from assessment.domain.installation import PartSeen
from assessment.domain.model_record import OwnModel
from assessment.storage.fact_tables import FACT_TABLES
from assessment.storage.ledger import Ledger
from assessment.use_cases.invite_user import invite_user
from assessment.web.doors import OwnerDoors
from assessment.web.owner_composition import owner_doors

OWNER = Actor(user="ove", role=Role.OWNER)


def _page(name, owner, chosen, language, actor):
    from functools import partial

    import streamlit as st

    from assessment.i18n.words import in_language
    from assessment.pages.owner_deliveries import deliveries_page
    from assessment.pages.owner_gate import gate_page, gates_page
    from assessment.pages.owner_installation import installation_page
    from assessment.pages.owner_model import model_page
    from assessment.pages.owner_people import people_page, person_page
    from assessment.pages.owner_person import PeopleActs

    acts = PeopleActs(
        **{
            field: partial(getattr(owner, field), actor)
            for field in ("invite", "new_link", "withdraw", "end_user", "sign_out_user", "lift_lock")
        }
    )
    other = st.Page(lambda: None, title="Andet", url_path="andet")
    draw = {
        "drift": lambda: installation_page(
            look=partial(owner.look, actor),
            compute=partial(owner.compute, actor),
            back_up=partial(owner.back_up, actor),
            gate_page=other,
        ),
        "brugere": lambda: people_page(
            look=partial(owner.people, actor), acts=acts, address="https://spor.dk", person_page=other
        ),
        "bruger": lambda: person_page(
            look=partial(owner.people, actor), acts=acts, address="https://spor.dk", people_page=other, user_id=chosen
        ),
        "grundlag": lambda: gates_page(look=partial(owner.gates, actor), gate_page=other),
        "kommune": lambda: gate_page(
            look=partial(owner.gates, actor),
            register=partial(owner.register_gate, actor),
            gates_page=other,
            municipality=chosen,
        ),
        "model": lambda: model_page(look=partial(owner.look_at_model, actor)),
        "leveringer": lambda: deliveries_page(look=partial(owner.deliveries, actor), undo=partial(owner.undo, actor)),
    }[name]
    with in_language(language):
        st.navigation([st.Page(draw, title="Side", default=True), other], position="hidden").run()


@pytest.fixture
def asked() -> list[tuple[Any, ...]]:
    """What the pages asked for."""
    return []


@pytest.fixture
def show(asked: list[tuple[Any, ...]]) -> Callable[..., AppTest]:
    """Run one of the owner's pages over invented doors, of which some may be changed."""

    def run(
        name: str, *, chosen: str = "", language: str = "da", owner: OwnerDoors | None = None, **changed
    ) -> AppTest:
        from dataclasses import replace

        doors = replace(owner or invented_owner(asked), **changed)
        kwargs = {"name": name, "owner": doors, "chosen": chosen, "language": language, "actor": OWNER}
        return AppTest.from_function(_page, kwargs=kwargs, default_timeout=30).run()

    return run


def everything_on(page: AppTest) -> str:
    """All that is sent to the browser, folded parts too, without the strokes that keep it from being formatting."""

    def walk(block: Any) -> Iterator[str]:
        yield str(getattr(block, "proto", ""))
        if isinstance(block, Block):
            for child in block.children.values():
                yield from walk(child)

    return "\n".join(walk(page.main)).replace("\\\\", "")


def button(page: AppTest, label: str) -> Any:
    return next(one for one in page.button if one.label == label)


def test_the_front_page_says_that_all_is_whole_in_words_and_shapes(show):
    page = show("drift")
    text = everything_on(page)

    assert page.title[0].value == "Drift"
    assert "✓ Alle dele er i orden." in text
    assert "✓ hel" in text
    assert "færre end 5" in text
    assert "mindst 55" in text
    assert "41,0 GB" in text
    assert "Kun til støtte" in text
    assert not page.exception


def test_a_fault_is_named_at_the_top(show):
    faulty = (PartSeen(name="journal", verdict="fejl", why="kæden er brudt ved linje 2"),)
    page = show("drift", look=lambda _actor: an_installation(parts=faulty))

    assert "Noget skal ses efter: journal: kæden er brudt ved linje 2" in everything_on(page)
    assert not page.exception


def test_computing_now_is_one_tap_and_says_what_was_done(show, asked):
    page = show("drift")
    button(page, "Beregn nu").click().run()

    assert asked == [("compute", "461")]
    assert "Der er regnet for 30\\. juli 2026 i Odense" in page.markdown[0].value
    assert not page.exception


def test_where_the_basis_is_missing_there_is_nothing_to_tap(show):
    closed = a_municipality(missing=("der er slukket for beregning",), as_of=None, made_at=None, counts={})
    page = show("drift", look=lambda _actor: an_installation(municipalities=(closed,)))

    assert "Beregn nu" not in [one.label for one in page.button]
    assert "der er slukket for beregning" in everything_on(page)
    assert not page.exception


def test_a_copy_is_taken_on_the_server_and_what_fails_is_said(show, asked):
    page = show("drift")
    button(page, "Tag sikkerhedskopi nu").click().run()
    assert asked == [("back up",)]
    assert "sprogspor\\-ny\\.db er taget og efterprøvet" in page.markdown[0].value
    assert not page.get("download_button")
    assert not page.exception

    def full(_actor):
        raise CallerCanMend("Disken er fuld.")

    page = show("drift", back_up=full)
    button(page, "Tag sikkerhedskopi nu").click().run()
    assert "Disken er fuld" in everything_on(page)
    assert not page.exception


def test_an_invitation_asks_only_for_what_belongs_to_the_role_and_shows_the_link_once(show, asked):
    page = show("brugere")
    page.radio[0].set_value(Role.OWNER).run()
    assert not page.selectbox
    page.radio[0].set_value(Role.CASEWORKER).run()
    assert page.selectbox[0].options == ["Odense (461)", "Aalborg (851)"]
    button(page, "Lav link").click().run()
    assert "Vælg også, hvor personen hører til" in everything_on(page)
    assert asked == []

    page.selectbox[0].set_value("851").run()
    button(page, "Lav link").click().run()

    ((what, invitation_id, role, bound_to),) = asked
    assert (what, role, bound_to) == ("invite", Role.CASEWORKER, "851")
    assert page.text_input[0].value == "https://spor.dk/velkommen?kode=hemmelig"
    assert "virker i 24 timer og kun én gang" in everything_on(page)
    button(page, "Jeg har kopieret linket").click().run()
    assert "hemmelig" not in everything_on(page)
    page.radio[0].set_value(Role.OWNER).run()
    button(page, "Lav link").click().run()
    assert asked[1][1] != invitation_id, "the next invitation is another one"
    assert not page.exception


def test_two_buddies_of_one_name_can_be_told_apart(show):
    page = show("brugere")
    page.radio[0].set_value(Role.OBSERVER).run()

    assert page.selectbox[0].options == ["Bent (m1)", "Bent (m2)"]
    assert not page.exception


def test_a_waiting_link_is_withdrawn_after_one_question(show, asked):
    page = show("brugere")
    button(page, "Træk linket tilbage").click().run()
    assert asked == []
    button(page, "Ja, træk det tilbage").click().run()

    assert asked == [("withdraw", "i1")]
    assert not page.exception


def test_everybody_stands_with_role_binding_and_whether_they_can_come_in(show):
    text = everything_on(show("brugere"))

    assert "sagsbehandler, Odense (461)" in text
    assert "spærret til 30. juli 2026 kl. 10.51" in text
    assert "● logget ind nu" in text


def test_one_person_can_be_given_a_link_let_in_and_signed_out(show, asked):
    page = show("bruger", chosen="a")
    button(page, "Åbn igen").click().run()
    button(page, "Log ud på alle enheder").click().run()
    button(page, "Lav nyt link").click().run()

    assert [what[:2] for what in asked] == [("lift", "anna"), ("sign out", "anna"), ("new link", "anna")]
    assert page.text_input[0].value == "https://spor.dk/velkommen?kode=ny-hemmelig"
    assert not page.exception


def test_ending_somebody_is_asked_once_and_ending_oneself_twice(show, asked):
    page = show("bruger", chosen="a")
    button(page, "Luk adgangen").click().run()
    button(page, "Nej, lad det være").click().run()
    button(page, "Luk adgangen").click().run()
    button(page, "Ja, luk adgangen").click().run()
    assert asked == [("end", "anna")]
    assert not page.exception

    page = show("bruger", chosen="o")
    button(page, "Luk adgangen").click().run()
    assert "Ja, luk adgangen" not in [one.label for one in page.button]
    button(page, "Ja, fortsæt").click().run()
    assert asked[1:] == []
    button(page, "Ja, luk adgangen").click().run()
    assert asked[1:] == [("end", "ove")]
    assert not page.exception


def test_the_last_owner_has_nothing_to_end(show):
    from dataclasses import replace

    alone = replace(some_people(), persons=(a_person("ove", is_asking=True, is_last_owner=True),))
    page = show("bruger", chosen="o", people=lambda _actor: alone)

    assert "Luk adgangen" not in [one.label for one in page.button]
    assert "Den sidste ejer kan ikke lukkes" in everything_on(page)
    assert not page.exception


def test_a_basis_that_ends_within_sixty_days_is_said_in_the_list_and_on_its_page(show):
    assert "udløber snart: 29. august 2026" in everything_on(show("grundlag"))
    assert "udløber 29. august 2026" in everything_on(show("kommune", chosen="461"))


def test_all_that_is_wrong_with_a_basis_is_said_at_once_and_nothing_typed_is_lost(show, asked):
    empty = a_gate(history=(), missing=("der er ikke registreret noget",), is_open=False, expires_soon=False)
    page = show("kommune", chosen="461", gates=lambda _actor, _also: (empty,))
    field = {one.label: one for one in page.text_input}
    page.radio[0].set_value(GateEngine.RULES)
    field["Hjemmel, fx integrationsloven"].set_value("§ 16")
    field["Konsekvensanalysens dato, fx 21-11-2026"].set_value("31-12-2026")
    field["Gælder til og med, fx 21-11-2027"].set_value("snart")
    button(page, "Registrér").click().run()
    text = everything_on(page)

    assert asked == []
    assert "»snart« er ingen dato (udløbsdato)" in text
    assert "31. december 2026) ligger i fremtiden" in text
    assert "mangler: formål, henvisning til konsekvensanalysen, hvem der har godkendt" in text
    assert {one.value for one in page.text_input} >= {"§ 16", "31-12-2026", "snart"}
    assert page.radio[0].value is GateEngine.RULES
    assert not page.exception


def test_what_the_use_case_refuses_is_said_and_nothing_typed_is_lost(show):
    def refuse(*_what):
        raise CallerCanMend("Motoren kan ikke slås til.")

    page = show("kommune", chosen="461", register_gate=refuse)
    page.text_input[0].set_value("lov nr. 7")
    button(page, "Registrér").click().run()

    assert "Motoren kan ikke slås til" in everything_on(page)
    assert page.text_input[0].value == "lov nr. 7"
    assert not page.exception


def test_what_stands_is_in_the_form_and_a_change_is_sent_with_all_of_it(show, asked):
    page = show("kommune", chosen="461")
    page.text_input[0].set_value("lov nr. 7")
    button(page, "Registrér").click().run()

    ((what, _gate_id, code, change),) = asked
    assert (what, code, change.legal_basis, change.purpose) == ("gate", "461", "lov nr. 7", "støtte i praktik")
    assert (change.expires_on, change.synthetic) == (an_entry().expires_on, False)
    assert not page.exception


def test_that_a_change_is_registered_is_said_where_the_button_was_and_once(show):
    page = show("kommune", chosen="461")
    button(page, "Registrér").click().run()
    text = everything_on(page)

    assert text.index('"Registrér"') < text.index("✓ Ændringen er registreret.")
    assert "Ændringen er registreret." not in everything_on(page.run())


FROM = "Modellen peger, når sandsynligheden er mindst (af 100: 50 til 95; tomt: dens egen grænse)"
AT_MOST = "Eller på højst så mange af 100 aktive forløb, de mest sandsynlige først (1 til 30)"


@pytest.mark.parametrize(
    ("standing", "typed", "wanted"),
    [
        ({}, {FROM: "65"}, PointsAt(threshold=0.65)),
        ({}, {AT_MOST: " 12,5 % "}, PointsAt(capacity=0.125)),
        ({}, {AT_MOST: "12,3"}, PointsAt(capacity=0.123)),
        ({"threshold": 0.8125}, {}, PointsAt(threshold=0.8125)),
        ({"threshold": 0.8125}, {FROM: "81,3"}, PointsAt(threshold=0.813)),
        ({"threshold": 0.57}, {}, PointsAt(threshold=0.57)),
        ({"capacity": 0.125}, {}, PointsAt(capacity=0.125)),
        ({"threshold": 0.65}, {FROM: ""}, PointsAt()),
        ({"threshold": 0.65}, {FROM: "", AT_MOST: "10"}, PointsAt(capacity=0.1)),
    ],
)
def test_an_owner_says_from_where_the_model_points_or_at_how_many(show, asked, standing, typed, wanted):
    page = show("kommune", chosen="461", gates=lambda _actor, _also: (a_gate(history=(an_entry(**standing),)),))
    field = {one.label: one for one in page.text_input}
    for label, text in typed.items():
        field[label].set_value(text)
    button(page, "Registrér").click().run()

    ((_what, _gate_id, _code, change),) = asked
    assert change.points_at == wanted
    assert not page.exception


def test_a_number_that_cannot_be_pointed_from_is_said_and_nothing_typed_is_lost(show, asked):
    page = show("kommune", chosen="461")
    field = {one.label: one for one in page.text_input}
    field[FROM].set_value("{mange}")
    field[AT_MOST].set_value("31")
    button(page, "Registrér").click().run()
    text = everything_on(page)

    assert asked == []
    assert "»{mange}« (sandsynlighed): skriv et tal fra 50 til 95" in text
    assert "»31« (aktive forløb): skriv et tal fra 1 til 30" in text
    assert "Udfyld kun ét af de to felter" in text
    assert {one.value for one in page.text_input} >= {"{mange}", "31"}
    assert not page.exception


def test_turning_computing_off_is_one_tap_and_one_question(show, asked):
    page = show("kommune", chosen="461")
    button(page, "Sluk for beregning").click().run()
    button(page, "Ja, sluk").click().run()

    ((what, _gate_id, code, change),) = asked
    assert (what, code, change.engine, change.legal_basis) == ("gate", "461", GateEngine.OFF, None)
    assert not page.exception


def test_a_delivery_is_undone_after_one_question_and_the_reasons_against_it_are_said(show, asked):
    page = show("leveringer")
    button(page, "Fortryd levering").click().run()
    button(page, "Ja, fortryd leveringen").click().run()
    assert asked == [("undo", "b1")]
    assert not page.exception

    def refuse(*_what):
        raise CallerCanMend("Leveringen b2 bygger på den.")

    page = show("leveringer", undo=refuse, deliveries=lambda _actor: (a_delivery(added=3),))
    button(page, "Fortryd levering").click().run()
    button(page, "Ja, fortryd leveringen").click().run()
    assert "Leveringen b2 bygger på den" in everything_on(page)
    assert "nye rækker: færre end 5" in everything_on(page)
    assert not page.exception


@pytest.mark.parametrize("name", ["drift", "brugere", "bruger", "grundlag", "kommune", "leveringer"])
def test_what_the_owner_may_not_see_is_one_sentence(show, name):
    def refuse(*_what):
        raise CallerCanMend("Det har du ikke adgang til.")

    page = show(name, look=refuse, people=refuse, gates=refuse, deliveries=refuse)

    assert "Det har du ikke adgang til" in everything_on(page)
    assert not page.button
    assert not page.exception


@pytest.mark.parametrize("chosen", [("drift", ""), ("brugere", ""), ("bruger", "a"), ("kommune", "461")])
def test_english_is_whole(show, chosen):
    page = show(chosen[0], chosen=chosen[1], language="en")

    assert page.title[0].value in ("The installation", "Users", "anna", "Legal basis for Odense (461)")
    assert not {"æ", "ø", "å"} & set("".join(one.label for one in page.button))
    assert not page.exception


@pytest.fixture
def lived(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A ledger with a whole life in it, an owner, a buddy, and a link that waits."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    live(ledger, tmp_path)
    add_account(ledger, OWNER)
    add_account(ledger, Actor(user="mia-bager", role=Role.OBSERVER, observer_id="mia"))
    invite_user(ledger, SYSTEM, role=Role.PROVIDER, provider_id="sprogcenter", now=at(THAT_MONDAY, 18))
    return ledger


def secrets_of(ledger: Ledger) -> set[str]:
    """Every id, alias and note that belongs to a newcomer, as they stand in the database."""
    told = {
        "newcomers": ("newcomer_id", "alias"),
        "placements": ("placement_id",),
        "observations": ("observation_id", "note"),
        "enrolments": ("enrolment_id",),
        "results": ("result_id",),
    }
    with ledger.reading() as transaction:
        found = {
            value
            for stem, columns in told.items()
            for row in transaction.execute(FACT_TABLES[stem].select()).mappings()
            for value in (row[column] for column in columns)
            if value
        }
    return {value for value in found if len(value) > 2} | {"Lidt tale", "ud i butikken"}


def test_no_page_of_the_owner_holds_an_id_an_alias_or_a_note_of_a_newcomer(show, lived):
    secrets = secrets_of(lived)
    assert {"amina", "Amina K", "forloeb-olena"} <= secrets
    owner = owner_doors(lived, lambda: datetime.combine(THAT_MONDAY, datetime.min.time(), UTC).replace(hour=17))
    people = owner.people(OWNER)
    looked_at = [("drift", ""), ("brugere", ""), ("grundlag", ""), ("leveringer", "")]
    looked_at += [("bruger", person.user_id) for person in people.persons] + [("kommune", "461"), ("kommune", "999")]
    pages = {chosen: show(chosen[0], chosen=chosen[1], owner=owner) for chosen in looked_at}

    computed = button(pages["drift", ""], "Beregn nu").click().run()
    assert "Der er regnet for" in everything_on(computed)
    for number in range(len(owner.deliveries(OWNER))):
        page = show("leveringer", owner=owner)
        undo = [one for one in page.button if one.label == "Fortryd levering"]
        if number < len(undo):
            undo[number].click().run()
            pages["undo", str(number)] = button(page, "Ja, fortryd leveringen").click().run()
    assert any("arbejdet videre" in everything_on(page) for page in pages.values())

    for chosen, page in pages.items():
        text = everything_on(page)
        assert "h1" in text, chosen
        assert {secret for secret in secrets if secret in text} == set(), chosen
        assert not page.exception


def test_the_model_says_first_whom_it_was_learned_from_and_then_what_moved(show):
    page = show("model")
    text = everything_on(page)

    assert page.title[0].value == "Modellens spor"
    assert page.markdown[0].value == "**Lært af opdigtede personer.**"
    assert "Der regnes med modellen" in text
    assert "var 61 uden note" in text
    assert "12 af 100 tilstande pegede på stilstand" in text
    assert "for få til at vise" in text
    assert "Der er set på et forløb 272 gange, hos 57 personer." in text
    assert "| modellen | 0,88 |" in text
    assert "Kun til støtte" in text
    assert not page.exception


def test_where_there_is_no_model_that_is_said_and_the_municipalities_are_watched_all_the_same(show):
    why = "Der er ingen model her. Der regnes med de faste regler."
    page = show("model", look_at_model=lambda _actor: a_record(identity="", card="", why_not=why, judged=()))
    text = everything_on(page)

    assert why in text
    assert "Odense (461)" in text
    assert "Modelkort" not in text
    assert not page.exception


def test_a_model_that_nobody_judged_is_told_as_one(show):
    page = show("model", look_at_model=lambda _actor: a_record(judged=()))

    assert "Modellen er ikke bedømt" in everything_on(page)
    assert not page.exception


def test_the_model_that_serves_a_municipality_is_named_there_with_its_own_card(show):
    own = OwnModel(
        identity="model-461461461461", card="**Lært af kommunens egne oplysninger.**\n\n# Modelkort, Odense\n"
    )
    both = (
        a_watched(own_model=own, points_at="fra en sandsynlighed på 70 af 100"),
        a_watched(code="851", name="Aalborg"),
    )
    page = show("model", look_at_model=lambda _actor: a_record(municipalities=both))
    text = everything_on(page)

    assert text.index("Odense (461)") < text.index("Kommunen har sin egen model, model-461461461461.")
    assert text.index("Lært af kommunens egne oplysninger.") < text.index("Aalborg (851)")
    assert text.index("Modellen peger på: fra en sandsynlighed på 70 af 100.") < text.index("Aalborg (851)")
    assert text.count("Kommunen bruger den fælles model.") == 1
    assert text.index("Aalborg (851)") < text.index("Kommunen bruger den fælles model.")
    assert not page.exception


def test_where_the_own_model_is_refused_that_is_said_and_where_rules_count_no_model_is_told_of(show):
    refused = a_watched(own_model=OwnModel(why_not="Modellen er væk."))
    by_rules = a_watched(code="851", name="Aalborg", engine="rules", points_at="fra en sandsynlighed på 70 af 100")
    text = everything_on(show("model", look_at_model=lambda _actor: a_record(municipalities=(refused, by_rules))))

    assert "Modellen er væk." in text
    assert "fælles" not in text
    assert "Modellen peger på" not in text


def test_whom_the_model_points_at_stands_with_the_basis_and_in_what_stood_before(show):
    now, before = an_entry(capacity=0.1), an_entry(gate_id="g0", threshold=0.65)
    page = show("kommune", chosen="461", gates=lambda _actor, _also: (a_gate(history=(now, before)),))
    text = everything_on(page)

    assert text.count("de mest sandsynlige, højst 10 af 100 aktive forløb") == 2
    assert text.count("fra en sandsynlighed på 65 af 100") == 1
    assert "så mange, som modellens egen grænse giver" in everything_on(show("kommune", chosen="461"))
    assert not page.exception
