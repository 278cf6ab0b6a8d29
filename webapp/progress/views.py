"""Progress: the weeks in one picture, a week in words, a routine's own history."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, request

from webapp import charts, clock, statistics
from webapp.accounts.models import me
from webapp.library.models import library, own_routines
from webapp.progress import pictures, reading, reviews, rules
from webapp.progress.further import patterns as search
from webapp.progress.further import side_by_side as further
from webapp.progress.further.reading import felt
from webapp.progress.week import views as review
from webapp.web import show

bp = Blueprint("progress", __name__, url_prefix="/progress")
Answer = str | tuple[str, int]


@bp.get("")
def index() -> Answer:
    """The weeks up to now, or up to `until`; 422 with the latest weeks where they do not exist."""
    today = clock.today(me())
    asked = request.args.get("weeks"), request.args.get("until")
    window, problem = rules.asked_window(*asked, today, me().week_start)
    page = show("progress/index.html", problem=problem, **_overview(window, today))
    return (page, 422) if problem else page


def _overview(window: rules.Window, today: date) -> dict[str, Any]:
    first = window.first - rules.RUN_UP
    week = rules.week_of(min(window.last, today), me().week_start)
    whole = max(window.last, week + rules.WEEK - rules.DAY)  # the week in words is told to its end
    known = reading.known_days(me(), first, min(whole, today))
    days = rules.days_between(first, window.last, known)
    within = days[rules.RUN_UP.days :]
    practices = reading.practices(me(), window.first, min(window.last, today))
    sums = rules.totals(within)
    return {
        "window": window,
        "until": min(window.last, today),
        "later": window.later(today),
        "sums": sums,
        "drawing": pictures.picture_of(window, days, today, review.links(), sums),
        "routines": reviews.by_routine(practices, library().names),
        "review": reviews.review(week, known),
        "caveat": statistics.CAVEAT,
        "newest": reading.newest(me()) if sums.is_empty else None,
    }


bp.get("/weeks/<name>")(review.week)
bp.post("/plan")(review.plan)


@bp.get("/routines/<slug>")
def routine(slug: str) -> Answer:
    """A routine's last practices; 404 for one that never was."""
    names = library().names
    rows = reading.of_routine(me(), slug)
    if not rows and slug not in names:
        abort(404)
    past = reviews.history(slug, names, rows)
    drawing = charts.routine_history(past.rated) if past.rated else None
    return show(
        "progress/routine.html",
        past=past,
        drawing=drawing,
        caveat=statistics.CAVEAT,
        techniques=library().techniques,
    )


@bp.get("/side-by-side/<way>")
def side_by_side(way: str) -> Answer:
    """The practices of a year by routine, technique, region or tool; 404 for another way."""
    if way not in further.WAYS:
        abort(404)
    today = clock.today(me())
    practices = reading.practices(me(), today - 52 * rules.WEEK + rules.DAY, today)
    has_own = any(row.title for row in practices)
    own = {routine.slug: routine for routine in own_routines()} if has_own else {}
    books = library()
    found = further.side_by_side(way, practices, {**books.routines, **own}, books.techniques)
    return show(
        "progress/side_by_side.html",
        way=way,
        ways=further.WAYS,
        found=found,
        caveat=statistics.CAVEAT,
    )


@bp.get("/patterns")
def patterns() -> Answer:
    """What goes together with pain in the weeks of a year, found through a guarded search."""
    last = clock.today(me())
    first = last - 52 * rules.WEEK + rules.DAY
    known = reading.known_days(me(), first, last)
    days = _since_begun(rules.days_between(first, last, known))
    scan = search.scan(days, felt(me(), first, last))
    sentences = [search.words(one) for one in scan.found]
    night = reviews.sleep_words(days)
    return show("progress/patterns.html", scan=scan, sentences=sentences, night=night)


def _since_begun(days: list[rules.Day]) -> list[rules.Day]:
    """The days from the first one on which pain was noted."""
    begun = next((n for n, day in enumerate(days) if day.pain is not None), len(days))
    return days[begun:]


@bp.app_template_filter("points")
def points(change: float | None) -> str:
    """A change in points with its sign; a dash for none."""
    if change is None:
        return "\N{EN DASH}"
    return ("+" if statistics.half_up(change) > 0 else "") + statistics.shown(change)


@bp.app_template_filter("hours")
def hours(minutes: float | None) -> str:
    """Minutes as 6 h 40."""
    return pictures.hours(minutes)
