"""What draws pages starts fast, and knows neither the database nor the engine."""

import subprocess
import sys

import pytest

from assessment.domain.decision import Outcome, View
from assessment.domain.placement_state import LooksLike, State
from assessment.i18n.state_words import STATE_WORDS
from assessment.pages import words

HEAVY = ("torch", "sklearn", "sqlalchemy", "sentence_transformers", "assessment.storage", "assessment.use_cases")


def test_no_page_imports_the_database_or_what_trains():
    program = (
        "import sys, pkgutil, importlib, assessment.pages as room\n"
        "for page in pkgutil.iter_modules(room.__path__): importlib.import_module(f'assessment.pages.{page.name}')\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (words.SHAPES, set(State)),
        (STATE_WORDS, set(State)),
        (words.SAID_OF_STATES, set(State)),
        (words.VIEWS, set(View)),
        (words.OUTCOMES, set(Outcome)),
        (words.LOOKS_LIKE, set(LooksLike.__args__)),
    ],
)
def test_every_value_of_a_closed_list_has_a_word(table, codes):
    assert set(table) == codes


def test_no_two_states_share_a_shape():
    assert len(set(words.SHAPES.values())) == len(State)
