"""A report that is made beside the page: the session stays alive, the bar moves, and it can be stopped."""

from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import Event, Thread
from weakref import finalize

import streamlit as st

from assessment.i18n.words import Language, _, current_language, in_language
from assessment.reports.making import SHARE_DONE, Step, Tell, step_in_words
from assessment.reports.report import ReportFile

LOOKS_AGAIN_AFTER = 0.5
"""Seconds between two looks at how far it has come."""
WORK = "report-work"


class _Stopped(Exception):
    """Whoever asked for the report wants it no more."""


@dataclass(slots=True)
class _State:
    """What the page and the making of the report share."""

    step: Step = Step.WAIT
    made: ReportFile | None = None
    problem: Exception | None = None
    stop: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)


class ReportWork:
    """One report being made, in a thread of its own; whoever forgets it has stopped it.

    Parameters
    ----------
    make : callable
        Makes the report, and tells of each step. It is stopped where it next tells, before anything is written down.
    """

    def __init__(self, make: Callable[[Tell], ReportFile]) -> None:
        self._state = _State()
        finalize(self, self._state.stop.set)  # signed out, or the window is gone: the session forgets us
        work = copy_context().run  # in the reader's language
        Thread(target=work, args=(_make, make, self._state), name="report", daemon=True).start()

    @property
    def step(self) -> Step:
        """What is being done just now."""
        return self._state.step

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to stop, and has perhaps not come to it yet."""
        return self._state.stop.is_set()

    def stop(self) -> None:
        """Stop it: nothing is kept, unless it was done already."""
        self._state.stop.set()

    def is_over(self, *, within: float = 0) -> bool:
        """Whether it is made, stopped or refused, waiting so many seconds for it at most."""
        return self._state.over.wait(within)

    def made(self) -> ReportFile | None:
        """The report; None where it was stopped. What was in its way is raised."""
        if self._state.problem is not None:
            raise self._state.problem
        return self._state.made


def _make(make: Callable[[Tell], ReportFile], state: _State) -> None:
    def tell(step: Step) -> None:
        if state.stop.is_set():
            raise _Stopped
        state.step = step

    try:
        state.made = make(tell)
    except _Stopped:
        pass
    except Exception as problem:  # whatever it is, the page says it or fails with it
        state.problem = problem
    finally:
        state.over.set()


def draw_progress() -> None:
    """Draw how far the report has come, and the way to stop it; the page is drawn anew once it is over."""
    _draw_progress(current_language())


@st.fragment(run_every=LOOKS_AGAIN_AFTER)
def _draw_progress(language: Language) -> None:
    """Drawn again and again without the rest of the page, which alone knows the reader and their language."""
    work: ReportWork | None = st.session_state.get(WORK)
    if work is None:
        return
    if work.is_over():
        st.rerun()
    with in_language(language), st.container(key="report-progress"):
        said = _("Afbryder ...") if work.is_stopping else step_in_words(work.step)
        st.progress(SHARE_DONE[work.step], text=said)
        st.button(_("Afbryd"), key="stop-report", on_click=_stop, disabled=work.is_stopping)


def _stop() -> None:
    """Stop what is being made, if it still is; the button may hold no work alive that the session has forgotten."""
    work: ReportWork | None = st.session_state.get(WORK)
    if work is not None:
        work.stop()
