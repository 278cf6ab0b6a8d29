"""Coming in and going out."""

from __future__ import annotations

from typing import Any

from flask import Flask, redirect, request, session, url_for
from sqlalchemy.exc import IntegrityError

from webapp import erasures
from webapp.accounts import (
    links,
    rules,
    ways,  # noqa: F401 - its views are this part's too
    you,  # noqa: F401 - and these
)
from webapp.accounts.door import (
    GUEST,
    MAILS,
    PER_ACCOUNT,
    PER_ADDRESS,
    TAKEN,
    Answer,
    bp,
    come_in,
    let_go,
    load,
    note_for_good,
    sign_in,
    signed_in,
)
from webapp.accounts.forms import (
    ChoiceForm,
    GuestForm,
    RecoveryForm,
    SignInForm,
    SignUpForm,
)
from webapp.accounts.models import SignIn, User, check_password, hashed, me
from webapp.extensions import db, login
from webapp.mail import outbox
from webapp.throttle import asker, forgive, spend
from webapp.web import again, go, inside, public, show


def init_app(app: Flask) -> None:
    """Signed-in people are found by the token in their cookie."""
    login.init_app(app)
    login.session_protection = None
    login.user_loader(load)
    mails = app.config["SETTINGS"].mail_server is not None
    app.jinja_env.globals.update(pain_ages=rules.PAIN_AGES, sends_mail=mails)


@bp.get("/")
@public
def welcome() -> Answer:
    """The landing page, or Today for someone signed in."""
    if signed_in():
        return redirect(url_for("today.index"), 303)
    return show("welcome.html", form=GuestForm(), consent=rules.CONSENT)


@bp.post("/guest")
@public
def guest() -> Answer:
    """Try it now: a guest, no e-mail; the button says what is agreed."""
    spend("60/hour", "guest", asker())
    form = GuestForm()
    if not form.validate_on_submit():
        return again("welcome.html", form=form, consent=rules.CONSENT)
    if signed_in():
        return go(url_for("today.index"))
    sign_in(User.begin(form.time_zone.data))
    db.session.commit()
    return go(url_for("today.index"))


@bp.route("/signup", methods=["GET", "POST"])
@public
def signup() -> Answer:
    """An account; a guest keeps everything."""
    if request.method == "POST":
        spend("20/hour", "signup", asker())
    form = SignUpForm()
    page: dict[str, Any] = {"form": form, "consent": rules.CONSENT}
    person = signed_in() if request.method == "GET" else None
    if person and not person.is_guest:
        return redirect(url_for(".show"), 303)
    if not form.validate_on_submit():
        code = 422 if request.method == "POST" else 200
        return show("accounts/signup.html", **page), code
    secret = hashed(form.password.data or "")  # before any transaction
    if outbox.is_on():
        return _ask_for_confirmation(form, secret)
    if not _sign_up(form, secret):
        form.email.errors = [TAKEN]
        return again("accounts/signup.html", **page)
    return go(url_for("today.index"))


def _ask_for_confirmation(form: SignUpForm, secret: str) -> Answer:
    """A guest, at once, whose account begins with the link in the mail.

    Whether somebody has this e-mail already is told in the mail alone.
    """
    email = rules.tidy_email(form.email.data or "")
    spend(MAILS, "mail", email)
    person, owner = signed_in(), User.with_email(email)
    user = person.row() if person and person.is_guest else User.begin(form.time_zone.data)
    links.ask_to_confirm("signup", user.id, email, owner.id if owner else None, secret)
    sign_in(user)
    db.session.commit()
    return go(url_for(".waiting"))


def _sign_up(form: SignUpForm, secret: str) -> bool:
    """True where the e-mail was free; the guest of this phone becomes the account."""
    person = signed_in()
    user = person.row() if person and person.is_guest else User.begin(form.time_zone.data)
    user.sign_up(form.email.data or "", secret)
    try:
        sign_in(user)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return False
    return True


@bp.route("/login", methods=["GET", "POST"], endpoint="login")
@public
def sign_in_page() -> Answer:
    """Sign in; the same answer in the same time for a wrong e-mail and a wrong password."""
    form = SignInForm(next=request.args.get("next", ""))
    if request.method == "GET":
        return show("accounts/login.html", form=form, recovery=RecoveryForm())
    email = rules.tidy_email(form.email.data or "")
    spend(PER_ADDRESS, "login", asker())
    spend(PER_ACCOUNT, "account", email)
    if not form.validate_on_submit():
        return again("accounts/login.html", form=form, recovery=RecoveryForm())
    user = User.with_email(email)
    let_go()
    fits = check_password(user, form.password.data or "")
    if fits:
        forgive(PER_ACCOUNT, "account", email)  # before the row is held
    user = user.as_proved() if user and fits else None
    if user is None:
        form.password.errors = ["This e-mail and password do not fit together."]
        return again("accounts/login.html", form=form, recovery=RecoveryForm())
    return come_in(user, inside(form.next.data) or url_for("today.index"))


@bp.route("/account/merge", methods=["GET", "POST"])
def merge() -> Answer:
    """Bring what you wrote as a guest into your account, or remove it."""
    left = session.get(GUEST)
    guest_row = User.guest_with_tag(str(left)) if left else None
    if guest_row is None:
        session.pop(GUEST, None)
        return redirect(url_for("today.index"), 303)
    form = ChoiceForm()
    if not form.validate_on_submit() or form.choose.data not in ("bring", "remove"):
        code = 422 if request.method == "POST" else 200
        return show("accounts/merge.html", form=form), code
    # The phone may hold entries of the guest that were not sent: it is told what became of them.
    session["brought" if form.choose.data == "bring" else "gone"] = guest_row.tag
    if form.choose.data == "bring":
        line = erasures.moved(guest_row.tag, me().tag)
        me().row().take_over(guest_row)
    else:
        line = guest_row.tag
        guest_row.erase()
    note_for_good(line)
    session.pop(GUEST, None)
    return go(url_for("today.index"))


@bp.post("/logout")
def logout() -> Answer:
    """Ends the sign-in on the server; a guest is warned first."""
    form = ChoiceForm()
    if me().is_guest and form.choose.data != "leave":
        return again("accounts/leaving.html", form=form)
    SignIn.end(me().token)
    db.session.commit()
    session.clear()
    return go(url_for(".welcome"))
