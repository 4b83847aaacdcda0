"""The same invented notes need not be read twice, and another encoder's vectors are never taken for one's own."""

import numpy as np
from support.letter_counts import LetterCounts

from assessment.text.kept_vectors import kept_vectors

NOTES = ["Hilste selv.", "Talte ikke.", " Hilste  selv. "]


def test_a_note_is_read_once_and_then_kept(tmp_path):
    reader = LetterCounts()
    first = kept_vectors(reader, NOTES, tmp_path / "kept.npz")
    assert sorted(reader.was_given) == ["Hilste selv.", "Talte ikke."]
    assert (first[0] == first[2]).all()

    again = kept_vectors(reader, [*NOTES, "Ny."], tmp_path / "kept.npz")
    assert reader.was_given[2:] == ["Ny."]
    assert (again[:3] == first).all()


def test_what_another_encoder_read_or_a_broken_file_is_not_used(tmp_path):
    file = tmp_path / "kept.npz"
    kept_vectors(LetterCounts(), NOTES, file)
    other = LetterCounts()
    other.identity = "another"
    kept_vectors(other, NOTES, file)
    assert len(other.was_given) == 2
    file.write_bytes(file.read_bytes()[:100])
    mended = LetterCounts()
    assert np.isfinite(kept_vectors(mended, NOTES, file)).all()
    assert len(mended.was_given) == 2
