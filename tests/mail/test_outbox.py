"""The outbox: nothing is lost, nothing waits for a server, nothing is left lying about."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.conftest import NOON, settings_for
from tests.post import PostOffice, certificate, deliver
from tests.visits import Visitor
from webapp import create_app
from webapp.config import MailServer, SettingError, Settings
from webapp.database import writing
from webapp.extensions import db
from webapp.mail import smtp
from webapp.mail.outbox import Mail

TEXT = "A subject, für you\nThe body.\n\n{link}\n"
DAY = timedelta(days=1)


def put(app: Flask, to: str = "eve@example.org", **more: Any) -> None:
    with app.app_context(), writing():
        Mail.write("test", to, TEXT, DAY, **more)
        db.session.commit()


def only(rows: Any) -> Mail:
    [mail] = rows(Mail)
    return mail


def test_a_mail_arrives_as_it_was_written_and_nothing_of_it_stays(
    app: Flask, office: PostOffice, rows: Any
) -> None:
    put(app, "käthe@bücher.example".replace("ä", "ae"), seed=b"s" * 32)
    assert deliver(app) == 1
    [letter] = office.kept
    assert office.boxes == ["kaethe@xn--bcher-kva.example"]
    assert letter["Subject"] == "A subject, für you"
    assert letter["From"] == "Softback <softback@localhost>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().split()[:2] == ["The", "body."]
    assert letter.get_content().split()[2].startswith("http://localhost/links/")
    mail = only(rows)
    assert (mail.recipient, mail.subject, mail.body, mail.seed) == ("", "", "", None)
    assert (mail.sent_at, mail.due_at) == (NOON, None)
    assert deliver(app) == 0


def test_without_a_server_it_waits_longer_each_time_and_arrives_in_the_end(
    app: Flask, rows: Any, at: Any, caplog: Any
) -> None:
    from webapp.mail.outbox import LONGEST_PAUSE

    closed = PostOffice()
    with app.app_context():
        app.config["SETTINGS"] = settings_for(app.config["SETTINGS"].data, mail_url=closed.url)
    put(app)
    pauses, now = [], NOON
    for _ in range(4):
        at(now)
        assert deliver(app) == 0
        due = only(rows).due_at
        pauses.append((due - now).total_seconds() / 60)
        now = due
    assert pauses == [1, 2, 4, 8]
    assert timedelta(hours=6) == LONGEST_PAUSE
    assert "eve" not in caplog.text and "ConnectionRefusedError" in caplog.text
    at(now)
    with closed.open():
        assert deliver(app) == 1
    assert closed.boxes == ["eve@example.org"]


def test_a_mail_that_is_worth_nothing_any_more_is_given_up_and_erased(
    app: Flask, office: PostOffice, rows: Any, at: Any
) -> None:
    put(app)
    at(NOON + DAY + timedelta(seconds=1))
    assert deliver(app) == 0
    assert (only(rows).body, only(rows).due_at, only(rows).sent_at) == ("", None, None)
    assert office.kept == []


def test_a_box_that_does_not_exist_stops_nobody_elses_mail(
    app: Flask, office: PostOffice, rows: Any, caplog: Any
) -> None:
    office.refuses["eve@example.org"] = "550 no such box"
    put(app)
    put(app, "ann@example.org")
    assert deliver(app) == 1
    assert office.boxes == ["ann@example.org"]
    assert [mail.due_at for mail in rows(Mail)] == [None, None]
    assert "eve" not in caplog.text


def test_a_box_that_is_full_for_now_is_tried_again(
    app: Flask, office: PostOffice, rows: Any, at: Any
) -> None:
    office.refuses["eve@example.org"] = "451 try later"
    put(app)
    assert deliver(app) == 0
    office.refuses.clear()
    assert deliver(app) == 0, "not before its time"
    at(NOON + timedelta(minutes=1))
    assert deliver(app) == 1


def test_two_rounds_at_once_never_send_one_mail_twice(app: Flask, office: PostOffice) -> None:
    put(app)
    with app.app_context(), writing():
        assert Mail.take() is not None
        assert Mail.take() is None
    assert deliver(app) == 0


def test_a_round_that_died_while_sending_is_made_good(
    app: Flask, office: PostOffice, at: Any
) -> None:
    put(app)
    with app.app_context(), writing():
        Mail.take()
    at(NOON + timedelta(minutes=5))
    assert deliver(app) == 1


def test_a_mail_to_nobody_is_never_sent(app: Flask, office: PostOffice, rows: Any) -> None:
    put(app, "")
    assert deliver(app) == 0
    assert only(rows).body == ""


def test_what_is_done_is_swept_after_a_week(app: Flask, rows: Any, at: Any) -> None:
    from webapp.mail import outbox

    put(app)
    deliver(app)
    for days, left in ((6, 1), (8, 0)):
        at(NOON + timedelta(days=days))
        with app.app_context(), writing():
            outbox.sweep()
            db.session.commit()
        assert len(rows(Mail)) == left


def test_a_token_needs_the_secret_key_too(app: Flask, data: Any) -> None:
    from webapp.mail.outbox import token_of

    other = create_app(settings_for(data.parent / "other"))
    other.secret_key = "another key of this house"
    with app.app_context():
        here = token_of(b"s" * 32)
    with other.app_context():
        assert token_of(b"s" * 32) != here
    assert len(here) == 43


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: Any) -> Any:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize("kind", ["smtps", "smtp"])
def test_the_line_is_encrypted_and_signed_in(
    app: Flask, data: Any, trusted: Any, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, context = trusted
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    office = PostOffice()
    ways: dict[str, Any] = {"authenticator": office.knows, "auth_required": True}
    ways |= {"ssl_context": context} if kind == "smtps" else {"tls_context": context}
    if kind == "smtps":
        ways["auth_require_tls"] = False  # aiosmtpd does not see that it is inside TLS already
    url = f"{kind}://ann%40example.org:p%40ss%20word@localhost:{office.port}?tls=on"
    app.config["SETTINGS"] = settings_for(data, mail_url=url)
    put(app)
    with office.open(**ways):
        assert deliver(app) == 1
    assert office.users == ["ann@example.org"]
    assert office.was_encrypted == [True]
    assert office.kept[0]["From"] == "Softback <ann@example.org>"


def test_a_certificate_that_nobody_vouches_for_gets_no_password(
    app: Flask, data: Any, trusted: Any, rows: Any, caplog: Any
) -> None:
    office = PostOffice()
    url = f"smtp://ann:secret@localhost:{office.port}?tls=on"
    app.config["SETTINGS"] = settings_for(data, mail_url=url)
    put(app)
    with office.open(tls_context=trusted[1], authenticator=office.knows):
        assert deliver(app) == 0
    assert office.users == []
    assert only(rows).due_at == NOON + timedelta(minutes=1)
    assert "SSLCertVerificationError" in caplog.text
    assert "secret" not in caplog.text


def test_a_server_without_tls_gets_no_password(app: Flask, data: Any, rows: Any) -> None:
    office = PostOffice()
    url = f"smtp://ann:secret@localhost:{office.port}?tls=on"
    app.config["SETTINGS"] = settings_for(data, mail_url=url)
    put(app)
    with office.open():
        assert deliver(app) == 0
    assert only(rows).due_at is not None


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, "", "", "starttls")),
        ("smtp://u:p@mail.example.org", ("mail.example.org", 587, "u", "p", "starttls")),
        ("smtps://u:p%3A@m.example.org", ("m.example.org", 465, "u", "p:", "from the start")),
        ("smtp://localhost:2525", ("localhost", 2525, "", "", "off")),
        ("smtp://relay.lan?tls=off", ("relay.lan", 25, "", "", "off")),
        ("smtp://[::1]:25?tls=on", ("::1", 25, "", "", "starttls")),
    ],
)
def test_a_mail_url_says_how_to_reach_the_server(url: str, server: tuple[Any, ...]) -> None:
    assert MailServer.of(url) == MailServer(*server)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_URL", "smtp://"),
        ("MAIL_URL", "smtp://host:port"),
        ("MAIL_URL", "http://host"),
        ("MAIL_URL", "smtp://host?tls=maybe"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@b.org\nBcc: everyone@example.org"),
    ],
)
def test_a_setting_of_mail_that_cannot_be_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}: "):
        Settings.read({name: value})


def test_links_lead_where_the_settings_say_and_never_where_a_request_says(
    app: Flask, office: PostOffice
) -> None:
    visitor = Visitor(app)
    visitor.send("/reset", headers={"Host": "evil.example"}, email="ann@example.org")
    deliver(app)
    assert "evil" not in office.kept[0].as_string()
    assert "http://localhost/links/" in office.kept[0].get_content()
    assert Settings(host="127.0.0.1", port=8123).address == "http://127.0.0.1:8123"


def test_an_address_cannot_smuggle_a_header_or_a_second_box_in(
    app: Flask, office: PostOffice, caplog: Any
) -> None:
    caplog.set_level(logging.WARNING)
    for odd in ("a,b@c.org", "a@b.org\nBcc: c@d.org", "<a@b.org>", "a@b.org>c", "a" * 70 + "@b.c"):
        put(app, odd)
    deliver(app)
    assert office.boxes == ["a" * 70 + "@b.c"]
    assert all(len(letter["To"].addresses) == 1 and not letter["Bcc"] for letter in office.kept)


def test_a_message_can_be_recognised_when_it_comes_twice() -> None:
    made = [smtp.message("S <s@x.org>", "a@b.org", "Hi", "x", NOON, "7.1") for _ in range(2)]
    assert {letter["Message-ID"] for letter in made} == {"<7.1@x.org>"}
