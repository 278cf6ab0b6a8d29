"""A real server process and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
OFF = (
    # A page of Chromium's own for the address bar, loaded with every window: 1.5 s of CPU a test.
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    # Empty processes kept ready.
    "SpareRendererForSitePerProcess",
    # Playwright's own list, which a second list replaces.
    "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades",
    "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints",
    "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning",
)  # fmt: skip
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(OFF)}",
]


def free_port() -> int:
    """A port that nobody uses now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[str]:
    """Runs `python -m webapp` on a free port; its address."""
    port = free_port()
    env = {**os.environ, "PORT": str(port), "SOFTBACK_DATA": str(data), **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "webapp"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _await_start(process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _await_start(process: subprocess.Popen[str]) -> None:
    """The server says so itself when it listens."""
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Softback is at"):
            # Nobody reads on: a full pipe would stop the server in the middle of a test.
            Thread(target=process.stdout.read, daemon=True).start()
            return
    raise AssertionError("the server did not start:\n" + "".join(said))


def answers(address: str) -> bool:
    """True where something answers at this address."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status)
    except (URLError, OSError):
        return False


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's Chromium under Playwright."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as play:
        engine = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield engine
        engine.close()


@contextmanager
def phone(engine: Any, address: str, **options: Any) -> Iterator[Any]:
    """A page of 390 x 844 that knows the address; fails on foreign requests and console errors."""
    shape = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    place = {"timezone_id": "Europe/London", "locale": "en-GB"}
    context = engine.new_context(base_url=address, **(shape | place | options))
    page = context.new_page()
    page.foreign, page.complaints = [], []
    # A view transition gives way where the next page is asked for before it ends.
    page.forgiven = ["Transition was aborted", "Transition was skipped"]
    context.on("request", lambda r: _note_foreign(page, r.url, address))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda m: m.type == "error" and page.complaints.append(m.text))
    page.set_default_timeout(15000)
    yield page
    bad = [c for c in page.complaints if not any(f in c for f in page.forgiven)]
    context.close()
    assert not page.foreign, f"requests to other hosts: {page.foreign}"
    assert not bad, f"errors in the console: {bad}"


def _note_foreign(page: Any, url: str, address: str) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.netloc != urlsplit(address).netloc:
        page.foreign.append(url)


def let_in(page: Any) -> Any:
    """A new guest at once: for stories that are about something else."""
    told = {"time_zone": "Europe/London", "consent": "yes"}
    answer = page.request.post("/guest", form=told, max_redirects=0)
    assert answer.status == 303, answer.status
    return page


def all_well(page: Any) -> Any:
    """The safety questions are answered: nothing speaks against anything."""
    answers = dict.fromkeys(("emergency", "urgent", "refer", "local"), "none")
    told = page.request.post("/safety", form=answers | {"country": "GB"}, max_redirects=0)
    assert told.status == 303, told.status
    return page


def come_in(page: Any) -> Any:
    """A new guest, by the button on the landing page."""
    page.goto("/")
    page.get_by_role("button", name="Try it now").first.click()
    page.wait_for_url("**/today")
    return page
