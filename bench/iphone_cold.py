"""WebKitGTK killed in the middle of sending, and opened again without a line.

A browser that a driver leads keeps nothing between two starts, and a crash ends its session. So
this one is led by a script at the end of the page's own, and tells what it sees as requests.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.pwa.box import Box
from tests.pwa.network import Network

BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"
LED = b"""
{
  const pause = () => new Promise((go) => setTimeout(go, 200));
  const until = async (met) => { while (!(await met())) await pause(); };
  const tell = (what) => fetch(`/told/${what}`).catch(() => {});
  const find = (selector) => document.querySelector(selector);
  const lead = async () => {
    if (location.pathname === "/") return find(".welcome__start").click();
    if (location.pathname !== "/today") return;
    if (await caches.match("/.copy")) {
      await until(() => find(".offer"));
      tell(`opened-with-${(await softback["js/outbox.js"].rows()).length}-waiting`);
      return;
    }
    await until(() => navigator.serviceWorker.controller);
    await softback["pwa/pwa.js"].download();
    await until(() => caches.match("/.copy"));
    find("#quick-log [name=score][value='4']").click();
    find("#quick-log [type=submit]").click();
  };
  addEventListener("load", lead);
}
"""


def run(box: Box, network: Network) -> None:
    """Prints what was seen."""
    network.heals()
    network.append = {_script(network.address): LED}
    network.seen.clear()
    sent = "/journal/pain"
    network.plan = lambda method, path: "hangs" if path == sent else None
    before = box.ask("SELECT count(*) FROM pain_entries")[0][0]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        with _browser(home, f"{network.address}/"):
            _until(lambda: any(path == sent for _, path, _ in network.seen))
        print("WebKit, killed while its entry was on the way")
        network.everything("lost")
        with _browser(home, f"{network.address}/today"):
            told = _until(lambda: [p[6:] for _, p, _ in network.seen if p.startswith("/told/")])
            print("WebKit, started anew without a line:", ", ".join(told).replace("-", " "))
            network.everything(None)
            stored = _until(lambda: _new(box, before))
            time.sleep(3)
        print(f"WebKit, line back: {max(stored, _new(box, before))} stored of 1 written")


def _new(box: Box, before: int) -> int:
    return int(box.ask("SELECT count(*) FROM pain_entries")[0][0]) - before


def _script(address: str) -> str:
    """Where the pages' script lies."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        found = re.search(r'src="(/static/\w+/softback\.js)"', answer.read().decode())
    assert found
    return found[1]


def _until(met: Callable[[], Any], seconds: float = 240) -> Any:
    """What this says once it says something."""
    end = time.monotonic() + seconds
    while not (found := met()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)
    return found


@contextmanager
def _browser(home: str, url: str) -> Iterator[None]:
    """A browser that keeps its profile in this folder; it ends as by a power cut."""
    kinds = ("DATA", "CACHE", "CONFIG")
    env = {**os.environ, **{f"XDG_{kind}_HOME": f"{home}/{kind.lower()}" for kind in kinds}}
    cookies = Path(home) / "cookies"
    command = ["xvfb-run", "-a", BROWSER, f"--cookies-file={cookies}", url]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=env, start_new_session=True, **quiet)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
