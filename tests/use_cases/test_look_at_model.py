"""The owner sees whether something moved, and what caseworkers saw first; never a number about fewer than five."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from support.small_bundle import SmallBundle, weekly
from support.small_model import ORIGIN, OWN, write_small
from support.three_people import TODAY, at, flat
from support.whole_life import CASEWORKER, deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.gate import PointsAt
from assessment.domain.decision import Decision, Outcome, OwnView, View
from assessment.domain.errors import NotAllowed
from assessment.domain.placement_state import PlacementState, State
from assessment.i18n.words import in_language
from assessment.stalling.current_model import promote
from assessment.stalling.model_files import METRICS
from assessment.storage import batches, desk, states
from assessment.storage.ledger import Ledger
from assessment.use_cases.judge_by_reviews import judge_by_reviews
from assessment.use_cases.look_at_model import _may_be_told, look_at_model_in_use
from assessment.use_cases.random_look import is_drawn
from assessment.use_cases.register_gate import GateChange, register_gate

OWNER = Actor(user="ove", role=Role.OWNER)
NOW = at(TODAY)
BEGAN = TODAY - timedelta(weeks=34)


def pointed_at(ledger: Ledger, names: Sequence[str], day: date, *, state: State = State.POSSIBLE_STALL) -> list[str]:
    """Store a scoring of a day that found this state in each of these placements; return the ids of the states."""
    with ledger.writing() as transaction:
        run = states.latest_run(transaction, "461")
        assert run is not None
        like = states.of_run(transaction, run)[0].state
        made = replace(run, run_id=str(uuid5(NAMESPACE_URL, f"{day}")), as_of=day)
        found: list[PlacementState] = [
            replace(like, placement_id=name, newcomer_id=f"n-{name}", state=state) for name in names
        ]
        stored = states.store(transaction, made, found, held=batches.Held(*batches.position(transaction)))
    return [str(one.state_id) for one in stored]


def say(ledger: Ledger, state_id: str, name: str, view: View, *, again: str = "") -> None:
    """A caseworker's own view of a placement, held against a state."""
    with ledger.writing() as transaction:
        held = OwnView(
            view_id=str(uuid5(NAMESPACE_URL, f"{name}{again}")),
            placement_id=name,
            user=CASEWORKER.user,
            view=view,
            line="",
            recorded_at=NOW,
            state_id=state_id,
        )
        desk.add_view(transaction, held)


def names(count: int) -> list[str]:
    return [f"f{number:02}" for number in range(count)]


def watched(ledger: Ledger):
    return look_at_model_in_use(ledger, OWNER, now=NOW).municipalities[0]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, so that no other test's model is in use."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def noted(ledger: Ledger, tmp_path: Path) -> Ledger:
    """Eight people seen every week for 34 weeks, with notes until the last eight."""
    bundle = SmallBundle()
    for number in range(8):
        bundle.person(f"p{number}", started_on=BEGAN)
        for week, monday in enumerate(weekly(BEGAN, 34)):
            has_note = week < 25 or (week + number) % 9 == 0
            bundle.seen(f"p{number}", monday, flat(week), talk_minutes="gt30", note="Fin uge." if has_note else "")
    deliver(ledger, bundle, tmp_path / "bundle", now=NOW)
    return ledger


def test_an_alarm_names_what_moved_and_nothing_else(noted: Ledger, home: Path) -> None:
    seen = watched(noted)

    assert len(seen.alarms) == 1
    assert "uden note de seneste 8 uger; i de 6 måneder før var det" in seen.alarms[0]
    assert any(one.startswith("Hvert forløb blev set 4,0 gange på 4 uger") for one in seen.said)
    assert any("Af 100 observationer sagde 0 intet om, hvor meget der tales dansk" in one for one in seen.said)


def test_of_few_people_nothing_is_said(scored: Ledger, home: Path) -> None:
    seen = watched(scored)

    assert (seen.said, seen.alarms) == ((), ())
    assert [one.share for one in seen.flag_shares] == [None]


def test_how_many_are_pointed_at_is_told_four_weeks_at_a_time(scored: Ledger, home: Path) -> None:
    day = TODAY - timedelta(weeks=6)
    pointed_at(scored, names(6), day)
    pointed_at(scored, [f"g{number}" for number in range(18)], day - timedelta(days=1), state=State.UNCLEAR)

    newest, earlier = watched(scored).flag_shares

    assert (newest.share, earlier.share) == (None, 0.25)
    assert earlier.first_on <= day <= earlier.last_on


def test_more_pointed_at_than_before_is_an_alarm(scored: Ledger, home: Path) -> None:
    everybody = names(80)
    for weeks in (12, 16):
        day = TODAY - timedelta(weeks=weeks)
        pointed_at(scored, everybody[:6], day)
        pointed_at(scored, everybody[6:], day - timedelta(days=1), state=State.UNCLEAR)
    pointed_at(scored, everybody[:40], TODAY - timedelta(weeks=2))
    pointed_at(scored, everybody[40:], TODAY - timedelta(weeks=2, days=1), state=State.UNCLEAR)

    assert [one.split(";")[0] for one in watched(scored).alarms] == [
        "Af 100 tilstande pegede 50 på stilstand de seneste 8 uger"
    ]


def test_what_caseworkers_decided_and_saw_themselves_is_told(scored: Ledger, home: Path) -> None:
    placed = names(20)
    for number, (name, state_id) in enumerate(zip(placed, pointed_at(scored, placed, TODAY), strict=True)):
        say(scored, state_id, name, View.STALLED if number < 15 else View.PROGRESSING)
        with scored.writing() as transaction:
            made = Decision(
                decision_id=str(uuid5(NAMESPACE_URL, f"d-{name}")),
                placement_id=name,
                user=CASEWORKER.user,
                outcome=Outcome.NOT_STALLED if number < 5 else Outcome.OFFER_SUPPORT,
                reason="Det er talt igennem.",
                follow_up_on=None,
                recorded_at=NOW,
                state_id=state_id,
            )
            desk.add_decision(transaction, made)

    said = watched(scored).said

    assert "Af 100 forløb, der blev peget på, besluttede sagsbehandleren for 25, at de ikke var gået i stå." in said
    assert "Hvor både sagsbehandleren og systemet sagde noget, var de enige 75 gange af 100." in said


def test_the_card_is_in_the_readers_language_and_no_model_is_said_too(scored: Ledger, home: Path) -> None:
    (home / "home" / "models").mkdir(parents=True, exist_ok=True)
    (home / "home" / "models" / "current").write_text("model-gone\n")
    without = look_at_model_in_use(scored, OWNER, now=NOW)
    promote(_model(home))
    danish = look_at_model_in_use(scored, OWNER, now=NOW)
    with in_language("en"):
        english = look_at_model_in_use(scored, OWNER, now=NOW)

    assert (without.identity, without.card, without.judged) == ("", "", ())
    assert "peger ikke på en model, der findes" in without.why_not
    assert danish.card.startswith("**Lært af opdigtede personer.")
    assert danish.identity == english.identity != ""
    assert danish.card != english.card


def test_the_owner_sees_which_model_serves_a_municipality_and_whom_it_points_at(scored: Ledger, home: Path) -> None:
    everybodys = promote(_model(home)).identity
    before = watched(scored)
    write_small(home / "own", origin=replace(ORIGIN, learned_from=OWN))
    own = promote(home / "own").identity
    register_gate(scored, SYSTEM, "461", GateChange(points_at=PointsAt(capacity=0.125)), now=NOW)
    record = look_at_model_in_use(scored, OWNER, now=NOW)
    (home / "home" / "models" / own / METRICS).write_text("{}")
    damaged = watched(scored)

    assert (before.own_model, before.points_at) == (None, "")
    (seen,) = record.municipalities
    assert record.identity == everybodys
    assert seen.own_model is not None
    assert (seen.own_model.identity, seen.own_model.why_not) == (own, "")
    assert seen.own_model.card.startswith("**Lært af kommunens egne oplysninger. Modellen gælder kun der.**")
    assert seen.points_at == "de mest sandsynlige, højst 12,5 af 100 aktive forløb"
    assert damaged.own_model is not None
    assert (damaged.own_model.identity, damaged.own_model.card) == ("", "")
    assert "metrics.json er ændret, siden den blev lavet" in damaged.own_model.why_not


def _model(folder: Path) -> Path:
    write_small(folder / "model")
    return folder / "model"


def test_the_first_view_counts_and_of_thirty_it_is_said_how_often_it_was_a_standstill(
    scored: Ledger, home: Path
) -> None:
    placed = names(40)
    ids = pointed_at(scored, placed, TODAY)
    for number, (name, state_id) in enumerate(zip(placed[:32], ids, strict=False)):
        say(scored, state_id, name, View.STALLED if number < 24 else View.PROGRESSING)
        say(scored, state_id, name, View.PROGRESSING, again="again")

    flagged, drawn = judge_by_reviews(scored, SYSTEM, municipality="461", now=NOW).parts

    assert (flagged.part, flagged.placements, flagged.reviewed) == ("flagged", 40, 32)
    assert (flagged.share_reviewed, flagged.share_stalled) == (0.8, 0.75)
    assert (drawn.part, drawn.reviewed, drawn.share_stalled) == ("drawn", None, None)


def test_of_those_not_pointed_at_only_the_ones_drawn_are_counted(scored: Ledger, home: Path) -> None:
    placed = [f"f{number:03}" for number in range(200)]
    ids = dict(zip(placed, pointed_at(scored, placed, TODAY, state=State.UNCLEAR), strict=True))
    with scored.reading() as transaction:
        run, secret = states.latest_run(transaction, "461"), states.secret_of_the_draw(transaction)
    assert run is not None
    drawn = [name for name in placed if is_drawn(run, secret, name)]
    for name, state_id in ids.items():
        say(scored, state_id, name, View.STALLED)

    found = judge_by_reviews(scored, SYSTEM, municipality="461", now=NOW)

    assert 5 <= len(drawn) < 60
    assert (found.parts[1].placements, found.parts[1].reviewed) == (len(drawn), len(drawn))
    assert found.as_json()["rows"] == len(drawn)


def test_fewer_than_thirty_views_say_nothing_of_how_often(scored: Ledger, home: Path) -> None:
    placed = names(29)
    for name, state_id in zip(placed, pointed_at(scored, placed, TODAY), strict=True):
        say(scored, state_id, name, View.STALLED)

    flagged = judge_by_reviews(scored, SYSTEM, municipality="461", now=NOW).parts[0]

    assert (flagged.reviewed, flagged.is_enough) == (29, False)


@pytest.mark.parametrize("actor", [CASEWORKER, Actor(user="s", role=Role.PROVIDER, provider_id="sprogcenter")])
def test_nobody_else_reads_it(scored: Ledger, home: Path, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        look_at_model_in_use(scored, actor, now=NOW)
    with pytest.raises(NotAllowed):
        judge_by_reviews(scored, actor, municipality="461", now=NOW)


@pytest.mark.parametrize(("some", "of", "is_told"), [(4, 20, False), (5, 20, True), (16, 20, False), (15, 20, True)])
def test_a_share_is_told_only_where_neither_part_of_it_is_fewer_than_five(some: int, of: int, is_told: bool) -> None:
    flagged = [(1, 1)] * some + [(0, 1)] * (of - some)
    assert _may_be_told({"flagged": flagged}) is is_told
