"""Error pages: our own look, no database, the code that is true."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from tests.cast import TOKENS
from tests.conftest import NOON, settings_for
from tests.stage import ON_POSTGRESQL
from tests.visits import Visitor
from webapp import create_app, database
from webapp.config import Settings
from webapp.database import upgrade
from webapp.errors import LastResort
from webapp.export.incoming import check
from webapp.extensions import db
from webapp.owned import Act, Write
from webapp.web import public

CODES = (400, 401, 403, 404, 413, 415, 422, 429, 500, 503)


@pytest.mark.parametrize("code", CODES)
def test_each_error_has_its_page(new_app: Flask, statements: list[str], code: int) -> None:
    new_app.add_url_rule("/fail", "fail", public(lambda: abort(code)))
    page = Visitor(new_app).visit("/fail")
    assert page.status == code
    assert page.find("h1").get_text(strip=True)
    assert page.all("a[href]")
    assert statements == []


def test_the_error_page_does_not_ask_who_is_there(app: Flask, as_ann: Visitor) -> None:
    page = as_ann.visit("/nothing-here")
    assert page.status == 404
    assert "ann@example.org" not in page.text


def test_an_unforeseen_fault_shows_nothing_of_itself(new_app: Flask, caplog: Any) -> None:
    typed = "pain 9 in the left " + "shoulder"

    def fail() -> str:
        raise ValueError(typed)

    new_app.add_url_rule("/fail", "fail", public(fail))
    page = Visitor(new_app).visit("/fail")
    assert page.status == 500
    assert "shoulder" not in page.text
    assert "ValueError" in caplog.text
    assert "shoulder" not in caplog.text


def test_a_database_that_is_away_is_a_503_that_says_when_to_return(new_app: Flask) -> None:
    def fail() -> str:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    new_app.add_url_rule("/fail", "fail", public(fail))
    page = Visitor(new_app).visit("/fail")
    assert page.status == 503
    assert int(page.headers["Retry-After"]) > 0


def test_a_disk_without_room_for_what_is_laid_aside_is_a_503_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(check, "TemporaryFile", full)
    ann = Visitor(app, TOKENS["ann"])
    file = {"file": (BytesIO(ann.client.get("/export/softback.json").data), "softback.json")}
    answer = ann.client.post("/import", data=file, content_type="multipart/form-data")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_fault_with_a_file_that_does_not_pass_by_itself_is_a_500(new_app: Flask) -> None:
    def fail() -> str:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    new_app.add_url_rule("/fail", "fail", public(fail))
    assert Visitor(new_app).visit("/fail").status == 500


@pytest.mark.skipif(ON_POSTGRESQL, reason="only a file is locked as a whole")
def test_a_database_that_another_process_holds_is_a_503_too(
    new_app: Flask, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PRAGMAS", (*database.PRAGMAS, "PRAGMA busy_timeout=0"))
    ann = Visitor(new_app, TOKENS["ann"])
    with closing(sqlite3.connect(data / "softback.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page = ann.send("/journal/pain", score=4)
        assert (page.status, page.headers["Retry-After"]) == (503, "5")
        assert ann.visit("/journal").status == 200
    assert ann.send("/journal/pain", score=4).status == 303


def test_who_was_erased_while_they_wrote_is_asked_to_sign_in(new_app: Flask) -> None:
    def write() -> str:
        about = {"client_id": uuid4(), "client_time": NOON}
        return str(Act.once(owner_id=987654, write=Write(**about)))  # type: ignore[arg-type]

    new_app.add_url_rule("/fail", "fail", public(write), methods=["POST"])
    page = Visitor(new_app, TOKENS["ann"]).send("/fail")
    assert (page.status, page.headers["Location"]) == (303, "/login")
    part = Visitor(new_app, TOKENS["ann"]).swap("/fail")
    assert (part.status, part.headers["HX-Redirect"]) == (401, "/login")


def test_errors_are_not_swapped_into_a_page(app: Flask) -> None:
    page = Visitor(app).visit("/nothing-here", HX_Request="true")
    assert page.headers["HX-Reswap"] == "none"


def test_the_last_net_answers_in_words() -> None:
    said: list[Any] = []

    class Errors:
        def write(self, text: str) -> None:
            said.append(text)

    def broken(_environ: Any, begin: Any) -> Any:
        begin("200 OK", [])
        raise RuntimeError("secret words")

    def start(status: str, _headers: Any, reason: Any = (None, None)) -> None:
        said.append(status)
        assert status == "200 OK" or isinstance(reason[1], RuntimeError), "servers ask for it"

    body = b"".join(LastResort(broken)({"wsgi.errors": Errors()}, start))
    assert b"Nothing you saved is lost" in body
    assert said == ["200 OK", "last resort: RuntimeError\n", "500 Internal Server Error"]


@pytest.mark.parametrize("is_there", [True, False])
def test_what_is_kept_is_for_its_owner_only(tmp_path: Path, is_there: bool) -> None:
    folder = tmp_path / "new"
    if is_there:
        folder.mkdir(mode=0o755)
    url = f"sqlite:///{folder / 'softback.db'}"
    app = create_app(Settings(data=folder, database_url=url, secret_key="k" * 32))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    assert (folder / "softback.db").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == (0o755 if is_there else 0o700)


def test_https_makes_cookies_secure_and_says_so(data: Path) -> None:
    app = create_app(settings_for(data, public_url="https://softback.example"))
    visitor = Visitor(app)
    page = visitor.visit("/")
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")
    sent = visitor.client.post("/guest", data={"consent": "yes", "time_zone": "UTC"})
    assert "Secure" in sent.headers["Set-Cookie"]


def test_only_trusted_hosts_are_answered(data: Path) -> None:
    app = create_app(settings_for(data, trusted_hosts=("softback.example",)))
    client = app.test_client()
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "softback.example"}).status_code == 200


def test_health_tells_alive_from_ready(as_nobody: Visitor) -> None:
    assert as_nobody.visit("/healthz").status == 200
    assert as_nobody.visit("/readyz").status == 200


def test_an_old_schema_is_alive_but_not_ready(tmp_path: Path) -> None:
    visitor = Visitor(create_app(settings_for(tmp_path)))
    assert visitor.visit("/healthz").status == 200
    assert visitor.visit("/readyz").status == 503
