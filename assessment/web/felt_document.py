"""Everything the tablet page draws, as one JSON document in the reader's language: the words are made here."""

from typing import Any

from assessment.domain.buddy import Colleague, OwnEntry, OwnPeople
from assessment.domain.calibration import CalibrationCase
from assessment.domain.days import COPENHAGEN, danish_day
from assessment.domain.message import Message
from assessment.domain.rubric import Criterion, Rubric
from assessment.i18n.words import _, current_language, day_in_words, time_in_words
from assessment.pages.words import MODES, TALK_MINUTES, TALK_PARTNERS, last_seen_in_words, word
from assessment.reference.calibration_cases import load_cases
from assessment.reference.rubric import load_rubric


def felt_document(people: OwnPeople) -> dict[str, Any]:
    """What ``GET /api/v1/me/felt`` answers: the observer's people, criteria, letters and own entries.

    Keys: ``today``, ``observer`` (``id``, ``role``), ``people``, ``rubric`` (``version``, ``steps``, ``criteria`` by
    code), ``thanks``, ``history`` (newest first; ``rated``, ``told`` and ``received`` are its content in words) and
    ``cases``, the calibration cases that wait. Days come as ISO and in words.
    """
    rubric = load_rubric()
    aliases = {one.placement_id: one.alias for one in people.colleagues}
    return {
        "today": people.read_on.isoformat(),
        "observer": {"id": people.observer_id, "role": people.role},
        "people": [_colleague(one, people) for one in people.colleagues],
        "rubric": _rubric(rubric, people.role),
        "thanks": [_letter(letter, aliases) for letter in people.thanks],
        "history": [_entry(entry, rubric) for entry in people.entries],
        "cases": [_case(load_cases().case(case_id)) for case_id in people.cases],
    }


def _colleague(one: Colleague, people: OwnPeople) -> dict[str, Any]:
    return {
        "placement_id": one.placement_id,
        "alias": one.alias,
        "workplace": one.workplace,
        "last_seen_on": one.last_seen_on.isoformat() if one.last_seen_on else None,
        "last_seen": last_seen_in_words(one.last_seen_on, people.read_on),
        "due": one.due,
        "paused": one.paused,
        "criteria": list(one.criteria),
        "tip": one.tip,
        "asks": [_letter(letter, {one.placement_id: one.alias}) for letter in one.asks],
    }


def _letter(letter: Message, aliases: dict[str, str]) -> dict[str, Any]:
    return {
        "message_id": letter.message_id,
        "placement_id": letter.placement_id,
        "alias": aliases[letter.placement_id],
        "criterion": letter.criterion,
        "text": letter.text,
        "sent": day_in_words(letter.sent_at.astimezone(COPENHAGEN).date()),
    }


def _rubric(rubric: Rubric, role: str) -> dict[str, Any]:
    danish = current_language() == "da"
    return {
        "version": rubric.version,
        "steps": list(rubric.step_names if danish else rubric.step_names_en),
        "criteria": {one.code: _criterion(one, danish=danish) for one in rubric.criteria_for(role)},
    }


def _criterion(one: Criterion, *, danish: bool) -> dict[str, Any]:
    return {
        "name": one.name if danish else one.name_en,
        "question": one.question if danish else one.question_en,
        "anchors": list(one.anchors if danish else one.anchors_en),
        "example": one.example if danish else one.example_en,
    }


def _case(one: CalibrationCase) -> dict[str, Any]:
    danish = current_language() == "da"
    return {
        "case_id": one.case_id,
        "place": one.place if danish else one.place_en,
        "text": one.text if danish else one.text_en,
        "criteria": list(one.criteria),
    }


def _entry(entry: OwnEntry, rubric: Rubric) -> dict[str, Any]:
    told = [
        word(table, code)
        for table, code in (
            (TALK_MINUTES, entry.talk_minutes),
            (TALK_PARTNERS, entry.talk_partners),
            (MODES, entry.mode),
        )
        if code
    ]
    return {
        "observation_id": entry.observation_id,
        "receipt": entry.receipt,
        "placement_id": entry.placement_id,
        "alias": entry.alias,
        "seen_on": entry.seen_on.isoformat(),
        "seen": day_in_words(entry.seen_on),
        "received": _("Modtaget {day} kl. {time}, nr. {receipt}").format(
            day=day_in_words(danish_day(entry.recorded_at)),
            time=time_in_words(entry.recorded_at),
            receipt=entry.receipt,
        ),
        "mode": entry.mode or None,
        "talk_minutes": entry.talk_minutes or None,
        "talk_partners": entry.talk_partners or None,
        "note": entry.note,
        "ratings": entry.ratings,
        "rated": _rated(entry, rubric),
        "told": ", ".join(told),
        "replaced": entry.replaced,
        "withdrawn": entry.withdrawn,
        "may_be_replaced": entry.may_be_replaced,
    }


def _rated(entry: OwnEntry, rubric: Rubric) -> list[dict[str, str | None]]:
    """Name and step in words of each criterion, in the rubric's order; step is None for *ikke set*."""
    danish = current_language() == "da"
    steps = rubric.step_names if danish else rubric.step_names_en
    rated = []
    for one in rubric.criteria:
        if one.code in entry.ratings:
            step = entry.ratings[one.code]
            rated.append({"name": one.name if danish else one.name_en, "step": None if step is None else steps[step]})
    return rated
