"""The page on observers: how each reads the steps beside the others, by name, and what would tell more."""

from collections import Counter
from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from assessment.domain.errors import SprogsporError
from assessment.domain.observer_comparison import ComparedObserver, ObserverComparison
from assessment.i18n.words import _, _n, day_in_words, number_in_words, quoted
from assessment.pages.in_pieces import in_pieces
from assessment.pages.look import ask, plain
from assessment.pages.rater_words import interval, is_alike, is_comparable, link_in_words, said_to_the_observer
from assessment.pages.words import ROLES, word

REACH_STEPS = 1.5
"""The scale goes so many steps to either side; what lies beyond is drawn at its end."""
_PIECE = 20
_WIDTHS = [9, 11]
_SCALE = """
<style>
.yardstick { position: relative; height: 2.5rem; }
.yardstick::before { content: ""; position: absolute; left: 0; right: 0; top: 50%; border-top: 1px solid var(--line); }
.yardstick u { position: absolute; top: .4rem; bottom: .4rem; left: 50%; border-left: 2px dashed var(--quiet); }
.yardstick i { position: absolute; top: calc(50% - .3rem); height: .6rem; background: var(--line);
  border-radius: .3rem; }
.yardstick b { position: absolute; top: calc(50% - .5rem); width: 1rem; height: 1rem; margin-left: -.5rem;
  border-radius: 50%; background: var(--ink); }
.yardstick-words { display: flex; justify-content: space-between; padding-left: .6rem; font-size: .9rem;
  color: var(--quiet); }
.yardstick-words span { flex: 1; text-align: center; }
.yardstick-words span:first-child { text-align: left; }
.yardstick-words span:last-child { text-align: right; }
</style>
"""


def raters_page(*, look: Callable[[], ObserverComparison]) -> None:
    """Draw the observers of the caseworker's municipality."""
    st.title(_("Fælles målestok"), anchor=False)
    _draw(look, tells_counts=True)


def owner_raters_page(
    *, municipalities: Callable[[], dict[str, str]], look: Callable[[str | None], ObserverComparison]
) -> None:
    """Draw the observers of a municipality that the owner chooses; nothing in it is about a newcomer."""
    st.title(_("Fælles målestok"), anchor=False)
    try:
        names = municipalities()
    except SprogsporError as refused:
        ask(str(refused))
        return
    codes = list(names)
    chosen = codes[0] if codes else None
    if len(codes) > 1:
        chosen = st.selectbox(
            _("Kommune"), codes, format_func=lambda code: f"{names[code]} ({code})", key="raters-municipality"
        )
    _draw(lambda: look(chosen), tells_counts=False)


def _draw(look: Callable[[], ObserverComparison], *, tells_counts: bool) -> None:
    try:
        with st.spinner(_("Der regnes ...")):
            found = look()
    except SprogsporError as refused:
        ask(str(refused))
        return
    st.write(
        _(
            "Her ses, hvordan makkere og guider læser trinene i forhold til hinanden. Ingen læser dem forkert: nogle "
            "er strenge, andre milde, og det skal man vide, før man sammenligner."
        )
    )
    st.caption(
        _("Opgjort {day}. Sorteret efter navn. Sætningen ved hver kan siges, som den står.").format(
            day=day_in_words(found.as_of)
        )
    )
    by_name = sorted(found.observers, key=lambda one: ((one.name or one.observer_id).casefold(), one.observer_id))
    if not by_name:
        st.write(_("Der er ingen makkere eller guider endnu."))
    names = _names(by_name)
    here = [one for one in by_name if is_comparable(one) and not is_alike(one)]
    alike = [one for one in by_name if is_alike(one)]
    apart = [one for one in by_name if not is_comparable(one) and not is_alike(one)]
    if here:
        st.header(_("På samme skala ({n})").format(n=len(here)), anchor=False)
        st.html(_SCALE)
        _left, right = st.columns(_WIDTHS)
        right.html(_scale_words())
        for one in in_pieces(here, "raters-here", piece=_PIECE):
            _draw_on_scale(one, names[one.observer_id], found.steps_per_logit, tells_counts=tells_counts)
    if alike:
        st.header(_("Vælger næsten altid det samme trin ({n})").format(n=len(alike)), anchor=False)
        for one in in_pieces(alike, "raters-alike", piece=_PIECE):
            _draw_in_words(one, names[one.observer_id], found.steps_per_logit)
    if apart:
        st.header(_("Kan ikke sammenlignes endnu ({n})").format(n=len(apart)), anchor=False)
        for one in in_pieces(apart, "raters-apart", piece=_PIECE):
            _draw_in_words(one, names[one.observer_id], found.steps_per_logit)
    _draw_meaning()


def _names(observers: Sequence[ComparedObserver]) -> dict[str, str]:
    """What each is called; two of one name, role and place are told apart by their id."""
    times = Counter((one.name, one.role, one.workplace) for one in observers)
    return {
        one.observer_id: one.observer_id
        if not one.name
        else one.name
        if times[one.name, one.role, one.workplace] == 1
        else f"{one.name} ({one.observer_id})"
        for one in observers
    }


def _draw_on_scale(one: ComparedObserver, name: str, steps_per_logit: float, *, tells_counts: bool) -> None:
    with st.container(key=f"entry-rater-{one.observer_id}"):
        left, right = st.columns(_WIDTHS, vertical_alignment="center")
        left.markdown(f"**{plain(name)}**  \n{plain(_who(one))}")
        right.html(_bar(one, steps_per_logit))
        said = quoted(said_to_the_observer(one, steps_per_logit))
        if tells_counts and one.newcomers is not None:
            said += " " + _n("Bygger på {n} trin", "Bygger på {n} trin", one.ratings).format(n=one.ratings)
            said += " " + _n("om {n} borger.", "om {n} borgere.", one.newcomers).format(n=one.newcomers)
        st.markdown(plain(said))


def _draw_in_words(one: ComparedObserver, name: str, steps_per_logit: float) -> None:
    with st.container(key=f"entry-rater-{one.observer_id}"):
        st.markdown(f"**{plain(name)}**  \n{plain(_who(one))}")
        st.markdown(plain(quoted(said_to_the_observer(one, steps_per_logit))))
        if one.next_links:
            ways = "\n".join(f"- {plain(link_in_words(link))}" for link in one.next_links)
            st.markdown(plain(_("Det vil gøre det muligt at sammenligne:")) + "\n" + ways)


def _who(one: ComparedObserver) -> str:
    return ", ".join(part for part in (word(ROLES, one.role), one.workplace) if part)


def _bar(one: ComparedObserver, steps_per_logit: float) -> str:
    """The observer on the scale; drawn from numbers alone, and told in words to whoever does not see it."""
    low, middle, high = interval(one, steps_per_logit)
    left, at, right = (_place(value) for value in (low, middle, high))
    told = _("{middle} trin, sandsynligvis mellem {low} og {high}; over 0 er strengere end andre").format(
        middle=number_in_words(middle), low=number_in_words(low), high=number_in_words(high)
    )
    return (
        f'<div class="yardstick" role="img" aria-label="{escape(told)}"><u></u>'
        f'<i style="left:{left:.1f}%;width:{right - left:.1f}%"></i><b style="left:{at:.1f}%"></b></div>'
    )


def _place(steps: float) -> float:
    """Where on the scale, in percent of its width."""
    return 50 + 50 * max(-1.0, min(1.0, steps / REACH_STEPS))


def _scale_words() -> str:
    milder, same, stricter = escape(_("mildere")), escape(_("som andre")), escape(_("strengere"))
    return f'<div class="yardstick-words"><span>← {milder}</span><span>{same}</span><span>{stricter} →</span></div>'


def _draw_meaning() -> None:
    with st.expander(_("Hvad betyder det?"), key="section-meaning", type="compact"):
        st.write(
            _(
                "Prikken er det bedste bud, og den grå bjælke viser, hvor sikkert det er: i 9 af 10 tilfælde ligger "
                "svaret på bjælken. Skalaen er i trin, og enderne er halvandet trin fra midten. Den stiplede linje er "
                "gennemsnittet af alle."
            )
        )
        st.write(
            _(
                "Vi kan kun sammenligne to, når der er noget, der forbinder dem: en borger, som begge har set, et "
                "eksempel, som begge har givet trin til, eller resultater fra undervisningen. Uden det kan vi ikke "
                "vide, om makkeren er streng, eller om borgeren har svært ved det."
            )
        )
        st.write(
            _(
                "Om en makker er streng eller mild, ændrer ikke på, om der ses fremgang: enhver sammenlignes med sig "
                "selv. Brug det til en snak om, hvad trinene betyder, ikke til at bedømme nogen."
            )
        )
