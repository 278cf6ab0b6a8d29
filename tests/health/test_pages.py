"""What machines ask: alive, and ready."""

from __future__ import annotations

import json

from webapp.extensions import db


def test_a_process_that_answers_is_alive(as_nobody):
    assert as_nobody.visit("/healthz").status == 200


def test_a_database_with_this_versions_tables_is_ready(as_nobody):
    answer = as_nobody.visit("/readyz")
    assert (answer.status, json.loads(answer.text)) == (200, {"status": "ready"})


def test_a_database_of_another_version_is_not_ready(app, as_nobody):
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of tomorrow'")
    assert as_nobody.visit("/readyz").status == 503
