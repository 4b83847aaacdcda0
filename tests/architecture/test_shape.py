"""Small rooms, functions of one thought, no cycles, and a reason beside every exception."""

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

CHECKOUT = Path(__file__).parents[2]
PACKAGE = CHECKOUT / "assessment"
MODULES = sorted(PACKAGE.rglob("*.py"))
OURS = [*MODULES, *sorted((CHECKOUT / "tests").rglob("*.py")), CHECKOUT / "app.py", CHECKOUT / "setup.py"]
LONGEST_MODULE, FUNCTION_P90, LONGEST_FUNCTION = 300, 30, 75
WRITTEN_BY_A_TOOL_OR_A_LIST = re.compile(r"storage/migrations/versions/")
VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "misc", "models", "data"}
EXCEPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<rest>.*)")
ARGUED = re.compile(r"^(?:: [A-Z]+\d+(?:, [A-Z]+\d+)*|\[[a-z-]+(?:, ?[a-z-]+)*\])\s+(?:-|#)\s+\w.{8,}")
LEFT_FOR_LATER = re.compile(r"\b(?:T[O]DO|F[I]XME|X{3}|H[A]CK)\b")


def shown(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def lines_of_ours() -> Iterator[tuple[str, str]]:
    """Every line we wrote, tests included, and where it stands."""
    for path in OURS:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{shown(path)}:{number}", line.strip()


def lengths_of_functions() -> dict[str, int]:
    """Lines of each function; those of migrations are a list of statements and do not count."""
    return {
        f"{shown(path)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in MODULES
        if not WRITTEN_BY_A_TOOL_OR_A_LIST.search(path.as_posix())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    lines = {
        shown(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES
        if not WRITTEN_BY_A_TOOL_OR_A_LIST.search(path.as_posix())
    }

    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


def test_nine_of_ten_functions_fit_a_glance_and_none_needs_a_second_page() -> None:
    lengths = lengths_of_functions()

    assert sorted(lengths.values())[len(lengths) * 9 // 10] <= FUNCTION_P90
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = grimp.build_graph("assessment", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}

    try:
        TopologicalSorter(imports).prepare()
    except CycleError as found:
        pytest.fail(" imports ".join(reversed(found.args[1])))


def test_every_module_is_named_for_what_is_in_it() -> None:
    names = {shown(path): path.stem if path.stem != "__init__" else path.parent.name for path in MODULES}

    assert {name for name, word in names.items() if word in VAGUE} == set()


def test_an_exception_from_the_rules_gives_its_reason_on_the_line() -> None:
    unargued = [
        f"{where}: {line}"
        for where, line in lines_of_ours()
        if (found := EXCEPTION.search(line)) and not ARGUED.match(found["rest"])
    ]

    assert unargued == []


def test_nothing_is_left_for_later_in_the_code() -> None:
    assert [f"{where}: {line}" for where, line in lines_of_ours() if LEFT_FOR_LATER.search(line)] == []
