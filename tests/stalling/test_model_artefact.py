"""A stall model's folder gives back what was written, bit for bit, and anything else is refused before it is run."""

import functools
import io
import json
import math
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.small_model import (
    FEATURES,
    METRICS,
    ORIGIN,
    OWN,
    entries_of,
    fitted,
    learners,
    packed,
    schema_of,
    seal_again,
    unpacked,
    with_schema,
    write_small,
)

from assessment.domain.placement_state import NOTICE
from assessment.stalling.model_artefact import ModelRefused, look_at_model, read_model, write_model
from assessment.stalling.model_files import CARD, DANISH_CARD, MANIFEST, MODEL, SEALED
from assessment.stalling.model_files import METRICS as METRICS_FILE
from assessment.stalling.model_origin import LearnedFrom

KINDS = ("logistic", "additive")


@pytest.fixture(scope="module", params=KINDS)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A kind of classifier and a folder it was written to, to be read and never changed."""
    folder = tmp_path_factory.mktemp(request.param) / "model"
    write_small(folder, request.param)
    return request.param, folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a model of one's own."""
    write_small(tmp_path / "model")
    return tmp_path / "model"


def refusal_of(folder: Path, **asked: object) -> str:
    """The sentence with which it is refused, without what comes before and after the reason."""
    with pytest.raises(ModelRefused) as refused:
        look_at_model(folder, **asked)  # type: ignore[arg-type]  # tests ask with lists of names
    before, after = f"Modellen i {folder} kan ikke bruges: ", ". Træn den igen, eller installér Sprogspor igen."
    assert str(refused.value).startswith(before)
    assert str(refused.value).endswith(after)
    return str(refused.value).removeprefix(before).removesuffix(after)


def test_what_is_read_answers_as_what_was_written_bit_for_bit(kept: tuple[str, Path]) -> None:
    kind, folder = kept
    written, read, table = fitted(kind), read_model(folder), learners()

    assert np.array_equal(read.classifier.predict_proba(table.X), written.predict_proba(table.X))
    assert read.classifier.contributions(table.X).equals(written.contributions(table.X))
    assert read.classifier.get_params() == written.get_params()
    assert read.classifier.scores_.drop(columns="seconds").equals(written.scores_.drop(columns="seconds"))
    assert (read.features, read.threshold) == (FEATURES, 0.8)
    assert (read.manifest["method"], read.classifier.judged_by_) == (kind, written.judged_by_)


def test_what_is_read_was_put_right_by_reviews_and_can_be_again(tmp_path: Path) -> None:
    table = learners()
    reviewed = fitted("additive").recalibrate(table.X[:40], table.y[:40])
    read = write_model(tmp_path / "model", reviewed, made_of=ORIGIN, metrics=METRICS).classifier

    assert np.array_equal(read.decision_function(table.X), reviewed.decision_function(table.X))
    again = [one.recalibrate(table.X[40:], table.y[40:]).calibration_ for one in (read, reviewed)]
    assert again[0] == again[1]


def test_skops_itself_reads_the_same(kept: tuple[str, Path]) -> None:
    _kind, folder = kept
    content = (folder / MODEL).read_bytes()
    theirs = skops.io.loads(content, trusted=skops.io.get_untrusted_types(data=content))

    assert {name.rpartition(".")[2] for name in skops.io.get_untrusted_types(data=content)} == {
        "Shapes",
        "StallClassifier",
    }
    ours, table = read_model(folder).classifier, learners()
    assert np.array_equal(theirs.decision_function(table.X), ours.decision_function(table.X))
    assert sorted(vars(theirs)) == sorted(vars(ours))


def test_what_was_read_and_is_written_once_more_is_the_same_bytes(kept: tuple[str, Path], tmp_path: Path) -> None:
    _kind, folder = kept
    write_model(tmp_path / "again", read_model(folder).classifier, made_of=ORIGIN, metrics=METRICS)

    assert all_bytes(tmp_path / "again") == all_bytes(folder)


@pytest.mark.long
def test_fitted_anew_by_another_process_on_another_day_it_is_the_same_bytes(tmp_path: Path) -> None:
    for kind in KINDS:
        write_small(tmp_path / kind, kind)
    program = (
        "from pathlib import Path\nfrom support.small_model import write_small\n"
        f"for kind in {KINDS!r}: write_small(Path({str(tmp_path)!r}) / f'{{kind}} elsewhere', kind)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=120)

    assert [all_bytes(tmp_path / f"{kind} elsewhere") for kind in KINDS] == [
        all_bytes(tmp_path / kind) for kind in KINDS
    ]


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_another_origin_is_another_identity(folder: Path, tmp_path: Path) -> None:
    other = write_small(tmp_path / "other", origin=replace(ORIGIN, seed=2027))

    assert re.fullmatch(r"model-[0-9a-f]{12}", other.identity)
    assert other.identity != look_at_model(folder).identity


def test_a_classifier_that_gives_no_reasons_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match=r"den kan ikke give grunde for det, den peger på \(boosting\)"):
        write_small(tmp_path / "model", "boosting")
    assert not (tmp_path / "model").exists()


def test_a_figure_that_cannot_be_told_is_named(tmp_path: Path) -> None:
    odd = {"figures": [METRICS["figures"][0] | {"on": "the moon"}, METRICS["figures"][0] | {"value": math.nan}]}
    with pytest.raises(ValueError, match=r"figures\[0\]: not known: on 'the moon'; figures\[1\]: value, low and high"):
        write_model(tmp_path / "model", fitted("logistic"), made_of=ORIGIN, metrics=odd)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"municipality": "461"}, "not both"),
        ({"worlds": ()}, "not both"),
        ({"worlds": (), "municipality": "46"}, "three digits"),
    ],
)
def test_people_are_invented_or_a_municipalitys_own(change: dict[str, object], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        LearnedFrom(**{"newcomers": 1, "rows": 1, "sha256": "", "worlds": ("shipped",)} | change)  # type: ignore[arg-type]  # odd on purpose


@pytest.mark.parametrize("change", [{"threshold": 1.0}, {"threshold": math.nan}, {"command": "a\nb"}, {"command": ""}])
def test_an_origin_that_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        replace(ORIGIN, **change)  # type: ignore[arg-type]  # odd on purpose


def figures_in(card: str) -> list[list[str]]:
    """Each number of each line of a card that a command printed, with the command, whatever the language."""
    lines = [line for line in card.splitlines() if re.match(r"- .*: .*\d[.,]\d{3}.*`.+`$", line)]
    return [[*re.findall(r"\d+\.\d{3}", line.replace(",", ".")), line.split("`")[-2]] for line in lines]


def test_both_cards_tell_the_same_figures_as_the_metrics_each_with_its_command(folder: Path) -> None:
    danish, english = (figures_in((folder / name).read_text("utf-8")) for name in (DANISH_CARD, CARD))
    metrics = json.loads((folder / METRICS_FILE).read_text("utf-8"))
    told = [
        [*(f"{one[key]:.3f}" for key in ("value", "low", "high") if one[key] is not None), one["command"]]
        for one in (*metrics["figures"], *metrics["gaps"])
    ]

    assert metrics == METRICS
    assert danish == english == told


def test_a_card_says_first_that_the_people_were_invented_and_what_it_may_never_be_used_for(folder: Path) -> None:
    danish, english = ((folder / name).read_text("utf-8") for name in (DANISH_CARD, CARD))

    assert danish.splitlines()[0] == "**Lært af opdigtede personer. Modellen har aldrig set et rigtigt menneske.**"
    assert english.splitlines()[0] == "**Learned from invented people. The model has never seen a real person.**"
    assert f"**{NOTICE}**" in danish
    assert "- `absence`: mere sænker aldrig sandsynligheden" in danish
    assert "- `track`: may pull either way" in english
    assert danish.count("\n") == english.count("\n")


def test_a_card_of_a_municipalitys_own_model_says_whose_it_is_and_what_was_not_measured(tmp_path: Path) -> None:
    own = replace(ORIGIN, learned_from=OWN)
    write_model(tmp_path / "model", fitted("logistic"), made_of=own, metrics={})
    danish = (tmp_path / "model" / DANISH_CARD).read_text("utf-8")

    assert danish.splitlines()[0] == "**Lært af kommunens egne oplysninger. Modellen gælder kun der.**"
    assert "- lært af 380 personer i kommune 461\n" in danish
    assert danish.count("- Det er ikke målt.") == 2
    assert "opdigtede" not in danish


@pytest.mark.parametrize("name", [*SEALED, MANIFEST])
def test_a_single_touched_byte_is_refused_wherever_it_is(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    step = max(1, len(content) // 400)
    for at in range(0, len(content), step):
        (folder / name).write_bytes(content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :])
        assert refusal_of(folder) == f"{name} er ændret, siden den blev lavet", at
    for changed in (content[:-1], content + b" ", b"", b"\xff\xfe", b"[" * 100_000):
        (folder / name).write_bytes(changed)
        assert refusal_of(folder) == f"{name} er ændret, siden den blev lavet"
    (folder / name).write_bytes(content)
    look_at_model(folder)


def test_every_missing_file_is_named_at_once(folder: Path) -> None:
    (folder / MODEL).unlink()
    (folder / CARD).unlink()
    (folder / CARD).mkdir()

    assert refusal_of(folder) == "model.skops mangler eller kan ikke læses; card.md mangler eller kan ikke læses"
    shutil.rmtree(folder)
    assert refusal_of(folder).count("mangler eller kan ikke læses") == 5


def test_a_file_that_is_a_pipe_or_without_end_is_refused_and_nobody_waits(folder: Path) -> None:
    (folder / MODEL).unlink()
    os.mkfifo(folder / MODEL)
    (folder / METRICS_FILE).unlink()
    (folder / METRICS_FILE).symlink_to("/dev/zero")
    (folder / CARD).write_bytes(bytes(1024 * 1024 + 1))

    assert refusal_of(folder) == (
        "model.skops mangler eller kan ikke læses; metrics.json mangler eller kan ikke læses; "
        "card.md fylder mere end 1 MB"
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"format": 2}, "den er lavet af en nyere udgave af Sprogspor"),
        ({"format": "1"}, "manifest.json mangler noget eller kan ikke forstås"),
        ({"threshold": 1.5}, "manifest.json mangler noget eller kan ikke forstås"),
        ({"learned_from": []}, "manifest.json mangler noget eller kan ikke forstås"),
        ({"as_of": "i går"}, "manifest.json mangler noget eller kan ikke forstås"),
        ({"features": []}, "manifest.json siger noget andet end model.skops"),
        ({"method": "additive"}, "manifest.json siger noget andet end model.skops"),
        ({"calibration_sha256": "0" * 64}, "den er lavet med en anden kalibrering af skemaet"),
        (
            {"rubric": "workplace-da-v9", "calibration_sha256": ""},
            "den er lavet til et andet skema (workplace-da-v9, her er workplace-da-v1); "
            "den er lavet med en anden kalibrering af skemaet",
        ),
        ({"rubric_sha256": "0" * 64}, "den er lavet til et andet skema (workplace-da-v1, her er workplace-da-v1)"),
    ],
)
def test_a_model_made_for_something_else_is_refused_whatever_its_hashes(
    folder: Path, change: dict[str, object], why: str
) -> None:
    seal_again(folder, manifest=lambda told: told.update(change))

    assert refusal_of(folder) == why


def test_a_manifest_that_lacks_anything_is_refused(folder: Path) -> None:
    whole = (folder / MANIFEST).read_bytes()
    needed = set(json.loads(whole)) - {"files", "sha256", "seed", "settings", "features_sha256", "command"}
    for name in needed:
        (folder / MANIFEST).write_bytes(whole)
        seal_again(folder, manifest=lambda told, name=name: told.pop(name))  # type: ignore[misc]  # bound as it is now
        assert refusal_of(folder) == "manifest.json mangler noget eller kan ikke forstås", name
    assert len(needed) > 8


def test_every_library_of_another_major_version_is_named(folder: Path) -> None:
    newer = {"scikit-learn": "2.0.1", "python": "4.0.0", "sprogspor": "9.0"}
    seal_again(folder, manifest=lambda told: told["made_with"].update(newer))

    why = refusal_of(folder)
    assert re.fullmatch(
        r"den er lavet med python 4\.0\.0, og her er 3[\d.]+; den er lavet med scikit-learn 2\.0\.1, og her er 1[\d.]+",
        why,
    )


def test_a_model_that_asks_for_what_is_not_made_is_refused(folder: Path) -> None:
    assert look_at_model(folder, expected_features=["pace", *reversed(FEATURES)]).manifest["threshold"] == 0.8
    assert refusal_of(folder, expected_features=["pace", *FEATURES[1:-1]]) == (
        "den er lært af oplysninger, der ikke regnes ud her (absence, track)"
    )


def planted(folder: Path) -> tuple[Path, Path]:
    """A module that leaves a mark when it is read in, and where the mark would be."""
    mark = folder / "it-ran"
    (folder / "planted_by_somebody.py").write_text(f"open({str(mark)!r}, 'w').close()\nrun = 1\n", encoding="utf-8")
    return folder, mark


def node(loader: str, module: str, name: str, **more: object) -> dict[str, object]:
    return {"__class__": name, "__module__": module, "__loader__": loader, "__id__": 99_999, **more}


NOTHING = node("DictNode", "builtins", "dict", content={}, key_types=node("ListNode", "builtins", "list", content=[]))


@pytest.mark.parametrize(
    ("part", "named"),
    [
        (node("FunctionNode", "os", "system"), "os.system"),
        (node("FunctionNode", "numpy", "absolute"), "numpy.absolute"),
        (node("TypeNode", "planted_by_somebody", "run"), "planted_by_somebody.run"),
        (node("ObjectNode", "planted_by_somebody", "run", content=None), "planted_by_somebody.run"),
        (node("ObjectNode", "sklearn.svm._classes", "SVC", content=None), "sklearn.svm._classes.SVC"),
        (node("DictNode", "planted_by_somebody", "run", content={}, key_types=[]), "planted_by_somebody.run"),
        (
            node("ObjectNode", "assessment.stalling.classifier", "StallClassifier", content=NOTHING),
            "assessment.stalling.classifier.StallClassifier",
        ),
        (node("ListNode", "planted_by_somebody", "run", content=[]), "planted_by_somebody.run"),
        (node("ConstructorFromReduceNode", "builtins", "str", content=[]), "builtins.str"),
        (node("MethodNode", "builtins", "str", content={}), "builtins.str"),
        (node("JsonNode", "builtins", "str", content="[1]", is_json=True), "[1]"),
        (node("JsonNode", "builtins", "str", content="1", is_json=True, more=1), "builtins.str"),
    ],
)
def test_a_part_that_no_model_of_ours_has_is_refused_and_never_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: dict[str, object], named: str
) -> None:
    place, mark = planted(tmp_path)
    monkeypatch.syspath_prepend(place)
    for attribute in ("judged_by_", "_model", "extra"):
        content = with_schema(folder, lambda state, attribute=attribute: state.update({attribute: part}))  # type: ignore[misc]  # bound as it is now
        seal_again(folder, files={MODEL: content})
        assert refusal_of(folder) in {
            f"model.skops rummer noget, der ikke hører til i en model ({what})" for what in (named, "schema.json")
        }
        write_small(folder)
    assert "planted_by_somebody" not in sys.modules
    assert not mark.exists()


def test_what_skops_saved_of_something_else_is_refused_and_never_run(folder: Path, tmp_path: Path) -> None:
    mark = tmp_path / "it-ran"
    foreign = {
        "functools.partial": functools.partial(os.system, f"touch {mark}"),
        "builtins.dict": {"classifier": fitted("logistic")},
        "sklearn.linear_model._logistic.LogisticRegression": _logistic_regression(),
    }
    for named, thing in foreign.items():
        seal_again(folder, files={MODEL: skops.io.dumps(thing)})
        why = refusal_of(folder)
        assert why in {f"model.skops rummer noget, der ikke hører til i en model ({what})" for what in (named, "zip")}
        entries = {name: content for name, content in entries_of(folder).items() if name == "schema.json"}
        seal_again(folder, files={MODEL: packed(entries)})
        assert refusal_of(folder) == f"model.skops rummer noget, der ikke hører til i en model ({named})"
    assert not mark.exists()


def _logistic_regression() -> object:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression().fit(np.array([[0.0], [1.0]]), [0, 1])


def test_a_zip_that_would_expand_or_says_a_thing_twice_is_refused_by_its_directory(folder: Path) -> None:
    entries = entries_of(folder)
    bomb = packed({**entries, "1.npy": bytes(3_000_000_000 // 1000)}, zipfile.ZIP_DEFLATED)
    twice = bytearray(packed({**entries, "88.npy": b"x", "89.npy": b"y"}))
    twice = twice.replace(b"89.npy", b"88.npy")
    crowded = packed({**entries, **{f"{number + 90_000}.npy": b"" for number in range(1_000)}})
    climbing = packed({**entries, "../9.npy": b""})
    locked = bytearray((folder / MODEL).read_bytes())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    lying = bytearray((folder / MODEL).read_bytes())
    directory = lying.index(b"PK\x01\x02")
    lying[directory + 24 : directory + 28] = lying[directory + 20 : directory + 24] = (1 << 30).to_bytes(4, "little")

    for content in (bomb, bytes(twice), crowded, climbing, bytes(locked), bytes(lying), b"PK\x05\x06" + bytes(18)):
        seal_again(folder, files={MODEL: content})
        assert refusal_of(folder) in {
            f"model.skops rummer noget, der ikke hører til i en model ({what})" for what in ("zip", "schema.json")
        }


def test_an_entry_that_nothing_asks_for_is_refused(folder: Path) -> None:
    seal_again(folder, files={MODEL: packed({**entries_of(folder), "999999.npy": b"something"})})

    assert refusal_of(folder) == "model.skops rummer noget, der ikke hører til i en model (999999.npy)"


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("intercept_", "NaN"),
        ("intercept_", "Infinity"),
        ("n_features_in_", "4"),
        ("method_", '"boosting"'),
        ("method_", '"additive"'),
        ("judged_by_", "3"),
        ("calibration_", "null"),
        ("_scores", "null"),
        ("max_rounds", "true"),
    ],
)
def test_a_classifier_that_does_not_hang_together_is_refused(folder: Path, attribute: str, value: str) -> None:
    plain = node("JsonNode", "builtins", "str", content=value, is_json=True)
    seal_again(folder, files={MODEL: with_schema(folder, lambda state: state.update({attribute: plain}))})

    assert refusal_of(folder) == f"model.skops hænger ikke sammen ({attribute})"


def test_a_classifier_without_one_of_its_attributes_or_with_one_more_is_refused(folder: Path) -> None:
    whole = (folder / MODEL).read_bytes()
    with zipfile.ZipFile(folder / MODEL) as archive:
        attributes = list(json.loads(archive.read("schema.json"))["content"]["content"])
    for attribute in attributes:
        (folder / MODEL).write_bytes(whole)
        seal_again(folder, files={MODEL: with_schema(folder, lambda state, name=attribute: state.pop(name))})  # type: ignore[misc]  # bound as it is now
        assert refusal_of(folder).startswith("model.skops "), attribute
    assert len(attributes) > 15


@pytest.mark.parametrize("part", ["points", "added"])
@pytest.mark.parametrize("value", ['"x"', "null", "0.5"])
def test_a_table_that_is_none_is_refused(folder: Path, part: str, value: str) -> None:
    def change(state: dict[str, Any]) -> None:
        table = state["_model"]["content"]["content"][part]["content"]
        table[1] = node("JsonNode", "builtins", "str", content=value, is_json=True)

    entries, kept_in = entries_of(folder), schema_of(folder)["_model"]["content"]["content"][part]["content"][1]["file"]
    schema = with_schema(folder, change)
    seal_again(folder, files={MODEL: packed({**unpacked(schema), kept_in: b""})})
    assert refusal_of(folder) == f"model.skops rummer noget, der ikke hører til i en model ({kept_in})"
    seal_again(folder, files={MODEL: packed({name: unpacked(schema)[name] for name in entries if name != kept_in})})
    assert refusal_of(folder) == "model.skops hænger ikke sammen (added)"


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("points", lambda values: values[::-1]),
        ("added", lambda values: values * np.inf),
        ("added", lambda values: values[:-1]),
        ("added", lambda values: values > 0),
    ],
)
def test_a_table_that_does_not_rise_or_does_not_fit_is_refused(
    folder: Path, part: str, change: Callable[[np.ndarray], np.ndarray]
) -> None:
    file = schema_of(folder)["_model"]["content"]["content"][part]["content"][1]["file"]
    entries, out = entries_of(folder), io.BytesIO()
    np.save(out, np.ascontiguousarray(change(np.load(io.BytesIO(entries[file])))))
    seal_again(folder, files={MODEL: packed({**entries, file: out.getvalue()})})

    assert refusal_of(folder) == "model.skops hænger ikke sammen (added)"


def test_an_array_that_says_it_is_longer_than_it_is_is_refused(folder: Path) -> None:
    file, entries = schema_of(folder)["directions_"]["file"], entries_of(folder)
    lying = entries[file].replace(b"(5,)", b"(6,)")
    seal_again(folder, files={MODEL: packed({**entries, file: lying})})

    assert lying != entries[file]
    assert refusal_of(folder) == f"model.skops rummer noget, der ikke hører til i en model ({file})"


def test_a_line_that_would_turn_the_order_is_refused(folder: Path) -> None:
    def turn(state: dict[str, Any]) -> None:
        state["calibration_"]["content"][1]["content"] = "-1.0"

    seal_again(folder, files={MODEL: with_schema(folder, turn)})
    assert refusal_of(folder) == "model.skops hænger ikke sammen (calibration_)"


@pytest.fixture(scope="module")
def tampered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A folder to be tampered with over and over, and its classifier's bytes as they were written."""
    folder = tmp_path_factory.mktemp("tampered") / "model"
    write_small(folder, "additive")
    return folder, (folder / MODEL).read_bytes()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), put=st.binary(min_size=1, max_size=6), replaced=st.integers(0, 8))
def test_whatever_is_sealed_is_refused_in_a_sentence_or_gives_probabilities(
    tampered: tuple[Path, bytes], where: float, put: bytes, replaced: int
) -> None:
    """Somebody who puts the hashes right can give other numbers, and nothing else."""
    folder, whole = tampered
    at = int(where * len(whole))
    seal_again(folder, files={MODEL: whole[:at] + put + whole[at + replaced :]})
    with suppress(ModelRefused):
        chances = read_model(folder).classifier.predict_proba(learners().X)
        assert ((chances >= 0) & (chances <= 1)).all()


def test_looking_at_a_model_waits_for_nothing_that_computes(folder: Path) -> None:
    """So that every start, and the owner's page, can ask whether it is whole."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom assessment.stalling.model_artefact import look_at_model\n"
        f"look_at_model(Path({str(folder)!r}))\nprint(sorted({{'sklearn', 'skops', 'scipy'}} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)

    assert done.stdout.strip() == "[]"
