"""Every write has its words, and what is worth keeping is what a day needs."""

from __future__ import annotations

import re

import pytest

from tests.browser import ROOT
from webapp.pwa import rules

ENTRY = "01890000-0000-7000-8000-000000000001"
WORDS = {
    "/journal/pain": "Pain {score}",
    f"/journal/pain/{ENTRY}": "Changed entry",
    f"/journal/pain/{ENTRY}/deletion": "A pain entry to remove",
    f"/journal/pain/{ENTRY}/restoration": "A pain entry to bring back",
    f"/journal/pain/{ENTRY}/tingling": "Answer about tingling",
    f"/journal/pain/{ENTRY}/versions/{ENTRY}": "Choice between two versions",
    "/journal/days/2026-03-11": "Day of {date}",
    f"/journal/days/2026-03-11/versions/{ENTRY}": "Choice between two versions",
    "/sleep/2026-03-11": "Night to {date}",
    "/stress/2026-03-11": "Day of {date}",
    "/practices": "Routine begun",
    f"/practices/{ENTRY}/completion": "Routine ended",
    f"/practices/{ENTRY}/effects": "The morning after a routine",
    "/safety": "Safety answers",
    "/safety/ok": "Safety answers",
    "/account": "Preferences",
    "/something/of/later": "An entry",
}


def python(pattern: str) -> str:
    """The browser writes named groups without the P."""
    return pattern.replace("(?<", "(?P<")


@pytest.mark.parametrize(("address", "words"), WORDS.items())
def test_a_waiting_entry_is_called_what_it_is(address, words):
    kind = next(k for k in rules.KINDS if re.search(python(k.match), address))
    assert kind.words[0] == words


def test_every_form_that_waits_has_words_of_its_own(app):
    form = re.compile(r"<form[^>]*?action=\"\{\{ url_for\('([\w.]+)'[^>]*?data-write", re.S)
    texts = {path: path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    named = {
        name if not name.startswith(".") else path.parent.name + name
        for path, text in texts.items()
        for name in form.findall(text)
    }
    assert len(named) > 10
    for rule in app.url_map.iter_rules():
        if rule.endpoint in named and "POST" in (rule.methods or ()):
            address = re.sub(r"<uuid:\w+>", ENTRY, rule.rule)
            address = re.sub(r"<\w+>", "2026-03-11", address)
            found = next(k for k in rules.KINDS if re.search(python(k.match), address))
            assert found.match, f"no words for {rule}"


def test_pages_are_listed_once_and_parts_that_are_missing_are_left_out():
    known = {"today.index": 1, "safety.help_now": 1}
    found = rules.pages(known, "/{}".format, [lambda: ["/a", "/safety.help_now"], lambda: ["/a"]])
    assert found == {"daily": ["/today.index"], "rest": ["/safety.help_now", "/a"]}
