"""What reads the notes of invented people, for the commands that train a model and judge it."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assessment import settings
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assessment.use_cases.simulated_rows import ReadsSignals

KEPT = "invented-notes.npz"
"""In the user's data folder: what was read once is not read again."""


def reader_for(manifest: Mapping[str, Any], tell: Callable[[str], None]) -> "ReadsSignals | None":
    """What reads notes as the model learned to; None where the model looks at no notes.

    Raises
    ------
    CallerCanMend
        Where there is no language model for notes here, or another than the model was trained with.
    """
    if manifest["encoder"] is None:
        return None
    from assessment.text.encoder import find_encoder
    from assessment.text.kept_vectors import kept_vectors
    from assessment.text.note_signals import signals_for
    from assessment.text.vectors import apart_from_background

    encoder = find_encoder(threads=2)
    signals = signals_for(encoder.identity)
    if (encoder.identity, signals.sha256) != (manifest["encoder"], manifest["signals"]):
        raise CallerCanMend(
            _(
                "Modellen er lært med en anden læsning af noter end den, der er her. "
                "Brug --without-notes, eller træn modellen igen."
            )
        )
    is_told = False

    def progress(_done: int, of: int) -> None:
        nonlocal is_told
        if not is_told:
            tell(_("Læser {n} opdigtede noter ...").format(n=of))
            is_told = True

    def read(notes: Sequence[str]) -> "NDArray[np.float64]":
        nonlocal is_told
        is_told = False
        vectors = kept_vectors(encoder, notes, settings.home() / KEPT, progress=progress)
        return signals.signals(apart_from_background(vectors, encoder.background), notes)

    return read
