"""A municipality without an export registers its people in the app, and the facts are like any other facts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from support.deliveries import TEST_CPR, current_texts, fingerprint
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at
from support.whole_life import CASEWORKER, deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.buddy import OwnPeople
from assessment.domain.errors import InvalidValue, NotAllowed, StillInUse
from assessment.domain.field_error import InvalidFields
from assessment.domain.registration import BuddyForm, NewcomerForm, PauseForm, PlacementForm, ReferralForm, Registered
from assessment.storage import journal
from assessment.storage.facts import current_records
from assessment.storage.ledger import Ledger
from assessment.use_cases.export_bundle import export_bundle
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.own_people import own_people
from assessment.use_cases.register_assignment import register_assignment
from assessment.use_cases.register_assignment_end import register_assignment_end
from assessment.use_cases.register_choices import register_choices
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.register_newcomer import register_newcomer
from assessment.use_cases.register_pause import register_pause
from assessment.use_cases.register_placement import register_placement
from assessment.use_cases.register_placement_end import register_placement_end
from assessment.use_cases.register_referral import register_referral
from assessment.use_cases.register_referral_end import register_referral_end
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.undo_import import undo_import

NOW = at(TODAY, 10)
NEIGHBOUR = Actor(user="nina", role=Role.CASEWORKER, municipality="851")
MIA = Actor(user="mia", role=Role.OBSERVER, observer_id="mia")
AT_THE_BAKERY = PlacementForm(workplace_id="bageri", kind="praktik", started_on="01-06-2026", ends_on="28-08-2026")
AT_A_NEW_STORE = PlacementForm(workplace_name="Lager Øst", trade="lager", kind="igu", started_on="2026-06-08")
SELAM = NewcomerForm(alias="Selam", placement=AT_THE_BAKERY, buddy=BuddyForm(observer_id="mia"))
AMINA, AT_AMINAS = "amina", "forloeb-amina"

Act = Callable[[Ledger, Actor, str], Registered]
ACTS: dict[str, Act] = {
    "end of a placement": lambda ledger, actor, draft: register_placement_end(
        ledger, actor, draft_id=draft, placement_id=AT_AMINAS, ends_on="30-06-2026", now=NOW
    ),
    "further placement": lambda ledger, actor, draft: register_placement(
        ledger, actor, draft_id=draft, newcomer_id=AMINA, form=AT_A_NEW_STORE, buddy=BuddyForm(), now=NOW
    ),
    "assignment": lambda ledger, actor, draft: register_assignment(
        ledger,
        actor,
        draft_id=draft,
        placement_id=AT_AMINAS,
        buddy=BuddyForm(observer_name="Bo", role="kulturguide"),
        now=NOW,
    ),
    "end of an assignment": lambda ledger, actor, draft: register_assignment_end(
        ledger, actor, draft_id=draft, placement_id=AT_AMINAS, observer_id="mia", last_on="", now=NOW
    ),
    "pause": lambda ledger, actor, draft: register_pause(
        ledger,
        actor,
        draft_id=draft,
        newcomer_id=AMINA,
        form=PauseForm(from_on="08-06-2026", to_on="12-06-2026", code="holiday"),
        now=NOW,
    ),
    "referral": lambda ledger, actor, draft: register_referral(
        ledger,
        actor,
        draft_id=draft,
        newcomer_id=AMINA,
        form=ReferralForm(provider_name="Sydskolen", track="DU2", module="4", started_on="08-06-2026"),
        now=NOW,
    ),
    "end of a referral": lambda ledger, actor, draft: register_referral_end(
        ledger, actor, draft_id=draft, newcomer_id=AMINA, enrolment_id="hold-amina", last_on="", now=NOW
    ),
}
"""Every act about somebody who is known; a new person is tried by itself."""


def a_draft(name: str) -> str:
    """The id that a form was opened with."""
    return str(uuid5(NAMESPACE_URL, name))


def create(
    ledger: Ledger, form: NewcomerForm = SELAM, *, draft: str = "selam", actor: Actor = CASEWORKER
) -> Registered:
    return register_newcomer(ledger, actor, draft_id=a_draft(draft), form=form, now=NOW)


def rows_of(ledger: Ledger, stem: str, **where: Any) -> list[dict[str, Any]]:
    with ledger.reading() as transaction:
        return current_records(transaction, stem, **where)


def people_of(ledger: Ledger, observer_id: str) -> OwnPeople:
    who = Actor(user="x", role=Role.OBSERVER, observer_id=observer_id)
    return own_people(ledger, who, now=NOW)


def wrong_fields(act: Callable[[], object]) -> set[str]:
    with pytest.raises(InvalidFields) as refused:
        act()
    return {error.field for error in refused.value.errors}


def test_a_person_registered_in_the_app_stands_in_the_queue_and_in_a_case(scored: Ledger) -> None:
    made = create(scored)
    score_placements(scored, SYSTEM, as_of=TODAY, now=NOW)

    queue = open_queue(scored, CASEWORKER, now=NOW)
    rows = [*queue.to_review, *queue.reviewed, *queue.too_little, *queue.others]
    assert made.placement_id in {row.header.placement_id for row in rows}
    case = open_case(scored, CASEWORKER, made.placement_id, now=NOW)
    assert (case.header.alias, case.header.workplace, case.header.ends_on) == ("Selam", "Bageri", date(2026, 8, 28))
    assert [(buddy.observer, buddy.from_on, buddy.derived) for buddy in case.buddies] == [("Mia", TODAY, False)]


def test_the_buddy_sees_the_person_at_once_and_not_after_the_assignment_has_ended(scored: Ledger) -> None:
    made = create(scored)
    assert made.placement_id in {one.placement_id for one in people_of(scored, "mia").colleagues}

    register_assignment_end(
        scored,
        CASEWORKER,
        draft_id=a_draft("end"),
        placement_id=made.placement_id,
        observer_id="mia",
        last_on="",
        now=NOW,
    )

    assert made.placement_id not in {one.placement_id for one in people_of(scored, "mia").colleagues}
    assert AT_AMINAS in {one.placement_id for one in people_of(scored, "mia").colleagues}


def test_an_assignment_read_out_of_observations_can_be_ended_too(scored: Ledger) -> None:
    ACTS["end of an assignment"](scored, CASEWORKER, a_draft("end"))

    assert AT_AMINAS not in {one.placement_id for one in people_of(scored, "mia").colleagues}
    (row,) = rows_of(scored, "assignments", placement_id=[AT_AMINAS])
    assert (row["from_on"], row["to_on"]) == (FIRST_MONDAY, TODAY - timedelta(days=1))


def test_an_assignment_may_end_on_a_day_to_come(scored: Ledger) -> None:
    made = create(scored)
    end = {"placement_id": made.placement_id, "observer_id": "mia", "now": NOW}
    register_assignment_end(scored, CASEWORKER, draft_id=a_draft("end"), last_on="12-06-2026", **end)

    (colleague,) = [c for c in people_of(scored, "mia").colleagues if c.placement_id == made.placement_id]
    assert colleague.alias == "Selam"
    after = own_people(scored, MIA, now=at(date(2026, 6, 13)))
    assert made.placement_id not in {one.placement_id for one in after.colleagues}


def test_nobody_is_ended_who_is_not_there(scored: Ledger) -> None:
    ACTS["end of an assignment"](scored, CASEWORKER, a_draft("end"))

    again = wrong_fields(lambda: ACTS["end of an assignment"](scored, CASEWORKER, a_draft("once more")))

    assert again == {"observer_id"}


def test_a_new_workplace_and_a_new_buddy_come_with_the_person(scored: Ledger) -> None:
    form = replace(SELAM, placement=AT_A_NEW_STORE, buddy=BuddyForm(observer_name="Kaj", role="sprogmakker"))
    made = create(scored, form)

    (placement,) = rows_of(scored, "placements", placement_id=[made.placement_id])
    (workplace,) = rows_of(scored, "workplaces", workplace_id=[placement["workplace_id"]])
    (observer,) = rows_of(scored, "observers", observer_id=[made.observer_id])
    assert (workplace["name"], workplace["trade"], workplace["municipality"]) == ("Lager Øst", "lager", "461")
    assert (observer["name"], observer["workplace_id"]) == ("Kaj", placement["workplace_id"])
    assert made.needs_access
    assert made.observer == "Kaj"
    assert [one.alias for one in people_of(scored, made.observer_id).colleagues] == ["Selam"]


def test_a_person_may_be_registered_without_a_buddy(scored: Ledger) -> None:
    made = create(scored, replace(SELAM, buddy=BuddyForm()))

    assert made.observer_id == ""
    assert not made.needs_access
    assert open_case(scored, CASEWORKER, made.placement_id, now=NOW).buddies == ()


@pytest.mark.parametrize("name", ACTS)
def test_another_municipality_may_register_nothing_about_her(scored: Ledger, name: str) -> None:
    before, told = fingerprint(scored), set()
    for actor in (NEIGHBOUR, MIA, SYSTEM, Actor(user="o", role=Role.OWNER, municipality="461")):
        with pytest.raises(NotAllowed) as refused:
            ACTS[name](scored, actor, a_draft(name))
        told.add(str(refused.value))

    assert told == {"Det har du ikke adgang til."}
    assert fingerprint(scored) == before


@pytest.mark.parametrize("actor", [MIA, SYSTEM, Actor(user="n", role=Role.CASEWORKER)])
def test_only_a_caseworker_of_a_municipality_registers_people(scored: Ledger, actor: Actor) -> None:
    for act in (lambda: create(scored, actor=actor), lambda: register_choices(scored, actor, now=NOW)):
        with pytest.raises(NotAllowed):
            act()


def test_nobody_learns_whether_a_person_exists_elsewhere(scored: Ledger) -> None:
    with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
        register_choices(scored, NEIGHBOUR, AT_AMINAS, now=NOW)
    with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
        register_choices(scored, NEIGHBOUR, "findes-ikke", now=NOW)


def test_a_neighbour_is_offered_and_may_use_nothing_of_ours_but_the_schools(scored: Ledger) -> None:
    ours, theirs = (register_choices(scored, actor, now=NOW) for actor in (CASEWORKER, NEIGHBOUR))

    assert [one.name for one in ours.workplaces] == ["Bageri"]
    assert [(one.name, one.workplace) for one in ours.observers] == [("Mia", "Bageri")]
    assert (theirs.workplaces, theirs.observers) == ((), ())
    assert [one.name for one in theirs.providers] == ["Sprogcentret"]
    assert wrong_fields(lambda: create(scored, actor=NEIGHBOUR)) == {"workplace_id", "observer_id"}


@pytest.mark.parametrize("name", ACTS)
def test_what_is_saved_twice_is_stored_once(scored: Ledger, name: str) -> None:
    first = ACTS[name](scored, CASEWORKER, a_draft(name))
    before = fingerprint(scored)
    second = ACTS[name](scored, CASEWORKER, a_draft(name))

    assert first.is_new
    assert not second.is_new
    assert replace(second, is_new=True) == first
    assert fingerprint(scored) == before


def test_a_person_saved_twice_is_one_person(scored: Ledger) -> None:
    first, second = create(scored), create(scored)

    assert second == replace(first, is_new=False)
    assert len(rows_of(scored, "newcomers")) == 4
    with scored.reading() as transaction:
        (line,) = journal.lines(transaction, act="register_newcomer")
    assert line.subject == first.newcomer_id
    assert "Selam" not in line.detail


def test_the_same_draft_in_another_municipality_is_another_person(scored: Ledger) -> None:
    ours = create(scored, replace(SELAM, placement=AT_A_NEW_STORE, buddy=BuddyForm()))
    theirs = create(scored, replace(SELAM, placement=AT_A_NEW_STORE, buddy=BuddyForm()), actor=NEIGHBOUR)

    assert ours.newcomer_id != theirs.newcomer_id
    assert len(rows_of(scored, "placements")) == 5


def test_a_mistake_in_three_fields_names_all_three_and_stores_nothing(scored: Ledger) -> None:
    before = fingerprint(scored)
    wrong = replace(SELAM, alias=" ", placement=replace(AT_THE_BAKERY, started_on="31-02-2026", hours_per_week="meget"))

    assert wrong_fields(lambda: create(scored, wrong)) == {"alias", "started_on", "hours_per_week"}
    assert fingerprint(scored) == before
    create(scored)


@pytest.mark.parametrize(
    "form",
    [
        replace(SELAM, alias=f"Selam {TEST_CPR}"),
        replace(SELAM, alias="selam@firma.dk"),
        replace(SELAM, placement=replace(AT_A_NEW_STORE, workplace_name=f"Bager {TEST_CPR}")),
        replace(SELAM, buddy=BuddyForm(observer_name="Bo 87654321", role="sprogmakker")),
    ],
)
def test_a_personal_number_in_a_name_is_refused_and_not_repeated(scored: Ledger, form: NewcomerForm) -> None:
    before = fingerprint(scored)
    with pytest.raises(InvalidFields) as refused:
        create(scored, form)

    (error,) = refused.value.errors
    assert "Her må ikke stå CPR-nummer" in error.message
    assert not {TEST_CPR, "selam@firma.dk", "87654321"} & set(error.value.split())
    assert fingerprint(scored) == before


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (replace(AT_THE_BAKERY, ends_on="01-05-2026"), {"ends_on"}),
        (replace(AT_THE_BAKERY, workplace_id=""), {"workplace_id"}),
        (replace(AT_THE_BAKERY, workplace_name="Også en ny"), {"workplace_id"}),
        (replace(AT_A_NEW_STORE, workplace_name="bageri"), {"workplace_name"}),
        (replace(AT_THE_BAKERY, kind=""), {"kind"}),
        (replace(AT_A_NEW_STORE, workplace_name="x" * 201), {"workplace_name"}),
    ],
)
def test_a_placement_that_will_not_do_is_refused_by_its_field(
    scored: Ledger, form: PlacementForm, wrong: set[str]
) -> None:
    assert wrong_fields(lambda: create(scored, replace(SELAM, placement=form))) == wrong


def test_the_same_buddy_is_not_registered_twice_for_the_same_days(scored: Ledger) -> None:
    made = create(scored)
    again = {"placement_id": made.placement_id, "now": NOW}

    assert wrong_fields(
        lambda: register_assignment(
            scored, CASEWORKER, draft_id=a_draft("again"), buddy=BuddyForm(observer_id="mia"), **again
        )
    ) == {"observer_id"}


def test_a_namesake_at_the_workplace_must_be_told_apart(scored: Ledger) -> None:
    namesake = replace(SELAM, buddy=BuddyForm(observer_name="Mia", role="sprogmakker"))

    assert wrong_fields(lambda: create(scored, namesake)) == {"observer_name"}


def test_a_new_end_replaces_the_old_one_and_an_empty_one_leaves_it_open(scored: Ledger) -> None:
    ACTS["end of a placement"](scored, CASEWORKER, a_draft("end"))
    assert open_case(scored, CASEWORKER, AT_AMINAS, now=NOW).header.ends_on == date(2026, 6, 30)

    end = {"placement_id": AT_AMINAS, "now": NOW}
    register_placement_end(scored, CASEWORKER, draft_id=a_draft("open"), ends_on="", **end)

    assert open_case(scored, CASEWORKER, AT_AMINAS, now=NOW).header.ends_on is None
    same = register_placement_end(scored, CASEWORKER, draft_id=a_draft("open again"), ends_on="", **end)
    assert not same.is_new


def test_a_pause_of_the_same_kind_from_the_same_day_is_corrected(scored: Ledger) -> None:
    ACTS["pause"](scored, CASEWORKER, a_draft("pause"))
    longer = PauseForm(from_on="2026-06-08", to_on="19-06-2026", code="holiday")
    register_pause(scored, CASEWORKER, draft_id=a_draft("longer"), newcomer_id=AMINA, form=longer, now=NOW)

    (pause,) = open_case(scored, CASEWORKER, AT_AMINAS, now=NOW).pauses
    assert (pause.from_on, pause.to_on, pause.code) == (date(2026, 6, 8), date(2026, 6, 19), "holiday")
    (colleague,) = [one for one in people_of(scored, "mia").colleagues if one.placement_id == AT_AMINAS]
    assert colleague.paused


def test_whoever_is_referred_already_is_not_referred_again(scored: Ledger) -> None:
    known = ReferralForm(provider_id="sprogcenter", track="DU3", module="3", started_on="08-06-2026")
    refer = {"newcomer_id": AMINA, "now": NOW}

    assert wrong_fields(
        lambda: register_referral(scored, CASEWORKER, draft_id=a_draft("known"), form=known, **refer)
    ) == {"provider_id"}
    next_module = replace(known, module="4")
    assert register_referral(scored, CASEWORKER, draft_id=a_draft("next"), form=next_module, **refer).is_new
    assert {one.module for one in open_case(scored, CASEWORKER, AT_AMINAS, now=NOW).enrolments} == {"3", "4"}


def test_what_begins_later_is_listed_until_it_does(scored: Ledger) -> None:
    later = replace(AT_A_NEW_STORE, started_on="01-09-2026")
    made = register_placement(
        scored,
        CASEWORKER,
        draft_id=a_draft("later"),
        newcomer_id=AMINA,
        form=later,
        buddy=BuddyForm(observer_id="mia"),
        now=NOW,
    )

    planned = register_choices(scored, CASEWORKER, AT_AMINAS, now=NOW).planned
    assert [(one.kind, one.name) for one in planned] == [("assignments", "Mia"), ("placements", "Lager Øst")]
    assert made.begins_on == date(2026, 9, 1)
    with pytest.raises(NotAllowed):
        open_case(scored, CASEWORKER, made.placement_id, now=NOW)
    ended = {"placement_id": made.placement_id, "observer_id": "mia", "last_on": "", "now": NOW}
    register_assignment_end(scored, CASEWORKER, draft_id=a_draft("cancel"), **ended)
    assert own_people(scored, MIA, now=at(date(2026, 9, 2))).colleagues == ()


def test_an_id_that_is_none_is_refused(scored: Ledger) -> None:
    for act in ACTS.values():
        with pytest.raises(InvalidValue):
            act(scored, CASEWORKER, "x" * 80)
    with pytest.raises(InvalidValue):
        register_newcomer(scored, CASEWORKER, draft_id="1", form=SELAM, now=NOW)


def test_a_later_delivery_that_says_something_else_is_a_change(scored: Ledger, tmp_path: Path) -> None:
    made = create(scored)
    bundle = SmallBundle().add(
        "placements",
        placement_id=made.placement_id,
        newcomer_id=made.newcomer_id,
        workplace_id="bageri",
        kind="loentilskud",
        started_on=date(2026, 6, 1),
        ends_on=date(2026, 8, 28),
    )
    outcome = import_bundle(scored, SYSTEM, bundle.write(tmp_path / "later"), now=at(TODAY, 11))

    assert (outcome.added["placements.csv"], outcome.changed["placements.csv"]) == (0, 1)
    assert open_case(scored, CASEWORKER, made.placement_id, now=at(TODAY, 12)).header.kind == "loentilskud"


def test_a_municipality_without_an_export_fills_an_empty_database_and_takes_it_out_again(
    ledger: Ledger, open_copy: Callable[[], Ledger], tmp_path: Path
) -> None:
    form = NewcomerForm(
        alias="=Æble",
        resident_since="02-03-2025",
        placement=replace(AT_A_NEW_STORE, hours_per_week="37,5", received_on="01-06-2026"),
        buddy=BuddyForm(observer_name="Bo", role="kulturguide"),
    )
    made = create(ledger, form)
    about = {"newcomer_id": made.newcomer_id, "now": NOW}
    pause = PauseForm(from_on="15-06-2026", to_on="19-06-2026", code="agreed")
    register_pause(ledger, CASEWORKER, draft_id=a_draft("p"), form=pause, **about)
    referral = ReferralForm(provider_name="Sydskolen", track="FVU", started_on="08-06-2026")
    register_referral(ledger, CASEWORKER, draft_id=a_draft("r"), form=referral, **about)
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=NOW)

    export_bundle(ledger, SYSTEM, tmp_path / "out", now=NOW)
    other = open_copy()
    outcome = import_bundle(other, SYSTEM, tmp_path / "out", now=NOW)

    assert not outcome.refused
    assert outcome.redacted == 0
    assert sum(outcome.added.values()) == 8
    assert current_texts(other) == current_texts(ledger)


def test_a_delivery_that_a_registered_placement_rests_on_is_not_undone(ledger: Ledger, tmp_path: Path) -> None:
    brought = deliver(ledger, SmallBundle().person("ida", started_on=FIRST_MONDAY), tmp_path / "in", now=at(TODAY, 7))
    create(ledger)

    with pytest.raises(StillInUse, match="Noget, der er registreret i appen, bygger på den"):
        undo_import(ledger, SYSTEM, brought, now=NOW)

    assert len(rows_of(ledger, "newcomers")) == 2


def test_a_refused_act_says_so_in_sentences(scored: Ledger) -> None:
    with pytest.raises(InvalidFields) as refused:
        create(scored, NewcomerForm(alias="", placement=PlacementForm()))

    assert len(refused.value.errors) == 4
    assert all(error.message.endswith(".") for error in refused.value.errors)
