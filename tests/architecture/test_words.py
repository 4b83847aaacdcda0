"""Every sentence a user sees is Danish in the source, English in the catalogue, and fit to be read."""

import ast
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from typer.main import get_command

from assessment.cli.main import app
from assessment.domain import errors
from assessment.settings import resource

PACKAGE = Path(__file__).parents[2] / "assessment"
MODULES = sorted(PACKAGE.rglob("*.py"))
KEYWORDS = {"_": None, "_n": (1, 2), "N_": None}
SAID_IN_DATA = (("data/reference/suspensions.csv", "reason"),)
NEVER_SAID = re.compile(
    r"\b(?:risik|score|scoring|rød(?:e|t|s)?\b|stagneret|afgørelse|sanktion(?!, ydelse|er må))", re.IGNORECASE
)
NEVER_SAID_IN_ENGLISH = re.compile(r"\b(?:risk|scor(?:e|ed|ing)|red\b|stalled\b)", re.IGNORECASE)
UNTIDY = re.compile(r"  | [.,;?!](?!\.)")
SEVERAL_SENTENCES = re.compile(r"[.!] [A-ZÆØÅ]")
ENDS = re.compile(r"(?:[.?!:…)»]|\{\w+\}|: sprogspor [\w -]+)$")


@dataclass(frozen=True)
class Said:
    """One sentence in the source (or its two forms), and where it first stands."""

    forms: tuple[str, ...]
    where: str


def said_in_code() -> Iterator[Said]:
    """What gettext's own extraction finds in each module."""
    for path in MODULES:
        with path.open("rb") as source:
            for line, _function, messages, _comments in extract_python(source, tuple(KEYWORDS), (), {}):
                forms = tuple(form for form in (messages if isinstance(messages, tuple) else (messages,)) if form)
                if forms:
                    yield Said(forms, f"{path.relative_to(PACKAGE)}:{line}")


def said_in_data() -> Iterator[Said]:
    """Sentences that ship in a table and are translated when they are shown."""
    for name, column in SAID_IN_DATA:
        with resource(name).open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table, delimiter=";"):
                yield Said((row[column],), name)


def said_in_help() -> Iterator[Said]:
    """What ``--help`` says of each verb and option: written where Typer reads it, and translated when it is shown."""

    def within(command: Any, name: str) -> Iterator[Said]:
        yield from (Said((one.help,), f"--help of {name}") for one in (command, *command.params) if one.help)
        for verb, part in getattr(command, "commands", {}).items():
            yield from within(part, f"{name} {verb}")

    yield from within(get_command(app), "sprogspor")


def read_catalogue() -> Catalog:
    """The English catalogue as it stands."""
    with (PACKAGE / "i18n" / "en.po").open("rb") as source:
        return read_po(source, locale="en")


@cache
def everything_said() -> dict[str, Said]:
    """Each sentence by its first form; asked for by the tests, not when they are collected, which each worker does."""
    return {said.forms[0]: said for said in [*said_in_data(), *said_in_help(), *said_in_code()]}


@cache
def entries() -> list[Message]:
    """What the English catalogue holds."""
    return [message for message in read_catalogue() if message.id]


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """One form, or the two of a sentence with a number, as a tuple."""
    return tuple(text) if isinstance(text, list | tuple) else (text or "",)


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def test_every_sentence_is_in_the_english_catalogue() -> None:
    known = {forms(entry.id)[0] for entry in entries()}

    assert {key: said.where for key, said in everything_said().items() if key not in known} == {}


def test_the_catalogue_holds_no_sentence_that_is_not_said() -> None:
    assert [entry.id for entry in entries() if forms(entry.id)[0] not in everything_said()] == []


def test_every_sentence_is_translated_in_each_of_its_forms() -> None:
    wanting = [entry.id for entry in entries() if entry.fuzzy or not all(form.strip() for form in forms(entry.string))]
    in_catalogue = {forms(entry.id) for entry in entries()}

    assert wanting == []
    assert [said for said in everything_said().values() if said.forms not in in_catalogue] == []


def test_both_languages_name_the_same_things_in_braces() -> None:
    differing = [
        (danish, english)
        for entry in entries()
        for danish, english in zip(forms(entry.id), forms(entry.string), strict=True)
        if placeholders(danish) != placeholders(english)
    ]

    assert differing == []


def calls_in(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Each call of ``_``, ``_n`` and ``N_``, with its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            yield node.func.id, node


def test_only_whole_sentences_are_handed_to_the_catalogue() -> None:
    """A sentence put together from parts cannot be translated, and one with a value in it is never found."""
    put_together = [
        f"{path.name}:{call.lineno}: {ast.unparse(call)}"
        for path in MODULES
        for name, call in calls_in(ast.parse(path.read_text(encoding="utf-8")))
        if call.keywords or not all(may_be_handed_over(part, name) for part in call.args[: 2 if name == "_n" else 1])
    ]

    assert put_together == []


def test_nothing_is_said_inside_an_f_string_where_the_catalogue_cannot_see_it() -> None:
    hidden = [
        f"{path.name}:{part.lineno}"
        for path in MODULES
        for told in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(told, ast.JoinedStr)
        for part in ast.walk(told)
        if isinstance(part, ast.Call)
        and getattr(part.func, "id", "") in KEYWORDS
        and part.args
        and isinstance(part.args[0], ast.Constant)
    ]

    assert hidden == []


def may_be_handed_over(part: ast.expr, function: str) -> bool:
    """A sentence itself; for ``_`` also the look-up of one that was marked with ``N_`` where it is written."""
    if isinstance(part, ast.Constant):
        return isinstance(part.value, str)
    return function == "_" and isinstance(part, ast.Name | ast.Subscript | ast.Attribute)


def test_a_sentence_with_a_value_in_it_would_be_found_out() -> None:
    handed = [
        ast.parse(text, mode="eval").body for text in ('f"{n} uger"', '"a" + b', '"a".format(b)', '"a" if b else "c"')
    ]

    assert not any(may_be_handed_over(part, "_") for part in handed)


def test_no_word_judges_or_frightens_in_either_language() -> None:
    danish = [
        (said.where, form) for said in everything_said().values() for form in said.forms if NEVER_SAID.search(form)
    ]
    english = [form for entry in entries() for form in forms(entry.string) if NEVER_SAID_IN_ENGLISH.search(form)]

    assert danish == []
    assert english == []


def test_a_sentence_is_written_cleanly_and_to_its_end() -> None:
    untidy = [
        (said.where, form)
        for said in everything_said().values()
        for form in said.forms
        if form != form.strip() or UNTIDY.search(form) or (SEVERAL_SENTENCES.search(form) and not ENDS.search(form))
    ]

    assert untidy == []


def test_both_languages_end_alike() -> None:
    differing = [
        (danish, english)
        for entry in entries()
        for danish, english in zip(forms(entry.id), forms(entry.string), strict=True)
        if (danish[-1] in ".?!:…") != (english[-1:] in tuple(".?!:…"))
    ]

    assert differing == []


def test_the_source_says_nothing_to_users_past_the_catalogue() -> None:
    """Danish letters in a string that is handed to no ``_``, in the rooms that speak to people while they work."""
    silent = []
    for path in [*(PACKAGE / "pages").rglob("*.py"), *(PACKAGE / "use_cases").rglob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {id(part) for _name, call in calls_in(tree) for part in ast.walk(call)}
        silent += [
            f"{path.name}:{node.lineno}: {node.value}"
            for node in ast.walk(without_docstrings(tree))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in told
            and re.search(r"[æøåÆØÅ]\w* \w", node.value)
        ]

    assert silent == []


def without_docstrings(tree: ast.Module) -> ast.Module:
    """The same tree without the strings that stand alone as statements."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [
                part for part in body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
            ]
    return tree


def test_every_complaint_that_reaches_a_person_comes_from_the_catalogue() -> None:
    """No error of ours is raised with a sentence that stands bare; the domain's own are for whoever writes code."""
    ours = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    bare = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}: {ast.unparse(node.exc)}"
        for path in MODULES
        if path.parent.name != "domain"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and getattr(node.exc.func, "id", "") in ours
        and any(
            isinstance(part, ast.JoinedStr | ast.Constant) and re.search(r"[^\W\d_]", ast.unparse(part)[1:])
            for part in node.exc.args
        )
    ]

    assert bare == []


def test_nothing_is_translated_before_anybody_reads() -> None:
    """A sentence translated while a module is read in would be Danish for everybody, or the first reader's."""
    early = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}"
        for path in MODULES
        for statement in ast.parse(path.read_text(encoding="utf-8")).body
        for name, call in calls_outside_functions(statement)
        if name in ("_", "_n")
    ]

    assert early == []


def calls_outside_functions(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Each call of ours that runs when the module is read in: not within a function or a lambda."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
        yield node.func.id, node
    for part in ast.iter_child_nodes(node):
        yield from calls_outside_functions(part)


def test_no_danish_is_left_in_the_english() -> None:
    """Neither a function word nor a letter that English has not, except in names that are Danish by nature."""
    danish = re.compile(r"\b(?:og|ikke|der|det|er|med|på|af|til|du|vi|som|fra|skal|kan)\b|[æøåÆØÅ]|[»«]")
    left = [form for entry in entries() for form in forms(entry.string) if danish.search(NAMED_IN_DANISH.sub("", form))]

    assert left == []


NAMED_IN_DANISH = re.compile(r"Prøve i Dansk \d|Studieprøven")


def test_what_is_quoted_in_english_stands_where_it_says() -> None:
    """A sentence that points at a heading or a button names it as English readers see it."""
    said = {form for entry in entries() for form in forms(entry.string)}
    pointed_at = {
        (form, name)
        for entry in entries()
        for form in forms(entry.string)
        for name in re.findall(r"“([^{}”]+)”", form)
        if name not in said
    }

    assert pointed_at == set()
