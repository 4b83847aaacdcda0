"""How well notes of people nothing was learned from are told apart by the signals that ship: progress or standstill.

``python tests/judge_signals.py`` prints it for 60 notes by one writer and for 240 by six others, 40 each, and ends with
1 while the 240 are told apart worse than wanted. Each signal's own score on
the notes of writers it was not learned from is printed from the manifest; ``make signals`` computes them.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from assessment.settings import resource
from assessment.text.encoder import find_encoder
from assessment.text.note_reading import as_read
from assessment.text.note_signals import FOLDER, MANIFEST, good_news, signals_for
from assessment.text.vectors import apart_from_background

TEXT = Path(__file__).parent / "text"
BLIND, BLIND_BY_SIX = TEXT / "blind_notes.csv", TEXT / "blind_notes_by_six.csv"
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
    by_one, by_six = (_good_news(encoder, file) for file in (BLIND, BLIND_BY_SIX))
    print(f"progress against standstill in {len(by_one)} notes by one writer: AUC {_told_apart(by_one):.3f}")
    for writer, notes in by_six.groupby(by_six["id"].str[0]):
        print(f"in {len(notes)} notes by writer {writer}: AUC {_told_apart(notes):.3f}")
    auc = _told_apart(by_six)
    print(f"in all {len(by_six)} of them: AUC {auc:.3f}, wanted {WANTED}")
    return 0 if auc >= WANTED else 1


def _good_news(encoder, file: Path) -> pd.DataFrame:
    """Notes that were never learned from, each with the sum of its signals."""
    blind = pd.read_csv(file, sep=";", encoding="utf-8")
    notes = [as_read(note) for note in blind["note"]]
    vectors = apart_from_background(encoder.vectors(notes), encoder.background)
    said = signals_for(encoder.identity).signals(vectors, notes)
    return blind.assign(good=np.nan_to_num(good_news(said)))


def _told_apart(notes: pd.DataFrame) -> float:
    return float(roc_auc_score(notes["progress"], notes["good"]))


if __name__ == "__main__":
    sys.exit(main())
