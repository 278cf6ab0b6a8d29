"""Own routines: the list, the builder, and what becomes of a routine afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, abort, g, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts.models import me
from webapp.builder import rules
from webapp.builder.forms import RoutineForm, StepForm, act, form_of
from webapp.builder.models import OwnRoutine, OwnShelf
from webapp.extensions import db
from webapp.forms import Form
from webapp.journal.forms import ChoiceForm
from webapp.library.checks import MAX_PRESSURE, MAX_SECONDS_ONE_POINT, MOST_SPOTS_A_SIDE
from webapp.library.models import add_shelf, find_routine, library
from webapp.library.objects import Routine, Technique
from webapp.web import again, go, show

bp = Blueprint("builder", __name__, url_prefix="/routines/own")
Answer = Response | str | tuple[str, int]
LIMITS = {"seconds": MAX_SECONDS_ONE_POINT, "pressure": MAX_PRESSURE, "spots": MOST_SPOTS_A_SIDE}


def init_app(app: Flask) -> None:
    """Puts the own routines beside those of the library, on the phone too."""
    add_shelf("own", OwnShelf())
    app.extensions.setdefault("offline", []).append(
        lambda: [
            url_for("builder.index"),
            url_for("builder.new"),
            *(url_for("practice.play", slug=own.slug) for own in OwnShelf().every()),
        ]
    )


@bp.get("")
def index() -> Answer:
    """The person's own routines, and those of ours to begin from."""
    removed = OwnRoutine.one_removed(me(), _id(request.args.get("removed", "")))
    return show(
        "builder/index.html",
        rows=OwnRoutine.present(me()),
        removed=removed,
        library=library().all_routines,
    )


@bp.get("/new")
def new() -> Answer:
    """An empty builder, or one filled with a routine that is to be adapted."""
    like = find_routine(request.args["like"]) if request.args.get("like") else None
    if request.args.get("like") and like is None:
        abort(404)
    about, rows = _copied(like) if like else ({"name": "", "position": "seated"}, [])
    form = form_of({"with_partner": False} | about, rows)
    return show("builder/edit.html", **_building(form, like=like))


@bp.post("")
def create() -> Answer:
    """Keeps a new routine."""
    form = RoutineForm()
    if not form.validate_on_submit():
        return again("builder/edit.html", **_building(form))
    row, _ = OwnRoutine.create_once(me(), form.write, **form.kept)
    return _saved(row, form)


@bp.post("/arrangement")
def arrange() -> Answer:
    """The builder without script: one step moved, added or removed. Nothing is kept yet."""
    own = _id(request.args.get("id", ""))
    row = OwnRoutine.one_of(me(), own) if own else None
    form = RoutineForm()
    steps, focus = rules.rearranged(form.rows, act(), library().techniques)
    shown = form_of(form.about, steps, base_version=form.base_version.data)
    return show("builder/edit.html", **_building(shown, row=row, focus=focus))


@bp.get("/<uuid:id>")
def edit(id: UUID) -> Answer:
    """The builder with one of the person's routines."""
    row = _present(id)
    form = form_of(row.about, map_rows(row.steps), base_version=str(row.version))
    form.validate()
    return show("builder/edit.html", **_building(form, row=row))


@bp.post("/<uuid:id>")
def update(id: UUID) -> Answer:
    """Keeps a change; one made from an older version waits beside the routine."""
    row = OwnRoutine.one_of(me(), id)
    form = RoutineForm()
    if not form.validate_on_submit():
        return again("builder/edit.html", **_building(form, row=row))
    if row.revise(form.write, **form.kept) == "kept":
        db.session.commit()
        return go(url_for(".edit", id=id), form.write)
    return _saved(row, form)


@bp.post("/<uuid:id>/versions/<uuid:edit_id>")
def choose(id: UUID, edit_id: UUID) -> Answer:
    """The person chose between two versions."""
    row, form = OwnRoutine.one_of(me(), id), ChoiceForm()
    if not form.validate_on_submit():
        whole = form_of(row.about, map_rows(row.steps), base_version=str(row.version))
        return again("builder/edit.html", **_building(whole, row=row))
    row.settle(me(), form.write, edit_id, form.use_mine)
    db.session.commit()
    return go(url_for(".edit", id=id), form.write)


@bp.post("/<uuid:id>/deletion")
def destroy(id: UUID) -> Answer:
    """Removes a routine; it can be brought back for seven days."""
    return _set_removed(id, OwnRoutine.remove, url_for(".index", removed=id))


@bp.post("/<uuid:id>/restoration")
def restore(id: UUID) -> Answer:
    """Brings a removed routine back."""
    return _set_removed(id, OwnRoutine.restore, url_for(".index"))


def _set_removed(id: UUID, verb: Any, then: str) -> Answer:
    row, form = OwnRoutine.one_of(me(), id), Form()
    if not form.validate_on_submit():
        whole = form_of(row.about, map_rows(row.steps), base_version=str(row.version))
        return again("builder/edit.html", **_building(whole, row=row))
    verb(row, form.write)
    db.session.commit()
    return go(then, form.write)


def _saved(row: OwnRoutine, form: RoutineForm) -> Answer:
    db.session.commit()
    g.pop("own_routines", None)
    return go(url_for("library.show", slug=row.slug), form.write)


def _present(id: UUID) -> OwnRoutine:
    row = OwnRoutine.one_of(me(), id)
    return row if row.removed_at is None else abort(404)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def map_rows(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The kept steps as rows of the form."""
    return [rules.row_of(step) for step in steps]


def _copied(routine: Routine) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    name = f"{routine.name} 2" if routine.own_id else f"My {routine.name}"
    about = {
        "name": name[: rules.LONGEST_NAME],
        "position": routine.position,
        "with_partner": rules.PARTNER in routine.tools,
    }
    return about, [rules.row_of(vars(step)) for step in routine.steps]


def _building(
    form: RoutineForm,
    row: OwnRoutine | None = None,
    like: Routine | None = None,
    focus: int = -1,
) -> dict[str, Any]:
    """What the builder needs; `focus`: the step to leave open."""
    usable = [t for t in library().techniques.values() if rules.can_be_used(t)]
    kept = [(edit, edit.values_for(OwnRoutine)) for edit in row.kept_edits()] if row else []
    return {
        "form": form,
        "row": row,
        "kept": kept,
        "like": like,
        "focus": focus,
        "techniques": usable,
        "blanks": {technique.slug: _blank(technique) for technique in usable},
        "limits": LIMITS,
        "most_steps": rules.MOST_STEPS,
    }


def _blank(technique: Technique) -> StepForm:
    """A step to be cloned by the script; its number is filled in there."""
    fresh: Mapping[str, Any] = rules.fresh_step(technique)
    return StepForm(formdata=None, prefix="steps-n-", data=dict(fresh))
