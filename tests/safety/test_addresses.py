"""The walk over every answer through the real addresses: nothing forbidden can be begun.

Every single answer and a fixed sample of the pairs, each against every routine: the list, the
routine's page, its play page, a practice begun now and one that arrives late. What must happen
is told by the second reading (brute.py), not by the program. All pairs are walked in
test_walk.py without the addresses.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from flask.testing import FlaskClient
from uuid_utils.compat import uuid7

from tests.conftest import NOON
from tests.safety import brute
from tests.safety.plain import ROUTINES
from tests.visits import Visitor
from webapp.practice.models import Practice

GROUPS = {
    "emergency": brute.EMERGENCY,
    "urgent": brute.URGENT,
    "refer": brute.REFER,
    "local": list(dict.fromkeys(brute.LOCAL + brute.NO_HEAT)),
}
KEYS = [key for keys in GROUPS.values() for key in keys]
PLACES = ("low_back_side", "upper_trapezius")
EVERY = 23
SAMPLE = [pair for n, pair in enumerate(combinations(KEYS, 2)) if n % EVERY == 0]
NEEDS_OK = [k for k in brute.REFER if brute.SCREENING["refer"]["limits"][k].get("needs_ok")]
CLOSED = ("Not for you now", "Ask a clinician first")
START = {"tier": "standard", "pain_before": "4", "signs": "none", "today": "none"}
LATE = (NOON - timedelta(minutes=2)).isoformat()


def answer(client: FlaskClient, keys: tuple[str, ...], ok: bool) -> tuple[str, ...]:
    """Answers the safety questions as a person would; the places that were named."""
    form: dict[str, Any] = {
        group: [key for key in keys if key in known] or ["none"] for group, known in GROUPS.items()
    }
    places = PLACES if set(keys) & set(brute.LOCAL) else ()
    sent = client.post("/safety", data=form | {"places": list(places), "keep_emergency": "y"})
    assert sent.status_code == 303, (keys, sent.text)
    if ok:
        assert client.post("/safety/ok").status_code == 303
    return places


def may(slug: str, keys: tuple[str, ...], places: tuple[str, ...], ok: bool) -> bool:
    """Whether the routine may be played, by the second reading."""
    blocked, dropped, kept = brute.judge(ROUTINES[slug], keys, places, ok)
    return not blocked and len(dropped) <= len(kept)


def walk(client: FlaskClient, keys: tuple[str, ...], ok: bool = False) -> Counter[str]:
    """One person's answers against every routine and address; what was counted."""
    places = answer(client, keys, ok)
    listed = client.get("/routines").text.split('<li class="card routine-card')[1:]
    cards = {slug: card for card in listed for slug in ROUTINES if f"/routines/{slug}" in card}
    assert cards.keys() == ROUTINES.keys()
    seen = Counter(combinations=len(ROUTINES))
    for slug in ROUTINES:
        open_now = may(slug, keys, places, ok)
        assert any(words in cards[slug] for words in CLOSED) is not open_now, (slug, keys)
        _read(client, slug, open_now, keys)
        _begin(client, slug, open_now, keys)
        seen["playable"] += open_now
    return seen


def _read(client: FlaskClient, slug: str, open_now: bool, keys: tuple[str, ...]) -> None:
    page, play = client.get(f"/routines/{slug}"), client.get(f"/routines/{slug}/play")
    where = f"{slug} with {keys}"
    assert page.status_code == play.status_code == 200, where
    assert all(text in page.text for text in ("Step by step", "Evidence")), where
    assert any(words in page.text for words in CLOSED) is not open_now, where
    assert (f'href="/routines/{slug}/play"' in page.text) is open_now, where
    assert ("data-steps" in play.text) is open_now, where
    assert ('name="pain_before"' in play.text) is open_now, where
    assert f'data-block-keys="{" ".join(sorted(keys))}"' in play.text, where


def _begin(client: FlaskClient, slug: str, open_now: bool, keys: tuple[str, ...]) -> None:
    form = START | {"routine": slug}
    now = client.post("/practices", data=form)
    late = client.post("/practices", data=form | {"client_time": LATE, "client_id": str(uuid7())})
    where = f"{slug} with {keys}"
    assert now.status_code == (303 if open_now else 422), where
    assert ("Location" in now.headers) is open_now, where
    assert late.status_code == 303, where
    assert ('class="plan-step"' in client.get(late.headers["Location"]).text) is open_now, where


def walked(visitor: Visitor, rows: Any, cases: list[tuple[tuple[str, ...], bool]]) -> Counter[str]:
    """Walks the cases, and compares what was filed with what was allowed."""
    seen: Counter[str] = Counter()
    for keys, ok in cases:
        seen += walk(visitor.client, keys, ok)
    filed = rows(Practice)
    closed = seen["combinations"] - seen["playable"]
    assert sum(not row.blocked_late for row in filed) == 2 * seen["playable"]
    assert sum(row.blocked_late for row in filed) == closed
    print(f"{len(cases)} answers x {len(ROUTINES)} routines: {dict(seen)}")
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_no_address_opens_what_a_single_answer_closes(
    as_ann: Visitor, rows: Any, group: str
) -> None:
    cases = [((key,), False) for key in GROUPS[group]]
    seen = walked(as_ann, rows, cases)
    assert bool(seen["playable"]) is (group in ("refer", "local"))


@pytest.mark.slow
def test_a_clinicians_ok_opens_light_hands_and_nothing_else(as_ann: Visitor, rows: Any) -> None:
    assert walked(as_ann, rows, [((key,), True) for key in NEEDS_OK])["playable"] == 71


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_no_address_opens_what_a_pair_of_answers_closes(
    as_ann: Visitor, rows: Any, part: int
) -> None:
    walked(as_ann, rows, [(pair, False) for pair in SAMPLE[part::4]])


def test_nothing_begins_before_the_safety_questions_are_answered(
    as_ann: Visitor, rows: Any
) -> None:
    page = as_ann.send("/practices", **START, routine="desk-break")
    assert page.status == 422 and not rows(Practice)
    assert page.find("main a[href^='/safety?next=']")
    assert as_ann.send("/practices", **START, routine="desk-break", client_time=LATE).status == 303


def test_a_practice_under_way_closes_when_the_answers_change(as_ann: Visitor) -> None:
    answer(as_ann.client, (), ok=False)
    begun = as_ann.send("/practices", **START, routine="desk-break").headers["Location"]
    assert as_ann.visit(begun).all(".plan-step")
    answer(as_ann.client, ("u_night",), ok=False)
    page = as_ann.visit(begun)
    assert not page.all(".plan-step") and page.all(".safety-card--urgent")
    assert page.find("#completion"), "how it ended can still be told"
