"""Every page passes axe, light and dark: all its rules for WCAG 2.2 A and AA.

The pages are found by walking the site; what is added is walked by itself. axe-core is Deque's
(MPL 2.0) and lies beside this file as published, for the tests alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
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
STILL = "document.readyState === 'complete' && document.getAnimations().length === 0"
CALM = {"service_workers": "block", "reduced_motion": "reduce"}
"""A colour that is still changing has no contrast yet."""
BY_LETTER = {"accounts.new_password", "accounts.confirm", "accounts.waiting"}
SHARES = 2
"""The walk is shared out between the two workers."""


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


def judged(page: Any, url: str, scheme: Any) -> Any:
    """What axe finds wrong; in the dark only the colours are other ones."""
    page.emulate_media(color_scheme=scheme)
    page.goto(url)
    page.evaluate(AXE.read_text())
    page.wait_for_function(STILL)
    return page.evaluate(RUN, WCAG if scheme == "light" else COLOURS)


def test_axe_is_the_one_that_was_locked() -> None:
    assert integrity(AXE) == AXE_LOCK


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_passes_axe_light_and_dark(
    chromium: Any, app: Flask, address: str, share: int
) -> None:
    wrong: dict[str, Any] = {}
    for client, url in pages(app)[share::SHARES]:
        with browser.phone(chromium, address, **CALM) as page:
            if cookie := client.get_cookie("softback"):
                one = {"name": "softback", "value": cookie.value, "url": address}
                page.context.add_cookies([one])
            found = {scheme: judged(page, url, scheme) for scheme in ("light", "dark")}
            if any(found.values()):
                wrong[url] = found
    assert wrong == {}
