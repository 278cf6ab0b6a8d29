"""Many small script modules, sent as one: the order by their imports, no other tool. Pure.

Each module becomes a function that gives its exports, under its path in `softback`. Understood are
the forms this house uses: imports on one line, `export` before a declaration.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from pathlib import Path

IMPORT = re.compile(r'^import (?:(?P<what>[^"]+?) from )?"(?P<path>\.[^"]+)";$', re.M)
LAZY = re.compile(r'\bimport\("(?P<path>\.[^"]+)"\)')
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|const|class|let) (?P<name>\w+))", re.M)
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*[\s\S]*?\*/)$\n?", re.M)
MARGIN = re.compile(r"^[ \t]+|\n(?=\n)", re.M)


def order(root: Path, entry: str) -> list[str]:
    """The entry and what it imports, each after those it needs; paths under `root`."""
    found: list[str] = []
    begun: set[str] = set()

    def visit(path: str) -> None:
        if path in begun:
            return
        begun.add(path)
        for needed in IMPORT.finditer((root / path).read_text()):
            visit(beside(path, needed["path"]))
        found.append(path)

    visit(entry)
    return found


def joined(root: Path, entry: str, known: Collection[str] = ()) -> str:
    """One script that runs the modules in their order, without those that already run."""
    own = [path for path in order(root, entry) if path not in known]
    parts = [_wrapped(path, (root / path).read_text()) for path in own]
    return "globalThis.softback ??= {};\n" + "".join(parts)


def stub(path: str, text: str) -> str:
    """What a joined module's own address answers: the exports of the one that already runs."""
    names = ", ".join(exports(text))
    return f'export const {{ {names} }} = globalThis.softback["{path}"];\n'


def exports(text: str) -> list[str]:
    """Names that a module gives to others."""
    return [match["name"] for match in EXPORT.finditer(text)]


def beside(path: str, relative: str) -> str:
    """The path that an import in the module at `path` means."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))


def _wrapped(path: str, text: str) -> str:
    names = ", ".join(exports(text))
    body = IMPORT.sub(lambda found: _taken(path, found), text)
    body = LAZY.sub(lambda found: f'import("./{beside(path, found["path"])}")', body)
    if "vendor/" not in path:
        body = MARGIN.sub("", COMMENT.sub("", body))
    return (
        f'softback["{path}"] = (() => {{\n{EXPORT.sub("", body)}\nreturn {{ {names} }};\n}})();\n'
    )


def _taken(path: str, found: re.Match[str]) -> str:
    """An import as a constant; one for its effect alone needs nothing more."""
    what = found["what"]
    if not what:
        return ""
    name = what.removeprefix("* as ") if what.startswith("*") else what.replace(" as ", ": ")
    return f'const {name} = softback["{beside(path, found["path"])}"];'
