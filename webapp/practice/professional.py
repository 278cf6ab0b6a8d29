"""A session with a professional, noted afterwards with the ratings before and after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts.models import me
from webapp.extensions import db
from webapp.forms import Form, LongTextField, MomentField, Required, ScoreField, WholeField
from webapp.library.models import Technique, library
from webapp.practice import rules
from webapp.practice.models import Practice
from webapp.safety.models import Screening, standing
from webapp.web import again, go, show

bp = Blueprint("professional", __name__)

Answer = Response | str | tuple[str, int]
SERIOUS = ("emergency", "urgent")


class SessionForm(Form):
    """When it began, how long it took, and the pain before and after."""

    at = MomentField("When did it begin?")
    minutes = WholeField(
        "How long was it?", 5, 240, "minutes", validators=[Required("Please give the minutes.")]
    )
    pain_before = ScoreField(
        "How strong was your back pain before?", validators=[Required("Please choose a number.")]
    )
    pain_after = ScoreField(
        "How strong was it right after?", validators=[Required("Please choose a number.")]
    )
    note = LongTextField("Anything to note?", 2000)

    @property
    def session(self) -> dict[str, Any]:
        """What is kept; a session without a time has just ended."""
        length = timedelta(minutes=self.minutes.data or 0)
        return {
            "at": self.at.data or min(self.write.pressed_at, clock.now()) - length,
            "length": length,
            "pain_before": self.pain_before.data,
            "pain_after": self.pain_after.data,
            "note": self.note.data or "",
        }


@bp.get("/techniques/<slug>/log")
def new(slug: str) -> Answer:
    """The form for a session of this technique."""
    return show("practice/professional.html", **_page(_technique(slug), SessionForm(formdata=None)))


@bp.post("/techniques/<slug>/log")
def create(slug: str) -> Answer:
    """Keeps the session; one of today, after signs that need help, waits for that help."""
    technique, form = _technique(slug), SessionForm()
    page = _page(technique, form)
    if not form.validate_on_submit():
        return again("practice/professional.html", "practice/_professional.html", **page)
    serious = standing(me()).kind in SERIOUS
    if serious and not _is_history(form):
        return again("practice/professional.html", **page, refused=True)
    row = Practice.note_session(
        me(), form.write, routine=technique.slug, blocked_late=serious, **form.session
    )
    db.session.commit()
    return go(url_for("practice.show", id=row.id), form.write)


def _technique(slug: str) -> Technique:
    found = library().techniques.get(slug) or abort(404)
    return found if found.professional_only else abort(404)


def _page(technique: Technique, form: SessionForm) -> dict[str, Any]:
    return {"technique": technique, "form": form, "kind": standing(me()).kind}


def _is_history(form: SessionForm) -> bool:
    """It took place before the answers that now speak against it, on an earlier day, or the
    entry was made before and arrives late."""
    at, latest = form.session["at"], Screening.latest(me())
    return (
        clock.local(me(), at).date() < clock.today(me())
        or (latest is not None and at < latest.at)
        or rules.is_late((clock.now() - form.write.pressed_at).total_seconds())
    )
