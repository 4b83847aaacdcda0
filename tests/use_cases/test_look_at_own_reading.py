"""What a buddy is told of their own reading of the steps: theirs alone, after the cases, and never surer than it is."""

from collections import OrderedDict
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from support.one_scale import OTHERS, STRICT, add_cases, one_scale
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at
from support.whole_life import deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.errors import NotAllowed
from assessment.domain.observer_comparison import ComparedObserver, OwnReading
from assessment.i18n.words import in_language
from assessment.pages.rater_words import told_to_oneself
from assessment.reference.calibration_cases import load_cases
from assessment.use_cases.look_at_own_reading import look_at_own_reading
from assessment.use_cases.look_at_raters import look_at_raters
from assessment.use_cases.own_people import own_people
from assessment.use_cases.rate_case import rate_case
from assessment.use_cases.undo_import import undo_import

NOW = at(TODAY, 12)
STRICTER = "Du ligger cirka trekvart trin strengere end andre, plus/minus et halvt."


def observer(name: str) -> Actor:
    return Actor(user=name, role=Role.OBSERVER, observer_id=name)


@pytest.fixture
def scale(ledger, tmp_path):
    """Seven observers on one scale; Kaj is stricter than the others."""
    deliver(ledger, one_scale(FIRST_MONDAY), tmp_path / "scale", now=at(TODAY, 7))
    return ledger


def reading_of(ledger, name: str, *, now=NOW) -> OwnReading:
    return look_at_own_reading(ledger, observer(name), now=now)


def said_to(ledger, name: str, *, now=NOW) -> str:
    return " ".join(told_to_oneself(reading_of(ledger, name, now=now)))


def test_each_is_told_the_same_of_themself_as_the_caseworker_reads(scale):
    compared = {one.observer_id: one for one in look_at_raters(scale, SYSTEM, now=NOW).observers}

    for name in (STRICT, *OTHERS):
        own = reading_of(scale, name).own
        assert (own.observer_id, own.severity) == (name, compared[name].severity)
    assert said_to(scale, STRICT).startswith(f"{STRICTER} Ingen læser trinene forkert")
    assert "Det bygger på 40 trin, du har givet." in said_to(scale, STRICT)
    assert said_to(scale, OTHERS[0]).startswith("Dine trin ligner andres. Ingen læser")
    with in_language("en"):
        assert said_to(scale, STRICT).startswith("You are about three quarters of a step stricter than others, plus or")


def test_nobody_else_and_no_newcomer_is_in_what_is_told(scale):
    told = repr(reading_of(scale, STRICT))

    assert not [name for name in OTHERS if name in told]
    assert "kollega" not in told
    assert (reading_of(scale, STRICT).own.newcomers, reading_of(scale, STRICT).own.next_links) == (None, ())


def test_while_a_case_of_the_quarter_waits_nothing_is_told_so_that_nobody_rates_by_it(scale):
    next_quarter = FIRST_MONDAY + timedelta(weeks=23)
    waiting = reading_of(scale, STRICT, now=at(next_quarter, 12))
    assert waiting == OwnReading(waiting=2)
    assert told_to_oneself(waiting) == (
        "Prøv først de 2 korte eksempler, der ligger klar. Bagefter kan du her se, hvordan du bruger trinene.",
    )

    for left, case_id in enumerate(own_people(scale, observer(STRICT), now=at(next_quarter, 12)).cases):
        assert reading_of(scale, STRICT, now=at(next_quarter, 12)) == OwnReading(waiting=2 - left)
        ratings = {code: {"calibration_id": str(uuid4()), "step": 1} for code in load_cases().case(case_id).criteria}
        sent = {"case_id": case_id, "ratings": ratings}
        rate_case(scale, observer(STRICT), sent, clock=lambda: at(next_quarter, 10))
    assert reading_of(scale, STRICT, now=at(next_quarter, 12)).own.severity > 0


def test_one_who_has_rated_no_case_is_told_to_try_the_eight(ledger, tmp_path):
    bundle = one_scale(FIRST_MONDAY, rated=False)
    deliver(ledger, bundle, tmp_path / "scale", now=at(TODAY, 7))

    assert reading_of(ledger, STRICT) == OwnReading(waiting=8)
    assert said_to(ledger, STRICT).startswith("Prøv først de 8 korte eksempler")


def test_the_first_to_rate_the_cases_is_told_that_others_must_too_and_not_who_could_see_whom(ledger, tmp_path):
    bundle = add_cases(one_scale(FIRST_MONDAY, rated=False), STRICT, TODAY - timedelta(days=7))
    deliver(ledger, bundle, tmp_path / "scale", now=at(TODAY, 7))
    alone = next(one for one in look_at_raters(ledger, SYSTEM, now=NOW).observers if one.observer_id == STRICT)
    told = reading_of(ledger, STRICT)

    assert [link.alias for link in alone.next_links if link.alias] != []
    assert (told.own.linked, told.own.next_links, told.others) == (False, (), 0)
    assert said_to(ledger, STRICT).startswith("Det kan ikke vides endnu, om du er strengere eller mildere end andre.")
    assert said_to(ledger, STRICT).endswith("Det kan siges, når flere har prøvet eksemplerne.")


def test_among_few_nobody_is_told_how_they_read_beside_them(ledger, tmp_path):
    """With four others a severity would tell a good deal of theirs."""
    deliver(ledger, one_scale(FIRST_MONDAY, others=OTHERS[:4]), tmp_path / "few", now=at(TODAY, 7))
    few = reading_of(ledger, STRICT)
    assert (few.others, few.own.severity, few.own.severity_se) == (4, None, None)
    assert "for få at sammenligne med" in said_to(ledger, STRICT)

    more = add_one_more(one_scale(FIRST_MONDAY, others=OTHERS[:5]))
    deliver(ledger, more, tmp_path / "five", now=at(TODAY, 8))
    assert (reading_of(ledger, STRICT).others, said_to(ledger, STRICT)[:8]) == (5, "Du ligge")


def add_one_more(bundle: SmallBundle) -> SmallBundle:
    """Gerda has rated the cases, and seen nobody: she is on the scale, and is not somebody to compare with."""
    bundle.add("observers", observer_id="gerda", role="kulturguide", workplace_id="bageri", name="Gerda")
    return add_cases(bundle, "gerda", TODAY - timedelta(days=3))


def test_whoever_has_written_little_or_is_not_known_is_told_kindly_that_nothing_can_be_said(ledger, tmp_path):
    deliver(ledger, add_one_more(one_scale(FIRST_MONDAY)), tmp_path / "scale", now=at(TODAY, 7))

    for name in ("gerda", "hvem"):
        assert reading_of(ledger, name).own is None
        assert said_to(ledger, name) == (
            "Der er for få observationer til at sige noget endnu. Det er helt i orden. "
            "Det kommer af sig selv, når du har skrevet nogle gange mere."
        )


def test_somebody_who_sees_people_of_two_municipalities_is_compared_where_they_see_most(ledger, tmp_path):
    bundle = one_scale(FIRST_MONDAY)
    bundle.person("langt-vaek", started_on=FIRST_MONDAY, municipality="101", workplace="lager", buddy=STRICT)
    bundle.seen("langt-vaek", FIRST_MONDAY, {"small_talk": 4, "reporting": 4}, by=STRICT)
    deliver(ledger, bundle, tmp_path / "scale", now=at(TODAY, 7))

    assert reading_of(ledger, STRICT).others == len(OTHERS)


def test_only_an_observer_is_told_and_a_comparison_is_made_once_for_all_of_them(scale):
    remembered = OrderedDict()
    for name in (STRICT, *OTHERS):
        look_at_own_reading(scale, observer(name), now=NOW, remembered=remembered)
    assert len(remembered) == 1

    others = [Actor("k", Role.CASEWORKER, municipality="461"), Actor("e", Role.OWNER), SYSTEM]
    for actor in [*others, Actor("p", Role.PROVIDER, provider_id="x"), Actor("x", Role.OBSERVER)]:
        with pytest.raises(NotAllowed):
            look_at_own_reading(scale, actor, now=NOW, remembered=remembered)


def test_once_the_delivery_that_brought_the_cases_is_undone_nothing_rests_on_them(ledger, tmp_path):
    remembered = OrderedDict()
    deliver(ledger, one_scale(FIRST_MONDAY, rated=False), tmp_path / "people", now=at(TODAY, 7))
    cases = SmallBundle()
    for name in (STRICT, *OTHERS):
        add_cases(cases, name, TODAY - timedelta(days=7), less=int(name == STRICT))
    batch = deliver(ledger, cases, tmp_path / "cases", now=at(TODAY, 8))
    before = look_at_own_reading(ledger, observer(STRICT), now=NOW, remembered=remembered)

    undo_import(ledger, SYSTEM, batch, now=at(TODAY, 9))

    assert before.own.linked
    after = look_at_own_reading(ledger, observer(STRICT), now=NOW, remembered=remembered)
    assert after == OwnReading(waiting=8)


A_READING = OwnReading(
    own=ComparedObserver(
        observer_id="mia",
        name="Mia",
        role="sprogmakker",
        workplace="",
        severity=0.85,
        severity_se=0.25,
        ratings=84,
        newcomers=None,
        linked=True,
        infit=1.0,
        outfit=1.0,
        same_step_share=0.4,
        component=0,
        next_links=(),
    ),
    others=9,
    steps_per_logit=0.6,
)


@pytest.mark.parametrize(
    ("own", "others", "said", "then"),
    [
        ({}, 9, "cirka et halvt trin strengere end andre, plus/minus et kvart.", "Bliv ved, som du plejer."),
        ({"severity": -0.85}, 9, "cirka et halvt trin mildere end andre", "Bliv ved, som du plejer."),
        ({"severity": 0.1}, 9, "Dine trin ligner andres.", "Bliv ved, som du plejer."),
        ({"severity_se": 0.9}, 9, "for usikkert", "når du har skrevet nogle gange mere"),
        ({"severity": None}, 9, "for få observationer", "når du har skrevet nogle gange mere"),
        ({"severity": None}, 4, "for få at sammenligne med", "når flere har prøvet eksemplerne"),
        ({"severity": None, "linked": False}, 0, "for få observationer", "når du har skrevet nogle gange mere"),
        ({"linked": False}, 0, "Det kan ikke vides endnu", "når flere har prøvet eksemplerne"),
        ({"same_step_share": 0.97}, 9, "næsten altid det samme trin", ""),
    ],
)
def test_what_is_said_is_what_can_be_known_with_what_would_help(own, others, said, then):
    first, *more = told_to_oneself(replace(A_READING, own=replace(A_READING.own, **own), others=others))

    assert said in first
    assert then in " ".join(more)
    assert ("Det bygger på 84 trin" in " ".join(more)) == ("Bliv ved" in then)
