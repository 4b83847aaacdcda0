"""The queue shows facts, and a state only where the caseworker's own view is stored."""

from datetime import timedelta

from invented_desk import TODAY, a_header, a_queue, a_row, a_state

from assessment.domain.placement_state import State


def text_of(page):
    pieces = [*page.title, *page.header, *page.markdown, *page.caption]
    return "\n".join([str(piece.value) for piece in pieces] + [part.label for part in page.expander])


def test_the_parts_are_there_with_their_counts(show_queue):
    page = show_queue(a_queue())

    assert page.title[0].value == "Sager i Odense"
    assert page.header[0].value == "Til gennemsyn (12)"
    assert [part.label for part in page.expander] == ["Set af dig (6)", "For lidt grundlag (14)", "Øvrige (45)"]
    assert "Opdigtede personer" in text_of(page)
    assert not page.exception


def test_a_row_not_looked_at_says_facts_only(show_queue):
    page = show_queue(a_queue(to_review=(a_row(3), a_row(4)), reviewed=(), too_little=(), others=()))

    text = text_of(page)
    assert "gartneri, praktik" in text
    assert "4 uger tilbage" in text
    assert "sidst set for 3 dage siden" in text
    assert "ny siden sidst" in text
    assert "makker skiftet" in text
    assert not any(shape in text for shape in "▲●◆○‖★")
    assert not page.exception


def test_a_row_looked_at_says_its_state_in_shape_and_word(show_queue):
    seen = (a_row(1, a_state(State.POSSIBLE_STALL)),)
    page = show_queue(a_queue(to_review=(), reviewed=seen, too_little=(), others=()))

    assert "**◆ mulig stagnation**" in text_of(page)
    assert not page.exception


def test_each_row_is_a_link_to_its_case(show_queue):
    page = show_queue(a_queue(to_review=(a_row(3),), reviewed=(), too_little=(), others=()))

    link = page.page_link[0]
    assert link.label.replace("\\", "") == "Amina (S-0003)"
    assert link.proto.query_string == "id=S-0003"
    assert not page.exception


def test_what_is_folded_is_not_sent(show_queue):
    page = show_queue(a_queue(to_review=(), reviewed=()))

    assert len(page.page_link) == 0
    page.session_state["section-others"] = True
    page.run()
    assert len(page.page_link) == 20
    next(button for button in page.button if button.label == "Vis 20 til").click().run()
    assert len(page.page_link) == 40
    assert not page.exception


def test_an_empty_desk_says_why(show_queue):
    page = show_queue(a_queue(as_of=None, why_empty="Der er ikke beregnet noget for kommunen endnu.", to_review=()))

    assert "Der er ikke beregnet noget for kommunen endnu" in text_of(page)
    assert not page.expander
    assert not page.exception


def test_a_placement_without_alias_or_end_has_its_id_and_says_so(show_queue):
    row = a_row(7, header=a_header(7, alias="", weeks_left=None, last_seen_on=None, trade=""))
    page = show_queue(a_queue(to_review=(row,), reviewed=(), too_little=(), others=()))

    assert page.page_link[0].label.replace("\\", "") == "S-0007"
    assert "uden slutdato" in text_of(page)
    assert "ikke set endnu" in text_of(page)
    assert not page.exception


def test_the_queue_reads_in_english(show_queue):
    page = show_queue(a_queue(), language="en")

    assert page.title[0].value == "Cases in Odense"
    assert not page.exception


def pick(page, label, value):
    next(box for box in page.selectbox if box.label == label).select(value)
    return page.run()


def test_the_front_says_how_many_have_news(show_queue):
    rows = tuple(a_row(number) for number in (3, 4, 6, 7))
    page = show_queue(a_queue(to_review=rows))

    assert "Siden sidst: 2 nye" in text_of(page)
    assert not page.exception


def test_what_is_picked_narrows_every_part_and_is_said_with_the_way_back(show_queue):
    page = pick(show_queue(a_queue()), "Fag", "lager")

    assert page.header[0].value == "Til gennemsyn (3)"
    assert [part.label for part in page.expander] == ["Set af dig (1)", "For lidt grundlag (4)", "Øvrige (12)"]
    assert "Viser kun\\: lager\\. 20 af 77 sager\\." in text_of(page)
    next(box for box in page.checkbox if box.label == "Kun ny siden sidst").check()
    assert "Viser kun\\: lager, ny siden sidst\\." in text_of(page.run())

    next(button for button in page.button if button.label == "Vis alle").click().run()

    assert page.header[0].value == "Til gennemsyn (12)"
    assert "Viser kun" not in text_of(page)
    assert {box.value for box in page.selectbox} == {""}
    assert not any(box.value for box in page.checkbox)
    assert not page.exception


def test_where_nothing_fits_the_part_says_that_it_was_narrowed(show_queue):
    page = pick(show_queue(a_queue(reviewed=())), "Slags forløb", "igu")

    assert page.header[0].value == "Til gennemsyn (0)"
    assert "Ingen her passer til det, du har valgt." in text_of(page)
    assert not page.exception


def test_what_was_picked_and_unfolded_is_still_so_after_a_visit_to_a_case(show_queue):
    first = pick(show_queue(a_queue()), "Fag", "lager")
    first.session_state["section-others"] = True
    first.run()
    kept = {name: first.session_state[name] for name in ("queue-filters", "queue-opened")}

    page = show_queue(a_queue(), left_behind=kept)  # Streamlit forgets the widgets of a page that is not drawn

    assert "Viser kun\\: lager\\." in text_of(page)
    assert len(page.page_link) == 3 + 1 + 12, "to review, looked at, and the rest, which stays unfolded"
    assert next(box for box in page.selectbox if box.label == "Fag").value == "lager"
    assert not page.exception


def test_nothing_about_states_can_be_picked(show_queue):
    page = show_queue(a_queue())

    offered = {option for box in page.selectbox for option in box.options}
    assert offered == {"alle", "gartneri", "køkken", "lager", "rengøring", "praktik", "IGU"}
    assert [box.label for box in page.checkbox] == ["Kun ny siden sidst", "Kun makker skiftet"]
    assert not page.exception


def find(page, written):
    next(field for field in page.text_input if field.label == "Find navn eller nummer").input(written)
    return page.run()


def test_who_is_looked_for_is_found_in_every_part_also_where_it_is_folded(show_queue):
    page = find(show_queue(a_queue()), "s-0004")
    assert [link.label.replace("\\", "") for link in page.page_link] == ["Farid (S-0004)"]

    page = find(page, "S-0644")
    assert [link.label.replace("\\", "") for link in page.page_link] == ["Farid (S-0644)"]
    assert [piece.value for piece in page.subheader] == ["Øvrige (1)"]
    assert "Fjordens Lager" in text_of(page), "the workplace is named where somebody looks for it"
    assert not page.exception


def test_the_ended_and_the_coming_are_found_and_only_a_case_that_has_begun_can_be_opened(show_queue):
    ended = a_row(71, header=a_header(71, alias="Sahra", ends_on=TODAY - timedelta(days=2), weeks_left=0))
    coming = a_row(72, header=a_header(72, alias="Sahra", started_on=TODAY + timedelta(days=5), last_seen_on=None))
    page = show_queue(a_queue(elsewhere=(ended, coming)))
    assert "Sahra" not in str([link.label for link in page.page_link])

    find(page, "sahra")

    assert [piece.value for piece in page.subheader] == ["Afsluttede og kommende (2)"]
    assert [link.label.replace("\\", "") for link in page.page_link] == ["Sahra (S-0071)"]
    text = text_of(page).replace("\\", "")
    assert "sluttede 28. juli 2026" in text
    assert "begynder 4. august 2026" in text
    assert not page.exception


def test_what_was_looked_for_is_still_there_after_a_visit_to_a_case_until_it_is_put_away(show_queue):
    first = find(show_queue(a_queue()), "S-0003")
    kept = {name: first.session_state[name] for name in ("queue-filters", "queue-opened")}

    page = show_queue(a_queue(), left_behind=kept)

    assert page.text_input[0].value == "S-0003"
    assert len(page.page_link) == 1
    next(button for button in page.button if button.label == "Vis alle").click().run()
    assert page.text_input[0].value == ""
    assert page.header[0].value == "Til gennemsyn (12)"
    assert not page.exception


def test_nobody_found_is_said_with_what_to_try(show_queue):
    page = find(show_queue(a_queue()), "findes ikke")

    assert "Ingen passer til det, du har skrevet. Prøv med en del af navnet eller nummeret." in text_of(page)
    assert not page.page_link
    assert not page.exception


def test_a_person_can_be_looked_for_before_anything_is_computed(show_queue):
    page = show_queue(
        a_queue(as_of=None, why_empty="Der er ikke beregnet noget.", to_review=(), elsewhere=(a_row(71),))
    )

    find(page, "S-0071")

    assert [piece.value for piece in page.subheader] == ["Uden for listerne (1)"]
    assert len(page.page_link) == 1
    assert not page.exception


def test_a_queue_by_a_model_says_so_and_whom_it_learned_from(show_queue):
    by_model = show_queue(a_queue(is_by_model=True, is_learned_from_invented=True))
    by_rules = show_queue(a_queue())

    told = [caption.value for caption in by_model.caption]
    assert any(one.startswith("Opgjort") and one.endswith("med modellen.") for one in told)
    assert "Modellen er lært af opdigtede personer og ikke af rigtige." in told
    assert not any("odellen" in caption.value for caption in by_rules.caption)
    assert not by_model.exception
    assert not by_rules.exception
