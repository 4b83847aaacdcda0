"""Lists hold only what is theirs, and each filter that keeps them so is missed when it is gone."""

from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from support.letter_counts import LetterCounts
from support.three_people import FIRST_MONDAY
from support.two_towns import ACTORS, NOW, PEOPLE, TOWNS, TwoTowns

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.case import QUEUE_PARTS
from assessment.exchange import theirs
from assessment.storage import assignments, batches, compared_facts, messages, observations, searched_notes, states
from assessment.storage.ledger import Ledger
from assessment.use_cases import (
    deliver_as_provider,
    look_at_raters,
    open_queue,
    own_people,
    register_choices,
    report_facts,
    search_notes,
)
from assessment.use_cases.answer_questions import answer_questions
from assessment.use_cases.embed_notes import embed_notes
from assessment.use_cases.list_deliveries import list_deliveries
from assessment.use_cases.make_report import make_report

Listed = set[str]


def in_the_queue(ledger: Ledger, actor: Actor) -> Listed:
    queue = open_queue.open_queue(ledger, actor, now=NOW)
    return {row.header.placement_id for part in QUEUE_PARTS for row in getattr(queue, part)}


def on_the_tablet(ledger: Ledger, actor: Actor) -> Listed:
    people = own_people.own_people(ledger, actor, now=NOW)
    letters = {f"brev til {letter.observer_id}" for letter in people.thanks}
    written_by = {f"skrevet om {entry.placement_id}: {entry.note}" for entry in people.entries if entry.note}
    return {one.placement_id for one in people.colleagues} | letters | written_by


def in_the_report(ledger: Ledger, actor: Actor) -> Listed:
    made = make_report(ledger, actor, report_id="r", from_on=FIRST_MONDAY, to_on=FIRST_MONDAY.replace(month=5), now=NOW)
    return {line.newcomer_id for line in made.report.lines}


def among_deliveries(ledger: Ledger, actor: Actor) -> Listed:
    return {record.received_by for record in list_deliveries(ledger, actor)}


def to_choose_from(ledger: Ledger, actor: Actor) -> Listed:
    choices = register_choices.register_choices(ledger, actor, now=NOW)
    return {one.workplace_id for one in choices.workplaces} | {one.observer_id for one in choices.observers}


def on_the_yardstick(ledger: Ledger, actor: Actor) -> Listed:
    observers = look_at_raters.look_at_raters(ledger, actor, now=NOW).observers
    return {one.observer_id for one in observers} | {link.other_id for one in observers for link in one.next_links} - {
        ""
    }


def may_deliver_about(ledger: Ledger, actor: Actor) -> Listed:
    rows = "".join(f"{person.name};modultest;2026-05-20;2026-05-27;ja\n" for person in PEOPLE)
    file = ("results.csv", f"newcomer_id;kind;taken_on;reported_on;passed\n{rows}".encode())
    delivered = deliver_as_provider.deliver_as_provider(
        ledger, actor, [file], said={}, delivery_id="d", now=NOW, dry_run=True
    )
    refused = {problem.line for problem in delivered.outcome.refused} if delivered.outcome else set()
    return {person.name for line, person in enumerate(PEOPLE, start=2) if line not in refused}


def found_by_search(ledger: Ledger, actor: Actor) -> Listed:
    """Every note is about the same and says so in words that another town's share."""
    embed_notes(ledger, SYSTEM, LetterCounts(), clock=lambda: NOW)
    exact = search_notes.search_by_words(ledger, actor, "hemmelig note", now=NOW, rows=1_000)
    alike = search_notes.search_by_meaning(
        ledger,
        actor,
        "Hemmelig note om nogen",
        now=NOW,
        is_asked_now=True,
        remembered=search_notes.Remembered(),
        pause=lambda _seconds: answer_questions(ledger, SYSTEM, LetterCounts(), now=NOW),
    )
    assert alike.hits
    return {hit.note for hit in (*exact.hits, *alike.hits)}


def _written_in_town(actor: Actor) -> Listed:
    return {
        f"Hemmelig note om {person.name} af {buddy} i uge {week}"
        for person in PEOPLE
        if person.town == actor.municipality
        for buddy in person.buddies | person.former
        for week in (3, 4, 9, 10)
        if week % 2 == _turn(person.name, buddy)
    }


def _of_town(actor: Actor) -> Listed:
    return {person.placement_id for person in PEOPLE if person.town == actor.municipality}


def _of_buddy(actor: Actor) -> Listed:
    own = {person.name: person.placement_id for person in PEOPLE if actor.observer_id in person.buddies}
    weeks = (3, 4, 9, 10)
    written = {
        f"skrevet om {placement}: Hemmelig note om {name} af {actor.observer_id} i uge {week}"
        for name, placement in own.items()
        for week in weeks
        if week % 2 == _turn(name, actor.observer_id or "")
    }
    return set(own.values()) | written | {f"brev til {actor.observer_id}"}


def _turn(name: str, observer: str) -> int:
    person = next(person for person in PEOPLE if person.name == name)
    return sorted(person.buddies | person.former).index(observer) % 2


def _taught(actor: Actor) -> Listed:
    return {person.name for person in PEOPLE if actor.provider_id in person.providers}


def _living_in(actor: Actor) -> Listed:
    return {person.name for person in PEOPLE if person.town == actor.municipality}


def _choices(actor: Actor) -> Listed:
    return {f"vaerk-{actor.municipality}"} | _observers(actor)


def _observers(actor: Actor) -> Listed:
    of_town = [person for person in PEOPLE if person.town == actor.municipality]
    return {name for person in of_town for name in person.buddies | person.former}


LISTS: Mapping[str, tuple[Role, Callable[[Ledger, Actor], Listed], Callable[[Actor], Listed]]] = {
    "queue": (Role.CASEWORKER, in_the_queue, _of_town),
    "search": (Role.CASEWORKER, found_by_search, _written_in_town),
    "tablet": (Role.OBSERVER, on_the_tablet, _of_buddy),
    "report": (Role.PROVIDER, in_the_report, _taught),
    "report of a town": (Role.CASEWORKER, in_the_report, _living_in),
    "deliveries": (Role.PROVIDER, among_deliveries, lambda actor: {actor.user}),
    "choices": (Role.CASEWORKER, to_choose_from, _choices),
    "yardstick": (Role.CASEWORKER, on_the_yardstick, _observers),
    "counter": (Role.PROVIDER, may_deliver_about, _taught),
}


def leaks(ledger: Ledger, name: str) -> list[tuple[str, Listed]]:
    """For everybody of the role: what stands in the list and is not theirs, or is theirs and does not."""
    role, listed, expected = LISTS[name]
    found = {user: listed(ledger, actor) ^ expected(actor) for user, actor in ACTORS.items() if actor.role is role}
    return [(user, wrong) for user, wrong in found.items() if wrong]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_all_that_is_theirs_and_nothing_else(towns: Ledger, name: str) -> None:
    assert leaks(towns, name) == []


def _without(function: Callable[..., Any], *filters: str) -> Callable[..., Any]:
    """The function as it would be without a filter that it is given by name."""

    def unfiltered(*arguments: Any, **named: Any) -> Any:
        return function(*arguments, **{name: value for name, value in named.items() if name not in filters})

    return unfiltered


def _all_placements(_connection: Any, _day: Any, *, observer_id: str) -> list[str]:
    return [person.placement_id for person in PEOPLE]


def _everybodys_letters(connection: Any, _observer_id: str, placement_ids: list[str]) -> Any:
    return [letter for one in placement_ids for letter in messages.about_placement(connection, one)]


def _everybody_referred(theirs_among: Callable[..., Any]) -> Callable[..., Any]:
    from dataclasses import replace

    return lambda *given: replace(theirs_among(*given), referred=frozenset(person.name for person in PEOPLE))


FILTERS_OF_LISTS: Mapping[str, tuple[str, object, str, Callable[[], object]]] = {
    "a queue is of one town": (
        "queue",
        states,
        "latest_run",
        lambda real=states.latest_run: lambda connection, _town: real(connection, TOWNS[0]),
    ),
    "a search is of one town": (
        "search",
        searched_notes,
        "notes_in",
        lambda real=searched_notes.notes_in: (
            lambda connection, _town, *more: chain(*(real(connection, town, *more) for town in TOWNS))
        ),
    ),
    "a buddy's people are those assigned": ("tablet", assignments, "in_force", lambda: _all_placements),
    "a buddy reads their own entries": (
        "tablet",
        observations,
        "known_by",
        lambda real=observations.known_by: _without(real, "observer_id"),
    ),
    "a letter is to one": ("tablet", messages, "to_observer", lambda: _everybodys_letters),
    "a report is of one provider's learners": (
        "report",
        report_facts,
        "newcomers_of",
        lambda: lambda _transaction, _asked, _today: sorted(person.name for person in PEOPLE),
    ),
    "a municipality's report is of its own": (
        "report of a town",
        report_facts,
        "newcomers_of",
        lambda: lambda _transaction, _asked, _today: sorted(person.name for person in PEOPLE),
    ),
    "a provider lists its own deliveries": (
        "deliveries",
        batches,
        "history",
        lambda real=batches.history: _without(real, "provider_id"),
    ),
    "a delivery is about those referred": (
        "counter",
        deliver_as_provider,
        "theirs_among",
        lambda real=theirs.theirs_among: _everybody_referred(real),
    ),
    "observers are compared within one town": (
        "yardstick",
        compared_facts,
        "known_for_comparison",
        lambda real=compared_facts.known_for_comparison: lambda connection, day, _town: real(connection, day),
    ),
    "a town chooses from its own": (
        "choices",
        register_choices,
        "own_choices",
        lambda real=register_choices.own_choices: (
            lambda transaction, _town, **named: real(transaction, TOWNS[0], **named)
        ),
    ),
}


@pytest.mark.parametrize("promise", FILTERS_OF_LISTS)
def test_a_filter_that_is_gone_is_missed(towns: Ledger, promise: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, module, attribute, broken = FILTERS_OF_LISTS[promise]
    monkeypatch.setattr(module, attribute, broken())

    assert leaks(towns, name) != []


def test_the_two_towns_are_whole(filled: tuple[Path, TwoTowns]) -> None:
    assert {secret.kind for secret in filled[1].secrets} == {"alias", "note", "course", "view", "decision", "letter"}
