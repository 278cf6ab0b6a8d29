"""Every setting, read once from the environment. A wrong value stops the start with its name."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import getaddresses
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

SHORTEST_KEY = 16
HOST_NAME = re.compile(r"[\w.:%-]+")
TRUSTED = re.compile(r"\.?[\w-]+(\.[\w-]+)*(:[0-9]+)?|\[[0-9a-fA-F:]+\](:[0-9]+)?")
"""A host name, `.name` for all below it, or the number of a machine."""
UNREADABLE = "its host or port cannot be read"


class SettingError(ValueError):
    """A setting that cannot be used; says its name and the reason."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")


Tls = Literal["from the start", "starttls", "off"]


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and how the line is kept from being read."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: Tls = "starttls"

    @classmethod
    def of(cls, url: str) -> MailServer:
        """The server of a MAIL_URL: smtps is TLS from the start, smtp is STARTTLS.

        Only a server on this very machine is spoken to in the clear, unless `?tls=off` says so.
        Raises ValueError where that cannot be one.
        """
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        asked = options.pop("tls", "")
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("an address beginning with smtp or smtps is needed")
        if asked not in ("", "on", "off"):
            raise ValueError("tls is on or off")
        if parts.path not in ("", "/") or options:
            raise ValueError("behind the host stands nothing but ?tls=on or ?tls=off")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        port = parts.port or (465 if parts.scheme == "smtps" else 587 if user else 25)
        near = parts.hostname in ("localhost", "127.0.0.1", "::1")
        tls: Tls = "off" if asked == "off" or (near and asked != "on") else "starttls"
        if parts.scheme == "smtps":
            tls = "from the start"
        return cls(parts.hostname, port, user, password, tls)


@dataclass(frozen=True)
class Settings:
    """What an installation can choose; the defaults run a household on one small box."""

    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = field(default_factory=lambda: Path("instance"))
    database_url: str = ""
    secret_key: str = ""
    redis_url: str = ""
    web_concurrency: int = 1
    trusted_hosts: tuple[str, ...] = ()
    operator_name: str = ""
    operator_contact: str = ""
    public_url: str = ""
    mail_url: str = ""
    mail_from: str = ""
    pss_items: Path | None = None
    backup_days: int = 14
    log_format: str = "text"
    metrics_port: int = 0

    @property
    def backups(self) -> Path:
        """Where copies of the database are kept."""
        return self.data / "backups"

    @property
    def https(self) -> bool:
        """People reach us over TLS: cookies are Secure and HSTS is sent."""
        return self.public_url.startswith("https://")

    @property
    def mail_server(self) -> MailServer | None:
        """Where mail is handed over; None where this installation sends none."""
        return MailServer.of(self.mail_url) if self.mail_url else None

    @property
    def sender(self) -> str:
        """Who mail comes from."""
        if self.mail_from or not self.mail_server:
            return self.mail_from
        user = self.mail_server.user
        host = urlsplit(self.public_url).hostname or "localhost"
        return f"Softback <{user if '@' in user else f'softback@{host}'}>"

    @property
    def address(self) -> str:
        """Where links in mails lead: what the settings say, never what a request says."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @classmethod
    def read(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """The settings of this environment.

        Raises SettingError with the name and the reason of the first that cannot be used.
        """
        data = Path(env.get("SOFTBACK_DATA") or "instance").absolute()
        return cls(
            host=env.get("HOST") or cls.host,
            port=_whole("PORT", env.get("PORT"), 8000, 0, 65535),
            data=data,
            database_url=database_address(env.get("DATABASE_URL", ""), data),
            secret_key=_key(env.get("SECRET_KEY", "")),
            redis_url=_redis(env.get("REDIS_URL", "")),
            web_concurrency=_whole("WEB_CONCURRENCY", env.get("WEB_CONCURRENCY"), 1, 1, 64),
            trusted_hosts=_hosts(env.get("TRUSTED_HOSTS", "")),
            operator_name=env.get("OPERATOR_NAME", "").strip(),
            operator_contact=env.get("OPERATOR_CONTACT", "").strip(),
            public_url=_public(env.get("PUBLIC_URL", "")),
            mail_url=_mail(env.get("MAIL_URL", "")),
            mail_from=_sender(env.get("MAIL_FROM", "").strip()),
            log_format=_one_of("LOG_FORMAT", env.get("LOG_FORMAT"), "text", "json"),
            metrics_port=_whole("METRICS_PORT", env.get("METRICS_PORT"), 0, 0, 65535),
            backup_days=_whole("BACKUP_DAYS", env.get("BACKUP_DAYS"), cls.backup_days, 0, 30),
            pss_items=_file("SOFTBACK_PSS_ITEMS", env.get("SOFTBACK_PSS_ITEMS", "")),
        )


def _whole(name: str, text: str | None, default: int, low: int, high: int) -> int:
    if not text:
        return default
    if not re.fullmatch("[0-9]{1,9}", text) or not low <= int(text) <= high:
        raise SettingError(name, f"a whole number from {low} to {high} is needed")
    return int(text)


def _one_of(name: str, text: str | None, *choices: str) -> str:
    """The first choice is the default."""
    if text and text not in choices:
        raise SettingError(name, f"one of {', '.join(choices)} is needed")
    return text or choices[0]


def _file(name: str, text: str) -> Path | None:
    if not text:
        return None
    path = Path(text).absolute()
    if not path.is_file():
        raise SettingError(name, f"there is no file {path}")
    return path


def _parts(name: str, text: str, *schemes: str) -> SplitResult:
    """The parts of an address. What was given is never repeated: it may hold a password."""
    if not text.isprintable() or " " in text:
        raise SettingError(name, "no space and no line break can stand in it")
    try:
        parts = urlsplit(text)
        readable = parts.port != 0 and HOST_NAME.fullmatch(parts.hostname or "-")
    except ValueError:
        readable = None
    if not readable:
        raise SettingError(name, UNREADABLE)
    if parts.scheme not in schemes:
        raise SettingError(name, f"an address beginning with {' or '.join(schemes)} is needed")
    return parts


def _public(text: str) -> str:
    if not text:
        return text
    parts = _parts("PUBLIC_URL", text, "http", "https")
    if not parts.hostname:
        raise SettingError("PUBLIC_URL", "the name of a host is needed")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise SettingError("PUBLIC_URL", "nothing stands before or behind the host and its port")
    return f"{parts.scheme}://{parts.netloc}"


def _hosts(text: str) -> tuple[str, ...]:
    names = tuple(text.replace(",", " ").split())
    if (text and not names) or not all(TRUSTED.fullmatch(name) for name in names):
        raise SettingError("TRUSTED_HOSTS", "names of hosts are needed, such as back.example.org")
    return names


def _redis(text: str) -> str:
    if not text:
        return text
    parts = _parts("REDIS_URL", text, "redis", "rediss", "unix")
    if parts.scheme != "unix" and not re.fullmatch("/?[0-9]{0,9}", parts.path):
        raise SettingError("REDIS_URL", "behind the host stands the number of a database")
    from redis import ConnectionPool, RedisError  # noqa: PLC0415 - only where there is one

    try:
        ConnectionPool.from_url(text).make_connection()  # opens nothing yet
    except (ValueError, TypeError, RedisError):
        raise SettingError("REDIS_URL", "its options cannot be read") from None
    return text


def _mail(text: str) -> str:
    if text:
        _parts("MAIL_URL", text, "smtp", "smtps")
        try:
            MailServer.of(text)
        except ValueError as error:
            raise SettingError("MAIL_URL", str(error)) from None
    return text


def _sender(text: str) -> str:
    if not text:
        return text
    found = getaddresses([text])
    user, _, host = found[0][1].rpartition("@")
    if not (len(found) == 1 and user and host and text.isprintable()):
        raise SettingError("MAIL_FROM", "an e-mail address is needed, with or without a name")
    return text


def database_address(text: str, data: Path, name: str = "DATABASE_URL") -> str:
    """The address as SQLAlchemy wants it; SQLite in the data folder where none is given.

    A file that is named without its folder lies in `instance`, wherever a command was started.
    Raises SettingError for the setting of this name.
    """
    if not text:
        return f"sqlite:///{data / 'softback.db'}"
    scheme, _, rest = text.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        text = f"postgresql+psycopg://{rest}"
    elif scheme != "sqlite":
        wanted = "an address beginning with sqlite or postgresql is needed"
        raise SettingError(name, wanted)
    url = _database(text, name)
    path = url.database or ""
    if scheme != "sqlite" or path.startswith(("/", "file:")):
        return text
    if path in ("", ":memory:"):
        raise SettingError(name, "the path of a file is needed behind sqlite:///")
    whole = url.set(database=str(Path("instance", path).absolute()))
    return whole.render_as_string(hide_password=False)


def _database(text: str, name: str) -> URL:
    """The parts of a database's address, which is one that its driver can read."""
    try:
        url = make_url(text)
        hosts = (url.host or "-").split(",")
        readable = url.port is None or 0 < url.port <= 65535
        readable &= text.isprintable() and all(HOST_NAME.fullmatch(host) for host in hosts)
    except (ValueError, ArgumentError):
        readable = False
    if not readable:
        raise SettingError(name, UNREADABLE)
    if not _is_known(url):
        raise SettingError(name, "its options cannot be read")
    return url


def _is_known(url: URL) -> bool:
    """True where the driver knows every option; nothing is opened."""
    try:
        _, options = url.get_dialect()().create_connect_args(url)
        if url.get_backend_name() == "postgresql":
            from psycopg import ProgrammingError  # noqa: PLC0415 - only where there is one
            from psycopg.conninfo import make_conninfo  # noqa: PLC0415

            with suppress(ProgrammingError):
                return bool(make_conninfo("", **options)) or not options
            return False
    except (ValueError, TypeError, ArgumentError):
        return False
    return True


def _key(text: str) -> str:
    if text and len(text.strip()) < SHORTEST_KEY:
        raise SettingError("SECRET_KEY", f"at least {SHORTEST_KEY} characters are needed")
    return text


def _key_in(path: Path) -> str:
    key = path.read_text().strip()
    if len(key) < SHORTEST_KEY:
        raise SettingError("SECRET_KEY", f"{path} holds none: put its copy back, or remove it")
    return key


def secret_key(settings: Settings) -> str:
    """The key that signs cookies: given, or made once and kept beside the database (mode 600)."""
    if settings.secret_key:
        with suppress(OSError):  # nothing need be kept there
            settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return settings.secret_key
    path = settings.data / "secret-key"
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _key_in(path)
    except OSError as error:
        raise SettingError("SOFTBACK_DATA", f"cannot write in {settings.data}: {error}") from error
    with os.fdopen(handle, "w") as file:
        file.write(key := secrets.token_hex(32))
    return key
