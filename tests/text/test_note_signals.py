"""What is read out of notes is what was learned, of the encoder it was learned with, or nothing at all."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from assessment.settings import resource
from assessment.text.labelled_notes import SIGNALS, labelled_notes
from assessment.text.note_signals import (
    FOLDER,
    MANIFEST,
    WEIGHTS,
    InvalidSignals,
    NoteSignals,
    good_news,
    read_signals,
    shipped_signals,
    signals_for,
)
from assessment.text.note_words import ways_of_saying, words_of

PROGRESS = "Hun spørger selv, når hun ikke forstår, og tør tage telefonen alene nu."
STANDSTILL = "Han spørger aldrig selv, og telefonen må jeg stadig tage for ham."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of what ships, to be spoiled."""
    return Path(shutil.copytree(resource(FOLDER), tmp_path / "signals"))


@pytest.fixture(scope="module")
def shipped() -> NoteSignals:
    """The signals that ship."""
    return shipped_signals()


def _read(shipped: NoteSignals, *notes: str | None) -> np.ndarray:
    """What the words of notes say, when their vectors lean nowhere."""
    return shipped.signals(np.zeros((len(notes), shipped.directions.shape[1]), np.float32), notes)


def test_whoever_asks_alone_is_told_from_whoever_never_does(shipped):
    said = _read(shipped, PROGRESS, STANDSTILL)
    more, less = (dict(zip(SIGNALS, of, strict=True)) for of in said)

    assert more["initiative"] > less["initiative"]
    assert more["independence"] > less["independence"]
    assert more["avoidance"] < less["avoidance"]
    assert np.greater(*good_news(said))


def test_a_vector_that_leans_a_signals_way_says_more_of_it(shipped):
    weight = shipped.directions[0]
    leaning = (np.stack([weight, -weight]) / np.linalg.norm(weight)).astype(np.float32)

    more, less = shipped.signals(leaning, [STANDSTILL, STANDSTILL])

    assert more[0] > less[0]


def test_a_note_nobody_has_read_and_one_that_says_nothing_have_no_signals_and_their_neighbours_keep_theirs(shipped):
    vectors = np.zeros((6, shipped.directions.shape[1]), np.float32)
    vectors[1] = np.nan
    said = shipped.signals(vectors, [PROGRESS, STANDSTILL, None, "OK.", "  -  ", STANDSTILL])

    assert np.isnan(said[1:5]).all()
    np.testing.assert_array_equal(said[[0, 5]], _read(shipped, PROGRESS, STANDSTILL))
    assert shipped.signals(vectors[:0], []).shape == (0, len(SIGNALS))


def test_a_note_reads_the_same_alone_and_among_thousands(shipped):
    many = list(labelled_notes().texts) * 3
    random = np.random.default_rng(5).normal(size=(len(many), shipped.directions.shape[1])) / 40
    vectors = random.astype(np.float32)

    said = shipped.signals(vectors, many)

    assert len(many) > 5_000
    for place in (0, 4_999, 5_000, len(many) - 1):
        alone = shipped.signals(vectors[place : place + 1], many[place : place + 1])
        np.testing.assert_allclose(said[place], alone[0], atol=1e-4)


def test_the_words_of_a_note_say_the_same_of_a_woman_and_a_man(shipped):
    of_him, of_her = _read(
        shipped,
        "Han tager selv sin telefon, og jeg hjælper ham ikke mere.",
        "Hun tager selv sin telefon, og jeg hjælper hende ikke mere.",
    )
    np.testing.assert_array_equal(of_him, of_her)


def test_what_was_found_in_a_note_is_what_stands_in_it(shipped):
    book, notes = shipped.phrasebook, ["Spørger ikke selv, ikke selv.", "", "Qwzxk", STANDSTILL]
    found = book.find([words_of(note) for note in notes])

    for place, note in enumerate(notes):
        mine = found.notes == place
        said = {book.phrases[phrase] for phrase in found.phrases[mine]}
        assert said == ways_of_saying(note) & set(book.phrases)
    assert np.sum(found.values[found.notes == 3] ** 2) == pytest.approx(3)


def test_what_ships_was_learned_from_the_notes_that_ship(shipped):
    manifest = json.loads((resource(FOLDER) / MANIFEST).read_text(encoding="utf-8"))
    notes = resource("data/reference/labelled_notes.csv").read_bytes()

    assert manifest["data"]["sha256"] == hashlib.sha256(notes).hexdigest(), "run: make signals"
    assert list(manifest["held_out_by_writer_auc"]) == list(SIGNALS)
    assert manifest["encoder"]["identity"] == shipped.encoder
    assert manifest["model"]["phrases"] == len(shipped.phrasebook.phrases)


def test_vectors_of_another_encoder_are_refused(shipped):
    assert signals_for(shipped.encoder) is shipped
    with pytest.raises(InvalidSignals, match="en anden sprogmodel"):
        signals_for("another")


@pytest.mark.parametrize("spoiled", [WEIGHTS, MANIFEST])
def test_signals_that_were_touched_or_are_missing_are_refused_with_the_cure(folder, spoiled):
    (folder / spoiled).write_text("[]", encoding="utf-8")
    with pytest.raises(InvalidSignals, match="Installér Sprogspor igen"):
        read_signals(folder)
    (folder / spoiled).unlink()
    with pytest.raises(InvalidSignals, match="mangler"):
        read_signals(folder)


def test_one_changed_bit_is_a_change(folder):
    content = bytearray((folder / WEIGHTS).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / WEIGHTS).write_bytes(content)
    with pytest.raises(InvalidSignals, match="er ændret, siden de blev lært"):
        read_signals(folder)


def test_a_file_with_its_hash_that_holds_no_signals_is_refused_too(folder):
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["signals_sha256"] = hashlib.sha256(b"nothing").hexdigest()
    (folder / WEIGHTS).write_bytes(b"nothing")
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(InvalidSignals, match="kan ikke læses"):
        read_signals(folder)


def test_signals_of_another_version_are_refused(folder):
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**manifest, "signals": SIGNALS[:7]}), encoding="utf-8")
    with pytest.raises(InvalidSignals, match="en anden version"):
        read_signals(folder)
