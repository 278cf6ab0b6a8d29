"""From chosen steps to a routine: the same limits as ours, and the same answers that close it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from webapp.builder import rules
from webapp.library.models import library

TECHNIQUES = library().techniques
ABOUT = {"slug": "own", "name": "Mine", "position": "seated", "with_partner": False}


def row(technique: str, **changes: Any) -> dict[str, Any]:
    return rules.fresh_step(TECHNIQUES[technique]) | changes


def reasons(*rows: dict[str, Any], **about: Any) -> list[tuple[str, str]]:
    steps = [rules.step_of(one, TECHNIQUES) for one in rows]
    sheet = rules.sheet_of(ABOUT | about, steps, TECHNIQUES)
    return list(rules.problems(sheet, TECHNIQUES))


@pytest.mark.parametrize("slug", [s for s, t in TECHNIQUES.items() if rules.can_be_used(t)])
def test_a_fresh_step_of_every_technique_keeps_the_limits(slug: str) -> None:
    assert reasons(row(slug)) == []


@pytest.mark.parametrize("slug", library().routines)
def test_every_routine_of_ours_can_be_copied_as_it_is(slug: str) -> None:
    ours = library().routines[slug]
    rows = [rules.row_of(vars(step)) for step in ours.steps]
    partner = "partner" in ours.tools
    assert reasons(*rows, position=ours.position, with_partner=partner) == []
    steps = [rules.step_of(one, TECHNIQUES) for one in rows]
    sheet = rules.sheet_of(ABOUT | {"with_partner": partner}, steps, TECHNIQUES)
    assert [step.model_dump(exclude={"picture"}) for step in sheet.steps] == steps
    assert sheet.minutes == ours.minutes and sheet.max_pressure <= ours.max_pressure
    # A copy is closed by everything that closes ours; a new injury leaves out steps, not the whole.
    assert set(sheet.blocked_by) >= set(ours.blocked_by) - {"injury_72h"}


@pytest.mark.parametrize(
    ("rows", "field", "reason"),
    [
        ([row("point-ball", seconds=95)], "steps.0.seconds", "95 s on one point; at most 90 s."),
        ([row("petrissage", pressure=5)], "steps.0.pressure", "over the technique's limit of 4"),
        ([row("friction", region="back_of_neck", pressure=4)], None, None),
        ([row("petrissage", region="back_of_neck")], "steps.0.region", "kneading is not for neck"),
        ([row("skin-roll", region="blade_inner")], "steps.0.region", "at the waist only"),
        ([row("petrissage", side="L")], "steps", "Left and right differ: kneading, top of the"),
        ([row("point-ball")] * 3, "steps", "3 spots on beside the shoulder blade, left"),
        ([row("effleurage", seconds=1100)], "steps", "at most 900 s."),
        ([row("foam-roll", seconds=60, side="both")] * 11, "steps", "with tools when done long"),
        ([row("deep-tissue", region="whole")], "steps.0.technique", "for professionals only"),
        ([row("breathing", region="spine")], "steps.0.region", "Nothing on the spine"),
        ([row("petrissage", instruction="on " * 33)], "steps.0.instruction", "33 words"),
    ],
)  # fmt: skip
def test_the_limits_of_ours_hold_for_own_ones(
    rows: list[dict[str, Any]], field: str | None, reason: str | None
) -> None:
    found = reasons(*rows)
    if field is None or reason is None:
        assert found == []
        return
    assert any(f == field and reason.lower() in said.lower() for f, said in found), found


def test_a_partner_does_what_a_partner_may() -> None:
    found = reasons(row("foam-roll"), with_partner=True)
    assert ("steps.0.technique", "Foam rolling beside the spine is not done by a partner.") in found


@pytest.mark.parametrize(("field", "value"), [("seconds", 3), ("side", "M"), ("title", "<b>x</b>")])
def test_what_cannot_be_is_refused(field: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        reasons(row("petrissage", **{field: value}))


def test_tools_a_partner_warmth_and_the_neck_close_it_for_whom_they_must() -> None:
    def closed(*rows: dict[str, Any], partner: bool = False) -> set[str]:
        steps = [rules.step_of(one, TECHNIQUES) for one in rows]
        return set(rules.blocked_by(steps, partner)) - {"emergency", "urgent"}

    assert closed(row("effleurage")) == set()
    assert closed(row("point-cane")) == {"deep_caution", "pregnancy"}
    assert closed(row("effleurage"), partner=True) == {"deep_caution", "pregnancy"}
    assert closed(row("warm-pack")) == {"no_heat", "pregnancy"}
    assert closed(row("friction", region="base_of_skull")) == {"neck_recent"}


@pytest.mark.parametrize(
    ("act", "order", "focus"),
    [
        ("up-1", "bac", 0),
        ("down-1", "acb", 2),
        ("up-0", "abc", 0),
        ("down-2", "abc", 2),
        ("remove-1", "ac", 1),
        ("remove-9", "abc", -1),
        ("up-", "abc", -1),
        ("up-x", "abc", -1),
        ("", "abc", -1),
        ("fly-1", "abc", 1),
    ],
)
def test_steps_move_and_go(act: str, order: str, focus: int) -> None:
    rows = [row("petrissage", title=name) for name in "abc"]
    moved, at = rules.rearranged(rows, act, TECHNIQUES)
    assert ("".join(one["title"] for one in moved), at) == (order, focus)


def test_the_other_side_stands_right_after() -> None:
    rows = [row("petrissage", side="L", title="a"), row("rest", title="b")]
    moved, at = rules.rearranged(rows, "other-0", TECHNIQUES)
    assert [(one["title"], one["side"]) for one in moved] == [("a", "L"), ("a", "R"), ("b", "both")]
    assert at == 1


def test_a_step_is_added_at_the_end_but_none_for_professionals_and_none_too_many() -> None:
    assert len(rules.rearranged([], "add-petrissage", TECHNIQUES)[0]) == 1
    assert rules.rearranged([], "add-deep-tissue", TECHNIQUES)[0] == []
    assert rules.rearranged([], "add-nothing", TECHNIQUES)[0] == []
    full = [row("rest")] * rules.MOST_STEPS
    for act in ("add-rest", "other-0"):
        assert len(rules.rearranged(full, act, TECHNIQUES)[0]) == rules.MOST_STEPS
