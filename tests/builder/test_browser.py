"""The builder in a real browser: by touch, by keyboard, and through to the player."""

from __future__ import annotations

import pytest

from tests.browser import let_in


def told(page) -> list[str]:
    """The line of each step, in order."""
    lines = page.locator("[data-row] > details > summary").all()
    return [" ".join(line.inner_text().split()) for line in lines]


def add(page, technique: str) -> None:
    page.locator("#add").select_option(technique)
    page.locator("[data-do=add]").click()


def begun(page) -> None:
    let_in(page)
    page.goto("/routines/own/new")
    page.get_by_label("What do you call it?").fill("Evening")
    add(page, "petrissage")
    page.locator("#steps-0-side").select_option("L")
    page.locator("[data-do=other]").click()
    add(page, "breathing")


def test_a_routine_is_built_saved_and_can_be_started(page):
    begun(page)
    assert told(page) == [
        "Kneading Top of the shoulder, Left, 30 s",
        "Kneading Top of the shoulder, Right, 30 s",
        "Slow breathing Whole body, 60 s",
    ]
    assert page.locator("[data-out=minutes]").text_content() == "2 min 15 s"
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("heading", level=1, name="Evening").wait_for()
    page.get_by_role("link", name="Start").click()
    page.get_by_role("heading", level=1, name="Evening").wait_for()


def test_steps_are_put_in_order_by_keyboard_and_it_is_said(page):
    begun(page)
    up = page.locator("[data-do=up]").nth(2)
    up.focus()
    page.keyboard.press("Enter")
    assert told(page)[1].startswith("Slow breathing")
    assert page.locator("[data-out=say]").text_content() == "Slow breathing: now step 2 of 3"
    page.keyboard.press("Enter")
    assert told(page)[0].startswith("Slow breathing")
    assert page.locator("[data-do=up]").nth(0).get_attribute("aria-disabled") == "true"
    names = page.eval_on_selector_all(
        "#builder [name$='-title']", "all => all.map((one) => one.name)"
    )
    assert names == ["steps-0-title", "steps-1-title", "steps-2-title"]


def test_a_step_follows_the_finger(page):
    begun(page)
    page.eval_on_selector_all(
        "[data-row] > details", "all => all.forEach((o) => { o.open = false; })"
    )
    page.locator("[data-handle]").nth(1).evaluate("one => one.scrollIntoView({block: 'center'})")
    last, first = (page.locator("[data-handle]").nth(n).bounding_box() for n in (2, 0))
    page.mouse.move(last["x"] + 12, last["y"] + 12)
    page.mouse.down()
    page.mouse.move(first["x"] + 12, first["y"] + 4, steps=6)
    page.mouse.up()
    assert [line.split()[0] for line in told(page)] == ["Slow", "Kneading", "Kneading"]


def test_what_breaks_a_limit_is_shown_beside_its_field(page):
    begun(page)
    page.forgiven += ["422"]
    page.locator("#steps-0-pressure").fill("5")
    page.eval_on_selector("#builder", "form => { form.noValidate = true; }")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_text("over the technique's limit of 4").first.wait_for()
    assert len(told(page)) == 3


@pytest.mark.parametrize(
    "address", ["/claims", "/routines/own", "/routines/own/new?like=upper-back-ball"]
)
def test_nothing_is_wider_than_a_small_phone(page, address):
    let_in(page)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
