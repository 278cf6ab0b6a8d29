"""What every way in and out shares: the one place that makes a session, and the last traces."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, request, session, url_for
from werkzeug.wrappers import Response

from webapp import clock, erasures
from webapp.accounts.models import Person, SignIn, User, find_person, me
from webapp.columns import EPOCH
from webapp.database import forget_log
from webapp.extensions import db
from webapp.mail import outbox
from webapp.web import go

bp = Blueprint("accounts", __name__)
Answer = str | Response | tuple[str, int]

TOKEN, SEEN, GUEST = "_user_id", "seen", "guest"
PER_ADDRESS, PER_ACCOUNT = "30/10 minutes", "8/10 minutes"
MAILS = "5/hour"
"""Mails that strangers can make us send to one address."""
TAKEN = "This e-mail cannot be used. If it is yours, sign in instead."


def load(token: str) -> Person | None:
    """The person of this cookie; when they were last seen stands in the cookie itself."""
    seen = session.get(SEEN, 0)
    person = find_person(token, EPOCH + timedelta(seconds=int(seen)))
    if person and clock.now().timestamp() - seen > 86400:
        session[SEEN] = int(clock.now().timestamp())
    return person


def sign_in(user: User) -> None:
    """A fresh session for this device; call after the last check and before the commit."""
    ours = session.get(TOKEN)
    if ours:
        SignIn.end(ours)
    session.clear()
    session.permanent = True
    session[TOKEN] = SignIn.begin(user, request.user_agent.string)
    session["_fresh"] = True
    session[SEEN] = int(clock.now().timestamp())


def signed_in() -> Person | None:
    """The person, on pages that are open to everyone."""
    return me() if me().is_authenticated else None


def let_go() -> None:
    """Ends the transaction: no lock is held while a password is checked."""
    db.session.expunge_all()
    db.session.rollback()


def come_in(user: User, to: str) -> Response:
    """Signs in; a guest with entries on this phone is asked whether to bring them along."""
    person = signed_in()
    left = person.row() if person and person.is_guest and person.id != user.id else None
    left_tag = left.tag if left and left.has_entries() else None
    sign_in(user)
    db.session.commit()
    if left_tag is None:
        return go(to)
    session[GUEST] = left_tag  # never the id: in a database put elsewhere it may be a stranger's
    return go(url_for("accounts.merge"))


def note_for_good(line: str) -> None:
    """Commits; puts it on the list of erasures, also beside the copies; empties the log, and
    removes letters that were put down for whoever is gone."""
    erasures.note(line)
    db.session.commit()
    outbox.forget_letters()
    forget_log(db.engine)
    erasures.write_beside_copies(line)
