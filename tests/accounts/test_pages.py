"""Coming in, going out, and You, without script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.visits import Page, Visitor
from webapp.accounts.models import Preferences, SignIn, User, reap_empty_guests, users
from webapp.database import writing
from webapp.extensions import db
from webapp.journal.models import PainEntry

AGREED = {"time_zone": "Europe/Berlin", "consent": "yes"}
KNOCK = {"email": "ann@example.org", "password": PASSWORD}


def come_as_guest(app: Flask) -> Visitor:
    guest = Visitor(app)
    assert guest.send("/guest", **AGREED).headers["Location"] == "/today"
    return guest


def test_the_landing_page_says_what_is_agreed_on_its_button(as_nobody: Visitor) -> None:
    page = as_nobody.visit("/")
    button = page.find('form[action="/guest"] button')
    assert "18 or over" in page.words
    assert page.find('form[action="/guest"] input[name=consent]')["value"] == "yes"
    assert "Try it now" in button.get_text()


def test_a_guest_comes_in_without_an_email(app: Flask, rows: Any) -> None:
    come_as_guest(app)
    newest = rows(User)[-1]
    assert newest.email is None
    assert newest.consented_at == NOON
    assert "18 or over" in newest.consent_text
    assert rows(Preferences, owner_id=newest.id)[0].time_zone == "Europe/Berlin"


def test_nobody_is_kept_without_consent(as_nobody: Visitor, rows: Any) -> None:
    assert as_nobody.send("/guest", time_zone="Europe/Berlin").status == 422
    assert len(rows(User)) == 2


def test_an_unknown_time_zone_keeps_nobody_out(as_nobody: Visitor, rows: Any) -> None:
    assert as_nobody.send("/guest", consent="yes", time_zone="Mars/Olympus").status == 303
    assert rows(Preferences)[-1].time_zone == "UTC"


def test_signing_up_keeps_what_the_guest_wrote(app: Flask, rows: Any) -> None:
    guest = come_as_guest(app)
    guest.send("/journal/pain", score="6")
    page = guest.send("/signup", email=" New@Example.org ", password="seven green lamps", **AGREED)
    assert page.headers["Location"] == "/today"
    newest = rows(User)[-1]
    assert newest.email == "new@example.org"
    assert newest.password_hash.startswith("$argon2id$")
    assert [entry.score for entry in rows(PainEntry, owner_id=newest.id)] == [6]
    assert guest.visit("/today").status == 200


def test_a_taken_email_is_told_beside_its_field_and_kept(app: Flask, rows: Any) -> None:
    guest = come_as_guest(app)
    page = guest.send("/signup", email="ann@example.org", password="seven green lamps", **AGREED)
    assert page.status == 422
    assert page.find("#email")["value"] == "ann@example.org"
    assert rows(User)[-1].email is None
    assert guest.visit("/today").status == 200


@pytest.mark.parametrize("password", ["short", "password1", "x" * 300])
def test_a_weak_password_is_refused_and_never_shown_again(
    as_nobody: Visitor, password: str
) -> None:
    page = as_nobody.send("/signup", email="new@example.org", password=password, **AGREED)
    assert page.status == 422
    assert password not in page.text or password == "short"
    assert page.find("#email")["value"] == "new@example.org"


def test_a_wrong_email_and_a_wrong_password_get_the_same_answer(as_nobody: Visitor) -> None:
    wrong = as_nobody.send("/login", email="ann@example.org", password="not her password")
    unknown = as_nobody.send("/login", email="eve@example.org", password="not her password")
    assert (wrong.status, unknown.status) == (422, 422)
    assert wrong.text.replace("ann@", "") == unknown.text.replace("eve@", "")


def test_an_unknown_email_costs_a_password_check_too(
    as_nobody: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.accounts.models import passwords

    checked: list[str] = []

    class Spy:
        def verify(self, known: str, _password: str) -> bool:
            checked.append(known)
            raise passwords.VerificationError

    monkeypatch.setattr(passwords, "hasher", Spy())
    as_nobody.send("/login", email="ann@example.org", password="x")
    as_nobody.send("/login", email="eve@example.org", password="x")
    assert [known.split("$")[1] for known in checked] == ["argon2id", "argon2id"]
    assert checked[1] == passwords.NOBODYS_HASH


def test_signing_in_leads_to_where_one_wanted_to_go(as_nobody: Visitor) -> None:
    asked = as_nobody.visit("/progress?weeks=4")
    assert asked.headers["Location"] == "/login?next=/progress?weeks%3D4"
    page = as_nobody.send("/login", **KNOCK, next="/progress?weeks=4")
    assert page.headers["Location"] == "/progress?weeks=4"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", "x", "/a\r\nb"],
)
def test_a_sign_in_never_leads_to_another_site(as_nobody: Visitor, elsewhere: str) -> None:
    assert as_nobody.send("/login", **KNOCK, next=elsewhere).headers["Location"] == "/today"


def test_signing_out_ends_on_the_server(app: Flask, as_nobody: Visitor) -> None:
    as_nobody.send("/login", **KNOCK)
    saved = as_nobody.client.get_cookie("softback")
    assert as_nobody.send("/logout").headers["Location"] == "/"
    thief = Visitor(app)
    thief.client.set_cookie("softback", saved.value)  # type: ignore[union-attr]
    assert thief.visit("/today").headers["Location"].startswith("/login")


def test_a_sign_in_makes_a_new_token(app: Flask, as_ann: Visitor, rows: Any, ann: User) -> None:
    before = {row.token_hash for row in rows(SignIn, owner_id=ann.id)}
    as_ann.send("/login", **KNOCK)
    after = {row.token_hash for row in rows(SignIn, owner_id=ann.id)}
    assert len(after) == 1
    assert not before & after


def test_a_guest_is_warned_before_signing_out(app: Flask) -> None:
    guest = come_as_guest(app)
    page = guest.send("/logout")
    assert page.status == 422
    assert "recovery code" in page.words
    assert guest.visit("/today").status == 200
    assert guest.send("/logout", choose="leave").status == 303
    assert guest.visit("/today").status == 303


def test_a_recovery_code_brings_a_guest_back(app: Flask) -> None:
    guest = come_as_guest(app)
    guest.send("/journal/pain", score="4")
    code = guest.send("/account/recovery").find("code").get_text()
    guest.send("/logout", choose="leave")
    other = Visitor(app)
    assert other.send("/recovery", code="AAAA-AAAA-AAAA-AAAA-AAAA").status == 422
    assert other.send("/recovery", code=code.lower()).headers["Location"] == "/today"
    assert other.visit("/journal").all("article, .card")


def test_a_code_noted_as_a_guest_opens_no_account(app: Flask) -> None:
    guest = come_as_guest(app)
    code = guest.send("/account/recovery").find("code").get_text()
    guest.send("/signup", email="new@example.org", password="seven green lamps", **AGREED)
    assert Visitor(app).send("/recovery", code=code).status == 422


def test_what_a_guest_wrote_can_join_the_account_they_have(
    app: Flask, rows: Any, ann: User
) -> None:
    guest = come_as_guest(app)
    guest.send("/journal/pain", score="7")
    assert guest.send("/login", **KNOCK).headers["Location"] == "/account/merge"
    assert guest.send("/account/merge").status == 422
    guest.send("/account/merge", choose="bring")
    assert [entry.score for entry in rows(PainEntry, owner_id=ann.id)] == [7]
    assert len(rows(User)) == 2


def test_two_nights_of_one_date_are_both_kept_when_a_guest_joins(
    app: Flask, as_ann: Visitor
) -> None:
    as_ann.send("/sleep/2026-03-11", quality="2")
    guest = come_as_guest(app)
    guest.send("/sleep/2026-03-11", quality="5", lights_out="23:10", final_wake="06:40")
    guest.send("/login", **KNOCK)
    assert guest.send("/account/merge", choose="bring").status == 303
    page = guest.visit("/sleep?date=2026-03-11")
    assert page.status == 200
    with app.app_context():
        from webapp.owned import KeptEdit

        kept = db.session.query(KeptEdit).one()
        assert (kept.changes["quality"], kept.changes["lights_out"][:5]) == (5, "23:10")


def test_a_phone_remembers_its_guest_by_what_nobody_else_can_get(
    app: Flask, rows: Any, ann: User
) -> None:
    """In a database that was put elsewhere the guest's number may be somebody else's."""
    guest = come_as_guest(app)
    guest.send("/journal/pain", score="7")
    guest.send("/login", **KNOCK)
    with app.app_context(), writing():
        db.session.execute(db.update(User).where(User.email.is_(None)).values(tag="a stranger"))
        db.session.commit()
    assert guest.send("/account/merge", choose="bring").headers["Location"] == "/today"
    with guest.client.session_transaction() as session:
        session["guest"] = rows(User)[-1].id  # a cookie of an older version
    assert guest.send("/account/merge", choose="bring").headers["Location"] == "/today"
    assert rows(PainEntry, owner_id=ann.id) == []


def test_what_a_guest_wrote_can_be_left_out(app: Flask, rows: Any) -> None:
    guest = come_as_guest(app)
    guest.send("/journal/pain", score="7")
    guest.send("/login", **KNOCK)
    guest.send("/account/merge", choose="remove")
    assert rows(PainEntry) == []
    assert len(rows(User)) == 2


def try_often(visitor: Visitor, times: int, **words: str) -> list[Page]:
    return [visitor.send("/login", **words) for _ in range(times)]


def test_tries_on_one_account_are_limited_and_say_when_to_return(as_nobody: Visitor) -> None:
    pages = try_often(as_nobody, 9, email="ann@example.org", password="wrong wrong")
    assert [page.status for page in pages] == [422] * 8 + [429]
    assert 0 < int(pages[-1].headers["Retry-After"]) <= 601
    assert as_nobody.send("/login", **KNOCK).status == 429
    assert as_nobody.send("/login", email="bob@example.org", password=PASSWORD).status == 303


def test_a_right_password_forgives_the_wrong_ones_before_it(as_nobody: Visitor) -> None:
    wrong = KNOCK | {"password": "not this one"}
    for _ in range(2):
        assert [as_nobody.send("/login", **wrong).status for _ in range(7)] == [422] * 7
        assert as_nobody.send("/login", **KNOCK).status == 303


@pytest.mark.slow
def test_tries_from_one_address_are_limited(as_nobody: Visitor) -> None:
    pages = [
        as_nobody.send("/login", email=f"x{n}@example.org", password="wrong wrong")
        for n in range(31)
    ]
    assert [page.status for page in pages[28:]] == [422, 422, 429]


def test_the_limit_ends_by_itself_ten_minutes_after_the_first_try(
    as_nobody: Visitor, at: Any
) -> None:
    try_often(as_nobody, 9, email="ann@example.org", password="wrong wrong")
    for minutes, status in ((9, 429), (10, 303)):
        at(NOON + timedelta(minutes=minutes))
        assert as_nobody.send("/login", **KNOCK).status == status


def test_thirty_idle_days_end_a_sign_in(as_ann: Visitor, at: Any) -> None:
    at(NOON + timedelta(days=28))
    assert as_ann.visit("/account").status == 200
    at(NOON + timedelta(days=57))
    assert as_ann.visit("/account").status == 200
    at(NOON + timedelta(days=88))
    assert as_ann.visit("/account").status == 303


def test_a_guests_sign_in_does_not_expire(app: Flask, at: Any) -> None:
    guest = come_as_guest(app)
    at(NOON + timedelta(days=300))
    assert guest.visit("/today").status == 200


def test_a_new_password_signs_other_devices_out(
    app: Flask, as_nobody: Visitor, as_ann: Visitor
) -> None:
    as_nobody.send("/login", **KNOCK)
    page = as_nobody.send("/account/password", current=PASSWORD, password="another quiet bird")
    assert page.status == 303
    assert as_nobody.visit("/account").status == 200
    assert as_ann.visit("/account").status == 303
    assert Visitor(app).send("/login", **KNOCK).status == 422


def test_a_wrong_current_password_changes_nothing(app: Flask, as_ann: Visitor) -> None:
    page = as_ann.send("/account/password", current="not it at all", password="another quiet bird")
    assert page.status == 422
    assert Visitor(app).send("/login", **KNOCK).status == 303


def test_a_guest_has_no_password_to_change(app: Flask, rows: Any) -> None:
    guest = come_as_guest(app)
    page = guest.send("/account/password", current="x", password="another quiet bird")
    assert page.status == 422
    assert rows(User)[-1].password_hash is None


def test_preferences_are_kept(as_ann: Visitor) -> None:
    wishes = {"time_zone": "Asia/Tokyo", "theme": "dark", "tools": ["cane"], "regions": ["b08"]}
    assert as_ann.send("/account", **wishes).status == 303
    page = as_ann.visit("/account")
    assert page.find("html")["data-theme"] == "dark"
    assert page.find("#time_zone option[selected]")["value"] == "Asia/Tokyo"


def test_preferences_that_do_not_exist_are_refused(as_ann: Visitor) -> None:
    page = as_ann.send("/account", time_zone="Mars/Olympus", theme="pink", tools=["saw"])
    assert page.status == 422


def test_erasing_leaves_nothing_of_a_person(app: Flask, as_ann: Visitor, ann: User) -> None:
    as_ann.send("/journal/pain", score="5", note="nobody shall read this")
    as_ann.send("/sleep/2026-03-11", quality="3")
    assert as_ann.send("/account/deletion").status == 422
    assert as_ann.send("/account/deletion", sure="y").status == 303
    assert as_ann.visit("/account").status == 303
    with app.app_context():
        for table in db.metadata.tables.values():
            owner = table.c.get("owner_id", table.c.get("email"))
            if owner is not None:
                found = db.session.execute(db.select(owner)).scalars().all()
                assert ann.id not in found
                assert "ann@example.org" not in found


def test_empty_guests_are_gone_after_a_day(app: Flask, rows: Any) -> None:
    come_as_guest(app)
    come_as_guest(app).send("/journal/pain", score="1")
    with app.app_context(), writing():
        assert reap_empty_guests(NOON + timedelta(hours=1)) == 1
        db.session.commit()
    assert len(rows(User)) == 3


def test_guests_who_wrote_keep_no_empty_one_from_its_turn(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_as_guest(app).send("/journal/pain", score="1")
    come_as_guest(app)
    monkeypatch.setattr(users, "AT_ONCE", 1)
    with app.app_context(), writing():
        assert reap_empty_guests(NOON + timedelta(hours=1)) == 1


def test_every_screen_respects_the_size_of_the_text(as_ann: Visitor) -> None:
    assert as_ann.visit("/today").find("html")["data-text"] == "normal"
    as_ann.send("/account", time_zone="Europe/London", text_size="larger", clock="12")
    for url in ("/today", "/journal", "/account", "/routines"):
        assert as_ann.visit(url).find("html")["data-text"] == "larger"
    assert as_ann.visit("/account").find('input[name=clock][value="12"]').has_attr("checked")


def test_a_form_from_an_older_page_changes_only_what_it_holds(as_ann: Visitor) -> None:
    as_ann.send("/account", time_zone="Europe/London", text_size="large", week_start="sunday")
    as_ann.send("/account", time_zone="Asia/Tokyo", theme="dark")
    page = as_ann.visit("/account")
    for value in ("large", "sunday", "dark"):
        assert page.find(f'input[value="{value}"]').has_attr("checked")


@pytest.mark.parametrize(
    "wrong",
    [{"clock": "13"}, {"week_start": "midweek"}, {"text_size": "huge"}, {"clock": "x" * 9999}],
)
def test_a_wish_that_does_not_exist_is_refused(as_ann: Visitor, wrong: dict[str, str]) -> None:
    assert as_ann.send("/account", time_zone="Europe/London", **wrong).status == 422
    assert as_ann.visit("/account").find('input[name=clock][value="24"]').has_attr("checked")


def test_someone_new_is_asked_once_how_long_it_has_hurt(app: Flask) -> None:
    guest = come_as_guest(app)
    page = guest.visit("/today")
    assert [b["value"] for b in page.all("#pain-age button")] == ["short", "longer", "unsaid"]
    answer = guest.send("/account/rhythm", pain_age="unsaid")
    assert answer.headers["Location"] == "/today"
    assert not guest.visit("/today").all("#pain-age")
    assert not guest.visit("/today").all("details #log")


def test_a_young_pain_is_asked_about_rarely_and_function_first(app: Flask, at: Any) -> None:
    guest = come_as_guest(app)
    guest.send("/account/rhythm", pain_age="short")
    page = guest.visit("/today")
    assert page.find("form#check-in")
    assert page.find("details #quick-log"), "numbers are folded away, not gone"
    assert not page.all('a[href="/questionnaires/peg"]')
    assert "Nothing is expected here." in guest.visit("/progress").words
    reason = guest.visit("/account").find("#how-often").get_text(" ")
    for words in ("58 people", "52 % against 79 %", "Ferrari 2015", "10.1007/s00296-014-3082-3"):
        assert words in reason
    guest.send("/function/2026-03-11", ability="3")
    assert not guest.visit("/today").all("form#check-in")
    at(NOON + timedelta(days=3))
    assert guest.visit("/today").find("form#check-in")
    at(NOON + timedelta(days=42))
    assert "Six weeks have passed" in guest.visit("/today").words


def test_daily_scoring_is_a_choice_at_any_time(app: Flask) -> None:
    guest = come_as_guest(app)
    guest.send("/account/rhythm", pain_age="short")
    assert guest.send("/account/rhythm", rhythm="daily").status == 303
    page = guest.visit("/today")
    assert not page.all("form#check-in")
    assert not page.all("details #quick-log")
    guest.send("/account/rhythm", rhythm="sparse")
    assert guest.visit("/today").find("form#check-in")


@pytest.mark.parametrize("wrong", [{}, {"pain_age": "x"}, {"rhythm": "hourly"}, {"pain_age": ""}])
def test_an_answer_that_is_none_is_refused(as_ann: Visitor, wrong: dict[str, str]) -> None:
    page = as_ann.send("/account/rhythm", **wrong)
    assert page.status == 422
    assert page.all("#how-often [data-error-summary]")


def test_each_other_device_can_be_signed_out_and_only_by_its_owner(
    app: Flask, as_nobody: Visitor, as_ann: Visitor, as_bob: Visitor
) -> None:
    as_nobody.send("/login", **KNOCK)
    page = as_nobody.visit("/account")
    [form] = page.all('#devices form[action*="/account/devices/"]')
    assert as_bob.send(form["action"]).status == 404
    assert as_ann.visit("/account").status == 200
    assert as_nobody.send(form["action"]).status == 303
    assert as_ann.visit("/account").status == 303
    assert as_nobody.send(form["action"]).status == 404
    assert as_nobody.send("/account/devices/zz/deletion").status == 404


def test_everywhere_else_is_signed_out_at_once(as_nobody: Visitor, as_ann: Visitor) -> None:
    as_nobody.send("/login", **KNOCK)
    assert as_nobody.send("/account/devices").status == 303
    assert as_ann.visit("/account").status == 303
    assert as_nobody.visit("/account").status == 200


def test_half_a_year_ends_a_sign_in_however_often_it_is_used(as_nobody: Visitor, at: Any) -> None:
    as_nobody.send("/login", **KNOCK)
    for days in range(20, 181, 20):
        at(NOON + timedelta(days=days))
        assert as_nobody.visit("/account").status == 200, days
    at(NOON + timedelta(days=181))
    assert as_nobody.visit("/account").status == 303


def test_sign_ins_that_their_age_ended_are_removed_but_never_a_guests(
    app: Flask, as_ann: Visitor, rows: Any, at: Any
) -> None:
    come_as_guest(app)
    at(NOON + timedelta(days=181))
    with app.app_context():
        from webapp.database import writing

        with writing():
            SignIn.sweep()
            db.session.commit()
    assert [row.owner_id for row in rows(SignIn)] == [rows(User)[-1].id]
    assert rows(User)[-1].email is None


def test_a_guest_gets_a_code_without_a_password_and_an_account_does_not(
    app: Flask, as_ann: Visitor
) -> None:
    assert come_as_guest(app).send("/account/recovery").status == 200
    page = as_ann.send("/account/recovery")
    assert page.status == 422
    assert page.find("#proof-error")


def test_the_list_of_common_passwords_is_long_and_in_lower_case() -> None:
    from webapp.accounts.forms import common_passwords

    words = common_passwords()
    assert len(words) > 5000
    assert all(word == word.lower() for word in words)
    assert {"password1", "12345678", "iloveyou", "qwertyuiop"} <= words
