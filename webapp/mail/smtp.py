"""The line to the mail server, by the standard library."""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Self

from webapp.config import MailServer

PATIENCE = 20
"""Seconds to wait for the server at each step."""
REFUSED = 500
ODD = re.compile(r'[\s,;:<>()\[\]"\\]')
"""Signs by which one address could be read as two, or as a header."""


class Line:
    """A connection that is opened by the first message and serves the others of a round."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.open: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, to: str) -> None:
        """Hands one message over; raises OSError (smtplib's errors are) where that fails."""
        if self.open is None:
            self.open = connect(self.server)
        self.open.send_message(message, to_addrs=[for_envelope(to)])

    def take_back(self, _message: EmailMessage) -> None:
        """What was handed over is under way."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """Ends the connection, whatever state it is in."""
        line, self.open = self.open, None
        if line is not None:
            try:
                line.quit()
            except OSError:
                line.close()


def connect(server: MailServer) -> smtplib.SMTP:
    """A connection on which a message can be sent. Certificates are checked, always."""
    trust = ssl.create_default_context()
    place = (server.host, server.port)
    line: smtplib.SMTP
    if server.tls == "from the start":
        line = smtplib.SMTP_SSL(*place, timeout=PATIENCE, context=trust)
    else:
        line = smtplib.SMTP(*place, timeout=PATIENCE)
    try:
        if server.tls == "starttls":
            line.starttls(context=trust)
        if server.user:
            line.login(server.user, server.password)
    except smtplib.SMTPNotSupportedError as error:  # of the server, not of one mail
        line.close()
        raise ConnectionError("no TLS, or no way to sign in") from error
    except (OSError, ValueError):
        line.close()
        raise
    return line


def message(sender: str, to: str, subject: str, body: str, at: datetime, key: str) -> EmailMessage:
    """A plain text; the same key gives the same Message-ID, so that a double is known as one."""
    name, address = parseaddr(sender)
    letter = EmailMessage(policy=SMTP)
    letter["From"] = _address(address, name)
    letter["To"] = _address(for_envelope(to))
    letter["Subject"] = subject
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{key}@{address.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"  # so that nobody's holiday answers it
    letter.set_content(body)
    return letter


def _address(text: str, name: str = "") -> Address:
    if ODD.search(text):
        raise ValueError("more than one address, or none")
    user, _, host = text.rpartition("@")
    return Address(name, user, host)


def for_envelope(address: str) -> str:
    """The address with its host as every server understands it (bücher.example: xn--…)."""
    user, _, host = address.rpartition("@")
    try:
        return f"{user}@{host.encode('idna').decode()}"
    except UnicodeError:
        return address


def is_final(error: Exception) -> bool:
    """True where trying again cannot help: there is no such box, or no way to write its name."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= REFUSED for code, _ in error.recipients.values())
    return not isinstance(error, OSError) or isinstance(error, smtplib.SMTPNotSupportedError)


def told(error: Exception) -> str:
    """The kind of a failure for the log: neither an address nor what the server said."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
