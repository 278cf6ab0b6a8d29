"""The machinery of a phone without a signal, and the page of what waits on it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, json, jsonify, url_for

from webapp import assets, bundle, clock, vocabulary
from webapp.accounts.models import me
from webapp.pwa import rules
from webapp.web import public, show

bp = Blueprint("pwa", __name__)

WORKER, IDB = "pwa/sw.js", "vendor/idb@8.0.4/umd.js"
MEDIA = ("images/", "pictures/", "sounds/")
LABELS = {
    "score": "Pain", "regions": "Where", "qualities": "What it is like", "at": "When",
    "triggers": "What came before", "remedies": "Tried", "note": "Note",
    "average": "Average", "worst": "Worst", "into_bed": "Into bed", "lights_out": "Lights out",
    "sol": "Minutes until asleep", "awakenings": "Times awake", "waso": "Minutes awake",
    "final_wake": "Last waking", "out_of_bed": "Out of bed", "quality": "Sleep quality",
    "pain_woke": "Pain woke me", "stress": "Stress", "mood": "Mood", "energy": "Energy",
    "tags": "What it was about", "routine": "Routine", "pain_before": "Pain before",
    "pain_after": "Pain after", "effects": "Noticed", "new": "New", "choose": "Chosen",
}  # fmt: skip
VALUES = ("REGIONS", "QUALITIES", "TRIGGERS", "REMEDIES", "STRESS_TAGS", "EFFECTS")


def init_app(app: Flask) -> None:
    """Tells every page the person's own time."""
    app.jinja_env.globals.update(person_now=person_now)


def person_now() -> str:
    """Now on the signed-in person's clock, with its offset."""
    return clock.local(me(), clock.now()).isoformat(timespec="seconds")


@bp.get("/sw.js")
@public
def worker() -> Response:
    """The service worker: one script out of a few modules, and the files of this generation."""
    g.asset = True
    return Response(
        _worker(assets.current().version, current_app.static_folder or ""),
        mimetype="text/javascript",
        headers={"Cache-Control": "no-cache"},
    )


@cache
def _worker(version: str, root: str) -> str:
    known = assets.current()
    needed = [p for p in known.files if p.endswith((".js", ".woff2", "mark.svg", assets.STYLE))]
    files = [path for path in needed if path not in (WORKER, IDB)]
    build = json.dumps({"version": version, "files": files})
    return f"const BUILD = {build};\n{bundle.joined(Path(root), WORKER)}"


@bp.get("/offline")
@public
def offline() -> str:
    """What is shown where a page is neither to be had nor on this phone."""
    return show("pwa/offline.html")


@bp.get("/outbox")
def outbox() -> str:
    """What waits on this phone, in words; the phone itself fills it in."""
    return show("pwa/outbox.html", labels=LABELS, values=_words())


@cache
def _words() -> dict[str, str]:
    words: dict[str, Any] = {}
    for name in VALUES:
        words |= getattr(vocabulary, name, {})
    return {code: word for code, word in words.items() if isinstance(word, str)}


@bp.get("/offline/pages")
def worth_keeping() -> Response:
    """Pages, pictures and sounds for a phone without a signal."""
    known = assets.current()
    media = [known.address(path) for path in known.files if path.startswith(MEDIA)]
    offered = current_app.extensions.get("offline", [])
    pages = rules.pages(current_app.view_functions, url_for, offered)
    pages["daily"].append(url_for("journal.day", day=clock.today(me())))
    return jsonify(**pages, files=media)


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What makes it an app on the home screen."""
    answer = jsonify(_manifest())
    answer.mimetype = "application/manifest+json"
    return answer


def _manifest() -> dict[str, Any]:
    picture = assets.current().address
    return {
        "id": "/",
        "name": "Softback: a guide and diary for your back",
        "short_name": "Softback",
        "description": "Self-massage step by step, and a private diary of pain, sleep and stress.",
        "lang": "en-GB",
        "dir": "ltr",
        "start_url": "/today",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f3ec",
        "theme_color": "#f7f3ec",
        "categories": ["health", "medical", "lifestyle"],
        "icons": [
            {"src": picture(f"icons/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png",
             "purpose": purpose}
            for name, size, purpose in ICONS
        ],
        "shortcuts": [
            {"name": name, "url": url_for(endpoint), "icons": [
                {"src": picture("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"}]}
            for name, endpoint in SHORTCUTS
        ],
        "screenshots": [
            {"src": picture(f"pwa/{name}.png"), "sizes": size, "type": "image/png",
             "form_factor": form, "label": label}
            for name, size, form, label in SCREENSHOTS
        ],
    }  # fmt: skip


ICONS = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("icon-maskable-512", 512, "maskable"))
SHORTCUTS = (("Log pain", "journal.new"), ("Start today's routine", "today.index"))
SCREENSHOTS = (
    ("today", "780x1688", "narrow", "Today: pain in two taps, and a routine that fits"),
    ("progress", "780x1688", "narrow", "Twelve weeks in one picture"),
    ("wide", "1280x800", "wide", "Today on a large screen"),
)
