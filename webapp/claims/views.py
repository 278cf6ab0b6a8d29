"""The page of claims; its rows are linked from techniques and from the pages about safety."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from flask import Blueprint, Flask, current_app, request
from markupsafe import Markup

from webapp.claims.models import VERDICTS, Claims, by_topic, load
from webapp.content import ROOT
from webapp.library.models import library
from webapp.web import is_part, public, show

bp = Blueprint("claims", __name__)

_current: list[Claims] = []


def init_app(app: Flask) -> None:
    """Reads the claims (ContentError stops the start); templates find those about a page."""
    root = Path(app.config.get("CONTENT", ROOT))
    _current[:] = [_ours(id(library())) if root == ROOT else load(library(), root)]
    _results.cache_clear()
    app.jinja_env.globals.update(claims=_current[0])


@lru_cache(maxsize=1)
def _ours(_shelf: int) -> Claims:
    """Our own content is read once in a process; the key tells one library from another."""
    return load(library(), ROOT)


@bp.get("/claims")
@public
def index() -> str | tuple[str, int]:
    """Every claim, or those of one verdict; 422 with all of them where there is no such verdict."""
    asked = request.args.get("verdict", "")
    verdict = asked if asked in VERDICTS else ""
    if is_part() and verdict == asked:
        return _results(verdict)
    page = show(
        "claims/index.html",
        verdict=verdict,
        verdicts=VERDICTS,
        results=_results(verdict),
        problem="There is no such verdict. Here are all claims." if asked != verdict else "",
    )
    return (page, 422) if asked != verdict else page


@cache
def _results(verdict: str) -> Markup:
    """The rows of a verdict, drawn once: they are the same for everyone."""
    found = _current[0].of(verdict)
    drawn = current_app.jinja_env.get_template("claims/_results.html").render(
        verdict=VERDICTS.get(verdict, ""),
        found=found,
        first=[claim for claim in _current[0].dangerous if claim in found],
        topics=by_topic([claim for claim in found if not claim.sheet.danger]),
    )
    return Markup(drawn)  # noqa: S704 - our own template
