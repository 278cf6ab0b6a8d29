"""The picture of the weeks for paper: the same drawing, with its colours written into it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from pathlib import Path as File

from flask import current_app, render_template

from webapp.charts import Drawing, Path, Text
from webapp.charts.drawing import RIGHT, upright
from webapp.charts.points import PAIN

TOKEN = re.compile(r"--color-([\w-]+):\s*(#[0-9a-fA-F]{6})")
LOOKS: dict[str, tuple[str, float]] = {
    "apart": ("caution-soft", 1),
    "band": ("line", 0.45),
    "edge": ("line-strong", 0.5),
    "note": ("muted", 1),
    "grid": ("line", 1),
    "season": ("line", 1),
    "range": ("series-pain", 0.28),
    "pain": ("series-pain", 0.6),
    "trend": ("series-pain", 1),
    "hollow": ("raised", 1),
    "practice": ("series-practice", 1),
    "stem": ("series-practice", 0.5),
    "sleep": ("series-sleep", 0.8),
    "stress": ("series-stress", 0.65),
    "stress-trend": ("series-stress", 1),
    "missing": ("line-strong", 1),
}
"""Kind of a shape to its colour (a token of the light theme) and how much it covers."""


@cache
def colours(static: str) -> dict[str, str]:
    """The colours of the light theme, from the one place where they stand."""
    light = (File(static) / "css" / "tokens.css").read_text().split("}", 1)[0]
    return dict(TOKEN.findall(light))


def svg_of(drawing: Drawing, empty: Collection[int]) -> str:
    """The drawing as SVG without classes; points at which no pain was noted are ticked below."""
    known = colours(str(current_app.static_folder))
    looks = {kind: (known[name], cover) for kind, (name, cover) in LOOKS.items()}
    return render_template(
        "export/picture.svg",
        drawing=_with_ticks(drawing, empty),
        looks=looks,
        plain=looks["trend"],
        text=known["text"],
        muted=known["muted"],
    )


def _with_ticks(drawing: Drawing, empty: Collection[int]) -> Drawing:
    reader = drawing.reader
    if not empty or reader is None:
        return drawing
    top, bottom = PAIN.bottom + 3, PAIN.bottom + 8
    ticks = "".join(upright(reader.x0 + i * reader.step, top, bottom) for i in empty)
    words = Text("key", RIGHT, bottom + 10, f"| no pain noted that {reader.what.lower()}", "end")
    tick = Path("missing", ticks, min(2.0, reader.step * 0.6), "butt")
    return replace(drawing, paths=(*drawing.paths, tick), texts=(*drawing.texts, words))
