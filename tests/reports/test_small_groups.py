"""Nothing of fewer than five people stands in an overview, nor can be worked out from what does."""

from datetime import date
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.domain.placement_state import NOTICE, State
from assessment.reports.group_figures import overview_of
from assessment.reports.report import ReportLine
from assessment.reports.small_groups import printable

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 28)
TRACKS = ("DU1", "DU2", "DU3", "")
NAMES = {"DU1": "DU1", "DU2": "DU2", "DU3": "DU3", "Uden danskuddannelse": ""}


def line(who, *, pace=None, lessons=None, passed=0):
    known = None if pace is None else 1.0
    return ReportLine(
        newcomer_id=who,
        from_on=FIRST,
        to_on=LAST,
        observations=9,
        level_start=known,
        level_end=known,
        level_se=known,
        pace_per_week=pace,
        pace_se=None if pace is None else 0.02,
        level_linked=False,
        lessons_offered=lessons,
        lessons_attended=lessons,
        results_passed=passed,
        last_result_on=None,
        not_included_because="" if pace is not None else "For lidt grundlag.",
    )


def group(track, measured, unmeasured, *, lessons=0):
    """So many people on a track; ``lessons`` of them have lessons."""
    number = measured + unmeasured
    return {
        f"{track}-{at}": (track, line(f"{track}-{at}", pace=0.01 * at if at < measured else None, passed=at % 3))
        if at >= lessons
        else (track, line(f"{track}-{at}", pace=0.01 * at if at < measured else None, lessons=10.0 + at, passed=at % 3))
        for at in range(number)
    }


def overview(people, states=None):
    lines = [told for _track, told in people.values()]
    return overview_of(lines, {who: track for who, (track, _line) in people.items()}, states)


def figures(people):
    return {one.group: one for one in overview(people).groups}


def test_a_group_of_four_is_named_without_figures_and_so_is_the_next_smallest():
    told = figures({**group("DU1", 20, 0), **group("DU2", 8, 0), **group("DU3", 4, 0)})

    assert (told["Alle"].people, told["DU1"].people) == (32, 20)
    for hidden in ("DU2", "DU3"):
        assert (told[hidden].people, told[hidden].measured, told[hidden].pace_per_week) == (None, None, None)


def test_groups_of_five_are_told_of_with_an_error_that_holds_everybodys_own():
    told = figures({**group("DU1", 6, 0, lessons=5), **group("DU2", 5, 0)})

    assert told["DU1"].pace_per_week == pytest.approx(0.025)
    unlike = np.var([0, 0.01, 0.02, 0.03, 0.04, 0.05], ddof=1)
    assert told["DU1"].pace_se == pytest.approx(((unlike + 0.02**2) / 6) ** 0.5)
    assert told["DU1"].lessons_offered == 10 + 11 + 12 + 13 + 14
    assert told["DU2"].lessons_offered is None
    assert told["DU2"].results_passed == 0 + 1 + 2 + 0 + 1


def test_lessons_of_four_in_a_large_group_are_not_told_of():
    assert figures(group("DU1", 20, 0, lessons=4))["DU1"].lessons_offered is None
    assert figures(group("DU1", 20, 0, lessons=5))["DU1"].lessons_offered == 60


def test_two_without_progress_are_not_found_by_subtracting_those_with_it():
    told = figures(group("DU1", 18, 2))

    assert told["Alle"].people == 20
    assert told["Alle"].measured is None
    assert told["Med beregnet udvikling"].people is None
    assert told["Alle"].pace_per_week == pytest.approx(0.085), "a mean without the number tells of nobody else"


def test_groups_come_by_name_never_by_pace():
    slow_first = {**group("DU3", 6, 0), **group("DU1", 9, 0)}

    assert [one.group for one in overview(slow_first).groups][:3] == ["Alle", "DU1", "DU3"]


def test_a_report_without_anybody_has_an_overview_of_nobody():
    told = overview({})

    assert [one.group for one in told.groups] == ["Alle", "Med beregnet udvikling", "Uden beregnet udvikling"]
    assert {one.people for one in told.groups} == {None}


cells = st.tuples(*[st.integers(0, 9)] * (2 * len(TRACKS))).filter(any)


@settings(max_examples=60, deadline=None)
@given(sizes=cells, with_lessons=st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_no_count_and_no_sum_of_fewer_than_five_can_be_worked_out(sizes, with_lessons):
    """For every group of one to four there is another world that prints the same and has another number there."""
    people = {}
    for at, track in enumerate(TRACKS):
        people |= group(track, sizes[2 * at], sizes[2 * at + 1], lessons=with_lessons[at])
    there = {(track, measured): 0 for track in TRACKS for measured in (True, False)}
    taught = dict(there)
    for track, told in people.values():
        there[track, not told.not_included_because] += 1
        taught[track, not told.not_included_because] += told.lessons_offered is not None
    groups = overview(people).groups

    counted = [_inside(one.group, there) for one in groups if one.people is not None]
    counted += [_inside(one.group, there, measured_only=True) for one in groups if one.measured is not None]
    _hidden(counted, there)
    measured = {cell: number * cell[1] for cell, number in there.items()}
    _hidden(
        [_inside(one.group, there, measured_only=True) for one in groups if one.pace_per_week is not None], measured
    )
    _hidden([_inside(one.group, there) for one in groups if one.lessons_offered is not None], taught)


def _inside(name, cells, *, measured_only=False):
    """Which cells a group of the overview runs over."""
    halves = {"Alle": (True, False), "Med beregnet udvikling": (True,), "Uden beregnet udvikling": (False,)}
    return [
        float(
            (measured or not measured_only) and (measured in halves[name] if name in halves else track == NAMES[name])
        )
        for track, measured in cells
    ]


def _hidden(printed, people):
    """No group of one to four has the same number in every world that prints the same."""
    filled = [at for at, number in enumerate(people.values()) if number]
    sizes = [number for number in people.values() if number]
    rows = np.array(printed, dtype=float).reshape(len(printed), len(people))[:, filled]
    for sum_over in rows:
        assert sum_over @ sizes >= 5
    _, singular, rows_space = (
        np.linalg.svd(rows) if len(rows) and len(filled) else (None, np.array([]), np.eye(len(filled)))
    )
    elsewhere = rows_space[(singular > 1e-9).sum() :]  # what may be added to a world without changing what is printed
    few = [at for at, number in enumerate(sizes) if number < 5]
    for chosen in chain.from_iterable(combinations(few, size) for size in range(1, 5)):
        if sum(sizes[at] for at in chosen) < 5:
            wanted = np.isin(np.arange(len(filled)), chosen).astype(float)
            assert np.abs(elsewhere @ wanted).max(initial=0) > 1e-9, (people, printed, chosen)


def test_what_others_lines_leave_of_a_mean_is_of_five_or_of_nobody():
    people = {**group("DU1", 12, 0), **group("DU2", 9, 0), **group("DU3", 8, 0)}

    def with_pace(hidden):
        told = overview_of([told for _, told in people.values()], {who: who[:3] for who in people}, hidden=hidden)
        return [one.group for one in told.groups if one.pace_per_week is not None]

    assert with_pace([]) == ["Alle", "DU1", "DU2", "DU3", "Med beregnet udvikling"]
    assert with_pace([f"DU1-{at}" for at in range(7)]) == ["Alle", "DU1", "DU2", "DU3", "Med beregnet udvikling"]
    assert with_pace(["DU1-0"]) == ["DU2", "DU3"]
    assert with_pace([*(f"DU1-{at}" for at in range(4)), "DU2-1"]) == ["Alle", "DU3", "Med beregnet udvikling"]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(list(State)), st.integers(0, 12)))
def test_states_of_fewer_than_five_cannot_be_worked_out_though_all_of_them_are_counted(states):
    told = {one.state: one.people for one in overview({}, states).states}

    hidden = [states.get(State(state), 0) for state, people in told.items() if people is None]
    assert list(told) == [state.value for state in State]
    assert all(people >= 5 for people in told.values() if people is not None)
    if sum(states.values()) >= 5:
        assert not 0 < sum(hidden) < 5, "what all of them have together is what the printed leave over"


def test_states_carry_the_notice_and_without_states_there_is_none():
    assert overview({}, {State.UNCLEAR: 9}).notice == NOTICE
    assert (overview({}).notice, overview({}).states) == ("", ())


def test_as_much_is_printed_as_can_be():
    whole, parts = (True, True, True), [(True, False, False), (False, True, False), (False, False, True)]

    assert printable([whole, *parts], [9, 8, 7]) == (True, True, True, True)
    assert printable([whole, *parts], [9, 8, 0]) == (True, True, True, False)
    assert printable([whole, *parts], [9, 8, 1]) == (True, True, False, False)
    assert printable([whole, *parts], [9, 1, 1]) == (True, False, False, False)
    assert printable([whole, *parts], [9, 3, 2]) == (True, True, False, False)
    assert printable([whole, *parts], [2, 1, 1]) == (False, False, False, False)
