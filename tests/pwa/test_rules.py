"""Every write has its words, and what is worth keeping is what a day needs."""

from __future__ import annotations

import json
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
    "/journal/pauses": "A pause of the diary",
    "/journal/pauses/end": "The pause is over",
    f"/journal/pauses/{ENTRY}/deletion": "A pause to take back",
    "/sleep/2026-03-11": "Night to {date}",
    f"/sleep/2026-03-11/versions/{ENTRY}": "Choice between two versions",
    "/stress/2026-03-11": "Day of {date}",
    f"/stress/2026-03-11/versions/{ENTRY}": "Choice between two versions",
    "/function/2026-03-11": "What you could do, {date}",
    f"/function/2026-03-11/versions/{ENTRY}": "Choice between two versions",
    "/questionnaires/peg": "Questions about your back",
    "/questionnaires/peg/schedule": "How often a questionnaire is asked",
    f"/questionnaires/peg/{ENTRY}/deletion": "Answers to remove",
    f"/questionnaires/peg/{ENTRY}/restoration": "Answers to bring back",
    "/practices": "Routine begun",
    "/practices/signs": "Warning signs before a routine",
    f"/practices/{ENTRY}/completion": "Routine ended",
    f"/practices/{ENTRY}/effects": "The morning after a routine",
    f"/practices/{ENTRY}/versions/{ENTRY}": "Choice between two versions",
    "/techniques/physiotherapy/log": "With a professional",
    "/routines/own": "A routine of your own",
    f"/routines/own/{ENTRY}": "Changed routine",
    f"/routines/own/{ENTRY}/deletion": "A routine of yours to remove",
    f"/routines/own/{ENTRY}/restoration": "A routine of yours to bring back",
    f"/routines/own/{ENTRY}/versions/{ENTRY}": "Choice between two versions",
    "/progress/plan": "A plan for the week",
    "/today/passes": "A routine not to suggest",
    "/today/passes/end": "A routine to suggest again",
    "/safety": "Safety answers",
    "/safety/ok": "A clinician or pharmacist said it is fine",
    "/safety/flags": "A card that you have read",
    "/account": "Preferences",
    "/account/rhythm": "How often you write, or how long you have had the pain",
    "/something/of/later": "An entry",
}
# What needs the answer at once: no such form waits, without a connection it says so.
AT_ONCE = {
    "/guest", "/login", "/recovery", "/signup", "/logout", "/reset", "/reset/password",
    "/confirmation", "/account/merge", "/account/recovery", "/account/password", "/account/email",
    "/account/devices", "/account/devices/device/deletion", "/account/deletion",
    "/journal/search", "/routines/own/arrangement", "/sleep/2026-03-11/figures",
    "/export/report.pdf", "/import", "/import/scores",
}  # fmt: skip


KIND = re.compile(r'match: (?P<match>"[^"]*"),\s+words: \[(?P<words>"[^"]*")')


def kinds():
    """The address of each kind, in the way of Python's named groups, and its first words."""
    told = (ROOT / "static" / "pwa" / "kinds.js").read_text()
    for kind in KIND.finditer(told):
        yield json.loads(kind["match"]).replace("(?<", "(?P<"), json.loads(kind["words"])


@pytest.mark.parametrize(("address", "words"), WORDS.items())
def test_a_waiting_entry_is_called_what_it_is(address, words):
    assert next(said for match, said in kinds() if re.search(match, address)) == words


def written(rule):
    """The address of a rule, with something in each of its places."""
    known = {"kind": "peg", "slug": "physiotherapy", "day": "2026-03-11"}
    filled = re.sub(r"<uuid:\w+>", ENTRY, rule.rule)
    return re.sub(r"<(\w+)>", lambda name: known.get(name[1], name[1]), filled)


def test_every_address_that_takes_a_write_has_words_or_needs_the_answer_at_once(app):
    taking = {written(rule) for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert sorted(taking - set(WORDS) - AT_ONCE) == []


def test_a_form_that_can_wait_says_so_and_one_that_cannot_does_not(app):
    """But for the two forms that the player itself sends."""
    form = re.compile(r"<form\b(?:[^>{]|\{\{.*?\}\}|\{%.*?%\})*?>", re.S)
    endpoint = re.compile(r"action=\"\{\{ (?:completion_action or )?url_for\('([\w.]*)'")
    by_player = {"practice.create", "practice.complete"}
    address = {r.endpoint: written(r) for r in app.url_map.iter_rules() if "POST" in r.methods}
    seen = 0
    for path in (ROOT / "templates").rglob("*.html"):
        for tag in form.findall(path.read_text()):
            named = endpoint.search(tag)
            if named is None or 'method="post"' not in tag:
                continue
            target = path.parent.name + named[1] if named[1].startswith(".") else named[1]
            waits = "data-write" in tag
            if target in address and (waits or target not in by_player):
                assert waits is (address[target] in WORDS), (path.name, target)
                seen += 1
    assert seen > 40


def test_pages_are_listed_once_and_parts_that_are_missing_are_left_out():
    known = {"today.index": 1, "safety.help_now": 1}
    found = rules.pages(known, "/{}".format, [lambda: ["/a", "/safety.help_now"], lambda: ["/a"]])
    assert found == {"daily": ["/today.index"], "rest": ["/safety.help_now", "/a"]}
