"""Ways back and confirmations: a forgotten password, a recovery code, links out of mails.

A link's address leads on at once to a page without its token, so that the token stays out of
what the page links to, of a phone's copies and of the history. Reading it changes nothing.
"""

from __future__ import annotations

from flask import redirect, request, session, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from webapp.accounts import links, rules
from webapp.accounts.door import (
    MAILS,
    PER_ACCOUNT,
    PER_ADDRESS,
    Answer,
    bp,
    come_in,
    let_go,
    sign_in,
    signed_in,
)
from webapp.accounts.forms import ConfirmationForm, NewPasswordForm, RecoveryForm, ResetForm
from webapp.accounts.forms import SignInForm as _SignInForm
from webapp.accounts.links import Link
from webapp.accounts.models import SignIn, User, hashed, is_password, me
from webapp.extensions import db
from webapp.mail import outbox
from webapp.throttle import asker, spend
from webapp.web import again, go, public, show

LINK = "link"


@bp.route("/reset", methods=["GET", "POST"])
@public
def reset() -> Answer:
    """Asks for a mail; the same answer for an e-mail that nobody has."""
    form = ResetForm()
    if request.method == "GET":
        return show("accounts/reset.html", form=form, recovery=RecoveryForm())
    spend(PER_ADDRESS, "reset", asker())
    if not form.validate_on_submit():
        return again("accounts/reset.html", form=form, recovery=RecoveryForm())
    email = rules.tidy_email(form.email.data or "")
    spend(MAILS, "mail", email)
    user = User.with_email(email)
    links.ask_to_reset(user.id if user else None, user.email if user else None)
    db.session.commit()
    return go(url_for(".reset_sent"))


@bp.get("/reset/sent")
@public
def reset_sent() -> Answer:
    """What happens now."""
    return show("accounts/reset_sent.html")


@bp.post("/recovery")
@public
def recover() -> Answer:
    """Come back with the code that was noted: as a guest, or to choose a new password."""
    spend(PER_ADDRESS, "recovery", asker())
    form = RecoveryForm()
    user = User.with_recovery_code(form.code.data or "") if form.validate_on_submit() else None
    if user is None:
        if not form.code.errors:
            form.code.errors = ["Nobody is known by this code."]
        return again("accounts/login.html", form=_SignInForm(formdata=None), recovery=form)
    if user.email is None:
        return come_in(user, url_for("today.index"))
    seed = Link.open("reset", user.id, rules.RESET_WORTH)
    db.session.commit()
    session[LINK] = outbox.token_of(seed)
    return go(url_for(".new_password"))


@bp.get("/links/<token>")
@public
def follow(token: str) -> Answer:
    """A link out of a mail."""
    link = Link.find(token)
    if link is None:
        return _over()
    session[LINK] = token
    return redirect(url_for(".new_password" if link.kind == "reset" else ".confirm"), 303)


def _over() -> tuple[str, int]:
    session.pop(LINK, None)
    return show("accounts/over.html"), 404


@bp.route("/reset/password", methods=["GET", "POST"], endpoint="new_password")
@public
def set_new_password() -> Answer:
    """A new password, by a link or a code; every device is signed out but this one.

    The page says whose: somebody may have handed on a link of their own.
    """
    token = session.get(LINK, "")
    link = Link.find(token, "reset")
    owner = db.session.get(User, link.person_id) if link else None
    if owner is None:
        return _over()
    form = NewPasswordForm()
    if request.method == "GET":
        return show("accounts/new_password.html", form=form, email=owner.email)
    if not form.validate_on_submit():
        return again("accounts/new_password.html", form=form, email=owner.email)
    let_go()
    secret = hashed(form.password.data or "")  # before any transaction
    link = Link.find(token, "reset")
    user = db.session.get(User, link.person_id) if link and link.use() else None
    if link is None or user is None:
        return _over()
    user.set_password(secret)
    if link.email and outbox.is_on():
        user.confirm_email()
    SignIn.end_all(user.id)
    links.tell("password", user.id, user.email or "")
    return come_in(user, url_for("today.index"))


@bp.get("/account/confirmation", endpoint="waiting")
def waiting_page() -> Answer:
    """A mail is on its way; until its link is opened nothing changes."""
    link = Link.waiting_for(me().id)
    if link is None:
        return redirect(url_for(".show"), 303)
    return show("accounts/waiting.html", link=link)


@bp.route("/confirmation", methods=["GET", "POST"])
@public
def confirm() -> Answer:
    """The address is the person's own: for whoever is signed in here, or knows the password.

    Without that, somebody could sign up with another person's address, let them confirm it, and
    read what they write: the password would still be theirs.
    """
    link = Link.find(session.get(LINK, ""), *links.CONFIRMS)
    user = db.session.get(User, link.person_id) if link else None
    if link is None or user is None:
        return _over()
    person = signed_in()
    form, is_here = ConfirmationForm(), person is not None and person.id == user.id
    if request.method == "GET":
        return show("accounts/confirm.html", form=form, is_here=is_here, email=link.email)
    fits = form.validate_on_submit() and (is_here or _knows_password(form, link, user))
    return _settle(link, is_here) if fits else _ask_again(form, link, is_here)


def _knows_password(form: ConfirmationForm, link: Link, user: User) -> bool:
    known = link.password_hash or user.password_hash
    spend(PER_ACCOUNT, "confirm", str(user.id))
    if is_password(known, form.password.data or ""):
        return True
    form.password.errors = ["This is not the password that was chosen here."]
    return False


def _ask_again(form: ConfirmationForm, link: Link, is_here: bool) -> Answer:
    return again("accounts/confirm.html", form=form, is_here=is_here, email=link.email)


def _settle(link: Link, is_here: bool) -> Answer:
    """Gives the person the address; two people may have asked for it, and one was first."""
    user = db.session.get(User, link.person_id)
    if user is None or not link.use():
        return _over()
    before = user.email
    try:
        user.take_address(link.email or "", link.password_hash)
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        session.pop(LINK, None)
        return show("accounts/elsewhere.html"), 422
    if before and before != user.email:
        links.tell("moved", user.id, before)
    return _come_in_confirmed(user, is_here)


def _come_in_confirmed(user: User, is_here: bool) -> Response:
    to = url_for(".show", saved="yes")
    if not is_here:
        return come_in(user, to)
    sign_in(user)
    db.session.commit()
    return go(to)
