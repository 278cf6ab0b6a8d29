"""Sign-up, a forgotten password and another address, through a real server of mail."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.cast import PASSWORD, TOKENS
from tests.conftest import NOON
from tests.post import PostOffice, deliver
from tests.visits import Page, Visitor
from webapp.accounts.links import Link
from webapp.accounts.models import SignIn, User, reap_empty_guests
from webapp.database import writing
from webapp.extensions import db
from webapp.journal.models import PainEntry
from webapp.mail.files import Folder
from webapp.mail.outbox import Mail

AGREED = {"time_zone": "Europe/Berlin", "consent": "yes"}
NEW = "seven green lamps"
EVE, ANN = "eve@example.org", "ann@example.org"


def sign_up(app: Flask, email: str = EVE, visitor: Visitor | None = None) -> Visitor:
    visitor = visitor or Visitor(app)
    page = visitor.send("/signup", email=email, password=NEW, **AGREED)
    assert page.headers["Location"] == "/account/confirmation"
    deliver(app)
    return visitor


def people(rows: Any) -> list[User]:
    """Everyone, the newest last."""
    return sorted(rows(User), key=lambda user: user.id)


def follow(visitor: Visitor, path: str) -> Page:
    """Opens a link out of a mail, up to the page it leads to."""
    first = visitor.visit(path)
    assert first.status == 303
    return visitor.visit(first.headers["Location"])


def shape(page: Page, email: str) -> str:
    """What a stranger can see of an answer, without what was typed."""
    return re.sub(r'data-user-tag="\w+"', "", page.text.replace(email, "EMAIL"))


def test_an_account_begins_with_the_link_and_what_was_written_before_stays(
    posting: Flask, office: PostOffice, rows: Any
) -> None:
    guest = sign_up(posting)
    guest.send("/journal/pain", score="6")
    assert people(rows)[-1].email is None
    assert EVE in guest.visit("/account/confirmation").words
    assert Visitor(posting).send("/login", email=EVE, password=NEW).status == 422
    page = follow(guest, office.link_to(EVE))
    assert page.find('form[action="/confirmation"] button')
    assert guest.send("/confirmation").status == 303
    user = people(rows)[-1]
    assert (user.email, user.email_confirmed_at) == (EVE, NOON)
    assert [entry.score for entry in rows(PainEntry, owner_id=user.id)] == [6]
    assert guest.visit("/today").status == 200
    assert Visitor(posting).send("/login", email=EVE, password=NEW).status == 303
    assert rows(Link) == []


def test_a_guest_keeps_everything_whether_or_not_the_address_was_free(
    posting: Flask, rows: Any
) -> None:
    for email in (EVE, ANN):
        guest = Visitor(posting)
        guest.send("/guest", **AGREED)
        guest.send("/journal/pain", score="7")
        sign_up(posting, email, guest)
        assert [entry.score for entry in rows(PainEntry, owner_id=people(rows)[-1].id)] == [7]
        assert "7" in guest.visit("/journal").find("main").get_text()


def statements_of(app: Flask, act: Any) -> list[str]:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    act()
    event.remove(engine, "before_cursor_execute", note)
    return seen


@pytest.mark.parametrize("url", ["/signup", "/reset"])
def test_nobody_learns_which_addresses_have_accounts(posting: Flask, url: str, rows: Any) -> None:
    """The same answer and the same statements; one password hash each at sign-up."""
    answers, costs = [], []
    for email in (ANN, EVE):
        visitor, pages = Visitor(posting), []

        def act(visitor: Visitor = visitor, email: str = email, pages: Any = pages) -> None:
            pages.append(visitor.send(url, email=email, password=NEW, **AGREED))

        costs.append(statements_of(posting, act))
        pages.append(visitor.visit(pages[0].headers["Location"]))
        pages.append(visitor.visit("/today"))
        seen = [(p.status, p.headers.get("Location"), shape(p, email)) for p in pages[:2]]
        answers.append((seen, pages[2].status))
    assert answers[0] == answers[1]
    assert costs[0] == costs[1]
    assert len(rows(Mail)) == 2


def test_the_owner_of_a_taken_address_is_told_by_mail_alone(
    posting: Flask, office: PostOffice, rows: Any
) -> None:
    stranger = sign_up(posting, ANN)
    [letter] = office.to(ANN)
    assert letter["Subject"] == "You have an account already"
    assert "/links/" not in letter.get_content()
    assert ANN in stranger.visit("/account/confirmation").words
    assert len(rows(User, email=ANN)) == 1


def test_somebody_elses_confirmation_never_opens_the_signer_uppers_account(
    posting: Flask, office: PostOffice, rows: Any
) -> None:
    """A stranger signs up with Eve's address and waits for her to confirm it."""
    sign_up(posting)
    eve = Visitor(posting)
    page = follow(eve, office.link_to(EVE))
    assert page.find("input[type=password]")
    assert eve.send("/confirmation").status == 422
    assert eve.send("/confirmation", password="my own password").status == 422
    assert people(rows)[-1].email is None


def test_a_mail_opened_on_another_device_asks_for_the_password(
    posting: Flask, office: PostOffice, rows: Any
) -> None:
    phone = sign_up(posting)
    phone.send("/journal/pain", score="6")
    laptop = Visitor(posting)
    follow(laptop, office.link_to(EVE))
    assert laptop.send("/confirmation", password=NEW).status == 303
    assert people(rows)[-1].email == EVE
    assert phone.visit("/journal").status == laptop.visit("/journal").status == 200


def test_two_who_asked_for_one_address_the_first_to_confirm_has_it(
    posting: Flask, office: PostOffice, rows: Any
) -> None:
    first, second = sign_up(posting), sign_up(posting)
    links = [
        office.to(EVE)[n].get_content().split("http://localhost")[1].split()[0] for n in (0, 1)
    ]
    follow(first, links[0])
    follow(second, links[1])
    assert first.send("/confirmation").status == 303
    page = second.send("/confirmation")
    assert page.status == 422
    assert "has an account" in page.words
    assert second.visit("/today").status == 200
    assert [user.email for user in people(rows)][-2:] == [EVE, None]


def test_a_newer_sign_up_takes_the_place_of_an_older_one(
    posting: Flask, office: PostOffice
) -> None:
    guest = sign_up(posting)
    old = office.link_to(EVE)
    sign_up(posting, visitor=guest)
    assert guest.visit(old).status == 404
    assert guest.visit(office.link_to(EVE)).status == 303


def test_a_guest_who_waits_for_a_mail_is_not_reaped(posting: Flask, at: Any) -> None:
    guest = Visitor(posting)
    guest.send("/guest", **AGREED)
    at(NOON + timedelta(hours=23))
    sign_up(posting, visitor=guest)
    for hours, reaped in ((25, 0), (48, 1)):
        at(NOON + timedelta(hours=hours))
        with posting.app_context(), writing():
            assert reap_empty_guests(NOON + timedelta(hours=hours - 24)) == reaped
            db.session.commit()


def ask(app: Flask, email: str = ANN) -> Visitor:
    visitor = Visitor(app)
    page = visitor.send("/reset", email=email)
    assert page.headers["Location"] == "/reset/sent"
    deliver(app)
    return visitor


def test_a_forgotten_password_is_replaced_once_and_every_device_signed_out(
    posting: Flask, office: PostOffice, rows: Any, ann: User
) -> None:
    old = Visitor(posting, TOKENS["ann"])
    visitor = ask(posting)
    link = office.link_to(ANN)
    page = follow(visitor, link)
    token = link.rpartition("/")[2]
    assert token not in page.text
    refused = visitor.send("/reset/password", password="short")
    assert refused.status == 422
    for shown in (page, refused):
        assert shown.find(".lede b").get_text() == ANN, "somebody may have sent a link of their own"
    done = visitor.send("/reset/password", password=NEW)
    assert (done.status, done.headers["Location"]) == (303, "/today")
    assert visitor.visit("/today").status == 200
    assert old.visit("/today").status == 303
    assert len(rows(SignIn, owner_id=ann.id)) == 1
    assert rows(User, id=ann.id)[0].email_confirmed_at == NOON
    for again in (visitor, Visitor(posting)):
        assert again.visit(link).status == 404
        assert again.send("/reset/password", password=NEW).status == 404
    assert Visitor(posting).send("/login", email=ANN, password=PASSWORD).status == 422
    assert Visitor(posting).send("/login", email=ANN, password=NEW).status == 303
    deliver(posting)
    assert [letter["Subject"] for letter in office.to(ANN)][1:] == ["Your password was changed"]


@pytest.mark.parametrize(("minutes", "status"), [(59, 303), (60, 404)])
def test_a_link_for_a_password_lasts_an_hour(
    posting: Flask, office: PostOffice, at: Any, minutes: int, status: int
) -> None:
    visitor = ask(posting)
    at(NOON + timedelta(minutes=minutes))
    assert visitor.visit(office.link_to(ANN)).status == status


def test_reading_a_link_uses_nothing_up(posting: Flask, office: PostOffice, rows: Any) -> None:
    """Programs that look through mail open every link in it."""
    visitor = ask(posting)
    for _ in range(3):
        follow(Visitor(posting), office.link_to(ANN))
    follow(visitor, office.link_to(ANN))
    assert visitor.send("/reset/password", password=NEW).status == 303


def test_the_database_and_the_log_never_hold_a_token(
    posting: Flask, office: PostOffice, data: Any, caplog: Any
) -> None:
    visitor = ask(posting)
    sign_up(posting, EVE)
    tokens = [office.link_to(email).rpartition("/")[2] for email in (ANN, EVE)]
    follow(visitor, office.link_to(ANN))
    for path in data.rglob("*"):
        if path.is_file():
            kept = path.read_bytes()
            assert not [token for token in tokens if token.encode() in kept], path.name
    assert not [token for token in tokens if token in caplog.text]


@pytest.mark.parametrize(
    "url", ["/links/x", "/links/" + "A" * 43, "/reset/password", "/confirmation"]
)
def test_a_link_that_never_was_says_so_in_words(posting: Flask, url: str) -> None:
    page = Visitor(posting).visit(url)
    assert page.status == 404
    assert "This link is over" in page.words


def test_a_link_of_one_kind_serves_for_nothing_else(posting: Flask, office: PostOffice) -> None:
    guest = sign_up(posting)
    follow(guest, office.link_to(EVE))
    assert guest.visit("/reset/password").status == 404
    visitor = ask(posting)
    follow(visitor, office.link_to(ANN))
    assert visitor.send("/confirmation", password=PASSWORD).status == 404


def test_mails_to_one_address_are_limited_whoever_asks(posting: Flask) -> None:
    for email in (ANN, "nobody@example.org"):
        pages = [Visitor(posting).send("/reset", email=email) for _ in range(6)]
        assert [page.status for page in pages] == [303] * 5 + [429], email
        assert 0 < int(pages[-1].headers["Retry-After"]) <= 3601
    assert Visitor(posting).send("/signup", email=ANN, password=NEW, **AGREED).status == 429


def test_requests_from_one_address_are_limited(posting: Flask) -> None:
    visitor = Visitor(posting)
    pages = [visitor.send("/reset", email=f"x{n}@example.org") for n in range(31)]
    assert [page.status for page in pages[29:]] == [303, 429]


def test_a_server_of_mail_that_is_away_is_nobodys_error(
    posting: Flask, office: PostOffice, rows: Any, at: Any
) -> None:
    office.refuses[ANN] = "451 later"
    ask(posting)
    assert rows(Mail)[0].due_at is not None
    office.refuses.clear()
    at(NOON + timedelta(minutes=1))
    deliver(posting)
    assert Visitor(posting).visit(office.link_to(ANN)).status == 303


def test_another_address_is_confirmed_there_and_told_here(
    posting: Flask, office: PostOffice, rows: Any, ann: User
) -> None:
    visitor = Visitor(posting, TOKENS["ann"])
    assert visitor.send("/account/email", email=EVE, secret="not hers at all").status == 422
    page = visitor.send("/account/email", email=EVE, secret=PASSWORD)
    assert page.headers["Location"] == "/account/confirmation"
    deliver(posting)
    assert rows(User, id=ann.id)[0].email == ANN
    assert EVE in visitor.visit("/account").words
    assert EVE not in Visitor(posting, TOKENS["bob"]).visit("/account").words
    follow(visitor, office.link_to(EVE))
    assert visitor.send("/confirmation").status == 303
    deliver(posting)
    assert rows(User, id=ann.id)[0].email == EVE
    assert [letter["Subject"] for letter in office.to(ANN)] == ["Your e-mail address was changed"]
    assert "help@example.org" in office.to(ANN)[0].get_content()
    assert Visitor(posting).send("/login", email=EVE, password=PASSWORD).status == 303
    assert Visitor(posting).send("/login", email=ANN, password=PASSWORD).status == 422


def test_a_new_password_ends_a_change_of_address_under_way(
    posting: Flask, office: PostOffice
) -> None:
    visitor = Visitor(posting, TOKENS["ann"])
    visitor.send("/account/email", email=EVE, secret=PASSWORD)
    deliver(posting)
    visitor.send("/account/password", current=PASSWORD, password=NEW)
    assert visitor.visit(office.link_to(EVE)).status == 404


def test_a_link_that_went_to_the_old_address_opens_nothing_after_the_move(
    posting: Flask, office: PostOffice
) -> None:
    ask(posting)
    old = office.link_to(ANN)
    visitor = Visitor(posting, TOKENS["ann"])
    visitor.send("/account/email", email=EVE, secret=PASSWORD)
    deliver(posting)
    assert Visitor(posting).visit(old).status == 303
    follow(visitor, office.link_to(EVE))
    assert visitor.send("/confirmation").status == 303
    assert Visitor(posting).visit(old).status == 404


def test_moving_to_somebody_elses_address_tells_nobody_but_them(
    posting: Flask, office: PostOffice
) -> None:
    visitor = Visitor(posting, TOKENS["ann"])
    seen = []
    for email in ("bob@example.org", EVE):
        page = visitor.send("/account/email", email=email, secret=PASSWORD)
        there = visitor.visit("/account/confirmation")
        seen.append((page.status, page.headers["Location"], shape(there, email)))
    assert seen[0] == seen[1]
    deliver(posting)
    assert office.to("bob@example.org")[0]["Subject"] == "You have an account already"


def test_an_address_that_was_never_confirmed_is_said_once_and_can_be(
    posting: Flask, office: PostOffice, rows: Any, ann: User
) -> None:
    visitor = Visitor(posting, TOKENS["ann"])
    assert "address is not confirmed" in visitor.visit("/account").words
    visitor.send("/account/email", email=ANN, secret=PASSWORD)
    deliver(posting)
    follow(visitor, office.link_to(ANN))
    assert visitor.send("/confirmation").status == 303
    assert rows(User, id=ann.id)[0].email_confirmed_at == NOON
    assert "address is not confirmed" not in visitor.visit("/account").words


def test_no_mail_says_anything_about_health(posting: Flask, office: PostOffice) -> None:
    sign_up(posting, EVE)
    sign_up(posting, ANN)
    ask(posting)
    visitor = Visitor(posting, TOKENS["ann"])
    visitor.send("/account/password", current=PASSWORD, password=NEW)
    deliver(posting)
    assert len(office.kept) == 4
    for letter in office.kept:
        text = letter["Subject"] + letter.get_content()
        for word in ("pain", "back pain", "sleep", "massage", "diary", "health", "routine"):
            assert word not in text.lower().replace("softback", "")


def test_erasing_takes_what_waits_for_the_post_along(
    posting: Flask, rows: Any, office: PostOffice
) -> None:
    visitor = Visitor(posting, TOKENS["ann"])
    visitor.send("/account/email", email=EVE, secret=PASSWORD)
    Visitor(posting).send("/reset", email=ANN)
    assert visitor.send("/account/deletion", sure="y").status == 303
    assert rows(Link) == rows(Mail) == []
    assert deliver(posting) == 0


def test_without_mail_the_pages_say_so_and_a_code_opens_the_account(
    app: Flask, as_nobody: Visitor, as_ann: Visitor, rows: Any, ann: User
) -> None:
    assert "This installation sends no mail" in as_nobody.visit("/signup").words
    assert "This installation has no mail server" in as_nobody.visit("/reset").words
    assert as_ann.send("/account/recovery", proof="wrong one").status == 422
    code = as_ann.send("/account/recovery", proof=PASSWORD).find("code").get_text()
    page = as_nobody.send("/recovery", code=code)
    assert page.headers["Location"] == "/reset/password"
    assert as_nobody.visit("/account").status == 303, "the code alone signs nobody in"
    assert as_nobody.visit("/reset/password").find(".lede b").get_text() == ANN
    assert as_nobody.send("/reset/password", password=NEW).status == 303
    assert as_nobody.visit("/account").status == 200
    assert as_ann.visit("/account").status == 303
    assert as_ann.send("/recovery", code=code).status == 422
    assert rows(User, id=ann.id)[0].email_confirmed_at is None
    assert rows(Mail) == []


def test_without_a_mail_server_the_letter_is_a_file_in_the_data_folder(
    app: Flask, as_nobody: Visitor, as_ann: Visitor, rows: Any, ann: User
) -> None:
    for email in (ANN, "nobody@example.org"):
        assert as_nobody.send("/reset", email=email).headers["Location"] == "/reset/sent"
    assert "whoever runs this installation" in as_nobody.visit("/reset/sent").words
    assert deliver(app) == 1, "nobody gets no letter"
    folder = app.config["SETTINGS"].data / "mail"
    (file,) = folder.iterdir()
    assert file.suffix == ".eml"
    assert file.stat().st_mode & 0o777 == 0o600
    letter = message_from_bytes(file.read_bytes(), policy=default)
    assert letter["To"] == ANN
    link = re.search(r"https?://[^/]+(/links/\S+)", letter.get_content())
    assert link
    assert as_nobody.visit(link[1]).headers["Location"] == "/reset/password"
    assert as_nobody.send("/reset/password", password=NEW).status == 303
    assert as_nobody.visit("/account").status == 200
    assert as_ann.visit("/account").status == 303
    assert rows(User, id=ann.id)[0].email_confirmed_at is None, "no mail was received"


def letters_in(app: Flask) -> list[str]:
    """To whom the letters in the data folder go."""
    files = (app.config["SETTINGS"].data / "mail").glob("*")
    return sorted(message_from_bytes(file.read_bytes(), policy=default)["To"] for file in files)


def test_whoever_removes_everything_takes_the_letters_in_the_data_folder_along(
    app: Flask, as_nobody: Visitor, as_ann: Visitor, rows: Any
) -> None:
    for email in (ANN, "bob@example.org"):
        as_nobody.send("/reset", email=email)
    assert deliver(app) == 2
    assert as_ann.send("/account/email", email=EVE, secret=PASSWORD).status == 303
    as_nobody.send("/reset", email=EVE)
    assert deliver(app) == 1
    as_nobody.send("/reset", email=EVE)
    note = app.config["SETTINGS"].data / "mail" / "read me.eml"
    note.write_text("To: her@example.org\n\n")
    assert letters_in(app) == sorted([ANN, "bob@example.org", EVE, "her@example.org"])
    assert as_ann.send("/account/deletion", sure="y").status == 303
    assert letters_in(app) == ["bob@example.org", "her@example.org"]
    assert deliver(app) == 0
    assert len(rows(Mail)) == 1


def test_a_letter_that_was_being_written_while_its_person_left_is_taken_back(
    app: Flask, as_nobody: Visitor, as_ann: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Folder.send

    def leave_meanwhile(folder: Folder, *letter: Any) -> None:
        as_ann.send("/account/deletion", sure="y")
        write(folder, *letter)

    as_nobody.send("/reset", email=ANN)
    monkeypatch.setattr(Folder, "send", leave_meanwhile)
    deliver(app)
    assert letters_in(app) == []


def test_a_letter_that_waits_for_the_address_of_somebody_who_leaves_does_not_go_out(
    posting: Flask, rows: Any, bob: User
) -> None:
    with posting.app_context(), writing():
        Mail.write("signup", ANN, "Hello\n\nyou", timedelta(days=1), person_id=bob.id)
        Mail.write("signup", EVE, "Hello\n\nyou", timedelta(days=1), person_id=bob.id)
        db.session.commit()
    Visitor(posting, TOKENS["ann"]).send("/account/deletion", sure="y")
    assert [mail.recipient for mail in rows(Mail)] == [EVE]


def test_without_mail_an_address_changes_at_once_unless_it_is_taken(
    app: Flask, as_ann: Visitor, rows: Any, ann: User
) -> None:
    with app.app_context():
        db.session.get_one(User, ann.id).confirm_email()
        db.session.commit()
    page = as_ann.send("/account/email", email="bob@example.org", secret=PASSWORD)
    assert page.status == 422
    assert "cannot be used" in page.words
    assert as_ann.send("/account/email", email=EVE, secret=PASSWORD).status == 303
    [moved] = rows(User, id=ann.id)
    assert (moved.email, moved.email_confirmed_at) == (EVE, None)


@pytest.mark.parametrize("email", ["", "x", "a@b", "a,b@c.org", "x" * 300 + "@c.org"])
def test_an_address_that_is_none_comes_back_beside_its_field(posting: Flask, email: str) -> None:
    for url in ("/reset", "/signup"):
        page = Visitor(posting).send(url, email=email, password=NEW, **AGREED)
        assert page.status == 422
        assert page.find("#email")["value"] == email
        assert page.find("#email-error")
