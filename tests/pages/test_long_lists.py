"""A list of thousands is drawn in pieces, and nobody on it is out of reach."""

from dataclasses import replace

from invented_desk import a_case
from invented_owner import a_delivery, a_person, some_people
from streamlit.testing.v1 import AppTest

MANY = 5_000


def _a_list(rows):
    import streamlit as st

    from assessment.pages.in_pieces import in_pieces

    for row in in_pieces(rows, "thousands"):
        st.text(row)


def test_a_list_of_thousands_is_walked_to_its_end_in_a_few_taps():
    page = AppTest.from_function(_a_list, kwargs={"rows": [f"Række {n}" for n in range(MANY)]}, default_timeout=60)
    page.run()
    assert (len(page.text), page.button[0].label) == (50, "Vis 50 til")

    taps = 0
    while page.button:
        page.button[0].click().run()
        taps += 1

    assert [row.value for row in page.text] == [f"Række {n}" for n in range(MANY)]
    assert taps == 7


def test_the_last_piece_says_how_many_there_are_left():
    page = AppTest.from_function(_a_list, kwargs={"rows": [f"Række {n}" for n in range(60)]}).run()

    assert page.button[0].label == "Vis 10 til"


def test_a_list_that_fits_has_no_button():
    page = AppTest.from_function(_a_list, kwargs={"rows": ["Række"] * 50}).run()

    assert (len(page.text), list(page.button)) == (50, [])


def _people(look):
    import streamlit as st

    from assessment.pages.owner_people import people_page

    def draw():
        people_page(look=look, acts=None, address="https://spor.dk", person_page=other)

    other = st.Page(lambda: None, title="Andet", url_path="andet")
    st.navigation([st.Page(draw, title="Side", default=True), other], position="hidden").run()


def names_on(page):
    return [link.proto.label for link in page.get("page_link")]


def test_among_thousands_of_users_the_last_is_found_by_a_part_of_the_name():
    persons = tuple(a_person(f"bruger{n}", user_id=f"u{n}") for n in range(MANY))
    people = replace(some_people(), persons=persons, pending=())
    page = AppTest.from_function(_people, kwargs={"look": lambda: people}, default_timeout=60).run()
    assert names_on(page) == [f"bruger{n}" for n in range(50)]
    assert f"Har adgang ({MANY})" in page.header[0].value

    next(field for field in page.text_input if field.label == "Find en bruger").input("RUGER4999").run()

    assert names_on(page) == ["bruger4999"]
    assert not page.exception


def test_a_name_that_nobody_has_is_said_and_can_be_written_again():
    persons = tuple(a_person(f"bruger{n}", user_id=f"u{n}") for n in range(60))
    page = AppTest.from_function(_people, kwargs={"look": lambda: replace(some_people(), persons=persons)}).run()

    next(field for field in page.text_input if field.label == "Find en bruger").input("ingen").run()

    assert "Ingen passer til det, du har skrevet." in page.markdown[0].value
    assert not page.exception


def _deliveries(look):
    from assessment.pages.owner_deliveries import deliveries_page

    deliveries_page(look=look, undo=lambda _batch: None)


def _counter(look):
    from assessment.pages.counter import counter

    counter(list_deliveries=look, undo_delivery=lambda _batch: None)


def test_the_owner_sees_the_newest_of_thousands_of_deliveries_and_can_go_on():
    many = tuple(a_delivery(batch_id=f"b{n}") for n in range(MANY))
    page = AppTest.from_function(_deliveries, kwargs={"look": lambda: many}, default_timeout=60).run()
    assert [caption.value for caption in page.caption][-1] == "Nummer b49"

    page.button(key="more-deliveries").click().run()

    assert [caption.value for caption in page.caption][-1] == "Nummer b99"
    assert page.button(key="more-deliveries").label == "Vis 100 til"
    assert not page.exception


def test_a_provider_sees_the_newest_of_thousands_of_deliveries_and_can_go_on():
    many = tuple(a_delivery(batch_id=f"b{n}") for n in range(MANY))
    page = AppTest.from_function(_counter, kwargs={"look": lambda: many}, default_timeout=60).run()
    assert [button.key for button in page.button if "undo" in button.key][-1] == "undo-b49"

    page.button(key="more-deliveries").click().run()

    assert [button.key for button in page.button if "undo" in button.key][-1] == "undo-b99"
    assert not page.exception


def test_thousands_of_entries_in_a_case_come_a_hundred_at_a_tap(show_case):
    case = a_case()
    many = tuple(replace(case.seen[0], observation_id=f"o{n:04}", note=f"Nummer {n}.") for n in range(MANY))
    page = show_case(replace(case, seen=many, results=(), pauses=()))

    def told():
        return sum("Nummer" in piece.value for piece in page.markdown)

    before = told()
    button = next(one for one in page.button if one.label == "Vis 100 ældre")
    button.click().run()

    assert (before, told()) == (4, 104)
    assert next(one for one in page.button if one.label == "Vis 100 ældre")
    assert not page.exception
