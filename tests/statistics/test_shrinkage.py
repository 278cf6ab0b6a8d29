"""Group means drawn together: by hand, and against SciPy's analysis of variance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from webapp import statistics

changes = st.integers(-10, 10)


def test_two_groups_by_hand() -> None:
    # Means -3 and 0, overall -1.5; inside 2 + 2 over 4 - 2 = 2; between 9 - 2 over 2 = 3.5.
    one, two = statistics.drawn_together([[-4, -2], [-1, 1]], -1.5)
    weight = 3.5 / (3.5 + 2 / 2)
    assert (one.n, one.mean, one.weight) == (2, -3, pytest.approx(weight))
    assert one.estimate == pytest.approx(-1.5 - 1.5 * weight)
    assert two.estimate == pytest.approx(-1.5 + 1.5 * weight)


@given(st.integers(2, 6).flatmap(lambda n: st.lists(
    st.lists(changes, min_size=n, max_size=n), min_size=2, max_size=6)))  # fmt: skip
def test_with_groups_of_one_size_the_weight_is_one_less_the_inverse_of_scipys_f(
    groups: list[list[int]],
) -> None:
    overall = float(np.mean(groups))
    drawn = statistics.drawn_together(groups, overall)
    if np.ptp(np.array(groups), axis=1).max() == 0:
        return  # no variance inside: F does not exist
    f = float(stats.f_oneway(*groups).statistic)
    expected = 1 - 1 / f if f > 1 else 0.0
    for one, group in zip(drawn, groups, strict=True):
        assert one.weight == pytest.approx(expected, abs=1e-9)
        assert one.estimate == pytest.approx(overall + expected * (np.mean(group) - overall))


@given(st.lists(st.lists(changes, min_size=1, max_size=8), min_size=1, max_size=6), changes)
def test_an_estimate_lies_between_its_own_mean_and_the_overall_one(
    groups: list[list[int]], overall: int
) -> None:
    for one in statistics.drawn_together(groups, overall):
        low, high = sorted((one.mean, float(overall)))
        assert low - 1e-9 <= one.estimate <= high + 1e-9


def test_a_few_are_drawn_further_than_many() -> None:
    few, many = [-6, -4], [0, -2] * 15
    one, other = statistics.drawn_together([few, many], -1.25)
    assert one.weight < other.weight < 1


def test_one_group_says_only_the_overall_mean() -> None:
    assert statistics.drawn_together([[-3, -1]], -2)[0].estimate == -2
    assert statistics.drawn_together([], 0) == []


def test_drawn_means_are_nearer_to_the_truth_than_plain_ones() -> None:
    chance = np.random.default_rng(7)
    plain = drawn = 0.0
    for _ in range(400):
        truth = chance.normal(-1, 0.5, 8)
        pairs = zip(truth, [2, 3, 4, 5, 6, 8, 10, 12], strict=True)
        groups = [list(chance.normal(t, 1.5, n)) for t, n in pairs]
        overall = float(np.mean(np.concatenate(groups)))
        for one, t in zip(statistics.drawn_together(groups, overall), truth, strict=True):
            plain += (one.mean - t) ** 2
            drawn += (one.estimate - t) ** 2
    assert drawn < 0.75 * plain
