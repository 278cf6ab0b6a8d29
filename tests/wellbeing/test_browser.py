"""The sleep diary and the day's check-in on a phone."""

from __future__ import annotations

from typing import Any

import pytest

from tests import browser


@pytest.fixture
def guest(page: Any) -> Any:
    """Someone new."""
    browser.come_in(page)
    return page


def test_a_morning_with_an_am_pm_slip(guest: Any) -> None:
    guest.goto("/sleep")
    for label, clock in (
        ("When did you get into bed?", "10:45"),
        ("When did you try to fall asleep?", "11:00"),
        ("When was your last waking?", "06:30"),
        ("When did you get up?", "06:50"),
    ):
        guest.get_by_label(label).fill(clock)
    guest.locator("#sol").fill("20")
    more = guest.get_by_role("button", name="How many times did you wake?: 1 more")
    more.click()
    more.click()
    guest.locator("#waso").fill("35")
    guest.get_by_role("radio", name="3 fair").check()
    guest.get_by_role("button", name="Save the night").click()
    guest.locator("#into_bed-error").get_by_text("am or pm").wait_for()
    guest.forgiven.append("422")
    assert guest.locator("#awakenings").input_value() == "2", "what was typed is still there"

    guest.get_by_label("When did you get into bed?").fill("22:45")
    guest.get_by_label("When did you try to fall asleep?").fill("23:00")
    guest.get_by_role("button", name="Save the night").click()
    guest.get_by_role("heading", name="6 h 35 min asleep").wait_for()
    guest.get_by_text("81.4 %").wait_for()
    guest.goto("/journal")
    guest.locator("#timeline").get_by_text("Slept 6 h 35 min, fair").wait_for()


def test_how_the_day_felt_with_the_keyboard_alone(guest: Any) -> None:
    guest.goto("/stress")
    guest.locator("#stress input").first.focus()
    guest.keyboard.press("Space")
    for _ in range(4):
        guest.keyboard.press("ArrowRight")
    guest.keyboard.press("Enter")
    guest.get_by_text("Kept for today").wait_for()
    guest.locator(".figures").get_by_text("4", exact=True).wait_for()

    guest.get_by_text("Change this day").click()
    guest.get_by_role("checkbox", name="Work").check()
    guest.get_by_role("button", name="Save the change").click()
    guest.locator(".badge", has_text="Work").wait_for()


def test_clock_times_are_stepped_or_typed_and_what_follows_is_said_at_once(guest: Any) -> None:
    guest.goto("/sleep")
    assert guest.locator("#into_bed").input_value() == "", "nothing is filled in"
    into = guest.locator("clock-field").filter(has=guest.locator("#into_bed"))
    for _ in range(3):
        into.get_by_role("button", name="15 minutes later").click()
    assert guest.locator("#into_bed").input_value() == "23:00"
    lights = guest.locator("clock-field").filter(has=guest.locator("#lights_out"))
    lights.get_by_role("button", name="15 minutes earlier").click()
    assert guest.locator("#lights_out").input_value() == "23:00", "it begins at the field before"
    for _ in range(5):
        lights.get_by_role("button", name="15 minutes later").click()
    assert guest.locator("#lights_out").input_value() == "00:15", "past midnight"
    for name, typed in {
        "sol": "20",
        "waso": "35",
        "final_wake": "630",
        "out_of_bed": "650am",
    }.items():
        guest.locator(f"#{name}").fill(typed)
    guest.locator("#waso").press("Tab")
    guest.locator("#night-figures").get_by_text("5 h 20 min").wait_for()
    guest.get_by_role("button", name="Save the night").click()
    guest.get_by_role("heading", name="5 h 20 min asleep").wait_for()


def test_errors_taller_than_the_screen_are_read_from_their_top(guest: Any) -> None:
    guest.forgiven.append("422")
    guest.set_viewport_size({"width": 320, "height": 420})
    guest.goto("/sleep")
    for name in ("into_bed", "lights_out", "final_wake", "out_of_bed"):
        guest.locator(f"#{name}").fill("25:10")
    guest.get_by_role("button", name="Save the night").click()
    guest.get_by_text("Please check this").wait_for()
    assert guest.get_by_text("Please check this").bounding_box()["y"] >= 0
