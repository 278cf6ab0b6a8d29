"""The diary as it is read: the timeline, a search, a month; and the pauses of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import (
    abort,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts.models import me
from webapp.extensions import db
from webapp.forms import Form
from webapp.fragments import drawn_once
from webapp.journal import rules
from webapp.journal import timeline as diary
from webapp.journal.forms import PauseForm, SearchForm
from webapp.journal.models import Pause
from webapp.journal.timeline import KINDS, Wanted, timeline
from webapp.vocabulary import PLACES
from webapp.web import again, day_in, done, is_part, show

Answer = str | Response | tuple[str, int]

CHANGED = "journal-changed"
SEARCHED = "searched"
PAUSES_A_PAGE = 50


def index() -> Answer:
    """The timeline, newest first; `before` is the first day no longer wanted, `since` the oldest
    one (to come back to where one was), `kind` and `region` leave out the rest."""
    wanted = Wanted(_one_of("kind", KINDS), _one_of("region", PLACES))
    before, since = (_day_or_none(name) for name in ("before", "since"))
    found = timeline(me(), _newest(before), wanted, since)
    narrowed = wanted.kind or wanted.is_narrow
    search = SearchForm(formdata=None) if narrowed else None
    page = _page(wanted, found, before) | {"search": search}
    answer = make_response(show("journal/index.html", part="journal/_days.html", **page))
    if is_part() and before and not wanted.is_narrow:
        # Back from another page, one finds the days that were open.
        here = url_for("journal.index", kind=wanted.kind or None, since=found.oldest)
        answer.headers["HX-Replace-Url"] = here
    return answer


def page_of(day: date) -> str:
    """The address of the page of the timeline on which this day stands."""
    is_recent = day > clock.today(me()) - timedelta(days=diary.DAYS_A_PAGE)
    return url_for("journal.index", before=None if is_recent else day + timedelta(days=1))


def search() -> Answer:
    """The days whose notes hold these words; by POST, so that they stand in no address. A page of
    its own shows them, to which one can come back."""
    form = SearchForm()
    wanted = Wanted(words=(form.words.data or "").strip())
    if not form.validate_on_submit():
        found = diary.Timeline([], None, 0)
        page = _page(wanted, found, None) | {"search": form}
        return again("journal/index.html", "journal/_search.html", **page)
    before = day_in(form.before.data) if form.before.data else None
    if is_part():
        return _found(wanted, before, form)
    session[SEARCHED] = wanted.words
    return redirect(url_for("journal.found", before=before), 303)


def found() -> Answer:
    """What the last search found; its words stand in the signed cookie until the sign-out."""
    words = session.get(SEARCHED)
    if not words:
        return redirect(url_for("journal.index"), 303)
    form = SearchForm(formdata=None, data={"words": words})
    return _found(Wanted(words=words), _day_or_none("before"), form)


def _found(wanted: Wanted, before: date | None, form: SearchForm) -> str:
    found = timeline(me(), _newest(before), wanted)
    page = _page(wanted, found, before) | {"search": form}
    return show("journal/index.html", part="journal/_days.html", **page)


def blank_search() -> Markup:
    """The filters and the search, with nothing chosen: the same for everyone."""
    return Markup(drawn_once("search", _draw_search))  # noqa: S704 - a template, which escapes


def _draw_search() -> str:
    blank = SearchForm(formdata=None)
    return render_template("journal/_search.html", wanted=Wanted(), search=blank)


def _page(wanted: Wanted, found: diary.Timeline, before: date | None) -> dict[str, Any]:
    return {
        "wanted": wanted,
        "diary": found,
        "before": before,
        "today": clock.today(me()),
        "links": _links(request.root_path),
    }


def _newest(before: date | None) -> date:
    """The last day to show; an entry may lie in tomorrow, where the person was further east."""
    tomorrow = clock.today(me()) + timedelta(days=1)
    return min(before - timedelta(days=1), tomorrow) if before else tomorrow


def _one_of(name: str, known: Any) -> str:
    """A filter in the address; 404 where there is none such."""
    value = request.args.get(name, "")
    return value if not value or value in known else abort(404)


def _day_or_none(name: str) -> date | None:
    return day_in(request.args[name]) if request.args.get(name) else None


@lru_cache(maxsize=4)
def _links(_root: str) -> dict[str, str]:
    """Where each kind of fact is shown, up to its id or date: worked out once."""
    mark = UUID(int=0)
    return {
        "pain": url_for("journal.edit", id=mark).removesuffix(str(mark)),
        "practice": url_for("practice.show", id=mark).removesuffix(str(mark)),
        "day": url_for("journal.day", day=""),
        "night": url_for("wellbeing.sleep", date=""),
        "checkin": url_for("wellbeing.stress", date=""),
        "function": url_for("wellbeing.function", date=""),
        "pauses": url_for("journal.pauses", before=""),
        "answers": url_for("questionnaires.edit", kind=""),
    }


def month(name: str) -> Answer:
    """A month as a calendar: each day's pain as a shade and as a figure."""
    first, today = _month_in(name), clock.today(me())
    weeks = diary.month(me(), first, me().week_start)
    later = rules.next_month(first.year, first.month, 1)
    earlier = rules.next_month(first.year, first.month, -1)
    return show(
        "journal/month.html", first=first, weeks=weeks, today=today,
        earlier=earlier if (earlier.year, earlier.month) >= rules.OLDEST_MONTH else None,
        later=later if later <= today else None,
    )  # fmt: skip


def _month_in(name: str) -> date:
    """The first day of the month in an address, YYYY-MM; 404 where it is none of a diary."""
    fits = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", name)
    year, number = (int(fits[1]), int(fits[2])) if fits else (0, 0)
    tomorrow = clock.today(me()) + timedelta(days=1)
    known = rules.OLDEST_MONTH <= (year, number) <= (tomorrow.year, tomorrow.month)
    return date(year, number, 1) if known else abort(404)


def versions() -> Answer:
    """Everything that was changed in two places, to choose from."""
    return show("journal/versions.html", waiting=diary.waiting(me()))


def pause() -> Answer:
    """A flare, or being ill: one tap, and nothing is expected until it is over."""
    form = PauseForm()
    if not form.validate_on_submit():
        abort(422)
    begun = Pause.begin(me(), form.write, form.kind.data)
    db.session.commit()
    then = url_for("today.index")
    return done("journal/paused.html", then=then, write=form.write, event=CHANGED, pause=begun)


def resume() -> Answer:
    """It is over."""
    form = Form()
    if not form.validate_on_submit():
        abort(422)
    Pause.end_open(me(), form.write)
    db.session.commit()
    then = url_for("today.index")
    return done("journal/paused.html", then=then, write=form.write, event=CHANGED, pause=None)


def pauses() -> Answer:
    """The pauses, newest first; `before` is the first day on which none shown began."""
    before = _day_or_none("before") or clock.today(me()) + timedelta(days=2)
    found = Pause.begun_before(me(), before, PAUSES_A_PAGE + 1)
    shown, more = found[:PAUSES_A_PAGE], found[PAUSES_A_PAGE:]
    a_day = timedelta(days=1)
    earlier = min(shown[-1].from_date + a_day, before - a_day) if more else None
    return show("journal/pauses.html", pauses=shown, earlier=earlier)


def take_back(id: UUID) -> Answer:
    """It was a mistake: the pause is gone."""
    form = Form()
    if not form.validate_on_submit():
        abort(422)
    Pause.take_back(me(), form.write, id)
    db.session.commit()
    then = url_for("journal.pauses")
    return done("journal/unpaused.html", then=then, write=form.write, event=CHANGED)
