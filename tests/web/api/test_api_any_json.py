"""No JSON document whatever makes the interface answer 500, store half an entry, or keep what it refused."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.mia_at_work import entry, held
from support.over_http import ENTRIES, problems, send_raw

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
STEPS = st.dictionaries(
    st.sampled_from(("small_talk", "phone", "reading", "joining_in")), st.none() | st.integers(0, 4), max_size=4
)
NOTES = st.text(st.characters(codec="utf-8"), max_size=510)
USUAL = {
    "placement_id": st.sampled_from(("forloeb-amina", "forloeb-dawit", "forloeb-zahra", "ingen")),
    "seen_on": st.sampled_from(("2026-06-08", "2026-06-07", "2026-03-01", "2026-06-09")),
    "mode": st.sampled_from((None, "", "phone", "video")),
    "talk_minutes": st.sampled_from((None, "", "0", "gt30")),
    "talk_partners": st.sampled_from((None, "", "1", "4plus")),
    "note": st.none() | NOTES,
    "ratings": STEPS,
}
PLENTY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def almost_entries(draw: st.DrawFn) -> dict[str, Any]:
    """An entry with some fields changed, some odd, some gone, and some that nobody knows."""
    sent = entry()
    for field in draw(st.sets(st.sampled_from(sorted(USUAL)))):
        sent[field] = draw(USUAL[field])
    for field in draw(st.sets(st.sampled_from(sorted(sent)), max_size=2)):
        sent[field] = draw(ANYTHING)
    for field in draw(st.sets(st.sampled_from(sorted(sent)), max_size=1)):
        del sent[field]
    return sent | draw(st.dictionaries(st.text(max_size=5), ANYTHING, max_size=1))


def whole(ledger, observation_id, ratings):
    """The row of an entry, with all its ratings."""
    observations, rated = held(ledger)
    (row,) = [row for row in observations if row["observation_id"] == observation_id]
    assert {one["criterion"]: one["step"] for one in rated if one["observation_id"] == observation_id} == ratings
    return row


@PLENTY
@given(sent=almost_entries())
def test_an_almost_entry_is_stored_whole_or_refused_whole(mia, ledger, sent):
    before = held(ledger)
    body = json.dumps(sent).encode()
    answer = send_raw(mia, body)

    assert answer.status_code in (201, 403, 422)
    if answer.status_code == 201:
        row = whole(ledger, sent["observation_id"], sent.get("ratings") or {})
        assert row["placement_id"] == sent["placement_id"]
        assert len(row["note"] or "") <= 500
        again = send_raw(mia, body)
        assert (again.status_code, again.json()) == (200, answer.json())
    else:
        assert problems(answer)
        assert held(ledger) == before


@PLENTY
@given(sent=ANYTHING)
@pytest.mark.parametrize("path", [ENTRIES, "/api/v1/calibrations", "/api/v1/notes/check", "/api/v1/session"])
def test_anything_at_all_is_refused(mia, ledger, path, sent):
    answer = send_raw(mia, json.dumps(sent).encode(), path=path)

    assert answer.status_code == 422
    assert problems(answer)


@PLENTY
@given(body=st.binary(max_size=200))
def test_any_bytes_at_all_are_refused(mia, body):
    assert send_raw(mia, body).status_code == 422


@PLENTY
@given(note=st.text(st.characters(codec=None), max_size=510))
def test_any_note_can_be_looked_at(mia, note):
    sent = {"placement_id": "forloeb-amina", "note": note}
    answer = send_raw(mia, json.dumps(sent).encode(), path="/api/v1/notes/check")

    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        assert problems(answer) == ["note"]
