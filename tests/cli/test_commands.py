"""The command: one document on stdout, sentences on stderr, and an exit code that says whose turn it is."""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from support.somebody_else import without_roots_power
from support.three_people import TODAY, three_people
from support.whole_life import CASEWORKER, PASSWORD, add_account

from assessment.access.sessions import ATTEMPTS_BEFORE_LOCK
from assessment.cli import console
from assessment.cli.main import main
from assessment.domain.errors import NotAllowed
from assessment.domain.placement_state import State
from assessment.storage import desk_tables
from assessment.storage.ledger import open_ledger
from assessment.use_cases.sign_in import sign_in

DONE, FAILED, CALLER_CAN_MEND = 0, 1, 2
NOTICE = "kun til støtte: må ikke indgå i sanktion, ydelse, opholds- eller statsborgerskabssag"
PLACEMENT_KEYS = [
    "placement_id", "newcomer_id", "municipality", "engine", "state_id", "state", "stall_probability", "pace_per_week",
    "pace_se", "expected_pace_per_week", "level", "level_se", "level_linked", "active_weeks", "observations",
    "last_seen_on", "looks_like", "reasons", "would_clear",
]  # fmt: skip
BASIS = [
    "--legal-basis",
    "§ 16",
    "--purpose",
    "støtte",
    "--dpia",
    "17",
    "--dpia-on",
    "2026-01-05",
    "--signed-by",
    "Dir.",
]


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed where."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in a home of its own."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SPROGSPOR_DATABASE", raising=False)
    monkeypatch.delenv(console.DEBUG_VARIABLE, raising=False)

    def run_it(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return run_it


@pytest.fixture
def database(scored_database: Path, tmp_path: Path) -> str:
    """The three people, delivered, registered as invented and scored."""
    import shutil

    shutil.copyfile(scored_database, tmp_path / "kommune.db")
    return f"sqlite:///{tmp_path / 'kommune.db'}"


@pytest.fixture
def bundle_folder(tmp_path: Path) -> Path:
    return three_people().write(tmp_path / "delivery")


def test_import_makes_the_database_in_the_users_home_and_says_what_it_took(
    run: Run, bundle_folder: Path, tmp_path: Path
) -> None:
    ran = run("import", bundle_folder, "--format", "json")

    assert (ran.code, ran.err) == (DONE, "")
    assert (tmp_path / "home" / "sprogspor.db").exists()
    assert ran.document["batch_id"]
    assert ran.document["added"]["newcomers.csv"] == 3
    assert ran.document["refused"] == []


def test_flag_prints_the_contracts_document_and_nothing_else(run: Run, database: str) -> None:
    ran = run("flag", "--as-of", TODAY, "--format", "json", "--database", database)

    assert (ran.code, ran.err) == (DONE, "")
    assert list(ran.document) == ["as_of", "notice", "scale", "model", "summary", "placements"]
    assert (ran.document["as_of"], ran.document["notice"]) == (TODAY.isoformat(), NOTICE)
    assert ran.document["scale"] == "logit"
    assert list(ran.document["model"]) == ["id", "rubric", "encoder"]
    assert list(ran.document["summary"]) == [
        "active", "possible_stall", "progressing", "unclear", "too_little_evidence", "clock_stopped", "goal_reached",
        "objected",
    ]  # fmt: skip
    for placement in ran.document["placements"]:
        assert list(placement) == PLACEMENT_KEYS
        assert placement["state"] in list(State)
        assert placement["state_id"]
    olena = next(found for found in ran.document["placements"] if found["newcomer_id"] == "olena")
    assert olena["stall_probability"] is None, "what cannot be estimated is null, never 0"


def test_flag_for_a_person_is_a_summary_under_the_notice(run: Run, database: str) -> None:
    ran = run("flag", "--as-of", TODAY, "--database", database)
    assert ran.code == DONE
    assert NOTICE in ran.out


def test_flag_says_where_the_model_looked_at_no_notes_because_nobody_has_read_them(run: Run, database: str) -> None:
    asked = ("flag", "--as-of", TODAY, "--dry-run", "--database", database, "--engine")
    by_model, by_rules = run(*asked, "model"), run(*asked, "rules")

    assert (by_model.code, by_rules.err) == (DONE, "")
    assert by_model.err.startswith(
        "Modellen har regnet uden noterne, for de er ikke læst med den sprogmodel, den er lært med."
    )


def test_a_dry_run_twice_gives_the_same_bytes(run: Run, database: str) -> None:
    once, again = (
        run("flag", "--as-of", TODAY, "--dry-run", "--format", "json", "--database", database) for _ in range(2)
    )
    assert once == again
    assert {placement["state_id"] for placement in once.document["placements"]} == {None}


def test_flag_without_a_basis_stores_nothing_and_names_what_is_missing(run: Run, bundle_folder: Path) -> None:
    run("import", bundle_folder)
    ran = run("flag", "--as-of", TODAY, "--format", "json")

    assert ran.code == CALLER_CAN_MEND
    assert "Kommune 461: intet er gemt, for der mangler: intet er registreret, hjemmel (--legal-basis)" in ran.err
    assert ran.document["placements"] == []


def test_the_future_and_what_is_no_day_are_refused(run: Run, database: str) -> None:
    tomorrow = console.now().date() + timedelta(days=2)
    future = run("flag", "--as-of", tomorrow, "--dry-run", "--format", "json", "--database", database)
    no_day = run("flag", "--as-of", "i går", "--database", database)

    assert (future.code, future.out) == (CALLER_CAN_MEND, "")
    assert future.err == f"{tomorrow} ligger i fremtiden. Vælg en dag til og med i dag.\n"
    assert (no_day.code, no_day.err) == (
        CALLER_CAN_MEND,
        "--as-of kan ikke læses: i går. Skriv en dato som 2026-03-02 eller 02-03-2026.\n",
    )


def test_a_model_that_is_not_there_is_refused_with_the_reason(
    run: Run, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "models").mkdir(parents=True)
    (tmp_path / "home" / "models" / "current").write_text("model-gone\n")

    ran = run("flag", "--as-of", TODAY, "--engine", "model", "--database", database)

    assert ran.code == CALLER_CAN_MEND
    assert "peger ikke på en model, der findes. Slet filen, eller træn modellen igen." in ran.err


@pytest.fixture
def state_id(run: Run, database: str) -> str:
    """Amina's state, as a scoring of today stored it."""
    document = run("flag", "--as-of", TODAY, "--format", "json", "--database", database).document
    return str(document["placements"][0]["state_id"])


def test_a_stored_state_is_computed_again_and_is_the_same_in_both_languages(
    run: Run, database: str, state_id: str
) -> None:
    document = run("replay", state_id, "--format", "json", "--database", database)
    danish, english = (run("replay", state_id, "--lang", lang, "--database", database) for lang in ("da", "en"))

    assert (document.code, document.err) == (DONE, "")
    model = document.document["model_id"]
    assert document.document == {
        "state_id": state_id, "notice": NOTICE, "as_of": TODAY.isoformat(), "engine": "rules", "model_id": model,
        "same": True, "differs": [], "why_not": None,
    }  # fmt: skip
    told = f"Regnet igen for {TODAY} med {model}: hvert felt er det samme, bit for bit."
    assert (danish.code, danish.out.splitlines()) == (DONE, [told, NOTICE])
    assert english.code == DONE
    assert english.out.startswith(f"Computed again for {TODAY} with {model}: every field is the same, bit for bit.\n")


def test_a_state_that_comes_out_otherwise_is_exit_1_and_says_where(run: Run, database: str, state_id: str) -> None:
    ledger = open_ledger(database)
    with ledger.writing() as transaction:
        table = desk_tables.states
        transaction.execute(update(table).where(table.c.state_id == state_id).values(state="progressing"))
    ledger.close()

    document = run("replay", state_id, "--format", "json", "--database", database)
    told = run("replay", state_id, "--database", database)

    assert (document.code, told.code, told.err) == (FAILED, FAILED, "")
    assert document.document["same"] is False
    assert document.document["differs"] == [{"field": "state", "stored": "progressing", "replayed": "possible_stall"}]
    assert told.out.splitlines()[0].endswith(": 1 felt er et andet.")
    assert told.out.splitlines()[1:] == [
        'state: gemt "progressing", nu "possible_stall"',
        "Enten regner programmet anderledes end dengang, eller også er der rettet i databasen.",
        NOTICE,
    ]


def test_a_state_that_cannot_be_computed_again_is_exit_2_with_the_reason(run: Run, database: str) -> None:
    document = run("replay", "ukendt", "--format", "json", "--database", database)
    told = run("replay", "ukendt", "--database", database, "--lang", "en")

    why = "Der er ingen gemt tilstand med id'et ukendt. flag --format json viser dem."
    assert (document.code, document.err) == (CALLER_CAN_MEND, f"{why}\n")
    assert (document.document["same"], document.document["why_not"]) == (None, why)
    assert (told.code, told.out) == (CALLER_CAN_MEND, "")
    assert told.err == "There is no stored state with the id ukendt. flag --format json shows them.\n"


def test_the_gate_is_shown_registered_and_refused_by_name(run: Run) -> None:
    shown = run("gate", "--municipality", "461", "--format", "json")
    refused = run("gate", "--municipality", "461", "--engine", "rules", *BASIS)
    expires_on = (console.now().date() + timedelta(days=365)).isoformat()
    registered = run(
        "gate", "--municipality", "461", "--engine", "rules", *BASIS, "--expires-on", expires_on, "--format", "json"
    )
    again = run("gate", "--municipality", "461", "--format", "json")

    assert (shown.code, shown.document["engine"]) == (DONE, "off")
    assert (refused.code, refused.err) == (
        CALLER_CAN_MEND,
        "Motoren kan ikke slås til. Der mangler: udløbsdato (--expires-on).\n",
    )
    assert registered.document == again.document
    assert again.document["engine"] == "rules"
    assert again.document["missing"] == []
    assert again.document["training"] is False


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--engine", "ai", "--engine kan ikke læses: ai. Skriv off, rules, model."),
        ("--training", "måske", "--training kan ikke læses: måske. Skriv on eller off."),
        (
            "--expires-on",
            "32-13-2026",
            "--expires-on kan ikke læses: 32-13-2026. Skriv en dato som 2026-03-02 eller 02-03-2026.",
        ),
    ],
)
def test_a_value_that_cannot_be_read_gets_the_cure(run: Run, option: str, value: str, sentence: str) -> None:
    ran = run("gate", "--municipality", "461", option, value)
    assert (ran.code, ran.err) == (CALLER_CAN_MEND, f"{sentence}\n")


def test_the_rules_are_told_from_what_executes(run: Run) -> None:
    told, document = run("rules"), run("rules", "--format", "json").document
    assert told.code == DONE
    assert document["text"].strip() == told.out.strip()
    assert document["id"].startswith("rules-")
    assert "0,8" in told.out or "80" in told.out


def test_the_demo_fills_prints_who_can_come_in_and_is_then_served_as_it_is(run: Run) -> None:
    arguments = ("demo", "--newcomers", 8, "--seed", 2, "--end", "2026-06-28", "--no-serve", "--format", "json")
    first, second = run(*arguments), run(*arguments)

    assert (first.code, second.code) == (DONE, DONE)
    assert list(first.document) == ["url", "as_of", "municipality", "accounts"]
    assert first.document["as_of"] == "2026-06-28"
    assert {tuple(account) for account in first.document["accounts"]} == {("role", "user", "password")}
    roles = {account["role"] for account in first.document["accounts"]}
    assert roles == {"caseworker", "observer", "provider", "owner"}
    assert second.document["accounts"] == first.document["accounts"]
    assert "Opdigter 8 personer" in first.err
    assert second.err == ""


def test_the_demo_mixes_with_nobody_elses_database(run: Run, database: str) -> None:
    ran = run("demo", "--no-serve", "--database", database)
    assert ran.code == CALLER_CAN_MEND
    assert "Databasen holder noget andet end demoen" in ran.err


def test_a_simulated_municipality_is_the_same_for_the_same_seed_and_another_for_another(
    run: Run, tmp_path: Path
) -> None:
    def simulated(name: str, seed: int) -> dict[str, bytes]:
        ran = run("simulate", tmp_path / name, "--newcomers", 6, "--weeks", 20, "--seed", seed)
        assert ran.code == DONE
        folders = (tmp_path / name, tmp_path / f"{name}_truth")
        return {file.name: file.read_bytes() for folder in folders for file in sorted(folder.iterdir())}

    one, same, other = simulated("en", 5), simulated("igen", 5), simulated("to", 6)

    assert one == same
    assert one["observations.csv"] != other["observations.csv"]
    header = "placement_id,week,week_start_on,level,pace,expected_pace,stalled,active,cause"
    assert one["truth.csv"].decode().splitlines()[0] == header
    assert run("simulate", tmp_path / "en", "--newcomers", 6).code == CALLER_CAN_MEND


def test_a_simulated_bundle_is_one_that_import_takes(run: Run, tmp_path: Path) -> None:
    run("simulate", tmp_path / "by", "--newcomers", 6, "--weeks", 20, "--seed", 5)
    ran = run("import", tmp_path / "by", "--format", "json")
    assert (ran.code, ran.document["refused"], ran.document["ignored"]) == (DONE, [], [])


def test_check_gives_a_line_for_each_part_and_fails_for_a_fault(run: Run, database: str, tmp_path: Path) -> None:
    whole = run("check", "--database", database)
    (tmp_path / "brev.db").write_text("Kære kommune\n" * 100, encoding="utf-8")
    faulty = run("check", "--database", f"sqlite:///{tmp_path / 'brev.db'}")

    assert whole.code == DONE
    assert "database: ok" in whole.out.splitlines()
    assert "journal: ok" in whole.out.splitlines()
    assert {line.split(": ")[1].split(" - ")[0] for line in whole.out.splitlines()} <= {"ok", "mangler (valgfri)"}
    assert faulty.code == FAILED
    assert "database: fejl" in faulty.out


def test_check_on_a_machine_where_nothing_was_made_yet_makes_nothing(run: Run, tmp_path: Path) -> None:
    assert run("check").code == DONE
    assert not (tmp_path / "home").exists()


def test_a_copy_is_taken_once_under_a_name(run: Run, database: str, tmp_path: Path) -> None:
    first, second = (run("backup", tmp_path / "kopi.db", "--database", database) for _ in range(2))
    assert (first.code, second.code) == (DONE, CALLER_CAN_MEND)
    assert "findes allerede" in second.err
    assert run("flag", "--as-of", TODAY, "--database", f"sqlite:///{tmp_path / 'kopi.db'}").code == DONE


def test_a_copy_is_one_document_for_a_program(run: Run, database: str, tmp_path: Path) -> None:
    ran = run("backup", tmp_path / "kopi.db", "--database", database, "--format", "json")
    assert (ran.code, ran.err, ran.document) == (DONE, "", {"out": str(tmp_path / "kopi.db")})


def test_somebody_is_let_try_again_and_another_is_closed_out_for_a_person_and_for_a_program(
    run: Run, database: str
) -> None:
    with contextlib.closing(open_ledger(database)) as ledger:
        add_account(ledger, CASEWORKER)
        for _attempt in range(ATTEMPTS_BEFORE_LOCK):
            with pytest.raises(NotAllowed):
                sign_in(ledger, "karen", "forkert", now=console.now())
        unlocked = run("user", "unlock", "Karen", "--database", database)
        assert sign_in(ledger, "karen", PASSWORD, now=console.now())
    again = run("user", "unlock", "1", "--database", database, "--format", "json")
    ended = run("user", "end", "1", "--database", database, "--format", "json")
    after = run("user", "unlock", "karen", "--database", database)
    nobody = run("user", "unlock", "ingen", "--database", database, "--format", "json")

    assert (unlocked.code, unlocked.out) == (DONE, "karen kan prøve igen nu.\n")
    assert (again.code, again.err, again.document) == (DONE, "", {"user": "karen"})
    assert (ended.code, ended.err) == (DONE, "")
    assert (ended.document["id"], ended.document["user"], ended.document["ended"]) == ("1", "karen", True)
    assert run("user", "list", "--database", database, "--format", "json").document == [ended.document]
    assert (after.code, after.err) == (CALLER_CAN_MEND, "Adgangen er lukket. Invitér personen på ny.\n")
    assert (nobody.code, nobody.out) == (CALLER_CAN_MEND, "")
    assert nobody.err == "Der er ingen bruger ingen. Se dem med: sprogspor user list\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["flyv"],
        ["flag"],
        ["flag", "--as-of"],
        ["flag", "--as-off", "2026-03-02"],
        ["--format", "json", "flag"],
        ["import"],
        ["gate"],
        ["simulate", "ud", "--newcomers", "mange"],
        ["simulate", "ud", "--newcomers", "0"],
        ["rules", "--lang", "tlh"],
        ["rules", "--format", "xml"],
        ["rules", "noget"],
    ],
    ids=" ".join,
)
def test_words_that_are_not_understood_get_a_danish_sentence(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (CALLER_CAN_MEND, "")
    assert ran.err
    for english in ("No such", "Missing", "Invalid", "requires", "Error", "Usage", "Try"):
        assert english not in ran.err


def test_the_command_alone_shows_its_verbs(run: Run) -> None:
    ran = run()
    assert ran.code == CALLER_CAN_MEND
    assert {"import", "flag", "demo", "gate"} <= set(ran.out.split())


def test_english_is_spoken_where_it_is_asked_for(run: Run, database: str) -> None:
    ran = run("flag", "--as-of", "2199-01-01", "--lang", "en", "--database", database)
    assert ran.code == CALLER_CAN_MEND
    assert "2199-01-01" in ran.err
    assert "fremtiden" not in ran.err


def test_a_database_that_is_not_there_is_the_callers_to_name(run: Run) -> None:
    ran = run("flag", "--as-of", TODAY)
    assert (ran.code, ran.out) == (CALLER_CAN_MEND, "")
    assert "Der er ingen database i" in ran.err


@pytest.mark.parametrize(
    "verb", [["flag", "--as-of", "2026-03-02"], ["gate", "--municipality", "461"], ["backup", "kopi.db"]]
)
def test_a_database_that_cannot_be_used_is_a_failure_in_danish(run: Run, tmp_path: Path, verb: list[str]) -> None:
    (tmp_path / "brev.db").write_text("Kære kommune\n" * 100, encoding="utf-8")
    ran = run(*verb, "--database", f"sqlite:///{tmp_path / 'brev.db'}")
    assert (ran.code, ran.out) == (FAILED, "")
    assert ran.err.startswith("Filen er ikke en database. ")
    assert "Intet er gemt" in ran.err
    assert "Traceback" not in ran.err


def test_a_home_that_cannot_be_made_is_a_failure_in_danish(run: Run, tmp_path: Path, bundle_folder: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    ran = run("import", bundle_folder, "--database", f"sqlite:///{tmp_path / 'fil' / 'her' / 'a.db'}")
    assert (ran.code, ran.out) == (FAILED, "")
    assert ran.err.startswith("Databasen kan ikke nås: ")


def test_a_folder_that_may_not_be_written_is_a_failure_in_danish(run: Run, bundle_folder: Path) -> None:
    contents = {file.name: file.read_bytes() for file in bundle_folder.iterdir()}
    with without_roots_power() as place:
        bundle, locked = place / "bundt", place / "kun-læs"
        bundle.mkdir()
        for name, content in contents.items():
            (bundle / name).write_bytes(content)
        locked.mkdir(mode=0o500)

        ran = run("import", bundle, "--database", f"sqlite:///{locked / 'a.db'}")

    assert (ran.code, ran.out) == (FAILED, "")
    assert ran.err.startswith("Databasens mappe kan ikke bruges. Giv din bruger adgang til den")


def test_a_bug_is_told_as_one_and_blamed_on_nobody(run: Run, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from assessment.use_cases import score_placements as module

    def breaks(*_arguments: object, **_options: object) -> None:
        raise KeyError("hemmelig note")

    monkeypatch.setattr(module, "score_placements", breaks)
    ran = run("flag", "--as-of", date(2026, 3, 2), "--database", database)
    assert ran.code == FAILED
    assert ran.err.startswith("Der er en fejl i Sprogspor (KeyError).")
    assert "hemmelig" not in ran.err
