"""The whole site, found by walking it: every address of the app, every form on its pages.

Nothing here names a page: what is added to the app is walked by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

TEXT = ("text", "email", "password", "search", "tel", "url", "")
MUTE = ("submit", "button", "reset", "image", "file")


@dataclass
class Field:
    """One name of a form: what it may hold, and what it holds at first."""

    name: str
    kind: str
    choices: list[str] = field(default_factory=list)
    value: str = ""
    required: bool = False


@dataclass
class Form:
    """A form as a browser would send it."""

    endpoint: str
    method: str
    action: str
    fields: dict[str, Field]

    def filled(self, text: str = "") -> dict[str, list[str]]:
        """A filled form: first choices, and this text wherever words can be typed."""
        found = {name: _first(one, text) for name, one in self.fields.items()}
        return {name: values for name, values in found.items() if values is not None}


def _first(one: Field, text: str) -> list[str] | None:
    if one.kind in TEXT or one.kind == "textarea":
        return [text or one.value]
    if one.kind == "number":
        return [one.value or "3"]
    if one.choices:
        return [one.value if one.value in one.choices else one.choices[0]]
    return [one.value]


@dataclass
class Page:
    """An answer to a GET."""

    endpoint: str
    url: str
    status: int
    mimetype: str
    text: str
    headers: Any


class Site:
    """The pages that one visitor can reach by links, and the forms on them."""

    def __init__(self, app: Flask, client: Any, each: int = 1) -> None:
        self.app, self.client, self.each = app, client, each
        self.pages: dict[str, list[Page]] = {}
        self.forms: dict[tuple[str, str], Form] = {}

    def walk(self, *starts: str, all: bool = True) -> Site:
        """Follows every link, one address (or `each`) an endpoint; `all`: and what has none."""
        waiting = [*starts, *(self.plain() if all else ())]
        while waiting:
            url = waiting.pop(0)
            endpoint = self.endpoint_of(url)
            seen = self.pages.setdefault(endpoint, [])
            if not endpoint or len(seen) >= self.each or url in [page.url for page in seen]:
                continue
            page = self.read(endpoint, url)
            seen.append(page)
            if page.mimetype == "text/html":
                soup = BeautifulSoup(page.text, "html.parser")  # quick; html5lib judges elsewhere
                self.note_forms(soup, url)
                waiting += [a["href"] for a in soup.select("a[href^='/']")]
        return self

    def plain(self) -> list[str]:
        """Every address that takes no argument."""
        rules = self.app.url_map.iter_rules()
        return sorted(rule.rule for rule in rules if not rule.arguments and "GET" in rule.methods)

    def read(self, endpoint: str, url: str) -> Page:
        """One GET."""
        answer = self.client.get(url)
        body = answer.get_data()
        text = body.decode() if answer.mimetype.startswith(("text/", "application/json")) else ""
        return Page(endpoint, url, answer.status_code, answer.mimetype, text, answer.headers)

    def endpoint_of(self, url: str, method: str = "GET") -> str:
        """The endpoint that answers this address; nothing for files and for what is not ours."""
        path = urlsplit(url).path
        if path.startswith("/static"):
            return ""
        try:
            adapter = self.app.url_map.bind("localhost")
            return str(adapter.match(path, method=method)[0])
        except HTTPException:
            return ""

    def note_forms(self, soup: BeautifulSoup, url: str) -> None:
        """Keeps the forms of a page, one for each endpoint and set of fields."""
        for tag in soup.select("form:not([method=dialog])"):
            actions = {str(tag["action"])}
            actions |= {str(t[a]) for t in tag.select("*") for a in t.attrs if a in POSTS}
            for action in actions:
                self._note(tag, action, str(tag.get("method", "get")).upper())

    def _note(self, tag: Tag, action: str, method: str) -> None:
        endpoint = self.endpoint_of(action, method)
        fields = {one.name: one for one in fields_of(tag)}
        key = (method, endpoint)
        if endpoint and len(self.forms.get(key, Form("", "", "", {})).fields) < len(fields) + 1:
            known = self.forms.get(key)
            merged = {**(known.fields if known else {}), **fields}
            self.forms[key] = Form(endpoint, method, action, merged)


POSTS = ("data-hx-post", "formaction")


def fields_of(form: Tag) -> Iterator[Field]:
    """What a browser would send, by name."""
    found: dict[str, Field] = {}
    for tag in form.select("input[name], select[name], textarea[name], button[name]"):
        kind = "textarea" if tag.name == "textarea" else str(tag.get("type", ""))
        name, value = str(tag["name"]), str(tag.get("value", ""))
        if tag.name == "select":
            kind, choices = "select", [str(o.get("value", "")) for o in tag.select("option")]
            found[name] = Field(name, kind, choices)
        elif tag.name == "button" or kind in ("radio", "checkbox"):
            found.setdefault(name, Field(name, kind)).choices.append(value)
        elif kind not in MUTE:
            found[name] = Field(name, kind, value=value, required=tag.has_attr("required"))
    yield from found.values()


def rules_of(app: Flask) -> list[tuple[Rule, str]]:
    """Every rule with each of its methods."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint not in ("static", "style")
    ]
