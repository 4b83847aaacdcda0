"""Notes are read once, in turns that survive a kill, and no vector outlives the note it was made from."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from support.letter_counts import LetterCounts
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at, flat, three_people
from support.trained_model import letter_signals
from support.whole_life import BUDDY, deliver

from assessment.access.actor import SYSTEM
from assessment.access.gate import GateEngine
from assessment.storage import journal, note_signals, vectors
from assessment.storage.ledger import Ledger
from assessment.text.note_signals import shipped_signals
from assessment.use_cases import embed_notes as reading
from assessment.use_cases import say_signals as saying
from assessment.use_cases.embed_notes import NotesRead, embed_notes
from assessment.use_cases.log_observation import log_observation
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.undo_import import undo_import

NOTES = {
    "amina": ["Svarede i hele sætninger.", "Spurgte selv, hvor kluden var."],
    "yusuf": ["Svarede i hele  sætninger. ", "Fortalte om sin søn.", ""],
    "olena": ["Nikkede."],
}


def with_notes(notes: dict[str, list[str]] = NOTES) -> SmallBundle:
    bundle = three_people()
    for name, texts in notes.items():
        for number, text in enumerate(texts):
            bundle.seen(name, FIRST_MONDAY + timedelta(days=2 + number), flat(number), note=text)
    return bundle


@pytest.fixture
def town(ledger: Ledger, tmp_path: Path) -> Ledger:
    """The three people with notes, in a municipality of invented people."""
    deliver(ledger, with_notes(), tmp_path / "bundle", now=at(TODAY, 7))
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 7))
    return ledger


def read(ledger: Ledger, encoder: LetterCounts | None = None, *, on: date = TODAY) -> NotesRead:
    return embed_notes(ledger, SYSTEM, encoder or LetterCounts(), clock=lambda: at(on, 8))


def is_known(ledger: Ledger, note: str | None) -> bool:
    with ledger.reading() as transaction:
        found = vectors.directions_of(transaction, [note])
    return found.size > 0 and not np.isnan(found).any()


def test_every_note_is_read_once_however_many_wrote_the_same(town: Ledger) -> None:
    encoder = LetterCounts()

    assert read(town, encoder) == NotesRead(read=4, forgotten=0, known=4)
    assert read(town, encoder) == NotesRead(read=0, forgotten=0, known=4)
    assert encoder.was_given.count("Svarede i hele sætninger.") == 1
    assert is_known(town, "  Svarede i hele sætninger.")
    assert not is_known(town, "Det har ingen skrevet.")
    assert not is_known(town, None)


def test_what_is_compared_is_the_note_without_the_background(town: Ledger) -> None:
    encoder = LetterCounts()
    read(town, encoder)
    with town.reading() as transaction:
        (found,) = vectors.directions_of(transaction, ["Nikkede."])
    expected = encoder.vectors(["Nikkede."])[0] - encoder.background

    np.testing.assert_allclose(found, expected / np.linalg.norm(expected), atol=2e-3)


def test_killed_in_a_turn_it_loses_that_turn_and_goes_on(town: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "NOTES_A_TURN", 2)

    class Killed(LetterCounts):
        def vectors(self, notes):
            if len(self.was_given) == 2:
                raise KeyboardInterrupt
            return super().vectors(notes)

    with pytest.raises(KeyboardInterrupt):
        read(town, Killed())
    seen = list[tuple[int, int]]()
    again = LetterCounts()
    embed_notes(town, SYSTEM, again, clock=lambda: at(TODAY, 9), progress=lambda done, of: seen.append((done, of)))

    assert len(again.was_given) == 2
    assert seen == [(2, 2)]


def test_a_buddy_saves_while_notes_are_read(town: Ledger) -> None:
    class Meanwhile(LetterCounts):
        def vectors(self, notes):
            if not self.was_given:
                sent = {
                    "observation_id": "5f0a61a1-7c3f-4d1a-9d6e-0c5b2b1f0001",
                    "placement_id": "forloeb-amina",
                    "seen_on": TODAY.isoformat(),
                    "note": "Hilste på alle.",
                    "ratings": {"small_talk": 2},
                }
                log_observation(town, BUDDY, sent, clock=lambda: at(TODAY, 8))
            return super().vectors(notes)

    late = SmallBundle().add(
        "assignments", assignment_id="a1", placement_id="forloeb-amina", observer_id="mia", from_on=FIRST_MONDAY
    )
    deliver(town, late, Path(str(town.embedded_file) + "-late"), now=at(TODAY, 7))
    read(town, Meanwhile())

    assert read(town).known == 5
    assert is_known(town, "Hilste på alle.")


def test_nothing_is_read_before_the_legal_basis_is_there_and_nothing_kept_after_it(
    ledger: Ledger, tmp_path: Path
) -> None:
    deliver(ledger, with_notes(), tmp_path / "bundle", now=at(TODAY, 7))
    assert read(ledger).known == 0

    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 7))
    assert read(ledger).known == 4

    register_gate(ledger, SYSTEM, "461", GateChange(engine=GateEngine.OFF), now=at(TODAY, 9))
    assert read(ledger) == NotesRead(read=0, forgotten=4, known=0)


def test_notes_about_whoever_objects_are_not_read_and_those_read_are_forgotten(town: Ledger, tmp_path: Path) -> None:
    read(town)
    objects = SmallBundle().add("objections", newcomer_id="yusuf", from_on=TODAY, to_on=TODAY + timedelta(days=6))
    deliver(town, objects, tmp_path / "objects", now=at(TODAY, 8))

    assert read(town) == NotesRead(read=0, forgotten=1, known=3)
    assert not is_known(town, "Fortalte om sin søn.")
    assert is_known(town, "Svarede i hele sætninger."), "Amina's buddy wrote the same"
    assert read(town, on=TODAY + timedelta(days=7)) == NotesRead(read=1, forgotten=0, known=4)


def test_what_an_undone_delivery_brought_is_forgotten_in_the_same_act(town: Ledger, tmp_path: Path) -> None:
    more = SmallBundle()
    more.seen("amina", TODAY - timedelta(days=1), flat(3), note="Nikkede.")
    more.seen("amina", TODAY - timedelta(days=2), flat(4), note="Sagde sin adresse højt.")
    batch_id = deliver(town, more, tmp_path / "more", now=at(TODAY, 8))
    read(town)
    assert is_known(town, "Sagde sin adresse højt.")

    undo_import(town, SYSTEM, batch_id, now=at(TODAY, 9))

    assert not is_known(town, "Sagde sin adresse højt.")
    assert is_known(town, "Nikkede.")


def test_what_is_undone_while_it_is_read_is_not_stored(town: Ledger, tmp_path: Path) -> None:
    more = SmallBundle()
    more.seen("amina", TODAY - timedelta(days=1), flat(3), note="Sagde sin adresse højt.")
    batch_id = deliver(town, more, tmp_path / "more", now=at(TODAY, 8))

    class Undoes(LetterCounts):
        def vectors(self, notes):
            if not self.was_given:
                undo_import(town, SYSTEM, batch_id, now=at(TODAY, 9))
            return super().vectors(notes)

    assert read(town, Undoes()).known == 4
    assert not is_known(town, "Sagde sin adresse højt.")


def test_two_encoders_are_never_mixed(town: Ledger) -> None:
    read(town, LetterCounts("gammel"))
    new = LetterCounts("ny")
    seen = list[bool]()

    class Looks(LetterCounts):
        def vectors(self, notes):
            seen.append(is_known(town, "Nikkede."))
            return super().vectors(notes)

    assert read(town, Looks("ny")) == NotesRead(read=4, forgotten=0, known=4)
    with town.reading() as transaction:
        in_use = vectors.encoder_in_use(transaction)
        assert in_use is not None
        assert (in_use.name, in_use.identity) == ("ny", new.identity)
        assert vectors.other_encoders(transaction, new.identity) == []
    assert seen[-1] is False, "while the new one reads, what the old one read does not count"


def test_each_turn_stands_in_the_journal_and_no_note_does(town: Ledger) -> None:
    read(town)
    with town.reading() as transaction:
        lines = [line for line in journal.lines(transaction) if line.act in ("use_encoder", "embed_notes")]
        assert journal.first_broken_link(transaction) is None

    assert [line.act for line in lines] == ["use_encoder", "embed_notes"]
    assert all("sætninger" not in str(line) for line in lines)


def said(ledger: Ledger, *notes: str) -> np.ndarray:
    with ledger.reading() as transaction:
        return note_signals.said_in(transaction, notes)


SAID_OF = ("Spurgte selv, hvor kluden var.", "Fortalte om sin søn.", "Nikkede.")


def test_what_notes_say_is_kept_as_they_are_read_and_the_same_is_made_later_without_reading(
    town: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saying, "NOTES_A_TURN", 3)
    encoder = LetterCounts()
    read(town, encoder)
    assert np.isnan(said(town, *SAID_OF)).all(), "nobody has looked for anything yet"

    embed_notes(town, SYSTEM, encoder, clock=lambda: at(TODAY, 9), signals=letter_signals())
    later = said(town, *SAID_OF)
    assert encoder.was_given.count("Nikkede.") == 1
    with town.writing() as transaction:
        vectors.dismiss(transaction, encoder.identity)
    embed_notes(town, SYSTEM, encoder, clock=lambda: at(TODAY, 9), signals=letter_signals())

    assert np.isfinite(later).all()
    np.testing.assert_array_equal(said(town, *SAID_OF), later)


def test_other_signals_forget_what_those_before_them_said(town: Ledger) -> None:
    before, encoder = letter_signals(), LetterCounts()
    embed_notes(town, SYSTEM, encoder, clock=lambda: at(TODAY, 8), signals=before)
    old = said(town, *SAID_OF)
    other = replace(before, directions=-before.directions, sha256="f" * 64)
    embed_notes(town, SYSTEM, encoder, clock=lambda: at(TODAY, 9), signals=other)

    with town.reading() as transaction:
        assert note_signals.signals_in_use(transaction) == other.sha256
    assert np.isfinite(said(town, *SAID_OF)).all()
    assert not np.array_equal(said(town, *SAID_OF), old)


def test_signals_of_another_encoder_are_none() -> None:
    assert saying.signals_or_none(LetterCounts().identity) is None
    assert saying.signals_or_none(shipped_signals().encoder) is not None
