"""A course provider delivers: what is theirs is taken in, and nothing can be learnt or changed of anybody else's."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from support.deliveries import current_texts, fingerprint
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at, three_people
from support.whole_life import deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.errors import CallerCanMend, NotAllowed, StillInUse
from assessment.exchange.own_csv import Said
from assessment.storage import journal
from assessment.storage.ledger import Ledger
from assessment.use_cases.deliver_as_provider import Delivered, deliver_as_provider
from assessment.use_cases.list_deliveries import list_deliveries
from assessment.use_cases.register_referral_end import register_referral_end
from assessment.use_cases.undo_import import undo_import

KIRSTEN = Actor(user="kirsten", role=Role.PROVIDER, provider_id="sprogcenter")
BENT = Actor(user="bent", role=Role.PROVIDER, provider_id="aftenskolen")
OWNER = Actor(user="ove", role=Role.OWNER)
NOW = at(TODAY, 9)
NOT_REFERRED = "Personen er ikke henvist til jer. Bed kommunen om at registrere henvisningen."
RESULTS = "result_id;newcomer_id;provider_id;kind;part;track;module;taken_on;reported_on;passed;grade\n"
ENROLMENTS = "enrolment_id;newcomer_id;provider_id;track;module;started_on;ended_on\n"
ATTENDANCE = "enrolment_id;week;lessons_offered;lessons_attended\n"
Send = Callable[..., Delivered]


@pytest.fixture
def town(ledger: Ledger, tmp_path: Path) -> Ledger:
    """Amina and Yusuf learn at Sprogcentret, Olena at Aftenskolen, which reported a result and some lessons."""
    bundle = three_people()
    bundle.add("providers", provider_id="aftenskolen", name="Aftenskolen")
    bundle.add(
        "enrolments",
        enrolment_id="hold-olena",
        newcomer_id="olena",
        provider_id="aftenskolen",
        track="DU2",
        module="1",
        started_on=FIRST_MONDAY,
    )
    bundle.add("attendance", enrolment_id="hold-olena", week="2026-W12", lessons_offered=12, lessons_attended=11)
    bundle.add(
        "results",
        result_id="r-olena",
        newcomer_id="olena",
        provider_id="aftenskolen",
        kind="modultest",
        taken_on=FIRST_MONDAY,
        reported_on=FIRST_MONDAY,
        passed="nej",
        grade="02",
    )
    deliver(ledger, bundle, tmp_path / "town", now=at(TODAY, 7))
    return ledger


@pytest.fixture
def send(town: Ledger) -> Send:
    """Deliver files by name; as Kirsten of Sprogcentret unless said otherwise."""

    def send_files(
        *, actor: Actor = KIRSTEN, now=NOW, dry_run: bool = False, said=None, delivery_id=None, **files: str
    ) -> Delivered:
        sent = [(f"{name}.csv", text.encode()) for name, text in files.items()]
        number = delivery_id or str(uuid4())
        return deliver_as_provider(town, actor, sent, said=said or {}, delivery_id=number, now=now, dry_run=dry_run)

    return send_files


def told(delivered: Delivered) -> list[tuple[str, int | None, str | None, str]]:
    """The refusals of a delivery: file, line, column, sentence."""
    assert delivered.outcome is not None
    return [(one.file, one.line, one.column, one.message) for one in delivered.outcome.refused]


def stored(delivered: Delivered) -> str:
    """The id of a delivery that was taken in."""
    assert told(delivered) == []
    assert delivered.outcome is not None
    assert delivered.outcome.batch_id is not None
    return delivered.outcome.batch_id


def test_what_is_theirs_is_taken_in_and_the_journal_says_who_delivered(send: Send, town: Ledger) -> None:
    delivered = send(
        enrolments=ENROLMENTS + "hold-amina-4;amina;sprogcenter;DU3;4;2026-06-01;\n",
        attendance=ATTENDANCE + "hold-amina-4;2026-W23;12;10\nhold-yusuf;2026-W23;12;8,5\n",
        results=RESULTS + "k1;amina;sprogcenter;modultest;;DU3;3;2026-05-28;2026-06-02;ja;\n",
    )

    assert told(delivered) == []
    outcome = delivered.outcome
    assert outcome is not None
    assert {name: n for name, n in outcome.added.items() if n} == {
        "enrolments.csv": 1,
        "attendance.csv": 2,
        "results.csv": 1,
    }
    assert "hold-yusuf;2026-W23;12;8.5" in current_texts(town)["attendance.csv"]
    with town.reading() as transaction:
        line = journal.lines(transaction, act="import", subject=outcome.batch_id)[0]
    assert line.actor == "kirsten"
    assert '"provider": "sprogcenter"' in line.detail
    (record,) = list_deliveries(town, KIRSTEN)
    assert (record.batch_id, record.source) == (
        outcome.batch_id,
        "indmeldelser (csv), fremmøde (csv), resultater (csv)",
    )
    assert (record.received_by, record.provider_id, record.added) == ("kirsten", "sprogcenter", 4)


def test_their_own_columns_are_filled_in_where_they_are_left_out(send: Send, town: Ledger) -> None:
    delivered = send(results="newcomer_id;kind;taken_on;passed\namina;modultest;2026-05-28;ja\n")

    assert told(delivered) == []
    assert ";amina;sprogcenter;modultest;samlet;;;2026-05-28;2026-06-08;ja;\n" in current_texts(town)["results.csv"]


def test_the_same_file_again_another_day_is_unchanged(send: Send, town: Ledger) -> None:
    files = {
        "results": "newcomer_id;kind;taken_on;passed\namina;modultest;2026-05-28;ja\n",
        "enrolments": "newcomer_id;track;module;started_on\namina;DU3;4;2026-06-01\n",
        "attendance": "newcomer_id;week;lessons_offered;lessons_attended\nyusuf;2026-W20;12;9\n",
    }
    first = send(**files)
    before = current_texts(town)
    second = send(**files, now=NOW + timedelta(days=9))

    assert told(first) == told(second) == []
    assert second.outcome is not None
    assert sum(second.outcome.unchanged.values()) == 3
    assert not any(second.outcome.added.values())
    assert not any(second.outcome.changed.values())
    assert current_texts(town) == before


def test_a_corrected_result_is_changed_and_keeps_the_day_it_was_reported_on(send: Send, town: Ledger) -> None:
    send(results="newcomer_id;kind;taken_on;passed\namina;modultest;2026-05-28;nej\n")
    again = send(
        results="newcomer_id;kind;taken_on;passed\namina;modultest;2026-05-28;ja\n", now=NOW + timedelta(days=3)
    )

    assert again.outcome is not None
    assert again.outcome.changed["results.csv"] == 1
    assert [fate.changed for fate in again.fates["changed"]] == [("passed",)]
    assert "2026-05-28;2026-06-08;ja" in current_texts(town)["results.csv"]


def test_the_enrolment_the_municipality_registered_is_met_and_not_doubled(send: Send, town: Ledger) -> None:
    delivered = send(
        enrolments=f"newcomer_id;track;module;started_on;ended_on\namina;DU3;4;{FIRST_MONDAY};2026-06-05\n"
    )

    assert told(delivered) == []
    assert delivered.outcome is not None
    assert delivered.outcome.changed["enrolments.csv"] == 1
    assert f"hold-amina;amina;sprogcenter;DU3;4;{FIRST_MONDAY};2026-06-05\n" in current_texts(town)["enrolments.csv"]


def test_a_stranger_and_somebody_elses_person_are_refused_in_the_same_words(send: Send, town: Ledger) -> None:
    before = fingerprint(town)
    refused = []
    for person in ("olena", "findes-ikke"):
        delivered = send(
            enrolments=f"newcomer_id;track;started_on\n{person};DU2;2026-06-01\n",
            results=f"newcomer_id;kind;taken_on;passed\n{person};modultest;2026-05-28;ja\n",
            attendance=f"newcomer_id;week;lessons_offered;lessons_attended\n{person};2026-W12;12;11\n",
        )
        refused.append(told(delivered))
        assert delivered.outcome is not None
        assert delivered.outcome.batch_id is None
        assert {one.value for one in delivered.outcome.refused} == {person}

    assert refused[0] == refused[1]
    assert refused[0] == [
        (f"{stem}.csv", 2, "newcomer_id", NOT_REFERRED) for stem in ("attendance", "enrolments", "results")
    ]
    assert fingerprint(town) == before


def test_lessons_on_somebody_elses_enrolment_look_like_lessons_on_none(send: Send, town: Ledger) -> None:
    before = fingerprint(town)
    rows = [f"{number};2026-W12;12;0\n" for number in ("hold-olena", "hold-ingen")]
    theirs, nobodys = (told(send(attendance=ATTENDANCE + row)) for row in rows)

    assert theirs == nobodys
    assert theirs[0][2] == "enrolment_id"
    assert "I har ingen indmeldelse med det nummer" in theirs[0][3]
    assert fingerprint(town) == before


@pytest.mark.parametrize(
    ("stem", "row"),
    [
        ("results", "r-olena;amina;sprogcenter;modultest;;DU3;3;2026-05-28;2026-06-02;ja;12\n"),
        ("enrolments", "hold-olena;amina;sprogcenter;DU3;4;2026-06-01;\n"),
    ],
)
def test_another_providers_number_can_neither_be_overwritten_nor_read(
    send: Send, town: Ledger, stem: str, row: str
) -> None:
    before = fingerprint(town)
    delivered = send(**{stem: (RESULTS if stem == "results" else ENROLMENTS) + row})

    ((_, line, _, sentence),) = told(delivered)
    assert line == 2
    assert sentence == "Nummeret kan ikke bruges. Vælg et andet løbenummer, eller lad feltet være tomt."
    shown = repr(delivered)
    assert not any(secret in shown for secret in ("aftenskolen", "nej", "02", "DU2")), shown
    assert delivered.fates == {"added": (), "changed": (), "unchanged": ()}
    assert fingerprint(town) == before


def test_the_very_content_of_another_provider_is_not_called_unchanged(send: Send) -> None:
    row = f"r-olena;olena;aftenskolen;modultest;samlet;;;{FIRST_MONDAY};{FIRST_MONDAY};nej;02\n"
    delivered = send(results=RESULTS + row)

    assert delivered.outcome is not None
    assert delivered.outcome.unchanged["results.csv"] == 0
    assert {column for _, _, column, _ in told(delivered)} == {"provider_id", "newcomer_id"}


def test_an_enrolment_cannot_be_moved_to_another_person_or_another_provider(send: Send, town: Ledger) -> None:
    before = fingerprint(town)
    moved = send(enrolments=ENROLMENTS + f"hold-amina;yusuf;sprogcenter;DU3;3;{FIRST_MONDAY};\n")
    handed_over = send(enrolments=ENROLMENTS + f"hold-amina;amina;aftenskolen;DU3;3;{FIRST_MONDAY};\n")

    assert [(column, "kan ikke flyttes" in why) for _, _, column, why in told(moved)] == [("newcomer_id", True)]
    assert [(column, "Rækken er ikke jeres" in why) for _, _, column, why in told(handed_over)] == [
        ("provider_id", True)
    ]
    assert fingerprint(town) == before


def test_a_number_used_again_does_not_write_over_another_persons_result(send: Send, town: Ledger) -> None:
    send(results=RESULTS + "1;amina;;modultest;;;;2026-05-01;2026-05-02;ja;\n")
    before = fingerprint(town)
    again = send(results=RESULTS + "1;yusuf;;modultest;;;;2026-06-01;2026-06-02;nej;\n")

    assert "kan ikke flyttes" in told(again)[0][3]
    assert fingerprint(town) == before


def test_delivering_for_another_provider_tells_nothing_of_whether_it_exists(send: Send) -> None:
    sentences = [
        told(send(results=RESULTS + f";amina;{provider};modultest;;;;2026-05-28;2026-06-02;ja;\n"))
        for provider in ("aftenskolen", "findes-ikke")
    ]

    assert sentences[0] == sentences[1]
    assert sentences[0][0][2] == "provider_id"


@pytest.mark.parametrize("stem", ["newcomers", "placements", "observations", "ratings", "pauses", "observers"])
def test_other_files_of_the_bundle_are_the_municipalitys(send: Send, town: Ledger, stem: str) -> None:
    before = fingerprint(town)
    delivered = send(**{stem: "newcomer_id;municipality;alias\namina;851;X\n"})

    assert told(delivered)[0][:3] == (f"{stem}.csv", None, None)
    assert "I leverer enrolments.csv, attendance.csv og results.csv" in told(delivered)[0][3]
    assert fingerprint(town) == before


def test_they_may_change_their_own_name_and_nobody_elses(send: Send, town: Ledger) -> None:
    assert told(send(providers="provider_id;name\nsprogcenter;Sprogcenter Fyn\n")) == []
    assert "sprogcenter;Sprogcenter Fyn\n" in current_texts(town)["providers.csv"]

    before = fingerprint(town)
    assert told(send(providers="provider_id;name\naftenskolen;Lukket\n"))[0][2] == "provider_id"
    assert fingerprint(town) == before


def test_one_bad_row_and_nothing_is_stored_and_every_problem_is_told_at_once(send: Send, town: Ledger) -> None:
    before = fingerprint(town)
    delivered = send(
        results="newcomer_id;kind;taken_on;passed\namina;modultest;2026-05-28;ja\nolena;modultest;31-02-2026;måske\n",
        attendance="newcomer_id;week;lessons_offered;lessons_attended\namina;2026-W60;12;x\n",
    )

    assert {(file, line, column) for file, line, column, _ in told(delivered)} == {
        ("results.csv", 3, "newcomer_id"),
        ("results.csv", 3, "taken_on"),
        ("results.csv", 3, "passed"),
        ("attendance.csv", 2, "week"),
        ("attendance.csv", 2, "lessons_attended"),
    }
    assert fingerprint(town) == before


def test_trying_first_stores_nothing(send: Send, town: Ledger) -> None:
    before = fingerprint(town)
    delivered = send(results="newcomer_id;kind;taken_on;passed\namina;modultest;2026-05-28;ja\n", dry_run=True)

    assert delivered.outcome is not None
    assert (delivered.outcome.batch_id, delivered.outcome.added["results.csv"]) == (None, 1)
    assert fingerprint(town) == before


def test_lessons_by_person_go_to_the_one_enrolment_that_covers_the_week(send: Send, town: Ledger) -> None:
    delivered = send(
        enrolments=ENROLMENTS
        + f"hold-amina;amina;;DU3;3;{FIRST_MONDAY};2026-05-31\n"
        + "hold-amina-4;amina;;DU3;4;2026-06-01;\n",
        attendance="kursist;uge;udbudte;mødt\namina;2026-W22;12;10\namina;2026-W23;12;9,5\n",
    )

    assert told(delivered) == []
    attendance = current_texts(town)["attendance.csv"]
    assert "hold-amina;2026-W22;12;10\n" in attendance
    assert "hold-amina-4;2026-W23;12;9.5\n" in attendance


def test_lessons_by_person_are_refused_where_no_or_several_enrolments_cover_the_week(send: Send) -> None:
    delivered = send(
        enrolments=ENROLMENTS + "hold-amina-4;amina;;DU3;4;2026-06-01;\n",
        attendance="kursist;uge;udbudte;mødt\namina;2026-W23;12;9\nyusuf;2026-W02;12;9\n;2026-W22;12;9\n",
    )

    assert [(line, sentence.split(".")[0]) for _, line, _, sentence in told(delivered)] == [
        (2, "Personen har flere indmeldelser hos jer i den uge"),
        (3, "Personen har ingen indmeldelse hos jer, der dækker ugen"),
        (4, "Der mangler en person eller en indmeldelse"),
    ]


def test_a_file_that_is_not_recognised_is_explained_by_the_deliverer_and_then_taken(send: Send, town: Ledger) -> None:
    file = {"udtraek": "Løbenr;Hvad;Hvornår;Gik det\namina;modultest;28-05-2026;ja\n"}
    first = send(**file)

    assert first.outcome is None
    (unknown,) = first.unrecognised
    assert unknown.headers == ("Løbenr", "Hvad", "Hvornår", "Gik det")
    meanings = {"Løbenr": "newcomer_id", "Hvad": "kind", "Hvornår": "taken_on", "Gik det": "passed"}
    second = send(**file, said={"udtraek.csv": Said("results", meanings)})
    assert told(second) == []
    assert ";amina;sprogcenter;modultest;samlet;;;2026-05-28;" in current_texts(town)["results.csv"]


def test_saying_that_a_forbidden_column_is_something_else_does_not_let_it_in(send: Send, town: Ledger) -> None:
    before = fingerprint(town)
    text = "CPR-nummer;Hvad;Hvornår;Gik det\namina;modultest;28-05-2026;ja\n"
    meanings = {"CPR-nummer": "newcomer_id", "Hvad": "kind", "Hvornår": "taken_on", "Gik det": "passed"}

    unsaid, said = send(udtraek=text), send(udtraek=text, said={"udtraek.csv": Said("results", meanings)})

    for delivered in (unsaid, said):
        assert ("udtraek.csv", 1, "CPR-nummer") in {one[:3] for one in told(delivered)}
    assert fingerprint(town) == before


def test_the_forms_own_id_becomes_the_deliverys_and_a_used_one_never_swallows_a_delivery(
    send: Send, town: Ledger
) -> None:
    number = str(uuid4())
    first = send(results="newcomer_id;kind;taken_on;passed\namina;modultest;2026-05-28;ja\n", delivery_id=number)
    other = send(results="newcomer_id;kind;taken_on;passed\nyusuf;modultest;2026-05-28;ja\n", delivery_id=number)

    assert first.outcome is not None
    assert other.outcome is not None
    assert first.outcome.batch_id == number
    assert other.outcome.batch_id not in (None, number)
    assert ";yusuf;sprogcenter;modultest" in current_texts(town)["results.csv"]


@pytest.mark.parametrize(
    "actor",
    [
        SYSTEM,
        OWNER,
        Actor("karen", Role.CASEWORKER, municipality="461"),
        Actor("mia", Role.OBSERVER, observer_id="mia"),
    ],
)
def test_only_a_provider_delivers_at_the_counter(send: Send, town: Ledger, actor: Actor) -> None:
    before = fingerprint(town)
    if actor is SYSTEM:
        delivered = send(actor=actor, results="newcomer_id;kind;taken_on;passed\namina;modultest;2026-05-28;ja\n")
        assert {why for *_, why in told(delivered)} == {NOT_REFERRED}
    else:
        with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
            send(actor=actor, results="x")
    assert fingerprint(town) == before


def test_a_provider_account_bound_to_no_provider_may_nothing(send: Send) -> None:
    with pytest.raises(NotAllowed):
        send(actor=Actor("x", Role.PROVIDER), results="x")


def test_a_provider_sees_and_undoes_its_own_deliveries_and_no_others(send: Send, town: Ledger) -> None:
    mine = stored(send(results="newcomer_id;kind;taken_on;passed\namina;modultest;2026-05-28;ja\n"))
    theirs = stored(send(actor=BENT, results="newcomer_id;kind;taken_on;passed\nolena;modultest;2026-05-28;ja\n"))
    (municipalitys,) = (one for one in list_deliveries(town, OWNER) if one.provider_id is None)

    assert [one.batch_id for one in list_deliveries(town, KIRSTEN)] == [mine]
    assert len(list_deliveries(town, OWNER)) == len(list_deliveries(town, SYSTEM)) == 3
    for not_hers in (theirs, municipalitys.batch_id, "findes-ikke"):
        with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
            undo_import(town, KIRSTEN, not_hers, now=NOW)
    undo_import(town, KIRSTEN, mine, now=NOW)
    assert ";amina;" not in current_texts(town)["results.csv"]
    assert [one.undone_at for one in list_deliveries(town, KIRSTEN)] == [NOW]


def test_an_enrolment_that_lessons_were_reported_on_is_not_undone_before_them(send: Send, town: Ledger) -> None:
    first = stored(send(enrolments=ENROLMENTS + "hold-amina-4;amina;;DU3;4;2026-06-01;\n"))
    second = stored(send(attendance=ATTENDANCE + "hold-amina-4;2026-W23;12;9\n"))

    with pytest.raises(StillInUse) as refused:
        undo_import(town, KIRSTEN, first, now=NOW)

    assert second in " ".join(refused.value.reasons)


def test_who_is_handed_over_to_another_provider_is_no_longer_theirs(send: Send, town: Ledger, tmp_path: Path) -> None:
    moved = SmallBundle().add(
        "enrolments",
        enrolment_id="hold-amina",
        newcomer_id="amina",
        provider_id="aftenskolen",
        track="DU3",
        module="3",
        started_on=FIRST_MONDAY,
    )
    deliver(town, moved, tmp_path / "moved", now=at(TODAY, 8))

    results = "newcomer_id;kind;taken_on;passed\namina;modultest;2026-05-28;ja\n"
    assert [why for *_, why in told(send(results=results))] == [NOT_REFERRED]
    assert told(send(actor=BENT, results=results)) == []


def test_another_provider_cannot_be_found_out_about_by_undoing_a_delivery_that_never_was(town: Ledger) -> None:
    with pytest.raises(CallerCanMend, match="Der er ingen levering"):
        undo_import(town, SYSTEM, "findes-ikke", now=NOW)
    with pytest.raises(NotAllowed):
        undo_import(town, BENT, "findes-ikke", now=NOW)


CASEWORKER = Actor("karen", Role.CASEWORKER, municipality="461")
RESULT = "newcomer_id;kind;taken_on;passed\namina;modultest;{day};ja\n"


def end_referral(town: Ledger, last_on: str = "") -> None:
    about = {"newcomer_id": "amina", "enrolment_id": "hold-amina", "last_on": last_on}
    register_referral_end(town, CASEWORKER, draft_id=str(uuid4()), now=NOW, **about)


def test_a_referral_that_was_ended_lets_late_results_in_for_sixty_days_and_then_nothing(
    send: Send, town: Ledger
) -> None:
    end_referral(town)

    assert told(send(results=RESULT.format(day="2026-05-28"))) == []
    later = NOW + timedelta(days=60)
    assert [why for *_, why in told(send(results=RESULT.format(day="2026-05-27"), now=later))] == [NOT_REFERRED]
    lessons = ATTENDANCE + "hold-amina;2026-W20;12;9\n"
    assert [why for *_, why in told(send(attendance=lessons, now=later))] == [NOT_REFERRED]


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("hold-amina;amina;;DU3;3;2026-01-05;2026-06-07", "started_on", "Startdatoen ligger før henvisningen"),
        (f"hold-amina;amina;;DU3;3;{FIRST_MONDAY};", "ended_on", "Slutdatoen er sat af kommunen"),
        (f"hold-amina;amina;;DU3;3;{FIRST_MONDAY};2026-12-31", "ended_on", "Slutdatoen er sat af kommunen"),
        ("nyt;amina;;DU3;4;2026-06-08;", "newcomer_id", "ingen åben indmeldelse"),
    ],
)
def test_a_provider_cannot_lengthen_what_the_municipality_ended(
    send: Send, town: Ledger, row: str, column: str, why: str
) -> None:
    end_referral(town)
    before = fingerprint(town)

    ((_, _, where, sentence),) = told(send(enrolments=ENROLMENTS + row + "\n"))

    assert (where, why in sentence) == (column, True)
    assert fingerprint(town) == before


def test_changing_the_module_first_does_not_make_the_referral_the_providers_own(send: Send) -> None:
    assert told(send(enrolments=ENROLMENTS + f"hold-amina;amina;;DU3;5;{FIRST_MONDAY};\n")) == []

    earlier = told(send(enrolments=ENROLMENTS + "hold-amina;amina;;DU3;5;2020-01-01;\n"))
    new = told(send(enrolments=ENROLMENTS + "nyt;amina;;DU3;6;2020-01-01;\n"))

    assert [column for _, _, column, _ in (*earlier, *new)] == ["started_on", "started_on"]


def test_what_was_taken_or_taught_outside_the_enrolment_is_refused(send: Send) -> None:
    delivered = send(results=RESULT.format(day="2025-05-28"), attendance=ATTENDANCE + "hold-amina;2026-W02;12;9\n")

    assert {(file, column) for file, _, column, _ in told(delivered)} == {
        ("results.csv", "taken_on"),
        ("attendance.csv", "week"),
    }


def test_a_whole_history_sent_again_is_unchanged_even_where_somebody_left_long_ago(send: Send, town: Ledger) -> None:
    history = RESULTS + "k1;amina;sprogcenter;modultest;;DU3;3;2026-05-28;2026-06-02;ja;\n"
    stored(send(results=history))
    register_referral_end(
        town,
        Actor(user="karen", role=Role.CASEWORKER, municipality="461"),
        draft_id=str(uuid4()),
        newcomer_id="amina",
        enrolment_id="hold-amina",
        last_on="",
        now=NOW,
    )

    again = send(results=history, now=NOW + timedelta(days=100))

    assert told(again) == []
    assert again.outcome is not None
    assert again.outcome.unchanged["results.csv"] == 1
