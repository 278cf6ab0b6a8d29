"""Copies of everything: made while people write, kept for a month, put back without the erased."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import create_engine, select

from tests.cast import PASSWORD
from tests.conftest import NOON, settings_for
from tests.export.conftest import come_in
from tests.stage import ON_POSTGRESQL
from tests.visits import Visitor
from webapp import create_app, erasures, jobs
from webapp.accounts.links import Link
from webapp.config import Settings
from webapp.database import NewerSchemaError, writing
from webapp.extensions import Base, db
from webapp.mail.outbox import Mail
from webapp.operations import backup, copies, restore
from webapp.operations.copies import CopyError

on_sqlite = pytest.mark.skipif(ON_POSTGRESQL, reason="it is about the file itself")


def make(app, folder, days=30):
    with app.app_context():
        path = backup.make(folder, days)
        db.session.remove()
        db.engine.dispose()
    return path


def everything(url):
    """Every row of every table, as the database gives it."""
    engine = create_engine(url)
    with engine.connect() as line:
        tables = Base.metadata.sorted_tables
        found = {t.name: sorted(map(repr, line.execute(select(t)))) for t in tables}
    engine.dispose()
    return found


def close(app):
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def guest_and_copy(app, data):
    """A guest with one entry, "of the guest", and a copy of everything."""
    guest, _ = come_in(app)
    guest.send("/journal/pain", score=5, note="of the guest")
    return guest, make(app, data / "backups")


def test_what_is_put_back_is_what_was_copied(app, data, as_ann):
    guest, _ = come_in(app, weeks=8)
    guest.send("/journal/pain", score=3, note="Grüße, 痛い, ’quoted’", regions="b08")
    guest.send("/stress/2026-03-10", stress=4, mood=6, energy=5, note="")
    url = settings_for(data).database_url
    close(app)
    before = everything(url)
    copy = make(app, data / "backups")
    guest.send("/journal/pain", score=9, note="written after the copy")
    close(app)
    told = restore.put_back(app, copy)
    after = everything(url)
    assert before.pop("sign_ins") != after.pop("sign_ins")
    assert after == before
    assert sum(map(len, before.values())) > 250
    assert "3 people are back" in told[0]
    assert guest.visit("/journal").words.count("Grüße") == 1


def test_a_guest_stays_signed_in_and_who_has_a_password_signs_in_again(app, data, as_ann):
    guest, _ = come_in(app)
    copy = make(app, data / "backups")
    restore.put_back(app, copy)
    assert guest.visit("/today").status == 200
    assert as_ann.visit("/today").status == 303


def test_who_removed_everything_stays_removed(app, data, as_ann, as_bob):
    as_ann.send("/journal/pain", score=4, note="of ann")
    as_bob.send("/journal/pain", score=6, note="of bob")
    copy = make(app, data / "backups")
    as_ann.send("/account/deletion", sure="y")
    close(app)
    told = restore.put_back(app, copy)
    assert any(line.startswith("1 who had removed everything") for line in told)
    found = everything(settings_for(data).database_url)
    assert "of ann" not in str(found)
    assert "of bob" in str(found["pain_entries"])
    assert "tag-of-ann" in str(found["erasures"])


@on_sqlite
def test_also_where_the_database_itself_was_lost(app, data, as_ann):
    as_ann.send("/journal/pain", score=4, note="of ann")
    copy = make(app, data / "backups")
    as_ann.send("/account/deletion", sure="y")
    close(app)
    for path in data.glob("softback.db*"):
        path.write_bytes(b"a disk that forgot everything")
    restore.put_back(app, copy)
    assert "of ann" not in str(everything(settings_for(data).database_url))


@on_sqlite
def test_where_nothing_stood_before_nothing_is_kept(app, data, tmp_path):
    copy = make(app, data / "backups")
    new = create_app(Settings(data=tmp_path, database_url=f"sqlite:///{tmp_path / 'drill.db'}"))
    assert restore.put_back(new, copy) == [
        "2 people are back. Whoever has a password signs in again."
    ]
    assert not list(tmp_path.glob("backups/*"))


@pytest.mark.skipif(not ON_POSTGRESQL, reason="a file is put in its place at once")
def test_where_a_restore_was_broken_off_it_is_said_and_nothing_is_touched(app, data, as_ann):
    copy = make(app, data / "backups")
    close(app)
    url = settings_for(data).database_url
    engine, before = create_engine(url), everything(url)
    with engine.begin() as line:
        line.exec_driver_sql("CREATE SCHEMA softback_before")
    engine.dispose()
    with pytest.raises(CopyError, match="broken off"):
        restore.put_back(app, copy)
    assert everything(url) == before


def moves_in(guest, email="ann@example.org"):
    """The guest's entries go into the account."""
    guest.send("/login", email=email, password=PASSWORD)
    assert guest.send("/account/merge", choose="bring").status == 303


def test_a_guest_whose_entries_moved_to_an_account_that_is_there_comes_back(
    app, data, guest_and_copy
):
    """Else a copy from before would lose what is somebody's who is still here."""
    guest, copy = guest_and_copy
    moves_in(guest)
    close(app)
    found = everything(settings_for(data).database_url)
    assert (len(found["users"]), len(found["pain_entries"])) == (2, 1)
    restore.put_back(app, copy)
    found = everything(settings_for(data).database_url)
    assert (len(found["users"]), len(found["pain_entries"])) == (3, 1)


@pytest.mark.parametrize("is_lost", [False, pytest.param(True, marks=on_sqlite)])
def test_a_guest_whose_account_was_removed_stays_removed(app, data, guest_and_copy, is_lost):
    guest, copy = guest_and_copy
    moves_in(guest)
    guest.send("/account/deletion", sure="y")
    close(app)
    for path in data.glob("softback.db*") if is_lost else ():
        path.write_bytes(b"a disk that forgot everything")
    told = restore.put_back(app, copy)
    assert any(line.startswith("2 who had removed everything") for line in told)
    assert "of the guest" not in str(everything(settings_for(data).database_url))
    close(app)
    again = restore.put_back(app, copy)
    assert any(line.startswith("2 who had removed everything") for line in again)


def test_the_database_that_was_put_back_knows_where_a_guest_went(app, data, guest_and_copy):
    """Also where the list beside the copies is lost afterwards."""
    guest, copy = guest_and_copy
    moves_in(guest)
    close(app)
    restore.put_back(app, copy)
    for path in (data / "backups").glob("erased-*"):
        path.unlink()
    guest.send("/login", email="ann@example.org", password=PASSWORD)
    guest.send("/account/deletion", sure="y")
    close(app)
    told = restore.put_back(app, copy)
    assert any(line.startswith("2 who had removed everything") for line in told)


def test_what_a_guest_removes_when_they_sign_in_is_overwritten_and_stays_removed(
    app, data, guest_and_copy
):
    guest, copy = guest_and_copy
    guest.send("/login", email="ann@example.org", password=PASSWORD)
    guest.send("/account/merge", choose="remove")
    assert not [path for path in data.glob("softback.db*") if b"of the guest" in path.read_bytes()]
    assert len(erasures.read(data / "backups")) == 1
    close(app)
    restore.put_back(app, copy)
    assert "of the guest" not in str(everything(settings_for(data).database_url))


def test_a_guest_is_gone_with_every_account_they_went_into():
    assert erasures.gone(["a", "g>a", "h>b", "i>a", "i>b"]) == {"a", "g"}


def test_copies_are_whole_while_people_write(app, data):
    guest, _ = come_in(app)
    stop, kept = Event(), []

    def write():
        visitor = Visitor(app)
        visitor.client._cookies = guest.client._cookies
        while not stop.is_set():
            form = {"note": f"entry {len(kept)}", "regions": "b08", "intensity_b08": "4"}
            answer = visitor.client.post("/journal/pain", data={"score": 4, **form})
            kept.append((form["note"], answer.status_code))

    made = []
    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        try:
            for number in range(3):
                while len(kept) < 10 * (number + 1) and not writer.done():
                    stop.wait(0.01)
                with app.app_context():
                    made.append((len(kept), backup.make(data / f"copy-{number}", 30)))
        finally:
            stop.set()
        writer.result()
    assert {status for _, status in kept} == {303}
    close(app)
    for acknowledged, copy in made:
        restore.put_back(app, copy)
        found = str(everything(settings_for(data).database_url)["pain_entries"])
        there = [f"'{note}'" in found for note, _ in kept]
        assert all(there[:acknowledged])
        assert there == sorted(there, reverse=True)  # a moment: nothing later without the earlier


def test_copies_stay_a_month_at_most_and_one_a_day(app, data, at):
    folder = data / "backups"
    for days in range(45):
        for hours in (0, 6):
            at(NOON + timedelta(days=days, hours=hours))
            copies.new_name(folder, "db").touch()
    copies.prune(folder, 400)
    ages = [
        (NOON + timedelta(days=44, hours=6) - made).days for made in copies.all_in(folder).values()
    ]
    assert max(ages) == 30
    assert len(ages) == len(set(ages)) + 2
    copies.prune(folder, 30)
    assert len(ages) == len(copies.all_in(folder))
    copies.prune(folder, 7)
    assert max(copies.all_in(folder).values()) - min(copies.all_in(folder).values()) <= timedelta(7)


def test_a_copy_that_was_never_finished_goes_after_a_day(data, at):
    folder = data / "backups"
    part = copies.new_name(folder, "db.part")
    part.touch()
    for hours, is_there in ((24, True), (25, False)):
        at(NOON + timedelta(hours=hours))
        copies.prune(folder, 30)
        assert part.exists() is is_there


@on_sqlite
def test_a_copy_with_an_entry_of_nobody_is_refused(app, data, as_ann):
    as_ann.send("/journal/pain", score=4)
    copy = make(app, data / "backups")
    with closing(sqlite3.connect(copy)) as base:
        base.execute("UPDATE pain_entries SET owner_id = 999")
        base.commit()
    with pytest.raises(CopyError, match="damaged"):
        restore.put_back(app, copy)


@on_sqlite
def test_what_stood_there_before_is_kept_for_its_owner_alone(app, data):
    copy = make(app, data / "backups")
    (data / "softback.db").chmod(0o644)
    restore.put_back(app, copy)
    [kept] = (data / "backups").glob("*-before-restore.db")
    assert kept.stat().st_mode & 0o777 == 0o600


def test_no_mail_goes_out_twice_and_no_link_out_of_one_opens_anything(app, data, ann, rows):
    with app.app_context(), writing():
        seed = Link.open("reset", ann.id, timedelta(hours=1), ann.email)
        Mail.write("reset", ann.email, "words", timedelta(hours=1), person_id=ann.id, seed=seed)
        db.session.commit()
    copy = make(app, data / "backups")
    assert (len(rows(Link)), len(rows(Mail))) == (1, 1)
    close(app)
    restore.put_back(app, copy)
    assert (rows(Link), rows(Mail)) == ([], [])


@on_sqlite
def test_a_copy_is_put_into_a_house_that_is_new(app, data, as_ann, tmp_path):
    as_ann.send("/journal/pain", score=4, note="of ann")
    copy = make(app, data / "backups")
    new = create_app(settings_for(tmp_path / "new"))
    assert "2 people are back" in restore.put_back(new, copy)[0]
    assert "of ann" in str(everything(settings_for(tmp_path / "new").database_url))


@on_sqlite
def test_a_copy_is_made_once_a_day_by_itself(app, data, at):
    def copies_after(hours):
        at(NOON + timedelta(hours=hours))
        with app.app_context():
            jobs.run_round()
        return len(copies.all_in(data / "backups"))

    assert [copies_after(hours) for hours in (0, 2, 19, 23, 25)] == [1, 1, 1, 2, 2]


@on_sqlite
def test_without_copies_of_the_day_old_ones_still_go(data, at):
    app = create_app(settings_for(data, backup_days=0))
    old = copies.new_name(data / "backups", "db")
    old.touch()
    at(NOON + timedelta(days=31))
    with app.app_context():
        jobs.run_round()
    assert copies.all_in(data / "backups") == {}


def test_a_damaged_copy_is_refused_and_nothing_changes(app, data, as_ann):
    as_ann.send("/journal/pain", score=4, note="of ann")
    copy = make(app, data / "backups")
    whole = bytearray(copy.read_bytes())
    whole[len(whole) // 3 : len(whole) // 2] = bytes(len(whole) // 2 - len(whole) // 3)
    copy.write_bytes(whole)
    before = everything(settings_for(data).database_url)
    with pytest.raises(CopyError):
        restore.put_back(app, copy)
    assert everything(settings_for(data).database_url) == before
    assert as_ann.visit("/journal").status == 200


def test_a_copy_of_a_newer_version_is_refused_and_nothing_changes(app, data, as_ann):
    as_ann.send("/journal/pain", score=4, note="of ann")
    with app.app_context(), writing(), db.engine.begin() as line:
        line.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    copy = make(app, data / "backups")
    with app.app_context(), writing(), db.engine.begin() as line:
        line.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    close(app)
    with pytest.raises(NewerSchemaError, match="9999"):
        restore.put_back(app, copy)
    assert "of ann" in as_ann.visit("/journal").words


def test_nothing_is_put_back_under_a_running_server(app, data, as_ann):
    copy = make(app, data / "backups")
    engine = create_engine(settings_for(data).database_url)
    with engine.connect() as line:
        line.exec_driver_sql("SELECT count(*) FROM users").all()
        with pytest.raises(CopyError, match="stop Softback first"):
            restore.put_back(app, copy)
    engine.dispose()
    assert as_ann.visit("/today").status == 200


@on_sqlite
def test_a_full_disk_leaves_no_half_copy(app, data, monkeypatch):
    def full(*_args, **_more):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("webapp.operations.sqlite.prove", full)
    with app.app_context(), pytest.raises(CopyError, match="full"):
        backup.make(data / "backups", 30)
    assert list((data / "backups").iterdir()) == []


def test_lists_of_the_erased_go_when_no_backup_can_hold_them(data, at):
    folder = data / "backups"
    at(NOON)
    erasures.write_down(folder, ["one"])
    at(NOON + timedelta(days=21))  # in April
    erasures.write_down(folder, ["two", "one"])
    at(NOON + timedelta(days=31))
    erasures.forget_old(folder)
    assert erasures.read(folder) == {"one", "two"}
    at(NOON + timedelta(days=55))
    erasures.forget_old(folder)
    assert erasures.read(folder) == {"two"}


def test_who_was_erased_is_remembered_for_longer_than_the_oldest_copy_stays(app, at, rows):
    with app.app_context(), writing():
        erasures.note("one")
        db.session.commit()
    for days, left in ((copies.LONGEST, 1), (copies.LONGEST + 2, 0)):
        at(NOON + timedelta(days=days))
        with app.app_context(), writing():
            erasures.sweep()
            db.session.commit()
        assert len(rows(erasures.Erasure)) == left


@pytest.mark.slow
def test_from_the_command_line(data, tmp_path):
    env = {
        **os.environ,
        "SOFTBACK_DATA": str(data),
        "DATABASE_URL": settings_for(data).database_url,
    }

    def run(*words):
        command = [sys.executable, "-m", "webapp", *words]
        return subprocess.run(command, env=env, capture_output=True, text=True)

    made = run("backup", "--to", str(tmp_path / "copies"))
    assert made.returncode == 0, made.stderr
    (copy,) = copies.all_in(tmp_path / "copies")
    back = run("restore", str(copy), "--yes")
    assert "2 people are back" in back.stdout, back.stderr
    wrong = run(
        "restore", str(data / "secret-key") if (data / "secret-key").exists() else __file__, "--yes"
    )
    assert (wrong.returncode, wrong.stderr.startswith("Error: ")) == (1, True)
