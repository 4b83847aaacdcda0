"""The caseworker's pages, each with its use cases."""

from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from assessment.access.actor import Actor
from assessment.domain.days import danish_day
from assessment.i18n.words import _
from assessment.pages.case import case
from assessment.pages.letters import draw_letters
from assessment.pages.municipality_report import draw_link_to_report, municipality_report
from assessment.pages.queue import queue
from assessment.pages.raters import raters_page
from assessment.pages.register_case import CaseActs, draw_corrections
from assessment.pages.register_person import register_person
from assessment.pages.search import search_page
from assessment.pages.top import top
from assessment.reference.rubric import load_rubric
from assessment.web.doors import Doors, RegisteringDoors


def draw_caseworker(doors: Doors, actor: Actor) -> None:
    """Draw the page that a caseworker asked for."""
    letters = partial(
        draw_letters,
        rubric=load_rubric(),
        read=partial(doors.casework.read_letters, actor),
        write=partial(doors.casework.write_to_buddy, actor),
    )
    corrections = partial(draw_corrections, acts=_acts(doors.casework.registering, actor))
    report_page = st.Page(
        lambda: municipality_report(make_report=partial(doors.casework.make_report, actor), today=_today),
        title=_("Rapporter"),
        url_path="rapporter",
    )
    case_page = st.Page(
        lambda: case(
            placement_id=st.query_params.get("id", ""),
            rubric=load_rubric(),
            open_case=partial(doors.casework.open_case, actor),
            record_own_view=partial(doors.casework.record_own_view, actor),
            record_decision=partial(doors.casework.record_decision, actor),
            draw_beside=(letters, corrections, partial(draw_link_to_report, report_page=report_page)),
        ),
        title=_("Sag"),
        url_path="sag",
    )
    queue_page = st.Page(
        lambda: queue(open_queue=partial(doors.casework.open_queue, actor), case_page=case_page, today=_today),
        title=_("Sager"),
        url_path="sager",
        default=True,
    )
    person_page = st.Page(
        lambda: register_person(
            choices=partial(doors.casework.registering.register_choices, actor, ""),
            register_newcomer=partial(doors.casework.registering.register_newcomer, actor),
            case_page=case_page,
            today=_today,
        ),
        title=_("Ny person"),
        url_path="ny",
    )
    raters = st.Page(
        lambda: raters_page(look=partial(doors.casework.look_at_raters, actor)),
        title=_("Fælles målestok"),
        url_path="maalestok",
    )
    search = st.Page(
        lambda: search_page(
            by_words=partial(doors.casework.search_by_words, actor),
            by_meaning=partial(doors.casework.search_by_meaning, actor),
            case_page=case_page,
        ),
        title=_("Søg i noter"),
        url_path="soeg",
    )
    page = st.navigation([queue_page, case_page, person_page, search, report_page, raters], position="hidden")
    top(user=actor.user, home=queue_page, links=[person_page, search, report_page, raters])
    page.run()


def _acts(doors: RegisteringDoors, actor: Actor) -> CaseActs:
    return CaseActs(
        choices=partial(doors.register_choices, actor),
        register_placement=partial(doors.register_placement, actor),
        register_placement_end=partial(doors.register_placement_end, actor),
        register_assignment=partial(doors.register_assignment, actor),
        register_assignment_end=partial(doors.register_assignment_end, actor),
        register_pause=partial(doors.register_pause, actor),
        register_referral=partial(doors.register_referral, actor),
        register_referral_end=partial(doors.register_referral_end, actor),
    )


def _today() -> date:
    return danish_day(datetime.now(UTC))
