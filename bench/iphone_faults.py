"""What may come back instead of an acknowledgement, in WebKitGTK: kept, and stored once at last."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

from tests.pwa.answers import ANSWERS, NOTHING_GOOD, OURS
from tests.pwa.box import Box
from tests.pwa.network import Network
from tests.pwa.phones import READ, WRITE

if TYPE_CHECKING:
    from bench.iphone import Driver

SEND = "softback['js/outbox.js'].send()"
AGAIN = "softback['js/outbox.js'].retryOne({id})"
OFFER = "return document.querySelector('.offer')?.innerText"
UNSENT = "return document.querySelector('.toast__text')?.innerText"
UNKNOWN = "/progress/weeks/2020-W02"


def run(page: Driver, box: Box, network: Network, tag: str) -> None:
    """Prints what was seen of each."""
    before = box.count("pain_entries", tag)
    page.open(f"{network.address}/today")
    page.until("return Boolean(window.softback)")
    for fault, ours, state, why in ANSWERS:
        _meets(page, network, (fault, ours, state, why), tag)
    stored = box.count("pain_entries", tag) - before
    print(f"WebKit, {len(ANSWERS)} faults: {stored} stored of {len(ANSWERS)} written, once each")
    _two_windows(page, box, network, tag)
    for fault in NOTHING_GOOD:
        _reads(page, network, fault)
    _elsewhere(page, box, network, tag)


def _meets(page: Driver, network: Network, answer: Any, tag: str) -> None:
    fault, ours, state, why = answer
    network.extra = {"X-App-User": tag} if ours is OURS else {}
    network.posts(fault)
    entry = page.promised(WRITE, ["/journal/pain", {"score": "5"}])
    page.promised(f"() => {SEND}")
    rows = {row["id"]: row for row in page.promised(READ)}
    row = rows.get(entry, {"state": "sent", "why": "", "status": None})
    assert (row["state"], row["why"] or row.get("status")) == (state, why), (fault, row)
    network.heals()
    page.promised(f"() => {AGAIN.format(id=json.dumps(entry))}")
    assert page.promised(READ) == [], fault


def _two_windows(page: Driver, box: Box, network: Network, tag: str) -> None:
    """Both send at once; each entry goes once."""
    before = box.count("pain_entries", tag)
    network.posts("lost")
    for score in "4567":
        page.promised(WRITE, ["/journal/pain", {"score": score}])
    network.heals()
    network.seen.clear()
    page.run(f"void {SEND}; window.open('/today'); void {SEND}")
    while page.promised(READ):
        page.promised(f"() => {SEND}")
    posts = sum(method == "POST" for method, *_ in network.seen)
    stored = box.count("pain_entries", tag) - before
    print(f"WebKit, two windows: 4 written, {posts} sent, {stored} stored")


def _reads(page: Driver, network: Network, fault: str) -> None:
    """A page out of the phone in a new window, one that is not there, a form that cannot wait."""
    page.open(f"{network.address}/signup")
    page.until("return Boolean(window.softback)")
    network.everything(fault)
    page.run("document.querySelector('[name=email]').value = 'ann@example.org'")
    page.run("document.querySelector('[name=password]').value = 'a long enough word'")
    page.tap("form[action^='/signup'] [type=submit]")
    unsent = page.until(UNSENT)
    page.window()
    page.open(f"{network.address}/today")
    said = page.until(OFFER)
    page.open(f"{network.address}{UNKNOWN}")
    page.until("return document.body.innerText.includes('This page is not on this phone.')")
    network.everything(None)
    print(f"WebKit, everything {fault}: sign-up: {unsent[:20]} Today: {said.split('.')[0]}.")


@contextmanager
def _another_site(target: str) -> Iterator[str]:
    """A page of somebody else, which sends a form to us as soon as it is there."""
    form = f'<form method=post action="{target}"><input name=score value=9></form><p>elsewhere'

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(form.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


def _elsewhere(page: Driver, box: Box, network: Network, tag: str) -> None:
    before = box.count("pain_entries", tag)
    with _another_site(f"{network.address}/journal/pain") as site:
        page.open(site)
        page.run("document.forms[0].submit()")
        said = page.until("return document.querySelector('h1')?.innerText")
    stored = box.count("pain_entries", tag) - before
    print(f"WebKit, a form from another site: “{said}”, {stored} stored")
