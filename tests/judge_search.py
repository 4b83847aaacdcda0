"""Whether a search by meaning finds what was written, and nothing else: ``python tests/judge_search.py``.

Half of the questions are about what the notes of a simulated municipality tell, half about what none of them does. A
question is answered where a note comes at least as near as `search_notes.NEAR_ENOUGH`. That a nearest note is the right
one is not judged here: read them. The floor was chosen on other questions, in another municipality.
"""

import csv
import sys
import tempfile
from datetime import date
from pathlib import Path

from assessment.text.encoder import find_encoder
from assessment.text.note_reading import as_read
from assessment.text.vectors import apart_from_background
from assessment.use_cases.search_notes import NEAR_ENOUGH
from assessment.use_cases.simulate_municipality import simulate_municipality

WRITTEN_OF = [
    "hvem sidder alene i pausen",
    "svarer på engelsk",
    "forklarer opgaven for nye kolleger",
    "spørger når der er noget han ikke forstår",
    "ringer selv til lederen",
    "skriver beskeder på dansk",
    "læser skilte og sedler",
    "kun én kollega at tale med",
    "kollegerne taler for hurtigt",
    "venter på at nogen viser hvad hun skal",
    "laver sjov på dansk",
    "taler med kunderne",
    "forstår beskeden over radioen",
    "bruger ordbog",
    "peger i stedet for at sige det",
    "samme sætninger som altid",
    "fortalte om weekenden",
    "tager telefonen selv",
    "kender flere ord nu",
    "stiller ingen spørgsmål",
    "bliver væk fra frokosten",
    "natarbejde uden kolleger",
    "oversætter for de andre",
    "snakker dansk derhjemme",
    "tør sige noget på mødet",
]
NEVER_WRITTEN_OF = [
    "opvaskemaskinen er i stykker",
    "regnskabet for andet kvartal",
    "vaccination",
    "hvor er min cykelnøgle",
    "pizza med ananas",
    "Christian den fjerde",
    "parkeringsbøde",
    "valget til folketinget",
    "hjertestop",
    "bier og honning",
    "sommerhus ved Vesterhavet",
    "operation i knæet",
    "skilsmisse",
    "lån i banken",
    "musikfestival",
    "ukrudt i haven",
    "visum til Canada",
    "koncert med strygekvartet",
    "tandlæge",
    "elregning",
    "Rundetårn",
    "vejrudsigten for Jylland",
    "mobilabonnement",
    "kvantemekanik",
    "hæklet tæppe",
]
FEWEST_FOUND, MOST_MISTAKEN = 0.8, 0.1


def main() -> int:
    """Print a line for each half, and what was found though nobody wrote of it."""
    encoder, notes = find_encoder(), simulated_notes()
    directions = apart_from_background(encoder.vectors(notes), encoder.background)
    shares = []
    for what, asked in (("written of", WRITTEN_OF), ("never written of", NEVER_WRITTEN_OF)):
        near = encoder.directions_of_questions(asked) @ directions.T
        found = near.max(axis=1) >= NEAR_ENOUGH
        shares.append(float(found.mean()))
        print(f"{what}: {found.sum()} of {len(asked)} questions find a note among {len(notes)}")
        for place in range(len(asked)):
            if found[place] == (asked is NEVER_WRITTEN_OF):
                print(f"  {near[place].max():.2f} {asked[place]}: {notes[near[place].argmax()]}")
    return 0 if shares[0] >= FEWEST_FOUND and shares[1] <= MOST_MISTAKEN else 1


def simulated_notes() -> list[str]:
    """The different notes of a year in a municipality."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle"
        simulate_municipality(bundle, newcomers=250, weeks=52, seed=7, end=date(2026, 6, 28))
        with (bundle / "observations.csv").open(encoding="utf-8", newline="") as source:
            return sorted({read for row in csv.DictReader(source, delimiter=";") if (read := as_read(row["note"]))})


if __name__ == "__main__":
    sys.exit(main())
