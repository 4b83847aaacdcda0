"""How well notes of somebody nothing was learned from are told apart by the signals that ship: progress or standstill.

``python tests/judge_signals.py`` ends with 1 while they are told apart worse than wanted. Each signal's own score on
the notes of writers it was not learned from is printed from the manifest; ``make signals`` computes them.
"""

import csv
import json
import sys
from pathlib import Path

from sklearn.metrics import roc_auc_score

from assessment.settings import resource
from assessment.text.encoder import find_encoder
from assessment.text.note_reading import as_read
from assessment.text.note_signals import FOLDER, MANIFEST, good_news, signals_for
from assessment.text.vectors import apart_from_background

BLIND = Path(__file__).parent / "text" / "blind_notes.csv"
WANTED = 0.85


def main() -> int:
    """Print the figures."""
    manifest = json.loads((resource(FOLDER) / MANIFEST).read_text(encoding="utf-8"))
    print(f"{manifest['data']['notes']} notes, held out by writer, AUC  more/less   more   less")
    for name, found in manifest["held_out_by_writer_auc"].items():
        print(f"{name:<40} {found['more_or_less']:8.3f} {found['more']:6.3f} {found['less']:6.3f}")
    for writer, auc in manifest["good_news_held_out_by_writer_auc"].items():
        print(f"only good news against only bad, notes of {writer} {auc:12.3f}")
    encoder = find_encoder(threads=2)
    auc = blind_auc(encoder)
    print(f"progress against standstill in notes by somebody else: AUC {auc:.3f}, wanted {WANTED}")
    return 0 if auc >= WANTED else 1


def blind_auc(encoder) -> float:
    """How far the notes that were never learned from are told apart by the sum of the signals."""
    with BLIND.open(encoding="utf-8", newline="") as source:
        blind = list(csv.DictReader(source, delimiter=";"))
    notes = [as_read(row["note"]) for row in blind]
    vectors = apart_from_background(encoder.vectors(notes), encoder.background)
    good = good_news(signals_for(encoder.identity).signals(vectors, notes))
    return float(roc_auc_score([row["progress"] == "1" for row in blind], good))


if __name__ == "__main__":
    sys.exit(main())
