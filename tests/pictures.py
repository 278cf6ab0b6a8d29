"""The README's four screens, taken from the running app: `bin/pictures [folder] [light|dark]`."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests import browser

FOLDER = browser.ROOT / "docs/pictures"
SCREENS = ("today", "player", "progress", "journal")
ROW = """<body style="margin:0;padding:40px;display:flex;gap:40px;background:{ground}">
{pictures}</body>"""
ONE = '<img width=390 height=844 style="border-radius:40px;box-shadow:0 4px 24px #0003" src="{}">'


def move_in(data: str) -> tuple[str, str]:
    """Makes the demo person; their e-mail and password."""
    command = [sys.executable, "-m", "webapp", "demo"]
    env = {**os.environ, "SOFTBACK_DATA": data}
    said = subprocess.check_output(command, cwd=browser.ROOT, env=env, text=True)
    found = re.search(r"(\S+) has .*Password: (\S+)", said)
    assert found, said
    return found[1], found[2]


def sign_in(page: Any, email: str, password: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/today")


def start_practice(page: Any) -> None:
    """Into the second step of a routine, with its bell and words under way."""
    page.goto("/routines/upper-back-ball/play")
    form = page.locator("#check")
    form.locator("input[name=pain_before][value='5']").check(force=True)
    for name in ("signs", "today"):
        form.locator(f"input[name={name}][value=none]").check(force=True)
    form.get_by_role("button", name="Start").click()
    page.locator("[data-part=play]").wait_for(state="visible")
    page.get_by_role("button", name="Skip").click()
    page.wait_for_timeout(24_000)


def take(folder: Path, scheme: str) -> list[Path]:
    """The four screens as files."""
    files = [folder / f"{name}.png" for name in SCREENS]
    options = {"color_scheme": scheme, "device_scale_factor": 2}
    with tempfile.TemporaryDirectory() as data:
        email, password = move_in(data)
        with (
            browser.serving(Path(data)) as address,
            browser.chromium() as engine,
            browser.phone(engine, address, **options) as page,
        ):
            sign_in(page, email, password)
            for name, file in zip(SCREENS, files, strict=True):
                start_practice(page) if name == "player" else page.goto(f"/{name}")
                if name == "journal":
                    page.evaluate("() => scrollTo(0, 545)")
                page.wait_for_timeout(800)
                page.screenshot(path=file)
    return files


def combine(files: list[Path], target: Path, ground: str) -> None:
    """The screens side by side in one picture."""
    addresses = [
        f"data:image/png;base64,{base64.b64encode(f.read_bytes()).decode()}" for f in files
    ]
    shape = {"width": 40 + len(files) * 430, "height": 924}
    with browser.chromium() as engine:
        page = engine.new_page(viewport=shape)
        page.set_content(ROW.format(ground=ground, pictures="".join(map(ONE.format, addresses))))
        page.wait_for_timeout(300)
        page.screenshot(path=target)


def main(folder: Path = FOLDER, scheme: str = "light") -> None:
    """Takes the pictures and joins them."""
    folder.mkdir(parents=True, exist_ok=True)
    files = take(folder, scheme)
    combine(files, folder / "four-screens.png", "#e9e5dd" if scheme == "light" else "#0b0d0c")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]), *sys.argv[2:3])
