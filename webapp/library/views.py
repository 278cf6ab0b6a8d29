"""The pages of routines and techniques: open to everyone, marked for who is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from flask import Blueprint, Flask, abort, current_app, request, url_for
from markupsafe import Markup

from webapp.accounts.models import me
from webapp.library import models, rules
from webapp.library.figures import figure_for, figures_of
from webapp.library.models import Routine, find_routine, library, own_routines
from webapp.safety.book import Answers
from webapp.safety.models import Standing, standing
from webapp.safety.rules import Effective, effective
from webapp.safety.screening import texts
from webapp.vocabulary import OWNABLE_TOOLS, TOOLS
from webapp.web import public, show

bp = Blueprint("library", __name__)

Answer = str | tuple[str, int]
SIDES = {"L": "Left", "R": "Right", "both": "Both sides"}
CHOICES = {
    "minutes": [(str(most), f"{most} min") for most in rules.MINUTES],
    "areas": [(key, name) for key, (name, _) in rules.AREAS.items()],
    "tools": [(key, TOOLS[key]) for key in OWNABLE_TOOLS],
    "company": list(rules.COMPANY.items()),
}
WHO = {"self": "By yourself", "partner": "With a partner", "professional": "By a professional"}


@dataclass(frozen=True)
class Card:
    """A routine as one person sees it; `limits` is None for who is signed out.

    `an_ok_opens`: it waits for nothing but a clinician's OK.
    """

    routine: Routine
    limits: Effective | None = None
    an_ok_opens: bool = False

    @property
    def mark(self) -> str:
        """“ask” a clinician, “off”, “gentler” than written, or nothing to say."""
        if self.limits is None:
            return ""
        if not self.limits.is_playable:
            return "ask" if self.an_ok_opens else "off"
        return "gentler" if self.limits.is_changed else ""


def init_app(app: Flask) -> None:
    """Reads the library (ContentError stops the start) and gives templates its words."""
    models.init_app(app)
    _drawn.cache_clear()
    app.jinja_env.filters.update(
        duration=duration, region_codes=rules.codes_of, routine_name=routine_name
    )
    app.jinja_env.globals.update(SIDES=SIDES, WHO=WHO, drawn=drawn, library_reviews=reviews)
    app.jinja_env.globals.update(figure_for=figure_for, figures_of=figures_of)
    app.extensions.setdefault("offline", []).append(worth_keeping)


def reviews() -> dict[str, Any]:
    """How many techniques and routines a clinician has reviewed, out of how many, and who."""
    books = library()
    shelves: dict[str, list[str]] = {
        "techniques": [one.reviewed_by for one in books.techniques.values()],
        "routines": [one.reviewed_by for one in books.all_routines],
    }
    counts = {name: (len([by for by in who if by]), len(who)) for name, who in shelves.items()}
    return counts | {"by": sorted({by for who in shelves.values() for by in who if by})}


def worth_keeping() -> list[str]:
    """The pages to have on a phone without a signal."""
    routines = [url_for("library.show", slug=slug) for slug in library().routines]
    techniques = library().techniques.values()
    return [*routines, *(url_for("library.technique", slug=found.slug) for found in techniques)]


def routine_name(slug: str) -> str:
    """The name of a routine, or of a professional's technique; its slug in words where it is gone
    from the library."""
    return library().names.get(slug) or slug.replace("-", " ").capitalize()


@bp.get("/routines")
@public
def index() -> Answer:
    """The routines, or those that fit what is asked for."""
    wish, errors = rules.read_wish(request.args)
    cards = _cards(library().routines_for(wish))
    page = show(
        "library/index.html",
        part="library/_results.html",
        wish=wish,
        errors=errors,
        cards=cards,
        own=_cards(rules.fitting(own_routines(), wish)) if me().is_authenticated else [],
        asked=rules.words_of(wish),
        total=len(library().routines),
        area=rules.area_of(wish.region),
        choices=CHOICES,
    )
    return (page, 422) if errors else page


@bp.get("/routines/<slug>", endpoint="show")
@public
def show_routine(slug: str) -> Answer:
    """One routine: what for, how long, with what, step by step, and how good the evidence is."""
    routine = find_routine(slug) or abort(404)
    (card,) = _cards([routine])
    other = _instead(routine) if card.mark in ("off", "ask") else None
    stand = standing(me()) if me().is_authenticated else None
    told: dict[str, Any] = {"card": card, "routine": routine, "other": other}
    return show("library/routine.html", **told, standing=stand)


def _instead(routine: Routine) -> Routine | None:
    """By name, what is open to this person in the place of a routine that is not."""
    every = _cards(library().all_routines)
    return rules.instead(routine, [c.routine for c in every if c.limits and c.limits.is_playable])


@bp.get("/techniques")
@public
def techniques() -> Answer:
    """The techniques: those for home, then those for a professional."""
    every = library().techniques.values()
    groups = {
        "At home": [technique for technique in every if not technique.professional_only],
        "By a professional": [technique for technique in every if technique.professional_only],
    }
    return show("library/techniques.html", groups=groups)


@bp.get("/techniques/<slug>")
@public
def technique(slug: str) -> Answer:
    """One technique: who, where, how long and how firm, when to stop, and what is known."""
    found = library().techniques.get(slug) or abort(404)
    return show("library/technique.html", technique=found, routines=library().routines_with(found))


def _cards(routines: Iterable[Routine]) -> list[Card]:
    if not me().is_authenticated:
        return [Card(routine) for routine in routines]
    stand = standing(me())
    return [_card(routine, stand) for routine in routines]


def _card(routine: Routine, stand: Standing) -> Card:
    told = stand.answers
    if routine.own_id is not None:
        return _judged(routine, told, stand.ok_given)
    return _of_ours(id(library()), routine.slug, told.keys, told.regions, stand.ok_given)


@lru_cache(maxsize=1024)
def _of_ours(
    _shelf: int, slug: str, keys: frozenset[str], regions: frozenset[str], ok: bool
) -> Card:
    """Worked out once for the same answers; the key tells one library from another."""
    return _judged(library().routines[slug], Answers(texts().book, keys, regions), ok)


def _judged(routine: Routine, answers: Answers, ok: bool) -> Card:
    known = library().techniques
    now = effective(routine, known, answers, ok_given=ok)
    if not now.needs_ok:
        return Card(routine, now)
    then = effective(routine, known, answers, ok_given=True)
    return Card(routine, now, an_ok_opens=then.is_playable)


def drawn(template: str, routine: Routine, mark: str = "") -> Markup:
    """A routine, which reads the same for everyone with this mark; ours are drawn once, and
    nobody's name is in them."""
    own = routine.own_id is not None
    return _draw(template, routine, mark) if own else _drawn(template, routine.slug, mark)


@cache
def _drawn(template: str, slug: str, mark: str) -> Markup:
    return _draw(template, library().routines[slug], mark)


def _draw(template: str, routine: Routine, mark: str) -> Markup:
    page = current_app.jinja_env.get_template(template)
    return Markup(page.render(routine=routine, mark=mark))  # noqa: S704 - our own template


def duration(seconds: int) -> str:
    """Seconds in words: 45 s, 1 min 15 s, 8 min."""
    minutes, rest = divmod(seconds, 60)
    words = [f"{minutes} min"] if minutes else []
    return " ".join([*words, f"{rest} s"] if rest or not minutes else words)
