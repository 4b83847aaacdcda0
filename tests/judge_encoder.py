"""Whether the encoder understands Danish: ``python tests/judge_encoder.py SENTENCES.csv``.

The sentences are 500 of the Leipzig Corpora Collection with sentiment by Finn Årup Nielsen (both CC BY; github.com,
fnielsen/lcc-sentiment), with the columns ``valence_sign`` (-1, 0, 1) and ``text``. They are not ours and not kept here.

A logistic regression on the vectors is held against the same on character n-grams, each with its strength chosen inside
the training folds. The figure is macro-F1 over three classes, as the mean of five folds and of three ways of dealing
them. Ends with 1 where the vectors are less than .15 better.
"""

import argparse
import sys

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, RepeatedStratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline

from assessment.text.encoder import find_encoder
from assessment.text.note_reading import as_read
from assessment.text.vectors import apart_from_background

BETTER_BY = 0.15
STRENGTHS = {"logisticregression__C": [0.3, 1, 3, 10]}
FOLDS = RepeatedStratifiedKFold(n_splits=5, n_repeats=3, random_state=0)


def main() -> int:
    """Print a line for each of the two, and by how much they differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sentences", help="the table with valence_sign and text")
    table = pd.read_csv(parser.parse_args().sentences)
    signs, texts = table["valence_sign"].to_numpy(), [as_read(text) for text in table["text"]]
    encoder = find_encoder()
    vectors = apart_from_background(encoder.vectors(texts), encoder.background)
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
    by_vectors = macro_f1(make_pipeline(LogisticRegression(max_iter=2000, class_weight="balanced")), vectors, signs)
    by_letters = macro_f1(
        make_pipeline(grams, LogisticRegression(max_iter=2000, class_weight="balanced")), np.array(texts, object), signs
    )
    better = by_vectors.mean() - by_letters.mean()
    for name, found in ((f"vectors of {encoder.name} ({encoder.identity[:12]})", by_vectors), ("letters", by_letters)):
        repeats = found.reshape(-1, 5).mean(axis=1)
        print(
            f"{name}: macro-F1 {found.mean():.3f} (three ways of dealing: {repeats.min():.3f} to {repeats.max():.3f})"
        )
    print(f"better by {better:.3f}, wanted {BETTER_BY}: {'yes' if better >= BETTER_BY else 'no'}")
    return 0 if better >= BETTER_BY else 1


def macro_f1(model: object, texts: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """Macro-F1 on each held-out fold."""
    chosen = GridSearchCV(model, STRENGTHS, scoring="f1_macro", cv=3)
    return cross_val_score(chosen, texts, signs, scoring="f1_macro", cv=FOLDS, n_jobs=1)


if __name__ == "__main__":
    sys.exit(main())
