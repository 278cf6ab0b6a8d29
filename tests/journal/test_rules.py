"""When it hurt, and what is asked afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from webapp.journal import rules

NOW = datetime(2026, 3, 14, 21, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_typed_time_counts() -> None:
    assert rules.moment_of(NOW - 5 * HOUR, NOW, NOW) == NOW - 5 * HOUR


def test_without_a_typed_time_it_is_when_save_was_pressed() -> None:
    assert rules.moment_of(None, NOW - 30 * HOUR, NOW) == NOW - 30 * HOUR


@pytest.mark.parametrize("wrong", [NOW + 2 * HOUR, NOW - timedelta(days=4000)])
def test_a_phone_with_a_wrong_clock_is_not_believed(wrong: datetime) -> None:
    assert rules.moment_of(None, wrong, NOW) == NOW


def test_nothing_is_kept_in_the_future() -> None:
    assert rules.moment_of(NOW + timedelta(minutes=3), NOW, NOW) == NOW
    assert rules.moment_of(None, NOW + timedelta(minutes=3), NOW) == NOW


@pytest.mark.parametrize(
    ("average", "worst", "odd"),
    [(5, 4, True), (5, 5, False), (5, 8, False), (None, 4, False), (5, None, False)],
)
def test_a_worst_below_the_average_is_worth_a_question(
    average: int | None, worst: int | None, odd: bool
) -> None:
    assert rules.is_worst_below_average(average, worst) is odd
