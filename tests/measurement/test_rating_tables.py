"""Millions of ratings by tables agree with moderate ones by quadrature, and reduce to sums whatever the order."""

from dataclasses import replace

import numpy as np
import pytest
from support.simulated_ratings import drawn

from assessment.measurement import rating_solution
from assessment.measurement.rating_data import coded
from assessment.measurement.rating_solution import solved
from assessment.measurement.rating_units import cells_of, units_of


@pytest.fixture(scope="module")
def known():
    random = np.random.default_rng(1)
    pairs = [(person, int(rater)) for person in range(70) for rater in random.integers(0, 7, 12)]
    return drawn(1, pairs)


def by_tables(monkeypatch, rows, severity):
    monkeypatch.setattr(rating_solution, "MOST_RATERS", 0)
    return solved(rows, "partial_credit", severity)


@pytest.mark.parametrize("severity", ["random", "fixed"])
@pytest.mark.parametrize("anchored", [False, True])
def test_tables_agree_with_quadrature_where_people_have_many_ratings(known, monkeypatch, severity, anchored):
    rows = coded(known.ratings, known.anchors.iloc[:56] if anchored else None)
    exact = solved(rows, "partial_credit", severity)

    quick = by_tables(monkeypatch, rows, severity)

    assert quick.method.startswith("laplace, tabulated")
    assert exact.method.startswith("marginal, adaptive quadrature")
    np.testing.assert_allclose(quick.severity, exact.severity, atol=0.01)
    np.testing.assert_allclose(quick.cost, exact.cost, atol=0.04)
    assert quick.sd == pytest.approx(exact.sd, rel=0.02)
    assert quick.log_likelihood == pytest.approx(exact.log_likelihood, abs=2)
    np.testing.assert_allclose(quick.people()[1], exact.people()[1], rtol=0.2)


def test_tables_give_the_same_to_the_bit_in_any_order_of_rows(known, monkeypatch):
    one = by_tables(monkeypatch, coded(known.ratings), "random")
    other = by_tables(monkeypatch, coded(known.ratings.sample(frac=1, random_state=2)), "random")

    np.testing.assert_array_equal(one.severity, other.severity)
    np.testing.assert_array_equal(one.cost, other.cost)


def test_large_data_begin_with_some_people_and_end_at_the_same_place(known, monkeypatch):
    rows = coded(known.ratings)
    at_once = by_tables(monkeypatch, rows, "random")
    monkeypatch.setattr("assessment.measurement.rating_laplace._FEW_UNITS", 500)

    in_parts = by_tables(monkeypatch, rows, "random")

    np.testing.assert_allclose(in_parts.severity, at_once.severity, atol=1e-4)


def test_units_and_cells_hold_every_rating_once(known):
    rows = coded(known.ratings)
    units, cells, counts = units_of(rows), cells_of(rows), rows.step_counts()

    for reduced in (units, cells):
        assert reduced.total.sum() == counts.sum(axis=0) @ np.arange(counts.shape[1])
    assert (units.seen[units.pattern].sum(axis=1) * units.weight).sum() == cells.weight.sum() == counts.sum()
    assert len(units.person) < len(cells.person) < counts.sum()


def test_weights_that_differ_within_an_observation_are_kept(known):
    rows = coded(known.ratings)
    weight = np.where(rows.criterion == 0, 2.0, 1.0)
    units = units_of(replace(rows, weight=weight))

    assert (units.seen[units.pattern].sum(axis=1) * units.weight).sum() == weight.sum()
    assert units.total.sum() == weight @ rows.step
