"""What you can take along, and bring in again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Blueprint, Response, current_app, redirect, request, send_file, session, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from webapp import clock
from webapp.accounts.models import Person, find_person, me
from webapp.export import archive, restore, scores
from webapp.export.formats import calendar as ics
from webapp.export.formats import fhir
from webapp.export.formats import tables as spreadsheet
from webapp.export.forms import FileForm, ReportForm, ScoresForm
from webapp.export.incoming.check import Checked
from webapp.export.incoming.reader import DamagedError
from webapp.export.report.facts import facts
from webapp.export.report.typeset import typeset
from webapp.extensions import db
from webapp.throttle import spend
from webapp.web import ask_to_sign_in, show

bp = Blueprint("export", __name__)
Answer = str | BaseResponse | tuple[str, int]

IN_MEMORY = 1024 * 1024
SHOWN = 10


@bp.get("/export")
def index() -> str:
    """What can be taken along, in plain words; and the way back in."""
    return _page()


def _page(**forms: object) -> str:
    standard = {"form": FileForm(formdata=None), "report": ReportForm(formdata=None)}
    brought = session.pop("brought_in", None)
    return show("export/index.html", **{**standard, "brought": brought, **forms})


@bp.get("/export/softback.json")
def everything() -> Response:
    """All of it, for this or another Softback."""
    return _file(archive.write, "json", "application/json")


@bp.get("/export/csv.zip")
def tables() -> Response:
    """A table for each kind of entry."""
    return _file(spreadsheet.write, "zip", "application/zip")


@bp.get("/export/fhir.json")
def health_record() -> Response:
    """A FHIR R4 bundle, with SNOMED CT codes where they are asked for."""
    record = fhir.Record(me(), snomed=request.args.get("snomed") == "yes")
    return _file(lambda _, out: record.write(out), "fhir.json", "application/fhir+json")


@bp.get("/export/practices.ics")
def calendar() -> Response:
    """Practices as events of a calendar."""
    return _file(ics.write, "ics", "text/calendar")


@bp.route("/export/report.pdf", methods=["GET", "POST"])
def report() -> Answer:
    """One page for a clinician; the person's own words come by POST, never in an address."""
    form = ReportForm(MultiDict(request.args) if request.method == "GET" else request.form)
    if not form.validate():
        return _page(report=form), 422
    page = facts(me(), int(form.weeks.data), form.words.data or "")
    day = clock.today(me())
    db.session.rollback()  # no transaction waits for the typesetting
    pdf = typeset(page, form.paper.data, clock.now())
    return _download(BytesIO(pdf), f"back-pain-{day}.pdf", "application/pdf")


def _file(write: Callable[[Person, IO[bytes]], None], ending: str, kind: str) -> Response:
    """A file that is written to its end first: an error on the way is an error, not half a file."""
    out: Any = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the answer
    write(me(), out)
    out.seek(0)
    return _download(out, f"softback-{clock.today(me())}.{ending}", kind)


def _download(file: IO[bytes], name: str, kind: str) -> Response:
    """A file to keep; no cache on the way keeps it too."""
    answer = send_file(file, kind, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/import")
def bring() -> Answer:
    """The way in stands on the page of the ways out."""
    return redirect(url_for(".index", _anchor="bring-in"), 303)


@bp.post("/import")
def bring_in() -> Answer:
    """An export of ours is brought in at once; a table of pain scores is looked at first.

    `spend` ends the transaction; until the file is read and checked, none is begun.
    """
    spend("30/hour", "import", str(me().id))
    request.max_content_length = current_app.config["MAX_FILE_LENGTH"]
    form = FileForm()
    if not form.validate_on_submit():
        return _page(form=form), 422
    file = form.file.data.stream
    try:
        return _restored(file) if is_ours(file) else _looked_at(file)
    except (DamagedError, scores.UnreadableError) as error:
        form.file.errors = [str(error)]
        return _page(form=form), 422


bring_in.takes_files = True  # type: ignore[attr-defined]


def is_ours(file: IO[bytes]) -> bool:
    """It begins as our file does; what is neither that nor a table is told to be so."""
    head = file.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    file.seek(0)
    if head[:2] == b"PK":
        raise DamagedError("This is a packed file. Choose softback.json, or one table out of it.")
    if head[:5] == b"%PDF-":
        raise DamagedError("This is a PDF: it can be read, but not brought in.")
    return head[:1] in (b"{", b"[")


def _restored(file: IO[bytes]) -> Answer:
    checked = Checked(file)
    if not _is_still_here():
        return ask_to_sign_in()
    session["brought_in"] = restore.bring_in(me().row(), checked)
    return redirect(url_for(".index"), 303)


def _is_still_here() -> bool:
    """True where the sign-in holds; asked again after a file that took seconds to be read."""
    return find_person(me().token, clock.now()) is not None


def _looked_at(file: IO[bytes]) -> Answer:
    text = scores.decode(file.read())
    sheet = scores.read(text, _here())
    form = ScoresForm(formdata=None, table=text, order=sheet.order)
    return show("export/scores.html", form=form, sheet=sheet, shown=SHOWN)


def _here() -> datetime:
    return clock.local(me(), clock.now())


@bp.post("/import/scores")
def add_scores() -> Answer:
    """The scores of a table that was looked at; or looked at again, with dates read otherwise."""
    spend("30/hour", "import", str(me().id))
    form = ScoresForm()
    if not form.validate_on_submit():
        return _page(), 422
    try:
        sheet = scores.read(form.table.data or "", _here(), form.order.data)
    except scores.UnreadableError:
        return _page(), 422
    if form.look.data:
        return show("export/scores.html", form=form, sheet=sheet, shown=SHOWN)
    entries = list(restore.entries_of(me(), sheet.scores))
    if not _is_still_here():
        return ask_to_sign_in()
    session["brought_in"] = {"new": restore.add(me(), entries)}
    db.session.commit()
    return redirect(url_for(".index"), 303)
