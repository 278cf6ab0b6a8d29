"""The safety questions on a phone."""

from __future__ import annotations

from typing import Any

from tests.browser import let_in

GROUPS = ("emergency", "urgent", "refer", "local")


def begin(page: Any, path: str) -> None:
    """A new guest opens a page."""
    let_in(page).goto(path)


def tick(page: Any, group: str, key: str) -> Any:
    box = page.locator(f"input[name={group}][value={key}]")
    box.check()
    return box


def test_none_of_these_stands_alone(page: Any) -> None:
    begin(page, "/safety")
    none, night = tick(page, "urgent", "none"), page.locator("input[value=u_night]")
    night.check()
    assert not none.is_checked()
    none.check()
    assert not night.is_checked()


def test_an_emergency_shows_whom_to_call_before_anything_is_sent(page: Any) -> None:
    begin(page, "/safety")
    card = page.locator(".screening .safety-card--emergency")
    assert not card.is_visible()
    tick(page, "emergency", "e_saddle")
    call = card.get_by_role("link", name="Call 999")
    assert call.is_visible()
    page.wait_for_function(
        "link => { const { top, bottom } = link.getBoundingClientRect();"
        " return top >= 0 && bottom <= innerHeight; }",
        arg=call.element_handle(),
    )
    card.locator("xpath=following-sibling::button").click()
    page.wait_for_url("**/safety/result")
    assert page.get_by_role("link", name="Call 999").is_visible()


def test_the_place_is_asked_only_where_there_is_one(page: Any) -> None:
    begin(page, "/safety")
    places = page.get_by_role("group", name="Where is it?")
    assert not places.is_visible()
    tick(page, "local", "medicine_patch")
    assert not places.is_visible()
    tick(page, "local", "numb")
    assert places.is_visible()


def test_what_was_forgotten_is_asked_in_place(page: Any) -> None:
    begin(page, "/safety?next=/routines")
    page.forgiven.append("422")
    for group in GROUPS[:3]:
        tick(page, group, "none")
    page.get_by_role("button", name="Done").last.click()
    page.get_by_role("alert").wait_for()
    assert page.locator("input[name=refer][value=none]").is_checked()
    tick(page, "local", "none")
    page.get_by_role("button", name="Done").last.click()
    page.wait_for_url("**/safety/result?next=**")
    page.get_by_role("link", name="Go on").click()
    page.wait_for_url("**/routines")


def test_nothing_is_wider_than_a_small_phone(page: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    begin(page, "/safety")
    for group in GROUPS:
        page.locator(f"input[name={group}]").first.check()
    for path in ("", "/help-now", "/about", "/privacy", "/safety/result"):
        if path:
            page.goto(path)
        for details in page.locator("details").all():
            details.locator("summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
