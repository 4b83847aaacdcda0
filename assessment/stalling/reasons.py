"""Why a state was given: plain sentences, each with the entries that show it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assessment.domain.placement_state import Reason, State
from assessment.i18n.words import _, _n, day_in_words, number_in_words
from assessment.measurement.trend import probability_below
from assessment.stalling import reason_words as words
from assessment.stalling.columns import Ints, day_of
from assessment.stalling.course import NEVER
from assessment.stalling.features import has_leading_sign
from assessment.stalling.judgement import STATES, Judgement
from assessment.stalling.model_engine import ModelEngine
from assessment.stalling.model_reasons import ModelReasons
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot
from assessment.stalling.talk import Said, few_partners, little_talk

Bools = NDArray[np.bool_]


def reasons(facts: Snapshot, judgement: Judgement, engine: RulesEngine, chosen: Ints) -> list[tuple[Reason, ...]]:
    """The reasons for the state of each placement at the positions ``chosen``."""
    explaining = _Explaining(facts, judgement, engine, chosen)
    by_state = [explaining.by_state[state] for state in STATES]
    return [tuple(by_state[judgement.state[row]](row)) for row in chosen.tolist()]


@dataclass(slots=True)
class _Explaining:
    """The sentences about one snapshot; each method tells of the placement at position ``row``."""

    facts: Snapshot
    judgement: Judgement
    engine: RulesEngine
    chosen: Ints
    by_state: dict[State, Callable[[int], Iterator[Reason]]] = field(init=False)
    _talk: Said = field(init=False)
    _partners: Said = field(init=False)
    _falls: Bools = field(init=False)
    _rises_alone: Bools = field(init=False)
    _by_model: ModelReasons | None = field(init=False, default=None)
    _added: dict[int, dict[str, float]] = field(init=False, default_factory=dict)
    _by_ratings: Bools = field(init=False)
    _days: dict[int, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_state = {
            State.CLOCK_STOPPED: self._clock_stopped,
            State.GOAL_REACHED: self._goal_reached,
            State.TOO_LITTLE_EVIDENCE: self._too_little_evidence,
            State.POSSIBLE_STALL: self._possible_stall,
            State.PROGRESSING: self._progressing,
            State.UNCLEAR: self._unclear,
        }
        entries, judged = self.facts.observed, self.judgement
        self._talk, self._partners = (
            little_talk(entries, judged, self.engine),
            few_partners(entries, judged, self.engine),
        )
        below_zero = probability_below(np.zeros_like(judged.pace), judged.pace, judged.pace_se)
        self._falls = below_zero >= self.engine.progress_probability_threshold
        enough = self.engine.progress_pace_share * judged.growth.expected_pace
        slower = probability_below(enough, judged.pace, judged.pace_se)
        self._rises_alone = 1 - slower >= self.engine.progress_probability_threshold
        self._by_ratings = np.ones(len(judged.state), dtype=np.bool_)
        if isinstance(self.engine, ModelEngine) and judged.table is not None:
            self._by_ratings = ~has_leading_sign(judged.table)
            asked = self.chosen[judged.holds(State.POSSIBLE_STALL)[self.chosen]]
            added = self.engine.contributions(judged.table.iloc[asked]).to_numpy().tolist()
            names = self.engine.model.features
            self._added = {
                row: dict(zip(names, of_row, strict=True)) for row, of_row in zip(asked.tolist(), added, strict=True)
            }
            self._by_model = ModelReasons(self.facts, judged, self.engine)

    def _possible_stall(self, row: int) -> Iterator[Reason]:
        if self._by_model is not None:
            yield from self._by_model.of(row, self._added[row])
            return
        falls = bool(self._falls[row])
        window = self._window(row)
        first, last = self._days_of(window)
        text = words.no_progress(window.size, first, last, falls=falls)
        yield Reason("falling_ratings" if falls else "flat_ratings", text, self._ids(window))
        if self._talk.dominates[row]:
            yield self._of_talk("little_talk", words.little_talk, self._talk, row)
        if self._partners.dominates[row]:
            yield self._of_talk("few_partners", words.few_partners, self._partners, row)
        yield from self._no_recent_pass(row)
        yield from self._observer_change(row)

    def _no_recent_pass(self, row: int) -> Iterator[Reason]:
        rows = self.facts.rows
        evidence = tuple(str(known) for known in (rows.passed_id[row], rows.enrolment_id[row]) if known)
        passed_on = int(rows.passed_on[row])
        if not evidence or passed_on >= self.facts.today - self.engine.pass_counts_days:
            return
        text = words.no_recent_pass(None if passed_on == NEVER else self._day(passed_on))
        yield Reason("no_recent_pass", text, evidence)

    def _observer_change(self, row: int) -> Iterator[Reason]:
        window = self._window(row)
        observers = self.facts.observed.observer[window]
        others = np.flatnonzero(observers != observers[-1])
        if not others.size:
            return
        last_other, first_new = window[others[-1]], window[others[-1] + 1]
        text = words.observer_change(self._day(int(self.facts.observed.seen_on[first_new])))
        yield Reason("observer_change", text, self._ids(np.array([last_other, first_new])))

    def _too_little_evidence(self, row: int) -> Iterator[Reason]:
        judged, engine, window = self.judgement, self.engine, self._window(row)
        count, weeks, criteria = int(judged.observations[row]), int(judged.active_weeks[row]), int(judged.criteria[row])
        by_ratings = bool(self._by_ratings[row])
        if by_ratings and count < engine.minimum_observations:
            text = _n(
                "Der er {count} brugbar observation. Der skal mindst {least} til.",
                "Der er {count} brugbare observationer. Der skal mindst {least} til.",
                count,
            )
            yield Reason(
                "too_few_observations", text.format(count=count, least=engine.minimum_observations), self._ids(window)
            )
        if weeks < engine.minimum_active_weeks:
            text = _n(
                "Der er gået {count} aktiv uge. Der skal mindst {least} til.",
                "Der er gået {count} aktive uger. Der skal mindst {least} til.",
                weeks,
            )
            yield Reason("too_few_weeks", text.format(count=weeks, least=engine.minimum_active_weeks))
        if by_ratings and criteria < engine.minimum_criteria:
            text = _n(
                "Der er set på {count} område. Der skal mindst {least} til.",
                "Der er set på {count} områder. Der skal mindst {least} til.",
                criteria,
            )
            yield Reason(
                "too_few_criteria", text.format(count=criteria, least=engine.minimum_criteria), self._ids(window)
            )
        if by_ratings and judged.same_step_share[row] >= engine.same_step_share:
            text = _n(
                "Næsten alle trin i den seneste observation er det samme trin. Det kan ikke vise, om der er fremgang.",
                "Næsten alle trin i de {count} seneste observationer er det samme trin. "
                "Det kan ikke vise, om der er fremgang.",
                window.size,
            )
            yield Reason("same_step", text.format(count=window.size), self._ids(window))
        if by_ratings and self._by_model is not None:
            text = _(
                "Mindre er nok, når observationerne siger, hvor meget der tales dansk, eller når der er meldt "
                "lektioner for de seneste uger. Ingen af delene er meldt."
            )
            yield Reason("no_leading_sign", text)

    def _clock_stopped(self, row: int) -> Iterator[Reason]:
        until, weeks = self._day(int(self.facts.rows.paused_to[row])), int(self.judgement.weeks_since_pause[row])
        if self.judgement.in_pause[row]:
            yield Reason("in_pause", _("Uret er stoppet: pausen varer til og med {day}.").format(day=until))
            return
        text = _n(
            "Uret er stoppet: pausen sluttede {day}, og siden er der gået {count} aktiv uge. "
            "Uret går igen efter {least}.",
            "Uret er stoppet: pausen sluttede {day}, og siden er der gået {count} aktive uger. "
            "Uret går igen efter {least}.",
            weeks,
        )
        yield Reason("after_pause", text.format(day=until, count=weeks, least=self.engine.active_weeks_after_pause))

    def _goal_reached(self, row: int) -> Iterator[Reason]:
        text = _("Niveauet skønnes til cirka {level} på skalaen fra 0 til 4. Målet for {track} er {goal}.").format(
            level=number_in_words(float(self.facts.scale.steps(self.judgement.level[row : row + 1])[0])),
            track=self.facts.rows.track[row],
            goal=number_in_words(float(self.facts.rows.goal[row])),
        )
        yield Reason("at_goal", text, self._ids(self._window(row)))

    def _progressing(self, row: int) -> Iterator[Reason]:
        text = _("Der ses fremgang i de {count} seneste observationer, vi har, fra {first} til {last}.")
        if not self._rises_alone[row]:
            text = _(
                "Der ses fremgang i de {count} seneste observationer, vi har, fra {first} til {last}, og alt, hvad vi "
                "ved, peger taget sammen ikke på stilstand."
            )
        yield self._of_trend("rising_ratings", text, row)

    def _unclear(self, row: int) -> Iterator[Reason]:
        rows, engine = self.facts.rows, self.engine
        if self.judgement.capped[row]:
            text = _(
                "Der er bestået en prøve {day}. I {days} dage derefter regner reglerne "
                "højst med {cap} procent for mulig stagnation."
            )
            day = self._day(int(rows.passed_on[row]))
            cap = number_in_words(100 * engine.stall_probability_cap_after_pass, 0)
            yield Reason(
                "passed_result",
                text.format(day=day, days=engine.pass_counts_days, cap=cap),
                (str(rows.passed_id[row]),),
            )
            return
        window = self._window(row)
        if not window.size:
            yield Reason(
                "nothing_rated",
                _("Der er ingen brugbare observationer. Det, vi ellers ved, kan ikke afgøre, om der er fremgang."),
            )
            return
        text = _n(
            "Den seneste observation, vi har, fra {last}, kan ikke afgøre, om der er fremgang.",
            "De {count} seneste observationer, vi har, fra {first} til {last}, kan ikke afgøre, om der er fremgang.",
            window.size,
        )
        yield self._of_trend("trend_uncertain", text, row)

    def _of_trend(self, code: str, text: str, row: int) -> Reason:
        """A reason that shows all observations of the window."""
        window = self._window(row)
        first, last = self._days_of(window)
        return Reason(code, text.format(count=window.size, first=first, last=last), self._ids(window))

    def _of_talk(self, code: str, text: Callable[[int, int], str], said: Said, row: int) -> Reason:
        little = self.judgement.window[row][said.entries[row]]
        return Reason(code, text(little.size, int(said.said[row])), self._ids(little))

    def _window(self, row: int) -> Ints:
        """Positions of the window's observations, oldest first."""
        slots = self.judgement.window[row]
        held: Ints = slots[slots >= 0]
        return held

    def _ids(self, positions: Ints) -> tuple[str, ...]:
        """The ids of the entries at these positions, newest first."""
        return tuple(self.facts.observed.entry_id[positions[::-1]].tolist())

    def _days_of(self, positions: Ints) -> tuple[str, str]:
        """The days of the first and the last of these entries."""
        first, last = self.facts.observed.seen_on[positions[[0, -1]]].tolist()
        return self._day(first), self._day(last)

    def _day(self, number: int) -> str:
        if number not in self._days:
            self._days[number] = day_in_words(day_of(number))
        return self._days[number]
