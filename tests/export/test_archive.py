"""The complete copy: everything is in it, and it comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import JSON, insert, select
from sqlalchemy.exc import IntegrityError

from tests.export.conftest import come_in
from tests.export.people import lives
from webapp.accounts.models import Preferences, SignIn, User
from webapp.database import writing
from webapp.export.archive import kinds
from webapp.export.shapes import INSIDE, ROWS, reader_of, writer_of
from webapp.extensions import Base, db

NOT_A_PERSONS = {"erasures", "leases", "links", "mails", "tries"}
NEVER_SHOWN = {"owner_id", "password_hash", "recovery_hash", "token_hash"}
NAMES = [table.name for table in kinds()]


def diary_of(raw: bytes) -> bytes:
    """The file without what speaks of the account and of the moment it was made."""
    whole = json.loads(raw)
    about = {"made_at", "account"}
    return json.dumps({k: v for k, v in whole.items() if k not in about}).encode()


def test_every_table_is_a_persons_diary_or_known_not_to_be():
    apart = {model.__tablename__ for model in (User, Preferences, SignIn)}
    assert set(Base.metadata.tables) == set(NAMES) | apart | NOT_A_PERSONS


@pytest.mark.parametrize("name", [*NAMES, "preferences"])
def test_every_column_can_be_written_and_read(name):
    for column in Base.metadata.tables[name].columns:
        assert writer_of(column)
        assert reader_of(column)
        if isinstance(column.type, JSON):
            assert f"{name}.{column.name}" in INSIDE, "say in shapes/contents.py what it may hold"


def test_nothing_in_the_shapes_is_about_a_table_that_is_gone():
    for name in INSIDE:
        table, column = name.split(".")
        assert column in Base.metadata.tables[table].columns
    assert set(ROWS) <= set(NAMES)


def test_the_file_says_what_it_is_and_holds_each_kind(as_dora):
    whole = json.loads(as_dora.take("/export/softback.json"))
    assert (whole["format"], whole["format_version"]) == ("softback", 1)
    assert list(whole["tables"]) == NAMES
    assert whole["preferences"]["time_zone"] == "Europe/London"
    assert [device["device"] for device in whole["account"]["signed_in_on"]] == ["A browser"]


def test_every_row_and_column_is_in_the_file(app, as_dora, rows):
    whole = json.loads(as_dora.take("/export/softback.json"))
    owner = rows(User, email=None)[0].id
    with app.app_context():
        for table in kinds():
            own = select(table).where(table.c.owner_id == owner)
            stored = db.session.execute(own).mappings().all()
            exported = whole["tables"][table.name]
            assert {row["id"] for row in exported} == {str(row["id"]) for row in stored}
            for row in exported:
                assert set(row) == {c.name for c in table.columns} - {"owner_id"}


def test_no_secret_and_no_stranger_is_in_the_file(as_dora, as_ann):
    as_ann.send("/journal/pain", score=4, note="ann alone")
    text = as_dora.take("/export/softback.json").decode()
    assert "ann alone" not in text
    assert not [secret for secret in NEVER_SHOWN if secret in text]


def test_an_empty_account_becomes_the_same_diary(as_dora, as_new):
    before = as_dora.take("/export/softback.json")
    assert as_new.bring(before).status == 303
    assert diary_of(as_new.take("/export/softback.json")) == diary_of(before)


def test_what_was_removed_or_waits_for_a_choice_comes_along(as_new, app, rows):
    as_ann, _ = come_in(app)
    key = "018f0000-0000-7000-8000-000000000001"
    as_ann.send("/journal/pain", score=4, client_id=key)
    as_ann.send(f"/journal/pain/{key}", score=5, base_version=1)
    as_ann.send(f"/journal/pain/{key}", score=6, base_version=1)
    as_ann.send("/sleep/2026-03-10", lights_out="23:00", final_wake="07:00")
    as_ann.send("/sleep/2026-03-10", lights_out="22:00", base_version=0)
    as_ann.send(f"/journal/pain/{key}/deletion")
    before = as_ann.take("/export/softback.json")
    assert json.loads(before)["tables"]["kept_edits"]
    assert as_new.bring(before).status == 303
    assert diary_of(as_new.take("/export/softback.json")) == diary_of(before)


def keep(owner: int, life: Any) -> None:
    """Writes the rows; a row that a CHECK of its table refuses is left out."""
    for table, some in zip(kinds(), life, strict=True):
        for row in some:
            try:
                with db.session.begin_nested():
                    db.session.execute(insert(table), row | {"owner_id": owner})
            except IntegrityError:
                continue


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(life=lives())
def test_whatever_the_tables_allow_goes_out_and_comes_back(app, life):
    as_one, one = come_in(app)
    with app.app_context(), writing():
        keep(one, life)
        db.session.commit()
    before = as_one.take("/export/softback.json")
    as_other, _ = come_in(app, zone="Asia/Tokyo")
    answer = as_other.bring(before)
    assert answer.status == 303, answer.words
    assert diary_of(as_other.take("/export/softback.json")) == diary_of(before)


@pytest.mark.slow
def test_ten_years_come_back_as_they_were(app, as_new):
    as_old, _ = come_in(app, weeks=522)
    before = as_old.take("/export/softback.json")
    assert as_new.bring(before).status == 303
    assert diary_of(as_new.take("/export/softback.json")) == diary_of(before)
