"""What is said when something goes wrong: every error in our own look, and the last net."""

from __future__ import annotations

import errno
import sys
from functools import lru_cache
from traceback import format_tb
from typing import Any

from flask import Flask, current_app, make_response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from webapp.web import ask_to_sign_in, is_htmx


def init_app(app: Flask) -> None:
    """Registers one handler for every HTTP error and one for what nobody foresaw."""
    app.register_error_handler(HTTPException, known)
    app.register_error_handler(Exception, unforeseen)


def known(error: HTTPException) -> BaseResponse:
    """The page of this error; what Werkzeug says in headers (Allow, Retry-After) is kept."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    answer = error_page(error.code or 500)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def unforeseen(error: Exception) -> BaseResponse:
    """503 where the database is away or a disk is full, else 500.

    The log gets the kind and the place, no content.
    Whoever was erased while they wrote is nobody any more, and is asked to sign in.
    """
    if _is_owner_gone(error):
        return ask_to_sign_in()
    code = 503 if _is_passing(error) else 500
    # The message may hold what a person typed; the kind and the place are enough. A database
    # that is away is away for everyone: one short line each.
    place = "" if code == 503 else "\n" + "".join(format_tb(error.__traceback__))
    current_app.logger.error("%s at %s%s", type(error).__name__, request.endpoint, place)
    answer = error_page(code)
    if code == 503:
        answer.headers["Retry-After"] = "5"
    return answer


def _is_passing(error: Exception) -> bool:
    """The database does not answer, or a disk has no room."""
    from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError  # noqa: PLC0415

    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, InterfaceError | OperationalError | TimeoutError)


def _is_owner_gone(error: Exception) -> bool:
    """A row came for somebody who is not there (nothing else of ours has a foreign key), or one
    of theirs was to be changed that went with them."""
    from sqlalchemy.exc import IntegrityError  # noqa: PLC0415
    from sqlalchemy.orm.exc import StaleDataError  # noqa: PLC0415

    if isinstance(error, StaleDataError):
        return True
    if not isinstance(error, IntegrityError):
        return False
    codes = (getattr(error.orig, name, "") for name in ("sqlstate", "sqlite_errorname"))
    return not {"23503", "SQLITE_CONSTRAINT_FOREIGNKEY"}.isdisjoint(codes)


@lru_cache(maxsize=32)
def _error_html(template: Any, code: int) -> str:
    return str(template.render(code=code))


def error_page(code: int) -> BaseResponse:
    """The page of an HTTP error code, rendered once, without context processors."""
    environment = current_app.jinja_env
    names = [f"errors/{code}.html", "errors/500.html" if code >= 500 else "errors/400.html"]
    answer = make_response(_error_html(environment.select_template(names), code), code)
    if is_htmx():
        answer.headers["HX-Reswap"] = "none"
    return answer


class LastResort:
    """Answers 500 in words where even the error page failed: the last net around the app."""

    BODY = (
        b"<!doctype html><html lang=en><meta charset=utf-8><title>Softback</title>"
        b"<h1>Something went wrong on our side</h1><p>Nothing you saved is lost. "
        b"Please try again in a moment.</p></html>"
    )

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Calls the app; on any exception answers in its place."""
        try:
            return self.app(environ, start_response)
        except Exception as error:
            current = getattr(error, "__class__", Exception).__name__
            environ["wsgi.errors"].write(f"last resort: {current}\n")
            length = str(len(self.BODY))
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", length)]
            # With what happened, a server lets an answer that was begun be replaced.
            start_response("500 Internal Server Error", headers, sys.exc_info())
            return [self.BODY]
