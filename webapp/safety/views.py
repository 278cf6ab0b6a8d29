"""The safety questions, what follows from them, and whom to call."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.models import me
from webapp.extensions import db
from webapp.safety.forms import AckForm, ConfirmForm, ScreeningForm, country_of, lasting
from webapp.safety.models import Card, FlagAck, Screening, standing
from webapp.safety.screening import texts
from webapp.safety.screening.numbers import Country, country_of_zone
from webapp.web import again, done, go, inside, public, show

bp = Blueprint("safety", __name__)

Answer = Response | str | tuple[str, int]


def init_app(app: Flask) -> None:
    """Reads the texts (ContentError stops the start) and gives them to every template."""
    app.jinja_env.globals.update(safety_texts=texts(), whom_to_call=whom_to_call)


def whom_to_call() -> Country | None:
    """The numbers of the country that the person chose, or that their time zone lies in."""
    person = me()
    if not person.is_authenticated:
        return None
    return texts().numbers.of(person.country or country_of_zone(person.time_zone))


def _next() -> str:
    return inside(request.args.get("next", ""))


@bp.get("/safety")
def index() -> Answer:
    """The screening, and when it was last answered."""
    here, before = whom_to_call(), standing(me())
    form = ScreeningForm(next=_next(), country=here.code if here else "", **lasting(before.answers))
    return show("safety/index.html", form=form, standing=before)


@bp.post("/safety")
def create() -> Answer:
    """Keeps the answers and shows what follows from them."""
    form = ScreeningForm()
    if not form.validate_on_submit():
        page = "safety/index.html"
        return again(page, "safety/_form.html", form=form, standing=standing(me()))
    keep = form.keep_emergency.data
    Screening.answer(me(), form.write, form.keys, form.regions, keep_emergency=keep)
    _keep_country(form.country.data)
    db.session.commit()
    return go(url_for(".result", next=form.next.data or None), form.write)


def _keep_country(code: str) -> None:
    if code and code != me().country:
        me().preferences().country = code


@bp.get("/safety/result")
def result() -> Answer:
    """What the latest answers mean: the card, and how to go on."""
    form = ConfirmForm(next=_next())
    return show("safety/result.html", standing=standing(me()), form=form)


@bp.post("/safety/ok")
def ok() -> Answer:
    """Records that a clinician or pharmacist said gentle self-massage is fine."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        page = "safety/result.html"
        return again(page, "safety/_confirm.html", standing=standing(me()), form=form)
    if (screening := Screening.latest(me())) and standing(me()).needs_ok:
        screening.confirm_ok(form.write)
        db.session.commit()
    return go(url_for(".result", next=form.next.data or None), form.write)


@bp.post("/safety/flags")
def read_flag() -> Answer:
    """Keeps that a journal flag was read; a yes to the question it asks closes every routine."""
    form = AckForm()
    if not form.validate_on_submit() or form.raised is None:
        return again("safety/flag.html", "safety/_flag_unread.html", form=form, card=None)
    ack = FlagAck.read(me(), form.write, form.raised, form.answer.data or "")
    db.session.commit()
    if ack.answer == "yes" or form.next.data:
        return go(form.next.data or url_for(".result"), form.write)
    then = url_for(".flag", id=ack.id)
    return done("safety/flag_read.html", then=then, write=form.write, card=Card(ack.raised, ack))


@bp.get("/safety/flags/<uuid:id>")
def flag(id: UUID) -> Answer:
    """A journal flag that was read, and what it said."""
    ack = FlagAck.one_of(me(), id)
    return show("safety/flag.html", card=Card(ack.raised, ack))


@bp.get("/help-now")
@public
def help_now() -> Answer:
    """Whom to call, in the person's country or the one asked for, and everywhere else."""
    chosen = texts().numbers.of(country_of(request.args))
    return show("safety/help_now.html", here=chosen or whom_to_call(), chosen=chosen)
