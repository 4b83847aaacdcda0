"""Whatever is public says what it answers, and a documented default is the default."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
DOCUMENTED = re.compile(r"^(?P<names>\w+(?:, \w+)*) : .*?\bdefault\s*[=:]?\s*`*(?P<value>[^\s`]+)`*\s*$", re.MULTILINE)
Documentable = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@cache
def parsed() -> dict[str, ast.Module]:
    """Every module of the package; parsed for the tests, not when they are collected, which each worker does."""
    return {
        path.relative_to(CHECKOUT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((CHECKOUT / "assessment").rglob("*.py"))
    }


def public_parts(tree: ast.Module) -> Iterator[tuple[str, Documentable]]:
    """The module, its public classes and functions, and the public methods of those classes."""
    yield "the module itself", tree
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node.name, node
            for part in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and not part.name.startswith("_"):
                    yield f"{node.name}.{part.name}", part


def defaults_of(node: Documentable) -> dict[str, str]:
    """Each parameter's default (or a class's field's) as it is coded."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        positional = [*node.args.posonlyargs, *node.args.args]
        given = dict(zip(reversed(positional), reversed(node.args.defaults), strict=False))
        given |= {name: value for name, value in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if value}
        return {parameter.arg: ast.unparse(value) for parameter, value in given.items()}
    return {
        part.target.id: ast.unparse(part.value)
        for part in node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and part.value is not None
    }


def drifted(tree: ast.Module) -> list[str]:
    """A line for each documented default that is not the coded one."""
    found = []
    for name, node in public_parts(tree):
        coded = defaults_of(node)
        for said in DOCUMENTED.finditer(ast.get_docstring(node) or ""):
            for parameter in said["names"].split(", "):
                written, real = said["value"].strip("'\""), coded.get(parameter, "nothing").strip("'\"")
                if written != real:
                    found.append(f"{name}: {parameter} is documented as {written} and coded as {real}")
    return found


def test_everything_public_says_what_it_answers() -> None:
    silent = [
        f"{shown}: {name}"
        for shown, tree in parsed().items()
        for name, node in public_parts(tree)
        if not ast.get_docstring(node)
    ]

    assert silent == []


def test_a_documented_default_is_the_default() -> None:
    assert {shown: lines for shown, tree in parsed().items() if (lines := drifted(tree))} == {}


def test_a_default_that_has_drifted_is_found() -> None:
    source = '''
def look(weeks=8, *, share=0.5):
    """Look.

    Parameters
    ----------
    weeks : int, default=6
        Weeks.
    share : float, default=0.5
        Share.
    """
'''

    assert drifted(ast.parse(source)) == ["look: weeks is documented as 6 and coded as 8"]
