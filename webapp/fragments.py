"""Pieces of pages that are the same for everyone, or for a few facts: drawn once and kept.

They see nothing of the person or of the request but what is handed to them, so that one
person's words can never stand on another's page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request
from flask import url_for as address_of
from markupsafe import Markup


def drawn_once(name: str, draw: Callable[[], str]) -> str:
    """What `draw` makes the first time; it must be the same for everyone."""
    kept: dict[tuple[str, str], str] = current_app.extensions["drawn"]
    key = request.root_path, name
    if key not in kept:
        kept[key] = draw()
    return kept[key]


def init_app(app: Flask) -> None:
    """Gives the templates `icon`, `mark`, `write_fields`, `fixed` and a quick `url_for`.

    Comes after the parts, whose filters and globals the pieces use.
    """
    app.extensions["drawn"] = {}
    environment = app.jinja_env
    signs: Any = environment.get_template("ui/icon.html").module
    empty: Any = environment.get_template("ui/form.html").module
    no_form = empty.write_fields(None)

    @lru_cache(maxsize=512)
    def drawn(_root: str, name: str, facts: tuple[tuple[str, Hashable], ...]) -> Markup:
        # Autoescaped by the template itself; nothing of the request comes in.
        return Markup(environment.get_template(name).render(dict(facts)))  # noqa: S704

    def fixed(name: str, **facts: Hashable) -> Markup:
        """The template with these facts alone."""
        return drawn(request.root_path, name, tuple(facts.items()))

    @lru_cache(maxsize=512)
    def plain_address(_root: str, endpoint: str) -> str:
        return address_of(endpoint)

    def url_for(endpoint: str, **values: Any) -> str:
        """Flask's own; what needs no value is worked out once."""
        if values or endpoint.startswith("."):
            return address_of(endpoint, **values)
        return plain_address(request.root_path, endpoint)

    environment.globals.update(
        fixed=fixed,
        url_for=url_for,
        icon=lru_cache(maxsize=256)(signs.icon),
        mark=lru_cache(maxsize=8)(signs.mark),
        write_fields=lambda form=None: empty.write_fields(form) if form else no_form,
    )
