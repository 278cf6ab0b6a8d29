"""Two things at once: neither undoes what the other was told."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest

from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.export.conftest import come_in
from tests.stage import ON_POSTGRESQL
from webapp import merging
from webapp.accounts import models, views, you
from webapp.accounts.models import SignIn, User, hashed, is_password
from webapp.database import writing
from webapp.export import archive
from webapp.extensions import db
from webapp.journal.models import PainEntry
from webapp.owned import rows as owned
from webapp.wellbeing.models import SleepNight

alone = pytest.mark.skipif(not ON_POSTGRESQL, reason="a file has one writer, and readers a moment")

ANN = "ann@example.org"
NEW = "other words, quite new"


def forgets(app):
    """Ann chooses a new password by a link, elsewhere: every sign-in ends."""
    with app.app_context(), writing():
        user = User.with_email(ANN)
        user.set_password(hashed(NEW))
        SignIn.end_all(user.id)
        db.session.commit()


def removes(app):
    """Ann removes everything, elsewhere."""
    with app.app_context(), writing():
        User.with_email(ANN).erase()
        db.session.commit()


@pytest.fixture
def meanwhile(app, monkeypatch):
    """What else happens in the instant after a password was found to be right."""

    def happens(deed):
        def check(user, password):
            fits = models.check_password(user, password)
            deed(app)
            return fits

        for module in (views, you):
            monkeypatch.setattr(module, "check_password", check)

    return happens


def test_a_sign_in_under_way_with_the_old_password_is_none_any_more(as_nobody, meanwhile, rows):
    meanwhile(forgets)
    answer = as_nobody.send("/login", email=ANN, password=PASSWORD)
    assert answer.status == 422
    assert [one for one in rows(SignIn) if one.owner_id == rows(User, email=ANN)[0].id] == []


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/account/password", {"current": PASSWORD, "password": "a thief's own words"}),
        ("/account/email", {"secret": PASSWORD, "email": "thief@example.org"}),
        ("/account/recovery", {"proof": PASSWORD}),
    ],
)
def test_who_knows_the_old_password_alone_changes_nothing(as_ann, meanwhile, rows, address, form):
    meanwhile(forgets)
    assert as_ann.send(address, **form).status in (303, 422)
    (user,) = rows(User, email=ANN)
    assert is_password(user.password_hash, NEW)
    assert user.recovery_hash is None


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/account/password", {"current": PASSWORD, "password": NEW}),
        ("/account/email", {"secret": PASSWORD, "email": "other@example.org"}),
        ("/account/recovery", {"proof": PASSWORD}),
    ],
)
def test_who_removed_everything_meanwhile_is_asked_to_sign_in(as_ann, meanwhile, address, form):
    meanwhile(removes)
    answer = as_ann.send(address, **form)
    assert (answer.status, answer.headers["Location"]) == (303, "/login")


def test_what_a_guest_writes_elsewhere_while_they_join_is_kept_or_not_acknowledged(
    app, monkeypatch, rows
):
    here, number = come_in(app)
    with app.app_context(), writing():
        token = SignIn.begin(db.session.get(User, number), "another phone")
        db.session.commit()
    there, id, told = type(here)(app, token), uuid4(), []
    here.send("/journal/pain", score=4)
    here.send("/login", email=ANN, password=PASSWORD)

    def write():
        told.append(there.swap("/journal/pain", score=7, client_id=str(id)).headers)

    other = Thread(target=write)
    move_all = merging.move_all

    def slowly(giver, taker):
        move_all(giver, taker)
        other.start()
        other.join(0.5)

    monkeypatch.setattr(merging, "move_all", slowly)
    assert here.send("/account/merge", choose="bring").status == 303
    other.join()
    assert ("X-Entry-Ack" in told[0]) == bool(rows(PainEntry, id=id))


@alone
def test_a_guest_who_writes_as_the_empty_ones_are_removed_stays(app, at, monkeypatch, rows):
    guest, number = come_in(app)
    at(NOON + timedelta(days=2))
    hold = User.hold

    def a_moment_later(user):
        if user.id == number:
            assert guest.send("/journal/pain", score=4).status == 303
        hold(user)

    monkeypatch.setattr(User, "hold", a_moment_later)
    with app.app_context(), writing():
        models.reap_empty_guests(NOON + timedelta(days=1))
        db.session.commit()
    assert [entry.owner_id for entry in rows(PainEntry)] == [number]


@alone
def test_who_is_gone_while_their_wishes_are_changed_is_asked_to_sign_in(app, as_ann, monkeypatch):
    preferences = models.Person.preferences

    def lost(person):
        found = preferences(person)
        removes(app)
        return found

    monkeypatch.setattr(models.Person, "preferences", lost)
    answer = as_ann.send("/account/rhythm", rhythm="sparse")
    assert (answer.status, answer.headers["Location"]) == (303, "/login")


@alone
def test_who_is_gone_before_their_file_is_written_is_asked_to_sign_in(app, as_ann, monkeypatch):
    write = archive.write

    def late(person, out):
        other = Thread(target=removes, args=[app])
        other.start()
        other.join()
        write(person, out)

    monkeypatch.setattr(archive, "write", late)
    answer = as_ann.visit("/export/softback.json")
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/login")


@alone
@pytest.mark.parametrize(
    ("address", "form"),
    [("/sleep/2026-03-10", {"quality": "2"}), ("/journal/pain", {"score": "4"})],
)
def test_who_is_gone_as_what_they_wrote_comes_again_is_asked_to_sign_in(
    app, as_ann, monkeypatch, address, form
):
    sent = {**form, "client_id": "01912d68-783e-7a03-8467-5661c1243ad4"}
    as_ann.send(address, **sent)
    insert_new = owned.insert_new

    def known(table, values):
        new = insert_new(table, values)
        removes(app)
        return new

    monkeypatch.setattr(owned, "insert_new", known)
    monkeypatch.setattr(SleepNight, "on", lambda _user, _day: None)
    answer = as_ann.send(address, **sent)
    assert (answer.status, answer.headers["Location"]) == (303, "/login")


def test_a_day_that_another_process_put_down_a_moment_ago_is_held_while_it_is_changed(
    as_ann, rows, monkeypatch, statements
):
    as_ann.send("/sleep/2026-03-10", quality="2")
    on, asked = SleepNight.on, []

    def not_yet(user, day):
        asked.append(day)
        return on(user, day) if len(asked) > 1 else None

    monkeypatch.setattr(SleepNight, "on", not_yet)
    statements.clear()
    as_ann.send("/sleep/2026-03-10", quality="4")
    assert [(night.quality, night.version) for night in rows(SleepNight)] == [(4, 2)]
    held = [line for line in statements if line.endswith("FOR UPDATE")]
    assert len(held) == (2 if ON_POSTGRESQL else 0), "by its id, then by its day"
