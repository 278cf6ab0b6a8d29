"""Under which licence each installed package stands: `python -m tests.licences` writes the list.

What a package says of itself (its metadata) is the source; what is pinned for other systems or
other Pythons alone stands in ELSEWHERE, read by hand.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "docs" / "licences.md"
ELSEWHERE = {
    "async-timeout": "Apache-2.0",
    "backports-zstd": "PSF-2.0",
    "brotlicffi": "MIT",
    "deprecated": "MIT",
}
HEAD = """# Licences of what we install

Written by `python -m tests.licences` from what the packages say of themselves; a test holds it to
`requirements.txt`. Softback itself is under the MIT licence; the files in `static/vendor` and the
fonts carry theirs beside them, and `static/vendor/lock.json` holds their hashes, which the checks
read.

| package | version | licence |
|---|---|---|
"""


def pinned() -> list[tuple[str, str]]:
    """Name and version of everything that the product installs."""
    text = (ROOT / "requirements.txt").read_text()
    return re.findall(r"^([a-z0-9.-]+)==(\S+?)(?: ;.*)? \\$", text, re.M)


def licence(name: str) -> str:
    """What a package says, the shortest exact form first."""
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    told = metadata(name)
    if expression := told.get("License-Expression"):
        return str(expression)
    classes = [line for line in told.get_all("Classifier", []) if line.startswith("License ::")]
    named = sorted({line.rpartition(" :: ")[2] for line in classes} - {"OSI Approved"})
    short = str(told.get("License", "")).strip().splitlines()
    return ", ".join(named) or (short[0] if short else "unknown")


def table() -> str:
    """The whole page."""
    rows = sorted({(name, version): licence(name) for name, version in pinned()}.items())
    return HEAD + "".join(f"| {name} | {version} | {said} |\n" for (name, version), said in rows)


if __name__ == "__main__":
    LIST.write_text(table())
    sys.stdout.write(table())
