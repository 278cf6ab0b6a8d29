"""Coming in, going out, and You."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, redirect, request, session, url_for
from sqlalchemy.exc import IntegrityError

from webapp import clock, erasures
from webapp.accounts import (
    links,
    rules,
    ways,  # noqa: F401 - its views are this part's too
)
from webapp.accounts.door import (
    GUEST,
    MAILS,
    PER_ACCOUNT,
    PER_ADDRESS,
    Answer,
    bp,
    come_in,
    let_go,
    load,
    sign_in,
    signed_in,
)
from webapp.accounts.forms import (
    AddressForm,
    ChoiceForm,
    CodeForm,
    ErasureForm,
    GuestForm,
    PasswordForm,
    PreferencesForm,
    RecoveryForm,
    RhythmForm,
    SignInForm,
    SignUpForm,
)
from webapp.accounts.links import Link
from webapp.accounts.models import SignIn, User, check_password, me
from webapp.accounts.passwords import hashed
from webapp.database import forget_log
from webapp.extensions import db, login
from webapp.mail import outbox
from webapp.throttle import asker, forgive, spend
from webapp.web import again, done, go, inside, public, show

WISHES = (
    "time_zone", "theme", "text_size", "clock", "week_start", "tools", "regions", "sound",
    "vibration", "speech",
)  # fmt: skip
TAKEN = "This e-mail cannot be used. If it is yours, sign in instead."


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
    if not check_password(user, form.password.data or "") or user is None:
        form.password.errors = ["This e-mail and password do not fit together."]
        return again("accounts/login.html", form=form, recovery=RecoveryForm())
    forgive(PER_ACCOUNT, "account", email)
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
    _note_for_good(line)
    session.pop(GUEST, None)
    return go(url_for("today.index"))


def _note_for_good(line: str) -> None:
    """Commits; puts it on the list of erasures, also beside the copies; empties the log, and
    removes letters that were put down for whoever is gone."""
    erasures.note(line)
    db.session.commit()
    outbox.forget_letters()
    forget_log(db.engine)
    erasures.write_beside_copies(line)


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


@bp.get("/account", endpoint="show")
def show_account() -> Answer:
    """You."""
    return _account(PreferencesForm(formdata=None, obj=me()))


@bp.post("/account")
def update() -> Answer:
    """Keeps the preferences."""
    form = PreferencesForm(obj=me())
    if not form.validate_on_submit():
        return _account(form), 422
    wanted = me().preferences()
    for name in WISHES:
        setattr(wanted, name, form[name].data)
    db.session.commit()
    return go(url_for(".show", saved="yes"), form.write)


@bp.post("/account/rhythm")
def set_rhythm() -> Answer:
    """How long the pain has lasted, or how often somebody wants to be asked."""
    form = RhythmForm()
    if not form.validate_on_submit():
        return _account(PreferencesForm(formdata=None, obj=me()), rhythm=form), 422
    wanted = me().preferences()
    if form.pain_age.raw_data:
        wanted.answer_pain_age(form.pain_age.data, clock.today(me()))
    if form.rhythm.raw_data:
        wanted.rhythm = form.rhythm.data
    db.session.commit()
    back = url_for("today.index") if form.pain_age.raw_data else url_for(".show", saved="yes")
    return go(back, form.write)


def _account(form: PreferencesForm, **forms: object) -> str:
    standard = {
        "password": PasswordForm(formdata=None),
        "erasure": ErasureForm(formdata=None),
        "address": AddressForm(formdata=None, email=me().email),
        "code": CodeForm(formdata=None),
        "rhythm": RhythmForm(formdata=None, obj=me()),
    }
    devices = SignIn.of(me().id)
    waits = Link.waiting_for(me().id) if outbox.is_on() else None
    here = rules.digest(me().token)
    page: dict[str, Any] = {**standard, **forms, "form": form, "waits": waits}
    page |= {"devices": devices, "here": here, "confirmed": me().is_guest or _is_confirmed(waits)}
    return show("accounts/show.html", saved=request.args.get("saved") == "yes", **page)


def _is_confirmed(waits: Link | None) -> bool:
    """Nothing to say about the address: it is confirmed, or about to be, or cannot be."""
    return bool(waits or not outbox.is_on() or me().row().email_confirmed_at)


@bp.post("/account/recovery")
def make_recovery_code() -> Answer:
    """A code, shown once; somebody with a password gives it first."""
    form = CodeForm()
    if not form.validate_on_submit() or not _is_me(form.proof):
        return _account(PreferencesForm(formdata=None, obj=me()), code=form), 422
    code = me().row().make_recovery_code()
    db.session.commit()
    return show("accounts/recovery.html", code=code)


def _is_me(field: Any) -> bool:
    """True where the field holds the person's password, or there is none to give."""
    if me().is_guest:
        return True
    spend(PER_ACCOUNT, "password", str(me().id))
    user = me().row()
    let_go()
    if check_password(user, field.data or ""):
        return True
    field.errors = ["This is not your current password."]
    return False


@bp.post("/account/password")
def change_password() -> Answer:
    """A new password; every other device is signed out."""
    form = PasswordForm()
    if me().is_guest or not form.validate_on_submit() or not _is_me(form.current):
        return _account(PreferencesForm(formdata=None, obj=me()), password=form), 422
    secret = hashed(form.password.data or "")
    user = me().row()
    user.set_password(secret)
    SignIn.end_others(me().id, me().token)
    links.tell("password", user.id, user.email or "")
    db.session.commit()
    return go(url_for(".show", saved="yes"), form.write)


@bp.post("/account/email")
def change_email() -> Answer:
    """Another address: at once without mail, else when the link sent to it is opened."""
    form = AddressForm()
    fits = not me().is_guest and form.validate_on_submit() and _is_me(form.secret)
    email = rules.tidy_email(form.email.data or "")
    if fits and outbox.is_on():
        spend(MAILS, "mail", email)
        owner = User.with_email(email)
        links.ask_to_confirm("email", me().id, email, owner.id if owner else None)
        db.session.commit()
        return go(url_for(".waiting"))
    if fits and _moves_to(email):
        return go(url_for(".show", saved="yes"), form.write)
    if fits:
        form.email.errors = [TAKEN]
    return _account(PreferencesForm(formdata=None, obj=me()), address=form), 422


def _moves_to(email: str) -> bool:
    """True where the address was free."""
    try:
        user = me().row()
        user.email, user.email_confirmed_at = email, None
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return False
    return True


@bp.post("/account/devices")
def sign_out_elsewhere() -> Answer:
    """Signs every other device out."""
    SignIn.end_others(me().id, me().token)
    db.session.commit()
    return go(url_for(".show", saved="yes"))


@bp.post("/account/devices/<device>/deletion")
def sign_out_there(device: str) -> Answer:
    """Signs one device out."""
    if not SignIn.end_one(me().id, device):
        abort(404)
    db.session.commit()
    return go(url_for(".show", saved="yes"))


@bp.post("/account/deletion")
def destroy() -> Answer:
    """Erases the person and everything that is theirs, at once."""
    form = ErasureForm()
    if not form.validate_on_submit():
        return _account(PreferencesForm(formdata=None, obj=me()), erasure=form), 422
    tag = me().tag
    me().row().erase()
    _note_for_good(tag)
    session.clear()
    session["gone"] = tag
    return done("accounts/gone.html", then=url_for(".gone"))


@bp.get("/gone")
@public
def gone() -> Answer:
    """The last word after everything was removed; the phone removes what it keeps."""
    page = show("accounts/gone.html")
    session.pop("gone", None)
    return page
