"""One week beside the one before, and the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, url_for
from werkzeug.wrappers import Response

from webapp import clock, statistics
from webapp.accounts.models import me
from webapp.extensions import db
from webapp.progress import flags, pictures, reading, reviews, rules
from webapp.progress.week.forms import PlanForm
from webapp.progress.week.models import WeekPlan, done_on, peg_between
from webapp.questionnaires.rules import change_sentence
from webapp.safety.models import standing
from webapp.web import again, done, show

Answer = str | Response | tuple[str, int]


def week(name: str) -> Answer:
    """One week beside the one before; 404 for no week and for one that has not begun."""
    try:
        start = rules.week_named(name, me().week_start)
    except ValueError:
        abort(404)
    if start > clock.today(me()):
        abort(404)
    return show("progress/week.html", **_review(start))


def plan() -> Answer:
    """So many practices a week, from now on."""
    form = PlanForm()
    start = rules.week_of(clock.today(me()), me().week_start)
    if not form.validate_on_submit():
        page = _review(start, form)
        return again("progress/week.html", "progress/_review.html", **page)
    WeekPlan.begin(me(), form.write, form.practices.data or 0)
    db.session.commit()
    then = url_for("progress.week", name=rules.week_name(start))
    return done("progress/planned.html", then=then, write=form.write, **_review(start))


def _review(start: date, form: PlanForm | None = None) -> dict[str, Any]:
    """Everything on the page of the week that begins with this day."""
    today = clock.today(me())
    two = rules.window(2, start + rules.WEEK - rules.DAY, me().week_start)
    known = reading.known_days(me(), start - 3 * rules.WEEK, min(two.last, today))
    days = rules.days_between(two.first - rules.RUN_UP, two.last, known)
    later = start + rules.WEEK if start + rules.WEEK <= today else None
    found = reviews.review(start, known)
    seen = min((today - start).days + 1, 7)
    plans = WeekPlan.in_force(me(), two.last, start - rules.DAY)
    return {
        "review": found,
        "missing": (seen - found.this.noted, seen),
        "practised": _practised(start, min(two.last, today), plans),
        "peg": _peg(start),
        "drawing": pictures.picture_of(two, days, today, links()),
        "earlier": rules.week_name(start - rules.WEEK),
        "later": later and rules.week_name(later),
        "flags": flags.cards_of_week(me(), standing(me()), rules.monday_in(start)),
        "form": None if later else form or PlanForm(formdata=None, practices=plans[0] or None),
    }


def _practised(start: date, last: date, plans: list[int]) -> list[str]:
    """What was done of the plan, this week up to its last day so far and the week before."""
    by_day = done_on(me(), start - rules.WEEK, last)
    this = sum(n for day, n in by_day.items() if day >= start)
    counts = (this, sum(by_day.values()) - this)
    return [
        statistics.adherence(planned, n).text if planned else str(n)
        for planned, n in zip(plans, counts, strict=True)
    ]


def _peg(start: date) -> dict[str, Any]:
    """The last PEG score of each of the two weeks, and the change in words where both are there."""
    rows = peg_between(me(), start - rules.WEEK, start + rules.WEEK - rules.DAY)
    this = next((row.score for row in reversed(rows) if row.local_date >= start), None)
    last = next((row.score for row in reversed(rows) if row.local_date < start), None)
    words = ""
    if this is not None and last is not None:
        words = change_sentence(last, this, labelled=True)
    return {"scores": (this, last), "words": words, "any": bool(rows)}


def links() -> pictures.Links:
    """Where the days and weeks of a picture are opened."""
    return pictures.Links(url_for("journal.index", before=""), url_for("progress.week", name=""))
