"""The chart of a case as a Vega-Lite specification: points by observer, pauses shaded, results as flags."""

from typing import Any

import streamlit as st

_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
_COLOURS = ["#2F7DC4", "#B3701B", "#3E9B7A", "#8C6BB8", "#7A8288", "#A65A7E"]
_GREY = "#8A9298"
_HEIGHT = 300
_LEGEND_ROW = 18
_SIZES = [110, 320]

Rows = list[dict[str, Any]]


@st.cache_data(max_entries=256, ttl=3600, show_spinner=False)
def curve_spec(points: Rows, flags: Rows, pauses: Rows, labels: dict[str, Any]) -> dict[str, Any]:
    """The specification, cached by everything it shows.

    Parameters
    ----------
    points : list of dict
        ``day`` (ISO), ``step`` (0 to 4), ``who``, ``said`` (for the pointer), ``marked``.
    flags, pauses : list of dict
        ``day`` and ``said``; ``start``, ``end`` and ``said``.
    labels : dict
        ``steps`` (5 words), ``months`` (12), ``seen_by``, and ``ink``, the colour of words.
    """
    import altair as alt

    layers = [_pauses(alt, pauses)] if pauses else []
    layers += _flags(alt, flags) if flags else []
    people = len({point["who"] for point in points})
    chart = alt.layer(*layers, _seen(alt, points, labels)).properties(height=_HEIGHT + people * _LEGEND_ROW)
    return dict(chart.to_dict())


def _seen(alt: Any, points: Rows, labels: dict[str, Any]) -> Any:
    ink = labels["ink"]
    legend = alt.Legend(
        orient="bottom", columns=1, labelLimit=280, symbolSize=_SIZES[0], labelColor=ink, titleColor=ink
    )
    who = {"title": labels["seen_by"], "sort": None, "legend": legend}
    return (
        alt.Chart(alt.InlineData(values=points))
        .mark_point(filled=True, opacity=0.9)
        .encode(
            x=alt.X("day:T", title=None, axis=_days(alt, labels)),
            y=alt.Y("step:Q", title=None, scale=alt.Scale(domain=[0, 4]), axis=_steps(alt, labels)),
            shape=alt.Shape("who:N", scale=alt.Scale(range=_SHAPES), **who),
            color=alt.Color("who:N", scale=alt.Scale(range=_COLOURS), **who),
            size=alt.Size("marked:N", scale=alt.Scale(domain=[False, True], range=_SIZES), legend=None),
            tooltip=alt.Tooltip("said:N", title=" "),
        )
    )


def _days(alt: Any, labels: dict[str, Any]) -> Any:
    written = f"date(datum.value) + '. ' + {labels['months']!r}[month(datum.value)]"
    return alt.Axis(labelExpr=written, tickCount=6, grid=False, labelFlush=True, labelColor=labels["ink"])


def _steps(alt: Any, labels: dict[str, Any]) -> Any:
    return alt.Axis(
        values=[0, 1, 2, 3, 4],
        labelExpr=f"{labels['steps']!r}[datum.value]",
        labelLimit=140,
        minExtent=120,
        labelColor=labels["ink"],
        grid=True,
        gridOpacity=0.5,
        domain=False,
        ticks=False,
    )


def _pauses(alt: Any, pauses: Rows) -> Any:
    band = alt.Chart(alt.InlineData(values=pauses)).mark_rect(color=_GREY, opacity=0.22)
    return band.encode(x="start:T", x2="end:T", tooltip=alt.Tooltip("said:N", title=" "))


def _flags(alt: Any, flags: Rows) -> list[Any]:
    at = alt.Chart(alt.InlineData(values=flags)).encode(x="day:T", tooltip=alt.Tooltip("said:N", title=" "))
    flag = at.mark_text(text="⚑", baseline="bottom", fontSize=18, dy=2, color=_GREY).encode(y=alt.datum(0))
    return [at.mark_rule(strokeDash=[2, 4], color=_GREY), flag]
