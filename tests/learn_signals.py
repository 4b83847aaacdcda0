"""Learn the signals of notes that ship: ``make signals``, or ``python tests/learn_signals.py [--out FOLDER]``.

Never part of the tests. Notes of each writer are read by what the other writers' taught; then all of it is learned.
"""

import argparse
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from assessment.settings import resource
from assessment.text.encoder import find_encoder
from assessment.text.he_and_she import gendered, told_both_ways, without
from assessment.text.labelled_notes import BETTER_WHEN_MORE, SIGNALS, labelled_notes
from assessment.text.learned_signals import STRENGTH, held_out, learned, progress_scores, scores
from assessment.text.note_reading import as_read
from assessment.text.note_signals import FOLDER, MANIFEST, WEIGHTS, good_news, to_bytes
from assessment.text.phrasebook import MET_AT_LEAST
from assessment.text.vectors import apart_from_background

PAIRS, GENDERED = 160, 4
"""Notes told of a man and of a woman; from half of them the directions are drawn that nothing is learned from, and on
the others it is measured what is left."""


def main() -> None:
    """Write the files and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / FOLDER)
    folder = parser.parse_args().out
    notes, encoder = labelled_notes(), find_encoder(threads=2)
    vectors = apart_from_background(encoder.vectors([as_read(text) for text in notes.texts]), encoder.background)

    of_him, of_her = (
        apart_from_background(encoder.vectors(told), encoder.background)
        for told in told_both_ways(notes.texts, at_most=PAIRS)
    )
    vectors = without(vectors, gendered(of_him[::2], of_her[::2], count=GENDERED))

    said = held_out(vectors, notes)
    told, progress = scores(said, notes.says), progress_scores(good_news(said), notes, BETTER_WHEN_MORE)
    print(f"{len(notes.texts)} notes, held out by writer, AUC  more/less   more   less")
    for name, found in told.items():
        print(f"{name:<40} {found['more_or_less']:8.3f} {found['more']:6.3f} {found['less']:6.3f}")
    for writer, auc in progress.items():
        print(f"only good news against only bad, notes of {writer} {auc:12.3f}")

    ship = learned(vectors, notes, encoder.identity)
    she_less_he = good_news((of_her - of_him)[1::2].astype(float) @ ship.directions.T)
    print(f"good news of her less of him, {len(she_less_he)} notes: {she_less_he.mean():.3f}")
    content = to_bytes(ship)
    manifest = {
        "format": 1,
        "signals": SIGNALS,
        "signals_sha256": hashlib.sha256(content).hexdigest(),
        "encoder": {"name": encoder.name, "identity": encoder.identity},
        "data": {
            "what": "notes of our own writing about invented people, by five writers",
            "notes": len(notes.texts),
            "sha256": hashlib.sha256(resource("data/reference/labelled_notes.csv").read_bytes()).hexdigest(),
        },
        "model": {
            "kind": "ridge regression of -1, 0, 1 on vectors and phrases",
            "strength": STRENGTH,
            "phrases": len(ship.phrasebook.phrases),
            "phrases_met_at_least": MET_AT_LEAST,
        },
        "held_out_by_writer_auc": {name: {key: round(auc, 3) for key, auc in of.items()} for name, of in told.items()},
        "good_news_spread": round(float(good_news(said).std()), 3),
        "good_news_of_her_less_of_him": {
            "mean": round(float(she_less_he.mean()), 3),
            "absolute": round(float(abs(she_less_he).mean()), 3),
            "notes": len(she_less_he),
        },
        "good_news_held_out_by_writer_auc": {writer: round(auc, 3) for writer, auc in progress.items()},
        "made_with": {
            name: version(name) for name in ("numpy", "scipy", "scikit-learn", "sentence-transformers", "torch")
        },
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(content)
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"written to {folder}")


if __name__ == "__main__":
    main()
