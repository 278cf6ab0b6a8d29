"""The check before a practice on a phone: one screen for somebody who knows it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import all_well, let_in

PLAY = "/routines/evening-unwind/play"
FORM = {"routine": "evening-unwind", "tier": "standard", "pain_before": "5"}
END = {"pain_after": "4", "active_seconds": "700", "steps_done": "13", "steps_skipped": "0"}


@pytest.fixture
def second(page: Any) -> Any:
    """The second practice of a routine, on a phone that tried its sound already."""
    all_well(let_in(page))
    begun = page.request.post("/practices", form=FORM | {"signs": "none", "today": "none"})
    page.request.post(f"{begun.url}/completion", form=END)
    page.goto(PLAY)
    page.locator(".check__sound").evaluate("card => card.remove()")
    return page


def bottom(page: Any, what: str) -> float:
    box = page.locator(what).first.bounding_box()
    return box["y"] + box["height"]


def test_from_the_second_time_on_the_check_and_start_are_one_screen(second: Any) -> None:
    assert second.evaluate("scrollY") == 0
    assert bottom(second, ".practice__start [type=submit]") <= 844
    assert second.locator("#check :is([name=signs], [name=today]):checked").count() == 0
    for box in second.locator("#check .check--today .tick").all():
        assert box.bounding_box()["height"] >= 48


def test_the_card_of_an_emergency_comes_into_view(second: Any) -> None:
    second.locator(".ticks__more summary").click()
    second.locator("[name=signs][value=e_saddle]").check()
    call = second.get_by_role("link", name="Call 999")
    call.wait_for()
    second.wait_for_function("""() => {
      const box = document.querySelector(".safety-card--emergency a").getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight;
    }""")
    assert not second.locator(".practice__start").is_visible()
