"""The demo person and the crowd lie in the tables as real people do."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from webapp.accounts.models import User, check_password
from webapp.demo.crowd import make_crowd
from webapp.demo.store import EMAIL, MODELS, make_person, uuid7
from webapp.extensions import db


@pytest.fixture
def stored(app):
    with app.app_context():
        yield


def per_owner(model):
    found = select(model.owner_id, func.count()).group_by(model.owner_id)
    return dict(db.session.execute(found).all())


def test_the_demo_person_can_sign_in_and_has_every_kind_of_entry(stored):
    password = make_person(seed=1, weeks=26)
    user = User.with_email(EMAIL)
    assert check_password(user, password)
    assert all(per_owner(model).get(user.id) for model in MODELS.values())


def test_making_the_demo_person_again_makes_them_anew(stored):
    make_person(seed=1, weeks=4)
    first = User.with_email(EMAIL).id
    make_person(seed=1, weeks=4)
    second = User.with_email(EMAIL).id
    assert first != second
    assert all(first not in per_owner(model) for model in MODELS.values())


def test_nothing_lies_in_the_future(stored, at):
    make_person(seed=1, weeks=6)
    user = User.with_email(EMAIL)
    for model in MODELS.values():
        latest = db.session.scalar(
            select(func.max(model.client_time)).where(model.owner_id == user.id)
        )
        assert latest <= at.__globals__["NOON"]


@pytest.mark.parametrize("people", [3, 211])
def test_a_crowd_has_as_many_people_each_with_their_own_entries(stored, people):
    before = db.session.scalar(select(func.count(User.id)))
    assert list(make_crowd(people, seed=1, weeks=6))[-1] == people
    assert db.session.scalar(select(func.count(User.id))) == before + people
    for model in MODELS.values():
        assert len(per_owner(model)) == people


def test_ids_are_uuid7s_in_the_order_of_time():
    from datetime import UTC, datetime
    from random import Random

    early, late = (uuid7(datetime(2026, 1, day, tzinfo=UTC), Random(1)) for day in (1, 2))
    assert early.version == 7
    assert early.variant == "specified in RFC 4122"
    assert early < late
    assert early.int >> 80 == int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
