"""Coming in, going out, and You."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, redirect, request, session, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from webapp import clock, erasures
from webapp.accounts import rules
from webapp.accounts.forms import (
    ChoiceForm,
    ErasureForm,
    GuestForm,
    PasswordForm,
    PreferencesForm,
    RecoveryForm,
    RhythmForm,
    SignInForm,
    SignUpForm,
)
from webapp.accounts.models import (
    Person,
    SignIn,
    User,
    check_password,
    find_person,
    hasher,
    me,
)
from webapp.columns import EPOCH
from webapp.database import forget_log
from webapp.extensions import db, login
from webapp.throttle import forgive, spend
from webapp.web import again, done, go, inside, public, show

bp = Blueprint("accounts", __name__)
Answer = str | Response | tuple[str, int]

TOKEN, SEEN, GUEST = "_user_id", "seen", "guest"
WISHES = (
    "time_zone", "theme", "text_size", "clock", "week_start", "tools", "regions", "sound",
    "vibration", "speech",
)  # fmt: skip
PER_ADDRESS, PER_ACCOUNT = "30/10 minutes", "8/10 minutes"


def init_app(app: Flask) -> None:
    """Signed-in people are found by the token in their cookie."""
    login.init_app(app)
    login.session_protection = None
    login.user_loader(_load)
    app.jinja_env.globals["pain_ages"] = rules.PAIN_AGES


def _load(token: str) -> Person | None:
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
    spend("60/hour", "guest", request.remote_addr or "")
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
        spend("20/hour", "signup", request.remote_addr or "")
    form = SignUpForm()
    page: dict[str, Any] = {"form": form, "consent": rules.CONSENT}
    person = signed_in() if request.method == "GET" else None
    if person and not person.is_guest:
        return redirect(url_for(".show"), 303)
    if not form.validate_on_submit():
        code = 422 if request.method == "POST" else 200
        return show("accounts/signup.html", **page), code
    secret = hasher.hash(form.password.data or "")  # before any transaction: it takes 31 ms
    if not _sign_up(form, secret):
        form.email.errors = ["This e-mail cannot be used. If it is yours, sign in instead."]
        return again("accounts/signup.html", **page)
    return go(url_for("today.index"))


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
    spend(PER_ADDRESS, "login", request.remote_addr or "")
    spend(PER_ACCOUNT, "account", email)
    if not form.validate_on_submit():
        return again("accounts/login.html", form=form, recovery=RecoveryForm())
    user = User.with_email(email)
    _let_go()
    if not check_password(user, form.password.data or "") or user is None:
        form.password.errors = ["This e-mail and password do not fit together."]
        return again("accounts/login.html", form=form, recovery=RecoveryForm())
    forgive(PER_ACCOUNT, "account", email)
    return _come_in(user, inside(form.next.data) or url_for("today.index"))


def _let_go() -> None:
    """Ends the transaction: no lock is held while a password is checked."""
    db.session.expunge_all()
    db.session.rollback()


def _come_in(user: User, to: str) -> Response:
    """Signs in; a guest with entries on this phone is asked whether to bring them along."""
    person = signed_in()
    left = person.row() if person and person.is_guest and person.id != user.id else None
    left_id = left.id if left and left.has_entries() else None
    sign_in(user)
    db.session.commit()
    if left_id is None:
        return go(to)
    session[GUEST] = left_id
    return go(url_for(".merge"))


@bp.route("/account/merge", methods=["GET", "POST"])
def merge() -> Answer:
    """Bring what you wrote as a guest into your account, or remove it."""
    left = session.get(GUEST)
    guest_row = db.session.get(User, left) if left else None
    if guest_row is None or guest_row.email is not None:
        session.pop(GUEST, None)
        return redirect(url_for("today.index"), 303)
    form = ChoiceForm()
    if not form.validate_on_submit() or form.choose.data not in ("bring", "remove"):
        code = 422 if request.method == "POST" else 200
        return show("accounts/merge.html", form=form), code
    # The phone may hold entries of the guest that were not sent: it is told what became of them.
    session["brought" if form.choose.data == "bring" else "gone"] = guest_row.tag
    if form.choose.data == "bring":
        me().row().take_over(guest_row)
    else:
        guest_row.erase()
        erasures.note(guest_row.tag)
    db.session.commit()
    session.pop(GUEST, None)
    return go(url_for("today.index"))


@bp.post("/recovery")
@public
def recover() -> Answer:
    """Come back as a guest with the code that was noted."""
    spend(PER_ADDRESS, "recovery", request.remote_addr or "")
    form = RecoveryForm()
    user = User.with_recovery_code(form.code.data or "") if form.validate_on_submit() else None
    if user is None:
        if not form.code.errors:
            form.code.errors = ["No guest is known by this code."]
        return again("accounts/login.html", form=SignInForm(formdata=None), recovery=form)
    return _come_in(user, url_for("today.index"))


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
        "rhythm": RhythmForm(formdata=None, obj=me()),
    }
    devices = SignIn.of(me().id)
    here = rules.digest(me().token)
    page: dict[str, Any] = {**standard, **forms, "form": form, "devices": devices, "here": here}
    return show("accounts/show.html", saved=request.args.get("saved") == "yes", **page)


@bp.post("/account/recovery")
def make_recovery_code() -> Answer:
    """A code for guests, shown once."""
    if not me().is_guest:
        return go(url_for(".show"))
    code = me().row().make_recovery_code()
    db.session.commit()
    return show("accounts/recovery.html", code=code)


@bp.post("/account/password")
def change_password() -> Answer:
    """A new password; every other device is signed out."""
    spend(PER_ACCOUNT, "password", str(me().id))
    form = PasswordForm()
    preferences = PreferencesForm(formdata=None, obj=me())
    if not form.validate_on_submit():
        return _account(preferences, password=form), 422
    user = me().row()
    _let_go()
    if not check_password(user, form.current.data or ""):
        form.current.errors = ["This is not your current password."]
        return _account(preferences, password=form), 422
    secret = hasher.hash(form.password.data or "")
    me().row().password_hash = secret
    SignIn.end_others(me().id, me().token)
    db.session.commit()
    return go(url_for(".show", saved="yes"), form.write)


@bp.post("/account/devices")
def sign_out_elsewhere() -> Answer:
    """Signs every other device out."""
    SignIn.end_others(me().id, me().token)
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
    erasures.note(tag)
    db.session.commit()
    forget_log(db.engine)
    erasures.write_beside_copies(tag)
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
