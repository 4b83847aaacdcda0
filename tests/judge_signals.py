"""How well eight things are read out of notes: ``python tests/judge_signals.py``.

Never part of the tests. Notes of each writer are read by what the other writers' taught; then those of a fifth, who
wrote them as progress or standstill, by all of it. Ends with 1 while those two are told apart worse than wanted.
"""

import csv
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from assessment.text.encoder import find_encoder
from assessment.text.labelled_notes import labelled_notes
from assessment.text.learned_signals import good_news, held_out, learned, scores
from assessment.text.note_reading import as_read
from assessment.text.vectors import apart_from_background

BLIND = Path(__file__).parent / "text" / "blind_notes.csv"
WANTED = 0.85


def main() -> int:
    """Print the figures."""
    notes, encoder = labelled_notes(), find_encoder(threads=2)

    def directions(texts):
        vectors = encoder.vectors([as_read(text) for text in texts])
        return apart_from_background(vectors, encoder.background).astype(np.float64)

    seen = directions(notes.texts)
    told = scores(held_out(seen, notes.says, notes.writers), notes.says)
    print(f"{len(notes.texts)} notes, held out by writer, AUC  more/less   more   less")
    for name, found in told.items():
        print(f"{name:<40} {found['more_or_less']:8.3f} {found['more']:6.3f} {found['less']:6.3f}")
    with BLIND.open(encoding="utf-8", newline="") as source:
        blind = list(csv.DictReader(source, delimiter=";"))
    weights, offsets = learned(seen, notes.says)
    good = good_news(directions([row["note"] for row in blind]) @ weights.T + offsets)
    auc = roc_auc_score([row["progress"] == "1" for row in blind], good)
    print(f"progress against standstill in {len(blind)} notes by somebody else: AUC {auc:.3f}, wanted {WANTED}")
    return 0 if auc >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
