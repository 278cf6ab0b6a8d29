"""What the first visit of Today carries to a phone, and what a second one asks for again.

Chromium with an empty cache and without the service worker, so that only the page speaks; bytes
as they come over the wire, compressed, without their headers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests import browser

KINDS = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JS"}


@dataclass
class Load:
    """What one load of a page fetched."""

    kinds: dict[str, str] = field(default_factory=dict)
    bytes: Counter[str] = field(default_factory=Counter)
    remembered: set[str] = field(default_factory=set)
    heads: dict[str, int] = field(default_factory=dict)

    def answered(self, event: dict[str, Any]) -> None:
        """The head of an answer came; what the browser had already is not counted."""
        known = event["requestId"] in self.remembered or event["response"].get("fromDiskCache")
        if not known:
            self.kinds[event["requestId"]] = KINDS.get(event["type"], "else")
            self.heads[event["requestId"]] = int(event["response"]["encodedDataLength"])

    def cached(self, event: dict[str, Any]) -> None:
        """It was in memory: said before the head of it comes."""
        self.remembered.add(event["requestId"])

    def ended(self, event: dict[str, Any]) -> None:
        """All of an answer came."""
        if kind := self.kinds.get(event["requestId"]):
            self.bytes[kind] += int(event["encodedDataLength"]) - self.heads[event["requestId"]]

    @property
    def requests(self) -> int:
        """How many were asked of the server."""
        return len(self.kinds)

    @property
    def everything(self) -> int:
        """Bytes of all kinds."""
        return sum(self.bytes.values())


def arrive(address: str, cookie: str) -> tuple[Load, Load]:
    """The first load of Today by this person, and the second."""
    name, _, value = cookie.partition("=")
    with (
        browser.chromium() as engine,
        browser.phone(engine, address, service_workers="block") as page,
    ):
        page.context.add_cookies([{"name": name, "value": value, "url": address}])
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        return _load(page, line), _load(page, line)


def _load(page: Any, line: Any) -> Load:
    load = Load()
    listeners = {
        "Network.responseReceived": load.answered,
        "Network.requestServedFromCache": load.cached,
        "Network.loadingFinished": load.ended,
    }
    for name, listener in listeners.items():
        line.on(name, listener)
    page.goto("/today")
    page.wait_for_load_state("networkidle")
    for name, listener in listeners.items():
        line.remove_listener(name, listener)
    return load
