"""How right the player's time is over twenty minutes: throttled, asleep, with clocks that are set.

The player's own timeline runs in Chromium with both clocks in our hand. An error is the difference
between the time it shows at a look and the time that was really practised.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from typing import Any

from tests.browser import ROOT, chromium, phone, serving
from webapp import assets

MINUTE = 60_000
HOUR = 60 * MINUTE
# Winter in London ends at 01:00 UTC on 29 March 2026; the day ends at midnight UTC before that.
DAY = "2026-03-10T12:00:00Z"
MIDNIGHT = "2026-03-10T23:50:00Z"
SUMMER_TIME = "2026-03-29T00:50:00Z"
# name, a look every so many ms, beginning, what happens after ten minutes: [wall ms, mono ms]
CASES: tuple[tuple[str, int, str, list[int]], ...] = (
    ("a look every 250 ms", 250, DAY, [0, 0]),
    ("throttled to one a second", 1000, DAY, [0, 0]),
    ("throttled to one a minute", MINUTE, DAY, [0, 0]),
    ("looks at odd moments, 313 ms", 313, DAY, [0, 0]),
    ("asleep for ten minutes", 250, DAY, [10 * MINUTE, 0]),
    ("halted for ten minutes", 250, DAY, [10 * MINUTE, 10 * MINUTE]),
    ("clock set back an hour", 250, DAY, [-HOUR, 0]),
    ("over midnight", 250, MIDNIGHT, [0, 0]),
    ("over the change to summer time", 250, SUMMER_TIME, [0, 0]),
)
PLAY = """async ([every, begins, [wallJump, monoJump]]) => {
  const [files] = document.querySelector("script[src]").src.match(/^.*\\/static\\/[^/]+\\//);
  const { Timeline } = await import(`${files}practice/timeline.js`);
  const step = { seconds: 110, transition: 10 };
  const clock = { wall: Date.parse(begins), mono: 4321 };
  const line = new Timeline(Array(10).fill(step).concat({ seconds: 10, transition: 0 }),
    { wall: () => clock.wall, mono: () => clock.mono });
  line.go();
  let [practised, worst, asked, jumped] = [0, 0, 0, false];
  const look = () => {
    if (line.tick()) { asked += 1; line.go(); }
    worst = Math.max(worst, Math.abs(line.now.position - practised));
  };
  while (practised < 1_200_000) {
    const ms = Math.min(every, 1_200_000 - practised);
    practised += ms; clock.wall += ms; clock.mono += ms;
    look();
    if (!jumped && practised >= 600_000) {
      jumped = true; clock.wall += wallJump; clock.mono += monoJump;
      look();
    }
  }
  return { worst, asked, end: line.now.position - practised };
}"""
HEAD = f"{'over 20 minutes':34} {'largest error':>14} {'at the end':>11}   asks to continue"


def run() -> None:
    """Prints the table of times, and the bytes of the player's script."""
    with (
        tempfile.TemporaryDirectory() as data,
        serving(Path(data)) as address,
        chromium() as engine,
        phone(engine, address) as page,
    ):
        page.goto("/")
        rows = [(name, measured(page, *case)) for name, *case in CASES]
    print(HEAD)
    for name, seen in rows:
        errors = f"{seen['worst']:>11.0f} ms {seen['end']:>8.0f} ms"
        print(f"{name:34} {errors}   {'yes' if seen['asked'] else 'no'}")
    script = assets.generated(ROOT / "static")[assets.PLAYER].encode()
    print(f"\nthe player's script: {len(script)} bytes, {len(gzip.compress(script))} with gzip")


def measured(page: Any, *case: Any) -> dict[str, float]:
    """The errors of one case, in milliseconds, and how often it asked whether to continue."""
    return dict(page.evaluate(PLAY, list(case)))
