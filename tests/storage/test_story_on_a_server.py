"""The whole story once more on PostgreSQL, through the doors that people use, and with several at them at once."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from support.mia_at_work import KAREN, entry, fill, held
from support.over_http import problems, send, send_raw
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at, flat, slipping
from support.whole_app import serving, sign_in
from support.whole_life import deliver

from assessment.access.actor import SYSTEM
from assessment.domain.decision import Outcome, View
from assessment.domain.errors import StillInUse
from assessment.storage import journal
from assessment.storage.fact_tables import FACT_TABLES
from assessment.use_cases.check_installation import FAULT, check_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.record_decision import record_decision
from assessment.use_cases.record_own_view import record_own_view
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.undo_import import undo_import

NewAddress = Callable[[], str]


def weeks_of_amina() -> SmallBundle:
    """Thirteen weeks on the quickest track in which Amina needs more and more help."""
    bundle = SmallBundle().add("providers", provider_id="sprogcenter", name="Sprogcentret")
    bundle.add(
        "enrolments",
        enrolment_id="hold-amina",
        newcomer_id="amina",
        provider_id="sprogcenter",
        track="DU3",
        module="3",
        started_on=FIRST_MONDAY,
    )
    for week in range(1, 14):
        bundle.seen("amina", FIRST_MONDAY + timedelta(weeks=week), slipping(week), talk_minutes="lt10")
    return bundle


def test_from_what_a_buddy_taps_to_what_a_caseworker_decides(empty_on_server: NewAddress, tmp_path: Path) -> None:
    with serving(empty_on_server(), at(TODAY, 10, 42)) as (mia, ledger, clock):
        # The bakery is delivered, then what was seen of Amina; Mia signs in on her tablet and sees her own people.
        fill(ledger, tmp_path / "bakery")
        deliver(ledger, weeks_of_amina(), tmp_path / "weeks", now=at(TODAY, 8))
        sign_in(mia, "mia")
        own = mia.get("/api/v1/me/placements")
        assert {person["alias"] for person in own.json()} == {"Amina", "Dawit", "Olena"}

        # She taps, her Wi-Fi is poor, and the tablet sends the entry again: one row, one receipt.
        sent = entry(note="Svarede 😀 på æ, ø og å.", ratings=flat(14), talk_minutes="lt10")
        first, again = send(mia, sent), send(mia, sent)
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json() == first.json()
        assert [row["note"] for row in held(ledger)[0] if row["observation_id"] == sent["observation_id"]] == [
            "Svarede 😀 på æ, ø og å."
        ]
        for untakeable in ("\0", "\ud800"):
            refused = send_raw(mia, json.dumps(entry(note=f"a{untakeable}b")).encode())
            assert (refused.status_code, problems(refused)) == (422, ["note"])

        # A delivery with a mistake is undone; one that others rest on is not.
        mistake = SmallBundle().add("newcomers", newcomer_id="dawit", municipality="461", alias="David")
        undo_import(ledger, SYSTEM, deliver(ledger, mistake, tmp_path / "mistake", now=clock()), now=clock())
        with ledger.reading() as transaction:
            (bakery, *_rest) = journal.lines(transaction, act="import")
        with pytest.raises(StillInUse):
            undo_import(ledger, SYSTEM, bakery.subject, now=clock())

        # The engine is let in and computes; Karen's queue points at Amina, and she says what she sees before it does.
        register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 12))
        score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 12))
        (row,) = [row for row in open_queue(ledger, KAREN, now=at(TODAY, 13)).to_review if row.header.alias == "Amina"]
        case = {"placement_id": row.header.placement_id}
        assert open_case(ledger, KAREN, "forloeb-amina", now=at(TODAY, 13)).engine_waits
        record_own_view(
            ledger, KAREN, view_id="v", view=View.STALLED, line="Få at tale med.", now=at(TODAY, 13), **case
        )
        seen = open_case(ledger, KAREN, "forloeb-amina", now=at(TODAY, 13, 5))
        assert seen.engine_view is not None
        assert seen.seen[0].note == "Svarede 😀 på æ, ø og å."
        record_decision(
            ledger, KAREN, decision_id="d", outcome=Outcome.CHANGE_PLACEMENT_CONDITIONS, reason="Ud i butikken.",
            follow_up_on=TODAY + timedelta(days=21), now=at(TODAY, 13, 10), **case,
        )  # fmt: skip
        assert "Amina" in {row.header.alias for row in open_queue(ledger, KAREN, now=at(TODAY, 14)).reviewed}
        assert [part.name for part in check_ledger(ledger) if part.verdict == FAULT] == []


def test_what_two_tablets_send_at_once_is_stored_once_each(empty_on_server: NewAddress, tmp_path: Path) -> None:
    with serving(empty_on_server(), at(TODAY, 10, 42)) as (mia, ledger, _clock):
        fill(ledger, tmp_path / "bakery")
        sign_in(mia, "mia")
        before = len(held(ledger)[0])
        same, others = entry(), [entry("dawit") for _ in range(8)]
        with ThreadPoolExecutor(8) as tablets:
            answers = list(tablets.map(lambda sent: send(mia, sent), [same] * 8 + others))

        assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201] * 9
        assert len({answer.json()["receipt"] for answer in answers[:8]}) == 1
        assert len(held(ledger)[0]) == before + 9
        with ledger.reading() as transaction:
            assert journal.first_broken_link(transaction) is None
            lines = journal.lines(transaction, act="observation")
        assert len(lines) == 9


def test_a_delivery_that_two_send_at_once_is_taken_in_once(empty_on_server: NewAddress, tmp_path: Path) -> None:
    with serving(empty_on_server(), at(TODAY, 10, 42)) as (_client, ledger, clock):
        folder = SmallBundle().person("sami", started_on=FIRST_MONDAY).write(tmp_path / "bundle")

        def take_in(_number: int) -> Any:
            return import_bundle(ledger, SYSTEM, folder, now=clock())

        with ThreadPoolExecutor(4) as counters:
            outcomes = list(counters.map(take_in, range(4)))

        assert sorted(outcome.added["newcomers.csv"] for outcome in outcomes) == [0, 0, 0, 1]
        assert sorted(outcome.unchanged["newcomers.csv"] for outcome in outcomes) == [0, 1, 1, 1]
        with ledger.reading() as transaction:
            assert transaction.execute(select(func.count()).select_from(FACT_TABLES["newcomers"])).scalar() == 1
