"""How much the daily things ask of a hand: taps, keys and pixels scrolled, on a phone of 390 x 844.

A scripted browser does each as a person would, from the page on which the app opens. Seconds are
an estimate, not measured on people: 1.1 s to point and tap, 0.28 s a key (Card, Moran and Newell
1980, the keystroke-level model), 0.5 s a screenful of scrolling.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests import browser

POINT, KEY, SCREENFUL = 1.1, 0.28, 0.5
HEIGHT, MARGIN = 844, 8
AFTERNOON = range(12, 20)
ZONES = ("Europe/London", "America/Los_Angeles", "Asia/Tokyo", "America/New_York", "Asia/Dubai")
REACH = """([top, bottom, margin]) => {
  const tabs = document.querySelector(".tabs");
  const end = tabs ? tabs.getBoundingClientRect().top : innerHeight;
  const by = bottom + margin > end ? bottom + margin - end : top < margin ? top - margin : 0;
  const before = scrollY;
  scrollBy({ top: by, behavior: "instant" });
  return Math.abs(scrollY - before);
}"""


@dataclass
class Hand:
    """A thumb on a page, counted."""

    page: Any
    taps: int = 0
    keys: int = 0
    scrolled: float = 0

    def open(self, address: str) -> None:
        """Opens the app; what it fetches is waited for, a person looks first too."""
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle")

    def arrive(self, address: str) -> None:
        """Waits for the page to which a tap led."""
        self.page.wait_for_url(address)
        self.page.wait_for_load_state("networkidle")

    def tap(self, target: Any) -> None:
        """Scrolls as far as needed and taps."""
        target = target.first
        target.wait_for(state="attached")
        seen = target if target.is_visible() else target.locator("xpath=..")
        box = seen.bounding_box()
        edges = [box["y"], box["y"] + box["height"], MARGIN]
        self.scrolled += self.page.evaluate(REACH, edges)
        target.tap(force=True)
        self.taps += 1

    def write(self, target: Any, text: str) -> None:
        """Taps a field and types."""
        self.tap(target)
        target.first.fill(text)
        self.keys += len(text)

    def number(self, group: str, score: int) -> None:
        """Taps a number of a scale."""
        self.tap(self.page.locator(f"{group} input[value='{score}']"))

    def button(self, name: str) -> None:
        """Taps a button."""
        self.tap(self.page.get_by_role("button", name=name, exact=True))

    @property
    def seconds(self) -> float:
        """What it may take, by the model above."""
        return self.taps * POINT + self.keys * KEY + self.scrolled / HEIGHT * SCREENFUL


def log_new(hand: Hand) -> None:
    """The first number of someone new, from the landing page."""
    hand.open("/")
    hand.tap(hand.page.get_by_role("button", name="Try it now"))
    hand.arrive("**/today")
    _log(hand)


def log(hand: Hand) -> None:
    """A number and Save."""
    hand.open("/today")
    _log(hand)


def _log(hand: Hand) -> None:
    hand.number("#quick-log", 6)
    hand.button("Save")
    hand.page.get_by_text("Pain 6 kept").wait_for()


def log_same(hand: Hand) -> None:
    """A number and the places of last time."""
    hand.open("/today")
    hand.number("#quick-log", 5)
    hand.tap(hand.page.locator("#quick-log input[name=same]"))
    hand.button("Save")
    hand.page.get_by_text("Pain 5 kept").wait_for()


def log_place(hand: Hand) -> None:
    """A number and one place, twice touched: how strong it is there."""
    hand.open("/today")
    hand.number("#quick-log", 4)
    hand.tap(hand.page.locator("#quick-log summary").filter(has_text="Where?"))
    place = hand.page.locator("#quick-log .region[data-code=b18] .region__shape")
    hand.tap(place)
    hand.tap(place)
    hand.button("Save")
    hand.page.get_by_text("Pain 4 kept").wait_for()


def edit(hand: Hand) -> None:
    """Another number for the newest entry."""
    hand.open("/today")
    hand.tap(hand.page.locator(".so-far a"))
    hand.arrive("**/journal/pain/*")
    hand.number("#score", 3)
    hand.button("Save the change")
    hand.page.get_by_text("Changed", exact=True).wait_for()


def back_date(hand: Hand) -> None:
    """A number for yesterday evening."""
    hand.open("/today")
    hand.tap(hand.page.get_by_role("link", name="Add details or another time"))
    hand.arrive("**/journal/pain/new")
    hand.number("#score", 7)
    yesterday = datetime.now(ZoneInfo(zone())).date() - timedelta(days=1)
    hand.write(hand.page.locator("#at"), f"{yesterday}T21:30")
    hand.button("Save")
    hand.page.get_by_text("Pain 7 kept").wait_for()


def sleep(hand: Hand) -> None:
    """All eight answers about last night."""
    hand.open("/today")
    hand.tap(hand.page.get_by_role("link", name="How was last night?"))
    hand.arrive("**/sleep*")
    for name, typed in (
        ("into_bed", "2245"), ("lights_out", "2300"), ("sol", "20"), ("awakenings", "2"),
        ("waso", "35"), ("final_wake", "0630"), ("out_of_bed", "0650"),
    ):  # fmt: skip
        hand.write(hand.page.locator(f"#{name}"), typed)
    hand.number("#quality", 3)
    hand.button("Save the night")
    hand.page.get_by_role("heading", name="6 h 35 min asleep").wait_for()


def stress(hand: Hand) -> None:
    """Stress, mood and energy."""
    hand.open("/today")
    hand.tap(hand.page.get_by_role("link", name="Stress, mood and energy"))
    hand.arrive("**/stress*")
    for name in ("stress", "mood", "energy"):
        hand.number(f"#{name}", 4)
    hand.button("Save")
    hand.page.get_by_text("Kept for today").wait_for()


def zone() -> str:
    """Where it is afternoon: earlier on, Today does not ask yet how the day is."""
    return next(z for z in ZONES if datetime.now(ZoneInfo(z)).hour in AFTERNOON)


JOURNEYS: dict[str, tuple[Callable[[Hand], None], str]] = {
    "log, someone new": (log_new, "3 taps, 10 s"),
    "log, returning": (log, "2 taps, 5 s"),
    "log, one place": (log_place, ""),
    "log, same places": (log_same, ""),
    "edit the number": (edit, ""),
    "back-date": (back_date, ""),
    "sleep, all answers": (sleep, "45 s"),
    "stress, mood, energy": (stress, "30 s"),
}


def run() -> None:
    """Prints the table; everything is done by one new person, in this order."""
    print(f"{'':22} {'taps':>5} {'keys':>5} {'pixels scrolled':>16} {'seconds':>8}  at most")
    with (
        tempfile.TemporaryDirectory() as data,
        browser.chromium() as engine,
        browser.serving(Path(data)) as address,
        browser.phone(engine, address, timezone_id=zone()) as page,
    ):
        for name, (journey, most) in JOURNEYS.items():
            hand = Hand(page)
            journey(hand)
            told = f"{hand.taps:5} {hand.keys:5} {hand.scrolled:16.0f} {hand.seconds:8.1f}"
            print(f"{name:22} {told}  {most}", flush=True)
