"""The calculations against a second implementation: SciPy and NumPy are the oracle."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from webapp import statistics
from webapp.statistics.weeks import T95

scores = st.integers(0, 10)
maybe_week = st.lists(st.none() | scores, min_size=7, max_size=7)
full_week = st.lists(scores, min_size=4, max_size=7)


@pytest.mark.parametrize("freedom", T95)
def test_the_table_of_t_is_students(freedom: int) -> None:
    assert pytest.approx(stats.t.ppf(0.975, freedom), abs=5e-7) == T95[freedom]


@given(maybe_week)
def test_a_weeks_summary_is_numpys(days: list[int | None]) -> None:
    values = [day for day in days if day is not None]
    summary = statistics.weekly_summary(days)
    assert summary.n == len(values)
    if summary.enough:
        assert summary.mean == pytest.approx(np.mean(values))
        assert summary.sd == pytest.approx(np.std(values, ddof=1))
        assert summary.median == np.median(values)


@given(full_week, full_week)
def test_an_unstretched_week_interval_is_the_t_tests(last: list[int], this: list[int]) -> None:
    change = statistics.week_vs_week(last, this, r=0.0)
    freedom = len(last) + len(this) - 2
    pooled = (len(last) - 1) * np.var(last, ddof=1) + (len(this) - 1) * np.var(this, ddof=1)
    assume(math.sqrt(pooled / freedom) >= 0.5)
    oracle = stats.ttest_ind(this, last).confidence_interval(0.95)
    assert (change.low, change.high) == pytest.approx((oracle.low, oracle.high), abs=1e-5)


@given(full_week, full_week, st.floats(0, 0.6))
def test_likeness_of_days_only_widens_an_interval(
    last: list[int], this: list[int], r: float
) -> None:
    plain, stretched = (statistics.week_vs_week(last, this, by) for by in (0.0, r))
    assert plain.low is not None
    assert stretched.low is not None
    assert stretched.low <= plain.low + 1e-12


@given(st.lists(scores, min_size=14, max_size=28))
def test_likeness_of_days_is_the_mean_product_over_the_mean_square(days: list[int]) -> None:
    centred = np.array(days) - np.mean(days)
    lag = statistics.lag1(days)
    if not centred.any():
        assert lag == statistics.Lag(0.3, "assumed")
        return
    oracle = float(np.mean(centred[1:] * centred[:-1]) / np.mean(centred**2))
    assert lag.r == pytest.approx(min(max(oracle, 0), 0.6))


@given(st.lists(st.tuples(scores, scores), min_size=6, max_size=60))
def test_the_typical_change_is_the_median_of_all_walsh_averages(
    pairs: list[tuple[int, int]],
) -> None:
    changes = np.array([after - before for before, after in pairs])
    rows, columns = np.triu_indices(len(changes))
    walsh = np.sort((changes[rows] + changes[columns]) / 2)
    shift = statistics.pre_post(pairs).interval
    assert shift is not None
    assert shift.n_walsh == len(walsh)
    assert shift.hl == np.median(walsh)
    assert (shift.low, shift.high) == (walsh[shift.c - 1], walsh[-shift.c])


@pytest.mark.parametrize("n", [6, 7, 13, 20, 40, 50])
def test_an_interval_is_what_wilcoxons_exact_test_does_not_refuse(n: int) -> None:
    # Untied changes, so that SciPy's exact method applies.
    changes = np.linspace(-3, 5, n) + 0.013 * np.arange(n) ** 1.3
    rows, columns = np.triu_indices(n)
    walsh = np.sort((changes[rows] + changes[columns]) / 2)
    c = statistics.walsh_cutoff(n).c
    inside, outside = walsh[c - 1] + 1e-9, walsh[c - 1] - 1e-9
    assert stats.wilcoxon(changes - inside, method="exact").pvalue > 0.05
    assert stats.wilcoxon(changes - outside, method="exact").pvalue <= 0.05


@pytest.mark.parametrize("n", [101, 365, 2000])
def test_a_long_history_uses_the_normal_approximation(n: int) -> None:
    mean, sd = n * (n + 1) / 4, math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
    cutoff = statistics.walsh_cutoff(n)
    assert stats.norm.cdf((cutoff.c - mean) / sd) == pytest.approx(0.025, abs=0.0005)


def test_no_interval_exists_below_six_pairs() -> None:
    with pytest.raises(ValueError, match="6"):
        statistics.walsh_cutoff(5)


@settings(max_examples=25, deadline=None)
@given(st.lists(scores, min_size=2, max_size=5), st.lists(scores, min_size=2, max_size=5))
def test_two_groups_agree_with_the_exact_permutation_test(a: list[int], b: list[int]) -> None:
    result = statistics.two_group_exact(a, b)
    oracle = stats.permutation_test(
        (a, b),
        lambda x, y, axis: np.abs(np.mean(x, axis=axis) - np.mean(y, axis=axis)),
        vectorized=True,
        n_resamples=np.inf,
        alternative="greater",
    )
    assert oracle.pvalue == pytest.approx(float(result.p))
    assert result.hl_shift == np.median(np.subtract.outer(a, b))
    assert result.low <= result.hl_shift <= result.high


@given(st.lists(st.none() | scores, max_size=40))
def test_a_seven_day_mean_needs_four_of_seven_days(days: list[int | None]) -> None:
    means = statistics.rolling_mean(days)
    assert len(means) == len(days)
    for at, mean in enumerate(means):
        window = [day for day in days[max(0, at - 6) : at + 1] if day is not None]
        assert (mean is None) == (len(window) < 4)
        assert mean is None or mean == pytest.approx(np.mean(window))
