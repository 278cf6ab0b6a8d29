"""Every single answer and every pair, against every routine, compared with a second reading."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.safety import brute
from tests.safety.plain import ROUTINES, TECHNIQUES, Routine
from webapp.safety.book import Answers
from webapp.safety.rules import Effective, effective
from webapp.safety.screening import texts

BOOK = texts().book
ANSWERS = [item.key for item in texts().screening.items] + ["unwell"]
PLACES = [(), ("low_back_side",), ("upper_trapezius", "buttock"), ("blade_inner", "mid_back_side")]


def both(routine: Routine, keys: tuple[str, ...], places: tuple[str, ...], ok: bool) -> Effective:
    """The program's reading, after comparing it with the second one."""
    answers = Answers(BOOK, frozenset(keys), frozenset(places))
    found = effective(routine, TECHNIQUES, answers, ok_given=ok)
    blocked, dropped, pressures = brute.judge(routine, keys, places, ok)
    where = f"{routine.slug} with {keys} at {places}"
    assert found.blocked is blocked, where
    assert list(found.dropped) == dropped, where
    assert {step.index: step.pressure for step in found.steps} == pressures, where
    return found


def test_the_walk_asks_everything_that_the_screening_asks() -> None:
    asked = {*brute.EMERGENCY, *brute.URGENT, *brute.REFER, *brute.LOCAL, *brute.NO_HEAT, "unwell"}
    assert set(ANSWERS) == asked and len(ANSWERS) == 9 + 11 + 13 + 6 + 3 + 1


@pytest.mark.slow
@pytest.mark.parametrize("slug", ROUTINES)
def test_every_single_answer_and_every_pair(slug: str) -> None:
    walked = playable = 0
    for keys in [(key,) for key in ANSWERS] + list(combinations(ANSWERS, 2)):
        for places in PLACES if set(keys) & set(brute.LOCAL) else PLACES[:1]:
            for ok in (False, True):
                walked += 1
                playable += both(ROUTINES[slug], keys, places, ok).is_playable
    assert walked == 2 * (43 + 903 + 3 * (6 + 15 + 6 * 37))
    print(f"{slug}: {walked} combinations of answers, places and OK; {playable} playable")


@pytest.mark.parametrize("slug", ROUTINES)
def test_another_answer_never_opens_what_was_closed(slug: str) -> None:
    routine = ROUTINES[slug]
    alone = {key: both(routine, (key,), (), True) for key in ANSWERS}
    for one, other in combinations(ANSWERS, 2):
        together = both(routine, (one, other), (), True)
        assert together.blocked >= max(alone[one].blocked, alone[other].blocked)
        assert set(together.dropped) >= {*alone[one].dropped, *alone[other].dropped}
        assert together.max_pressure <= min(alone[one].max_pressure, alone[other].max_pressure)


GENTLE = {"first-session", "desk-break", "flare-gentle", "neck-shoulders", "morning-loosen"}
GENTLE |= {"stress-reset", "low-back-gentle", "sleep-winddown", "heat-then-hands"}
OPEN = {  # with a clinician's OK; the routines that stay open after this one answer
    "anticoagulant": GENTLE,
    "osteoporosis": GENTLE,
    "cancer": GENTLE,
    "heart": GENTLE,
    "structure": GENTLE,
    "hypermobility": GENTLE,
    "device": GENTLE,
    "pregnancy": GENTLE - {"heat-then-hands"},
    "clot": set(),
    "surgery": set(),
    "neck_recent": set(ROUTINES) - {"neck-shoulders"},
    "disc": set(ROUTINES),
    "spa": set(ROUTINES),
}


@pytest.mark.parametrize("key", OPEN)
def test_which_routines_stay_open_after_one_answer(key: str) -> None:
    stay = {slug for slug, r in ROUTINES.items() if both(r, (key,), (), True).is_playable}
    assert stay == OPEN[key]


def test_the_hand_written_lists_are_never_stricter_than_the_computed_union() -> None:
    """What a routine's file blocks is blocked by the computation; the reverse need not hold."""
    for routine in ROUTINES.values():
        named = {"deep_caution": BOOK.deep, "no_heat": BOOK.no_heat}
        for word in routine.blocked_by:
            for key in named.get(word, {word}):
                answers = Answers(BOOK, frozenset({key}))
                assert effective(routine, TECHNIQUES, answers, ok_given=True).blocked
