"""Patterns: found where they are, kept back where there are none, and refused on few days."""

from __future__ import annotations

import random
from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from webapp import statistics
from webapp.statistics import Factor, guarded

BLOCKS, DAYS = 12, 168


def noise(chance: random.Random, likeness: float = 0.5) -> list[float]:
    days = [chance.gauss(0, 1)]
    while len(days) < DAYS:
        days.append(likeness * days[-1] + chance.gauss(0, (1 - likeness**2) ** 0.5))
    return days


def test_what_moves_the_pain_is_found_and_said_with_its_days() -> None:
    chance = random.Random(1)
    stress = noise(chance)
    pain = [4 + 0.8 * s + 0.5 * n for s, n in zip(stress, noise(chance), strict=True)]
    others = [Factor(f"other {n}", noise(chance)) for n in range(10)]
    scan = statistics.associations(pain, [*others, Factor("stress", stress)])
    assert [one.name for one in scan.found] == ["stress"]
    assert scan.compared == 11
    found = scan.found[0]
    more = [p for p, s in zip(pain, stress, strict=True) if s > np.mean(stress)]
    assert (found.n, found.with_more) == (DAYS, pytest.approx(np.mean(more)))
    assert found.diff > 0.5


def test_yesterday_is_held_to_todays_pain() -> None:
    chance = random.Random(2)
    stress, rest = noise(chance, 0), noise(chance, 0)
    pain = [4 + (stress[n - 1] if n else 0) + 0.3 * rest[n] for n in range(DAYS)]
    scan = statistics.associations(pain, [Factor("stress", stress, lag) for lag in (0, 1)])
    assert [(one.name, one.lag) for one in scan.found] == [("stress", 1)]


def test_two_lines_that_only_drift_together_are_no_pattern() -> None:
    chance = random.Random(3)
    drift = [n / 40 for n in range(DAYS)]
    pain, stress = ([d + e for d, e in zip(drift, noise(chance), strict=True)] for _ in "ab")
    assert stats.pearsonr(pain, stress).pvalue < 0.001
    assert not statistics.associations(pain, [Factor("stress", stress)]).found


def test_a_rhythm_of_the_week_is_no_pattern() -> None:
    chance = random.Random(4)
    week = [2 if n % 7 > 4 else 0 for n in range(DAYS)]
    pain, rest = ([w + e for w, e in zip(week, noise(chance, 0), strict=True)] for _ in "ab")
    assert stats.pearsonr(pain, rest).pvalue < 0.001
    assert not statistics.associations(pain, [Factor("rest", rest)]).found


def test_the_deals_estimate_the_share_of_all_of_them() -> None:
    chance = np.random.default_rng(5)
    values, pains = chance.normal(size=(2, 7, 14))
    pains += 0.25 * values
    p, seen = guarded.dealt(values.tolist(), pains.tolist())
    together = values @ pains.T
    every = [abs(sum(together[i, j] for i, j in enumerate(d))) for d in permutations(range(7))]
    assert seen == pytest.approx(np.trace(together))
    assert p == pytest.approx(np.mean(np.array(every) >= abs(seen) - 1e-9), abs=0.03)


def test_what_passes_is_what_scipys_procedure_passes() -> None:
    chance = random.Random(6)
    for _ in range(50):
        ps = [chance.random() ** 3 for _ in range(20)]
        passing = guarded.kept([statistics.Association("", 0, 1, 0, 0, p) for p in ps])
        adjusted = stats.false_discovery_control(ps, method="bh")
        assert sorted(one.p for one in passing) == sorted(np.array(ps)[adjusted <= 0.10])


def test_too_few_days_or_too_little_contrast_compare_nothing() -> None:
    few = statistics.associations([4.0] * 111, [Factor("x", [1.0] * 111)])
    assert (few.enough, few.compared) == (False, 0)
    rare = [float(n < 9) for n in range(DAYS)]
    same = statistics.associations(noise(random.Random(7)), [Factor("rare", rare)])
    assert (same.enough, same.compared) == (True, 0)


def test_missing_days_count_for_nothing_and_the_same_diary_says_the_same() -> None:
    chance = random.Random(8)
    pain = [None if chance.random() < 0.3 else value for value in noise(chance)]
    stress = [None if chance.random() < 0.3 else value for value in noise(chance)]
    scans = [statistics.associations(pain, [Factor("stress", stress)]) for _ in range(2)]
    assert scans[0] == scans[1]
    assert not statistics.associations([None] * DAYS, [Factor("stress", stress)]).compared
