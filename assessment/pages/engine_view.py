"""What the engine made of it: state, numbers in words, and reasons that each open their entries."""

import numpy as np
import streamlit as st

from assessment.domain.case import Case, EngineView
from assessment.domain.placement_state import MODEL_REFUSED, NO_MODEL, OTHER_ENCODER, PlacementState, Scale, State
from assessment.domain.reported_figures import HALF_WIDTH_OF_95_PERCENT
from assessment.i18n.said_again import said_again
from assessment.i18n.words import N_, _, _n, day_in_words, number_in_words
from assessment.measurement.level_scale import LevelScale, level_scale
from assessment.measurement.step_curves import Floats
from assessment.pages.look import plain, say_learned_from_invented, say_notice
from assessment.pages.timeline import entry_in_short
from assessment.pages.words import LOOKS_LIKE, SAID_OF_STATES, state_in_words, steps_in_words
from assessment.stalling.rubric_calibration import shipped_calibration

WEEKS_TOLD = 8
LOWEST_STEP, HIGHEST_STEP = 0.0, 4.0
_WHY_RULES = {
    MODEL_REFUSED: N_("Modellen kunne ikke bruges, så det er de faste regler, der har regnet."),
    NO_MODEL: N_("Modellen findes ikke endnu, så det er de faste regler, der har regnet."),
    OTHER_ENCODER: N_(
        "Modellen er lært med noter, og de læses ikke sådan her, så det er de faste regler, der har regnet."
    ),
}


def draw_engine_view(case: Case) -> None:
    """Draw the engine's view, or why there is none. Call it only where the own view is stored."""
    st.header(_("Hvad systemet peger på"), anchor=False)
    if case.engine_view is None:
        st.write(_("Systemet har ikke noget nyt at sige om forløbet. Dit eget syn er gemt og gælder."))
        return
    with st.container(key="engine-view"):
        _draw(case, case.engine_view)


def entries_pointed_at(case: Case) -> frozenset[str]:
    """The entries behind the reasons that are open now."""
    if case.engine_view is None:
        return frozenset()
    reasons = case.engine_view.state.reasons
    is_open = [st.session_state.get(_reason_key(case, number), False) for number in range(len(reasons))]
    return frozenset(
        entry for reason, opened in zip(reasons, is_open, strict=True) if opened for entry in reason.evidence
    )


def numbers_in_words(state: PlacementState, scale: Scale) -> str:
    """Pace over eight active weeks, with its error and the expected pace; empty where nothing could be estimated.

    In steps of the scale that people know: a logit is so many as it is worth at the person's level.
    """
    if state.pace_per_week is None or state.level is None:
        return ""
    steps = float(_steps_per_unit(np.array([state.level]), scale)[0]) * WEEKS_TOLD
    pace = state.pace_per_week * steps
    if state.pace_se is None:
        told = _("Vores bedste bud er cirka {pace} trin på 8 uger.").format(pace=steps_in_words(pace))
    else:
        error = HALF_WIDTH_OF_95_PERCENT * state.pace_se * steps
        told = _("Vores bedste bud er cirka {pace} trin på 8 uger (mellem {low} og {high}).").format(
            pace=steps_in_words(pace), low=steps_in_words(pace - error), high=steps_in_words(pace + error)
        )
    if state.expected_pace_per_week is None:
        return told
    expected = steps_in_words(state.expected_pace_per_week * steps)
    return told + " " + _("For lignende forløb er cirka {expected} trin almindeligt.").format(expected=expected)


def level_in_words(state: PlacementState, scale: Scale) -> str:
    """The level with its error, and whether it is anchored; empty where nothing could be estimated."""
    if state.level is None or state.level_se is None:
        return ""
    reach = HALF_WIDTH_OF_95_PERCENT * state.level_se
    level, low, high = _steps(np.array([state.level, state.level - reach, state.level + reach]), scale).tolist()
    told = _("Niveauet skønnes til cirka trin {level} i gennemsnit på alle områder (mellem {low} og {high}).").format(
        level=number_in_words(level), low=number_in_words(low), high=number_in_words(high)
    )
    if state.level_linked:
        return told
    return (
        told
        + " "
        + _(
            "Det er ikke forankret: ingen prøve og ingen anden, der observerer, har vist det samme, så det kan være "
            "den, der observerer, som ser strengt eller mildt på det."
        )
    )


def _steps(level: Floats, scale: Scale) -> Floats:
    """A level as it was stored, on the scale from 0 to 4."""
    return np.clip(level, LOWEST_STEP, HIGHEST_STEP) if scale is Scale.STEP else _curve().steps(level)


def _steps_per_unit(level: Floats, scale: Scale) -> Floats:
    return np.ones_like(level) if scale is Scale.STEP else _curve().steps_per_logit(level)


def _curve() -> LevelScale:
    return level_scale(shipped_calibration().calibration)


def _draw(case: Case, view: EngineView) -> None:
    state = view.state
    st.subheader(state_in_words(state.state), anchor=False)
    st.write(" ".join(filter(None, [_(SAID_OF_STATES[state.state]), numbers_in_words(state, view.scale)])))
    if level := level_in_words(state, view.scale):
        st.write(level)
    if state.state is State.POSSIBLE_STALL:
        st.write(_(LOOKS_LIKE[state.looks_like]))
    if state.reasons:
        _name_part(_("Hvorfor"))
    for number, reason in enumerate(state.reasons):
        part = st.expander(plain(said_again(reason.text)), key=_reason_key(case, number), on_change="rerun")
        if part.open:
            with part:
                _draw_evidence(case, reason.evidence)
    if state.would_clear is not None:
        _name_part(_("Hvad ville ændre billedet"))
        st.markdown(plain(said_again(state.would_clear.text)))
    st.caption(_basis(view))
    if view.is_learned_from_invented:
        say_learned_from_invented()
    say_notice()


def _name_part(name: str) -> None:
    st.markdown(f"**{name}**")


def _draw_evidence(case: Case, evidence: tuple[str, ...]) -> None:
    known = [text for entry_id in evidence if (text := entry_in_short(case, entry_id)) is not None]
    if not known:
        st.write(_("Begrundelsen hviler på, at noget mangler, så der er ingen indførsler at åbne."))
        return
    st.caption(_("De er også markeret i »Hvad er set« og på kurven."))
    st.markdown("\n\n".join(known))


def _basis(view: EngineView) -> str:
    state = view.state
    engine = _("model") if state.engine == "model" else _("faste regler")
    seen = _n("{n} observation", "{n} observationer", state.observations).format(n=state.observations)
    weeks = _n("{n} aktiv uge", "{n} aktive uger", state.active_weeks).format(n=state.active_weeks)
    told = _("Opgjort {day} med {engine} på {seen} i {weeks}.").format(
        day=day_in_words(view.as_of), engine=engine, seen=seen, weeks=weeks
    )
    if state.fallback:
        told += " " + _(_WHY_RULES[state.fallback])
    if view.is_without_notes:
        told += " " + _("Noterne er ikke regnet med.")
    return told


def _reason_key(case: Case, number: int) -> str:
    return f"reason-{case.header.placement_id}-{number}"
