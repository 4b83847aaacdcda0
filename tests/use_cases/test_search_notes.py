"""A caseworker finds what was written: word for word however it was typed, and by meaning where a machine answers."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from support.letter_counts import LetterCounts
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at, flat, three_people
from support.whole_life import CASEWORKER, deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.gate import GateEngine
from assessment.domain.errors import InvalidValue
from assessment.domain.note_search import FoundByMeaning, FoundByWords
from assessment.storage import journal, questions
from assessment.storage.ledger import Ledger
from assessment.use_cases import ask_the_reader
from assessment.use_cases.answer_questions import AttentiveReader, answer_questions
from assessment.use_cases.embed_notes import embed_notes
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.search_notes import Remembered, search_by_meaning, search_by_words

NOW = at(TODAY, 12)
ALONE, ASKED, TALKED = "Sad alene i frokostpausen.", "Stillede et SPØRGSMÅL på mødet.", "Zzq zqz."
NOTES = {"amina": [ALONE, ASKED], "yusuf": [TALKED, "sad  alene."], "olena": ["Bla\u030abær og 100%_vat\\dej."]}


def with_notes(notes: dict[str, list[str]] = NOTES) -> SmallBundle:
    bundle = three_people()
    for name, texts in notes.items():
        for number, text in enumerate(texts):
            bundle.seen(name, FIRST_MONDAY + timedelta(days=2 + number), flat(number), note=text)
    return bundle


@pytest.fixture
def town(ledger: Ledger, tmp_path: Path) -> Ledger:
    """The three people with notes, read by an encoder that counts letters."""
    deliver(ledger, with_notes(), tmp_path / "bundle", now=at(TODAY, 7))
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 7))
    embed_notes(ledger, SYSTEM, LetterCounts(), clock=lambda: at(TODAY, 8))
    return ledger


def by_words(ledger: Ledger, question: str, rows: int = 20) -> FoundByWords:
    return search_by_words(ledger, CASEWORKER, question, now=NOW, rows=rows)


def notes_of(found: FoundByWords | FoundByMeaning) -> list[str]:
    return [hit.note for hit in found.hits]


def by_meaning(
    ledger: Ledger,
    question: str,
    encoder: LetterCounts | None = None,
    *,
    is_asked_now: bool = True,
    remembered: Remembered | None = None,
) -> FoundByMeaning:
    reader = encoder or LetterCounts()
    return search_by_meaning(
        ledger,
        CASEWORKER,
        question,
        now=NOW,
        is_asked_now=is_asked_now,
        remembered=Remembered() if remembered is None else remembered,
        pause=lambda _seconds: answer_questions(ledger, SYSTEM, reader, now=NOW),
    )


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("ALENE", [ALONE, "sad alene."]),
        ("frokost alene", [ALONE]),
        ("spørgsmål", [ASKED]),
        ("Spoergsmaal PAA", [ASKED]),
        ("blåbær", ["Blåbær og 100%_vat\\dej."]),
        ("blaabaer", ["Blåbær og 100%_vat\\dej."]),
        ("100%_vat", ["Blåbær og 100%_vat\\dej."]),
        ("t\\dej", ["Blåbær og 100%_vat\\dej."]),
        ("0__v", []),
        ("vat%dej", []),
        ("alene og kaffe", []),
        ("bl", ["Blåbær og 100%_vat\\dej."]),
        ("bla", []),
    ],
)
def test_every_word_is_found_however_it_was_typed_and_no_sign_means_anything_but_itself(
    town: Ledger, question: str, found: list[str]
) -> None:
    assert sorted(notes_of(by_words(town, question))) == sorted(found)


def test_the_newest_come_first_as_many_as_were_asked_for_with_the_words_marked(town: Ledger) -> None:
    found = by_words(town, "alene sad", rows=1)
    (hit,) = found.hits

    assert found.count == 2
    assert (hit.alias, hit.placement_id, hit.role) == ("Yusuf", "forloeb-yusuf", "sprogmakker")
    assert [hit.note[start:end] for start, end in hit.marks] == ["sad", "alene"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "Skriv mindst to bogstaver"),
        ("  ?! ", "Skriv mindst to bogstaver"),
        ("æ", "Skriv mindst to bogstaver"),
        ("ord " * 125, "Du har skrevet 499 tegn; der må være 200"),
        ("610190-1234", "ligner et CPR-nummer"),
        ("alene 61 01 90 1234 i pausen", "ligner et CPR-nummer"),
        ("ring 87 65 43 21", "ligner et telefonnummer"),
        ("mia@firma.dk", "ligner en e-mailadresse"),
        ("x" * 190 + " 610190-1234", "tegn; der må være 200. Brug de vigtigste ord. Der står noget, der ligner et CPR"),
    ],
)
def test_what_cannot_be_searched_for_is_told_and_leaves_no_trace(town: Ledger, question: str, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        by_words(town, question)
    with pytest.raises(InvalidValue, match=said):
        by_meaning(town, question)

    assert searches(town) == []


def test_who_means_the_same_in_other_words_is_found_beside_those_who_said_it(town: Ledger) -> None:
    assert by_words(town, "zzzqq").count == 0
    assert notes_of(by_meaning(town, "zzzqq")) == [TALKED]
    assert notes_of(by_meaning(town, "zqz")) == [], "it stands word for word, so the other list has it"


def test_a_question_that_no_note_comes_near_finds_nothing(town: Ledger) -> None:
    assert by_meaning(town, "wwww") == FoundByMeaning()


def test_the_same_words_about_the_same_person_are_shown_once(town: Ledger, tmp_path: Path) -> None:
    again = SmallBundle()
    for name in ("yusuf", "amina"):
        again.seen(name, TODAY - timedelta(days=1), flat(1), note=TALKED)
    deliver(town, again, tmp_path / "again", now=at(TODAY, 9))

    assert notes_of(by_meaning(town, "zzzqq")) == [TALKED, TALKED]
    assert sorted(hit.alias for hit in by_meaning(town, "zzzqq").hits) == ["Amina", "Yusuf"]


def test_what_was_withdrawn_or_corrected_is_not_found(town: Ledger, tmp_path: Path) -> None:
    change, corrected = SmallBundle(), with_notes().rows["observations"]
    (old,) = (cells["observation_id"] for cells in corrected if cells.get("note") == ALONE)
    change.seen("amina", TODAY - timedelta(days=1), flat(1), note="Sad sammen med to.", replaces=old)
    (taken,) = (cells for cells in corrected if cells.get("note") == TALKED)
    change.add("observations", **{**taken, "withdrawn_at": at(TODAY, 8)})
    deliver(town, change, tmp_path / "change", now=at(TODAY, 9))
    embed_notes(town, SYSTEM, LetterCounts(), clock=lambda: at(TODAY, 9))

    assert sorted(notes_of(by_words(town, "sad"))) == ["Sad sammen med to.", "sad alene."]
    assert by_words(town, "zqz").count == 0
    assert TALKED not in notes_of(by_meaning(town, "zzzqq"))


def test_who_objects_is_read_but_not_compared(town: Ledger, tmp_path: Path) -> None:
    deliver(town, SmallBundle().add("objections", newcomer_id="yusuf", from_on=TODAY), tmp_path / "o", now=at(TODAY, 9))

    assert by_words(town, "zqz").count == 1
    assert by_meaning(town, "zzzqq").hits == ()


def test_where_nothing_may_be_computed_nothing_is_compared_and_reading_goes_on(town: Ledger) -> None:
    register_gate(town, SYSTEM, "461", GateChange(engine=GateEngine.OFF), now=at(TODAY, 9))
    found = by_meaning(town, "zzzqq")

    assert found.why_none == (
        "Der søges ikke efter mening i kommunen: der er slukket for beregning. Systemets ejer kan registrere det."
    )
    assert not found.hits
    assert by_words(town, "zqz").count == 1


def test_a_note_that_was_not_read_yet_is_counted(town: Ledger, tmp_path: Path) -> None:
    late = SmallBundle()
    late.seen("amina", TODAY, flat(1), note="Qqz.")
    deliver(town, late, tmp_path / "late", now=at(TODAY, 9))

    assert by_meaning(town, "zzzqq").unread == 1


@pytest.mark.parametrize("worker", ["none", "another encoder"])
def test_without_an_answer_that_counts_it_says_so_and_leaves_nothing_behind(
    town: Ledger, monkeypatch: pytest.MonkeyPatch, worker: str
) -> None:
    looks = []
    found = search_by_meaning(
        town,
        CASEWORKER,
        "zzzqq",
        now=NOW,
        is_asked_now=True,
        remembered=Remembered(),
        pause=lambda seconds: (
            looks.append(seconds)
            or (worker != "none" and answer_questions(town, SYSTEM, LetterCounts("en anden"), now=NOW))
        ),
    )

    assert found.why_none.startswith("Sproglæseren svarer ikke lige nu")
    assert sum(looks) <= ask_the_reader.PATIENCE_SECONDS + 1e-6
    with town.reading() as transaction:
        assert not questions.are_left(transaction, before=at(TODAY, 23))


def test_a_page_drawn_again_asks_nobody_and_shows_what_was_found(town: Ledger) -> None:
    encoder, remembered = LetterCounts(), Remembered()
    assert by_meaning(town, "zzzqq", encoder, is_asked_now=False, remembered=remembered).why_none
    first = by_meaning(town, "zzzqq", encoder, remembered=remembered)
    again = by_meaning(town, "zzzqq", encoder, is_asked_now=False, remembered=remembered)

    assert first == again
    assert notes_of(again) == [TALKED]
    assert encoder.was_asked == ["zzzqq"]


def test_what_was_found_before_is_looked_for_again_once_anything_has_changed(town: Ledger, tmp_path: Path) -> None:
    remembered = Remembered()
    assert by_meaning(town, "zzzqq", remembered=remembered).hits
    objects = SmallBundle().add("objections", newcomer_id="yusuf", from_on=TODAY)
    deliver(town, objects, tmp_path / "o", now=at(TODAY, 9))

    assert by_meaning(town, "zzzqq", is_asked_now=False, remembered=remembered) == FoundByMeaning()


def test_what_nobody_came_back_for_is_swept_up_and_never_answered(town: Ledger) -> None:
    with town.writing() as transaction:
        questions.ask(transaction, "gammel", "zqz", at=NOW - timedelta(minutes=2))
    encoder = LetterCounts()

    assert answer_questions(town, SYSTEM, encoder, now=NOW) == 0
    assert encoder.was_asked == []
    with town.reading() as transaction:
        assert not questions.are_left(transaction, before=NOW)


def test_the_text_of_a_question_goes_when_it_is_answered(town: Ledger) -> None:
    with town.writing() as transaction:
        questions.ask(transaction, "q", "zqz", at=NOW)
    assert answer_questions(town, SYSTEM, LetterCounts(), now=NOW) == 1
    with town.reading() as transaction:
        assert questions.waiting(transaction, since=at(FIRST_MONDAY)) == {}
        assert questions.answer_to(transaction, "q") is not None


def test_who_asks_is_answered_while_many_notes_are_read(town: Ledger, tmp_path: Path) -> None:
    many, is_answered = SmallBundle(), list[bool]()
    for number in range(100):
        many.seen("amina", TODAY, flat(1), note=f"Note {number}")
    deliver(town, many, tmp_path / "many", now=at(TODAY, 9))

    class IsAsked(LetterCounts):
        def vectors(self, notes):
            if not self.was_given:
                with town.writing() as transaction:
                    questions.ask(transaction, "q", "zzzqq", at=NOW)
            with town.reading() as transaction:
                is_answered.append(questions.answer_to(transaction, "q") is not None)
            return super().vectors(notes)

    reader = AttentiveReader(town, SYSTEM, IsAsked(), clock=lambda: NOW)
    assert embed_notes(town, SYSTEM, reader, clock=lambda: NOW).read == 100
    assert is_answered == [False, True, True, True]


def searches(ledger: Ledger) -> list[dict[str, object]]:
    with ledger.reading() as transaction:
        lines = journal.lines(transaction, act="search_notes")
        assert journal.first_broken_link(transaction) is None
    assert {(line.actor, line.subject) for line in lines} <= {("karen", "461")}
    return [json.loads(line.detail) for line in lines]


def test_each_search_stands_in_the_journal_once_with_whose_notes_were_shown_and_without_a_name(town: Ledger) -> None:
    for _drawn_again in range(2):
        by_words(town, "alene  amina Mohamed", rows=1)
        by_words(town, "alene", rows=1)
        by_meaning(town, "zzzqq")

    told = {"purpose": "opfølgning"}
    assert searches(town) == [
        {**told, "how": "words", "question": "alene [navn]", "found": 0, "shown": []},
        {**told, "how": "words", "question": "alene", "found": 2, "shown": ["yusuf"]},
        {**told, "how": "meaning", "question": "zzzqq", "found": 1, "shown": ["yusuf"]},
    ]


def test_a_caseworker_of_another_municipality_finds_nothing_of_it(town: Ledger) -> None:
    other = Actor(user="aage", role=Role.CASEWORKER, municipality="851")

    assert search_by_words(town, other, "alene", now=NOW).count == 0
