"""Every row of the inventory has its place, its verdict and its ground; mistakes are named."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from webapp.claims.models import load
from webapp.content import ROOT, ContentError
from webapp.library.models import library

INVENTORY = json.loads((Path(__file__).parent / "inventory.json").read_text())
VERDICTS = {
    "usable as is": "usable",
    "usable with correction": "corrected",
    "not supported or unsafe": "unsupported",
    "not content": "not_content",
}


def test_every_row_of_the_inventory_has_its_place_and_its_verdict() -> None:
    theirs = {row["n"]: VERDICTS[row["verdict"]] for row in INVENTORY}
    ours = {claim.n: claim.sheet.verdict for claim in load(library()).rows}
    assert ours == theirs and len(ours) == 95
    assert load(library()).counts == {
        "usable": 19, "corrected": 47, "unsupported": 26, "not_content": 3,
    }  # fmt: skip


@pytest.mark.slow
def test_a_study_named_in_the_inventory_is_named_by_us() -> None:
    named = re.compile(r"([A-Z][a-z]+)(?:-[A-Z][a-z]+)? (\d{4})")
    for row in INVENTORY:
        claim = next(claim for claim in load(library()).rows if claim.n == row["n"])
        keys = {source.key for source in claim.sources}
        for name, year in named.findall(row["app"]):
            assert f"{name.lower()}{year}" in keys, row


def test_the_dangerous_stand_first() -> None:
    assert [claim.n for claim in load(library()).dangerous] == [88, 57, 58, 22]


@pytest.mark.slow
def test_a_claim_is_told_in_our_own_words() -> None:
    for row in INVENTORY[:92]:
        claim = next(claim for claim in load(library()).rows if claim.n == row["n"])
        assert claim.sheet.said.lower() != row["item"].lower() or len(row["item"]) < 40


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("n: 2\n", "n: 1\n", "claims.1.n", "the number 1 stands twice"),
        ("n: 2\n", "n: two\n", "claims.1.n", "integer"),
        ("verdict: usable\n", "verdict: true\n", "claims.4.verdict", "usable"),
        ("lucas2009, rathbone2017, lu2022", "smith1901", "claims.0.sources", "no source"),
        ("basis: unshown", "sources: []", "claims.2.basis", "one of the two"),
        ("sources: [lucas2009, rathbone2017]", "basis: nothing", "claims.1.basis", "not content"),
        ("techniques: [mfr-hands]", "techniques: [magic]", "claims.6.techniques", "no technique"),
        ("topic: works", "topic: wonders", "claims.1.topic", "works"),
        ("reason: Left out. Hands", "reason: <b>Left</b> out. Hands", "claims.8.reason", "HTML"),
        ("version:", "versoin:", "version", "required"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, field: str, reason: str) -> None:
    (tmp_path / "evidence").mkdir()
    file = Path(shutil.copy(ROOT / "evidence" / "claims.yaml", tmp_path / "evidence"))
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(library(), tmp_path)
    assert caught.value.file.endswith("evidence/claims.yaml")
    assert caught.value.field == field
    assert reason in caught.value.reason
