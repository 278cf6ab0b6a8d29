"""Files for the browser: one stylesheet and one script out of many, under a content hash.

The generations before stay: a page that is still open, or kept on a phone, finds its own files.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, current_app, g
from werkzeug.datastructures import Headers
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from webapp import bundle
from webapp.web import public

LAYERS = ("layers", "tokens", "base")
FOREVER = "public, max-age=31536000, immutable"
STYLE, SCRIPT, ENTRY = "softback.css", "softback.js", "js/app.js"
PLAYER = "practice/practice-player.js"
KINDS = {".css": "text/css", ".js": "text/javascript"}
GENERATIONS = 3
COMMENT = re.compile(r"/\*.*?\*/", re.S)
MARGIN = re.compile(r"\n\s+")


@dataclass(frozen=True)
class Assets:
    """This generation's files, by their path under static/ with their size in bytes."""

    version: str
    files: dict[str, int]

    def address(self, path: str) -> str:
        """Where the browser finds this file."""
        return f"/static/{self.version}/{path}"


def init_app(app: Flask) -> None:
    """Mounts static/ under its hash, and what is made from it: the stylesheet, the script."""
    root = Path(app.static_folder or "static")
    made, assets = _made(root, tuple((path, path.stat().st_mtime_ns) for path in _paths(root)))

    def style(path: str) -> Response:
        text = made.get(path) or abort(404)
        g.asset = True
        kind = KINDS[Path(path).suffix]
        return Response(text, mimetype=kind, headers={"Cache-Control": FOREVER})

    app.extensions["assets"] = assets
    app.add_url_rule(assets.address("<path:path>"), "style", public(style))
    app.jinja_env.globals["asset"] = assets.address
    app.wsgi_app = _files(app, root, made, assets)  # type: ignore[method-assign]


@lru_cache(maxsize=1)
def _made(root: Path, state: tuple[tuple[Path, int], ...]) -> tuple[dict[str, str], Assets]:
    """What is made from the files in this state, and the list of all of them."""
    made = generated(root)
    sizes = {_name(root, path): path.stat().st_size for path, _ in state}
    sizes |= {name: len(text.encode()) for name, text in made.items()}
    return made, Assets(fingerprint(root), sizes)


def _files(app: Flask, root: Path, made: dict[str, str], assets: Assets) -> WhiteNoise:
    """Serves this generation, compressed, and those before it from where they are kept.

    Where nothing can be kept, the files are served as they are, but for those that are made.
    """
    noise = WhiteNoise(
        app.wsgi_app,
        max_age=None,
        immutable_file_test=lambda *_: True,
        allow_all_origins=False,
        add_headers_function=_label,
    )
    folders = kept(app.config["SETTINGS"].data / "assets", root, made, assets.version)
    for folder in folders:
        noise.add_files(str(folder), prefix=f"/static/{folder.name}")
    if not any(folder.name == assets.version for folder in folders):
        noise.add_files(str(root), prefix=assets.address(""))
        for name in made:
            noise.files.pop(assets.address(name), None)
    return noise


def _label(headers: Headers, path: str, _url: str) -> None:
    """A file is what its name says, for our own pages; a picture opened alone runs nothing."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if path.endswith(".svg"):
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"


def generated(root: Path) -> dict[str, str]:
    """The stylesheet, the script of every page, stubs where its modules stood alone, the player."""
    modules = bundle.order(root, ENTRY)
    stubs = {path: bundle.stub(path, (root / path).read_text()) for path in modules}
    player = bundle.joined(root, PLAYER, modules)
    return stubs | {STYLE: stylesheet(root), SCRIPT: bundle.joined(root, ENTRY), PLAYER: player}


def current() -> Assets:
    """The files of the running app."""
    assets: Assets = current_app.extensions["assets"]
    return assets


def fingerprint(root: Path) -> str:
    """A short hash over every file's name and content."""
    total = hashlib.sha256()
    for path in _paths(root):
        total.update(_name(root, path).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]


def kept(shelf: Path, root: Path, made: dict[str, str], version: str) -> list[Path]:
    """The folders of this generation and of those before it, newest first.

    Where the folder cannot be written, none is kept: phones hold their own copies as well.
    """
    with suppress(OSError):
        if not (shelf / version).exists():
            fresh = _copied(root, made, shelf / f"{version}.{os.getpid()}.new")
            fresh.replace(shelf / version)
    folders = [path for path in shelf.glob("*") if path.is_dir() and path.suffix != ".new"]
    folders.sort(key=lambda path: (path.name == version, path.stat().st_ctime), reverse=True)
    for old in folders[GENERATIONS:]:
        shutil.rmtree(old, ignore_errors=True)
    return folders[:GENERATIONS]


def _copied(root: Path, made: dict[str, str], folder: Path) -> Path:
    """Every file, what is made of them, and the same compressed."""
    shutil.copytree(root, folder)
    for name, text in made.items():
        (folder / name).write_text(text)
    compressor = Compressor(quiet=True)
    for path in _paths(folder):
        if path.suffix in (".js", ".css", ".svg"):
            list(compressor.compress(str(path)))
    return folder


def stylesheet(root: Path) -> str:
    """Layers, tokens and base first, then components, the parts' own, utilities last; without
    comments and margins."""
    first = [root / "css" / f"{name}.css" for name in LAYERS]
    components = sorted((root / "css" / "components").glob("*.css"))
    parts = sorted(
        path for path in root.glob("*/*.css") if path.parent.name not in ("css", "vendor")
    )
    files = [*first, *components, *parts, root / "css" / "utilities.css"]
    text = "\n".join(path.read_text() for path in files if path.exists())
    return MARGIN.sub("\n", COMMENT.sub("", text))


def _paths(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
