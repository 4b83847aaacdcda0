"""A caseworker asks a buddy to look and says thanks, in their own words; the buddy reads it and answers by looking."""

from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from support.deliveries import TEST_CPR
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at
from support.whole_life import CASEWORKER, deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.errors import InvalidValue, NotAllowed
from assessment.domain.field_error import InvalidFields
from assessment.domain.message import Message, MessageKind
from assessment.domain.registration import BuddyForm
from assessment.i18n.state_words import STATE_WORDS
from assessment.storage import journal
from assessment.storage.ledger import Ledger
from assessment.use_cases.log_observation import log_observation
from assessment.use_cases.own_people import own_people
from assessment.use_cases.read_letters import read_letters
from assessment.use_cases.register_assignment import register_assignment
from assessment.use_cases.register_assignment_end import register_assignment_end
from assessment.use_cases.write_to_buddy import write_to_buddy

NOW = at(TODAY, 10)
AMINAS = "forloeb-amina"
NEIGHBOUR = Actor(user="nina", role=Role.CASEWORKER, municipality="851")
MIA = Actor(user="mia", role=Role.OBSERVER, observer_id="mia")


def an_id(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def write(ledger: Ledger, text: str = "Hvordan går det i pausen?", *, letter: str = "first", **changes: Any) -> Message:
    """Ask Mia about Amina, unless said otherwise."""
    said = {
        "actor": CASEWORKER,
        "placement_id": AMINAS,
        "observer_id": "mia",
        "kind": MessageKind.ASK,
        "criterion": None,
        "now": NOW,
        **changes,
    }
    return write_to_buddy(ledger, message_id=an_id(letter), text=text, **said)


def refused_fields(act: Callable[[], object]) -> set[str]:
    with pytest.raises(InvalidFields) as refused:
        act()
    return {error.field for error in refused.value.errors}


def end_mias_assignment(ledger: Ledger) -> None:
    register_assignment_end(
        ledger, CASEWORKER, draft_id=an_id("end"), placement_id=AMINAS, observer_id="mia", last_on="", now=NOW
    )


def test_the_buddy_reads_the_request_and_it_is_answered_when_they_write(scored: Ledger) -> None:
    write(scored, criterion="small_talk")

    (amina,) = [one for one in own_people(scored, MIA, now=NOW).colleagues if one.placement_id == AMINAS]
    assert [(ask.text, ask.criterion) for ask in amina.asks] == [("Hvordan går det i pausen?", "small_talk")]
    assert amina.due
    (letter,) = read_letters(scored, CASEWORKER, AMINAS, now=NOW).written
    assert (letter.to, letter.answered_at) == ("Mia", None)

    sent = {
        "observation_id": an_id("seen"),
        "placement_id": AMINAS,
        "seen_on": TODAY.isoformat(),
        "ratings": {"small_talk": 3},
    }
    log_observation(scored, MIA, sent, clock=lambda: at(TODAY, 11))

    (letter,) = read_letters(scored, CASEWORKER, AMINAS, now=at(TODAY, 12)).written
    assert letter.answered_at == at(TODAY, 11)
    assert own_people(scored, MIA, now=at(TODAY, 12)).colleagues[0].asks == ()


def test_what_another_buddy_writes_answers_nothing(scored: Ledger) -> None:
    write(scored)
    buddy = BuddyForm(observer_name="Bo", role="kulturguide")
    bo = register_assignment(scored, CASEWORKER, draft_id=an_id("bo"), placement_id=AMINAS, buddy=buddy, now=NOW)
    sent = {
        "observation_id": an_id("seen by bo"),
        "placement_id": AMINAS,
        "seen_on": TODAY.isoformat(),
        "ratings": {"small_talk": 3},
    }
    who = Actor(user="bo", role=Role.OBSERVER, observer_id=bo.observer_id)
    log_observation(scored, who, sent, clock=lambda: at(TODAY, 11))

    (letter,) = read_letters(scored, CASEWORKER, AMINAS, now=at(TODAY, 12)).written
    assert letter.answered_at is None


def test_the_buddy_sees_the_thank_you(scored: Ledger) -> None:
    write(scored, "Tak. Din note i uge 43 førte til en ny makker om fredagen.", kind=MessageKind.THANKS)

    assert [thanks.text for thanks in own_people(scored, MIA, now=NOW).thanks] == [
        "Tak. Din note i uge 43 førte til en ny makker om fredagen."
    ]


def test_a_message_sent_twice_is_one_message(scored: Ledger) -> None:
    first, second = write(scored), write(scored)

    assert second == first
    assert len(read_letters(scored, CASEWORKER, AMINAS, now=NOW).written) == 1
    with scored.reading() as transaction:
        (line,) = journal.lines(transaction, act="write_to_buddy")
    assert line.subject == "amina"
    assert "pausen" not in line.detail


def test_an_id_that_a_colleague_used_opens_nothing(scored: Ledger) -> None:
    write(scored)
    with pytest.raises(NotAllowed):
        write(scored, actor=Actor(user="lone", role=Role.CASEWORKER, municipality="461"))
    with pytest.raises(NotAllowed):
        write(scored, placement_id="forloeb-yusuf")
    with pytest.raises(InvalidValue):
        write_to_buddy(
            scored,
            CASEWORKER,
            message_id="1",
            placement_id=AMINAS,
            observer_id="mia",
            kind=MessageKind.ASK,
            criterion=None,
            text="Hej",
            now=NOW,
        )


@pytest.mark.parametrize("actor", [NEIGHBOUR, MIA, SYSTEM, Actor(user="o", role=Role.OWNER)])
def test_only_a_caseworker_of_the_municipality_writes_to_her_buddies_or_reads_it(scored: Ledger, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        write(scored, actor=actor)
    with pytest.raises(NotAllowed):
        read_letters(scored, actor, AMINAS, now=NOW)


def test_whoever_is_not_a_buddy_there_is_not_written_to(scored: Ledger, tmp_path: Any) -> None:
    deliver(
        scored,
        SmallBundle().person("hana", started_on=FIRST_MONDAY, workplace="lager", buddy="bo"),
        tmp_path / "more",
        now=at(TODAY, 8),
    )
    for kind in MessageKind:
        assert refused_fields(lambda kind=kind: write(scored, observer_id="bo", kind=kind)) == {"observer_id"}


def test_a_former_buddy_is_thanked_but_not_asked(scored: Ledger) -> None:
    end_mias_assignment(scored)

    assert refused_fields(lambda: write(scored)) == {"observer_id"}
    assert write(scored, "Tak for det, du skrev.", kind=MessageKind.THANKS).observer_id == "mia"
    assert read_letters(scored, CASEWORKER, AMINAS, now=NOW).recipients == ()


def test_a_request_may_be_a_criterion_alone_but_not_nothing(scored: Ledger) -> None:
    assert write(scored, "", criterion="phone").text == ""
    assert refused_fields(lambda: write(scored, "  ", letter="empty")) == {"text"}
    assert refused_fields(lambda: write(scored, "", letter="thanks", kind=MessageKind.THANKS)) == {"text"}


def test_everything_that_will_not_do_is_named_at_once(scored: Ledger) -> None:
    wrong = refused_fields(lambda: write(scored, "x" * 501, observer_id="nobody", criterion="phone"))
    assert wrong == {"observer_id", "text"}
    assert refused_fields(lambda: write(scored, criterion="unwritten_rules")) == {"criterion"}
    assert refused_fields(lambda: write(scored, criterion="phone", kind=MessageKind.THANKS)) == {"criterion"}
    assert read_letters(scored, CASEWORKER, AMINAS, now=NOW).written == ()


@pytest.mark.parametrize(
    "text",
    [
        *(f"Systemet siger {word}." for word in STATE_WORDS.values()),
        "Mulig   Stagnation hos Amina",
        "mulig stag\u00adnation",
        "Vi har besluttet noget nyt.",
        "Tak, din note gav en beslutning.",
        "Der kommer en afgørelse.",
        "We made a decision.",
    ],
)
def test_a_state_or_a_decision_is_never_told_to_a_buddy(scored: Ledger, text: str) -> None:
    for kind in MessageKind:
        assert refused_fields(lambda kind=kind: write(scored, text, kind=kind)) == {"text"}


@pytest.mark.parametrize(
    "text",
    ["Har du set fremgang i pausen?", "Hun er uafhængig nu?", "Tak, det hjalp, at du tog hende med til frokost."],
)
def test_ordinary_words_about_the_day_may_be_written(scored: Ledger, text: str) -> None:
    assert write(scored, text).text == text


def test_a_personal_number_is_taken_out_before_anything_is_stored(scored: Ledger) -> None:
    assert write(scored, f"Ring til {TEST_CPR}.").text == "Ring til [fjernet]."
