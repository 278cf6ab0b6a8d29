"""The pages that everybody may read: about, privacy."""

from __future__ import annotations

from flask import Blueprint, current_app

from webapp.accounts.rules import CONSENT
from webapp.safety.screening import texts
from webapp.web import public, show

bp = Blueprint("pages", __name__)


@bp.get("/about")
@public
def about() -> str:
    """What it is for, what it is not, what it rests on, who runs it."""
    return show("pages/about.html", signed_off=texts().screening.signed_off, operator=operator())


@bp.get("/privacy")
@public
def privacy() -> str:
    """What is kept, where, how long, and how to remove it."""
    return show("pages/privacy.html", consent=CONSENT, operator=operator())


def operator() -> dict[str, str]:
    """Who runs this installation: `name` and `contact`, empty where the settings name nobody."""
    config = current_app.config
    return {"name": config["OPERATOR_NAME"], "contact": config["OPERATOR_CONTACT"]}
