"""Practices side by side: counted, averaged, drawn together, and never called a fair test."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.progress.conftest import CAVEAT, TODAY, Keep
from tests.visits import Visitor
from webapp.accounts.models import User
from webapp.library.models import library
from webapp.practice.models import Practice
from webapp.progress.further.side_by_side import side_by_side


def done(routine: str, before: int, after: int | None, title: str = "") -> Any:
    return SimpleNamespace(routine=routine, title=title, pain_before=before, pain_after=after)


def lines(way: str, *practices: Any) -> dict[str, Any]:
    books = library()
    found = side_by_side(way, practices, books.routines, books.techniques)
    return {line.name: line for line in found.lines}


def test_each_routine_is_counted_and_averaged_by_itself() -> None:
    found = lines(
        "routine", done("travel", 6, 4), done("travel", 6, 2), done("travel", 5, None),
        done("flare-gentle", 5, 5), done("flare-gentle", 5, 6),
    )  # fmt: skip
    assert [(one.name, one.practices, one.rated, one.change) for one in found.values()] == [
        ("Travel seat", 3, 2, -3), ("Flare-up, gentle", 2, 2, 0.5),
    ]  # fmt: skip
    # Overall -1.25; inside (2 + 0.5) / 2 = 1.25; between (12.25 - 1.25) / 2 = 5.5.
    weight = 5.5 / (5.5 + 1.25 / 2)
    travel = found["Travel seat"]
    assert travel.estimate == pytest.approx(-1.25 + weight * (-3 + 1.25))


def test_a_practice_counts_for_every_technique_region_and_tool_of_its_routine() -> None:
    ball = done("upper-back-ball", 6, 5)
    routine = library().routines["upper-back-ball"]
    assert set(lines("technique", ball)) == {one.name for one in routine.techniques}
    assert set(lines("tool", ball)) == {"Tennis ball", "Wall"}
    assert len(lines("region", ball)) == len(routine.regions)


def test_a_professional_counts_as_technique_and_tool_and_has_no_region() -> None:
    session = done("deep-tissue", 6, 5)
    name = library().techniques["deep-tissue"].name
    assert set(lines("technique", session)) == {name} == set(lines("routine", session))
    assert set(lines("tool", session)) == {"Professional"}
    assert lines("region", session) == {}


def test_a_routine_that_is_gone_keeps_its_name_and_counts_for_nothing_else() -> None:
    gone = done("own-1", 6, 5, "Mine")
    assert set(lines("routine", gone)) == {"Mine"}
    assert lines("tool", gone) == {}


@pytest.mark.parametrize("way", ["routine", "technique", "region", "tool"])
def test_the_page_says_that_it_is_no_fair_test(
    as_ann: Visitor, ann: User, keep: Keep, way: str
) -> None:
    for i in range(2):
        keep(
            Practice, ann, local_date=TODAY - timedelta(days=i), routine="travel",
            pain_before=6, pain_after=4 + i,
        )  # fmt: skip
    page = as_ann.visit(f"/progress/side-by-side/{way}")
    assert "not a fair test" in page.words
    assert page.words.count(CAVEAT) == 1
    assert "\u22121.5" in page.words
    assert page.find("[aria-current=page].spans__length").get_text().lower() == way


def test_nothing_to_compare_says_so_and_another_way_does_not_exist(
    as_bob: Visitor, ann: User, keep: Keep
) -> None:
    keep(Practice, ann, local_date=TODAY, routine="travel", pain_before=6, pain_after=4)
    assert "it is counted here" in as_bob.visit("/progress/side-by-side/tool").words
    assert as_bob.visit("/progress/side-by-side/star-sign").status == 404
