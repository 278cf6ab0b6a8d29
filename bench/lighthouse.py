"""Lighthouse's marks for a phone, median of so many runs, on pages of the demo person.

Needs Node.js, and Lighthouse from the npm registry: `npx` fetches it, or LIGHTHOUSE names the
program. Scores are of 100; LCP in simulated seconds; CLS as it is.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.client import Phone
from bench.servers import serving
from bench.stage import move_in
from webapp.demo.store import EMAIL

PAGES = {
    "landing": "/",
    "Today": "/today",
    "Progress": "/progress?weeks=12",
    "one routine": "/routines/upper-back-ball",
    "the player": "/routines/upper-back-ball/play",
}
SCORES = ("performance", "accessibility", "best-practices")
PROGRAM = shlex.split(os.environ.get("LIGHTHOUSE", "npx --yes lighthouse@13"))
BROWSER = "--headless=new --no-sandbox --disable-background-networking --disable-component-update"
TRIES = 3


def run(rounds: int) -> None:
    """Prints the table: median score and figure of each page."""
    print(f"{'':12} {'perf.':>6} {'acc.':>5} {'best':>5} {'LCP s':>6} {'CLS':>6}")
    for name, (perf, acc, best, lcp, cls) in measured(rounds).items():
        print(f"{name:12} {perf:6.0f} {acc:5.0f} {best:5.0f} {lcp:6.2f} {cls:6.3f}")


def measured(rounds: int) -> dict[str, tuple[float, ...]]:
    """Of each page three scores, the largest paint in seconds, how much moved: the medians."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SOFTBACK_DATA"] = folder
        password = move_in(0)[EMAIL]
        with serving("embedded", Path(folder)) as server:
            cookie = Phone(server.port).sign_in(EMAIL, password)
            for name, path in PAGES.items():
                address = f"http://127.0.0.1:{server.port}{path}"
                signed = "" if path == "/" else cookie
                told = [_marks(address, signed, Path(folder)) for _ in range(rounds)]
                found[name] = tuple(median(values) for values in zip(*told, strict=True))
    return found


def _marks(address: str, cookie: str, folder: Path) -> tuple[float, ...]:
    """Three scores, the largest paint in seconds, and how much moved."""
    target = folder / "marks.json"
    command = [
        *(*PROGRAM, address, "--quiet", "--output=json", f"--output-path={target}"),
        *(f"--chrome-flags={BROWSER}", f"--only-categories={','.join(SCORES)}"),
        *("--extra-headers", json.dumps({"Cookie": cookie} if cookie else {})),
    ]
    chromium = {"CHROME_PATH": os.environ.get("CHROME_PATH", "/usr/bin/chromium")}
    # Now and then it loses its own trace ("please run Lighthouse again").
    tries = (subprocess.run(command, env={**os.environ, **chromium}) for _ in range(TRIES))
    if all(done.returncode for done in tries):
        raise RuntimeError(f"Lighthouse says nothing of {address}")
    found: dict[str, Any] = json.loads(target.read_text())
    audits = found["audits"]
    return (
        *(100 * found["categories"][name]["score"] for name in SCORES),
        audits["largest-contentful-paint"]["numericValue"] / 1000,
        audits["cumulative-layout-shift"]["numericValue"],
    )
