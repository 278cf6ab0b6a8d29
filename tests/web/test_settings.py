"""Settings: a wrong value stops the start with its name and the reason, and no password."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from traceback import format_exception
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url

from tests.conftest import settings_for
from webapp import create_app
from webapp.__main__ import main as start
from webapp.__main__ import serve
from webapp.config import SettingError, Settings
from webapp.extensions import db


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("WEB_CONCURRENCY", "0"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "postgresql://u:p@h:port/d"),
        ("DATABASE_URL", "postgresql://u:p@h:99999/d"),
        ("DATABASE_URL", "postgresql://u@[bad/d"),
        ("DATABASE_URL", "postgresql://u:p@h/d\n"),
        ("DATABASE_URL", "postgresql://u:p@h/d?nonsense=1"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite://host/x.db"),
        ("DATABASE_URL", "sqlite:////x.db?timeout=long"),
        ("REDIS_URL", "http://x"),
        ("REDIS_URL", "redis://[bad"),
        ("REDIS_URL", "redis://h:port"),
        ("REDIS_URL", "redis://h:6379/abc"),
        ("REDIS_URL", "redis://h?nonsense=1"),
        ("REDIS_URL", "redis://h?socket_timeout=long"),
        ("REDIS_URL", "unix:///redis.sock?db=first"),
        ("PUBLIC_URL", "softback.example"),
        ("PUBLIC_URL", "https://[bad"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://softback.example/a/folder"),
        ("PUBLIC_URL", "https://u:p@softback.example"),
        ("PUBLIC_URL", "https://softback.example\n"),
        ("MAIL_URL", "mailto:x"),
        ("MAIL_URL", "smtp://h:0"),
        ("MAIL_URL", "smtp://h/path"),
        ("MAIL_URL", "smtp://h?tsl=off"),
        ("MAIL_FROM", "a@b, c@d"),
        ("TRUSTED_HOSTS", ","),
        ("TRUSTED_HOSTS", "https://softback.example"),
        ("TRUSTED_HOSTS", "*.softback.example"),
        ("PORT", "1" * 5000),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", " " * 32),
        ("SECRET_KEY", " short" + "\n" * 32),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}: "):
        Settings.read({name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://u:w0rd@h:port/d"),
        ("DATABASE_URL", "postgresql://u:w0rd@[bad/d"),
        ("REDIS_URL", "redis://:pass/w0rd@h"),
        ("REDIS_URL", "redis://u:w0rd@h:port"),
        ("MAIL_URL", "smtp://u:w0rd/pass@h"),
        ("PUBLIC_URL", "https://u:w0rd/pass@h"),
    ],
)
def test_a_password_in_a_setting_is_never_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}: ") as told:
        Settings.read({name: value})
    assert "w0rd" not in "".join(format_exception(told.value)).replace(value, "")


def test_settings_of_every_kind_are_taken() -> None:
    for name, value in (
        ("DATABASE_URL", "postgresql://u:p@[::1]:5432/d?sslmode=require&application_name=back"),
        ("DATABASE_URL", "postgresql:///d?host=/run/postgresql"),
        ("DATABASE_URL", "sqlite:////srv/my data/back.db"),
        ("REDIS_URL", "rediss://:p%2Fw@redis.example:6380/1?socket_timeout=2"),
        ("REDIS_URL", "unix:///run/redis.sock?db=1"),
        ("MAIL_URL", "smtps://u%40x.org:p%2Fw@m.example/?tls=on"),
        ("MAIL_FROM", '"Doe, Ann" <ann@bücher.example>'),
        ("PUBLIC_URL", "https://rücken.example:8443/"),
        ("TRUSTED_HOSTS", "back.example.org, .example.net localhost:8000 [::1] 192.168.1.2"),
    ):
        Settings.read({name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite:////dev/null/x.db"),
        ("DATABASE_URL", "postgresql://u:w0rd@127.0.0.1:1/d"),
        ("SOFTBACK_DATA", "/dev/null/x"),
    ],
)
def test_a_database_that_does_not_answer_is_named_by_its_setting(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["webapp"])
    for one in ("DATABASE_URL", "SOFTBACK_DATA"):
        monkeypatch.delenv(one, raising=False)
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    monkeypatch.setenv("SOFTBACK_DATA", str(tmp_path))
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=rf"^Softback cannot start\. {name}: ") as told:
        start()
    assert "w0rd" not in str(told.value)


def test_a_port_that_is_taken_is_named(app: Flask, data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingError, match=r"^PORT: "):
            serve(app, settings_for(data, port=taken.getsockname()[1]))


def test_a_key_file_that_holds_nothing_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch()
    with pytest.raises(SettingError, match=r"^SECRET_KEY: .*secret-key holds none"):
        create_app(Settings.read({"SOFTBACK_DATA": str(tmp_path)}))


def test_a_host_on_which_nothing_can_listen_is_named(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: Any) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SettingError, match=r"^HOST: "):
        serve(app, Settings(host="nonsense.invalid"))


def test_a_database_file_without_its_folder_is_the_same_for_all_who_ask(tmp_path: Path) -> None:
    for text in ("sqlite:///rel.db", "sqlite:///./rel.db"):
        settings = Settings.read({"DATABASE_URL": text, "SOFTBACK_DATA": str(tmp_path)})
        named = make_url(settings.database_url).database
        with create_app(settings).app_context():
            assert db.engine.url.database == named == str(Path("instance", "rel.db").absolute())
    whole = f"sqlite:///{tmp_path / 'one.db'}"
    assert Settings.read({"DATABASE_URL": whole}).database_url == whole


def test_the_defaults_run_a_household(tmp_path: Path) -> None:
    settings = Settings.read({"SOFTBACK_DATA": str(tmp_path)})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_url == f"sqlite:///{tmp_path / 'softback.db'}"


def test_postgresql_addresses_of_either_form_mean_psycopg() -> None:
    for scheme in ("postgres", "postgresql"):
        settings = Settings.read({"DATABASE_URL": f"{scheme}://u:p@h/d"})
        assert settings.database_url == "postgresql+psycopg://u:p@h/d"


def test_a_secret_key_is_made_once_and_kept_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings.read({"SOFTBACK_DATA": str(tmp_path / "new")})
    first = create_app(settings).config["SECRET_KEY"]
    assert create_app(settings).config["SECRET_KEY"] == first
    key = tmp_path / "new" / "secret-key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(first) >= 32
