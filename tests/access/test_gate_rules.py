"""What stands between a municipality and any engine at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.three_people import TODAY, at

from assessment.access.gate import GateEngine, GateEntry, engine_in_force, missing

COMPLETE = GateEntry(
    gate_id="g",
    municipality="461",
    engine=GateEngine.RULES,
    legal_basis="integrationsloven § 16",
    purpose="støtte i praktik",
    dpia="2026-17",
    dpia_on=date(2026, 1, 5),
    signed_by="Direktøren",
    expires_on=TODAY,
    training=False,
    synthetic=False,
    registered_at=at(date(2026, 1, 6)),
    registered_by="os",
)
REQUIRED = {
    "legal_basis": "--legal-basis",
    "purpose": "--purpose",
    "dpia": "--dpia",
    "dpia_on": "--dpia-on",
    "signed_by": "--signed-by",
    "expires_on": "--expires-on",
}


def test_with_everything_registered_the_gate_is_open_through_its_last_day() -> None:
    assert missing(COMPLETE, TODAY) == []
    assert missing(COMPLETE, TODAY + timedelta(days=1)) == [f"grundlaget udløb {TODAY.isoformat()}"]


@pytest.mark.parametrize(("field", "option"), REQUIRED.items())
def test_whatever_is_lacking_is_named_with_the_option_that_gives_it(field: str, option: str) -> None:
    (named,) = missing(replace(COMPLETE, **{field: None}), TODAY)
    assert f"({option})" in named


def test_where_nothing_was_registered_everything_is_lacking() -> None:
    assert missing(None, TODAY)[0] == "intet er registreret"
    assert len(missing(None, TODAY)) == 1 + len(REQUIRED)


def test_an_engine_that_is_off_is_off_however_complete_the_basis() -> None:
    assert missing(replace(COMPLETE, engine=GateEngine.OFF), TODAY) == ["motoren er slået fra (--engine)"]
    assert missing(replace(COMPLETE, engine=GateEngine.OFF, synthetic=True), TODAY) != []


def test_invented_people_need_no_legal_basis() -> None:
    nothing = dict.fromkeys(REQUIRED)
    assert missing(replace(COMPLETE, synthetic=True, **nothing), TODAY) == []


@pytest.mark.parametrize("asked", [None, *GateEngine])
@pytest.mark.parametrize("registered", list(GateEngine))
def test_what_is_asked_for_can_only_lower_what_is_registered(registered: GateEngine, asked: GateEngine | None) -> None:
    order = list(GateEngine)
    found = engine_in_force(replace(COMPLETE, engine=registered), asked)
    assert order.index(found) <= order.index(registered)
    assert found is (registered if asked is None or order.index(asked) > order.index(registered) else asked)
