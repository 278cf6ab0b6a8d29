"""The signed cookie: what it is called, and how one with an older name is carried over.

Under https its name begins with `__Host-`: browsers take such a cookie over TLS alone, from this
very host and for all of it, so that no neighbour under the same domain puts one in.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

PLAIN, SAFE = "softback", "__Host-softback"


class Older(SecureCookieSessionInterface):
    """The cookie as it is called over plain http, and was over https."""

    def get_cookie_name(self, app: Flask) -> str:
        """The name without a prefix."""
        return PLAIN


class Sessions(SecureCookieSessionInterface):
    """Flask's own, which carries a cookie with the older name over to this one.

    A guest has nothing but their cookie, and would lose their diary with it.
    """

    older = Older()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds; the older one counts where there is no other."""
        if self.get_cookie_name(app) in request.cookies:
            return super().open_session(app, request)
        return self.older.open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Sets or removes the cookie; the older one goes once what it held stands in this one.

        An answer that may be kept (a file) carries none; a cookie that cannot be read stays, and
        says that a sign-in was not ended here.
        """
        is_older = self.get_cookie_name(app) != PLAIN and PLAIN in request.cookies
        if is_older and response.cache_control.no_store and (session or session.modified):
            session.modified = True
            nothing = self.session_class()
            nothing.modified = True
            self.older.save_session(app, nothing, response)
        if session.modified or "Vary" not in response.headers:  # else it would only add that
            super().save_session(app, session, response)


def init_app(app: Flask, https: bool) -> None:
    """Names the cookie, and makes its signer once."""
    app.config["SESSION_COOKIE_NAME"] = SAFE if https else PLAIN
    sessions: Any = Sessions()
    sessions.get_signing_serializer = lru_cache(maxsize=1)(sessions.get_signing_serializer)
    app.session_interface = sessions
    app.jinja_env.globals["holds_sign_in"] = holds_sign_in


def holds_sign_in() -> bool:
    """The browser sent a cookie of ours, whether or not it leads to anybody."""
    return not {PLAIN, current_app.config["SESSION_COOKIE_NAME"]}.isdisjoint(request.cookies)
