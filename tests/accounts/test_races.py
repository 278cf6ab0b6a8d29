"""Two things at once: neither undoes what the other was told."""

from __future__ import annotations

import pytest

from tests.cast import PASSWORD
from tests.stage import ON_POSTGRESQL
from webapp.accounts import models, views
from webapp.accounts.models import SignIn, User, hasher
from webapp.database import writing
from webapp.extensions import db
from webapp.wellbeing.models import SleepNight

alone = pytest.mark.skipif(not ON_POSTGRESQL, reason="a file has one writer, and readers a moment")

ANN = "ann@example.org"
NEW = "other words, quite new"


def forgets(app):
    """Ann chooses a new password by a link, elsewhere: every sign-in ends."""
    with app.app_context(), writing():
        user = User.with_email(ANN)
        user.set_password(hasher.hash(NEW))
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

        monkeypatch.setattr(views, "check_password", check)

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
    assert hasher.verify(user.password_hash, NEW)
    assert user.recovery_hash is None


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
