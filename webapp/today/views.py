"""Today."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, ValidationError

from webapp.accounts.models import me
from webapp.extensions import db
from webapp.forms import Form
from webapp.library.models import library
from webapp.progress import flags
from webapp.safety.models import standing
from webapp.today.day import Day, read_day
from webapp.today.models import Passed
from webapp.today.rules import MINUTES
from webapp.web import again, done, show

bp = Blueprint("today", __name__)

Answer = Response | str | tuple[str, int]


class PassForm(Form):
    """“Not this one.”"""

    routine = StringField("Routine")

    def validate_routine(self, field: StringField) -> None:
        """One of the routines we have."""
        if field.data not in library().routines:
            raise ValidationError("We do not know this routine.")


def init_app(app: Flask) -> None:
    """Makes room for the weekly flags of who is here."""
    flags.init_app(app)


@bp.get("/today")
def index() -> str:
    """What is worth doing now; the part asks for itself again when the journal changed."""
    return show("today/index.html", part="today/told.html", **_told())


@bp.post("/today/passes")
def pass_over() -> Answer:
    """Not this one: it is not suggested for a week."""
    form = PassForm()
    if not form.validate_on_submit():
        return again("today/index.html", "today/told.html", **_told(), form=form)
    Passed.over(me(), form.write, form.routine.data)
    db.session.commit()
    return done("today/told.html", then=url_for(".index"), write=form.write, **_told())


@bp.post("/today/passes/end")
def take_back() -> Answer:
    """It may be suggested again."""
    form = PassForm()
    if not form.validate_on_submit():
        return again("today/index.html", "today/told.html", **_told(), form=form)
    Passed.end(me(), form.write, form.routine.data)
    db.session.commit()
    return done("today/told.html", then=url_for(".index"), write=form.write, **_told())


def _told() -> dict[str, Any]:
    stand = standing(me())
    day: Day = read_day(me(), stand, _minutes())
    return {"day": day, "standing": stand, "lengths": MINUTES}


def _minutes() -> int | None:
    """The minutes that the person has, where they chose some."""
    asked = request.args.get("minutes", "")
    return int(asked) if asked in {str(length) for length in MINUTES} else None
