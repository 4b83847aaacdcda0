"""The case page keeps its promises to the caseworker."""

from dataclasses import replace
from datetime import timedelta

import pytest
from invented_desk import (
    NOW,
    TODAY,
    a_case,
    a_decision,
    a_header,
    a_state,
    an_engine_view,
    an_entry,
    an_opened_case,
    an_own_view,
)
from streamlit.testing.v1 import AppTest

from assessment.domain.decision import Outcome, View
from assessment.domain.placement_state import Scale, State
from assessment.i18n.state_words import STATE_WORDS
from assessment.pages.words import SAID_OF_STATES, SHAPES

ENGINE_HEADING = "Hvad systemet peger på"


def text_of(page):
    pieces = [*page.title, *page.header, *page.subheader, *page.markdown, *page.caption]
    return "\n".join([str(piece.value) for piece in pieces] + [part.label for part in page.expander])


def by_label(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


def test_the_facts_come_first_and_the_engine_is_not_there_before_the_own_view(show_case):
    page = show_case(a_case())

    text = text_of(page)
    assert "Fjordens Lager" in text
    assert "Svarer, når hun bliver spurgt" not in text  # older than the four newest, one tap away
    assert "med gentagelse eller hjælp" in text
    assert ENGINE_HEADING not in text
    assert not any(name in text for name in STATE_WORDS.values() if name != "uret er stoppet")
    assert not page.radio
    assert not page.exception


def test_older_entries_are_one_tap_away(show_case):
    page = show_case(a_case())

    by_label(page.button, "Vis 10 ældre").click().run()

    assert "Svarer, når hun bliver spurgt om weekenden" in text_of(page)
    assert not page.exception


def test_one_tap_and_a_line_are_the_own_view(show_case, doors):
    page = show_case(a_case())

    by_label(page.segmented_control, "Dit eget syn på forløbet lige nu").set_value(View.STALLED)
    by_label(page.text_input, "En linje om, hvad du lægger vægt på (valgfri)").input("Taler mest med én.")
    by_label(page.button, "Gem mit syn").click().run()

    assert [(view.view, view.line, view.placement_id) for view in doors.views] == [
        (View.STALLED, "Taler mest med én.", "S-0412")
    ]
    assert not page.exception


def test_a_forgotten_view_is_asked_for_and_the_line_is_kept(show_case, doors):
    page = show_case(a_case())

    by_label(page.text_input, "En linje om, hvad du lægger vægt på (valgfri)").input("Taler mest med én.")
    by_label(page.button, "Gem mit syn").click().run()

    assert doors.views == []
    assert "Vælg et af de tre svar" in text_of(page).replace("\\", "")
    assert page.text_input[0].value == "Taler mest med én."
    assert not page.exception


def in_two_windows(doors, language):
    """The case page over doors that may have been used from another window since it was drawn."""
    from functools import partial

    from invented_desk import CASEWORKER

    from assessment.i18n.words import in_language
    from assessment.pages.case import case
    from assessment.reference.rubric import load_rubric

    with in_language(language):
        case(
            placement_id="S-0412",
            rubric=load_rubric(),
            open_case=partial(doors.open_case, CASEWORKER),
            record_own_view=partial(doors.record_own_view, CASEWORKER),
            record_decision=partial(doors.record_decision, CASEWORKER),
        )


def a_window(doors):
    return AppTest.from_function(in_two_windows, kwargs={"doors": doors, "language": "da"}, default_timeout=30).run()


def say_it_stands_still(page, line):
    by_label(page.segmented_control, "Dit eget syn på forløbet lige nu").set_value(View.STALLED)
    by_label(page.text_input, "En linje om, hvad du lægger vægt på (valgfri)").input(line)
    by_label(page.button, "Gem mit syn").click().run()


def test_what_was_written_in_a_second_window_is_said_to_be_unsaved_until_it_is_seen(doors):
    first, second = a_window(doors), a_window(doors)
    say_it_stands_still(first, "Den første.")
    say_it_stands_still(second, "Den *anden*.")

    unsaved = "Det, du skrev her, er ikke gemt: »Det står stille: Den *anden*.«"
    assert [view.line for view in doors.views] == ["Den første."]
    assert "i et andet vindue kl. 10.42" in text_of(second).replace("\\", "")
    assert unsaved in text_of(second.run()).replace("\\", "")
    assert "andet vindue" not in text_of(first.run())
    by_label(second.button, "Jeg har set det").click().run()
    assert "andet vindue" not in text_of(second)
    assert not second.exception


def test_a_newer_state_asks_for_a_newer_view_before_anything_of_the_engines_is_shown(show_case):
    page = show_case(an_opened_case(engine_waits=True, engine_view=None))

    text = text_of(page).replace("\\", "")
    assert "Sagen er gjort op igen, siden du så på den. Hvad ser du nu?" in text
    assert "Dit syn 30. juli 2026: Det står stille. »Han taler mest med én.«" in text
    assert ENGINE_HEADING not in text
    assert not page.subheader
    assert by_label(page.button, "Gem mit syn")
    assert by_label(page.button, "Gem beslutning"), "what somebody is writing there is not taken away"
    assert not page.exception


@pytest.mark.parametrize(
    ("ends_on", "told"),
    [
        (TODAY, "**slutter i dag**"),
        (TODAY - timedelta(days=1), "**sluttede 29. juli 2026**"),
        (TODAY - timedelta(days=9), "**sluttede 21. juli 2026**"),
    ],
)
def test_a_placement_ends_today_only_on_its_last_day(show_case, ends_on, told):
    page = show_case(a_case(header=a_header(ends_on=ends_on, weeks_left=0)))

    assert told in text_of(page).replace("\\", "")
    assert not page.exception


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_a_shape_a_word_and_a_sentence(show_case, state):
    page = show_case(an_opened_case(engine_view=an_engine_view(a_state(state, reasons=()))))

    assert page.subheader[0].value == f"{SHAPES[state]} {STATE_WORDS[state]}"
    assert SAID_OF_STATES[state] in text_of(page)
    assert not page.exception


def test_a_state_from_before_the_growth_filter_is_told_in_the_steps_it_was_stored_in(show_case):
    state = replace(a_state(), pace_per_week=0.05, pace_se=0.0125, expected_pace_per_week=0.1, level=2.5, level_se=0.5)
    page = show_case(an_opened_case(engine_view=replace(an_engine_view(state), scale=Scale.STEP)))

    text = text_of(page)
    assert "Vores bedste bud er cirka 0,4 trin på 8 uger (mellem 0,2 og 0,6)" in text
    assert "cirka trin 2,5 i gennemsnit på alle områder (mellem 1,5 og 3,5)" in text


def test_numbers_come_with_their_error_in_words_and_a_decimal_comma(show_case):
    page = show_case(an_opened_case())

    text = text_of(page)
    assert "Vores bedste bud er cirka 0,0 trin på 8 uger (mellem −0,1 og 0,1)" in text
    assert "cirka 0,2 trin almindeligt" in text
    assert "Niveauet skønnes til cirka trin 3,2 i gennemsnit på alle områder (mellem 2,9 og 3,4)." in text
    assert "ikke forankret" not in text
    assert "logit" not in text
    assert "At det går langsomt, ses mest på arbejdspladsen." in text
    assert not page.exception


def test_a_level_that_no_test_and_no_other_observer_has_shown_is_said_not_to_be_anchored(show_case):
    page = show_case(an_opened_case(engine_view=an_engine_view(a_state(level_linked=False))))

    assert "Det er ikke forankret: ingen prøve og ingen anden, der observerer, har vist det samme" in text_of(page)
    assert not page.exception


def test_what_cannot_be_estimated_is_not_written_as_a_number(show_case):
    unknown = a_state(State.TOO_LITTLE_EVIDENCE, pace_per_week=None, pace_se=None, level=None, stall_probability=None)
    page = show_case(an_opened_case(engine_view=an_engine_view(unknown)))

    assert "trin (mellem" not in text_of(page)
    assert not page.exception


def test_an_opened_reason_shows_its_entries_and_marks_them_above(show_case):
    page = show_case(an_opened_case())
    assert "Nævnt i den begrundelse" not in text_of(page)

    page.session_state["reason-S-0412-0"] = True
    page.run()

    text = text_of(page)
    assert "Nævnt i den begrundelse, du har åbnet" in text
    assert "De er også markeret i »Hvad er set« og på kurven." in text
    assert not page.exception


def test_the_notice_is_on_every_case_and_beside_every_flag(show_case):
    notice = "Kun til støtte: må ikke indgå i sanktion, ydelse, opholds- eller statsborgerskabssag."

    before, after = show_case(a_case()), show_case(an_opened_case())

    assert [caption.value for caption in before.caption].count(notice) == 1
    assert [caption.value for caption in after.caption].count(notice) == 2
    assert not before.exception
    assert not after.exception


def test_a_decision_is_handed_over_with_its_reason_and_follow_up(show_case, doors):
    page = show_case(an_opened_case())

    assert by_label(page.radio, "Beslutning").value is None
    assert page.text_area[0].value == ""
    by_label(page.radio, "Beslutning").set_value(Outcome.NOT_STALLED)
    by_label(page.text_area, "Hvorfor, med dine egne ord?").input("Hun er lige begyndt at tale i pausen.")
    by_label(page.segmented_control, "Se på sagen igen").set_value(4)
    by_label(page.button, "Gem beslutning").click().run()

    assert [(d.outcome, d.reason, d.follow_up_on) for d in doors.decisions] == [
        (Outcome.NOT_STALLED, "Hun er lige begyndt at tale i pausen.", TODAY + timedelta(weeks=4))
    ]
    assert "✓ Beslutningen er gemt kl. 10.42 og står i historikken." in text_of(page)
    assert page.text_area[0].value == ""
    assert not page.exception


def test_a_forgotten_reason_is_asked_for_and_nothing_chosen_or_typed_is_lost(show_case, doors):
    page = show_case(an_opened_case())

    by_label(page.radio, "Beslutning").set_value(Outcome.OFFER_SUPPORT)
    by_label(page.text_input, "Eller skriv en dag, fx 21-11-2026 (valgfri)").input("21-11-2026")
    by_label(page.button, "Gem beslutning").click().run()

    assert doors.decisions == []
    assert "Skriv med dine egne ord, hvorfor" in text_of(page)
    assert by_label(page.radio, "Beslutning").value == Outcome.OFFER_SUPPORT
    assert page.text_input[-1].value == "21-11-2026"
    assert not page.exception


def test_a_forgotten_outcome_keeps_the_typed_reason(show_case, doors):
    page = show_case(an_opened_case())

    by_label(page.text_area, "Hvorfor, med dine egne ord?").input("En lang begrundelse.")
    by_label(page.button, "Gem beslutning").click().run()

    assert doors.decisions == []
    assert page.text_area[0].value == "En lang begrundelse."
    assert not page.exception


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("i morgen", "Skriv dagen som dag"),
        ("31-02-2027", "Skriv dagen som dag"),
        ("01-01-2026", "Dagen er gået"),
        ("01-01-26", "Dagen er gået"),
    ],
)
def test_a_day_that_is_none_or_is_gone_is_asked_for_again(show_case, doors, written, asked):
    page = show_case(an_opened_case())

    by_label(page.radio, "Beslutning").set_value(Outcome.OFFER_SUPPORT)
    by_label(page.text_area, "Hvorfor, med dine egne ord?").input("Flere at tale med.")
    by_label(page.text_input, "Eller skriv en dag, fx 21-11-2026 (valgfri)").input(written)
    by_label(page.button, "Gem beslutning").click().run()

    assert doors.decisions == []
    assert page.text_area[0].value == "Flere at tale med."
    assert asked in text_of(page)
    assert not page.exception


def test_a_save_that_failed_is_tried_again_under_the_same_id(show_case, doors, monkeypatch):
    from assessment.domain.errors import SprogsporError

    tried = []

    def fails_once(_actor, decision_id, *what):
        tried.append(decision_id)
        if len(tried) == 1:
            raise SprogsporError("Disken er fuld. Det, du skrev, er bevaret.")
        return a_decision()

    monkeypatch.setattr(doors, "record_decision", fails_once)
    page = show_case(an_opened_case())
    by_label(page.radio, "Beslutning").set_value(Outcome.OFFER_SUPPORT)
    by_label(page.text_area, "Hvorfor, med dine egne ord?").input("Flere at tale med.")
    by_label(page.button, "Gem beslutning").click().run()
    assert page.text_area[0].value == "Flere at tale med."
    by_label(page.button, "Gem beslutning").click().run()

    assert len(tried) == 2
    assert tried[0] == tried[1]
    assert not page.exception


def test_two_decisions_have_two_ids(show_case, doors):
    page = show_case(an_opened_case())

    for reason in ("Den første.", "Den anden."):
        by_label(page.radio, "Beslutning").set_value(Outcome.OFFER_SUPPORT)
        by_label(page.text_area, "Hvorfor, med dine egne ord?").input(reason)
        by_label(page.button, "Gem beslutning").click().run()

    assert len({decision.decision_id for decision in doors.decisions}) == 2
    assert not page.exception


def test_what_a_buddy_writes_is_never_formatting(show_case):
    page = show_case(a_case(seen=(an_entry(0, note="<b>fed</b> :red[rød] $x$ [her](http://x)"),)))

    shown = next(piece.value for piece in page.markdown if "fed" in piece.value)
    assert r"\<b\>fed\</b\> \:red\[rød\] \$x\$ \[her\]\(http\://x\)" in shown
    assert not page.exception


def test_an_empty_case_says_why_and_what_to_do(show_case):
    page = show_case(a_case(seen=(), results=(), pauses=(), enrolments=(), buddies=()))

    text = text_of(page)
    assert "Ingen har skrevet noget om forløbet endnu. Bed makkeren om en første observation." in text
    assert "Der er ingen kurve endnu" in text
    assert "Ingen makker er knyttet til forløbet" in text
    assert not page.exception


def test_few_observations_say_nothing_of_a_direction(show_case):
    page = show_case(a_case(seen=(an_entry(0), an_entry(1))))

    assert "Det er for få til at sige noget om en retning." in text_of(page)
    assert not page.exception


def test_four_observations_say_as_much_as_the_engine_needs(show_case):
    page = show_case(a_case(seen=tuple(an_entry(week) for week in range(4))))

    assert "De første 2 ligger" in text_of(page)
    assert not page.exception


def test_an_address_without_a_case_says_so(show_case):
    page = show_case(a_case(), placement_id="")

    assert page.title[0].value == "Sagen kan ikke vises"
    assert not page.exception


def test_a_long_history_comes_in_pieces_and_its_beginning_can_be_reached(show_case):
    many = tuple(
        a_decision(decision_id=f"d{n}", recorded_at=NOW - timedelta(days=n), reason=f"Grund {n}.") for n in range(60)
    )
    page = show_case(an_opened_case(own_view=None, decisions=many))
    told = [piece.value for piece in page.markdown if "Grund " in piece.value]
    assert (len(told), "Grund 49" in told[-1].replace("\\", "")) == (50, True)

    next(button for button in page.button if button.label == "Vis 10 til").click().run()

    assert "Grund 59" in [piece.value for piece in page.markdown if "Grund " in piece.value][-1].replace("\\", "")
    assert not page.exception


def test_the_history_holds_view_and_decisions(show_case):
    later = a_decision(recorded_at=NOW + timedelta(minutes=5))
    page = show_case(an_opened_case(own_view=an_own_view(View.CANNOT_SAY), decisions=(later,)))

    history = page.markdown[-2].value.replace("\\", "") + page.markdown[-1].value.replace("\\", "")
    assert "Eget syn: Jeg kan ikke sige det" in history
    assert "En makker mere om fredagen." in history
    assert "Ses igen 27. august 2026" in history
    assert history.index("Beslutning: ") < history.index("Eget syn: ")
    assert not page.exception


def test_the_invented_are_called_invented(show_case):
    invented, real = show_case(a_case()), show_case(a_case(synthetic=False))

    assert "Opdigtede personer" in text_of(invented)
    assert "Opdigtede personer" not in text_of(real)
    assert not invented.exception
    assert not real.exception


def test_no_word_of_danger_or_points_is_on_the_page(show_case):
    text = text_of(show_case(an_opened_case(decisions=(a_decision(),)))).lower()

    assert not any(word in text for word in ("risiko", "risk", "score", "advarsel", "stagneret"))


def test_the_page_reads_in_english(show_case):
    page = show_case(an_opened_case(), language="en")

    headings = [heading.value for heading in page.header]
    assert "What do you see?" in headings
    assert "What the system points at" in headings
    assert page.subheader[0].value == "◆ possible stall"
    assert not page.exception


LEARNED_FROM_INVENTED = "Modellen er lært af opdigtede personer og ikke af rigtige."


def test_a_model_that_never_learned_from_real_people_says_so_quietly(show_case):
    view = an_engine_view(a_state(engine="model"))
    of_invented = show_case(an_opened_case(engine_view=replace(view, is_learned_from_invented=True)))
    of_real = show_case(an_opened_case(engine_view=view))

    assert [caption.value for caption in of_invented.caption].count(LEARNED_FROM_INVENTED) == 1
    assert LEARNED_FROM_INVENTED not in text_of(of_real)
    assert "med model på" in text_of(of_real)
    assert not of_invented.exception
    assert not of_real.exception


def test_a_model_that_looked_at_no_notes_says_so(show_case):
    view = an_engine_view(a_state(engine="model"))
    without = show_case(an_opened_case(engine_view=replace(view, is_without_notes=True)))

    assert text_of(without).count("Noterne er ikke regnet med.") == 1
    assert "regnet med" not in text_of(show_case(an_opened_case(engine_view=view)))
    assert not without.exception


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("no_model", "Modellen findes ikke endnu"),
        ("model_refused", "Modellen kunne ikke bruges"),
        ("other_encoder", "Modellen er lært med noter"),
    ],
)
def test_where_the_rules_stood_in_for_the_model_it_says_why(show_case, why, told):
    page = show_case(an_opened_case(engine_view=an_engine_view(a_state(fallback=why))))

    assert f"{told}, " in text_of(page)
    assert text_of(page).count("så det er de faste regler, der har regnet.") == 1
    assert not page.exception
