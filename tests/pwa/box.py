"""A box at home: a real server process that can be killed, and its database."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from tests.browser import ROOT, answers, free_port
from tests.operations.parts import Postgres


class Box:
    """The server process and its database."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data, self.settings = data, settings
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts, and waits until it answers."""
        own = {"PORT": str(self.port), "SOFTBACK_DATA": str(self.data)}
        env = {**os.environ, **own, **self.settings}
        command = [sys.executable, "-m", "webapp"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 90
        while not answers(f"{self.address}/healthz"):
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut does."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def end(self) -> None:
        """For good."""
        self.kill()

    def ask(self, query: str, *values: Any) -> list[Any]:
        """Rows of the database."""
        with closing(sqlite3.connect(self.data / "softback.db")) as base:
            return base.execute(query, values).fetchall()

    def forget_tries(self) -> None:
        """Nobody has tried anything too often."""
        stored = self.data / "softback.db"
        if stored.exists():
            with closing(sqlite3.connect(stored, timeout=30)) as base, base:
                base.execute("DELETE FROM tries")

    def count(self, table: str, tag: str) -> int:
        """How many rows a person has."""
        own = f"SELECT count(*) FROM {table} JOIN users ON users.id = owner_id WHERE tag = ?"
        return int(self.ask(own, tag)[0][0])


class BoxOnPostgres(Box):
    """The same, with its data in a PostgreSQL of its own."""

    HEX = """CREATE OR REPLACE FUNCTION hex(uuid) RETURNS text LANGUAGE sql
        AS $$ SELECT replace($1::text, '-', '') $$"""

    def __init__(self, data: Path) -> None:
        # Its own user must reach it: pytest closes its folders to all others, again and again.
        self.place = tempfile.TemporaryDirectory(prefix="softback-box-", ignore_cleanup_errors=True)
        Path(self.place.name).chmod(0o755)
        self.base = Postgres(Path(self.place.name) / "pg")
        super().__init__(data, DATABASE_URL=self.base.url, SECRET_KEY="k" * 32)
        self.engine = create_engine(self.base.url)

    def start(self) -> None:
        """The tables first; they are the server's own work on SQLite."""
        command = [sys.executable, "-m", "webapp", "migrate"]
        env = {**os.environ, **self.settings, "SOFTBACK_DATA": str(self.data)}
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        super().start()
        with self.engine.begin() as line:
            line.exec_driver_sql(self.HEX)

    def end(self) -> None:
        """The database too."""
        super().end()
        self.engine.dispose()
        self.base.kill()
        self.place.cleanup()

    def ask(self, query: str, *values: Any) -> list[Any]:
        """The same words, as this database takes them."""
        with self.engine.connect() as line:
            return [tuple(row) for row in line.exec_driver_sql(query.replace("?", "%s"), values)]
