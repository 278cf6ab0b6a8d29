"""The review of a week: this one and the one before, the plan, what it cannot say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.progress.conftest import TODAY, Keep
from tests.visits import Page, Visitor
from webapp.accounts.models import User
from webapp.journal.models import DayRating
from webapp.practice.models import Practice
from webapp.progress.week.models import WeekPlan

MONDAY = date(2026, 3, 9)
WEEK = "/progress/weeks/2026-W11"


def cells(page: Page, name: str) -> list[str]:
    """This week's and last week's cell of a row."""
    found = [r for r in page.all("#week-review tbody tr") if r.th and r.th.get_text() == name]
    return [" ".join(cell.get_text().split()) for cell in found[0].select("td")]


def practise(keep: Keep, ann: User, *days: date, active: int = 480) -> None:
    for day in days:
        keep(
            Practice, ann, local_date=day, routine="travel", pain_before=6, pain_after=4,
            active_seconds=active,
        )  # fmt: skip


def test_practices_are_told_of_what_was_planned_and_plans_hold_from_their_day_on(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    practise(keep, ann, MONDAY, MONDAY, TODAY, MONDAY - timedelta(2))
    practise(keep, ann, TODAY, active=383)  # under 80 % of 480 s
    assert cells(as_ann.visit(WEEK), "Practices done") == ["3", "1"]
    answer = as_ann.send("/progress/plan", practices="4")
    assert (answer.status, answer.headers["Location"]) == (303, WEEK)
    assert cells(as_ann.visit(WEEK), "Practices done") == ["3 of 4 planned", "1"]


def test_the_newest_plan_counts_and_none_is_no_plan(as_ann: Visitor, ann: User, keep: Keep) -> None:
    keep(WeekPlan, ann, practices=3, from_date=MONDAY - timedelta(20))
    assert cells(as_ann.visit(WEEK), "Practices done") == ["0 of 3 planned", "0 of 3 planned"]
    as_ann.send("/progress/plan", practices="5")
    as_ann.send("/progress/plan", practices="0")
    assert cells(as_ann.visit(WEEK), "Practices done") == ["0", "0 of 3 planned"]


def test_a_plan_is_kept_once_and_htmx_gets_the_review(as_ann: Visitor, rows: Any) -> None:
    id = "0193a2f0-0000-7000-8000-000000000001"
    for _ in range(2):
        answer = as_ann.swap("/progress/plan", practices="2", client_id=id)
        assert answer.headers["X-Entry-Ack"] == id
    assert cells(answer, "Practices done") == ["0 of 2 planned", "0"]
    assert [row.practices for row in rows(WeekPlan)] == [2]


@pytest.mark.parametrize("wrong", ["", "22", "-1", "three", "2.5", "\x00"])
def test_a_wrong_plan_is_refused_with_what_was_typed(
    as_ann: Visitor, rows: Any, wrong: str
) -> None:
    answer = as_ann.send("/progress/plan", practices=wrong)
    assert answer.status == 422
    assert answer.all(".field--wrong")
    assert rows(WeekPlan) == []


def test_an_earlier_week_has_no_plan_to_change(as_ann: Visitor) -> None:
    assert as_ann.visit(WEEK).all("#plan")
    assert not as_ann.visit("/progress/weeks/2026-W10").all("#plan")


def test_nobody_sees_anothers_plan(as_ann: Visitor, as_bob: Visitor) -> None:
    as_ann.send("/progress/plan", practices="4")
    assert "planned" not in as_bob.visit(WEEK).words


def test_peg_is_told_with_what_its_change_is_called(as_ann: Visitor, at: Any) -> None:
    now = at.__globals__["NOON"]
    at(now - timedelta(7))
    as_ann.send("/questionnaires/peg", q1="6", q2="6", q3="6")
    at(now)
    assert cells(as_ann.visit(WEEK), "PEG") == ["–", "6"]
    as_ann.send("/questionnaires/peg", q1="4", q2="4", q3="4")
    page = as_ann.visit(WEEK)
    assert cells(page, "PEG") == ["4", "6"]
    assert "PEG: 2 points lower (33 %): a meaningful improvement." in page.words


def test_days_without_a_note_are_counted_up_to_today_and_said_once(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    keep(DayRating, ann, date=MONDAY, average=5, worst=None)
    page = as_ann.visit(WEEK)
    assert page.words.count("Pain was not noted on 2 of 3 days.") == 1
    assert page.words.count("Figures cannot say what a change came from.") == 1


def test_on_the_first_morning_of_a_week_one_day_is_one_day(as_ann: Visitor, at: Any) -> None:
    at(datetime(2026, 3, 9, 7, tzinfo=UTC))
    assert "Pain was not noted on 1 of 1 day." in as_ann.visit(WEEK).words
