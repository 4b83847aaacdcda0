"""The commands on deliveries: one document on stdout, sentences on stderr, and an exit code that says who mends."""

import json
import os
import subprocess
import sys

import pytest
from support.deliveries import SMALL, TEST_CPR, current_texts, fingerprint, spoiled, with_row, write_folder

from assessment.cli.main import main


@pytest.fixture
def say(ledger, capsys):
    """Run a command on the test's own database: exit code, stdout, stderr."""

    def run(*words, database=True):
        address = ["--database", str(ledger.engine.url)] if database else []
        with pytest.raises(SystemExit) as ended:
            main([*words, *address])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


@pytest.fixture
def good(tmp_path):
    return str(write_folder(tmp_path / "god", SMALL))


@pytest.fixture
def bad(tmp_path):
    return str(write_folder(tmp_path / "daarlig", spoiled("newcomers.csv", "n2;461", f"n2;{TEST_CPR}")))


def test_a_delivery_that_is_taken_ends_with_0_and_one_document(say, good):
    code, out, err = say("import", good, "--format", "json")

    document = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert list(document) == ["batch_id", "added", "changed", "unchanged", "redacted", "ignored", "refused"]
    assert document["added"]["newcomers.csv"] == 2
    assert document["refused"] == []


def test_a_delivery_that_is_refused_ends_with_2_one_document_and_its_sentences_on_stderr(say, bad, ledger):
    before = fingerprint(ledger)

    code, out, err = say("import", bad, "--format", "json")

    document = json.loads(out)
    assert (code, document["batch_id"], out.count("\n")) == (2, None, 1)
    assert document["refused"] == [
        {
            "file": "newcomers.csv",
            "line": 3,
            "column": "municipality",
            "value": "[fjernet]",
            "message": "En kommunekode har tre cifre, fx 461.",
        }
    ]
    assert err == (
        "newcomers.csv, linje 3, municipality: »[fjernet]« En kommunekode har tre cifre, fx 461.\n"
        "Én ting skal rettes. Intet er gemt.\n"
    )
    assert fingerprint(ledger) == before


def test_without_json_the_counts_are_lines_for_a_person(say, tmp_path):
    folder = write_folder(tmp_path / "l", {**spoiled("newcomers.csv", "Oleh", f"Oleh {TEST_CPR}"), "noter.txt": ""})

    code, out, err = say("import", str(folder))

    assert (code, err) == (0, "")
    assert "newcomers.csv: 2 nye, 0 ændrede, 0 uændrede\n" in out
    assert "1 felt er renset for personlige oplysninger.\n" in out
    assert "Kendes ikke og er sprunget over: noter.txt\n" in out
    assert "Leveringen er gemt med id " in out


def test_a_dry_run_says_what_would_happen_and_stores_nothing(say, good, bad, ledger):
    before = fingerprint(ledger)

    code, out, _err = say("import", good, "--dry-run", "--format", "json")

    assert (code, json.loads(out)["batch_id"], json.loads(out)["added"]["newcomers.csv"]) == (0, None, 2)
    assert say("import", bad, "--dry-run", "--format", "json")[0] == 2
    assert fingerprint(ledger) == before


def test_only_the_first_of_very_many_sentences_are_shown_but_all_stand_in_the_document(say, tmp_path):
    files = dict(SMALL)
    for number in range(250):
        files = with_row("providers.csv", f"x{number};a;b;c", files)

    code, out, err = say("import", str(write_folder(tmp_path / "l", files)), "--format", "json")

    assert (code, len(json.loads(out)["refused"])) == (2, 250)
    assert err.count("\n") == 202
    assert err.endswith("250 ting skal rettes. Intet er gemt.\n")


def test_undo_and_export_follow_the_same_manners(say, good, ledger, tmp_path):
    empty = current_texts(ledger)
    batch = json.loads(say("import", good, "--format", "json")[1])["batch_id"]

    exported = say("export", str(tmp_path / "ud"), "--format", "json")
    again = say("export", str(tmp_path / "ud"), "--format", "json")
    undone = say("undo-import", batch, "--format", "json")
    twice = say("undo-import", batch, "--format", "json")

    assert (exported[0], exported[2]) == (0, "")
    assert json.loads(exported[1])["rows"]["ratings.csv"] == 4
    assert (again[0], again[1]) == (2, "")
    assert "Vælg et andet navn." in again[2]
    assert (undone[0], json.loads(undone[1]), undone[2]) == (0, {"batch_id": batch, "voided_states": 0}, "")
    assert twice == (2, "", f"Leveringen {batch} er allerede fortrudt.\n")
    assert current_texts(ledger) == empty


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["import"], "mangler"),
        (["import", ".", "--format", "xml"], "Formatet xml kendes ikke. Vælg text eller json."),
        (["import", ".", "--lang", "fr"], "Sproget fr kendes ikke. Vælg da eller en."),
        (["import", ".", "--tør"], "Tilvalget --tør findes ikke."),
        (["undo-import"], "mangler"),
    ],
)
def test_words_that_are_not_understood_end_with_2_and_nothing_on_stdout(say, words, sentence):
    code, out, err = say(*words, database=False)

    assert (code, out) == (2, "")
    assert sentence in err


def test_a_path_that_is_not_there_is_the_callers_to_mend(say, tmp_path):
    code, out, err = say("import", str(tmp_path / "findes-ikke"), "--format", "json")

    assert (code, json.loads(out)["refused"][0]["file"]) == (2, "findes-ikke")
    assert "Stien findes ikke." in err


@pytest.mark.parametrize("words", [["undo-import", "x"], ["export", "ud"]])
def test_a_database_that_is_not_there_is_not_made_by_looking(tmp_path, capsys, words):
    file = tmp_path / "findes-ikke.db"

    with pytest.raises(SystemExit) as ended:
        main([*words, "--database", f"sqlite:///{file}"])

    assert ended.value.code == 2
    assert "Der er ingen database" in capsys.readouterr().err
    assert not file.exists()


def test_a_file_that_is_no_database_is_nobodys_fault(tmp_path, good, capsys):
    file = tmp_path / "noget.db"
    file.write_text("Dette er ikke en database. " * 100, encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        main(["import", good, "--database", f"sqlite:///{file}", "--format", "json"])

    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    assert said.err.endswith("Intet er gemt.\n")


def test_the_real_command_in_english_makes_its_database_where_it_is_told(tmp_path):
    """In a process of its own, as a scheduled job would run it: stdin closed and an ASCII terminal."""
    folder = write_folder(tmp_path / "l", spoiled("newcomers.csv", "n2;461", "n2;Ærø"))
    home = tmp_path / "hjem"

    ran = subprocess.run(
        [sys.executable, "-m", "assessment", "import", str(folder), "--lang", "en", "--format", "json"],
        env={**os.environ, "SPROGSPOR_HOME": str(home), "SPROGSPOR_DATABASE": "", "LC_ALL": "C", "PYTHONUTF8": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )

    assert ran.returncode == 2
    (refused,) = json.loads(ran.stdout.decode("utf-8"))["refused"]
    assert (refused["column"], refused["value"]) == ("municipality", "Ærø")
    assert ran.stderr.count(b"\n") == 2
    assert (home / "sprogspor.db").exists()
