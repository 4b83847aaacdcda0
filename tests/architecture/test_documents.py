"""What is written about Sprogspor is true of it."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from assessment.cli.main import app, main

CHECKOUT = Path(__file__).parents[2]
PACKAGE = CHECKOUT / "assessment"
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
GLOSSARY = (CHECKOUT / "docs" / "glossary.md").read_text(encoding="utf-8")
DOMAIN = "\n".join(path.read_text(encoding="utf-8") for path in sorted((PACKAGE / "domain").glob("*.py")))
SERVES = re.compile(
    r"^(?:serve|train|demo(?!.*--no-serve))\b"
)  # or learns for many minutes; train has tests of its own
SOMEBODYS = re.compile(r"(?:^|[\s`(\"'])/(?:home|work|root|tmp|Users)\b")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def examples() -> list[tuple[str, str]]:
    """Each ``$ sprogspor`` line of the README's console blocks, with the output written below it."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            if line.startswith("sprogspor "):
                found.append((line.removeprefix("sprogspor "), output.strip()))
    return found


def table_after(text: str, heading: str) -> Iterator[list[str]]:
    """The rows of the table below a heading, without its own head."""
    rows = text.split(heading, 1)[1].split("\n## ", 1)[0]
    lines = [line for line in rows.splitlines() if line.startswith("|")]
    for line in lines[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def commands(named: dict[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each command under the words that call it, such as ``("user", "add")``."""
    for name, command in named.items():
        under = getattr(command, "commands", None)
        yield from commands(under, (*before, name)) if under else [((*before, name), command)]


def called_by(line: str) -> tuple[tuple[str, ...], list[str]]:
    """The words at the start of a line that call a command, and the rest of them."""
    words = tuple(shlex.split(line))
    length = 2 if words[:2] in COMMANDS else 1
    return words[:length], list(words[length:])


COMMANDS = dict(commands(typer.main.get_command(app).commands))


def test_the_readme_has_an_example_of_every_command() -> None:
    assert {called_by(line)[0] for line, _output in examples()} == set(COMMANDS)


@pytest.mark.parametrize("line", [line for line, _output in examples()])
def test_every_command_in_the_readme_can_be_typed(line: str) -> None:
    words, rest = called_by(line)

    COMMANDS[words].make_context(" ".join(words), rest).close()


def test_what_the_readme_shows_is_what_the_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SPROGSPOR_DATABASE", raising=False)
    last_id = ""
    for line, shown in examples():
        if SERVES.match(line):
            continue
        with pytest.raises(SystemExit) as ended:
            main(shlex.split(ID.sub(last_id, line)))
        printed = capsys.readouterr()
        said = f"sprogspor {line}\n{printed.out}{printed.err}"
        assert ended.value.code == 0, said
        assert re.fullmatch(pattern_of(shown), printed.out.strip(), re.DOTALL), said
        last_id = found[0] if (found := ID.search(printed.out)) else last_id


def pattern_of(shown: str) -> str:
    """What is shown, with any id for an id and anything at all for three dots on a line or in one."""
    parts = [ID.sub("@", part) for part in shown.split("...")]
    return ".*?".join(re.escape(part).replace("@", ID.pattern) for part in parts)


def test_the_map_names_eight_rooms_whose_folders_exist() -> None:
    rooms = list(table_after(README, "## Eight rooms"))
    places = [place for _room, where, *_rest in rooms for place in re.findall(r"`([\w/.]+)`", where)]

    assert len(rooms) == 8
    assert [place for place in places if not (PACKAGE / place).exists()] == []


def test_every_package_stands_on_the_map() -> None:
    told = README.split("## Eight rooms", 1)[1].split("\n## ", 1)[0]
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}

    assert {name for name in packages if f"`{name}/`" not in told} == set()


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in (CHECKOUT / "docs").glob("*.md"))])
def test_every_link_leads_somewhere(page: str) -> None:
    source = CHECKOUT / page
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", source.read_text(encoding="utf-8"))

    assert [link for link in links if not (source.parent / link).exists()] == []


def test_every_word_of_the_glossary_is_one_the_domain_uses() -> None:
    words = [re.findall(r"`(\w+)`", english) for english, _danish, _meaning in table_after(GLOSSARY, "## Words")]

    assert words
    assert [word for row in words for word in row if not re.search(rf"\b{word}\b", DOMAIN)] == []


def test_every_danish_word_the_domain_explains_is_in_the_glossary() -> None:
    explained = set(re.findall(r"\(\*(\w[\w ]*)\*(?:, da\.)?\)", DOMAIN))
    known = {danish for _english, danish, _meaning in table_after(GLOSSARY, "## Words")}

    assert explained
    assert {word for word in explained if not any(word in danish for danish in known)} == set()


def test_a_decision_record_fits_a_page_and_says_what_why_and_what_it_costs() -> None:
    records = sorted((CHECKOUT / "docs" / "decisions").glob("*.md"))

    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 60, path.name
        assert all(f"\n## {part}\n" in text for part in ("Decision", "Why", "What it costs")), path.name


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert "\n## [Unreleased]\n" in (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_dependency_is_pinned_to_a_version_that_will_do() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    pinned = {canonicalize_name(name): version for name, version in pinned.items()}
    extras = project["optional-dependencies"]
    asked = [Requirement(line) for line in (*project["dependencies"], *extras["dev"], *extras["notes"])]

    assert [str(one) for one in asked if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))] == []


def test_no_document_names_a_path_of_somebodys_machine() -> None:
    pages = [CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *(CHECKOUT / "docs").rglob("*.md")]

    assert [path.name for path in pages if SOMEBODYS.search(path.read_text(encoding="utf-8"))] == []
