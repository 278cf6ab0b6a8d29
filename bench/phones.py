"""What a phone keeps through power cuts and bad lines: entries counted, none timed.

`python -m bench phones`: a thousand entries while the server is killed and the line loses, cuts and
makes things up; the story of a day and of each fault in WebKitGTK; then many random histories on
two phones against a model, on SQLite and a fifth of them on PostgreSQL.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench import iphone
from tests import browser
from tests.pwa.box import Box
from tests.pwa.network import Network, boxed
from tests.pwa.phones import Phone, phone

ROOT = Path(__file__).resolve().parent.parent
CHANCES = {
    **{"lost": 0.05, "unanswered": 0.15, "cut": 0.05, "half": 0.03, "portal": 0.04, "away": 0.03},
    **{"401": 0.01, "500": 0.04, "503": 0.02, "429": 0.01, "dies": 0.008, "falls": 0.008},
}


def run(entries: int, histories: int, steps: int) -> None:
    """Prints both tables."""
    with tempfile.TemporaryDirectory() as data, boxed(Path(data)) as (box, network):
        if entries:
            _storm(box, network, entries)
        iphone.run(box, network)
    for engine, many in (("sqlite", histories), ("postgresql", histories // 5)):
        if many:
            _histories(engine, many, steps)


def _storm(box: Box, network: Network, entries: int) -> None:
    with browser.chromium() as engine, phone(engine, network.address) as held:
        held.forgive("")  # the browser says what it thinks of such a line
        tag = held.come_in()
        made: list[str] = []
        network.plan = _weather(random.Random(8))
        while (left := len(held.rows)) or len(made) < entries:
            for _ in range(min(25 - left, entries - len(made))):
                made.append(held.write("/journal/pain", score=str(len(made) % 11)))
            _round(held, box)
        _report(box, network, tag, made, held)


def _weather(chance: random.Random) -> object:
    def plan(method: str, path: str) -> str | int | None:
        if method != "POST":
            return None
        fault = chance.choices([*CHANCES, ""], [*CHANCES.values(), 1 - sum(CHANCES.values())])[0]
        return int(fault) if fault.isdigit() else fault or None

    return plan


def _round(held: Phone, box: Box) -> None:
    held.send()
    if box.process and box.process.poll() is not None:
        box.start()


def _report(box: Box, network: Network, tag: str, made: list[str], held: Phone) -> None:
    met = Counter(str(fault) for method, path, fault in network.seen if method == "POST")
    own = "SELECT lower(hex(e.id)) FROM pain_entries e JOIN users u ON u.id = owner_id"
    stored = Counter(row[0] for row in box.ask(f"{own} WHERE tag = ?", tag))
    ids = [entry.replace("-", "") for entry in made]
    print(f"{len(made)} entries, {met.total()} times sent")
    for fault, times in met.most_common():
        print(f"  {'passed' if fault == 'None' else fault:<12}{times:>6}")
    print(f"  lost        {sum(one not in stored for one in ids):>6}")
    print(f"  doubled     {sum(times > 1 for times in stored.values()):>6}")
    print(f"  strangers   {len(set(stored) - set(ids)):>6}")
    print(f"  still here  {len(held.rows):>6}", flush=True)


def _histories(engine: str, histories: int, steps: int) -> None:
    began = time.monotonic()
    sizes = {"SOFTBACK_HISTORIES": str(histories), "SOFTBACK_STEPS": str(steps)}
    sizes["SOFTBACK_BOX"] = engine
    test = "tests/pwa/test_two_devices_browser.py::test_two_phones_lose_nothing_and_double_nothing"
    command = [sys.executable, "-m", "pytest", "-qs", "-p", "no:cacheprovider", test]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **sizes})
    verdict = "agree with the model" if done.returncode == 0 else "DISAGREE"
    minutes = (time.monotonic() - began) / 60
    told = f"{histories} histories of up to {steps} steps {verdict}"
    print(f"two phones on {engine}: {told}, {minutes:.1f} min", flush=True)
