"""The acts of the matrix on people: what caseworkers, buddies and providers do."""

from datetime import date
from uuid import UUID

from assessment.access.actor import Actor, Role
from assessment.access.policy import Verb
from assessment.domain.decision import Outcome, View
from assessment.domain.errors import NotAllowed
from assessment.domain.message import MessageKind
from assessment.domain.registration import BuddyForm, NewcomerForm, PauseForm, PlacementForm, ReferralForm
from assessment.reference.calibration_cases import load_cases
from assessment.storage.ledger import Ledger
from assessment.use_cases.check_note import check_note
from assessment.use_cases.deliver_as_provider import deliver_as_provider
from assessment.use_cases.log_observation import log_observation
from assessment.use_cases.look_at_own_reading import look_at_own_reading
from assessment.use_cases.make_report import make_report
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.own_people import own_people
from assessment.use_cases.rate_case import rate_case
from assessment.use_cases.read_letters import read_letters
from assessment.use_cases.record_decision import record_decision
from assessment.use_cases.record_own_view import record_own_view
from assessment.use_cases.register_assignment import register_assignment
from assessment.use_cases.register_assignment_end import register_assignment_end
from assessment.use_cases.register_choices import register_choices
from assessment.use_cases.register_newcomer import register_newcomer
from assessment.use_cases.register_pause import register_pause
from assessment.use_cases.register_placement import register_placement
from assessment.use_cases.register_placement_end import register_placement_end
from assessment.use_cases.register_referral import register_referral
from assessment.use_cases.register_referral_end import register_referral_end
from assessment.use_cases.search_notes import Remembered, search_by_meaning, search_by_words
from assessment.use_cases.write_to_buddy import write_to_buddy
from support.matrix import Act, Allowed, new_id, those_of
from support.three_people import FIRST_MONDAY, TODAY
from support.two_towns import ACTORS, NOW, PEOPLE, TOWNS, WHO, caseworkers_of, observers_among, providers_among

PERSONS = tuple(person.name for person in PEOPLE)
NOBODY = "findes-ikke"
"""An id that is nobody's: it must be refused in the same words as somebody else's."""
ANYBODY = (*PERSONS, NOBODY)


def _caseworkers(name: str) -> Allowed:
    return caseworkers_of(WHO[name].town) if name in WHO else frozenset()


def _buddies(name: str) -> Allowed:
    return observers_among(WHO[name].buddies) if name in WHO else frozenset()


def _teachers(name: str) -> Allowed:
    return providers_among(WHO[name].providers) if name in WHO else frozenset()


def _readers(name: str) -> Allowed:
    return _teachers(name) | _caseworkers(name)


def _placement(name: str) -> str:
    return f"forloeb-{name}"


def _log(ledger: Ledger, actor: Actor, name: str) -> object:
    sent = {
        "observation_id": new_id(),
        "placement_id": _placement(name),
        "seen_on": TODAY.isoformat(),
        "ratings": {"small_talk": 2},
    }
    return log_observation(ledger, actor, sent, clock=lambda: NOW)


def _check(ledger: Ledger, actor: Actor, name: str) -> object:
    return check_note(ledger, actor, {"placement_id": _placement(name), "note": "Hun hilste."}, now=NOW)


def _rate(ledger: Ledger, actor: Actor, _on: str) -> object:
    steps = {code: {"calibration_id": str(UUID(new_id())), "step": 1} for code in load_cases().case("laundry").criteria}
    return rate_case(ledger, actor, {"case_id": "laundry", "ratings": steps}, clock=lambda: NOW)


def _search_words(ledger: Ledger, actor: Actor, _on: str) -> object:
    return search_by_words(ledger, actor, "hemmelig note", now=NOW)


def _search_meaning(ledger: Ledger, actor: Actor, _on: str) -> object:
    return search_by_meaning(ledger, actor, "hemmelig", now=NOW, is_asked_now=False, remembered=Remembered())


def _view(ledger: Ledger, actor: Actor, name: str) -> object:
    return record_own_view(
        ledger, actor, view_id=new_id(), placement_id=_placement(name), view=View.STALLED, line="", now=NOW
    )


def _decide(ledger: Ledger, actor: Actor, name: str) -> object:
    return record_decision(
        ledger,
        actor,
        decision_id=new_id(),
        placement_id=_placement(name),
        outcome=Outcome.OFFER_SUPPORT,
        reason="En makker mere.",
        follow_up_on=None,
        now=NOW,
    )


def _write(ledger: Ledger, actor: Actor, name: str) -> object:
    return write_to_buddy(
        ledger,
        actor,
        message_id=new_id(),
        placement_id=_placement(name),
        observer_id="mia",
        kind=MessageKind.THANKS,
        criterion=None,
        text="Tak for noten.",
        now=NOW,
    )


def _pause(ledger: Ledger, actor: Actor, name: str) -> object:
    return register_pause(ledger, actor, draft_id=new_id(), newcomer_id=name, form=PauseForm(), now=NOW)


def _refer(ledger: Ledger, actor: Actor, name: str) -> object:
    return register_referral(ledger, actor, draft_id=new_id(), newcomer_id=name, form=ReferralForm(), now=NOW)


def _end_referral(ledger: Ledger, actor: Actor, name: str) -> object:
    return register_referral_end(
        ledger, actor, draft_id=new_id(), newcomer_id=name, enrolment_id="ingen", last_on="", now=NOW
    )


def _place(ledger: Ledger, actor: Actor, name: str) -> object:
    return register_placement(
        ledger, actor, draft_id=new_id(), newcomer_id=name, form=PlacementForm(), buddy=BuddyForm(), now=NOW
    )


def _assign(ledger: Ledger, actor: Actor, name: str) -> object:
    return register_assignment(
        ledger, actor, draft_id=new_id(), placement_id=_placement(name), buddy=BuddyForm(), now=NOW
    )


def _unassign(ledger: Ledger, actor: Actor, name: str) -> object:
    return register_assignment_end(
        ledger, actor, draft_id=new_id(), placement_id=_placement(name), observer_id="ingen", last_on="", now=NOW
    )


def _end(ledger: Ledger, actor: Actor, name: str) -> object:
    return register_placement_end(
        ledger, actor, draft_id=new_id(), placement_id=_placement(name), ends_on="i morgen", now=NOW
    )


def _create(ledger: Ledger, actor: Actor, _on: str) -> object:
    form = NewcomerForm(alias="", placement=PlacementForm())
    return register_newcomer(ledger, actor, draft_id=new_id(), form=form, now=NOW)


def _come(ledger: Ledger, actor: Actor, _on: str) -> object:
    return deliver_as_provider(ledger, actor, [], said={}, delivery_id=new_id(), now=NOW)


def _deliver(ledger: Ledger, actor: Actor, name: str) -> object:
    """A result of the person; a row that is refused is a door that is shut, and everybody is told the same of it."""
    row = f"{name};modultest;DU2;3;2026-05-20;2026-05-27;ja"
    file = "newcomer_id;kind;track;module;taken_on;reported_on;passed\n" + row
    delivered = deliver_as_provider(
        ledger, actor, [("results.csv", file.encode())], said={}, delivery_id=str(UUID(new_id())), now=NOW
    )
    if delivered.outcome is not None and delivered.outcome.refused:
        (problem,) = delivered.outcome.refused
        assert "henvist" in problem.message, problem.message
        raise NotAllowed("Det har du ikke adgang til.")
    return delivered


def _report_on(ledger: Ledger, actor: Actor, name: str) -> object:
    period = {"from_on": FIRST_MONDAY, "to_on": date(2026, 6, 1)}
    return make_report(ledger, actor, report_id=new_id(), newcomer_id=name, now=NOW, **period)


def _report_of(ledger: Ledger, actor: Actor, provider: str) -> object:
    period = {"from_on": FIRST_MONDAY, "to_on": date(2026, 6, 1)}
    return make_report(ledger, actor, report_id=new_id(), provider_id=provider, now=NOW, **period)


def _report_of_town(ledger: Ledger, actor: Actor, town: str) -> object:
    period = {"from_on": FIRST_MONDAY, "to_on": date(2026, 6, 1)}
    return make_report(ledger, actor, report_id=new_id(), municipality=town, now=NOW, **period)


ACTS_ON_PEOPLE: tuple[Act, ...] = (
    Act(
        "open the queue",
        Verb.READ_QUEUE,
        ("*",),
        those_of(Role.CASEWORKER),
        lambda led, a, _: open_queue(led, a, now=NOW),
    ),
    Act("open", Verb.READ_CASE, ANYBODY, _caseworkers, lambda led, a, n: open_case(led, a, _placement(n), now=NOW)),
    Act("search by words", Verb.SEARCH_NOTES, ("*",), those_of(Role.CASEWORKER), _search_words),
    Act("search by meaning", Verb.SEARCH_NOTES, ("*",), those_of(Role.CASEWORKER), _search_meaning),
    Act("record a view", Verb.RECORD_VIEW, ANYBODY, _caseworkers, _view),
    Act("decide", Verb.DECIDE, ANYBODY, _caseworkers, _decide),
    Act("write", Verb.WRITE_TO_BUDDY, ANYBODY, _caseworkers, _write),
    Act(
        "letters",
        Verb.WRITE_TO_BUDDY,
        ANYBODY,
        _caseworkers,
        lambda led, a, n: read_letters(led, a, _placement(n), now=NOW),
    ),
    Act("pause", Verb.REGISTER_FACTS, ANYBODY, _caseworkers, _pause),
    Act("refer", Verb.REGISTER_FACTS, ANYBODY, _caseworkers, _refer),
    Act("end a referral", Verb.REGISTER_FACTS, ANYBODY, _caseworkers, _end_referral),
    Act("place", Verb.REGISTER_FACTS, ANYBODY, _caseworkers, _place),
    Act("assign", Verb.REGISTER_FACTS, ANYBODY, _caseworkers, _assign),
    Act("unassign", Verb.REGISTER_FACTS, ANYBODY, _caseworkers, _unassign),
    Act("end a placement", Verb.REGISTER_FACTS, ANYBODY, _caseworkers, _end),
    Act("create a person", Verb.REGISTER_FACTS, ("*",), those_of(Role.CASEWORKER), _create),
    Act(
        "choose for a case",
        Verb.REGISTER_FACTS,
        ANYBODY,
        _caseworkers,
        lambda led, a, n: register_choices(led, a, _placement(n), now=NOW),
    ),
    Act(
        "choose from the lists",
        Verb.REGISTER_FACTS,
        ("*",),
        those_of(Role.CASEWORKER),
        lambda led, a, _: register_choices(led, a, now=NOW),
    ),
    Act(
        "own people",
        Verb.READ_OWN_PEOPLE,
        ("*",),
        those_of(Role.OBSERVER),
        lambda led, a, _: own_people(led, a, now=NOW),
    ),
    Act("log", Verb.LOG_OBSERVATION, ANYBODY, _buddies, _log),
    Act("rate a case", Verb.RATE_CASE, ("*",), those_of(Role.OBSERVER), _rate),
    Act(
        "see one's own reading",
        Verb.READ_OWN_READING,
        ("*",),
        those_of(Role.OBSERVER),
        lambda led, a, _: look_at_own_reading(led, a, now=NOW),
    ),
    Act("check a note", Verb.LOG_OBSERVATION, ANYBODY, _buddies, _check),
    Act("come to the counter", Verb.DELIVER, ("*",), those_of(Role.PROVIDER), _come, machine=True),
    Act("deliver about", Verb.DELIVER, ANYBODY, _teachers, _deliver),
    Act("report on", Verb.REPORT, PERSONS, _readers, _report_on, machine=True),
    Act("report of a municipality", Verb.REPORT, TOWNS, caseworkers_of, _report_of_town, machine=True),
    Act(
        "report of a provider",
        Verb.REPORT,
        ("nordskolen", "sydskolen"),
        lambda provider: frozenset(user for user, actor in ACTORS.items() if actor.provider_id == provider),
        _report_of,
        machine=True,
    ),
)
