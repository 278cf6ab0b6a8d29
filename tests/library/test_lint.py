"""No page and no file says more than anybody knows: the clinical list of words, held everywhere.

Quotations of claims are the one exception, and they are marked up as such (`q.claim`; `said:` in
the file of claims). What a person is asked to tick (“You have had …”) tells nobody what they have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from tests.practice.test_professional import SESSION
from tests.safety.plain import read
from tests.visits import Page, Visitor
from webapp.demo.store import EMAIL, make_person
from webapp.library.models import library
from webapp.safety.screening import texts

ROOT = Path(__file__).resolve().parents[2]
WORDING = read("wording")
CONDITIONS = (
    r"(?:a |an |the )?(?:\w+ )?(?:condition|disease|disorder|syndrome|sciatica|arthritis|cancer|"
    r"tumou?r|fracture|infection|osteoporosis|stenosis|scoliosis|depression|insomnia|"
    r"fibromyalgia|disc|clot|thrombosis|hernia|inflammation|trigger points?|knots?)\b"
)
PATTERNS = {
    "cure": r"\bcur(?:e|es|ed|ing)\b",
    "treat(s) your pain": r"\btreats? (?:your |back |the )*pain",
    "heals": r"\bheal(?:s|ed|ing)?\b",
    "detox": r"\bdetox",
    "toxins": r"\btoxins?\b",
    "flush": r"\bflush",
    "boosts immunity": r"\bboosts? (?:your |the )?immun",
    "breaks up knots/scar tissue/adhesions": r"\bbreaks? (?:up|down) (?:knots|scar|adhesions)",
    "realigns": r"\brealign",
    "releases trapped": r"\breleases? trapped",
    "melts fascia": r"\bmelts? (?:the )?fascia",
    "guaranteed": r"\bguarantee",
    "clinically proven": r"\bclinically proven",
    "diagnosis": r"\bdiagnos(?:is|es)\b",
    "you have (condition)": r"\byou have (?:had )?" + CONDITIONS,
    "replaces medicine/surgery": r"\breplaces? (?:your |the )?(?:medic|surgery|operation)",
    "safe for everyone": r"\bsafe for every",
}
BANNED = re.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS.values()), re.IGNORECASE)
ALLOWED = [*WORDING["preferred"], WORDING["disclaimer"]]
SPOKEN = ("alt", "aria-label", "title", "placeholder", "content")
FEW = 4
"""So many pages of one address with an id, a date or a query are walked; of the library, all."""


def bad_words(text: str) -> list[str]:
    """What must not be said, apart from what may and from what is asked in the screening."""
    for phrase in [*ALLOWED, *(item.text for item in texts().screening.items)]:
        text = re.sub(re.escape(phrase), " ", text, flags=re.IGNORECASE)
    return [match[0] for match in BANNED.finditer(text)]


def spoken(page: Page) -> str:
    """Everything on a page that is read, heard or shown later, but for quoted claims."""
    rest = copy(page.soup)
    for quoted in rest.select("q.claim, script, style"):
        quoted.decompose()
    said = [rest.get_text(" ")]
    for tag in rest.select("*"):
        kept = [name for name in tag.attrs if name in SPOKEN or name.startswith("data-")]
        said += [str(tag[name]) for name in kept]
    return " ".join(" ".join(said).split())


# The list itself


def test_every_banned_word_is_looked_for() -> None:
    assert list(PATTERNS) == WORDING["banned"]


@pytest.mark.parametrize(
    "said",
    [
        "It cures back pain", "This treats your pain", "massage heals", "a detox", "toxins",
        "flushes waste", "boosts your immunity", "breaks up knots", "realigns the spine",
        "releases trapped energy", "melts fascia", "guaranteed", "clinically proven",
        "your diagnosis", "you have a slipped disc", "you have arthritis", "replaces medicine",
        "safe for everyone",
    ],
)  # fmt: skip
def test_what_is_banned_is_found(said: str) -> None:
    assert bad_words(said)


@pytest.mark.parametrize(
    "said",
    [
        "It is a guide, not a diagnosis.", WORDING["disclaimer"], "what you have at home",
        "It may feel easier for a while", "secure", "Skip it if you have no ball.",
    ],
)  # fmt: skip
def test_what_may_be_said_is_not(said: str) -> None:
    assert bad_words(said) == []


# Files


def strings_of(value: Any, but: str = "") -> Iterator[str]:
    """Every text in a YAML file, keys and the named field left out."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != but:
                yield from strings_of(inner, but)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_of(inner, but)
    elif isinstance(value, str):
        yield value


CONTENT = sorted(path for path in (ROOT / "content").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_of_the_content_says_too_much(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name == "claims.yaml":
        text = " ".join(strings_of(yaml.safe_load(text), but="said"))
    assert bad_words(text) == []


WRITTEN = sorted(
    path
    for folder, kind in (("templates", "*.html"), ("static", "*.js"))
    for path in (ROOT / folder).rglob(kind)
    if "vendor" not in path.parts
)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_and_no_script_says_too_much(path: Path) -> None:
    assert bad_words(path.read_text(encoding="utf-8")) == []


def test_the_preferred_words_are_those_in_use() -> None:
    files = [*CONTENT, *WRITTEN, *(ROOT / "webapp").rglob("*.py")]
    said = " ".join(path.read_text(encoding="utf-8") for path in files).lower()
    assert [words for words in WORDING["preferred"] if words not in said] == []


# Pages


@pytest.fixture
def as_demo(app: Flask) -> Visitor:
    """The demo person, with every kind of entry, an own routine and a session by a professional."""
    with app.app_context():
        password = make_person(seed=1, weeks=6)
    visitor = Visitor(app)
    assert visitor.send("/login", email=EMAIL, password=password).status == 303
    visitor.send("/techniques/deep-tissue/log", **SESSION)
    step = {"technique": "breathing", "region": "whole", "side": "both", "seconds": "60"}
    own = {f"steps-0-{name}": value for name, value in step.items()}
    assert visitor.send("/routines/own", name="Mine", position="seated", **own).status == 303
    return visitor


def walk(app: Flask, visitor: Visitor, start: list[str]) -> tuple[dict[str, list[str]], set[str]]:
    """Follows every link of ours; the bad words of each page that has some, and the endpoints."""
    match = app.url_map.bind("localhost").match
    found, seen, walked, waiting = {}, set(start), Counter[str](), list(start)
    while waiting:
        url = waiting.pop()
        endpoint = match(url.split("?")[0].split("#")[0])[0]
        walked[endpoint] += 1
        if walked[endpoint] > FEW and not endpoint.startswith(("library", "claims")):
            continue
        answer = visitor.client.get(url)
        if answer.mimetype != "text/html":
            continue
        page = Page(answer)
        links = {a["href"].split("#")[0] for a in page.all("a[href^='/'], link[rel=next]")}
        fresh = sorted(link for link in links - seen if link and not link.startswith("/static"))
        seen.update(fresh)
        waiting += fresh
        if bad := bad_words(spoken(page)):
            found[url] = bad
    return found, set(walked)


@pytest.mark.slow
def test_no_page_says_too_much_to_a_visitor(app: Flask, as_nobody: Visitor) -> None:
    found, walked = walk(app, as_nobody, ["/", "/routines", "/claims", "/signup", "/offline"])
    assert found == {}
    assert {"library.show", "library.technique", "claims.index", "safety.help_now"} <= walked


def test_the_quoted_claims_are_the_one_exception(as_nobody: Visitor) -> None:
    page = as_nobody.visit("/claims")
    quoted = " ".join(tag.get_text() for tag in page.all("q.claim"))
    assert {"flush", "toxins", "healing"} <= set(bad_words(quoted))
    assert bad_words(spoken(page)) == []


@pytest.mark.slow
def test_no_page_says_too_much_to_somebody_with_a_diary(app: Flask, as_demo: Visitor) -> None:
    begin = ["/today", "/claims", "/routines/own", "/account", "/safety/result", "/techniques"]
    begin += [f"/routines/{slug}/play" for slug in library().routines]
    begin += [f"/claims?verdict={v}" for v in ("usable", "corrected", "unsupported", "not_content")]
    found, walked = walk(app, as_demo, begin)
    assert found == {}
    pages = {
        "journal.index", "journal.edit", "practice.show", "progress.week", "progress.routine",
        "wellbeing.sleep", "builder.edit", "builder.new", "professional.new", "safety.index",
    }  # fmt: skip
    assert pages - walked == set()


@pytest.mark.slow
@pytest.mark.parametrize("ticked", [{"emergency": "e_saddle"}, {"urgent": "u_weight"},
                                    {"refer": "anticoagulant"}, {"local": "no_heat"}])  # fmt: skip
def test_no_page_says_too_much_to_whom_answers_close_something(
    as_ann: Visitor, ticked: dict[str, str]
) -> None:
    groups = dict.fromkeys(("emergency", "urgent", "refer", "local"), "none")
    as_ann.send("/safety", country="GB", **(groups | ticked))
    told = {"routine": "upper-back-ball", "tier": "standard", "pain_before": "4", "today": "none"}
    pages = [as_ann.visit(url) for url in ("/today", "/safety/result", "/routines/travel/play")]
    pages += [as_ann.send("/practices", **told, signs="none"), as_ann.send("/practices", **told)]
    assert [bad_words(spoken(page)) for page in pages] == [[]] * len(pages)
