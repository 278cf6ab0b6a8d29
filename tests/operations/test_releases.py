"""The database of every release comes forwards to this version and loses nothing."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from tests import stage
from tests.cast import TOKENS
from tests.conftest import settings_for
from tests.visits import Visitor
from webapp import create_app
from webapp.database import NewerSchemaError, known_revisions, revision, upgrade, writing
from webapp.extensions import Base, db

RELEASES = sorted((Path(__file__).parent / "releases").glob("*.sql.gz"))
PAGES = ["/today", "/journal", "/progress?weeks=12", "/sleep", "/account", "/export/softback.json"]
pytestmark = pytest.mark.skipif(
    stage.ON_POSTGRESQL,
    reason="old releases are kept as files",
)


def rows(path):
    with closing(sqlite3.connect(path)) as base:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        names = [name for (name,) in base.execute(named)]
        return {name: base.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


@pytest.fixture(params=RELEASES, ids=lambda path: path.name.partition(".")[0])
def old(request, tmp_path):
    """An app on the database of a release."""
    path = tmp_path / "softback.db"
    with closing(sqlite3.connect(path)) as base:
        base.executescript(gzip.decompress(request.param.read_bytes()).decode())
    app = create_app(settings_for(tmp_path))
    yield app, path, request.param.name.partition(".")[0]
    with app.app_context():
        db.engine.dispose()


@pytest.mark.slow
def test_a_database_of_a_release_comes_forwards_whole(old):
    app, path, release = old
    before = rows(path)
    with app.app_context():
        assert revision(db.engine) == release
        upgrade()
        assert revision(db.engine) == known_revisions()[0]
        with db.engine.connect() as line:
            context = MigrationContext.configure(line, opts={"compare_type": True})
            differences = compare_metadata(context, Base.metadata)
    assert differences == [], "a model and its migrations differ"
    after = rows(path)
    assert {name: after.get(name) for name in before} == before
    assert before["pain_entries"] > 50
    ann = Visitor(app, TOKENS["ann"])
    assert [ann.visit(page).status for page in PAGES] == [200] * len(PAGES)


def test_a_newer_database_is_left_alone(app, data):
    with app.app_context(), writing(), db.engine.begin() as line:
        line.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = (data / "softback.db").read_bytes()
    with app.app_context(), pytest.raises(NewerSchemaError, match="9999"):
        upgrade()
    assert (data / "softback.db").read_bytes() == before
