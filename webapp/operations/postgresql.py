"""Copies of a PostgreSQL database with its own tools, and one put in its place."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, inspect, make_url

from webapp.operations import copies
from webapp.operations.copies import CopyError

OTHERS = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""
ASIDE = "softback_before"
TABLES = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"


def copy(url: str, folder: Path, note: str = "") -> Path:
    """A dump of this moment, read through once and on the disk; writers need not wait."""
    path = copies.new_name(folder, "dump", note)
    part = path.with_name(path.name + ".part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        prove(part)
        return copies.keep(part, path)
    except OSError as error:
        raise CopyError(f"The copy could not be made: {error}.") from error
    finally:
        part.unlink(missing_ok=True)


def prove(path: Path) -> None:
    """Reads a dump from end to end; only restoring it elsewhere proves more."""
    if not path.is_file():
        raise CopyError(f"There is no file {path}.")
    _run("", "pg_restore", f"--file={os.devnull}", str(path))


@contextmanager
def empty_schema(engine: Engine) -> Iterator[None]:
    """Room for a dump; the old tables stand aside and come back if it fails.

    CopyError while anything else is connected, and where an earlier restore was broken off.
    """
    if inspect(engine).has_schema(ASIDE):
        raise CopyError(
            "An earlier restore was broken off: what stood there before lies in the schema "
            f"{ASIDE}. Once its copy is safe, DROP SCHEMA {ASIDE} CASCADE."
        )
    _say(engine, f"ALTER SCHEMA public RENAME TO {ASIDE}", "CREATE SCHEMA public")
    try:
        yield
    except BaseException:
        _say(engine, "DROP SCHEMA public CASCADE", f"ALTER SCHEMA {ASIDE} RENAME TO public")
        raise
    _say(engine, f"DROP SCHEMA {ASIDE} CASCADE")


def load(url: str, path: Path) -> None:
    """Reads a dump into an empty schema, all or nothing."""
    _run(
        *(url, "pg_restore", "--schema=public", "--no-owner", "--no-privileges"),
        *("--single-transaction", "--exit-on-error", f"--dbname={_plain(url)}", str(path)),
    )


def is_used(engine: Engine) -> bool:
    """True while anything else is connected to the database."""
    engine.dispose()
    with engine.connect() as line:
        return bool(line.exec_driver_sql(OTHERS).scalar())


def has_tables(engine: Engine) -> bool:
    """False for a database in which nothing was made yet."""
    with engine.connect() as line:
        return bool(line.exec_driver_sql(TABLES).scalar())


def _say(engine: Engine, *statements: str) -> None:
    with engine.begin() as line:
        for statement in statements:
            line.exec_driver_sql(statement)
    engine.dispose()


def _plain(url: str) -> str:
    """The address as PostgreSQL's tools read it; a password would be seen by everyone with `ps`."""
    bare = make_url(url).set(drivername="postgresql", password=None)
    return bare.render_as_string(hide_password=False)


def _run(url: str, tool: str, *arguments: str) -> None:
    path = shutil.which(tool)
    if path is None:
        raise CopyError(f"{tool} is not installed (apt install postgresql-client).")
    env = dict(os.environ)
    if url and (password := make_url(url).password):
        env["PGPASSWORD"] = str(password)
    if tool == "pg_dump":
        arguments = (*arguments, f"--dbname={_plain(url)}")
    done = subprocess.run(  # noqa: S603 - a fixed tool, no shell
        [path, *arguments], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        said = " ".join(done.stderr.split())[:500] or "it said nothing"
        raise CopyError(f"{tool} failed: {said}")
