"""The owner's page of the model: what it is, how it was judged, and how it does in each municipality."""

from collections.abc import Callable, Sequence

import streamlit as st

from assessment.access.gate import ENGINE_WORDS, GateEngine
from assessment.domain.errors import SprogsporError
from assessment.domain.model_record import FlagShare, JudgedOn, ModelRecord, Watched
from assessment.i18n.words import _, day_in_words
from assessment.pages.look import ask, plain, say_notice
from assessment.pages.owner_words import draw_facts


def model_page(*, look: Callable[[], ModelRecord]) -> None:
    """Draw the track of the model; nothing in it is about a newcomer, and no number is about fewer than five."""
    st.title(_("Modellens spor"), anchor=False)
    try:
        with st.spinner(_("Der regnes ...")):
            seen = look()
    except SprogsporError as refused:
        ask(str(refused))
        return
    if seen.why_not:
        st.write(plain(seen.why_not))
    else:
        st.markdown(seen.card.partition("\n")[0])  # whom it was learned from: the first thing a card says
    _draw_watched(seen.municipalities)
    if seen.card:
        with st.container(key="model-card"):
            st.header(_("Modellen, der er her"), anchor=False)
            with st.expander(_("Modelkort"), expanded=not seen.judged, key="section-card", type="compact"):
                st.markdown(_one_step_down(seen.card))
    for number, one in enumerate(seen.judged):
        _draw_judged(number, one)
    if seen.card and not seen.judged:
        st.write(_("Modellen er ikke bedømt. Kør sprogspor evaluate."))
    say_notice()


def _one_step_down(card: str) -> str:
    """The card under a heading of the page: its own headings one step smaller."""
    lines = [f"##{line}" if line.startswith("#") else line for line in card.splitlines()]
    return "\n".join(lines)


def _draw_watched(municipalities: Sequence[Watched]) -> None:
    st.header(_("Sådan går det i kommunerne"), anchor=False)
    if not municipalities:
        st.write(_("Der er ingen kommune endnu."))
        return
    st.caption(_("Intet tal handler om færre end 5 forløb. Et tal i sig selv siger ikke, om nogen gør noget forkert."))
    for one in municipalities:
        with st.container(key=f"entry-watched-{one.code}"):
            st.subheader(plain(f"{one.name} ({one.code})"), anchor=False)
            engine = _(ENGINE_WORDS[GateEngine(one.engine)])
            st.write(plain(engine[:1].upper() + engine[1:] + "."))
            _draw_whose(one)
            for number, alarm in enumerate(one.alarms):
                ask(alarm, key=f"ask-moved-{one.code}-{number}")
            for sentence in one.said:
                st.write(plain(sentence))
            if one.flag_shares:
                draw_facts(f"flagged-{one.code}", [(_days(share), _share(share)) for share in one.flag_shares])
            if not (one.said or one.alarms or one.flag_shares):
                st.write(_("Der er for lidt at sige noget om endnu."))


def _draw_whose(one: Watched) -> None:
    """Which model serves the municipality, and whom it may point at there."""
    own, by_model = one.own_model, one.engine == GateEngine.MODEL.value
    if own and own.why_not:
        ask(own.why_not, key=f"ask-own-{one.code}")
    elif own:
        st.write(plain(_("Kommunen har sin egen model, {model}.").format(model=own.identity)))
        with st.expander(_("Kommunens modelkort"), key=f"section-card-{one.code}", type="compact"):
            st.markdown(_one_step_down(own.card))
    elif by_model:
        st.write(_("Kommunen bruger den fælles model."))
    if by_model and one.points_at:
        st.write(plain(_("Modellen peger på: {told}.").format(told=one.points_at)))


def _days(share: FlagShare) -> str:
    days = {"first": day_in_words(share.first_on), "last": day_in_words(share.last_on)}
    return _("{first} til {last}").format(**days)


def _share(share: FlagShare) -> str:
    if share.share is None:
        return _("for få til at vise")
    return _("{n} af 100 tilstande pegede på stilstand").format(n=round(100 * share.share))


def _draw_judged(number: int, one: JudgedOn) -> None:
    st.header(plain(one.title), anchor=False)
    for part in one.said:
        st.subheader(plain(part.heading), anchor=False)
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in part.sentences))
    if one.table:
        with st.expander(_("Tallene i en tabel"), key=f"section-table-{number}", type="compact"):
            head, *rows = (_row(cells) for cells in one.table)
            st.markdown("\n".join([head, "|---" * len(one.table[0]) + "|", *rows]))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(plain, cells)) + " |"
