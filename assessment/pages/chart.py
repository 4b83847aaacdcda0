"""The chart of a case as a Vega-Lite specification: points by observer, pauses shaded, results at the foot."""

from datetime import date
from typing import Any

import streamlit as st

_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
_COLOURS = ["#2F7DC4", "#B3701B", "#3E9B7A", "#8C6BB8", "#7A8288", "#A65A7E"]
_GREY = "#8A9298"
_HEIGHT = 400
_LEGEND_ROW = 18
_SIZE = 110
_RESULT_SIZE = 140
_RESULTS_AT = -0.6
_TOP = 4.1  # room for half a point above the highest step
_RESULT_SHAPES = {
    "ja": "M-.5,1L-.5,-1L.9,-.45L-.5,.1Z",  # a flag
    "nej": "circle",
    "fritaget": "M-.9,-.15L.9,-.15L.9,.15L-.9,.15Z",  # a dash
}
_SAID = {"field": "said", "type": "nominal", "title": " "}

Rows = list[dict[str, Any]]
Spec = dict[str, Any]


@st.cache_data(max_entries=256, ttl=3600, show_spinner=False)
def curve_spec(
    points: Rows,
    results: Rows,
    pauses: Rows,
    days: dict[str, date | None],
    labels: dict[str, Any],
    band: Rows | None = None,
) -> Spec:
    """The specification, cached by everything it shows.

    It is written as it is sent: a library that checks it against the schema of Vega-Lite costs 50 ms a chart.

    Parameters
    ----------
    points : list of dict
        ``day`` (ISO), ``step`` (0 to 4), ``who`` (one name for each observer), ``said`` (for the pointer), ``marked``.
    results, pauses : list of dict
        ``day``, ``passed`` and ``said``; ``start``, ``end`` and ``said``.
    days : dict
        ``first`` and ``last`` of the axis, and ``today``, None where the placement is over.
    labels : dict
        ``steps`` (5 words), ``results``, ``today``, ``months`` (12), ``after_day`` (what stands between a day and its
        month), ``seen_by``, and ``ink``, the colour of words.
    band : list of dict, optional
        ``day``, and ``level``, ``low`` and ``high`` (0 to 4): the smoothed level and where it probably lies.
    """
    people = len({point["who"] for point in points})
    axes = _axes(days, labels, with_results=bool(results))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": _HEIGHT + people * _LEGEND_ROW,
        "layer": [
            *([_pauses(pauses, axes["x"])] if pauses else []),
            *(_today(days["today"], axes["x"], labels) if days["today"] else []),
            *(_band(band, axes, labels) if band else []),
            *_results(results, axes, labels),
            _seen(points, axes, labels),
        ],
    }


def _axes(days: dict[str, date | None], labels: dict[str, Any], *, with_results: bool) -> dict[str, Spec]:
    written = f"date(datum.value) + {labels['after_day']!r} + {labels['months']!r}[month(datum.value)]"
    ink = labels["ink"]
    words = [*labels["steps"], labels["results"]]
    ends = [_moment(day) for day in (days["first"], days["last"]) if day]
    return {
        "x": {
            "type": "temporal",
            "title": None,
            "scale": {"domain": ends, "nice": False},
            "axis": {"labelExpr": written, "tickCount": 6, "grid": False, "labelFlush": True, "labelColor": ink},
        },
        "y": {
            "type": "quantitative",
            "title": None,
            "scale": {"domain": [_RESULTS_AT if with_results else 0, _TOP], "nice": False, "zero": False},
            "axis": {
                "values": [*([_RESULTS_AT] if with_results else []), 0, 1, 2, 3, 4],
                "labelExpr": f"{words!r}[datum.value < 0 ? 5 : datum.value]",
                "labelLimit": 140,
                "minExtent": 120,
                "labelColor": ink,
                "grid": True,
                "gridOpacity": 0.5,
                "domain": False,
                "ticks": False,
            },
        },
    }


def _moment(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "date": day.day}


def _seen(points: Rows, axes: dict[str, Spec], labels: dict[str, Any]) -> Spec:
    """The points; those that an opened reason rests on have an outline in the colour of the words."""
    ink = labels["ink"]
    legend = {
        "orient": "bottom",
        "columns": 1,
        "labelLimit": 280,
        "symbolSize": _SIZE,
        "labelColor": ink,
        "titleColor": ink,
    }
    who = {"field": "who", "type": "nominal", "title": labels["seen_by"], "sort": None, "legend": legend}
    return {
        "data": {"values": points},
        "mark": {"type": "point", "filled": True, "opacity": 0.9, "size": _SIZE},
        "encoding": {
            "x": {"field": "day", **axes["x"]},
            "y": {"field": "step", **axes["y"]},
            "shape": {**who, "scale": {"range": _SHAPES}},
            "color": {**who, "scale": {"range": _COLOURS}},
            "stroke": {"condition": {"test": "datum.marked", "value": ink}, "value": None},
            "strokeWidth": {"condition": {"test": "datum.marked", "value": 3}, "value": 0},
            "tooltip": _SAID,
        },
    }


def _pauses(pauses: Rows, x: Spec) -> Spec:
    return {
        "data": {"values": pauses},
        "mark": {"type": "rect", "color": _GREY, "opacity": 0.22, "clip": True},
        "encoding": {"x": {"field": "start", **x}, "x2": {"field": "end"}, "tooltip": _SAID},
    }


def _band(band: Rows, axes: dict[str, Spec], labels: dict[str, Any]) -> list[Spec]:
    data, x, y = {"values": band}, {"field": "day", **axes["x"]}, axes["y"]
    return [
        {
            "data": data,
            "mark": {"type": "area", "color": _GREY, "opacity": 0.18, "clip": True},
            "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}},
        },
        {
            "data": data,
            "mark": {"type": "line", "color": labels["ink"], "opacity": 0.55, "strokeWidth": 2, "clip": True},
            "encoding": {"x": x, "y": {"field": "level", **y}},
        },
    ]


def _today(today: date, x: Spec, labels: dict[str, Any]) -> list[Spec]:
    """A quiet line where nothing more can have been seen yet."""
    data, at = {"values": [{"day": today.isoformat()}]}, {"x": {"field": "day", **x}}
    word = {"type": "text", "text": labels["today"], "align": "right", "dx": -5, "baseline": "top", "dy": 4}
    return [
        {"data": data, "mark": {"type": "rule", "color": _GREY, "strokeDash": [3, 4]}, "encoding": at},
        {
            "data": data,
            "mark": {**word, "color": labels["ink"], "fontSize": 12},
            "encoding": {**at, "y": {"value": 0}},
        },
    ]


def _results(results: Rows, axes: dict[str, Spec], labels: dict[str, Any]) -> list[Spec]:
    """The results of one outcome share a layer, so that their shapes stay out of the legend of those who saw."""
    ink = labels["ink"]
    by_outcome = {passed: [row for row in results if row["passed"] == passed] for passed in _RESULT_SHAPES}
    return [
        {
            "data": {"values": [{**row, "at": _RESULTS_AT} for row in rows]},
            "mark": {
                "type": "point",
                "shape": _RESULT_SHAPES[passed],
                "size": _RESULT_SIZE,
                "opacity": 1,
                "stroke": ink,
                "strokeWidth": 1.5,
                "fill": "transparent" if passed == "nej" else ink,
            },
            "encoding": {"x": {"field": "day", **axes["x"]}, "y": {"field": "at", **axes["y"]}, "tooltip": _SAID},
        }
        for passed, rows in by_outcome.items()
        if rows
    ]
