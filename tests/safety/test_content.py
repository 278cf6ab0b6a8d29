"""The wording is the clinical wording, and a broken file says where it is broken."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.safety.plain import SCREENING, read, slug
from webapp.content import ROOT, ContentError
from webapp.safety.screening import load, texts

GROUPS = ("emergency", "urgent", "refer", "local")


@pytest.mark.parametrize("group", GROUPS)
def test_every_item_has_its_key_and_its_words_unchanged(group: str) -> None:
    ours = {item.key: item.text + item.note for item in texts().screening.groups[group].items}  # type: ignore[index]
    theirs = {key.rpartition(":")[2]: words for key, words in SCREENING[group]["items"]}
    theirs = {key: words.replace(" (injury_72h)", "") for key, words in theirs.items()}
    assert ours == theirs


@pytest.mark.parametrize("group", ["emergency", "urgent"])
def test_the_cards_say_what_the_clinical_text_says(group: str) -> None:
    assert texts().screening.groups[group].card == SCREENING[group]["card"]  # type: ignore[index]


def test_the_limits_are_those_of_the_clinical_data() -> None:
    for item in texts().screening.refer.items:
        written = SCREENING["refer"]["limits"][item.key]
        ours = item.limit.model_dump(exclude_defaults=True) if item.limit else {}
        if "no" in written:
            written = written | {"no": [slug(name) for name in written["no"]]}
        assert {k: list(v) if isinstance(v, tuple) else v for k, v in ours.items()} == written


def test_what_rules_out_heat_is_all_asked() -> None:
    packs = texts().screening.no_heat
    words = {item.text for item in packs.items}
    assert words | {"numb skin", "new swelling"} == set(SCREENING["no_heat"])
    assert set(packs.techniques) == {slug(t) for t in SCREENING["exclusions"]["no_heat"]}


def test_the_aftercare_is_the_clinical_text() -> None:
    assert list(texts().aftercare.lines) == SCREENING["aftercare"]


def test_the_check_asks_the_emergency_and_nerve_items() -> None:
    emergency = [key for key, _ in SCREENING["emergency"]["items"]]
    assert list(texts().check.signs) == [*emergency, "u_nerve"]


def test_every_technique_and_routine_named_here_exists() -> None:
    packs = texts().screening.no_heat.techniques
    limits = [item.limit.no for item in texts().screening.refer.items if item.limit]
    for name in {*packs, *(name for names in limits for name in names)}:
        assert (ROOT / "techniques" / f"{name}.md").exists(), name
    gentle = texts().check.gentle
    assert (ROOT / "routines" / f"{gentle.routine}.md").exists()
    assert (ROOT / "techniques" / f"{gentle.technique}.md").exists()


@pytest.mark.parametrize("path", sorted(Path("templates/safety").glob("*.html")), ids=str)
def test_no_banned_word_stands_on_a_safety_page(path: Path) -> None:
    banned = [re.sub(r"\s*\(.*?\)", "", word) for word in read("wording")["banned"]]
    text = path.read_text(encoding="utf-8").lower()
    for word in ("cure", "heals", "detox", "toxins", "flush", "guaranteed", "clinically proven"):
        assert word in banned and not re.search(rf"\b{word}\b", text)


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "reason"),
    [
        ("screening.yaml", "key: e_chest", "key: e_saddle", "", "the key e_saddle stands twice"),
        ("screening.yaml", "max_pressure: 3", "max_pressure: 30", "refer.items.11", "less than or"),
        ("screening.yaml", "base_of_skull", "base_of_skul", "refer.items.10", "no region"),
        ("screening.yaml", "{advice_only: true}", "", "", "the item spa has no limit"),
        ("screening.yaml", "repeat_days: 90", "repeat_days: 365", "repeat_days", "less than"),
        ("check.yaml", "u_nerve]", "u_nerves]", "signs", "u_nerves is no such item"),
        ("numbers.yaml", 'number: "988"', 'number: "call us"', "countries", "pattern"),
        ("numbers.yaml", "code: AR", "code: Argentina", "countries.0.code", "pattern"),
        ("aftercare.yaml", "lines:", "line:", "lines", "required"),
    ],
)
def test_a_broken_file_names_itself_the_field_and_the_reason(
    tmp_path: Path, file: str, old: str, new: str, field: str, reason: str
) -> None:
    folder = tmp_path / "safety"
    shutil.copytree(ROOT / "safety", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(folder)
    assert file in caught.value.file
    assert field in caught.value.field
    assert reason.lower() in str(caught.value).lower()


def test_a_missing_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"screening\.yaml: is missing"):
        load(tmp_path)


# Whom to call


KNOWN = {  # ambulance, from the pages of the authorities themselves
    "GB": "999",
    "IE": "112",
    "US": "911",
    "CA": "911",
    "AU": "000",
    "NZ": "111",
    "DE": "112",
    "FR": "112",
    "CH": "144",
    "JP": "119",
    "SG": "995",
    "IN": "112",
}


@pytest.mark.parametrize("code", KNOWN)
def test_the_first_number_is_the_ambulance(code: str) -> None:
    country = texts().numbers.of(code)
    assert country and country.emergency[0] == KNOWN[code]


def test_at_least_thirty_countries_each_once_in_order_with_a_source() -> None:
    countries = texts().numbers.countries
    codes = [country.code for country in countries]
    assert len(set(codes)) == len(codes) >= 30
    names = [country.name.replace("ü", "u") for country in countries]
    assert names == sorted(names)


def test_an_unknown_country_has_no_number_of_its_own() -> None:
    assert texts().numbers.of("XX") is None and texts().numbers.of(None) is None
    assert texts().numbers.fallback.number == "112"
