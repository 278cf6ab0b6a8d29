"""What the machine itself can do, served like our pages, to measure them against.

/b  a bare Flask view
/l  Flask, three indexed SQLite reads and a Jinja page of 13 kB
/w  raw WSGI and one INSERT, committed with synchronous=FULL
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, render_template
from jinja2 import DictLoader

PEOPLE, ROWS, SHOWN = 50, 400, 60
PAGE = """<!doctype html><html lang="en"><head><title>Yardstick</title></head>
<body><h1>{{ who }}</h1>
{% for table in tables %}<table>{% for id, at, score, note in table %}
<tr class="entry entry--{{ score }}"><td>{{ id }}</td><td>{{ at }}</td><td>{{ note }}</td></tr>
{% endfor %}</table>{% endfor %}</body></html>"""
local = threading.local()


def connection() -> sqlite3.Connection:
    """This thread's connection; the first one makes the tables."""
    if not hasattr(local, "connection"):
        path = Path(os.environ["SOFTBACK_DATA"]) / "yardsticks.db"
        local.connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        local.connection.execute("PRAGMA journal_mode=WAL")
        local.connection.execute("PRAGMA synchronous=FULL")
    return local.connection


def prepare() -> None:
    """Three tables that a page reads, and one that is written to."""
    vars(local).clear()  # the folder may be another one than before
    open_now = connection()
    open_now.execute("CREATE TABLE IF NOT EXISTS written (id INTEGER PRIMARY KEY, note TEXT)")
    rows = [(p, a, a % 11, f"note {a} of {p}") for p in range(PEOPLE) for a in range(ROWS)]
    for name in "xyz":
        open_now.execute(
            f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, owner INT, at INT, score INT, note TEXT)"
        )
        open_now.execute(f"CREATE INDEX {name}_at ON {name} (owner, at)")
        open_now.execute("BEGIN")
        open_now.executemany(f"INSERT INTO {name} (owner, at, score, note) VALUES (?,?,?,?)", rows)
        open_now.execute("COMMIT")


def flask_app() -> Flask:
    """Yardsticks B and L."""
    app = Flask("yardsticks")
    app.jinja_loader = DictLoader({"page.html": PAGE})

    @app.get("/b")
    def bare() -> str:
        return "ok"

    @app.get("/l")
    def page() -> str:
        read = "SELECT id, at, score, note FROM {} WHERE owner = ? ORDER BY at DESC LIMIT ?"
        tables = [connection().execute(read.format(n), (7, SHOWN)).fetchall() for n in "xyz"]
        return render_template("page.html", who="Somebody", tables=tables)

    return app


def create_app() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """All three in one WSGI application."""
    flask = flask_app()

    def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/w":
            return flask(environ, start)
        environ["wsgi.input"].read()
        connection().execute("INSERT INTO written (note) VALUES ('a note of some length')")
        start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"ok"]

    return application
