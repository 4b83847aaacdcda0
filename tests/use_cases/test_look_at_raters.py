"""Who is strict, from the ledger: recovered where the truth is known, unlinked where nothing links, nobody else's."""

import json
from collections import OrderedDict
from datetime import timedelta
from unittest import mock

import numpy as np
import pytest
from support.severities_told import severities_told
from support.small_bundle import SmallBundle, weekly
from support.three_people import FIRST_MONDAY, TODAY, at, climbing, flat
from support.whole_life import deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.cli.main import main
from assessment.domain.errors import CallerCanMend
from assessment.domain.observer_comparison import ComparedObserver
from assessment.storage.ledger import Ledger
from assessment.use_cases import look_at_raters as use_case
from assessment.use_cases.look_at_raters import look_at_raters, municipalities_to_compare

KAREN = Actor(user="karen", role=Role.CASEWORKER, municipality="461")
OVE = Actor(user="ove", role=Role.OWNER)
NOW = at(TODAY, 12)


def by_id(observers) -> dict[str, ComparedObserver]:
    return {one.observer_id: one for one in observers}


def test_severity_is_recovered_from_a_simulated_municipality_with_honest_errors() -> None:
    """In steps, as the pages say it, in the last week of each observer; straight-liners have no severity.

    ``make measure`` tries more seeds and prints the figures.
    """
    rows = severities_told((2, 3, 4))

    error = rows["told"] - rows["truth"]
    assert len(rows) > 200
    assert rows["told"].corr(rows["truth"]) > 0.8
    assert np.sqrt((error**2).mean()) < 0.3
    assert 0.82 < (error.abs() < 1.645 * rows["se"]).mean() < 0.96


@pytest.fixture
def compared(bundle: SmallBundle, ledger: Ledger, tmp_path) -> Ledger:
    """Mia and the stricter Kaj both see Amina; Bo alone sees Yusuf; Eva saw Selam twice, in another municipality."""
    until = TODAY + timedelta(weeks=8)
    for name in ("amina", "yusuf"):
        bundle.person(name, started_on=FIRST_MONDAY, ends_on=until)
    bundle.person("selam", started_on=FIRST_MONDAY, municipality="851", workplace="lager", buddy="eva")
    for name in ("kaj", "bo"):
        bundle.add("observers", observer_id=name, role="sprogmakker", workplace_id="bageri", name=name.capitalize())
    stricter = dict.fromkeys(flat(0), 0)
    for week, monday in enumerate(weekly(FIRST_MONDAY, 12)):
        bundle.seen("amina", monday, dict.fromkeys(flat(0), 3 - week % 2), by="mia")
        bundle.seen("amina", monday, stricter | {"small_talk": 1 + week % 2}, by="kaj")
        bundle.seen("yusuf", monday, climbing(week), by="bo")
    for monday in weekly(FIRST_MONDAY, 2):
        bundle.seen("selam", monday, flat(0), by="eva")
    deliver(ledger, bundle, tmp_path / "bundle", now=at(TODAY, 7))
    return ledger


def test_who_is_linked_is_compared_and_who_is_not_is_told_what_would_link_them(compared: Ledger) -> None:
    found = by_id(look_at_raters(compared, KAREN, now=NOW).observers)

    assert set(found) == {"bo", "kaj", "mia"}
    assert (found["mia"].linked, found["kaj"].linked, found["bo"].linked) == (True, True, False)
    assert found["kaj"].severity > 0 > found["mia"].severity
    assert (found["mia"].ratings, found["mia"].newcomers) == (48, 1)
    assert found["bo"].severity_se > 0.3, "one newcomer and nobody beside: hardly anything is known"
    assert [link.kind for link in found["bo"].next_links] == ["case", "second_look"]
    assert found["mia"].next_links == ()


def test_below_three_usable_observations_nothing_is_said(compared: Ledger) -> None:
    (eva,) = look_at_raters(compared, SYSTEM, now=NOW, municipality="851").observers

    assert (eva.severity, eva.severity_se, eva.ratings, eva.linked) == (None, None, 8, False)


def test_only_what_was_known_then_counts(compared: Ledger) -> None:
    early = look_at_raters(compared, KAREN, now=NOW, as_of=FIRST_MONDAY - timedelta(days=7))

    assert [one.ratings for one in early.observers] == [0] * len(early.observers)
    with pytest.raises(CallerCanMend, match="fremtiden"):
        look_at_raters(compared, KAREN, now=NOW, as_of=TODAY + timedelta(days=1))


def test_the_owner_is_told_of_observers_and_of_no_newcomer(compared: Ledger) -> None:
    assert municipalities_to_compare(compared, OVE) == {"461": "Odense", "851": "Aalborg"}
    told = look_at_raters(compared, OVE, now=NOW, municipality="461")

    assert {one.newcomers for one in told.observers} == {None}
    assert not [link for one in told.observers for link in one.next_links if link.newcomer_id or link.alias]
    assert "yusuf" not in repr(told)
    assert (
        {link.other_id for link in by_id(told.observers)["bo"].next_links if link.kind == "second_look"}
        == {
            link.other_id
            for link in by_id(look_at_raters(compared, KAREN, now=NOW).observers)["bo"].next_links
            if link.kind == "second_look"
        }
        != {""}
    )


def test_a_comparison_is_made_once_for_the_same_facts_and_never_given_to_whoever_may_not(
    compared: Ledger, bundle: SmallBundle, tmp_path
) -> None:
    remembered = OrderedDict()
    with mock.patch.object(use_case, "_compared", wraps=use_case._compared) as computed:
        first = look_at_raters(compared, KAREN, now=NOW, remembered=remembered)
        assert look_at_raters(compared, KAREN, now=NOW, remembered=remembered) == first
        assert computed.call_count == 1
        with pytest.raises(CallerCanMend, match="ikke adgang"):
            look_at_raters(compared, Actor("p", Role.PROVIDER, provider_id="x"), now=NOW, remembered=remembered)
        bundle.seen("yusuf", TODAY, flat(1), by="bo")
        deliver(compared, bundle, tmp_path / "more", now=at(TODAY, 8))
        later = look_at_raters(compared, KAREN, now=NOW, remembered=remembered)
        assert computed.call_count == 2
    assert by_id(later.observers)["bo"].ratings == by_id(first.observers)["bo"].ratings + 4


def test_what_is_remembered_of_a_day_or_a_municipality_is_not_taken_for_another(compared: Ledger) -> None:
    remembered = OrderedDict()
    early, every = FIRST_MONDAY + timedelta(weeks=4), [None, "461", "851"]
    asked = [{"municipality": code, "as_of": day} for code in every for day in (TODAY, early)]

    kept = [look_at_raters(compared, SYSTEM, now=NOW, remembered=remembered, **one) for one in asked]

    assert kept == [look_at_raters(compared, SYSTEM, now=NOW, **one) for one in asked]
    assert len({repr(one) for one in kept}) == len(asked)


def test_what_is_said_of_one_municipality_is_said_when_all_are_looked_at(compared: Ledger) -> None:
    alone = look_at_raters(compared, SYSTEM, now=NOW, municipality="461").observers
    together = by_id(look_at_raters(compared, SYSTEM, now=NOW).observers)

    assert [one.as_json() for one in alone] == [together[one.observer_id].as_json() for one in alone]


def test_the_command_prints_the_list_of_the_contract_and_a_line_for_each(compared: Ledger, capsys) -> None:
    where = ["--database", str(compared.engine.url), "--as-of", TODAY.isoformat(), "--municipality", "461"]
    listed = _run(capsys, "raters", *where, "--format", "json")
    lines = _run(capsys, "raters", *where)
    english = _run(capsys, "raters", *where, "--lang", "en")

    document = json.loads(listed)
    assert [one["observer_id"] for one in document] == ["bo", "kaj", "mia"]
    assert {tuple(one) for one in document} == {
        ("observer_id", "severity", "severity_se", "ratings", "newcomers", "linked", "infit", "outfit")
    }
    assert "bo: " in lines
    assert "ikke forbundet med andre" in lines
    assert "not linked with others" in english


def test_whoever_only_rates_cases_or_taps_one_step_breaks_nothing(
    bundle: SmallBundle, ledger: Ledger, tmp_path
) -> None:
    bundle.person("amina", started_on=FIRST_MONDAY)
    bundle.add("observers", observer_id="kaj", role="kulturguide", workplace_id="bageri", name="Kaj")
    for monday in weekly(FIRST_MONDAY, 6):
        bundle.seen("amina", monday, dict.fromkeys(flat(0), 4))
    for number, who in enumerate(("mia", "kaj")):
        bundle.add(
            "calibrations",
            calibration_id=f"k{number}",
            observer_id=who,
            case_id="laundry",
            criterion="instructions",
            step=2,
            rated_at=at(FIRST_MONDAY),
        )
    deliver(ledger, bundle, tmp_path / "bundle", now=at(TODAY, 7))
    found = by_id(look_at_raters(ledger, KAREN, now=NOW).observers)

    assert (found["kaj"].severity, found["kaj"].ratings, found["kaj"].linked) == (None, 0, True)
    assert np.isfinite([found["mia"].severity, found["mia"].severity_se, found["mia"].infit]).all()
    assert found["mia"].same_step_share == 1.0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--as-of", "i går"], "--as-of kan ikke læses: i går"),
        (["--as-of", "2999-01-01"], "ligger i fremtiden"),
        (["--municipality", "Odense"], "kommunens kode med tre cifre"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_cure(compared: Ledger, capsys, words, said) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["raters", "--database", str(compared.engine.url), *words])

    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def _run(capsys, *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 0, capsys.readouterr().err
    return capsys.readouterr().out
