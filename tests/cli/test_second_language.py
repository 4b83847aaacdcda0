"""Whoever asks for English on the command line is answered in English, help and complaints and all."""

import json
import re

import pytest
from support.marked_language import OPEN, escaped, in_marked_language
from support.three_people import TODAY, three_people
from typer.main import get_command

from assessment.access.actor import Role
from assessment.cli.main import app, main
from assessment.reference.rubric import CURRENT_VERSION
from assessment.stalling.current_model import current_model_folder
from assessment.stalling.model_artefact import look_at_model

COMMAND = get_command(app)
CODES = {
    *("csv", "json", "text", "on", "off", "zip", "da", "en", "model", "rules", "http", "sprogspor"),
    *("shipped", "counted_talk"),
    *(role.value for role in Role),
    *("praktik", "loentilskud", "igu", "fritidsjob", "ordinaer", "municipality", "kind", "seen_on"),
    *("DU1", "DU2", "DU3", "FVU", CURRENT_VERSION),
}
"""Values of options, columns and codes of a delivery: the same in every language."""
WORDS_OF_THE_COMMAND = re.compile(
    r"--[a-z-]+|<[^>]*>|\S+\.(?:csv|db|py|zip)\b|\b[A-Z_]{3,}\b|\brules-\w+|(?<![-\w])[0-9a-f]{12}\b"
)
"""Options, kinds of value, files, places in capitals, the name of the rules, and the beginning of a hash."""


def every_command(command, *path):
    yield path
    for verb, part in getattr(command, "commands", {}).items():
        yield from every_command(part, *path, verb)


VERBS = {verb for path in every_command(COMMAND) for verb in path}


@pytest.fixture
def say(tmp_path, monkeypatch, capsys):
    """Everything that a command prints, for a person."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SPROGSPOR_DATABASE", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def run(*words):
        with pytest.raises(SystemExit):
            main([*map(str, words), "--lang", "en"])
        printed = capsys.readouterr()
        return printed.out + printed.err

    return run


def whole_life_of_a_database(say, folder):
    """The usual, and the usual mistakes."""
    good, bad = three_people(), three_people()
    bad.rows["newcomers"][0]["municipality"] = "9"
    bad.rows["observations"][0]["seen_on"] = "2026-02-31"
    bad.rows["placements"][0]["kind"] = "?"
    good.write(folder / "good")
    bad.write(folder / "bad")
    yield say("flag", "--as-of", TODAY)
    yield say("check")
    yield say("import", "nowhere")
    yield say("import", folder / "bad")
    yield say("import", folder / "good", "--dry-run")
    taken = say("import", folder / "good")
    yield taken
    yield say("gate", "--municipality", "461")
    yield say("gate", "--municipality", "461", "--engine", "rules")
    yield say("gate", "--municipality", "461", "--engine", "x")
    yield say("gate", "--municipality", "461", "--expires-on", "x")
    yield say("flag", "--as-of", TODAY)
    yield say("gate", "--municipality", "461", "--synthetic")
    yield say("flag", "--as-of", TODAY)
    yield say("flag", "--as-of", "2199-01-01")
    (state_id, *_rest) = re.findall(r'"state_id": "([^"]+)"', say("flag", "--as-of", TODAY, "--format", "json"))
    yield say("replay", state_id)
    yield say("replay", "nobody")
    yield say("train")
    yield say("train", "--simulated", "--wrong", "0.1")
    yield say("train", "--simulated", "--towns", "99")
    yield say("train", "--simulated")
    yield say("train", "--municipality", "461")
    yield say("gate", "--municipality", "461", "--training", "on")
    yield say("train", "--municipality", "461", "--wrong", "0.7")
    yield say("train", "--municipality", "461")
    yield say("rules")
    period = ("--from", "2026-03-02", "--to", "2026-06-07", "--to-format", "csv")
    yield say("report", "--provider", "sprogcenter", *period, "--out", folder / "r.csv")
    yield say("report", "--newcomer", "olena", *period, "--out", folder / "o.csv")
    yield say("report", "--newcomer", "?", "--from", "x")
    yield say("export", folder / "out")
    yield say("export", folder / "out")
    yield say("backup", folder / "copy.db")
    yield say("backup", folder / "copy.db")
    yield say("user", "add", "--role", "x")
    yield say("user", "add", "--role", "owner", "--municipality", "461")
    yield say("user", "add", "--role", "owner")
    yield say("user", "list")
    yield say("user", "end", "nobody")
    yield say("user", "unlock", "nobody")
    (batch,) = re.findall(r"[0-9a-f-]{36}", taken) or ("",)
    yield say("undo-import", batch)
    yield say("undo-import", batch)
    yield say("simulate", folder / "out")
    yield say("check")


def left_in(told, *data):
    """What escaped; a line that the help broke in two is put together first."""
    for one in sorted(map(str, data), key=len, reverse=True):
        told = told.replace(one, " ")
    one_line = re.sub(r"[│╭╮╰╯─\s]+", " ", told)
    return escaped(WORDS_OF_THE_COMMAND.sub(" ", one_line), CODES | VERBS)


@pytest.mark.parametrize("path", list(every_command(COMMAND)), ids=" ".join)
def test_the_help_of_each_command_is_in_the_language_that_was_asked_for(say, monkeypatch, path):
    with in_marked_language(monkeypatch):
        told = say(*path, "--help")

    assert [word for word in left_in(told) if word not in ("path", "batch", "out", "user")] == []
    assert OPEN in told


def test_what_a_command_says_is_in_the_language_that_was_asked_for(say, tmp_path, monkeypatch):
    with in_marked_language(monkeypatch):
        told = list(whole_life_of_a_database(say, tmp_path))

    model = look_at_model(current_model_folder()).identity
    assert {text: left for text in told if (left := left_in(text, tmp_path, model, *THEIRS))} == {}
    assert [text for text in told if text and OPEN not in text] == []


THEIRS = ("nobody", "nowhere", "mangler (valgfri)", "amina", "/out", "/home", "/good", "/bad", ": ok")
"""What was typed, ids, and the contract's own words about a part."""


@pytest.mark.parametrize("words", ["flga", "flag --as-of", "flag --nope", "flag", "demo --port x"])
def test_words_that_are_not_understood_are_refused_in_the_language_that_was_asked_for(say, monkeypatch, words):
    with in_marked_language(monkeypatch):
        told = say(*words.split())

    assert OPEN in told
    assert [word for word in left_in(told) if word != "flga"] == []


def test_without_asking_everything_is_danish_and_the_language_of_one_command_is_not_that_of_the_next(say, capsys):
    assert "Usage:" in say("--help")
    with pytest.raises(SystemExit):
        main(["--help"])

    assert "Skriv:" in capsys.readouterr().out


def test_the_contracts_own_words_are_the_same_in_both_languages(say, tmp_path, capsys):
    three_people().write(tmp_path / "good")
    say("import", tmp_path / "good")
    say("gate", "--municipality", "461", "--synthetic")
    documents = []
    for language in ("da", "en"):
        with pytest.raises(SystemExit):
            main(["flag", "--as-of", str(TODAY), "--dry-run", "--format", "json", "--lang", language])
        documents.append(json.loads(capsys.readouterr().out))
        with pytest.raises(SystemExit):
            main(["export", str(tmp_path / language), "--lang", language])
        capsys.readouterr()

    files = [{path.name: path.read_bytes() for path in (tmp_path / language).iterdir()} for language in ("da", "en")]
    assert documents[0] == documents[1]
    assert documents[0]["notice"].startswith("kun til støtte")
    assert files[0] == files[1]
    assert len(files[0]) == 14
