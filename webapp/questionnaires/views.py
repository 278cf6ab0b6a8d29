"""Questionnaires: what there is, answering one, when to be asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, abort, current_app, request, url_for
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts.models import me
from webapp.extensions import db
from webapp.forms import Form
from webapp.questionnaires import rules
from webapp.questionnaires.forms import AnswersForm, ScheduleForm, form_for
from webapp.questionnaires.models import Questionnaire, turn_of, turns
from webapp.questionnaires.sheets import Sheet, read_sheets, sheets
from webapp.web import again, done, show

bp = Blueprint("questionnaires", __name__, url_prefix="/questionnaires")
Answer = str | Response | tuple[str, int]

CHANGED = "journal-changed"


def init_app(app: Flask) -> None:
    """Reads the questionnaires; an operator's own items too, where the setting names a file."""
    app.extensions["questionnaires"] = read_sheets(app.config["SETTINGS"].pss_items)


@bp.get("")
def index() -> Answer:
    """Every questionnaire, when it is asked, and the last answers."""
    mine = turns(me(), Questionnaire.last_days(me()))
    return show("questionnaires/index.html", turns=mine, today=clock.today(me()))


@bp.get("/<kind>")
def edit(kind: str) -> Answer:
    """One questionnaire, to answer, and what was answered before."""
    sheet = _sheet(kind)
    return show("questionnaires/show.html", **_page(sheet, form_for(sheet)(formdata=None)))


@bp.post("/<kind>")
def create(kind: str) -> Answer:
    """Keeps the answers."""
    sheet = _sheet(kind)
    form = form_for(sheet)()
    if not form.validate_on_submit():
        page = _page(sheet, form)
        return again("questionnaires/show.html", "questionnaires/_form.html", **page)
    kept = Questionnaire.answer(me(), form.write, kind, form.answers)
    db.session.commit()
    page = _page(sheet, form) | {"kept": kept}
    then = url_for(".edit", kind=kind, kept=1)
    return done("questionnaires/kept.html", then=then, write=form.write, event=CHANGED, **page)


@bp.post("/<kind>/<uuid:id>/deletion")
def destroy(kind: str, id: UUID) -> Answer:
    """Removes answers; they can be brought back for seven days."""
    return _set_removed(kind, id, Questionnaire.remove)


@bp.post("/<kind>/<uuid:id>/restoration")
def restore(kind: str, id: UUID) -> Answer:
    """Brings removed answers back."""
    return _set_removed(kind, id, Questionnaire.restore)


def _set_removed(kind: str, id: UUID, verb: Any) -> Answer:
    sheet, row, form = _sheet(kind), Questionnaire.one_of(me(), id), Form()
    if row.kind != kind or not form.validate_on_submit():
        abort(404 if row.kind != kind else 422)
    verb(row, form.write)
    db.session.commit()
    page = _page(sheet, form_for(sheet)(formdata=None)) | {"changed": row}
    here = url_for(".edit", kind=kind)
    return done("questionnaires/kept.html", then=here, write=form.write, event=CHANGED, **page)


@bp.post("/<kind>/schedule")
def schedule(kind: str) -> Answer:
    """Skip it, ask a week later, ask more or less often, or not at all."""
    sheet, form, today = _sheet(kind), ScheduleForm(), clock.today(me())
    if not form.validate_on_submit():
        abort(422)
    plan = turn_of(me(), sheet, None).plan
    me().preferences().plan(kind, **rules.wish(form.act.data, plan, today))
    db.session.commit()
    part = "questionnaires/planned.html"
    then = url_for("today.index" if form.act.data in ("skip", "postpone") else ".index")
    return done(part, then=then, write=form.write, event=CHANGED, sheet=sheet, act=form.act.data)


def _page(sheet: Sheet, form: AnswersForm) -> dict[str, Any]:
    """What one questionnaire's page shows: the form, earlier answers, the change since."""
    earlier = Questionnaire.latest(me(), sheet.kind)
    first = Questionnaire.first_score(me(), sheet.kind) if len(earlier) > 1 else None
    since = None
    if first is not None and sheet.way != "choice":
        since = rules.change_sentence(first.score, earlier[0].score, sheet.labelled)
    just = earlier[0] if earlier and request.args.get("kept") else None
    return {
        "sheet": sheet, "form": form, "earlier": earlier, "first": first, "since": since,
        "kept": just, "changed": None,
    }  # fmt: skip


def _sheet(kind: str) -> Sheet:
    return sheets().get(kind) or abort(404)


@bp.app_template_filter("questionnaire_name")
def questionnaire_name(kind: str) -> str:
    """A questionnaire's short name, also of one that is no longer offered."""
    sheet = current_app.extensions["questionnaires"].get(kind)
    return sheet.short if sheet else kind.upper()


@bp.app_template_filter("score_words")
def score_words(row: Any) -> str:
    """A score as people read it: 4.3 of 10, or the words that were chosen."""
    return _words(row.kind, row.score)


@bp.app_template_filter("answer_words")
def answer_words(row: Any) -> str:
    """The same of a row of the timeline."""
    return _words(row.what, row.score)


def _words(kind: str, score: float) -> str:
    sheet = current_app.extensions["questionnaires"].get(kind)
    if sheet is None:
        return f"{score:g}"
    if sheet.way == "choice":
        return str(sheet.answers[int(score) - 1])
    return f"{score:g} of {sheet.highest}"
