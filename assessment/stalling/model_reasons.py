"""Why a model points at a placement: what raises its probability most, told where the facts show it plainly.

What each feature adds is summed by what it is about. A group is told when it adds enough and what it says can be seen
in entries; without those entries it would not be told.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assessment.domain.placement_state import Reason
from assessment.i18n.words import N_, _, _n, day_in_words, number_in_words
from assessment.measurement.active_weeks import week_of
from assessment.measurement.trend import probability_below
from assessment.stalling import reason_words as words
from assessment.stalling.columns import Ints, day_of
from assessment.stalling.course import NEVER
from assessment.stalling.features import FEATURES, LESSON_WEEKS, NOTE_WEEKS, Lately
from assessment.stalling.judgement import Judgement
from assessment.stalling.model_engine import ModelEngine
from assessment.stalling.snapshot import Snapshot
from assessment.stalling.talk import TALK_WEEKS, SaidLately, said_lately
from assessment.text.labelled_notes import BETTER_WHEN_MORE, SIGNALS

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

LEAST_ADDED = 0.15
"""A group that adds less to the log-odds is not worth a sentence."""
PLACEMENT_SIDE = {"talk", "partners"}
"""What the workplace can change."""
LOW_ATTENDANCE = 0.6
"""Lessons are told of where less than this share of those offered was attended; on average about two thirds is."""
LESS_TALK = 0.7
"""Talk is less than before where the minutes are below this share of what they were."""
NOTE_SAYS = 0.3
"""A note says something from here on, on the scale from -1 to 1 on which signals were learned."""
_TALK_NOW, _TALK_BEFORE = 4, 20
_NOTES_SAY = {
    "initiative": N_("der sjældent bliver taget initiativ på dansk"),
    "small_talk": N_("der er lidt småsnak på dansk"),
    "understanding": N_("det er svært at forstå, hvad der bliver sagt"),
    "switching_to_english": N_("samtalen tit skifter til engelsk"),
    "avoidance": N_("situationer, hvor man skal tale dansk, tit bliver undgået"),
    "no_one_to_talk_to": N_("der mangler nogen at tale dansk med"),
    "new_words": N_("der sjældent kommer nye ord til"),
    "independence": N_("der er brug for meget hjælp på dansk"),
}


@dataclass(slots=True)
class ModelReasons:
    """The sentences about the possible stalls of one snapshot, by a model's own account."""

    facts: Snapshot
    judgement: Judgement
    engine: ModelEngine
    lately: Lately = field(init=False)
    _about: dict[str, Callable[[int], Reason | None]] = field(init=False)
    _talk: SaidLately = field(init=False)
    _partners: SaidLately = field(init=False)
    _lessons: "_RecentLessons" = field(init=False)
    _no_rise: Bools = field(init=False)
    _falls: Bools = field(init=False)

    def __post_init__(self) -> None:
        self.lately = Lately(self.facts, self.engine)
        entries, judged, engine = self.facts.observed, self.judgement, self.engine
        self._talk = said_lately(entries.little_talk, self.lately, engine)
        self._partners = said_lately(entries.few_partners, self.lately, engine)
        self._lessons = _recent_lessons(self.facts)
        enough = engine.progress_pace_share * judged.growth.expected_pace
        self._no_rise, self._falls = (
            slower >= limit
            for slower, limit in (
                (probability_below(enough, judged.pace, judged.pace_se), 1 - engine.progress_probability_threshold),
                (probability_below(0 * enough, judged.pace, judged.pace_se), engine.progress_probability_threshold),
            )
        )
        self._about = {
            "growth": self._flat,
            "talk": self._little_talk,
            "partners": self._few_partners,
            "lessons": self._low_attendance,
            "results": self._no_recent_pass,
            "observers": self._observer_change,
        }

    def of(self, row: int, added: Mapping[str, float]) -> Iterator[Reason]:
        """The reasons for the possible stall at position ``row``; at least one.

        What the workplace can change comes first, for it is the commoner cause; within that, what raises it most.

        Parameters
        ----------
        row : int
        added : mapping from feature to float
            What each adds to the log-odds there.
        """
        groups: dict[str, float] = {}
        for name, value in added.items():
            groups[_ABOUT[name]] = groups.get(_ABOUT[name], 0.0) + value
        told = False
        worth = [one for one in groups if groups[one] >= LEAST_ADDED]
        for group in sorted(worth, key=lambda one: (one not in PLACEMENT_SIDE, -groups[one])):
            reason = self._of_notes(row, added) if group == "notes" else self._about.get(group, _untold)(row)
            if reason is not None:
                told = True
                yield reason
        if not told:
            yield self._of_all(row)

    def _flat(self, row: int) -> Reason | None:
        """No clear rise in what was seen in the last weeks; one look alone shows no change."""
        seen = self._entries(row, self.lately.usable & self._within(TALK_WEEKS))
        if seen.size < 2 or not self._no_rise[row]:
            return None
        falls = bool(self._falls[row])
        return Reason("falling_ratings" if falls else "flat_ratings", self._trend(seen, falls=falls), self._ids(seen))

    def _little_talk(self, row: int) -> Reason | None:
        said, little = int(self._talk.said[row]), self._entries(row, self._talk.little)
        if self._talk.dominates[row]:
            return Reason("little_talk", words.little_talk(little.size, said), self._ids(little))
        return self._less_talk(row)

    def _less_talk(self, row: int) -> Reason | None:
        minutes, age = self.facts.observed.talk_minutes, self.lately.age
        said = self._entries(row, np.isfinite(minutes) & (age >= 0) & (age < _TALK_BEFORE))
        now, before = said[age[said] < _TALK_NOW], said[age[said] >= _TALK_NOW]
        if not now.size or not before.size:
            return None
        lately, usually = float(minutes[now].mean()), float(minutes[before].mean())
        if lately >= LESS_TALK * usually:
            return None
        text = _(
            "Der tales mindre dansk end før: cirka {now} minutter de dage, der er set på i de seneste {weeks} aktive "
            "uger, mod cirka {before} minutter i ugerne før."
        ).format(now=number_in_words(lately, 0), weeks=_TALK_NOW, before=number_in_words(usually, 0))
        return Reason("less_talk", text, self._ids(now[minutes[now] < usually]))

    def _few_partners(self, row: int) -> Reason | None:
        if not self._partners.dominates[row]:
            return None
        few = self._entries(row, self._partners.little)
        return Reason("few_partners", words.few_partners(few.size, int(self._partners.said[row])), self._ids(few))

    def _low_attendance(self, row: int) -> Reason | None:
        offered, attended, classes = self._lessons.of(int(self.facts.rows.newcomer[row]))
        if offered <= 0 or attended >= LOW_ATTENDANCE * offered:
            return None
        return self._of_lessons(offered, attended, classes)

    def _of_lessons(self, offered: float, attended: float, classes: tuple[str, ...]) -> Reason:
        text = _("Der er deltaget i {attended} af {offered} lektioner i de seneste {weeks} uger.").format(
            attended=number_in_words(attended, 0), offered=number_in_words(offered, 0), weeks=LESSON_WEEKS
        )
        return Reason("low_attendance", text, classes)

    def _no_recent_pass(self, row: int) -> Reason | None:
        rows, passed_on = self.facts.rows, int(self.facts.rows.passed_on[row])
        classes = self.facts.classes.of(int(rows.newcomer[row]))
        if not classes or passed_on >= self.facts.today - self.engine.pass_counts_days:
            return None
        text = words.no_recent_pass(None if passed_on == NEVER else _day(passed_on))
        return Reason("no_recent_pass", text, (*filter(None, [str(rows.passed_id[row])]), *classes))

    def _of_notes(self, row: int, added: Mapping[str, float]) -> Reason | None:
        """What notes of the last weeks say most of, by the model, where some say it plainly."""
        by_signal = [added.get(f"note_{name}", 0.0) for name in SIGNALS]
        for at in sorted((at for at, value in enumerate(by_signal) if value > 0), key=lambda at: -by_signal[at]):
            said = self.facts.observed.signals[:, at] * BETTER_WHEN_MORE[at]
            notes = self._entries(row, (said <= -NOTE_SAYS) & self._within(NOTE_WEEKS))
            if notes.size:
                text = _n(
                    "I {n} note fra de seneste uger lyder det, som om {what}.",
                    "I {n} noter fra de seneste uger lyder det, som om {what}.",
                    notes.size,
                ).format(n=notes.size, what=_(_NOTES_SAY[SIGNALS[at]]))
                return Reason(f"note_{SIGNALS[at]}", text, self._ids(notes))
        return None

    def _observer_change(self, row: int) -> Reason | None:
        observer, seen_on = self.facts.observed.observer, self.facts.observed.seen_on
        seen = self._entries(row, self._within(TALK_WEEKS))
        others = np.flatnonzero(observer[seen] != observer[seen[-1:]])
        if not others.size:
            return None
        first_new = seen[others[-1] + 1]
        text = words.observer_change(_day(int(seen_on[first_new])))
        return Reason("observer_change", text, self._ids(np.append(seen[others], first_new)))

    def _of_all(self, row: int) -> Reason:
        """Where nothing stands out: all that was seen, else what is known of the lessons."""
        seen = self._entries(row, self.lately.age >= 0)
        if seen.size:
            return Reason("no_progress_seen", self._trend(seen, falls=False), self._ids(seen))
        return self._of_lessons(*self._lessons.of(int(self.facts.rows.newcomer[row])))

    def _within(self, weeks: int) -> Bools:
        return self.lately.within(weeks)

    def _entries(self, row: int, chosen: Bools) -> Ints:
        """Positions of the placement's chosen entries, oldest first."""
        first, last = np.searchsorted(self.facts.observed.placement, [row, row + 1])
        return np.flatnonzero(chosen[first:last]).astype(np.int64) + int(first)

    def _ids(self, positions: Ints) -> tuple[str, ...]:
        """The ids of the entries at these positions, newest first."""
        return tuple(self.facts.observed.entry_id[positions[::-1]].tolist())

    def _trend(self, seen: Ints, *, falls: bool) -> str:
        first, last = (_day(int(self.facts.observed.seen_on[at])) for at in (seen[0], seen[-1]))
        return words.no_progress(seen.size, first, last, falls=falls)


_ABOUT = {one.name: one.about for one in FEATURES}


def _untold(_row: int) -> None:
    """How long a placement has run, and how often somebody looks, is nothing to explain a stall with."""


def _day(number: int) -> str:
    return day_in_words(day_of(number))


@dataclass(frozen=True, slots=True)
class _RecentLessons:
    """The weeks of the last 8 in which lessons were offered, each newcomer's together."""

    owner: Ints
    offered: Floats
    attended: Floats
    enrolment_id: NDArray[np.object_]

    def of(self, newcomer: int) -> tuple[float, float, tuple[str, ...]]:
        """Lessons offered and attended, and the classes they were in."""
        first, last = np.searchsorted(self.owner, [newcomer, newcomer + 1])
        classes = sorted(set(self.enrolment_id[first:last].tolist()), reverse=True)
        return float(self.offered[first:last].sum()), float(self.attended[first:last].sum()), tuple(classes)


def _recent_lessons(facts: Snapshot) -> _RecentLessons:
    lessons = facts.lessons
    age = int(week_of(facts.today)) - lessons.week
    recent = np.flatnonzero((age > 0) & (age <= LESSON_WEEKS) & (lessons.offered > 0))
    kept = recent[np.argsort(lessons.owner[recent], kind="stable")]
    return _RecentLessons(
        owner=lessons.owner[kept],
        offered=lessons.offered[kept],
        attended=lessons.attended[kept],
        enrolment_id=lessons.enrolment_id[kept],
    )
