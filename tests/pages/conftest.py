"""What the tests of pages share: a page run with a case or a queue, and what it handed to its use cases."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest
from invented_desk import InventedDoors, a_case, as_wished
from streamlit.testing.v1 import AppTest

from assessment.domain.case import Case, Queue
from assessment.reference.rubric import load_rubric


def _case_page(placement_id, rubric, open_case, doors, language):
    from functools import partial

    from invented_desk import CASEWORKER

    from assessment.i18n.words import in_language
    from assessment.pages.case import case

    with in_language(language):
        case(
            placement_id=placement_id,
            rubric=rubric,
            open_case=open_case,
            record_own_view=partial(doors.record_own_view, CASEWORKER),
            record_decision=partial(doors.record_decision, CASEWORKER),
        )


def _queue_page(open_queue, language):
    import streamlit as st
    from invented_desk import TODAY

    from assessment.i18n.words import in_language
    from assessment.pages.queue import queue

    with in_language(language):
        case_page = st.Page(lambda: None, title="Sag", url_path="sag")
        front = st.Page(
            lambda: queue(open_queue=open_queue, case_page=case_page, today=lambda: TODAY), title="Sager", default=True
        )
        st.navigation([front, case_page], position="hidden").run()


@pytest.fixture
def doors() -> InventedDoors:
    return InventedDoors()


@pytest.fixture
def show_case(doors: InventedDoors) -> Callable[..., AppTest]:
    """Run the case page with a case; what it saves is in ``doors``."""

    def show(content: Case | None = None, *, placement_id: str = "S-0412", language: str = "da") -> AppTest:
        shown = content or a_case()
        kwargs = {
            "placement_id": placement_id,
            "rubric": load_rubric(),
            "open_case": lambda _placement_id: shown,
            "doors": doors,
            "language": language,
        }
        return AppTest.from_function(_case_page, kwargs=kwargs, default_timeout=30).run()

    return show


@pytest.fixture
def show_queue() -> Callable[..., AppTest]:
    """Run the queue page with a queue."""

    def show(content: Queue, *, language: str = "da", left_behind: Mapping[str, Any] | None = None) -> AppTest:
        kwargs = {"open_queue": partial(as_wished, content), "language": language}
        page = AppTest.from_function(_queue_page, kwargs=kwargs, default_timeout=30)
        for name, value in (left_behind or {}).items():
            page.session_state[name] = value
        return page.run()

    return show
