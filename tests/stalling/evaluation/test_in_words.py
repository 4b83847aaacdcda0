"""What the owner reads is what the tables say, in words for somebody who is no statistician."""

import json
import re

import numpy as np
import pytest
from support.judged_people import judged_people

from assessment.i18n.words import in_language
from assessment.stalling.evaluation.in_words import in_words
from assessment.stalling.evaluation.table_lines import Method, Setting
from assessment.stalling.evaluation.tables import tables

SETTING = Setting(resamples=30)
METHODS = [
    Method(name="model", column="model", threshold=0.5),
    Method(name="four_point", column="rule", is_probability=False),
]


@pytest.fixture(scope="module")
def made() -> dict[str, list[dict]]:
    return tables(judged_people(), METHODS, SETTING)


def sentences(made, language: str = "da", method: str = "model") -> list[str]:
    with in_language(language):
        return [sentence for part in in_words(made, method, SETTING) for sentence in part.sentences]


def hundred(share: float) -> int:
    return round(100 * share)


def test_the_precision_is_said_out_of_a_hundred_with_how_sure_it_is(made) -> None:
    line = made["overall"][0]
    n, low, high = (hundred(line[f"precision_at_threshold{end}"]) for end in ("", "_low", "_high"))

    said = f"Af 100 forløb, som modellen pegede på, var {n} faktisk gået i stå (mellem {low} og {high})."

    assert said in sentences(made)


def test_the_same_is_said_in_english(made) -> None:
    danish, english = sentences(made), sentences(made, "en")

    assert len(danish) == len(english)
    assert [re.findall(r"\d+", one) for one in danish] == [re.findall(r"\d+", one) for one in english]
    assert not set(danish) & set(english)


def test_how_far_a_number_holds_is_told_around_five_round_ones_and_where_it_holds_least(made) -> None:
    said = [0.02, 0.08, 0.14, 0.31, 0.44, 0.49, 0.66, 0.72, 0.8, 0.93]
    found = [*said[:8], 0.5, 0.93]
    lines = [
        {
            "method": "model",
            "mean_probability": one,
            "share_stalled": so,
            "share_stalled_low": 0,
            "share_stalled_high": 1,
        }
        for one, so in zip(said, found, strict=True)
    ]

    told = [one for one in sentences(dict(made, calibration=lines)) if "sagde omkring" in one]

    assert [re.findall(r"\d+", one)[0] for one in told] == ["8", "31", "49", "72", "80", "93"]
    assert "omkring 80 af 100, var 50 af 100" in told[4]
    assert not any("sagde omkring" in one for one in sentences(dict(made, calibration=[])))


def test_what_it_is_compared_with_is_named_in_words(made) -> None:
    assert any("reglen om de seneste fire observationer" in one for one in sentences(made))


def test_tables_read_back_from_json_say_the_same(made) -> None:
    assert sentences(json.loads(json.dumps(made))) == sentences(made)


def test_every_sentence_is_whole(made) -> None:
    for one in sentences(made):
        assert one.endswith(".")
        assert not re.search(r"[{}]|None|nan", one)


def test_how_often_progress_is_progress_is_told_and_nothing_where_nobody_knows(made) -> None:
    rows = judged_people()
    rows["state"] = np.where(rows["model"] < 0.2, "progressing", rows["state"])
    rows["progresses"] = ~rows["stalled"] & (np.arange(len(rows)) % 4 > 0)
    some = rows["state"] == "progressing"

    told = [one for one in sentences(tables(rows, METHODS, SETTING)) if "»i fremgang«" in one]

    assert f"kalder den {hundred(some.sum() / rows['model'].notna().sum())} »i fremgang«" in told[0]
    assert (
        f"går det for {hundred(rows['progresses'][some].mean())} frem mindst halvt så hurtigt som forventet" in told[1]
    )
    assert f"og {hundred(rows['stalled'][some].mean())} er gået i stå." in told[1]
    assert not any("»i fremgang«" in one for one in sentences(made))


def test_a_gap_that_may_be_chance_is_called_so(made) -> None:
    line = {"method": "model", "by": "track", "highest_group": "DU2", "lowest_group": "DU1", "gap": 0.2}
    sure, unsure = (sentences(dict(made, gaps=[line | {"gap_low": low, "gap_high": 0.3}])) for low in (0.1, -0.1))

    said = "Modellen fandt flest på DU2 og færrest på DU1: forskellen var 20 af 100 (mellem {low} og 30)."
    assert said.format(low=10) in sure
    assert "Den forskel kan være et tilfælde." not in sure
    assert unsure[unsure.index(said.format(low=-10)) + 1] == "Den forskel kan være et tilfælde."


def test_a_model_that_points_at_nobody_says_so_and_nothing_of_how_often_it_is_right() -> None:
    silent = tables(judged_people(people=30), [Method(name="model", column="model", threshold=1.1)], SETTING)

    said = sentences(silent)

    assert "Modellen pegede ikke på noget forløb." in said
    assert not any("som modellen pegede på" in one for one in said)


def test_of_four_people_nothing_is_said_but_that_they_are_too_few() -> None:
    few = tables(judged_people(people=4), METHODS[:1], SETTING)

    with in_language("da"):
        told = in_words(few, "model", SETTING)

    assert told[0].sentences == ("Der er for få personer til at sige noget.",)
    assert not re.search(r"mellem \d", " ".join(one for part in told for one in part.sentences))
