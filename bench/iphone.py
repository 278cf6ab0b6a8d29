"""The story of a day without a line in WebKitGTK, the stand-in for an iPhone.

Needs Debian's webkit2gtk-driver, xvfb and xauth; says so where they are missing.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.error import HTTPError

from bench import iphone_cold, iphone_faults, iphone_practice
from tests.browser import free_port
from tests.pwa.box import Box
from tests.pwa.network import Network

DRIVER = "WebKitWebDriver"
OPTIONS = {"binary": iphone_cold.BROWSER, "args": ["--automation"]}
WANTED = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": OPTIONS}}}
COPIED = """caches.match("/.copy").then((notes) => { window.isCopied = Boolean(notes); });
return window.isCopied"""
LEFT = """if (!window.softback) return false;
softback['js/outbox.js'].rows().then((r) => { window.left = r.length; });
return window.left === 0"""
KEPT = "return document.querySelector('.kept-here p')?.innerText"
CAN = """return ["serviceWorker", "locks", "storage"].filter((name) => name in navigator)"""


class Driver:
    """A browser, by the WebDriver protocol."""

    def __init__(self, address: str) -> None:
        self.session = f"{address}/session/{self._ask(f'{address}/session', WANTED)['sessionId']}"

    def open(self, url: str) -> None:
        """Goes to a page."""
        self._ask(f"{self.session}/url", {"url": url})

    def run(self, script: str) -> Any:
        """What a script in the page returns."""
        return self._ask(f"{self.session}/execute/sync", {"script": script, "args": []})

    def promised(self, function: str, given: Any = None) -> Any:
        """What this function promises; it runs in the page, and its result is fetched."""
        self.run(
            f"window.promised = undefined; ({function})({json.dumps(given)})"
            ".then((found) => { window.promised = JSON.stringify({ found }); });"
        )
        return json.loads(self.until("return window.promised")).get("found")

    def window(self) -> None:
        """A new window, and no other."""
        fresh = self._ask(f"{self.session}/window/new", {"type": "tab"})["handle"]
        end = urllib.request.Request(f"{self.session}/window", method="DELETE")
        urllib.request.urlopen(end, timeout=20).close()
        self._ask(f"{self.session}/window", {"handle": fresh})

    def until(self, script: str) -> Any:
        """What it returns once that is something; at most a minute."""
        for _ in range(300):
            if found := self.run(script):
                return found
            time.sleep(0.2)
        raise AssertionError(f"never: {script}")

    def tap(self, selector: str) -> None:
        """A click on what this finds."""
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def end(self) -> None:
        """Closes the browser."""
        end = urllib.request.Request(self.session, method="DELETE")
        with suppress(OSError):  # the driver may hang up before it says that it has closed
            urllib.request.urlopen(end, timeout=20).close()

    def _ask(self, address: str, body: dict[str, Any]) -> Any:
        kind = {"Content-Type": "application/json"}
        request = urllib.request.Request(address, json.dumps(body).encode(), kind)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            raise AssertionError(f"{body}: {error.read().decode()[:300]}") from error


@contextmanager
def driver() -> Iterator[Driver]:
    """WebKit on a screen that nobody sees."""
    port = free_port()
    command = ["xvfb-run", "-a", DRIVER, f"--port={port}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        time.sleep(3)
        page = Driver(f"http://127.0.0.1:{port}")
        yield page
        page.end()
    finally:  # the screen and the browser stand in the same group
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def run(box: Box, network: Network) -> None:
    """Opens without a line, writes, sends; prints what was seen."""
    if not (shutil.which(DRIVER) and shutil.which("xvfb-run")):
        print(f"WebKit: left out, {DRIVER} or xvfb-run is not installed")
        return
    network.heals()
    with driver() as page:
        page.open(f"{network.address}/")
        page.tap(".welcome__start")
        page.until("return location.pathname === '/today' && Boolean(window.softback)")
        tag = page.run("return document.documentElement.dataset.userTag")
        page.until("return Boolean(navigator.serviceWorker.controller)")
        print("WebKit has", ", ".join(page.run(CAN)))
        page.run("softback['pwa/pwa.js'].download()")
        page.until(COPIED)
        network.plan = lambda method, path: "lost"
        _without_a_line(page, network.address)
        network.heals()
        page.open(f"{network.address}/today")
        page.until(LEFT)
        print(f"WebKit, line back: {box.count('pain_entries', tag)} stored of 1 written")
        iphone_faults.run(page, box, network, tag)
        iphone_practice.run(page, box, network, tag)
    iphone_cold.run(box, network)


def _without_a_line(page: Driver, address: str) -> None:
    page.open(f"{address}/today")
    print("WebKit, no line:", page.until("return document.querySelector('.offer')?.innerText"))
    page.tap("#quick-log [name=score][value='4']")
    page.tap("#quick-log [type=submit]")
    print("WebKit, no line:", page.until(KEPT))
