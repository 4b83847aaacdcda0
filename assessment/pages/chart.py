"""The chart of a case as a Vega-Lite specification: points by observer, pauses shaded, results as flags."""

from typing import Any

import streamlit as st

_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
_COLOURS = ["#2F7DC4", "#B3701B", "#3E9B7A", "#8C6BB8", "#7A8288", "#A65A7E"]
_GREY = "#8A9298"
_HEIGHT = 300
_LEGEND_ROW = 18
_SIZES = [110, 320]
_SAID = {"field": "said", "type": "nominal", "title": " "}

Rows = list[dict[str, Any]]
Spec = dict[str, Any]


@st.cache_data(max_entries=256, ttl=3600, show_spinner=False)
def curve_spec(points: Rows, flags: Rows, pauses: Rows, labels: dict[str, Any]) -> Spec:
    """The specification, cached by everything it shows.

    It is written as it is sent: a library that checks it against the schema of Vega-Lite costs 50 ms a chart.

    Parameters
    ----------
    points : list of dict
        ``day`` (ISO), ``step`` (0 to 4), ``who``, ``said`` (for the pointer), ``marked``.
    flags, pauses : list of dict
        ``day`` and ``said``; ``start``, ``end`` and ``said``.
    labels : dict
        ``steps`` (5 words), ``months`` (12), ``seen_by``, and ``ink``, the colour of words.
    """
    people = len({point["who"] for point in points})
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT + people * _LEGEND_ROW,
        "layer": [
            *([_pauses(pauses)] if pauses else []),
            *(_flags(flags) if flags else []),
            _seen(points, labels),
        ],
    }


def _seen(points: Rows, labels: dict[str, Any]) -> Spec:
    ink = labels["ink"]
    legend = {
        "orient": "bottom",
        "columns": 1,
        "labelLimit": 280,
        "symbolSize": _SIZES[0],
        "labelColor": ink,
        "titleColor": ink,
    }
    who = {"field": "who", "type": "nominal", "title": labels["seen_by"], "sort": None, "legend": legend}
    return {
        "data": {"values": points},
        "mark": {"type": "point", "filled": True, "opacity": 0.9},
        "encoding": {
            "x": {"field": "day", "type": "temporal", "title": None, "axis": _days(labels)},
            "y": {
                "field": "step",
                "type": "quantitative",
                "title": None,
                "scale": {"domain": [0, 4]},
                "axis": _steps(labels),
            },
            "shape": {**who, "scale": {"range": _SHAPES}},
            "color": {**who, "scale": {"range": _COLOURS}},
            "size": {
                "field": "marked",
                "type": "nominal",
                "scale": {"domain": [False, True], "range": _SIZES},
                "legend": None,
            },
            "tooltip": _SAID,
        },
    }


def _days(labels: dict[str, Any]) -> Spec:
    written = f"date(datum.value) + '. ' + {labels['months']!r}[month(datum.value)]"
    return {"labelExpr": written, "tickCount": 6, "grid": False, "labelFlush": True, "labelColor": labels["ink"]}


def _steps(labels: dict[str, Any]) -> Spec:
    return {
        "values": [0, 1, 2, 3, 4],
        "labelExpr": f"{labels['steps']!r}[datum.value]",
        "labelLimit": 140,
        "minExtent": 120,
        "labelColor": labels["ink"],
        "grid": True,
        "gridOpacity": 0.5,
        "domain": False,
        "ticks": False,
    }


def _pauses(pauses: Rows) -> Spec:
    return {
        "data": {"values": pauses},
        "mark": {"type": "rect", "color": _GREY, "opacity": 0.22},
        "encoding": {"x": {"field": "start", "type": "temporal"}, "x2": {"field": "end"}, "tooltip": _SAID},
    }


def _flags(flags: Rows) -> list[Spec]:
    at = {"x": {"field": "day", "type": "temporal"}, "tooltip": _SAID}
    flag = {"type": "text", "text": "⚑", "baseline": "bottom", "fontSize": 18, "dy": 2, "color": _GREY}
    return [
        {"data": {"values": flags}, "mark": {"type": "rule", "strokeDash": [2, 4], "color": _GREY}, "encoding": at},
        {"data": {"values": flags}, "mark": flag, "encoding": {**at, "y": {"datum": 0}}},
    ]
