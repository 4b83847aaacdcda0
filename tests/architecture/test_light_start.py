"""Nobody waits for what they do not use: heavy packages stay out of the start."""

import subprocess
import sys

import grimp
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


@pytest.mark.parametrize("serves", ["assessment.pages", "assessment.web", "assessment.storage", "assessment.use_cases"])
def test_no_way_leads_from_what_serves_pages_to_the_encoder(serves: str) -> None:
    """Not even a late one: reading a note in a page would take it seconds and half a gigabyte."""
    graph = grimp.build_graph("assessment", include_external_packages=True, cache_dir=None)
    heavy = {"assessment.text.encoder", *(TRAINS - {"sklearn"})} & graph.modules

    assert len(heavy) > 3
    assert {one for one in heavy if graph.find_shortest_chain(serves, one, as_packages=True)} == set()
