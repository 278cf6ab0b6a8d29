"""Every vendored file is the one that was locked: `python -m tests.vendor`.

static/vendor/lock.json maps a path under static/vendor to the file's "sha384-<base64>".
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static/vendor"


def integrity(file: Path) -> str:
    """The hash of a file, written as browsers write it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(file.read_bytes()).digest()).decode()


def differences() -> list[str]:
    """One line for each file that is changed, missing, or not in the lock."""
    lock = VENDOR / "lock.json"
    locked = json.loads(lock.read_text()) if lock.exists() else {}
    here = {
        file.relative_to(VENDOR).as_posix(): integrity(file)
        for file in VENDOR.rglob("*")
        if file.is_file() and file != lock
    }
    wrong = {path for path in locked.keys() | here.keys() if locked.get(path) != here.get(path)}
    return [f"{path}: locked {locked.get(path)}, found {here.get(path)}" for path in sorted(wrong)]


if __name__ == "__main__":
    sys.exit("\n".join(differences()) or None)
