"""A client that reads like a visit, and checks the markup of every answer."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.test import TestResponse

from tests import markup

SEEN = int(datetime(2026, 3, 10, tzinfo=UTC).timestamp())
NO_LABEL_NEEDED = ("hidden", "submit", "button", "reset", "image")


@lru_cache(maxsize=64)
def _parsed(text: str) -> BeautifulSoup:
    """The same page is met often, and only read."""
    return markup.read(text)


class Page:
    """An answer, as a person would see it."""

    def __init__(self, answer: TestResponse) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.headers = answer.headers
        self.text = answer.get_data(as_text=True)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """Its elements; read only where a test looks for them."""
        return _parsed(self.text)

    def find(self, selector: str) -> Tag:
        """The one element that this CSS selector finds."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} of {selector!r}"
        return found[0]

    def all(self, selector: str) -> list[Tag]:
        """Every element that this CSS selector finds."""
        return list(self.soup.select(selector))

    @property
    def words(self) -> str:
        """The text that is shown, with single spaces."""
        return " ".join(self.soup.get_text(" ").split())

    def check(self, whole: bool) -> Page:
        """Fails on markup that a screen reader or a browser would stumble over."""
        tree = LexborHTMLParser(self.text)
        ids = [node.attributes["id"] for node in tree.css("[id]")]
        assert len(ids) == len(set(ids)), f"ids twice: {[i for i in ids if ids.count(i) > 1]}"
        labels = {label.attributes.get("for") for label in tree.css("label")}
        for field in tree.css("input, select, textarea"):
            assert _is_labelled(field, labels), f"no label: {str(field.html)[:120]}"
        for form in tree.css("form"):
            if form.attributes.get("method") != "dialog":
                assert form.attributes.get("action"), "a form without an action"
        for picture in tree.css("img"):
            assert "alt" in picture.attributes, "a picture without words"
        if whole:
            assert len(tree.css("h1")) == 1, "a page has one h1"
            title = tree.css_first("head title")
            assert title and title.text(strip=True)
        return self


def _is_labelled(field: LexborNode, labels: Set[Any]) -> bool:
    told = field.attributes
    if told.get("type") in NO_LABEL_NEEDED or told.get("aria-label"):
        return True
    if told.get("aria-labelledby") or (told.get("id") and told["id"] in labels):
        return True
    above = field.parent
    while above is not None and above.tag != "label":
        above = above.parent
    return above is not None


class Visitor:
    """A browser without script: `visit` reads, `send` posts a form, `swap` posts as htmx does."""

    def __init__(self, app: Flask, token: str | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        if token:
            with self.client.session_transaction() as session:
                session["_user_id"] = token
                session["_fresh"] = True
                session["seen"] = SEEN
                session.permanent = True

    def visit(self, url: str, **headers: str) -> Page:
        """GETs a page."""
        answer = self.client.get(url, headers=_named(headers))
        return _checked(answer)

    def part(self, url: str) -> Page:
        """GETs a part, as htmx does."""
        return self.visit(url, HX_Request="true", HX_Request_Type="partial")

    def send(self, url: str, headers: Mapping[str, str] | None = None, **form: Any) -> Page:
        """POSTs a plain form; redirects are not followed."""
        return _checked(self.client.post(url, data=form, headers=dict(headers or {})))

    def swap(self, url: str, headers: Mapping[str, str] | None = None, **form: Any) -> Page:
        """POSTs a form as htmx does."""
        ours = {"HX-Request": "true", "HX-Request-Type": "partial", **(headers or {})}
        return _checked(self.client.post(url, data=form, headers=ours))


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _checked(answer: TestResponse) -> Page:
    page = Page(answer)
    if answer.mimetype == "text/html" and page.text:
        page.check(whole="<html" in page.text)
    return page
