"""One practice: its page, its start, its end and the morning after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, abort, url_for
from werkzeug.wrappers import Response

from webapp import charts, clock, statistics
from webapp.accounts.models import me
from webapp.extensions import db
from webapp.journal.forms import ChoiceForm
from webapp.library.models import Routine, find_routine, library
from webapp.practice import professional, rules
from webapp.practice.forms import CompletionForm, EffectsForm, StartForm
from webapp.practice.models import Practice, past_of
from webapp.practice.pause import Pause, pause_of
from webapp.practice.plan import Plan, check_told, in_words
from webapp.safety.models import Screening, standing
from webapp.safety.rules import CheckOutcome, check_outcome
from webapp.safety.screening import texts
from webapp.web import again, done, go, show

bp = Blueprint("practice", __name__)

Answer = Response | str | tuple[str, int]


def init_app(app: Flask) -> None:
    """Offers the page of every routine's practice to phones without a signal."""
    app.extensions.setdefault("offline", []).append(
        lambda: [url_for("practice.play", slug=slug) for slug in library().routines]
    )
    app.register_blueprint(professional.bp)


@bp.get("/routines/<slug>/play")
def play(slug: str) -> Answer:
    """The check, the player, the rating after: one page that needs no network once loaded."""
    routine = find_routine(slug) or abort(404)
    return show("practice/play.html", **_playing(routine, StartForm(formdata=None)))


@bp.post("/practices")
def create() -> Answer:
    """A practice begins, unless the answers say that it must not."""
    form = StartForm()
    is_whole = form.validate_on_submit()
    if form.chosen is None or form.hidden_errors:
        return again("practice/unknown.html", form=form)
    outcome = check_outcome(form.check, standing(me()).answers, form.chosen.regions)
    late = rules.is_late((clock.now() - form.write.pressed_at).total_seconds())
    if outcome.card and form.names_a_sign:
        _flag(form)
        if not late:
            plan = Plan(form.chosen, standing(me()), outcome.answers)
            return again("practice/refused.html", **_refused(plan, outcome))
    if not is_whole:
        return again("practice/play.html", **_playing(form.chosen, form))
    return _started(form, outcome, late)


@bp.post("/practices/signs")
def keep_signs() -> Answer:
    """Warning signs before a practice, kept for themselves: nothing begins."""
    form = StartForm()
    form.validate_on_submit()
    if form.chosen is None or form.hidden_errors:
        return again("practice/unknown.html", form=form)
    if not form.names_a_sign:
        return again("practice/play.html", **_playing(form.chosen, form))
    _flag(form)
    return go(url_for(".play", slug=form.chosen.slug), form.write)


def _flag(form: StartForm) -> None:
    """Flag F1: the signs are kept, with what the person agreed to, however late they arrive."""
    keep = form.keep_emergency.data
    Screening.flag(me(), form.write, form.signs.ticked, "practice", keep_emergency=keep)
    db.session.commit()


def _started(form: StartForm, outcome: CheckOutcome, late: bool) -> Answer:
    routine: Routine = form.chosen  # type: ignore[assignment]
    plan = Plan(routine, standing(me()), outcome.answers)
    pause = pause_of(me(), Practice.earlier(me(), routine.slug))
    tiers = pause.open_tiers(me()) if pause else rules.TIERS
    refused = outcome.blocked or not plan.is_open
    if (refused or not tiers) and not late:
        return again("practice/refused.html", **_refused(plan, outcome, pause))
    tier = rules.lower(form.tier.data) if outcome.tier_down else form.tier.data
    if not late:
        tier = rules.gentler_of(tier, tiers)
    practice = Practice.start(
        me(),
        form.write,
        routine=routine.slug,
        title=routine.name if routine.own_id else "",
        tier=tier,
        pain_before=form.pain_before.data,
        expectation=form.expectation.data,
        check=form.told,
        planned_seconds=form.planned_seconds.data or plan.seconds(tier),
        blocked_late=refused,
    )
    db.session.commit()
    then = url_for(".show", id=practice.id)
    return done("practice/started.html", then=then, write=form.write, **_shown(practice))


def _refused(plan: Plan, outcome: CheckOutcome, pause: Pause | None = None) -> dict[str, Any]:
    return {"routine": plan.routine, "outcome": outcome, "plan": plan, "pause": pause}


@bp.get("/practices/<uuid:id>", endpoint="show")
def one(id: UUID) -> Answer:
    """A practice: its steps and the rating to give, or what came of it."""
    row = Practice.one_of(me(), id)
    part = "practice/_result.html" if row.finished_at else "practice/_under_way.html"
    return show("practice/show.html", part=part, **_shown(row))


@bp.post("/practices/<uuid:id>/completion")
def complete(id: UUID) -> Answer:
    """It ended: the rating after, and how much was done."""
    row = Practice.one_of(me(), id)
    form = CompletionForm()
    if not form.validate_on_submit():
        return again("practice/show.html", "practice/_completion.html", **_shown(row, form))
    row.finish(form.write, **form.results, hurt=_what_hurts(row, form))
    db.session.commit()
    then = url_for(".show", id=id)
    event = "practices-changed"
    return done("practice/finished.html", then=then, write=form.write, event=event, **_shown(row))


@bp.post("/practices/<uuid:id>/versions/<uuid:edit_id>")
def choose(id: UUID, edit_id: UUID) -> Answer:
    """The person chose between two endings of one practice."""
    row = Practice.one_of(me(), id)
    form = ChoiceForm()
    if not form.validate_on_submit():
        return again("practice/show.html", "practice/_result.html", **_shown(row))
    row.settle(me(), form.write, edit_id, form.use_mine)
    db.session.commit()
    then = url_for(".show", id=id)
    return done("practice/finished.html", then=then, write=form.write, **_shown(row))


@bp.post("/practices/<uuid:id>/effects")
def effects(id: UUID) -> Answer:
    """The morning after: soreness, bruise, headache, dizziness or none."""
    row = Practice.one_of(me(), id)
    form = EffectsForm()
    if not form.validate_on_submit():
        shown = _shown(row, effects_form=form)
        return again("practice/show.html", "practice/_effects.html", **shown)
    if form.still.data:
        row.note_soreness(form.write, form.still.data == "yes")
    else:
        row.note_effects(form.write, form.effects.data)
    db.session.commit()
    then = url_for(".show", id=id)
    return done("practice/noted.html", then=then, write=form.write, **_shown(row))


def _playing(routine: Routine, form: StartForm) -> dict[str, Any]:
    """What the page of a routine's practice needs."""
    stand = standing(me())
    earlier = Practice.earlier(me(), routine.slug)
    past, pause = past_of(earlier), pause_of(me(), earlier)
    tiers = pause.open_tiers(me()) if pause else rules.TIERS
    return {
        "routine": routine,
        "form": form,
        "plan": Plan(routine, stand, stand.answers),
        "standing": stand,
        "pause": pause,
        "suggested": rules.gentler_of(rules.suggested_tier(past), tiers or rules.TIERS),
        "asks_expectation": rules.asks_expectation(len(past)),
        "knows_check": bool(past) or Practice.was_any(me()),
        "completion": CompletionForm(formdata=None),
        "tiers": tiers,
        "tier_reason": rules.tier_reason(past),
        "gentle_slug": texts().check.gentle.routine.replace("_", "-"),
        "caveat": statistics.CAVEAT,
    }


def _shown(
    row: Practice, form: CompletionForm | None = None, effects_form: EffectsForm | None = None
) -> dict[str, Any]:
    """What a practice's own page needs; a routine that is gone leaves its slug."""
    context: dict[str, Any] = {
        "practice": row,
        "routine": find_routine(row.routine),
        "form": form or CompletionForm(formdata=None, base_version=str(row.version)),
    }
    context["effects_form"] = effects_form or EffectsForm(
        formdata=None, base_version=str(row.version), effects=row.effects
    )
    if row.finished_at is None:
        return context | _planned(row)
    context["kept"] = [(edit, edit.values_for(Practice)) for edit in row.kept_edits()]
    context["hurt"] = in_words(row.hurt) if row.hurt else ""
    return context | _compared(row) | {"asks_effects": row.asks_for_effects(me())}


def _planned(row: Practice) -> dict[str, Any]:
    """The steps as they were planned: the routine less what the check dropped. Closed where the
    answers have changed meanwhile."""
    routine = find_routine(row.routine)
    if routine is None:
        return {"steps": [], "plan": None}
    stand = standing(me())
    outcome = check_outcome(check_told(row.check), stand.answers, routine.regions)
    plan = Plan(routine, stand, outcome.answers)
    return {"steps": plan.steps, "plan": plan, "standing": stand}


def _what_hurts(row: Practice, form: CompletionForm) -> dict[str, Any] | None:
    """The step that hurts, as it is now: routines change later, what hurt does not."""
    number, plan = form.hurt_at.data, _planned(row)["plan"]
    step = plan.step(number) if number and plan else None
    return step.facts(rules.tier_at(step.number, row.tier, form.eased_at.data)) if step else None


def _compared(row: Practice) -> dict[str, Any]:
    """Before and after, beside the person's own earlier practices, with the caveat."""
    earlier = [e for e in Practice.earlier(me(), row.routine, row.at) if e.pain_after is not None]
    pairs = [(e.pain_before, e.pain_after) for e in reversed(earlier)]
    if row.pain_after is None:
        return {"earlier": earlier, "drawing": None, "sentence": ""}
    rated = [(e.local_date, e.pain_before, e.pain_after) for e in reversed(earlier)]
    every = [*pairs, (row.pain_before, row.pain_after)]
    return {
        "earlier": earlier,
        "drawing": charts.before_after(row.pain_before, row.pain_after, rated),
        "sentence": statistics.pre_post_sentence(statistics.pre_post(every)),
    }
