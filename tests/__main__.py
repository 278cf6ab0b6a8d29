"""Every check in order, the cheapest first: `python -m tests`, or `python -m tests quick`.

`python -m tests postgresql` runs what keeps data once more, on a real PostgreSQL of its own.

The first check that fails stops the run with what it said. Further arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sys.executable).parent
PYTHON = [sys.executable, "-m"]

CHECKS = {
    "lint": [*PYTHON, "ruff", "check", "."],
    "format": [*PYTHON, "ruff", "format", "--check", "."],
    "vendored files": [*PYTHON, "tests.vendor"],
    "who imports whom": [str(SCRIPTS / "lint-imports")],
    "templates": [*PYTHON, "djlint", "templates", "--lint", "--quiet"],
    "types": [*PYTHON, "mypy"],
}
# On two cores two browsers at a time are as many as keep their timing; of the rest three wait less.
TESTS = [*PYTHON, "pytest", "-n", "2"]
QUICK = ["-n", "3", "-m", "not slow and not browser"]
PLAIN = ["-n", "3", "-m", "not browser"]
BROWSERS = ["-m", "browser"]


def passes(name: str, command: list[str]) -> bool:
    """Whether the check passes; prints its line, and what it said if it failed."""
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    verdict = "FAILED" if done.returncode else "ok"
    print(f"{name:<18} {verdict:<6} {time.monotonic() - began:6.1f} s", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return not done.returncode


def main(arguments: list[str]) -> int:
    """Exit status 0 only if everything passed. pytest speaks for itself, and last."""
    if not all(passes(name, command) for name, command in CHECKS.items()):
        return 1
    if arguments[:1] == ["quick"]:
        return tested("sqlite", *QUICK, *arguments[1:])
    if arguments[:1] == ["postgresql"]:
        return tested("postgresql", "-m", "not browser", *arguments[1:])
    if arguments:
        return tested("sqlite", *arguments)
    return tested("sqlite", *PLAIN) or tested("sqlite", *BROWSERS)


def tested(database: str, *arguments: str) -> int:
    """pytest's exit status, with the data in this database."""
    print(f"tests on {database}", flush=True)
    env = {**os.environ, "SOFTBACK_TEST_DATABASE": database}
    done = subprocess.run([*TESTS, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, env=env)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
