"""Writing to the buddy from the case: to whom, about what, and what was written before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from invented_desk import CASEWORKER, NOW, a_case, a_message, an_opened_case
from streamlit.testing.v1 import AppTest

from assessment.domain.errors import NotAllowed
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.domain.letters import Letter, Recipient
from assessment.domain.message import MessageKind
from assessment.i18n.state_words import STATE_WORDS

ASK = "Hvad vil du gerne høre om, med dine egne ord? (valgfri, når et område er valgt)"
THANKS = "Hvad takker du for, med dine egne ord?"


def _letters(case, read, write, language):
    from assessment.i18n.words import in_language
    from assessment.pages.letters import draw_letters
    from assessment.reference.rubric import load_rubric

    with in_language(language):
        draw_letters(case, load_rubric(), read=read, write=write)


@pytest.fixture
def show_letters(doors):
    """Run the section; what is sent is among what was written before in ``doors``."""

    def show(case=None, *, is_open=True, language="da", read=None, write=None):
        from functools import partial

        content = case or a_case()
        kwargs = {
            "case": content,
            "read": read or (lambda _placement_id: doors.letters),
            "write": write or partial(doors.write_to_buddy, CASEWORKER),
            "language": language,
        }
        page = AppTest.from_function(_letters, kwargs=kwargs, default_timeout=30)
        page.session_state[f"beside-letters-{content.header.placement_id}"] = is_open
        return page.run()

    return show


def text_of(page):
    pieces = [*page.subheader, *page.markdown, *page.caption]
    return "\n".join([str(piece.value).replace("\\", "") for piece in pieces] + [part.label for part in page.expander])


def by_label(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


def sent(doors):
    return [letter.message for letter in doors.letters.written]


def test_a_line_and_a_tap_ask_the_buddy(show_letters, doors):
    page = show_letters()
    by_label(page.selectbox, "Område (valgfri)").set_value("joining_in")
    by_label(page.text_area, ASK).input("Hvordan går det i pausen?")
    by_label(page.button, "Send til Grethe").click().run()

    (message,) = sent(doors)
    assert (message.kind, message.observer_id, message.placement_id) == (MessageKind.ASK, "g1", "S-0412")
    assert (message.criterion, message.text) == ("joining_in", "Hvordan går det i pausen?")
    text = text_of(page)
    assert "✓ Sendt kl. 10.42. Grethe ser det på sin side." in text
    assert "**30. juli 2026** · til Grethe · bad om en observation" in text
    assert "Ikke besvaret endnu." in text
    assert by_label(page.text_area, ASK).value == ""
    assert not page.exception


def test_a_thank_you_has_no_criterion(show_letters, doors):
    page = show_letters()
    by_label(page.segmented_control, "Hvad vil du?").set_value(MessageKind.THANKS).run()
    assert not page.selectbox
    by_label(page.text_area, THANKS).input("Tak. Din note førte til en ny makker om fredagen.")
    by_label(page.button, "Send til Grethe").click().run()

    (message,) = sent(doors)
    assert (message.kind, message.criterion) == (MessageKind.THANKS, None)
    assert "sagde tak" in text_of(page)
    assert "Ikke besvaret endnu." not in text_of(page)
    assert not page.exception


def test_a_guide_is_asked_what_guides_are_asked(show_letters, doors):
    guide = show_letters()
    doors.letters = replace(doors.letters, recipients=(Recipient(observer_id="m1", name="Bent", role="sprogmakker"),))
    buddy = show_letters()

    asked = [set(by_label(page.selectbox, "Område (valgfri)").options) for page in (guide, buddy)]
    assert len(asked[0] - asked[1]) == 2
    assert not guide.exception
    assert not buddy.exception


def test_with_several_buddies_one_is_chosen_first(show_letters, doors):
    both = (*doors.letters.recipients, Recipient(observer_id="m1", name="Bent", role="sprogmakker"))
    doors.letters = replace(doors.letters, recipients=both)
    page = show_letters()
    assert not page.text_area
    by_label(page.segmented_control, "Til hvem?").set_value("m1").run()
    by_label(page.text_area, ASK).input("Hvordan går det?")
    by_label(page.button, "Send til Bent").click().run()

    assert [message.observer_id for message in sent(doors)] == ["m1"]
    assert not page.exception


def test_a_refusal_keeps_the_text_and_names_the_cure(show_letters):
    tried = []

    def refuse(message_id, *_what):
        tried.append(message_id)
        raise InvalidFields((FieldError("text", "beslutning", "Ordet hører til i sagen."),))

    page = show_letters(write=refuse)
    by_label(page.text_area, ASK).input("Der er taget en beslutning.")
    by_label(page.button, "Send til Grethe").click().run()
    by_label(page.button, "Send til Grethe").click().run()

    assert "**Din tekst** »beslutning«: Ordet hører til i sagen." in text_of(page)
    assert by_label(page.text_area, ASK).value == "Der er taget en beslutning."
    assert len(tried) == 2
    assert len(set(tried)) == 1
    assert not page.exception


def test_nobody_to_write_to_is_said_with_the_cure(show_letters, doors):
    doors.letters = replace(doors.letters, recipients=())
    page = show_letters()

    assert "Ingen er makker i forløbet lige nu. Tilføj en under »Ret eller tilføj«." in text_of(page)
    assert not page.text_area
    assert not page.exception


def test_an_answered_request_says_when(show_letters, doors):
    answered = Letter(message=a_message(), to="Grethe", answered_at=NOW + timedelta(days=2))
    doors.letters = replace(doors.letters, written=(answered,))
    page = show_letters()

    assert "bad om en observation: Småsnak" in text_of(page)
    assert "Svaret: der kom en observation 1. august 2026." in text_of(page)
    assert not page.exception


def test_hundreds_of_letters_come_in_pieces_and_the_oldest_can_be_reached(show_letters, doors):
    recipient = doors.letters.recipients[0]
    many = tuple(
        Letter(message=a_message(message_id=f"m{n}", text=f"Brev {n}."), to=recipient.name, answered_at=None)
        for n in range(120)
    )
    doors.letters = replace(doors.letters, written=many)
    page = show_letters()

    shown = [text_of(page).count("Brev ")]
    for label in ("Vis 50 til", "Vis 20 til"):
        by_label(page.button, label).click().run()
        shown.append(text_of(page).count("Brev "))

    assert shown == [50, 100, 120]
    assert not page.exception


def test_what_is_folded_reads_nothing(show_letters):
    def never(_placement_id):
        raise AssertionError("read while folded")

    page = show_letters(is_open=False, read=never)

    assert page.expander[0].label == "Skriv til makkeren"
    assert not page.exception


def test_whoever_may_not_read_gets_one_sentence(show_letters):
    def refuse(_placement_id):
        raise NotAllowed("Det har du ikke adgang til.")

    page = show_letters(read=refuse)

    assert "Det har du ikke adgang til." in text_of(page)
    assert not page.exception


@pytest.mark.parametrize("case", [a_case(), an_opened_case()])
def test_nothing_of_a_state_is_in_the_section_before_or_after_the_own_view(show_letters, case):
    page = show_letters(case)

    assert not any(word in text_of(page) for word in STATE_WORDS.values())
    assert by_label(page.text_area, ASK).value == ""
    assert not page.exception


def test_what_was_written_is_never_formatting(show_letters, doors):
    shown = Letter(message=a_message(text="<b>fed</b> [her](http://x)"), to="*Grethe*", answered_at=None)
    doors.letters = replace(doors.letters, written=(shown,))
    page = show_letters()

    raw = "\n".join(piece.value for piece in page.markdown)
    assert r"\<b\>fed\</b\> \[her\]\(http\://x\)" in raw
    assert r"\*Grethe\*" in raw
    assert not page.exception


def test_the_section_reads_in_english(show_letters):
    page = show_letters(language="en")

    assert page.expander[0].label == "Write to the buddy"
    assert not page.exception
