"""The instants at which the player itself changes its step, over days that are not ordinary."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice.test_browser import answer, player  # noqa: F401  (a fixture)
from tests.practice.test_sound import steps_of

WATCH = """() => {
  window.changes = [];
  const stage = document.querySelector(".stage");
  const look = () => {
    const key = `${stage.querySelector('[data-out="number"]').textContent} ${stage.dataset.state}`;
    if (changes.at(-1)?.key !== key) changes.push({ key, at: performance.now() });
  };
  new MutationObserver(look).observe(stage, { attributes: true, subtree: true, childList: true });
  look();
}"""


def changes_of(slug: str) -> list[float]:
    """Seconds from the start at which work ends or begins."""
    times, at = [0.0], 0.0
    for step in steps_of(slug):
        for length in (step["seconds"], step["transition"]):
            if length:
                at += length
                times.append(at)
    return times


BALL, LONG = "upper-back-ball", "heat-then-hands"  # 8 and 20 minutes


@pytest.mark.parametrize(
    ("slug", "begins"),
    [
        (LONG, "2026-03-10T12:00:00"),
        (BALL, "2026-03-10T23:57:00"),
        (BALL, "2026-03-29T00:57:00"),
        (BALL, "2026-10-25T00:57:00"),
    ],
    ids=["twenty minutes", "over midnight", "into summer time", "out of summer time"],
)
def test_every_change_comes_within_100_ms(player: Any, slug: str, begins: str) -> None:  # noqa: F811
    player.goto(f"/routines/{slug}/play")
    player.clock.set_system_time(f"{begins}Z")
    answer(player)
    player.get_by_role("button", name="Start").click()
    player.locator('.stage[data-state="work"]').wait_for()
    player.evaluate(f"({WATCH})()")
    for _ in range(40 if slug == LONG else 16):
        player.clock.run_for(30_000)
    # The first change after the start is the anchor: we began to watch a moment after the tap.
    seen = [change["at"] for change in player.evaluate("changes")][1:]
    expected = changes_of(slug)[1:][: len(seen)]
    assert len(seen) >= len(changes_of(slug)) - 2
    pairs = zip(seen, expected, strict=True)
    late = [at - seen[0] - 1000 * (when - expected[0]) for at, when in pairs]
    assert max(map(abs, late)) <= 100, late
