"""A new person, and what is corrected in a case: few fields, nothing typed is lost, and what comes next is said."""

from datetime import timedelta

import pytest
from invented_desk import CASEWORKER, TODAY, a_case, a_header, a_registered
from streamlit.testing.v1 import AppTest

from assessment.domain.errors import NotAllowed, SprogsporError
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.domain.registration import BuddyForm, Choices, PauseForm, Planned, ReferralForm
from assessment.i18n.state_words import STATE_WORDS

PART = "Hvad vil du rette eller tilføje?"


def _person_page(choices, register_newcomer, language):
    import streamlit as st
    from invented_desk import TODAY

    from assessment.i18n.words import in_language
    from assessment.pages.register_person import register_person

    with in_language(language):
        case_page = st.Page(lambda: None, title="Sag", url_path="sag")
        front = st.Page(
            lambda: register_person(
                choices=choices, register_newcomer=register_newcomer, case_page=case_page, today=lambda: TODAY
            ),
            title="Ny person",
            default=True,
        )
        st.navigation([front, case_page], position="hidden").run()


def _corrections(case, acts, language):
    from assessment.i18n.words import in_language
    from assessment.pages.register_case import draw_corrections

    with in_language(language):
        draw_corrections(case, acts)


@pytest.fixture
def show_person(doors):
    """Run the page of a new person; what it saves is in ``doors``."""

    def show(*, choices=None, save=None, language="da"):
        from functools import partial

        from invented_desk import SOME_CHOICES

        kwargs = {
            "choices": lambda: choices or SOME_CHOICES,
            "register_newcomer": save or partial(doors.register, "register_newcomer", CASEWORKER),
            "language": language,
        }
        return AppTest.from_function(_person_page, kwargs=kwargs, default_timeout=30).run()

    return show


@pytest.fixture
def show_corrections(doors):
    """Run the section of a case, folded or open; what it saves is in ``doors``."""

    def show(case=None, *, is_open=True, language="da", choices=None, refused=None):
        from functools import partial

        from invented_desk import REGISTERING, SOME_CHOICES

        from assessment.pages.register_case import CaseActs

        def offered(_placement_id):
            asked.append(_placement_id)
            return choices or SOME_CHOICES

        def refuse(*_what):
            raise refused

        asked = []
        names = [name for name in REGISTERING if name != "register_newcomer"]
        acts = CaseActs(
            choices=offered,
            **{name: refuse if refused else partial(doors.register, name, CASEWORKER) for name in names},
        )
        content = case or a_case()
        kwargs = {"case": content, "acts": acts, "language": language}
        page = AppTest.from_function(_corrections, kwargs=kwargs, default_timeout=30)
        page.session_state[f"beside-register-{content.header.placement_id}"] = is_open
        page.asked = asked
        return page.run()

    return show


def text_of(page):
    pieces = [*page.title, *page.header, *page.subheader, *page.markdown, *page.caption]
    return "\n".join([str(piece.value).replace("\\", "") for piece in pieces] + [part.label for part in page.expander])


def by_label(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


def fill_in_selam(page):
    by_label(page.text_input, "Hvad kalder kollegerne personen?").input("Selam")
    by_label(page.selectbox, "Arbejdsplads").set_value("w1")
    by_label(page.segmented_control, "Slags forløb").set_value("praktik")
    by_label(page.text_input, "Begynder").input("30-07-2026")
    by_label(page.selectbox, "Makker (kan også vælges senere)").set_value("m1")
    return page


def test_five_answers_and_a_tap_are_a_new_person(show_person, doors):
    page = fill_in_selam(show_person())
    by_label(page.button, "Gem").click().run()

    ((act, _draft, form),) = doors.registered
    assert act == "register_newcomer"
    assert (form.alias, form.placement.workplace_id, form.placement.kind) == ("Selam", "w1", "praktik")
    assert (form.placement.started_on, form.placement.ends_on) == ("30-07-2026", "")
    assert form.buddy == BuddyForm(observer_id="m1")
    assert not page.exception


def test_what_was_saved_is_said_with_the_way_in_for_the_buddy_and_the_form_is_empty(show_person):
    page = fill_in_selam(show_person())
    by_label(page.button, "Gem").click().run()

    text = text_of(page)
    assert "✓ Gemt kl. 10.42: Selam, forløbet begynder 30. juli 2026." in text
    assert "Bed systemets ejer om et link til Bo" in text
    assert "M-23456789" in text
    assert page.get("page_link")[0].proto.label.replace("\\", "") == "Åbn sagen om Selam"
    assert by_label(page.text_input, "Hvad kalder kollegerne personen?").value == ""
    assert not page.exception


def test_a_case_that_begins_later_has_no_link_yet(show_person):
    later = a_registered(begins_on=TODAY + timedelta(days=3), observer_id="", observer="", needs_access=False)
    page = fill_in_selam(show_person(save=lambda *_what: later))
    by_label(page.button, "Gem").click().run()

    text = text_of(page)
    assert "forløbet begynder 2. august 2026" in text
    assert "Sagen kan åbnes fra den dag." in text
    assert "Der er ingen makker endnu." in text
    assert not page.get("page_link")
    assert not page.exception


def test_every_mistake_is_named_with_its_value_and_nothing_typed_is_lost(show_person):
    def refuse(_draft, _form):
        raise InvalidFields(
            (
                FieldError("alias", "", "Feltet er tomt, men skal være udfyldt."),
                FieldError("started_on", "31-02-2026", "Den dato findes ikke."),
            )
        )

    page = show_person(save=refuse)
    by_label(page.text_input, "Begynder").input("31-02-2026")
    by_label(page.text_input, "Timer om ugen").input("37,5")
    by_label(page.button, "Gem").click().run()

    text = text_of(page)
    assert "alt, du har skrevet, står her stadig" in text
    assert "**Kaldenavn**: Feltet er tomt" in text
    assert "**Begynder** »31-02-2026«: Den dato findes ikke." in text
    assert by_label(page.text_input, "Begynder").value == "31-02-2026"
    assert by_label(page.text_input, "Timer om ugen").value == "37,5"
    assert not page.exception


def test_a_save_that_failed_is_tried_again_under_the_same_id_and_the_next_person_gets_another(show_person):
    tried = []

    def fails_once(draft, _form):
        tried.append(draft)
        if len(tried) == 1:
            raise SprogsporError("Disken er fuld. Intet er gemt.")
        return a_registered()

    page = fill_in_selam(show_person(save=fails_once))
    by_label(page.button, "Gem").click().run()
    assert "Disken er fuld" in text_of(page)
    assert by_label(page.text_input, "Hvad kalder kollegerne personen?").value == "Selam"
    by_label(page.button, "Gem").click().run()
    by_label(fill_in_selam(page).button, "Gem").click().run()

    assert tried[0] == tried[1] != tried[2]
    assert not page.exception


def test_a_municipality_with_nothing_to_choose_from_writes_its_first_workplace(show_person, doors):
    page = show_person(choices=Choices(workplaces=(), observers=(), providers=()))

    assert not page.selectbox
    by_label(page.text_input, "Navn på arbejdspladsen").input("Lager Øst")
    by_label(page.text_input, "Makkerens navn, uden efternavn").input("Bo")
    by_label(page.segmented_control, "Rolle").set_value("kulturguide")
    by_label(page.button, "Gem").click().run()

    ((_act, _draft, form),) = doors.registered
    assert form.placement.workplace_name == "Lager Øst"
    assert form.buddy == BuddyForm(observer_name="Bo", role="kulturguide")
    assert not page.exception


def test_the_form_asks_for_nothing_that_is_not_needed(show_person):
    labels = " ".join(widget.label for widget in [*show_person().text_input, *show_person().selectbox]).lower()

    assert not any(word in labels for word in ("cpr", "køn", "født", "fødsel", "nationalitet", "ydelse"))


def test_whoever_may_not_register_gets_one_sentence(show_person):
    def refuse():
        raise NotAllowed("Det har du ikke adgang til.")

    page = AppTest.from_function(
        _person_page, kwargs={"choices": refuse, "register_newcomer": None, "language": "da"}, default_timeout=30
    ).run()

    assert "Det har du ikke adgang til." in text_of(page)
    assert not page.text_input
    assert not page.exception


def test_the_page_of_a_new_person_reads_in_english(show_person):
    page = show_person(language="en")

    assert page.title[0].value == "New person"
    assert by_label(page.text_input, "What do colleagues call the person?")
    assert not page.exception


def choose(page, part):
    by_label(page.segmented_control, PART).set_value(part).run()
    return page


def test_what_is_folded_asks_for_nothing(show_corrections):
    page = show_corrections(is_open=False)

    assert page.asked == []
    assert not page.text_input
    assert not page.exception


def test_a_buddy_is_added_and_the_owner_is_named_as_the_way_in(show_corrections, doors):
    page = choose(show_corrections(), "buddy")
    by_label(page.selectbox, "Tilføj en makker").set_value("m1")
    by_label(page.text_input, "Til og med (valgfri)").input("31-08-2026")
    by_label(page.button, "Gem makker").click().run()

    ((act, _draft, placement_id, form),) = doors.registered
    assert (act, placement_id) == ("register_assignment", "S-0412")
    assert form == BuddyForm(observer_id="m1", to_on="31-08-2026")
    assert "✓ Gemt kl. 10.42." in text_of(page)
    assert "Bed systemets ejer om et link til Bo" in text_of(page)
    assert not page.exception


def test_only_those_who_are_there_now_can_be_ended(show_corrections, doors):
    page = choose(show_corrections(), "buddy")
    leaving = by_label(page.radio, "Eller afslut en makker")

    assert [option.replace("\\", "") for option in leaving.options] == ["Grethe (kulturguide)"]
    leaving.set_value("g1")
    by_label(page.button, "Afslut makker").click().run()

    ((act, _draft, *what),) = doors.registered
    assert (act, what) == ("register_assignment_end", ["S-0412", "g1", ""])
    assert "Bo ser ikke personen mere." in text_of(page)
    assert not page.exception


def test_a_pause_has_one_of_three_neutral_words(show_corrections, doors):
    page = choose(show_corrections(), "pause")
    why = by_label(page.segmented_control, "Hvorfor")
    assert why.options == ["aftalt", "lukket", "ferie"]
    by_label(page.text_input, "Fra").input("03-08-2026")
    by_label(page.text_input, "Til og med").input("07-08-2026")
    why.set_value("holiday")
    by_label(page.button, "Gem pause").click().run()

    ((_act, _draft, newcomer_id, form),) = doors.registered
    assert (newcomer_id, form) == ("n412", PauseForm(from_on="03-08-2026", to_on="07-08-2026", code="holiday"))
    assert not page.exception


def test_a_referral_names_the_school_and_the_track(show_corrections, doors):
    page = choose(show_corrections(), "referral")
    by_label(page.selectbox, "Sprogcenter").set_value("s1")
    by_label(page.segmented_control, "Uddannelse").set_value("DU2")
    by_label(page.text_input, "Begynder").input("10-08-2026")
    by_label(page.button, "Henvis til sprogcenter").click().run()

    ((_act, _draft, newcomer_id, form),) = doors.registered
    assert newcomer_id == "n412"
    assert form == ReferralForm(provider_id="s1", track="DU2", started_on="10-08-2026")
    assert not page.exception


def test_a_referral_that_runs_can_be_ended(show_corrections, doors):
    page = choose(show_corrections(), "referral")
    running = by_label(page.radio, "Eller afslut en henvisning")
    running.set_value(a_case().enrolments[0].enrolment_id)
    by_label(page.button, "Afslut henvisning").click().run()

    ((act, _draft, newcomer_id, enrolment_id, last_on),) = doors.registered
    assert (act, newcomer_id, last_on) == ("register_referral_end", "n412", "")
    assert enrolment_id == a_case().enrolments[0].enrolment_id
    assert not page.exception


def test_the_last_day_stands_as_it_is_and_the_page_says_where_it_is_decided(show_corrections, doors):
    page = choose(show_corrections(), "end")
    day = by_label(page.text_input, "Forløbet slutter (tom, hvis åben)")

    assert day.value == "27-09-2026"
    assert "besluttes og begrundes i jeres fagsystem" in text_of(page)
    assert "kan den næste levering ændre den tilbage" in text_of(page)
    day.input("31-10-2026")
    by_label(page.button, "Gem slutdato").click().run()

    ((act, _draft, *what),) = doors.registered
    assert (act, what) == ("register_placement_end", ["S-0412", "31-10-2026"])
    assert not page.exception


def test_a_further_placement_says_where_it_stands(show_corrections, doors):
    page = choose(show_corrections(), "placement")
    by_label(page.selectbox, "Arbejdsplads").set_value("w2")
    by_label(page.segmented_control, "Slags forløb").set_value("igu")
    by_label(page.text_input, "Begynder").input("30-07-2026")
    by_label(page.button, "Gem nyt forløb").click().run()

    ((act, _draft, newcomer_id, form, buddy),) = doors.registered
    assert (act, newcomer_id, form.workplace_id) == ("register_placement", "n412", "w2")
    assert buddy.is_empty
    assert "Det nye forløb har sin egen sag fra 30. juli 2026." in text_of(page)
    assert not page.exception


@pytest.mark.parametrize(
    "refused",
    [InvalidFields((FieldError("from_on", "igår", "Datoen kan ikke læses."),)), SprogsporError("Disken er fuld.")],
)
def test_a_refusal_keeps_what_was_typed(show_corrections, refused):
    page = choose(show_corrections(refused=refused), "pause")
    by_label(page.text_input, "Fra").input("igår")
    by_label(page.button, "Gem pause").click().run()

    assert "Datoen kan ikke læses." in text_of(page) or "Disken er fuld." in text_of(page)
    assert by_label(page.text_input, "Fra").value == "igår"
    assert not page.exception


def test_what_begins_later_is_said(show_corrections):
    planned = (
        Planned("assignments", "Bo", TODAY + timedelta(days=4)),
        Planned("pauses", "closure", TODAY + timedelta(days=9)),
    )
    page = show_corrections(choices=Choices(workplaces=(), observers=(), providers=(), planned=planned))

    assert "Makker: Bo, fra 3. august 2026" in text_of(page)
    assert "Pause: lukket, fra 8. august 2026" in text_of(page)
    assert not page.exception


def test_nothing_of_a_state_is_in_the_section(show_corrections):
    page = show_corrections(a_case(header=a_header(), engine_waits=True))
    for part in ("buddy", "pause", "referral", "end", "placement"):
        text = text_of(choose(page, part))
        assert not any(word in text for word in STATE_WORDS.values() if word != "uret er stoppet")
    assert not page.exception


def test_the_section_reads_in_english(show_corrections):
    page = show_corrections(language="en")

    assert page.expander[0].label == "Correct or add"
    assert not page.exception
