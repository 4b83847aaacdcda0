"""Use case: the owner looks at the model in use, how it was judged, and how it does in each municipality."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from assessment.access.actor import Actor
from assessment.access.gate import GateEngine, points_at_in_words
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.decision import Outcome, View
from assessment.domain.installation import SMALLEST_GROUP
from assessment.domain.model_record import FlagShare, JudgedOn, ModelRecord, OwnModel, SaidOfModel, Watched
from assessment.domain.placement_state import State
from assessment.i18n.words import N_, _, current_language, number_in_words
from assessment.reference.municipalities import municipality_name
from assessment.stalling.current_model import current_model_folder, own_model_folder
from assessment.stalling.evaluation.drift import Ratio, ratio_over
from assessment.stalling.model_artefact import ModelRefused, SealedModel, look_at_model
from assessment.stalling.model_files import CARD, DANISH_CARD, METRICS
from assessment.storage import gates, installation, track_record
from assessment.storage.ledger import Ledger, Transaction
from assessment.storage.observed_inputs import inputs

LATELY, BEFORE = timedelta(weeks=8), timedelta(weeks=26)
"""The weeks in which something may have moved, and those before them that it is held against."""
_FOUR_WEEKS = timedelta(weeks=4)
_PERIODS = 6
_DAY = timedelta(days=1)
_WATCHED = {
    "flagged": N_("Af 100 tilstande pegede {now} på stilstand de seneste 8 uger; i de 6 måneder før var det {before}."),
    "observations": N_("Hvert forløb blev set {now} gange på 4 uger de seneste 8 uger; i de 6 måneder før {before}."),
    "without_talk": N_(
        "Af 100 observationer sagde {now} intet om, hvor meget der tales dansk, de seneste 8 uger; i de 6 måneder før "
        "var det {before}."
    ),
    "without_note": N_(
        "Af 100 observationer var {now} uden note de seneste 8 uger; i de 6 måneder før var det {before}."
    ),
}
"""What is watched, in the order in which it is told."""

Pairs = Mapping[str, list[tuple[float, float]]]


def look_at_model_in_use(ledger: Ledger, actor: Actor, *, now: datetime) -> ModelRecord:
    """The card and the tables of the model in use, and what moved in each municipality; counts from 5 up only."""
    require(actor, Verb.READ_TRACK_RECORD)
    model, why_not = _model_in_use()
    with ledger.reading() as transaction:
        watched = tuple(
            _watched(transaction, code, danish_day(now)) for code in installation.municipalities(transaction)
        )
    return ModelRecord(
        identity=model.identity if model else "",
        card=_card(model) if model else "",
        why_not=why_not,
        judged=_judged(json.loads(model.files[METRICS])) if model else (),
        municipalities=watched,
    )


def _model_in_use() -> tuple[SealedModel | None, str]:
    try:
        folder = current_model_folder()
        if folder is None:
            return None, _("Der er ingen model her. Der regnes med de faste regler.")
        return look_at_model(folder), ""
    except ModelRefused as refused:
        return None, str(refused)


def _card(model: SealedModel) -> str:
    return model.files[DANISH_CARD if current_language() == "da" else CARD].decode()


def _own_model(code: str) -> OwnModel | None:
    try:
        folder = own_model_folder(code)
        model = look_at_model(folder) if folder is not None else None
    except ModelRefused as refused:
        return OwnModel(why_not=str(refused))
    return OwnModel(identity=model.identity, card=_card(model)) if model else None


def _judged(metrics: Mapping[str, Any]) -> tuple[JudgedOn, ...]:
    from assessment.stalling.evaluation.chapters import (
        chapters,  # reads in scipy, which no other page of an owner needs
    )
    from assessment.stalling.evaluation.table_lines import Setting

    tables = metrics.get("tables", {})
    setting = Setting(capacity=metrics["capacity"]) if "capacity" in metrics else Setting()
    return tuple(
        JudgedOn(one.title, tuple(SaidOfModel(part.heading, part.sentences) for part in one.told), one.table)
        for one in chapters(tables, setting)
    )


def _watched(transaction: Transaction, code: str, today: date) -> Watched:
    entry = gates.in_force(transaction, code)
    last_sunday = today - timedelta(days=today.isoweekday() % 7)  # whole weeks: buddies write once in each
    turned = last_sunday - LATELY
    now = _pairs(transaction, code, turned + _DAY, last_sunday)
    before = _pairs(transaction, code, turned - BEFORE + _DAY, turned)
    moved = {name: (ratio_over(now[name]), ratio_over(before[name])) for name in _WATCHED}
    said, alarms = [], []
    for name, (lately, earlier) in moved.items():
        if lately is None or earlier is None or (name == "flagged" and not _may_be_told(now, before)):
            continue
        sentence = _(_WATCHED[name]).format(now=_told(name, lately), before=_told(name, earlier))
        if lately.has_moved(earlier):
            alarms.append(sentence + " " + _("Det er mere end tilfældigheder gør. Se efter, hvad der er ændret."))
        else:
            said.append(sentence)
    return Watched(
        code=code,
        name=municipality_name(code),
        engine=entry.engine.value if entry else GateEngine.OFF.value,
        flag_shares=tuple(_flag_shares(transaction, code, today)),
        said=(*said, *_answers(transaction, code, turned - BEFORE)),
        alarms=tuple(alarms),
        own_model=_own_model(code),
        points_at=points_at_in_words(entry) if entry else "",
    )


def _pairs(transaction: Transaction, code: str, first_on: date, last_on: date) -> Pairs:
    """For each placement what is watched, and what it is a share of."""
    found = inputs(transaction, code, first_on, last_on)
    pointed = track_record.pointed_at(transaction, code, first_on, last_on)
    return {
        "flagged": [(float(some), float(all_of_them)) for some, all_of_them in pointed],
        "observations": [(float(one.observations), one.days / _FOUR_WEEKS.days) for one in found],
        "without_talk": [(float(one.without_talk), float(one.observations)) for one in found],
        "without_note": [(float(one.without_note), float(one.observations)) for one in found],
    }


def _may_be_told(*pairs: Pairs) -> bool:
    """Whether no number is about fewer than 5 placements that were pointed at, or that never were."""
    return all(_is_large(sum(some > 0 for some, _all in one["flagged"]), len(one["flagged"])) for one in pairs)


def _is_large(some: int, of: int) -> bool:
    return some >= SMALLEST_GROUP and of - some >= SMALLEST_GROUP


def _told(name: str, ratio: Ratio) -> str:
    return number_in_words(ratio.value) if name == "observations" else str(round(100 * ratio.value))


def _flag_shares(transaction: Transaction, code: str, today: date) -> Iterator[FlagShare]:
    for period in range(_PERIODS):
        last_on = today - period * _FOUR_WEEKS
        first_on = last_on - _FOUR_WEEKS + _DAY
        pairs = track_record.pointed_at(transaction, code, first_on, last_on)
        if not pairs:
            continue
        pointed, scored = (sum(column) for column in zip(*pairs, strict=True))
        is_told = _is_large(sum(some > 0 for some, _all in pairs), len(pairs))
        yield FlagShare(first_on=first_on, last_on=last_on, share=pointed / scored if is_told else None)


def _answers(transaction: Transaction, code: str, since: date) -> Iterator[str]:
    """How often caseworkers decided, and saw for themselves, something else than what was pointed at."""
    decided = track_record.decided_on_stalls(transaction, code, since=since)
    of, overruled = sum(decided.values()), decided.get(Outcome.NOT_STALLED, 0)
    if _is_large(overruled, of):
        yield _(
            "Af 100 forløb, der blev peget på, besluttede sagsbehandleren for {n}, at de ikke var gået i stå."
        ).format(n=round(100 * overruled / of))
    sides = (State.POSSIBLE_STALL, State.PROGRESSING)
    views = [
        (one.state is State.POSSIBLE_STALL) == (one.view is View.STALLED)
        for one in track_record.first_views(transaction, code)
        if one.state in sides and one.view is not View.CANNOT_SAY and one.run.as_of >= since
    ]
    if _is_large(sum(views), len(views)):
        yield _("Hvor både sagsbehandleren og systemet sagde noget, var de enige {n} gange af 100.").format(
            n=round(100 * sum(views) / len(views))
        )
