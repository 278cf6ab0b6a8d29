"""Scores against worked examples, when something is due, what a change is called."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from webapp.questionnaires.rules import Plan, change_sentence, peg_score, pss_score, wish

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "vectors.json").read_text(encoding="utf-8")
)
TODAY = date(2026, 3, 11)


@pytest.mark.parametrize("case", VECTORS["peg"])
def test_the_peg_is_the_mean_of_three(case: dict[str, Any]) -> None:
    assert peg_score(case["input"]) == case["expected"]


@pytest.mark.parametrize(
    "answers", [*VECTORS["peg_invalid"], [3, 2], [], [3, 2, None], [True, 1, 2]]
)
def test_there_is_no_peg_score_of_less_than_three_whole_numbers(answers: list[Any]) -> None:
    with pytest.raises(ValueError, match="three whole numbers"):
        peg_score(answers)


@pytest.mark.parametrize("kind", ["pss4", "pss10"])
def test_the_stress_scale_turns_some_items_round(kind: str) -> None:
    for case in VECTORS[kind]["cases"]:
        assert pss_score(kind, case["input"]) == case["expected"]
    with pytest.raises(ValueError, match="whole numbers"):
        pss_score(kind, [0] * 3)


@pytest.mark.parametrize(
    ("every", "last", "not_before", "due"),
    [
        (7, None, None, date(2026, 3, 9)),
        (7, date(2026, 3, 4), None, date(2026, 3, 11)),
        (28, date(2026, 3, 4), None, date(2026, 4, 1)),
        (7, date(2026, 3, 4), date(2026, 3, 18), date(2026, 3, 18)),
        (7, date(2026, 3, 14), date(2026, 3, 18), date(2026, 3, 21)),
        (0, date(2025, 3, 4), None, None),
    ],
)
def test_a_questionnaire_is_due_so_long_after_the_last_time(
    every: int, last: date | None, not_before: date | None, due: date | None
) -> None:
    assert Plan(every, not_before).due_on(last, first=date(2026, 3, 9)) == due


@pytest.mark.parametrize(
    ("act", "change"),
    [
        ("skip", {"not_before": "2026-04-08"}),
        ("postpone", {"not_before": "2026-03-18"}),
        ("off", {"every": 0, "not_before": None}),
        ("weekly", {"every": 7, "not_before": None}),
        ("monthly", {"every": 28, "not_before": None}),
    ],
)
def test_a_wish_changes_the_plan(act: str, change: dict[str, Any]) -> None:
    assert wish(act, Plan(28), TODAY) == change


def test_a_stored_plan_is_read_and_otherwise_the_sheets_own_holds() -> None:
    assert Plan.read(None, 7) == Plan(7)
    assert Plan.read({"every": 0, "not_before": None}, 7) == Plan(0)
    assert Plan.read({"not_before": "2026-03-18"}, 7) == Plan(7, date(2026, 3, 18))


WORDS = {
    "substantial_improvement": "a substantial improvement",
    "meaningful_improvement": "a meaningful improvement",
    "no_meaningful_change": "no meaningful change",
    "meaningful_worsening": "a meaningful worsening",
}


@pytest.mark.parametrize("case", VECTORS["change_label"])
def test_a_change_is_said_in_the_words_of_the_label(case: dict[str, Any]) -> None:
    sentence = change_sentence(case["base"], case["now"], labelled=True)
    assert sentence.endswith(f": {WORDS[case['expected']['label']]}.")
    assert ("lower" in sentence) == (case["expected"]["diff"] < 0)


@pytest.mark.parametrize(
    ("base", "now", "told"),
    [
        (4.7, 3.3, "1.4 points lower (29.8 %): no meaningful change."),
        (4.7, 6.1, "1.4 points higher (29.8 %): no meaningful change."),
        (5.0, 3.5, "1.5 points lower (30 %): a meaningful improvement."),
        (9.3, 4.7, "4.6 points lower (49 %): a meaningful improvement."),
        (8.0, 5.5, "2.5 points lower (31 %): a meaningful improvement."),
    ],
)
def test_a_share_is_not_rounded_up_to_a_limit(base: float, now: float, told: str) -> None:
    assert change_sentence(base, now, labelled=True) == told


@pytest.mark.parametrize(
    ("base", "now", "told"),
    [
        (4.3, 1.7, "2.6 points lower (60 %): a substantial improvement."),
        (4.3, 2.0, "2.3 points lower (53 %): a substantial improvement."),
        (1.7, 4.7, "3 points higher (176 %): a meaningful worsening."),
        (4.0, 2.5, "1.5 points lower (38 %): a meaningful improvement."),
    ],
)
def test_a_share_is_rounded_once(base: float, now: float, told: str) -> None:
    """60.47, 53.49, 176.47 and 37.5 %, by fractions."""
    assert change_sentence(base, now, labelled=True) == told


def test_a_change_without_a_rule_for_it_is_only_told() -> None:
    assert change_sentence(12, 8, labelled=False) == "4 points lower."
    assert change_sentence(8, 8, labelled=True) == "The same."
