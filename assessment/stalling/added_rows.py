"""The bundle rows of an answer to "what would change it?", written as the bundle writes them."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import NAMESPACE_URL, uuid5

from assessment.domain.bundle import BUNDLE_FILES
from assessment.domain.days import COPENHAGEN
from assessment.stalling.snapshot import Snapshot

Row = dict[str, str]

EXAMPLE_CRITERIA = ("instructions", "small_talk", "reporting", "initiative")
"""What an added observation rates: easy and hard ones, that can be seen at any workplace."""
_FILES = ("observations", "ratings", "results")
_EMPTY: dict[str, Row] = {stem: dict.fromkeys(BUNDLE_FILES[stem].column_names, "") for stem in _FILES}


def entry_id(facts: Snapshot, row: int, number: int) -> str:
    """The id of the ``number``-th added observation (0 is the first): the same each time it is asked for that day.

    It counts on from the entries known, so that entries that were imported after all are not named again.
    """
    return _identity(facts, row, f"{int(facts.rows.entries_known[row]) + number + 1}")


def result_kind(track: str) -> str:
    """What kind of test ends a module of ``track``."""
    return "fvu" if track == "FVU" else "modultest"


@dataclass(frozen=True, slots=True)
class Talk:
    """How much Danish was talked on the day of an added observation, and with how many, as the bundle says it."""

    minutes: str
    partners: str


UNSAID_TALK = Talk("", "")
"""Nothing is said of it."""
SOME_TALK, MUCH_TALK = Talk("10to30", "2to3"), Talk("gt30", "4plus")
"""Short talks with a few, and long ones with many."""


def observation_rows(
    facts: Snapshot, row: int, steps: list[int], count: int, talk: Talk = UNSAID_TALK
) -> dict[str, list[Row]]:
    """``count`` observations of the placement by its usual observer, each with these ``steps`` and this ``talk``."""
    rows = facts.rows
    ids = [entry_id(facts, row, number) for number in range(count)]
    noon = datetime.combine(facts.as_of, time(12), tzinfo=COPENHAGEN)
    observations = [
        _whole(
            "observations",
            observation_id=identity,
            placement_id=rows.placement_id[row],
            observer_id=facts.observer_ids[rows.usual_observer[row]],
            seen_on=facts.as_of.isoformat(),
            recorded_at=noon.isoformat(),
            mode="in_person",
            talk_minutes=talk.minutes,
            talk_partners=talk.partners,
        )
        for identity in ids
    ]
    ratings = [
        _whole("ratings", observation_id=identity, criterion=criterion, step=str(step))
        for identity in ids
        for criterion, step in zip(EXAMPLE_CRITERIA, steps, strict=True)
    ]
    return _files(observations=observations, ratings=ratings)


def passed_rows(facts: Snapshot, row: int) -> dict[str, list[Row]]:
    """A passed test of the module the newcomer is enrolled in."""
    rows, day = facts.rows, facts.as_of.isoformat()
    result = _whole(
        "results",
        result_id=_identity(facts, row, "result"),
        newcomer_id=rows.newcomer_id[row],
        provider_id=rows.provider_id[row],
        kind=result_kind(rows.track[row]),
        part="samlet",
        track=rows.track[row],
        module=rows.module[row],
        taken_on=day,
        reported_on=day,
        passed="ja",
    )
    return _files(results=[result])


def _identity(facts: Snapshot, row: int, what: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"sprogspor|{facts.rows.placement_id[row]}|{facts.as_of.isoformat()}|{what}"))


def _whole(stem: str, **values: str) -> Row:
    """A row with every column of its file, in order, empty where nothing is said."""
    return {**_EMPTY[stem], **values}


def _files(**content: list[Row]) -> dict[str, list[Row]]:
    return {BUNDLE_FILES[stem].filename: content.get(stem, []) for stem in _FILES}
