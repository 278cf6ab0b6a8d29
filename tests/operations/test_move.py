"""A whole installation moves from its file into PostgreSQL, and nothing is different there."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import create_engine, inspect

from tests import stage
from tests.cast import TOKENS
from tests.conftest import COMPILED, settings_for
from tests.export.conftest import come_in
from tests.operations.test_backup import close, everything
from tests.visits import Visitor
from webapp import create_app
from webapp.config import Settings
from webapp.operations import move
from webapp.operations.copies import CopyError

pytestmark = pytest.mark.skipif(stage.ON_POSTGRESQL, reason="a file is moved in either run")


@pytest.fixture
def there():
    """The address of an empty PostgreSQL database."""
    name = f"moved_{uuid4().hex}"
    stage._say(f"CREATE DATABASE {name}")
    yield stage._address(name)
    stage._say(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_everybody_finds_everything_there_and_goes_on(app, data, as_ann, there):
    come_in(app, weeks=8)
    as_ann.send("/journal/pain", score=4, note="Grüße, 痛い, \\ and ’quoted’", regions="b08")
    before_page = as_ann.visit("/journal").words
    close(app)
    before = everything(settings_for(data).database_url)
    counts = move.move(app, there)
    assert everything(there) == before
    assert counts == {name: len(rows) for name, rows in before.items()}
    assert counts["pain_entries"] > 40

    moved = create_app(Settings(data=data, database_url=there, secret_key="k" * 32))
    moved.jinja_env.bytecode_cache = COMPILED
    ann = Visitor(moved, TOKENS["ann"])
    assert ann.visit("/journal").words == before_page
    newcomer = Visitor(moved)
    assert newcomer.send("/guest", time_zone="Europe/London", consent="yes").status == 303
    assert newcomer.visit("/today").status == 200
    with pytest.raises(CopyError, match="not empty"):
        move.move(app, there)
    close(moved)


def test_a_number_that_was_given_once_is_given_to_nobody_else(app, as_ann, there):
    gone, number = come_in(app)
    gone.send("/account/deletion", sure="y")
    close(app)
    move.move(app, there)
    engine = create_engine(there)
    with engine.connect() as line:
        following = line.exec_driver_sql("SELECT nextval(pg_get_serial_sequence('users', 'id'))")
        assert following.scalar() == number + 1
    engine.dispose()


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TABLE accounts_of_a_shop (id int); INSERT INTO accounts_of_a_shop VALUES (1)",
        "CREATE TABLE alembic_version (version_num varchar(32)); CREATE TABLE users (id int);"
        "INSERT INTO alembic_version VALUES ('0001'); INSERT INTO users VALUES (1)",
    ],
)
def test_a_database_in_which_anything_is_kept_is_left_as_it_is(app, there, made):
    engine = create_engine(there)
    with engine.begin() as line:
        line.exec_driver_sql(made)
    before = inspect(engine).get_table_names()
    with pytest.raises(CopyError, match="not empty"):
        move.move(app, there)
    assert inspect(engine).get_table_names() == before
    engine.dispose()


def test_a_row_that_did_not_arrive_is_found_and_nothing_stays(app, as_ann, there, monkeypatch):
    as_ann.send("/journal/pain", score=4)
    copy = move._copy

    def forgetful(source, target, table):
        if table.name != "pain_entries":
            copy(source, target, table)

    monkeypatch.setattr(move, "_copy", forgetful)
    with pytest.raises(CopyError, match="pain_entries differs"):
        move.move(app, there)
    assert not any(everything(there).values())


def test_a_value_that_changed_on_the_way_is_found(app, as_ann, there, monkeypatch):
    as_ann.send("/journal/pain", score=4)
    copy = move._copy

    def careless(source, target, table):
        copy(source, target, table)
        if table.name == "pain_entries":
            target.execute(table.update().values(score=5))

    monkeypatch.setattr(move, "_copy", careless)
    with pytest.raises(CopyError, match="pain_entries differs"):
        move.move(app, there)


@pytest.mark.parametrize(
    "address",
    [
        "mysql://x",
        "sqlite://",
        "postgresql://u:w0rd@h:port/d",
        "postgresql://u@h/d?nonsense=1",
        "postgresql://u:w0rd@127.0.0.1:1/d",
    ],
)
def test_an_address_to_which_nothing_can_move_is_named_by_its_setting(app, address):
    with app.app_context():
        told = app.test_cli_runner().invoke(args=["move"], env={"MOVE_TO": address})
    assert told.exit_code == 1
    assert told.output.startswith("Error: MOVE_TO: ")
    assert "w0rd" not in told.output


def test_nothing_moves_while_somebody_may_write(app, data, there):
    engine = create_engine(settings_for(data).database_url)
    with engine.connect() as line:
        line.exec_driver_sql("SELECT count(*) FROM users").all()
        with pytest.raises(CopyError, match="stop Softback first"):
            move.move(app, there)
    engine.dispose()
