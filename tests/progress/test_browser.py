"""Progress on a phone: a drawing can be read by touch and by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser import let_in

pytestmark = pytest.mark.slow


@pytest.fixture
def progress(page: Any) -> Any:
    """A new guest who has noted one pain entry looks at progress."""
    let_in(page).request.post("/journal/pain", form={"score": "6"})
    page.goto("/progress")
    return page


def test_the_arrow_keys_read_the_days(progress: Any) -> None:
    handle = progress.get_by_role("slider", name="Day to read")
    handle.focus()
    told = progress.locator(".chart__told")
    told.get_by_text("Pain 6").wait_for()
    handle.press("ArrowLeft")
    told.get_by_text("nothing noted").wait_for()
    assert re.search("nothing noted", handle.get_attribute("aria-valuetext"))


def test_a_touch_on_the_picture_reads_the_day_below_it(progress: Any) -> None:
    picture = progress.locator("svg.chart__picture")
    box = picture.bounding_box()
    progress.mouse.click(box["x"] + box["width"] * 351 / 360, box["y"] + 80)
    progress.locator(".chart__told").get_by_text("Pain 6").wait_for()
    assert progress.locator(".chart__cursor").get_attribute("visibility") == "visible"


def test_the_numbers_stand_in_a_table_and_nothing_is_wider_than_the_phone(progress: Any) -> None:
    progress.get_by_text("The numbers as a table").click()
    progress.get_by_role("cell", name="6", exact=True).wait_for()
    assert progress.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_day_that_is_read_can_be_opened(progress: Any) -> None:
    progress.get_by_role("slider", name="Day to read").focus()
    progress.get_by_role("link", name="Open ").click()
    progress.wait_for_url("**/journal?before=*")


FLICK = """(svg, [from, to]) => {
    const at = (x) => ({ clientX: x, clientY: 200, pointerType: 'touch', bubbles: true });
    svg.dispatchEvent(new PointerEvent('pointerdown', at(from)));
    svg.dispatchEvent(new PointerEvent('pointerup', at(to)));
}"""


def test_arrows_and_flicks_move_through_time(progress: Any) -> None:
    progress.keyboard.press("ArrowLeft")
    progress.wait_for_url("**/progress?*until=*")
    progress.get_by_text("Nothing was noted in these weeks.").wait_for()
    progress.keyboard.press("ArrowRight")
    picture = progress.locator("svg.chart__picture")
    picture.evaluate(FLICK, [200, 170])  # too short to be one
    assert progress.locator("[rel=next]").count() == 0
    picture.evaluate(FLICK, [100, 250])
    progress.get_by_text("Nothing was noted in these weeks.").wait_for()


WORDS = """(text) => {
  document.documentElement.dataset.text = text;
  const svg = document.querySelector("svg.chart__picture");
  const boxes = [...svg.querySelectorAll("text")].map((word) => word.getBoundingClientRect());
  const over = (a, b) => Math.min(a.right, b.right) > Math.max(a.left, b.left)
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > a.height / 3;
  return {
    size: (parseFloat(getComputedStyle(svg).fontSize) * svg.getBoundingClientRect().width) / 360,
    over: boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => over(a, b))).length,
    out: boxes.filter((box) => box.left < 0 || box.right > innerWidth).length,
  };
}"""


@pytest.mark.parametrize("width", [320, 390, 768])
def test_the_words_of_a_drawing_grow_with_the_letters_and_keep_apart(
    progress: Any, width: int
) -> None:
    progress.set_viewport_size({"width": width, "height": 844})
    seen = [progress.evaluate(WORDS, text) for text in ("normal", "large", "larger")]
    normal, large, larger = (words["size"] for words in seen)
    assert normal * 1.1 < large < larger
    assert [(words["over"], words["out"]) for words in seen] == [(0, 0)] * 3


def test_the_choice_of_weeks_keeps_to_one_line_with_the_largest_letters(progress: Any) -> None:
    progress.evaluate("document.documentElement.dataset.text = 'larger'")
    unit = progress.locator(".spans__unit").bounding_box()
    assert unit["height"] < 48
    assert progress.evaluate("document.documentElement.scrollWidth") == 390
