"""A real server of mail of the tests' own, and an app that knows it."""

from __future__ import annotations

import re
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from flask import Flask

from tests.browser import free_port
from tests.conftest import COMPILED, settings_for
from webapp import create_app
from webapp.extensions import db
from webapp.mail import outbox

LINK = re.compile(r"https?://\S+(/links/\S+)")


class PostOffice:
    """Takes mail and remembers it; `refuses` holds what it says instead of taking one."""

    def __init__(self) -> None:
        self.kept: list[EmailMessage] = []
        self.boxes: list[str] = []
        self.refuses: dict[str, str] = {}
        self.was_encrypted: list[bool] = []
        self.users: list[str] = []
        self.port = free_port()
        self.news = threading.Condition()

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        self.was_encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        self.boxes += envelope.rcpt_tos
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        with self.news:
            self.kept.append(letter)
            self.news.notify_all()
        return "250 OK"

    def knows(self, _server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> Any:
        """Opens to one user with one password."""
        assert isinstance(data, LoginPassword)
        self.users.append(data.login.decode())
        return AuthResult(success=data.password == b"p@ss word")

    @property
    def url(self) -> str:
        """The MAIL_URL of this office."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """What came for this address."""
        return [letter for letter in self.kept if letter["To"] == address]

    def link_to(self, address: str) -> str:
        """The path of the newest link that came for this address."""
        return LINK.findall(self.to(address)[-1].get_content())[-1]

    def await_link(self, address: str, count: int) -> str:
        """The link in the mail that came for this address as the `count`-th, once it is there."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.to(address)) >= count, 60)
        return self.link_to(address)

    @contextmanager
    def open(self, **options: Any) -> Iterator[PostOffice]:
        """Listens."""
        door = Controller(self, hostname="127.0.0.1", port=self.port, **options)
        door.start()
        try:
            yield self
        finally:
            door.stop()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost that only these tests trust."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return cert, context


@contextmanager
def posting_app(data: Path, office: PostOffice) -> Iterator[Flask]:
    """The app on the data of this folder, sending through this office."""
    mail = {"mail_url": office.url, "public_url": "http://localhost"}
    app = create_app(settings_for(data, **mail, operator_contact="help@example.org"))
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    with app.app_context():
        db.engine.dispose()


def deliver(app: Flask) -> int:
    """One round of the outbox, now."""
    with app.app_context():
        return outbox.deliver()
