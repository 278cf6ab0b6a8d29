"""Last night, and how the day felt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, abort, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts.models import me
from webapp.extensions import db
from webapp.filters import hm
from webapp.owned import KeptEdit
from webapp.vocabulary import STRESS_TAGS
from webapp.web import again, day_in, done, show
from webapp.wellbeing import rules
from webapp.wellbeing.forms import CheckinForm, ChoiceForm, FunctionForm, NightForm, told_of
from webapp.wellbeing.models import Checkin, FunctionCheck, SleepNight
from webapp.wellbeing.nights import minutes_asleep

bp = Blueprint("wellbeing", __name__)
Answer = str | Response | tuple[str, int]

CHANGED = "journal-changed"
RECENT = timedelta(days=13)


def init_app(app: Flask) -> None:
    """The words of the check-in are the same everywhere."""
    app.jinja_env.globals.update(ability_words=rules.ABILITY, doing_words=rules.DOINGS)


@bp.get("/sleep")
def sleep() -> Answer:
    """One night's questions, last night's first, and the nights before it."""
    return show("wellbeing/sleep.html", **_night(_chosen_day()))


@bp.post("/sleep/<day>")
def put_sleep(day: str) -> Answer:
    """Keeps a night; an unusual one is kept with a question, an impossible one is not."""
    form = NightForm(day_in(day), clock.today(me()), me().time_zone)
    if not form.validate_on_submit():
        return again("wellbeing/sleep.html", "wellbeing/_sleep.html", **_night(form.day, form))
    SleepNight.put(me(), form.write, form.night)
    db.session.commit()
    then = url_for(".sleep", date=day)
    shown = _night(form.day)
    return done("wellbeing/night_kept.html", then=then, write=form.write, event=CHANGED, **shown)


@bp.post("/sleep/<day>/figures")
def figures(day: str) -> Answer:
    """What follows from the answers so far; nothing is kept (by POST: no answer in an address)."""
    form = NightForm(day_in(day), clock.today(me()), me().time_zone)
    form.validate()
    night = form.night
    derived = rules.Derived() if form.form_errors else rules.derive(night)
    doubts = [told_of(code, night)[1] for code in derived.errors] + told(derived.warnings)
    return show("wellbeing/_figures.html", derived=derived, doubts=doubts)


@bp.post("/sleep/<day>/versions/<uuid:edit_id>")
def choose_night(day: str, edit_id: UUID) -> Answer:
    """The person chose between two versions of a night."""
    form = _settle(SleepNight, day, edit_id)
    then = url_for(".sleep", date=day)
    shown = _night(day_in(day))
    return done("wellbeing/night_kept.html", then=then, write=form.write, event=CHANGED, **shown)


@bp.get("/stress")
def stress() -> Answer:
    """How the day felt, today first, and the days before it."""
    return show("wellbeing/stress.html", **_checkin(_chosen_day()))


@bp.post("/stress/<day>")
def put_stress(day: str) -> Answer:
    """Keeps how a day felt."""
    form = CheckinForm(day_in(day), clock.today(me()))
    if not form.validate_on_submit():
        shown = _checkin(form.day, form)
        return again("wellbeing/stress.html", "wellbeing/_stress.html", **shown)
    Checkin.put(me(), form.write, form.day, **form.told)
    db.session.commit()
    then = url_for(".stress", date=day)
    shown = _checkin(form.day)
    return done("wellbeing/checkin_kept.html", then=then, write=form.write, event=CHANGED, **shown)


@bp.post("/stress/<day>/versions/<uuid:edit_id>")
def choose_checkin(day: str, edit_id: UUID) -> Answer:
    """The person chose between two versions of a day."""
    form = _settle(Checkin, day, edit_id)
    then = url_for(".stress", date=day)
    shown = _checkin(day_in(day))
    return done("wellbeing/checkin_kept.html", then=then, write=form.write, event=CHANGED, **shown)


@bp.get("/function")
def function() -> Answer:
    """What one could do in the last days, and the days before it."""
    return show("wellbeing/function.html", **_function(_chosen_day()))


@bp.post("/function/<day>")
def put_function(day: str) -> Answer:
    """Keeps what one could do."""
    form = FunctionForm(day_in(day), clock.today(me()))
    if not form.validate_on_submit():
        shown = _function(form.day, form)
        return again("wellbeing/function.html", "wellbeing/_function.html", **shown)
    FunctionCheck.put(me(), form.write, form.day, **form.told)
    db.session.commit()
    then = url_for(".function", date=day)
    shown = _function(form.day)
    return done("wellbeing/function_kept.html", then=then, write=form.write, event=CHANGED, **shown)


@bp.post("/function/<day>/versions/<uuid:edit_id>")
def choose_function(day: str, edit_id: UUID) -> Answer:
    """The person chose between two versions of a day."""
    form = _settle(FunctionCheck, day, edit_id)
    then = url_for(".function", date=day)
    shown = _function(day_in(day))
    return done("wellbeing/function_kept.html", then=then, write=form.write, event=CHANGED, **shown)


def _night(day: date, form: NightForm | None = None) -> dict[str, Any]:
    """What a night's page shows: the night, its form, what waits beside it, recent nights."""
    today = clock.today(me())
    night, recent = _around(SleepNight, day, today)
    form = form or NightForm.of(night, day, today, me().time_zone)
    return {"night": night, "form": form, "recent": recent, **_kept(SleepNight, night)}


def _checkin(day: date, form: CheckinForm | None = None) -> dict[str, Any]:
    """What a day's page shows: the check-in, its form, what waits beside it, recent days."""
    today = clock.today(me())
    checkin, recent = _around(Checkin, day, today)
    form = form or CheckinForm.of(checkin, day, today)
    return {"checkin": checkin, "form": form, "recent": recent, **_kept(Checkin, checkin)}


def _function(day: date, form: FunctionForm | None = None) -> dict[str, Any]:
    """What the page shows: the check, its form, what waits beside it, recent days."""
    today = clock.today(me())
    check, recent = _around(FunctionCheck, day, today)
    form = form or FunctionForm.of(check, day, today)
    return {"check": check, "form": form, "recent": recent, **_kept(FunctionCheck, check)}


def _around(model: Any, day: date, today: date) -> tuple[Any, list[Any]]:
    """The row of this day, and the fortnight's rows, newest first; one select for both."""
    near = (model.date == day) | model.date.between(today - RECENT, today)
    rows = db.session.scalars(model.of(me()).where(near).order_by(model.date.desc())).all()
    chosen = next((row for row in rows if row.date == day), None)
    return chosen, [row for row in rows if row.date >= today - RECENT]


def _kept(model: Any, row: Any) -> dict[str, Any]:
    """What waits beside this row, and the rows of this kind beside which anything waits."""
    edits = KeptEdit.of_kind(me(), model)
    beside = [edit for edit in edits if row and edit.entry_id == row.id]
    return {
        "kept": [(edit, edit.values_for(model)) for edit in beside],
        "doubled": {edit.entry_id for edit in edits},
    }


def _settle(model: Any, day: str, edit_id: UUID) -> ChoiceForm:
    row = model.on(me(), day_in(day)) or abort(404)
    form = ChoiceForm()
    if not form.validate_on_submit():
        abort(422)
    row.settle(me(), form.write, edit_id, form.use_mine)
    db.session.commit()
    return form


def _chosen_day() -> date:
    """The day in the address, today where there is none; never after today."""
    today = clock.today(me())
    chosen = day_in(request.args["date"]) if request.args.get("date") else today
    return min(chosen, today)


@bp.app_template_filter("derived")
def derived(night: Any) -> rules.Derived:
    """What follows from a row of `sleep_nights`, whoever read it."""
    return rules.derive(rules.night_from(night))


bp.add_app_template_filter(minutes_asleep)


@bp.app_template_filter("h_min")
def h_min(minutes: int | None) -> str:
    """Minutes as a person says them: 6 h 35 min."""
    if minutes is None:
        return "–"
    whole, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{whole} h" * bool(whole), f"{rest} min") if part)


@bp.app_template_filter("hhmm")
def hhmm(clock_time: time | str | None) -> str:
    """A clock time on the person's kind of clock (a kept edit holds it as text)."""
    if isinstance(clock_time, str):
        clock_time = time.fromisoformat(clock_time)
    return "–" if clock_time is None else hm(clock_time)


@bp.app_template_filter("quality_word")
def quality_word(night: Any) -> str:
    """How the sleep was, in its word."""
    quality = night["quality"] if isinstance(night, dict) else night.quality
    return rules.QUALITY.get(quality, "")


@bp.app_template_filter("ability_word")
def ability_word(check: Any) -> str:
    """How much could be done, in its words."""
    ability = check["ability"] if isinstance(check, dict) else check.ability
    return rules.ABILITY.get(ability, "")


@bp.app_template_filter("doings")
def doings(codes: Sequence[str]) -> list[str]:
    """What was done, in words."""
    return [rules.DOINGS[code] for code in codes]


@bp.app_template_filter("stress_tags")
def stress_tags(codes: Sequence[str]) -> str:
    """What had to do with it, in one line."""
    return ", ".join(STRESS_TAGS[code] for code in codes).lower()


@bp.app_template_filter("shifted")
def shifted(day: date, days: int) -> date:
    """Some days later, or earlier."""
    return day + timedelta(days=days)


@bp.app_template_filter("told")
def told(codes: Sequence[str]) -> list[str]:
    """The sentences of a night's warnings."""
    return [rules.WARNINGS[code] for code in codes]
