"""You: preferences, password, address, devices, and the way out for good."""

from __future__ import annotations

from typing import Any

from flask import abort, request, session, url_for
from sqlalchemy.exc import IntegrityError

from webapp import clock
from webapp.accounts import links, rules
from webapp.accounts.door import MAILS, PER_ACCOUNT, TAKEN, Answer, bp, let_go, note_for_good
from webapp.accounts.forms import (
    AddressForm,
    CodeForm,
    ErasureForm,
    PasswordForm,
    PreferencesForm,
    RhythmForm,
)
from webapp.accounts.links import Link
from webapp.accounts.models import SignIn, User, check_password, hashed, me
from webapp.extensions import db
from webapp.mail import outbox
from webapp.throttle import spend
from webapp.web import done, go, public, show

WISHES = (
    "time_zone", "theme", "text_size", "clock", "week_start", "tools", "regions", "sound",
    "vibration", "speech",
)  # fmt: skip


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
    if check_password(user, field.data or "") and user.as_proved():
        return True
    me().row()  # whoever is gone by now has no password to mistake
    field.errors = ["This is not your current password."]
    return False


@bp.post("/account/password")
def change_password() -> Answer:
    """A new password; every other device is signed out."""
    form = PasswordForm()
    fits = not me().is_guest and form.validate_on_submit()
    secret = hashed(form.password.data or "") if fits else ""  # before it is held
    if not fits or not _is_me(form.current):
        return _account(PreferencesForm(formdata=None, obj=me()), password=form), 422
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
    note_for_good(tag)
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
