"""Notes are found alike on both databases, and a question leaves nothing behind on either."""

import random
from datetime import timedelta
from pathlib import Path

from support.letter_counts import LetterCounts
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at, flat
from support.whole_life import CASEWORKER, deliver

from assessment.access.actor import SYSTEM
from assessment.storage import questions
from assessment.storage.ledger import Ledger
from assessment.text.word_search import holds_all, patterns_of, words_of
from assessment.use_cases.answer_questions import answer_questions
from assessment.use_cases.embed_notes import embed_notes
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.search_notes import Remembered, search_by_meaning, search_by_words

PIECES = [
    "Spørgsmål",
    "SPOERGSMAAL",
    "ål",
    "aal",
    "ÆBLE",
    "aeble",
    "100%",
    "a_b",
    "a%b",
    "c\\d",
    "'",
    '"',
    "é",
    "ő",
    "ß",
]
NOW = at(TODAY, 12)


def some_notes() -> list[str]:
    chance = random.Random(1)
    return [" ".join(chance.sample(PIECES, 3)) for _ in range(120)]


def test_both_databases_find_what_python_finds_in_everything_there_is(either_ledger: Ledger, tmp_path: Path) -> None:
    bundle, notes = SmallBundle(), some_notes()
    bundle.person("amina", started_on=FIRST_MONDAY)
    for number, note in enumerate(notes):
        bundle.seen("amina", FIRST_MONDAY + timedelta(days=number % 60), flat(0), note=note)
    deliver(either_ledger, bundle, tmp_path / "bundle", now=at(TODAY, 7))

    for question in (*PIECES, "ål spørgsmål", "æble 100%", "%%%aa%%%", "c\\d a_b", "É", "ØRGS", "oergs", "ss"):
        if sum(map(str.isalnum, question)) < 2:
            continue
        patterns = patterns_of(words_of(question))
        found = search_by_words(either_ledger, CASEWORKER, question, now=NOW, rows=1_000)
        assert sorted(hit.note for hit in found.hits) == sorted(note for note in notes if holds_all(note, patterns))
        days = [hit.seen_on for hit in found.hits]
        assert days == sorted(days, reverse=True)


def test_a_question_goes_to_the_reader_and_back_and_is_gone(either_ledger: Ledger, tmp_path: Path) -> None:
    bundle = SmallBundle()
    for name, note in (("amina", "Zzq zqz."), ("yusuf", "Hilste på alle.")):
        bundle.person(name, started_on=FIRST_MONDAY)
        bundle.seen(name, FIRST_MONDAY, flat(0), note=note)
    deliver(either_ledger, bundle, tmp_path / "bundle", now=at(TODAY, 7))
    register_gate(either_ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 7))
    embed_notes(either_ledger, SYSTEM, LetterCounts(), clock=lambda: at(TODAY, 8))

    found = search_by_meaning(
        either_ledger,
        CASEWORKER,
        "zzzqq",
        now=NOW,
        is_asked_now=True,
        remembered=Remembered(),
        pause=lambda _seconds: answer_questions(either_ledger, SYSTEM, LetterCounts(), now=NOW),
    )

    assert [hit.note for hit in found.hits] == ["Zzq zqz."]
    with either_ledger.reading() as transaction:
        assert not questions.are_left(transaction, before=at(TODAY, 23))
