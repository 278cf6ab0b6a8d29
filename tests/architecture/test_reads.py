"""A page reads one person's range of each table, however much else there is: the plans of every
statement of every page are asked for, on both engines."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, inspect, select

from tests import stage
from tests.conftest import COMPILED, NOON
from tests.export.conftest import come_in
from webapp import clock, create_app
from webapp.config import Settings
from webapp.database import upgrade
from webapp.extensions import Base, db
from webapp.journal.models import PainEntry
from webapp.practice.models import Practice

OWNED = {table.name for table in Base.metadata.sorted_tables if "owner_id" in table.columns}
BY_TOKEN = {"sign_ins"}
"""Found by what the cookie holds, before anybody's id is known."""
NOT_A_PAGE = {
    *("static", "style", "accounts.follow", "accounts.confirm", "accounts.new_password"),
    *("safety.flag", "builder.edit"),
}
"""Files; and what exists only after a mail, a warning or a routine of one's own."""
GIVEN = {
    "day": "2026-03-10", "way": "technique", "kind": "peg", "slug": "upper-back-ball",
}  # fmt: skip
MORE = ["/journal?region=b18", "/journal?words=better", "/journal?kind=pain", "/progress?weeks=52"]
STEP = re.compile(r"(SCAN|SEARCH) (\w+?)(?:_\d+)?(?: AS \w+)?(?: USING (.*))?$")
KEYS = ("owner_id", "rowid=?")  # of `preferences` the row's number is the owner's
LEAVES = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan")
VERBS = ("SELECT", "WITH", "UPDATE", "DELETE")


class Plans:
    """What the database means to do for each statement that is sent to it."""

    def __init__(self, engine: Any) -> None:
        self.seen: list[tuple[str, str]] = []
        self.on_postgresql = engine.dialect.name == "postgresql"
        event.listen(engine, "before_cursor_execute", self.note)

    def note(self, line: Any, _cursor: Any, sql: str, values: Any, *_others: Any) -> None:
        """Asks for the plan; a table of a few rows is read whole unless that is forbidden."""
        if not sql.lstrip().upper().startswith(VERBS):
            return
        raw = line.connection.cursor()
        if self.on_postgresql:
            raw.execute("SET LOCAL enable_seqscan = off")
            raw.execute("EXPLAIN (FORMAT JSON) " + sql, values)
            plan = raw.fetchone()[0]
            found = _of_postgresql(
                (plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]
            )
        else:
            raw.execute("EXPLAIN QUERY PLAN " + sql, values)
            found = _of_sqlite([row[3] for row in raw.fetchall()])
        self.seen += [(table, how) for table, how in found if table in OWNED - BY_TOKEN]

    def wrong(self) -> set[tuple[str, str]]:
        """Steps that do not begin with whose rows they are."""
        return {(table, how) for table, how in self.seen if not how.startswith(KEYS)}


def _of_sqlite(steps: list[str]) -> list[tuple[str, str]]:
    found = []
    for step in steps:
        if named := STEP.match(step):
            terms = re.search(r"\((.*)\)", named[3] or "")
            found.append((named[2], terms[1] if terms else step))
    return found


def _of_postgresql(node: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    table = node.get("Relation Name", above)
    found = [step for child in node.get("Plans", []) for step in _of_postgresql(child, table)]
    condition = node.get("Index Cond", "")
    if node["Node Type"] in LEAVES:
        by_owner = re.search(r"\bowner_id = ", condition)
        found.append((table, "owner_id" if by_owner else f"{node['Node Type']} {condition}"))
    return found


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request, tmp_path_factory):
    """An app on each engine, and a person with half a year in it."""
    data = tmp_path_factory.mktemp("plans")
    url = f"sqlite:///{data / 'softback.db'}"
    if request.param == "postgresql":
        stage._say(f"CREATE DATABASE {(name := f'plans_{uuid4().hex}')}")
        url = stage._address(name)
    app = create_app(Settings(data=data, database_url=url, secret_key="k" * 32))
    app.jinja_env.bytecode_cache = COMPILED
    before, clock.source = clock.source, lambda: NOON
    with app.app_context():
        upgrade()
        person, owner = come_in(app, weeks=26)
        come_in(app, weeks=2)
        yield app, person, owner, Plans(db.engine)
        db.session.remove()
        db.engine.dispose()
    clock.source = before


def address(rule: Any, owner: int) -> str:
    """Where a page of this person stands."""
    given: dict[str, Any] = dict(GIVEN)
    given["name"] = "2026-03" if "months" in rule.rule else "2026-W10"
    if "id" in rule.arguments:
        model: Any = Practice if "practices" in rule.rule else PainEntry
        newest = select(model.id).where(model.owner_id == owner).order_by(model.at.desc())
        given["id"] = db.session.scalars(newest.limit(1)).one()
        db.session.rollback()
    if rule.endpoint == "library.technique" or rule.endpoint == "professional.new":
        given["slug"] = "shiatsu-pro"
    return str(rule.build({name: given[name] for name in rule.arguments})[1])


@pytest.mark.slow
def test_every_page_reads_only_whose_it_is(house):
    app, person, owner, plans = house
    rules = [r for r in app.url_map.iter_rules() if "GET" in r.methods]
    pages = [address(r, owner) for r in rules if r.endpoint not in NOT_A_PAGE]
    plans.seen.clear()
    statuses = {page: person.client.get(page).status_code for page in [*pages, *MORE]}
    assert {page: s for page, s in statuses.items() if s not in (200, 302, 303)} == {}
    assert len(pages) > 40
    assert len({table for table, _ in plans.seen}) >= 12
    assert plans.wrong() == set()


def test_every_write_reads_only_whose_it_is(house):
    _, person, _, plans = house
    plans.seen.clear()
    entry = str(uuid4())
    for path, form in {
        "/journal/pain": {"score": 4, "client_id": entry, "regions": "b08", "intensity_b08": 3},
        f"/journal/pain/{entry}": {"score": 5, "base_version": 1},
        f"/journal/pain/{entry}/deletion": {},
        f"/journal/pain/{entry}/restoration": {},
        "/journal/days/2026-03-10": {"average": 4, "worst": 6},
        "/sleep/2026-03-10": {"quality": 4},
        "/stress/2026-03-10": {"stress": 4},
        "/questionnaires/peg": {"q1": 4, "q2": 4, "q3": 4},
        "/account/deletion": {"sure": "y"},
    }.items():
        assert person.client.post(path, data=form).status_code == 303, path
    assert len({table for table, _ in plans.seen}) >= 10
    assert plans.wrong() == set()


def test_a_read_of_everybody_would_be_found(house):
    _, _, _, plans = house
    plans.seen.clear()
    db.session.execute(select(PainEntry.score).where(PainEntry.score > 3)).all()
    db.session.execute(select(PainEntry.id).where(PainEntry.removed_at.is_not(None))).all()
    db.session.rollback()
    assert {table for table, _ in plans.wrong()} == {"pain_entries"}
    assert len(plans.seen) == 2


OF_SOME = {
    "ix_pain_entries_noted": "note <> ''",
    "ix_pain_entries_removed": "removed_at is not null",
    "ix_questionnaires_removed": "removed_at is not null",
}


def test_a_model_says_which_rows_an_index_holds():
    indexes = [index for table in Base.metadata.tables.values() for index in table.indexes]
    wheres = {index.name: index.dialect_options["sqlite"]["where"] for index in indexes}
    told = {name: str(where).lower() for name, where in wheres.items() if where is not None}
    assert told == OF_SOME


def test_an_index_of_some_rows_holds_those_alone_on_both_engines(house):
    """Their condition, in lower case, without brackets and types."""
    wheres = {}
    for table in ("pain_entries", "questionnaires"):
        for index in inspect(db.engine).get_indexes(table):
            options = index.get("dialect_options", {})
            where = options.get(f"{db.engine.dialect.name}_where")
            if where is not None:
                wheres[index["name"]] = re.sub(r"::text|[()]", "", str(where).lower())
    assert wheres == OF_SOME
