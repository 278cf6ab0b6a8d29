"""Colours can be told apart by everyone: WCAG 2.2 contrast of the tokens, in both themes.

Relative luminance and contrast ratio as defined by WCAG 2.2 (w3.org/TR/WCAG22, 1.4.3 and 1.4.11):
text 4.5:1, lines of controls and drawings 3:1.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static/css/tokens.css"
GROUNDS = ("surface", "raised", "sunken")

TEXT = [
    *((ink, ground) for ink in ("text", "muted", "accent", "negative") for ground in GROUNDS),
    *((ink, "raised") for ink in ("accent-strong", "caution", "urgent", "info", "pain")),
    ("accent-strong", "surface"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-accent-soft", "accent-soft"),
    ("accent", "accent-soft"),
    ("on-pain", "pain"),
    ("on-pain-soft", "pain-soft"),
    ("on-negative", "negative"),
    ("surface", "text"),
    *(("text", f"{kind}-soft") for kind in ("negative", "caution", "urgent", "info", "accent")),
    *((kind, f"{kind}-soft") for kind in ("negative", "caution", "urgent", "info")),
]
LINES = [
    *((f"series-{name}", "raised") for name in ("pain", "sleep", "stress", "practice")),
    *(("line-strong", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in GROUNDS),
    ("pain", "body-place"),
    ("body-line", "body"),
]


def themes() -> dict[str, dict[str, str]]:
    """Each block of tokens.css: light, dark by the system, dark by choice."""
    blocks = re.findall(r"(:root[^{]*)\{([^}]*)\}", TOKENS.read_text())
    found = [dict(re.findall(r"--color-([\w-]+):\s*(#[0-9a-f]{6})", body)) for _, body in blocks]
    colours = [block for block in found if block]
    return dict(zip(("light", "dark", "dark by choice"), colours, strict=True))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_the_measure_agrees_with_known_pairs():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read_on_its_ground(theme, ink, ground):
    colours = themes()[theme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), LINES)
def test_lines_can_be_seen_on_their_ground(theme, ink, ground):
    colours = themes()[theme]
    assert contrast(colours[ink], colours[ground]) >= 3.0


def test_dark_is_the_same_by_system_and_by_choice():
    found = themes()
    assert found["dark"] == found["dark by choice"]
    assert found["dark"].keys() == found["light"].keys()
