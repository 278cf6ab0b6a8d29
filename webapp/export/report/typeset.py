"""Sets the page as a PDF that a screen reader can read (PDF/UA-1).

The fonts are our own, so that the page looks the same everywhere. A sign that they do not have
would break the standard: then the page is set without its promise rather than not at all.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"
PAPERS = {"a4": "a4", "letter": "us-letter"}


@cache
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415 - 15 MB that only a report needs

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def typeset(page: dict[str, Any], paper: str, made_at: datetime) -> bytes:
    """The PDF of the page's facts. Takes 60 ms or so and holds the interpreter meanwhile: call it
    outside a transaction."""
    import typst  # noqa: PLC0415

    inputs = {"data": json.dumps(page), "paper": PAPERS[paper]}
    compiler = typst.Compiler(
        str(HERE / "report.typ"),
        root=str(HERE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    try:
        return _compiled(compiler, made_at, ["ua-1"])
    except typst.TypstError:
        return _compiled(compiler, made_at, [])


def _compiled(compiler: typst.Compiler, made_at: datetime, standards: list[Any]) -> bytes:
    pdf = compiler.compile(
        format="pdf", pdf_standards=standards, timestamp=int(made_at.timestamp())
    )
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one piece of bytes")
    return pdf
