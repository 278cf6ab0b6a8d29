"""Every page passes axe, light and dark: all its rules for WCAG 2.2 A and AA.

The pages are found by walking the site; what is added is walked by itself. axe-core is Deque's
(MPL 2.0) and lies beside this file as published, for the tests alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.serving import make_server

from tests import browser
from tests.cast import TOKENS
from tests.post import PostOffice, deliver, posting_app
from tests.security.life import live, second_device, values_for
from tests.security.site import Site, rules_of
from tests.vendor import integrity
from tests.visits import Visitor

AXE = Path(__file__).parent / "axe-core@4.14.1" / "axe.min.js"
AXE_LOCK = "sha384-xt1SFg49QaDwsyt0Xfs2XAyBtYPClXl3X2q5OOLeGAUmq9jZTYIMdztpF99WdhiH"
RUN = """async (only) => {
  const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  return found.violations.map((v) => [v.id, v.nodes.map((n) => n.target.join(" "))]);
}"""
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
STILL = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  do {
    await Promise.allSettled(document.getAnimations().map((one) => one.finished));
    await frame().then(frame);
  } while (document.getAnimations().length);
}"""
CALM = {"service_workers": "block", "reduced_motion": "reduce"}
"""A colour that is still changing has no contrast yet."""
BY_LETTER = {"accounts.new_password", "accounts.confirm", "accounts.waiting"}


@pytest.fixture
def app(data: Path) -> Iterator[Flask]:
    """The app with mail, so that also the pages stand open which only a letter opens."""
    with PostOffice().open() as office, posting_app(data, office) as app:
        app.extensions["office"] = office
        yield app


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where this very app is served, in this process and by its clock."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def everyone(app: Flask) -> Iterator[Site]:
    """Ann, who has one of everything; a guest; nobody; and who came by a letter, or waits for one,
    each with the pages that they can see."""
    ann, guest, nobody, forgot, waits, comes = [
        Visitor(app, token) for token in (TOKENS["ann"], *[None] * 5)
    ]
    live(ann)
    second_device(Visitor(app))
    guest.send("/guest", time_zone="Europe/London", consent="yes")
    for visitor in (ann, guest, nobody):
        yield Site(app, visitor.client).walk("/today", "/journal", *addresses(app))
    forgot.send("/reset", email="ann@example.org")
    form = {"password": "seven green lamps", "time_zone": "Europe/London", "consent": "yes"}
    for visitor, email in ((waits, "eve@example.org"), (comes, "zoe@example.org")):
        visitor.send("/signup", email=email, **form)
    deliver(app)
    office = app.extensions["office"]
    for visitor, email in ((forgot, "ann@example.org"), (comes, "zoe@example.org")):
        page = visitor.visit(office.link_to(email))
        yield Site(app, visitor.client).walk(page.headers["Location"], all=False)
    yield Site(app, waits.client).walk("/account/confirmation", all=False)


def pages(app: Flask) -> list[tuple[Any, str]]:
    """Every page, with the browser that sees it; one that looks the same to two is taken once."""
    found: dict[tuple[str, str], tuple[Any, str]] = {}
    for site in everyone(app):
        for page in (page for some in site.pages.values() for page in some):
            if page.status == 200 and page.mimetype == "text/html":
                found.setdefault((page.endpoint, shape(page.text)), (site.client, page.url))
    endpoints = {endpoint for endpoint, _ in found}
    assert len(endpoints) > 45 and endpoints >= BY_LETTER
    return [one for _, one in sorted(found.items())]


def addresses(app: Flask) -> list[str]:
    """Of every page that takes an argument, one of Ann's."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            adapter.build(rule.endpoint, values_for(rule, "aa"), "GET")
            for rule, method in rules_of(app)
            if method == "GET" and rule.arguments and rule.endpoint != "accounts.follow"
        ]


def shape(text: str) -> str:
    """Which headings a page has: who sees others, sees another page."""
    soup = BeautifulSoup(text, "html.parser")
    return "|".join(tag.get_text(" ", strip=True) for tag in soup.select("h1, h2"))


def judged(page: Any, url: str) -> dict[str, Any]:
    """What axe finds wrong; in the dark only the colours are other ones."""
    page.emulate_media(color_scheme="light")
    page.goto(url)
    page.evaluate(AXE.read_text())
    found = {}
    for scheme, rules in (("light", WCAG), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(STILL)
        found[scheme] = page.evaluate(RUN, rules)
    return found


@contextmanager
def seen_by(chromium: Any, address: str, client: Any) -> Iterator[Any]:
    """A page of the browser in which this person is signed in."""
    with browser.phone(chromium, address, **CALM) as page:
        if cookie := client.get_cookie("softback"):
            one = {"name": "softback", "value": cookie.value, "url": address}
            page.context.add_cookies([one])
        yield page


def test_axe_is_the_one_that_was_locked() -> None:
    assert integrity(AXE) == AXE_LOCK


def test_every_page_passes_axe_light_and_dark(chromium: Any, app: Flask, address: str) -> None:
    wrong: dict[str, Any] = {}
    own = sorted(pages(app), key=lambda one: id(one[0]))
    for client, some in groupby(own, key=lambda one: one[0]):
        with seen_by(chromium, address, client) as page:
            judgements = {url: judged(page, url) for _, url in some}
        wrong |= {url: found for url, found in judgements.items() if any(found.values())}
    assert wrong == {}
