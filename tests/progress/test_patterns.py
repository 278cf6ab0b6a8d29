"""Patterns on the page: found, said with their limits, or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.progress.conftest import TODAY, Keep
from tests.visits import Visitor
from webapp.accounts.models import User
from webapp.journal.models import DayRating
from webapp.practice.models import Practice
from webapp.progress.further import patterns
from webapp.progress.further.patterns import Felt
from webapp.progress.further.reading import felt
from webapp.progress.rules import Day
from webapp.statistics import Association
from webapp.wellbeing.models import Checkin


def test_what_was_named_because_it_hurt_is_not_compared() -> None:
    names = {factor.name for factor in patterns.factors([], {})}
    assert names.isdisjoint({"lifting", "sitting", "heat", "medicine"})


def test_a_tag_counts_only_where_the_evening_was_told_and_a_practice_only_for_the_day_after() -> (
    None
):
    days = [Day(TODAY, practices=1), Day(TODAY + timedelta(1))]
    found = {
        (f.name, f.lag): f.values for f in patterns.factors(days, {TODAY: Felt(tags=["work"])})
    }
    assert found["work", 0] == [1.0, None]
    assert found["noise", 1] == [0.0, None]
    assert found["practice", 1] == [1.0, 0.0]
    assert ("practice", 0) not in found


@pytest.mark.parametrize(
    ("name", "lag", "begins"),
    [
        ("stress", 0, "On days with more stress than usual, pain averaged 5.0; on other days 4.0"),
        ("practice", 1, "On the day after days with a practice, pain averaged 5.0;"),
        ("work", 0, "On days on which stress came from work, pain averaged 5.0;"),
    ],
)
def test_a_pattern_is_said_with_its_days_and_never_as_a_cause(
    name: str, lag: int, begins: str
) -> None:
    words = patterns.words(Association(name, lag, 120, 5.0, 4.0, 0.001))
    assert words.startswith(begins)
    assert words.endswith("(120 days). A pattern, not proof of cause.")


def test_one_comparison_is_one_and_claims_no_more(as_ann: Visitor, ann: User, keep: Keep) -> None:
    """Counted by hand: without an evening or a night told, practices alone can be compared."""
    for n in range(112):
        day = TODAY - timedelta(days=n)
        keep(DayRating, ann, date=day, average=5, worst=None)
        if n % 9 == 4:
            keep(Practice, ann, local_date=day, routine="desk-break", pain_before=5)
    words = as_ann.visit("/progress/patterns").words
    assert "Nothing stood out 1 comparison was made of what was told on enough days: " in words


def test_a_pattern_that_is_there_stands_on_the_page(
    app: Flask, as_ann: Visitor, as_bob: Visitor, ann: User, bob: User, keep: Keep
) -> None:
    stressed = [n % 5 in (1, 2) if n // 14 % 2 else n % 3 == 0 for n in range(140)]
    for n, is_so in enumerate(stressed):
        day = TODAY - timedelta(days=n)
        keep(DayRating, ann, date=day, average=6 if is_so else 4, worst=None)
        keep(Checkin, ann, date=day, stress=7 if is_so else 2, mood=None, energy=None)
    words = as_ann.visit("/progress/patterns").words
    assert "On days with more stress than usual, pain averaged 6.0; on other days 4.0" in words
    assert "one diary in ten shows one that is not there" in words
    assert "Not enough days yet" in as_bob.visit("/progress/patterns").words
    with app.app_context():
        assert felt(bob, TODAY - timedelta(days=140), TODAY) == {}
