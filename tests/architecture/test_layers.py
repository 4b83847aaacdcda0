"""Imports go down through the layers, and what is imported is declared."""

import logging
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture
def _loggers_as_they_were() -> Iterator[None]:
    """The linter switches off every logger that exists; the tests that follow in this process need theirs."""
    yield
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


@pytest.mark.usefixtures("_loggers_as_they_were")
def test_imports_go_down_the_layers(capsys: pytest.CaptureFixture[str]) -> None:
    broken = lint_imports(config_filename=str(CHECKOUT / "pyproject.toml"), no_cache=True, no_logo=True)

    assert not broken, capsys.readouterr().out


def test_a_new_folder_must_be_placed_in_the_order_before_it_merges() -> None:
    layers = next(law for law in PYPROJECT["tool"]["importlinter"]["contracts"] if law["type"] == "layers")

    assert layers["exhaustive"] is True
    assert "exhaustive_ignores" not in layers
    assert "ignore_imports" not in layers


def test_every_package_we_import_is_one_we_ask_for() -> None:
    graph = grimp.build_graph("assessment", include_external_packages=True, cache_dir=None)
    imported = {name.partition(".")[0] for name in graph.modules} - {"assessment"} - sys.stdlib_module_names
    owners = packages_distributions()
    extras = PYPROJECT["project"]["optional-dependencies"]
    lines = [*PYPROJECT["project"]["dependencies"], *extras["notes"]]
    asked_for = {canonicalize_name(Requirement(line).name) for line in lines}

    assert {name for name in imported if not asked_for & {canonicalize_name(o) for o in owners.get(name, ())}} == set()
