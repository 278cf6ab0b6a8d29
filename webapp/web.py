"""Every request and answer passes here: who may, what is refused, page or part, headers.

The one place that knows htmx. htmx-flask says whether a request is htmx's; under htmx 4 the rest
(`HX-Request-Type`, no `Vary`) is ours to read.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes, urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as BaseResponse

from webapp.database import READING
from webapp.owned import Write
from webapp.sessions import holds_sign_in

INSIDE = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
FORM_TYPE = "application/x-www-form-urlencoded"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types softback"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


VARY = "HX-Request, HX-Request-Type, Cookie"
"""The same address is a page, a part, and each person's own."""

FULL = "softback.full"
"""In the environment of a request for which no place was found in time."""
FIRST_YEAR = 1900
"""Before it no date is a day of a diary, and the day before the very first does not exist."""

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Opens a view to people who are not signed in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_htmx() -> bool:
    """The request was made by htmx (or by the outbox, which says so too)."""
    return bool(request.htmx)  # type: ignore[attr-defined]


def is_part() -> bool:
    """The answer goes into a page that is already there."""
    restoring = request.htmx.history_restore_request  # type: ignore[attr-defined]
    return is_htmx() and not restoring and request.headers.get("HX-Request-Type") != "full"


def show(page: str, *, part: str | None = None, **context: Any) -> str:
    """A page; or, where a part is named and htmx asks for one, the part."""
    return render_template(part if part and is_part() else page, **context)


def done(
    part: str, *, then: str, write: Write | None = None, event: str | None = None, **context: Any
) -> BaseResponse:
    """The answer to a write that is committed: what changed, or a 303 to the page that shows it."""
    if is_htmx():
        answer: BaseResponse = make_response(render_template(part, **context))
        answer.headers["X-Entry-Page"] = then
        if event:
            answer.headers["HX-Trigger"] = event
    else:
        answer = redirect(then, 303)
    return _acknowledged(answer, write)


def _acknowledged(answer: BaseResponse, write: Write | None) -> BaseResponse:
    """Names the write that is committed, and the version of the row that came of it."""
    if write:
        answer.headers["X-Entry-Ack"] = str(write.client_id)
        if (version := g.get("entry_version")) is not None:
            answer.headers["X-Entry-Version"] = str(version)
    return answer


def go(to: str, write: Write | None = None) -> BaseResponse:
    """The answer that leads to another page, for htmx too."""
    if not is_htmx():
        answer: BaseResponse = redirect(to, 303)
    else:
        answer = make_response("", 200)
        answer.headers["HX-Redirect"] = to
    return _acknowledged(answer, write)


def inside(path: str | None) -> str:
    """The path, where it is one of this site; else nothing (no open redirect)."""
    return path if path and len(path) < 500 and INSIDE.fullmatch(path) else ""


def again(page: str, part: str | None = None, **context: Any) -> tuple[str, int]:
    """The form once more, 422, with what was typed and each error beside its field."""
    return show(page, part=part, **context), 422


def day_in(text: str) -> date:
    """The date in an address, YYYY-MM-DD; 404 where it is none."""
    written = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
    try:
        day = date.fromisoformat(text) if written else None
    except ValueError:
        day = None
    return day if day and day.year >= FIRST_YEAR else abort(404)


def init_app(app: Flask) -> None:
    """Puts the checks in front of every view and the headers behind it."""
    app.before_request(_refuse_when_full)
    app.before_request(_refuse_cross_site)
    app.before_request(_refuse_unreadable_forms)
    app.before_request(_close_by_default)
    app.after_request(_add_headers)
    app.wsgi_app = WithHeaders(app)  # type: ignore[method-assign]


def _refuse_when_full() -> None:
    """Nothing is asked of a database that keeps everyone waiting."""
    if request.environ.get(FULL):
        raise ServiceUnavailable(retry_after=5)


def _refuse_cross_site() -> None:
    """A browser's write from another site is refused; no token that could expire is needed."""
    if request.method in READING:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        origin = request.headers.get("Origin")
        allowed = origin is None or _host_in(origin) in _own_hosts()
    if not allowed:
        abort(403, "This was sent from another site, so it was not accepted.")


def _host_in(origin: str) -> str:
    """The host of an `Origin`; nothing where it is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _own_hosts() -> tuple[str, ...]:
    public_url = urlsplit(current_app.config["SETTINGS"].public_url).netloc
    return (request.host, public_url) if public_url else (request.host,)


def _refuse_unreadable_forms() -> None:
    """Forms are urlencoded; what is not UTF-8 is noted, and the form says so beside its field."""
    if request.method in READING or _takes_files():
        return
    if request.mimetype not in ("", FORM_TYPE):
        abort(415)
    if request.content_length or request.mimetype:
        body = request.get_data(cache=True)
        if not _is_utf8(body):
            abort(400)
        g.undecodable = not _is_utf8(unquote_to_bytes(body))


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _takes_files() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "takes_files", False))


def _close_by_default() -> BaseResponse | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static" or getattr(view, "is_public", False):
        return _refuse_other_person() if request.headers.get("X-App-User") else None
    if current_user.is_authenticated:
        return _refuse_other_person()
    return ask_to_sign_in()


def ask_to_sign_in() -> BaseResponse:
    """303 to the sign-in; htmx and the outbox get 401, so that what they carry is kept."""
    reading = request.method in READING
    login = url_for("accounts.login", next=request.full_path.rstrip("?") if reading else None)
    if not is_htmx():
        return redirect(login, 303)
    answer = make_response("", 401)
    answer.headers["HX-Redirect"] = login
    return answer


def _refuse_other_person() -> BaseResponse | None:
    """A waiting entry belongs to one person; another one on the same phone never sends it."""
    tag = request.headers.get("X-App-User")
    if tag and request.method not in READING and is_htmx():
        if not current_user.is_authenticated:
            return None
        if not secrets.compare_digest(tag.encode(), current_user.tag.encode()):
            return make_response("", 409)
    return None


class WithHeaders:
    """Puts the headers that are always the same on every answer of the app."""

    def __init__(self, app: Flask) -> None:
        self.app = app.wsgi_app
        self.headers = list(HEADERS.items())
        if app.config["SETTINGS"].https:
            self.headers.append(("Strict-Transport-Security", "max-age=31536000"))

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Calls the app."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, headers + self.headers, *error)

        return self.app(environ, start)


def _add_headers(response: Response) -> Response:
    if request.endpoint != "static" and not getattr(g, "asset", False):
        response.headers["Vary"] = VARY
        response.headers.setdefault("Cache-Control", "no-store" if _is_personal() else "no-cache")
        _mark_page(response)
    return response


def _is_personal() -> bool:
    return getattr(g, "_login_user", None) is not None or bool(request.cookies)


def _mark_page(response: Response) -> None:
    """Tells the worker whose page this is, and that it may keep it.

    Where the browser holds no sign-in at all (it was ended here, not by time), nothing is kept.
    """
    person = getattr(g, "_login_user", None)
    known = person is not None and person.is_authenticated
    if person is not None and known:
        response.headers["X-App-User"] = person.tag
    whole = request.method == "GET" and not is_part() and response.mimetype == "text/html"
    if not whole or response.status_code != 200:
        return
    if known:
        response.headers["X-SW-Cache"] = "page"
    elif not holds_sign_in():
        response.headers["X-SW-Cache"] = "none"
