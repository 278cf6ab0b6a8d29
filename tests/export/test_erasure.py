"""Erased means erased: no table, no file and no log of writing holds a word of it."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import select

from tests.conftest import NOON
from tests.export.conftest import come_in
from tests.export.people import lives
from tests.export.test_archive import keep
from webapp import jobs
from webapp.accounts.models import User
from webapp.database import forget_log, writing
from webapp.export.archive import kinds
from webapp.extensions import Base, db

MARK = "qzx-marked-words-of-one-person"
PLAIN = ("note", "medicine", "name", "title")


def marked(life):
    """The rows, each saying the marked words wherever a person can say something."""
    for table, some in zip(kinds(), life, strict=True):
        for row in some:
            for name in PLAIN:
                if name in table.columns:
                    row[name] = MARK
            if table.name == "kept_edits":
                row["changes"] = {"note": MARK}
            if table.name == "entry_history":
                row["values"] = {"note": MARK}
    return life


def files_with_the_mark(data):
    found = (path for path in data.rglob("*") if path.is_file())
    return [path.name for path in found if MARK.encode() in path.read_bytes()]


def rows_of(owner):
    """The names of tables in which this person still has anything."""
    tables = [table for table in Base.metadata.tables.values() if "owner_id" in table.columns]
    with_rows = [
        table.name
        for table in tables
        if db.session.execute(select(1).where(table.c.owner_id == owner).limit(1)).first()
    ]
    users = Base.metadata.tables["users"]
    if db.session.execute(select(1).where(users.c.id == owner)).first():
        with_rows.append("users")
    return with_rows


@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(life=lives(least=1))
def test_no_table_and_no_file_holds_a_word_of_somebody_who_was_erased(app, data, life):
    visitor, owner = come_in(app)
    with app.app_context(), writing():
        user = db.session.get(User, owner)
        user.sign_up(f"{MARK}@example.org", "not a real hash")
        keep(owner, marked(life))
        db.session.commit()
        assert len(rows_of(owner)) > len(kinds()) - 3
    visitor.take("/export/softback.json")
    visitor.take("/export/csv.zip")
    assert visitor.send("/account/deletion", sure="y").status == 303
    with app.app_context():
        assert rows_of(owner) == []
    assert files_with_the_mark(data) == []
    assert visitor.visit("/today").status == 303


def test_the_others_keep_everything(app, as_ann, as_bob):
    as_ann.send("/journal/pain", score=4, note=MARK)
    as_bob.send("/journal/pain", score=6, note="of bob")
    as_ann.send("/account/deletion", sure="y")
    assert "of bob" in as_bob.visit("/journal").words


def test_an_entry_that_was_purged_leaves_the_log_of_writing_too(app, as_ann, data, at):
    key = "018f0000-0000-7000-8000-000000000001"
    as_ann.send("/journal/pain", score=4, note=MARK, client_id=key)
    as_ann.send(f"/journal/pain/{key}/deletion")
    at(NOON + timedelta(days=8))
    with app.app_context():
        assert jobs.run_round()
    assert files_with_the_mark(data) == []


def test_a_reader_holds_the_emptying_up_and_is_not_disturbed(app, as_ann):
    as_ann.send("/journal/pain", score=4)
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            assert forget_log(db.engine)
            return
        with db.engine.connect() as reader:
            reader.exec_driver_sql("SELECT count(*) FROM pain_entries").all()
            as_ann.send("/journal/pain", score=5)
            assert not forget_log(db.engine)
            assert reader.exec_driver_sql("SELECT count(*) FROM pain_entries").scalar() == 1
        assert forget_log(db.engine)


def test_a_copy_is_offered_before_everything_is_removed(as_ann):
    page = as_ann.visit("/account")
    assert page.find("#remove a[href='/export/softback.json']")
    assert page.find("a[href='/export']")
    assert page.find("#remove form")["action"] == "/account/deletion"
