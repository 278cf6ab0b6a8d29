"""The journal: pain now, a day looked back on, the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, abort, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from webapp import clock
from webapp.accounts.models import me
from webapp.extensions import db
from webapp.filters import on_clock, region
from webapp.forms import Form
from webapp.fragments import drawn_once, fixed
from webapp.journal import diary, rules
from webapp.journal.forms import ChoiceForm, DayForm, PainForm, TinglingForm
from webapp.journal.models import DayRating, PainEntry
from webapp.owned import KeptEdit
from webapp.safety.models import Screening
from webapp.safety.rules import NEW_TINGLING
from webapp.safety.screening import texts
from webapp.vocabulary import REMEDIES, TRIGGERS
from webapp.web import again, day_in, done, show

bp = Blueprint("journal", __name__, url_prefix="/journal")
Answer = str | Response | tuple[str, int]

CHANGED = "journal-changed"
CHEST_SIGN = "e_chest"
PLACES_OF_LAST_TIME = "<!-- the places of last time -->"


def init_app(app: Flask) -> None:
    """The words of a pause are the same everywhere."""
    app.jinja_env.globals["pause_words"] = rules.PAUSED


bp.app_template_global("blank_search")(diary.blank_search)
bp.get("")(diary.index)
bp.post("/search")(diary.search)
bp.get("/search")(diary.found)
bp.get("/months/<name>")(diary.month)
bp.get("/versions")(diary.versions)
bp.get("/pauses")(diary.pauses)
bp.post("/pauses")(diary.pause)
bp.post("/pauses/end")(diary.resume)
bp.post("/pauses/<uuid:id>/deletion")(diary.take_back)


@bp.get("/pain/new")
def new() -> Answer:
    """The whole form; `like` an earlier entry, without its number."""
    like = _id(request.args.get("like", ""))
    entry = PainEntry.find(me(), like) if like else None
    form = PainForm.like(entry) if entry else PainForm(formdata=None)
    return show("journal/new.html", form=form, like=entry)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@bp.post("/pain")
def create() -> Answer:
    """Pain now; a score alone is enough."""
    form = PainForm()
    if not form.validate_on_submit():
        return again("journal/new.html", "journal/_new.html", form=form)
    entry = PainEntry.log(me(), form.write, **form.entry)
    db.session.commit()
    asked = url_for(".edit", id=entry.id, asked=1) if entry.is_tingling else ""
    then = asked or diary.page_of(entry.local_date)
    return done("journal/logged.html", then=then, write=form.write, event=CHANGED, entry=entry)


@bp.get("/pain/<uuid:id>")
def edit(id: UUID) -> Answer:
    """One entry, to look at and to change."""
    entry = PainEntry.one_of(me(), id)
    earlier = entry.earlier_versions()
    return show("journal/edit.html", **_beside(entry), form=PainForm.of(entry), earlier=earlier)


@bp.post("/pain/<uuid:id>")
def update(id: UUID) -> Answer:
    """Changes an entry; a change made from an older version waits beside it."""
    entry = PainEntry.one_of(me(), id)
    form = PainForm()
    if not form.validate_on_submit():
        return again("journal/edit.html", "journal/_edit.html", **_beside(entry), form=form)
    outcome = entry.edit(me(), form.write, **form.entry)
    db.session.commit()
    here = url_for(".edit", id=id, asked=int(entry.is_tingling) or None)
    is_asked = outcome == "kept" or entry.is_tingling
    then = here if is_asked else diary.page_of(entry.local_date)
    part = "journal/kept.html" if outcome == "kept" else "journal/changed.html"
    return done(part, then=then, write=form.write, event=CHANGED, **_beside(entry))


def _beside(entry: PainEntry) -> dict[str, Any]:
    """The entry and the edits that wait beside it."""
    return {"entry": entry, "kept": [(edit, _typed(edit)) for edit in entry.kept_edits()]}


def _typed(edit: KeptEdit) -> SimpleNamespace:
    return SimpleNamespace(**edit.values_for(PainEntry))


@bp.post("/pain/<uuid:id>/versions/<uuid:edit_id>")
def choose(id: UUID, edit_id: UUID) -> Answer:
    """The person chose between two versions."""
    entry = PainEntry.one_of(me(), id)
    form = ChoiceForm()
    if not form.validate_on_submit():
        unsure = PainForm.of(entry)
        return again("journal/edit.html", "journal/_kept.html", **_beside(entry), form=unsure)
    entry.settle(me(), form.write, edit_id, form.use_mine)
    db.session.commit()
    here = url_for(".edit", id=id)
    return done("journal/settled.html", then=here, write=form.write, event=CHANGED, entry=entry)


@bp.post("/pain/<uuid:id>/deletion")
def destroy(id: UUID) -> Answer:
    """Removes an entry; it can be brought back for seven days."""
    return _set_removed(id, PainEntry.remove, "journal/removed.html", url_for(".edit", id=id))


@bp.post("/pain/<uuid:id>/restoration")
def restore(id: UUID) -> Answer:
    """Brings a removed entry back."""
    return _set_removed(id, PainEntry.restore, "journal/restored.html", url_for(".index"))


def _set_removed(id: UUID, verb: Any, part: str, then: str) -> Answer:
    entry = PainEntry.one_of(me(), id)
    form = Form()
    if not form.validate_on_submit():
        whole = PainForm.of(entry)
        return again("journal/edit.html", "journal/_edit.html", **_beside(entry), form=whole)
    verb(entry, form.write)
    db.session.commit()
    return done(part, then=then, write=form.write, event=CHANGED, entry=entry)


@bp.post("/pain/<uuid:id>/tingling")
def tingling(id: UUID) -> Answer:
    """Is the tingling or numbness new? A yes counts like a sign ticked in the screening."""
    entry = PainEntry.one_of(me(), id)
    form = TinglingForm()
    if not form.validate_on_submit():
        whole = _beside(entry) | {"form": PainForm.of(entry)}
        return again("journal/edit.html", "journal/_tingling.html", **whole)
    if form.is_new:
        Screening.flag(me(), form.write, [NEW_TINGLING], "journal")
        db.session.commit()
    then = url_for("safety.result") if form.is_new else url_for(".index")
    return done("journal/answered.html", then=then, write=form.write, is_new=form.is_new)


@bp.get("/days/<day>")
def day(day: str) -> Answer:
    """One day's rating, to give or to change."""
    when = day_in(day)
    rating = DayRating.on(me(), when)
    form = DayForm.of(rating, when, clock.today(me()))
    return show("journal/day.html", form=form, rating=rating, kept=_kept(rating))


@bp.post("/days/<day>")
def rate(day: str) -> Answer:
    """A day's pain, on average and at its worst."""
    form = DayForm(day_in(day), clock.today(me()))
    if not form.validate_on_submit():
        return again("journal/day.html", "journal/_rating.html", form=form, rating=None, kept=[])
    rating, outcome = DayRating.put(me(), form.write, form.day, **form.rating)
    db.session.commit()
    here = url_for(".day", day=day)
    then = here if outcome == "kept" or rating.is_odd else diary.page_of(rating.date)
    shown = {
        "rating": rating,
        "kept": _kept(rating),
        "form": DayForm.of(rating, form.day, form.today),
    }
    return done("journal/rated.html", then=then, write=form.write, event=CHANGED, **shown)


@bp.post("/days/<day>/versions/<uuid:edit_id>")
def choose_day(day: str, edit_id: UUID) -> Answer:
    """The person chose between two ratings of a day."""
    rating = DayRating.on(me(), day_in(day)) or abort(404)
    form = ChoiceForm()
    if not form.validate_on_submit():
        abort(422)
    rating.settle(me(), form.write, edit_id, form.use_mine)
    db.session.commit()
    shown = DayForm.of(rating, rating.date, clock.today(me()))
    here = url_for(".day", day=day)
    return done(
        "journal/rated.html", then=here, write=form.write, event=CHANGED,
        rating=rating, kept=_kept(rating), form=shown,
    )  # fmt: skip


def _kept(rating: DayRating | None) -> list[KeptEdit]:
    return rating.kept_edits() if rating else []


@bp.app_template_global("quick_log")
def quick_log(places: Sequence[str] = ()) -> Markup:
    """The form of the quick log. All but the places of last time is the same for everyone, so it
    is drawn once."""
    form = drawn_once("quick log", _blank_quick_log)
    same = fixed("journal/_same_places.html", places=tuple(places)) if places else ""
    return Markup(form.replace(PLACES_OF_LAST_TIME, same))  # noqa: S704 - templates, which escape


def _blank_quick_log() -> str:
    return render_template("journal/_quick_form.html", form=PainForm(formdata=None))


@bp.app_template_filter("places_line")
def places_line(regions: Mapping[str, int | None]) -> str:
    """Places in one line, each with how strong it was there if told: Upper back 6, left, neck."""
    return _line_of(tuple(regions.items()))


@lru_cache(maxsize=512)
def _line_of(places: tuple[tuple[str, int | None], ...]) -> str:
    names = [f"{region(code)} {'' if told is None else told}".rstrip() for code, told in places]
    first, *others = names or [""]
    return ", ".join([first, *(name.lower() for name in others)])


@bp.app_template_filter("around")
def around(entry: Any) -> str:
    """What came before an entry and what was tried, in one line: Before: cold · tried: heat."""
    return _around(tuple(entry.triggers), tuple(entry.remedies))


@lru_cache(maxsize=512)
def _around(triggers: tuple[str, ...], remedies: tuple[str, ...]) -> str:
    before, tried = _listed(TRIGGERS, triggers), _listed(REMEDIES, remedies)
    parts = (f"before: {before}" if before else "", f"tried: {tried}" if tried else "")
    line = " · ".join(filter(None, parts))
    return line[:1].upper() + line[1:]


def _listed(words: Mapping[str, str], codes: Iterable[str]) -> str:
    names = [words[code] for code in codes]
    return ", ".join(name[:1].lower() + name[1:] for name in names)


@bp.app_template_filter("feelings")
def feelings(checkin: Any) -> Markup:
    """What a check-in says, in one line: Stress 4 · mood 6."""
    said = {"stress": checkin.stress, "mood": checkin.mood, "energy": checkin.energy}.items()
    line = " · ".join(f"{name} <b>{value:d}</b>" for name, value in said if value is not None)
    return Markup(line[:1].upper() + line[1:])  # noqa: S704 - whole numbers


@bp.app_template_filter("score")
def score(value: int | None) -> str:
    """A score, or a dash where there is none."""
    return "–" if value is None else str(value)


@bp.app_template_global("chest_sign")
def chest_sign() -> str:
    """The emergency sign beside a place on the chest, in the words of the screening."""
    return texts().words((CHEST_SIGN,))[0].text


@bp.app_template_filter("moment_time")
def moment_time(fact: Any, hours: str) -> Markup:
    """When it was, as the first thing in its line, on a clock of “24” or “12” hours."""
    when = wall_clock(fact)
    said = when.isoformat(timespec="minutes")
    return Markup(f'<time class="moment__time" datetime="{said}">{on_clock(when, hours)}</time>')  # noqa: S704


@bp.app_template_filter("wall_clock")
def wall_clock(fact: Any) -> datetime:
    """When it was on the person's clock of that place and time."""
    moment: datetime = fact.at
    return moment.astimezone(_at_offset(fact.utc_offset))


@cache
def _at_offset(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))
