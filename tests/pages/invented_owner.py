"""Doors of an owner without a database: two people, one municipality, one delivery, and what was asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from invented_raters import a_comparison

from assessment.access.actor import Role
from assessment.access.gate import GateEngine, GateEntry, GateSeen
from assessment.access.people import Invited, PendingLink, People, Person
from assessment.domain.delivery_record import DeliveryRecord
from assessment.domain.installation import Computed, Copy, Deed, Installation, MunicipalitySeen, PartSeen
from assessment.domain.model_record import FlagShare, JudgedOn, ModelRecord, SaidOfModel, Watched
from assessment.web.doors import OwnerDoors

TODAY = date(2026, 7, 30)
NOW = datetime(2026, 7, 30, 8, 42, tzinfo=UTC)


def a_person(user: str = "ove", **changes: Any) -> Person:
    person = Person(
        user_id=user[0],
        user=user,
        role=Role.OWNER,
        bound_to="",
        is_signed_in=False,
        last_seen_at=NOW,
        locked_until=None,
        ended_at=None,
        is_asking=False,
        is_last_owner=False,
    )
    return replace(person, **changes)


def some_people() -> People:
    return People(
        persons=(
            a_person("ove", is_asking=True, is_signed_in=True),
            a_person("anna", role=Role.CASEWORKER, bound_to="Odense (461)", locked_until=NOW + timedelta(minutes=9)),
        ),
        pending=(
            PendingLink(
                invitation_id="i1",
                role=Role.OBSERVER,
                bound_to="Bent",
                for_user=None,
                expires_at=NOW + timedelta(hours=5),
                made_by="ove",
            ),
        ),
        choices={
            Role.CASEWORKER: {"461": "Odense (461)", "851": "Aalborg (851)"},
            Role.PROVIDER: {"s1": "Sprogcenter Fyn"},
            Role.OBSERVER: {"m1": "Bent", "m2": "Bent"},
        },
    )


def an_entry(**changes: Any) -> GateEntry:
    entry = GateEntry(
        gate_id="g1",
        municipality="461",
        engine=GateEngine.RULES,
        legal_basis="integrationsloven",
        purpose="støtte i praktik",
        dpia="2026-17",
        dpia_on=date(2026, 1, 5),
        signed_by="direktøren",
        expires_on=TODAY + timedelta(days=30),
        training=False,
        synthetic=False,
        registered_at=NOW,
        registered_by="ove",
    )
    return replace(entry, **changes)


def a_gate(**changes: Any) -> GateSeen:
    gate = GateSeen(
        municipality="461",
        name="Odense",
        history=(an_entry(),),
        missing=(),
        is_open=True,
        expires_soon=True,
        read_on=TODAY,
    )
    return replace(gate, **changes)


def a_municipality(**changes: Any) -> MunicipalitySeen:
    seen = MunicipalitySeen(
        code="461",
        name="Odense",
        as_of=TODAY,
        made_at=NOW,
        counts={"active": 55, "progressing": 25, "unclear": 20},
        missing=(),
    )
    return replace(seen, **changes)


def an_installation(**changes: Any) -> Installation:
    installation = Installation(
        version="0.1",
        database="sqlite",
        database_bytes=5_400_000,
        free_bytes=41_000_000_000,
        parts=(PartSeen(name="journal", verdict="ok", why=""),),
        journal_lines=12,
        municipalities=(a_municipality(),),
        last_delivery_at=NOW,
        last_observation_at=NOW,
        people=55,
        placements=60,
        observers=None,
        open_sessions=1,
        copies=(Copy(name="sprogspor-20260730T084200Z.db", made_at=NOW, size=5_400_000),),
        deeds=(Deed(at=NOW, user="ove", act="gate", subject="461"),),
    )
    return replace(installation, **changes)


def a_delivery(**changes: Any) -> DeliveryRecord:
    delivery = DeliveryRecord(
        batch_id="b1",
        source="levering",
        received_at=NOW,
        received_by="kommandolinjen",
        provider_id=None,
        added=8717,
        changed=3,
        unchanged=0,
        redacted=0,
        files=(),
        undone_at=None,
    )
    return replace(delivery, **changes)


def a_watched(**changes: Any) -> Watched:
    watched = Watched(
        code="461",
        name="Odense",
        engine="model",
        flag_shares=(
            FlagShare(first_on=TODAY - timedelta(days=27), last_on=TODAY, share=0.124),
            FlagShare(first_on=TODAY - timedelta(days=55), last_on=TODAY - timedelta(days=28), share=None),
        ),
        said=("Hvert forløb blev set 3,1 gange på 4 uger de seneste 8 uger; i de 6 måneder før 3,0.",),
        alarms=("Af 100 observationer var 61 uden note de seneste 8 uger; i de 6 måneder før var det 22.",),
    )
    return replace(watched, **changes)


def a_record(**changes: Any) -> ModelRecord:
    record = ModelRecord(
        identity="model-0123456789ab",
        card="**Lært af opdigtede personer.**\n\n# Modelkort\n\n## Hvad den er til\n\n- Den peger på forløb.\n",
        why_not="",
        judged=(
            JudgedOn(
                "I opdigtede kommuner, som modellen ikke er lært af",
                (SaidOfModel("Hvad der er målt på", ("Der er set på et forløb 272 gange, hos 57 personer.",)),),
                (("måde", "AUC"), ("modellen", "0,88")),
            ),
        ),
        municipalities=(a_watched(),),
    )
    return replace(record, **changes)


def invented_owner(asked: list[tuple[Any, ...]]) -> OwnerDoors:
    """Doors that write in ``asked`` what they were asked for."""

    def note(*what: Any) -> None:
        asked.append(what)

    return OwnerDoors(
        look=lambda _actor: an_installation(),
        compute=lambda _actor, code: note("compute", code) or Computed(as_of=TODAY, municipalities=(a_municipality(),)),
        back_up=lambda _actor: note("back up") or Copy(name="sprogspor-ny.db", made_at=NOW, size=1),
        people=lambda _actor: some_people(),
        invite=lambda _actor, *what: note("invite", *what) or Invited("hemmelig", NOW),
        new_link=lambda _actor, *what: note("new link", *what) or Invited("ny-hemmelig", NOW),
        withdraw=lambda _actor, *what: note("withdraw", *what),
        end_user=lambda _actor, *what: note("end", *what),
        sign_out_user=lambda _actor, *what: note("sign out", *what),
        lift_lock=lambda _actor, *what: note("lift", *what),
        gates=lambda _actor, _also: (a_gate(),),
        register_gate=lambda _actor, *what: note("gate", *what) or an_entry(),
        deliveries=lambda _actor: (a_delivery(),),
        municipalities_to_compare=lambda _actor: {"461": "Odense"},
        look_at_raters=lambda _actor, _code: a_comparison(knows_newcomers=False),
        look_at_model=lambda _actor: a_record(),
        undo=lambda _actor, *what: note("undo", *what),
    )
