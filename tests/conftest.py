"""The stage for every test: an app on a fresh database, a fixed cast, visits, a live server."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import Engine, event
from werkzeug.routing import Rule
from whitenoise import WhiteNoise

from tests import browser, cast, stage
from tests.visits import Visitor
from webapp import assets, clock, create_app, fragments
from webapp.accounts.models import User
from webapp.config import Settings
from webapp.database import READING, upgrade
from webapp.extensions import db
from webapp.progress import flags
from webapp.questionnaires import views as questionnaires


class MemoryBytecodeCache(BytecodeCache):
    """Keeps compiled templates by their checksum."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Any) -> None:
        """What was compiled before of the same source."""
        if code := self.kept.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Any) -> None:
        """Remembers it."""
        self.kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


NOON = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
"""The instant at which tests begin: a Wednesday, in London without summer time."""
STATIC = Path(assets.__file__).parent.parent / "static"
COMPILED = MemoryBytecodeCache()
"""Templates are compiled once a worker, not once an app."""


def _made_once(owner: Any, name: str, key: Callable[..., Any]) -> None:
    """What a function makes is kept by its key, where it has one: much of an app is the same in
    every test."""
    make, kept = getattr(owner, name), dict[Any, Any]()

    def once(*args: Any, **named: Any) -> Any:
        found = key(*args, **named)
        if found is None:
            return make(*args, **named)
        if found not in kept:
            kept[found] = make(*args, **named)
        return kept[found]

    setattr(owner, name, once)


def _builder(rule: Rule, append_unknown: bool = True) -> Any:
    return rule.rule, tuple(rule._trace), str(rule.defaults), append_unknown


def _shelf(shelf: Path, _root: Path, _made: Any, version: str) -> Any:
    return (shelf.resolve(), version) if shelf.is_symlink() else None


def _ours(licensed: Path | None) -> Any:
    return "ours" if licensed is None else None


def _static(root: Path) -> Any:
    return root if root == STATIC else None


def _walk_once() -> None:
    """The folder of browsers' files that all tests share is walked through once."""
    walk, kept = WhiteNoise.add_files, dict[Any, Any]()

    def add_files(noise: WhiteNoise, root: str, prefix: str) -> None:
        shared = Path(root).parent.is_symlink()
        if not shared:
            walk(noise, root, prefix)
            return
        place = Path(root).resolve(), prefix
        if place not in kept:
            walk(noise, str(place[0]), prefix)
            kept[place] = dict(noise.files)
        noise.files.update(kept[place])

    WhiteNoise.add_files = add_files


# What builds an address depends on its rule alone; content and browsers' files stay as they are.
_made_once(Rule, "_compile_builder", _builder)
_made_once(assets, "kept", _shelf)
_made_once(assets, "_paths", _static)
_made_once(questionnaires, "read_sheets", _ours)
_walk_once()


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the cast in it, made once for each worker."""
    data = tmp_path_factory.mktemp("stored")
    stage.prepare(data)
    app = create_app(settings_for(data))
    with app.app_context():
        upgrade()
        cast.move_in()
        db.session.commit()
        db.session.remove()
        stage.settle(db.engine)
    return data


def settings_for(data: Path, **others: Any) -> Settings:
    """Settings of an installation in this folder."""
    url = stage.address_in(data)
    return Settings(data=data, database_url=url, secret_key="k" * 32, **others)


@pytest.fixture(scope="session")
def one_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where every test of this worker finds its data, so that one app can serve them all."""
    return tmp_path_factory.mktemp("place") / "data"


@pytest.fixture
def data(stored: Path, one_place: Path) -> Iterator[Path]:
    """A copy of the stored database for one test."""
    shutil.rmtree(one_place, ignore_errors=True)
    with stage.copy_of(stored, one_place) as folder:
        yield folder


@pytest.fixture
def new_app(data: Path) -> Iterator[Flask]:
    """An app of the test's own, which nobody has asked anything yet: for what is added to it."""
    app = _watched(data)
    yield app
    with app.app_context():
        db.engine.dispose()


_standing: dict[str, Flask] = {}
"""The app of the last database: on SQLite the same for all tests of a worker."""


@pytest.fixture
def app(data: Path) -> Iterator[Flask]:
    """The app, which keeps nothing from one test to the next. No application context is pushed:
    one login would leak into the next request."""
    address = stage.address_in(data)
    if address not in _standing:
        _standing.clear()
        _standing[address] = _watched(data)
    app = _standing[address]
    config, extensions = dict(app.config), dict(app.extensions)
    fragments.init_app(app)
    flags.init_app(app)
    yield app
    with app.app_context():
        db.engine.dispose()
    app.config.clear()
    app.config.update(config)
    app.extensions.clear()
    app.extensions.update(extensions)


def _watched(data: Path) -> Flask:
    app = create_app(settings_for(data))
    app.jinja_env.bytecode_cache = COMPILED
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", _forbid_writes_in_a_read)
    return app


def _forbid_writes_in_a_read(_conn: Any, _cursor: Any, statement: str, *_others: Any) -> None:
    from flask import has_request_context, request

    if has_request_context() and request.method in READING:
        verb = statement.lstrip().split(maxsplit=1)[0].upper()
        assert verb not in ("INSERT", "UPDATE", "DELETE"), f"a GET writes: {statement[:80]}"


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the time; it begins at NOON and stands still."""

    def go_to(moment: datetime) -> datetime:
        monkeypatch.setattr(clock, "source", lambda: moment)
        return moment

    go_to(NOON)
    return go_to


@pytest.fixture
def as_ann(app: Flask) -> Visitor:
    """A browser in which Ann is signed in."""
    return Visitor(app, cast.TOKENS["ann"])


@pytest.fixture
def as_bob(app: Flask) -> Visitor:
    """A browser in which Bob, the stranger, is signed in."""
    return Visitor(app, cast.TOKENS["bob"])


@pytest.fixture
def as_nobody(app: Flask) -> Visitor:
    """A browser in which nobody is signed in."""
    return Visitor(app)


@pytest.fixture
def ann(app: Flask) -> User:
    """Ann, who owns."""
    return cast.find(app, "ann")


@pytest.fixture
def bob(app: Flask) -> User:
    """Bob, who is a stranger to Ann's things."""
    return cast.find(app, "bob")


@pytest.fixture
def rows(app: Flask) -> Any:
    """Reads a model's rows outside a request: `rows(PainEntry)`."""

    def read(model: Any, **where: Any) -> list[Any]:
        with app.app_context():
            found = db.session.query(model).filter_by(**where).all()
            db.session.expunge_all()
            return list(found)

    return read


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every SQL statement from here on, of any app (BEGIN and COMMIT are not statements)."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server process with a database of its own."""
    with browser.serving(tmp_path_factory.mktemp("live")) as address:
        yield address


@pytest.fixture
def unspent(live: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """All stories come from one address, and are more guests than one house may have in an hour."""
    for stored in tmp_path_factory.getbasetemp().glob("live*/softback.db"):
        with closing(sqlite3.connect(stored, timeout=30)) as base, base:
            base.execute("DELETE FROM tries")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for each worker."""
    with browser.chromium() as engine:
        yield engine


@pytest.fixture
def page(chromium: Any, live: str, unspent: None) -> Iterator[Any]:
    """A phone, 390 x 844: fails on a request to another host and on an error in the console."""
    with browser.phone(chromium, live) as phone:
        yield phone


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Whatever needs a browser says so, before `-m` chooses (`bin/test quick` does without).

    On PostgreSQL only what keeps data is run again: the rest cannot tell the difference.
    """
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker("browser")
    if stage.ON_POSTGRESQL:
        same = [item for item in items if "stored" not in item.fixturenames]
        config.hook.pytest_deselected(items=same)
        items[:] = [item for item in items if "stored" in item.fixturenames]
