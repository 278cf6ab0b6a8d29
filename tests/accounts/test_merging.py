"""A guest's diary joins an account that knows some of it already: nothing is lost or doubled."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from tests.cast import PASSWORD, TOKENS
from tests.export.conftest import Traveller, come_in
from webapp.database import writing
from webapp.extensions import db
from webapp.journal.models import PainEntry
from webapp.owned import KeptEdit
from webapp.wellbeing.models import SleepNight

NIGHT = "/sleep/2026-03-10"


@pytest.fixture
def guest(app):
    """A guest's browser."""
    return come_in(app)[0]


@pytest.fixture
def known(app, guest):
    """Ann's browser; what the guest has written by then is brought into her diary."""
    ann = Traveller(app, TOKENS["ann"])

    def bring():
        assert ann.bring(guest.take("/export/softback.json")).status == 303
        return ann

    return bring


def join(guest):
    """Signs in to Ann's account and brings everything along."""
    guest.send("/login", email="ann@example.org", password=PASSWORD)
    assert guest.send("/account/merge", choose="bring").status == 303


def test_a_night_that_waits_beside_already_is_not_kept_twice(guest, known, as_ann, rows):
    as_ann.send(NIGHT, quality="2", lights_out="22:00", final_wake="06:00")
    guest.send(NIGHT, quality="5", lights_out="23:10", final_wake="06:40")
    known()
    join(guest)
    assert [night.quality for night in rows(SleepNight)] == [2]
    assert [edit.changes["quality"] for edit in rows(KeptEdit)] == [5]


def test_a_night_that_was_changed_since_is_kept_too(guest, known, as_ann, rows):
    as_ann.send(NIGHT, quality="2")
    guest.send(NIGHT, quality="5")
    known()
    guest.send(NIGHT, quality="3")
    join(guest)
    assert sorted(edit.changes["quality"] for edit in rows(KeptEdit)) == [3, 5]
    assert len(as_ann.visit("/sleep?date=2026-03-10").all(".kept form")) == 4


def test_an_entry_that_was_changed_since_waits_beside_the_one_that_is_there(guest, known, rows):
    key = str(uuid4())
    guest.send("/journal/pain", score=4, client_id=key)
    known()
    guest.send(f"/journal/pain/{key}", score=6, base_version=1)
    join(guest)
    assert [entry.score for entry in rows(PainEntry)] == [4]
    assert [edit.changes["score"] for edit in rows(KeptEdit)] == [6]


def test_what_waited_beside_the_guests_night_waits_beside_the_one_that_stays(guest, as_ann, rows):
    as_ann.send(NIGHT, quality="2")
    guest.send(NIGHT, quality="5")
    guest.send(NIGHT, quality="4", base_version="0")
    join(guest)
    [night] = rows(SleepNight)
    assert sorted(edit.changes["quality"] for edit in rows(KeptEdit, entry_id=night.id)) == [4, 5]


def test_who_brought_the_same_file_in_keeps_what_waits_there(app, guest, as_ann, bob, rows):
    as_ann.send(NIGHT, quality="2")
    guest.send(NIGHT, quality="5")
    guest.send(NIGHT, quality="4", base_version="0")
    as_bob = Traveller(app, TOKENS["bob"])
    assert as_bob.bring(guest.take("/export/softback.json")).status == 303
    join(guest)
    [night], [edit] = rows(SleepNight, owner_id=bob.id), rows(KeptEdit, owner_id=bob.id)
    assert (night.quality, edit.entry_id, edit.changes["quality"]) == (5, night.id, 4)


def test_a_change_of_the_guests_whose_id_is_taken_waits_all_the_same(guest, as_ann, rows):
    """A phone that sent one change under both of them: two entries, two changes that wait."""
    edit = str(uuid4())
    for who, score in ((as_ann, 7), (guest, 3)):
        entry = str(uuid4())
        who.send("/journal/pain", score=5, client_id=entry)
        who.send(f"/journal/pain/{entry}", score=score, client_id=edit, base_version=0)
    join(guest)
    found = {(kept.entry_id, kept.changes["score"]) for kept in rows(KeptEdit)}
    assert sorted(score for _, score in found) == [3, 7]
    assert {entry for entry, _ in found} == {entry.id for entry in rows(PainEntry)}


def test_the_same_night_in_both_asks_nothing(guest, known, rows):
    guest.send(NIGHT, quality="5")
    known()
    join(guest)
    assert (len(rows(SleepNight)), rows(KeptEdit)) == (1, [])


@pytest.mark.parametrize("changes", [{"score": 999}, {"score": None}])
def test_a_version_that_cannot_be_kept_is_refused_and_goes_on_waiting(app, as_ann, rows, changes):
    choice = beside(app, as_ann, rows, changes)
    assert as_ann.send(choice, choose="mine").status == 422
    assert as_ann.swap(choice, choose="mine").status == 422
    assert (rows(PainEntry)[0].score, len(rows(KeptEdit))) == (4, 1)
    assert as_ann.send(choice, choose="other").status == 303
    assert (rows(PainEntry)[0].score, rows(KeptEdit)) == (4, [])


def test_a_version_that_says_it_was_removed_brings_its_values_alone(app, as_ann, rows):
    choice = beside(app, as_ann, rows, {"score": 3, "removed_at": "2026-03-10T08:00:00Z"})
    as_ann.send(f"/journal/pain/{rows(PainEntry)[0].id}/deletion")
    assert as_ann.send(choice, choose="mine").status == 303
    assert (rows(PainEntry)[0].score, rows(PainEntry)[0].removed_at) == (3, None)


def beside(app, visitor, rows, changes):
    """An entry, and beside it a version as a file from elsewhere may hold it; where to choose."""
    visitor.send("/journal/pain", score=4)
    visitor.send(f"/journal/pain/{rows(PainEntry)[0].id}", score=5, base_version=0)
    with app.app_context(), writing():
        edit = db.session.query(KeptEdit).one()
        edit.changes = json.loads(json.dumps(changes))
        path = f"/journal/pain/{edit.entry_id}/versions/{edit.id}"
        db.session.commit()
        db.session.remove()
    return path
