"""Keeps a database of this version for ever: `python -m tests.operations.releases`.

Run it for each release; `test_releases.py` brings every one of them forwards. A file of a version
that people use is never made anew.
"""

from __future__ import annotations

import gzip
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from tests import cast
from tests.conftest import NOON
from webapp import clock, create_app
from webapp.config import Settings
from webapp.database import known_revisions, upgrade, writing
from webapp.demo.store import live_as_guest
from webapp.extensions import db

HERE = Path(__file__).parent


def main() -> None:
    """Ann and Bob, and a guest with eight weeks of entries."""
    clock.source = lambda: NOON
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "softback.db"
        settings = Settings(
            data=Path(folder), database_url=f"sqlite:///{path}", secret_key="k" * 32
        )
        with create_app(settings).app_context(), writing():
            upgrade()
            cast.move_in()
            live_as_guest(7, 8, 2)
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        with closing(sqlite3.connect(path)) as base:
            text = "\n".join(base.iterdump())
    kept = HERE / f"{known_revisions()[0]}.sql.gz"
    kept.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{kept.name}: {kept.stat().st_size} bytes")


if __name__ == "__main__":
    main()
