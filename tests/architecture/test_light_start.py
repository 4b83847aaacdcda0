"""Nobody waits for what they do not use: heavy packages stay out of the start."""

import subprocess
import sys

import pytest

TRAINS = {"torch", "sklearn", "sentence_transformers", "transformers"}


@pytest.mark.parametrize(
    ("module", "stays_out"),
    [
        ("assessment.cli.main", TRAINS | {"pandas", "numpy", "scipy", "streamlit", "altair", "uvicorn"}),
        ("assessment.web.application", TRAINS | {"scipy"}),
        ("assessment.domain.bundle", TRAINS | {"pandas", "numpy", "sqlalchemy", "streamlit", "babel", "yaml"}),
    ],
)
def test_starting_does_not_wait_for_what_is_not_used_yet(module: str, stays_out: set[str]) -> None:
    program = f"import sys, {module}; print(sorted({stays_out!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)

    assert done.stdout.strip() == "[]"


def test_everything_that_serves_pages_starts_without_what_trains() -> None:
    program = (
        "import sys, pkgutil, importlib, assessment.web as web\n"
        "names = [part.name for part in pkgutil.iter_modules(web.__path__) if part.name != 'page_script']\n"
        "for name in names: importlib.import_module(f'assessment.web.{name}')\n"
        f"print(sorted({TRAINS!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)

    assert done.stdout.strip() == "[]"
