"""With larger letters, by the browser or by the person's wish, nothing runs together or out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.browser import all_well, let_in

GAPS = """() => {
  const boxes = [...document.querySelectorAll(".tabs__name")].map((name) => {
    const words = document.createRange();
    words.selectNodeContents(name);
    return words.getBoundingClientRect();
  });
  return boxes.slice(1).map((box, n) => box.left - boxes[n].right);
}"""
TWICE = "document.styleSheets[0].insertRule('html { font-size: 200% !important }', 0)"
WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_names_of_the_tabs_stay_apart(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    let_in(page).goto("/today")
    page.evaluate("document.documentElement.dataset.text = 'larger'")
    assert min(page.evaluate(GAPS)) >= 4


@pytest.mark.parametrize("path", ["/journal", "/account"])
def test_letters_twice_as_large_run_out_of_no_page(page: Any, path: str) -> None:
    let_in(page).goto(path)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.evaluate(TWICE)
    assert page.evaluate(WIDTH) == 390


def test_the_arrow_of_a_night_stays_beside_its_figures(page: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    let_in(page)
    day = datetime.now(UTC).date() - timedelta(days=2)
    night = {"lights_out": "23:30", "sol": "20", "waso": "10", "final_wake": "7", "out_of_bed": "7"}
    page.request.post(f"/sleep/{day}", form=night, max_redirects=0)
    page.goto("/sleep")
    row = page.locator(".list__item").filter(has=page.locator(".recent__figures"))
    figures, arrow = (row.locator(one).bounding_box() for one in (".recent__figures", ".icon"))
    assert abs(figures["y"] + figures["height"] / 2 - arrow["y"] - arrow["height"] / 2) < 8
    assert arrow["x"] + arrow["width"] <= 320


LINES = """(part) => {
  const words = document.createRange();
  words.selectNodeContents(part);
  return words.getClientRects().length;
}"""


def test_words_are_not_broken_in_two(page: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    all_well(let_in(page))
    told = {"score": "4", "regions": "b07", "remedies": "movement"}
    page.request.post("/journal/pain", form=told, max_redirects=0)
    page.goto("/journal")
    page.evaluate("document.documentElement.dataset.text = 'larger'")
    part = page.locator(".moment__more").last
    part.evaluate("(part) => { part.textContent = 'movement'; }")
    assert part.evaluate(LINES) == 1
    page.goto("/today")
    page.evaluate("document.documentElement.dataset.text = 'larger'")
    for part in page.locator(".list__item > a > .muted").all():
        assert part.evaluate(LINES) == 1
