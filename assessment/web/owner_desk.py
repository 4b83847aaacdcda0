"""The owner's pages, each with its use cases."""

from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from assessment.access.actor import Actor
from assessment.i18n.words import _
from assessment.pages.owner_deliveries import deliveries_page
from assessment.pages.owner_gate import gate_page, gates_page
from assessment.pages.owner_installation import installation_page
from assessment.pages.owner_model import model_page
from assessment.pages.owner_people import forget_link, people_page, person_page
from assessment.pages.owner_person import PeopleActs
from assessment.pages.raters import owner_raters_page
from assessment.pages.top import top
from assessment.web.doors import Doors, OwnerDoors


def draw_owner(doors: Doors, actor: Actor) -> None:
    """Draw the page that the owner asked for."""
    owner = doors.ownership
    look_at_people = partial(owner.people, actor)
    person = st.Page(
        lambda: person_page(
            look=look_at_people,
            acts=_acts(owner, actor),
            address=_address(),
            people_page=people,
            user_id=st.query_params.get("id", ""),
        ),
        title=_("Bruger"),
        url_path="bruger",
    )
    people = st.Page(
        lambda: people_page(look=look_at_people, acts=_acts(owner, actor), address=_address(), person_page=person),
        title=_("Brugere"),
        url_path="brugere",
    )
    gate = st.Page(
        lambda: gate_page(
            look=partial(owner.gates, actor),
            register=partial(owner.register_gate, actor),
            gates_page=gates,
            municipality=st.query_params.get("kode", ""),
        ),
        title=_("Kommune"),
        url_path="kommune",
    )
    gates = st.Page(
        lambda: gates_page(look=partial(owner.gates, actor), gate_page=gate), title=_("Grundlag"), url_path="grundlag"
    )
    deliveries = st.Page(
        lambda: deliveries_page(look=partial(owner.deliveries, actor), undo=partial(owner.undo, actor)),
        title=_("Leveringer"),
        url_path="leveringer",
    )
    front = st.Page(
        lambda: installation_page(
            look=partial(owner.look, actor),
            compute=partial(owner.compute, actor),
            back_up=partial(owner.back_up, actor),
            gate_page=gate,
        ),
        title=_("Drift"),
        url_path="drift",
        default=True,
    )
    raters = st.Page(
        lambda: owner_raters_page(
            municipalities=partial(owner.municipalities_to_compare, actor), look=partial(owner.look_at_raters, actor)
        ),
        title=_("Fælles målestok"),
        url_path="maalestok",
    )
    model = st.Page(
        lambda: model_page(look=partial(owner.look_at_model, actor)), title=_("Modellens spor"), url_path="model"
    )
    links = [front, people, gates, deliveries, raters, model]
    page = st.navigation([*links, person, gate], position="hidden")
    top(user=actor.user, home=None, links=links)
    if page not in (people, person):
        forget_link()
    page.run()


def _acts(owner: OwnerDoors, actor: Actor) -> PeopleActs:
    return PeopleActs(
        invite=partial(owner.invite, actor),
        new_link=partial(owner.new_link, actor),
        withdraw=partial(owner.withdraw, actor),
        end_user=partial(owner.end_user, actor),
        sign_out_user=partial(owner.sign_out_user, actor),
        lift_lock=partial(owner.lift_lock, actor),
    )


def _address() -> str:
    """Where this site is, as the owner's own browser says it, so that a link leads here from anywhere they do."""
    parts = urlsplit(st.context.url or "")
    if parts.scheme and parts.netloc:
        return f"{parts.scheme}://{parts.netloc}"
    return f"http://{st.context.headers.get('Host', '127.0.0.1:8501')}"
