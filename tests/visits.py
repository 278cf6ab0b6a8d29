"""A client that reads like a visit, and checks the markup of every answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
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
        self.soup = _parsed(self.text)

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
        named: dict[str, list[Tag]] = defaultdict(list)
        for tag in self.soup.find_all(True):
            named[tag.name].append(tag)
        ids = [tag["id"] for tags in named.values() for tag in tags if tag.has_attr("id")]
        assert len(ids) == len(set(ids)), f"ids twice: {[i for i in ids if ids.count(i) > 1]}"
        labels = {label.get("for") for label in named["label"]}
        for field in (*named["input"], *named["select"], *named["textarea"]):
            assert _is_labelled(field, labels), f"no label: {str(field)[:120]}"
        for form in named["form"]:
            if form.get("method") != "dialog":
                assert form.get("action"), "a form without an action"
        for picture in named["img"]:
            assert picture.has_attr("alt"), "a picture without words"
        if whole:
            assert len(named["h1"]) == 1, "a page has one h1"
            assert self.soup.title and self.soup.title.get_text(strip=True)
        return self


def _is_labelled(field: Tag, labels: Set[Any]) -> bool:
    if field.get("type") in NO_LABEL_NEEDED or field.get("aria-label"):
        return True
    if field.get("aria-labelledby") or field.find_parent("label"):
        return True
    return bool(field.get("id") and field["id"] in labels)


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
