"""Pieces of pages that are the same for everyone, or for a few facts: drawn once and kept.

They see nothing of the person or of the request but what is handed to them, so that one
person's words can never stand on another's page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache, lru_cache
from typing import Any

from flask import Flask, Request, current_app, request
from flask import url_for as address_of
from jinja2 import Environment
from markupsafe import Markup


def init_app(app: Flask) -> None:
    """Gives the templates `icon`, `mark`, `write_fields`, `fixed` and a quick `url_for`."""
    app.extensions["drawn"] = {}
    app.jinja_env.globals |= {**_macros(app.jinja_env), "url_for": _quick_url_for()}
    app.jinja_env.globals["fixed"] = app.extensions["fixed"] = _fixed(app.jinja_env)


def drawn_once(name: str, draw: Callable[[], str]) -> str:
    """What `draw` makes the first time; it must be the same for everyone."""
    kept: dict[tuple[str, str], str] = current_app.extensions["drawn"]
    key = request.root_path, name
    if key not in kept:
        kept[key] = draw()
    return kept[key]


def fixed(name: str, **facts: Hashable) -> Markup:
    """The template with these facts alone, drawn once for each of them."""
    drawn: Markup = current_app.extensions["fixed"](name, **facts)
    return drawn


def _macros(environment: Environment) -> dict[str, Any]:
    """The macros that nearly every page uses, without an import in each of its templates."""

    @cache
    def module(name: str) -> Any:
        return environment.get_template(name).module

    @lru_cache(maxsize=256)
    def sign(macro: str, *words: str) -> Any:
        return getattr(module("ui/icon.html"), macro)(*words)

    @cache
    def no_form() -> Any:
        return module("ui/form.html").write_fields(None)

    return {
        "icon": lambda name, modifier="": sign("icon", name, modifier),
        "mark": lambda modifier="": sign("mark", modifier),
        "write_fields": lambda form=None: (
            module("ui/form.html").write_fields(form) if form else no_form()
        ),
    }


def _asked() -> Request:
    """The request itself: each name read through Flask's stand-in raises an error on the way."""
    found: Request = request._get_current_object()  # type: ignore[attr-defined]
    return found


def _fixed(environment: Environment) -> Callable[..., Markup]:
    @lru_cache(maxsize=512)
    def drawn(_root: str, name: str, facts: tuple[tuple[str, Hashable], ...]) -> Markup:
        # Autoescaped by the template itself; nothing of the request comes in.
        return Markup(environment.get_template(name).render(dict(facts)))  # noqa: S704

    def fixed(name: str, **facts: Hashable) -> Markup:
        """The template with these facts alone."""
        return drawn(_asked().root_path, name, tuple(facts.items()))

    return fixed


def _quick_url_for() -> Callable[..., str]:
    @lru_cache(maxsize=2048, typed=True)
    def address(_root: str, endpoint: str, **values: Any) -> str:
        return address_of(endpoint, **values)

    def url_for(endpoint: str, **values: Any) -> str:
        """Flask's own; each address within the site is worked out once."""
        if endpoint.startswith("."):
            endpoint = f"{request.blueprint}{endpoint}"
        if "_external" in values:
            return address_of(endpoint, **values)
        try:
            return address(_asked().root_path, endpoint, **values)
        except TypeError:  # a list of values
            return address_of(endpoint, **values)

    return url_for
