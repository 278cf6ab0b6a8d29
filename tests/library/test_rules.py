"""Doses at a tier and the choice of routines; expected values from the clinical specification."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.library import rules
from webapp.library.rules import Dosed, Wish


@pytest.mark.parametrize(
    ("seconds", "pressure", "cap", "tier", "expected"),
    [
        # short: × 0.7 to the nearest 5 s, pressure one lower
        (60, 4, 90, "short", Dosed(40, 3)),
        (30, 2, None, "short", Dosed(20, 1)),
        (45, 3, 90, "short", Dosed(30, 2)),
        (10, None, None, "short", Dosed(5, None)),
        (600, 0, None, "short", Dosed(420, 0)),
        # as written
        (60, 4, 90, "standard", Dosed(60, 4)),
        (130, 2, None, "standard", Dosed(130, 2)),
        # long: × 1.3, still at most 90 s on a point, pressure as written
        (60, 4, 90, "long", Dosed(78, 4)),
        (75, 3, 90, "long", Dosed(90, 3)),
        (60, 4, 60, "long", Dosed(60, 4)),
        (600, 0, None, "long", Dosed(780, 0)),
    ],
)
def test_a_step_is_dosed_as_the_tier_says(
    seconds: int, pressure: int | None, cap: int | None, tier: str, expected: Dosed
) -> None:
    assert rules.dosed(seconds, pressure, cap, tier) == expected


def test_a_touch_stays_a_touch_in_the_short_tier() -> None:
    assert rules.dosed(45, 1, 90, "short").pressure == 1


def test_an_unknown_tier_has_no_dose() -> None:
    with pytest.raises(KeyError):
        rules.dosed(30, 2, None, "heroic")


@given(
    seconds=st.integers(5, 1200),
    pressure=st.none() | st.integers(0, 5),
    cap=st.integers(5, 120),
    tier=st.sampled_from(["short", "standard", "long"]),
)
def test_no_tier_ever_passes_a_limit(
    seconds: int, pressure: int | None, cap: int, tier: str
) -> None:
    dose = rules.dosed(seconds, pressure, cap, tier)
    assert 5 <= dose.seconds <= min(cap, 90)
    assert (dose.pressure is None) == (pressure is None)
    assert (dose.pressure or 0) <= (pressure or 0)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("b05", {"back_of_neck", "base_of_skull"}),
        ("b06", {"back_of_neck", "base_of_skull"}),
        ("b07", {"upper_trapezius", "blade_outer"}),
        ("b10", {"upper_trapezius", "blade_outer"}),
        ("b08", {"blade_inner"}),
        ("b09", {"blade_inner"}),
        ("b12", {"mid_back_side"}),
        ("b13", {"mid_back_side"}),
        ("b18", {"low_back_side", "waist_side"}),
        ("b19", {"low_back_side", "waist_side"}),
        ("b22", {"buttock"}),
        ("b25", {"buttock"}),
        ("b23", {"buttock"}),
        ("b24", {"buttock"}),
        ("low_back", {"low_back_side", "waist_side"}),
        ("blade_outer", {"blade_outer"}),
        ("spine", set()),
        ("", set()),
    ],
)
def test_a_place_means_these_regions(place: str, expected: set[str]) -> None:
    assert rules.regions_of(place) == expected


def test_a_code_marks_the_area_that_a_person_can_choose() -> None:
    assert rules.area_of("b18") == "low_back"
    assert rules.area_of("blade_outer") == "shoulders"
    assert rules.area_of("forearm") == ""
    assert rules.area_of("") == ""


@dataclass(frozen=True)
class Plain:
    """A routine as far as choosing goes."""

    minutes: int
    tools: tuple[str, ...]
    regions: tuple[str, ...]


NECK = Plain(6, ("hands", "chair"), ("back_of_neck", "upper_trapezius"))
BALL = Plain(8, ("ball_tennis", "wall"), ("blade_inner", "blade_outer"))
UNWIND = Plain(12, ("hands", "ball_tennis", "wall", "chair"), ("blade_inner", "low_back_side"))
PARTNER = Plain(15, ("partner", "oil_optional", "towel"), ("mid_back_side", "blade_inner"))
EVERY = [NECK, BALL, UNWIND, PARTNER]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(), EVERY),
        (Wish(region="neck"), [NECK]),
        (Wish(region="b08"), [BALL, UNWIND, PARTNER]),
        (Wish(tool="ball_tennis"), [BALL, UNWIND]),
        (Wish(tool="hands"), [NECK]),
        (Wish(minutes=8), [NECK, BALL]),
        (Wish(company="partner"), [PARTNER]),
        (Wish(company="alone"), [NECK, BALL, UNWIND]),
        (Wish(region="upper_back", tool="ball_tennis", minutes=10, company="alone"), [BALL]),
        (Wish(region="legs"), []),
    ],
)
def test_a_wish_leaves_what_fits_all_of_it(wish: Wish, expected: list[Plain]) -> None:
    assert rules.fitting(EVERY, wish) == expected


def test_a_routine_needs_what_one_does_not_have_at_hand() -> None:
    assert rules.can_do_with(UNWIND.tools, ["ball_tennis"])
    assert not rules.can_do_with(UNWIND.tools, ["cane"])
    assert rules.can_do_with(NECK.tools, [])
    assert not rules.can_do_with(PARTNER.tools, ["ball_tennis"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"region": "spine"}, "region"),
        ({"region": "b99"}, "region"),
        ({"tool": "hammer"}, "tool"),
        ({"minutes": "abc"}, "minutes"),
        ({"minutes": "-5"}, "minutes"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "9" * 5000}, "minutes"),
        ({"minutes": "１２"}, "minutes"),
        ({"with": "crowd"}, "with"),
    ],
)
def test_a_wish_that_cannot_be_read_names_its_field(query: dict[str, str], field: str) -> None:
    wish, errors = rules.read_wish(query)
    assert list(errors) == [field]
    assert wish == Wish()


def test_a_wish_is_read_from_its_query() -> None:
    wish, errors = rules.read_wish(
        {"region": "b18", "tool": " hands ", "minutes": "10", "with": "alone"}
    )
    assert (wish, errors) == (Wish("b18", "hands", 10, "alone"), {})


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(), []),
        (Wish("upper_back", "ball_tennis", 8, "alone"),
         ["upper back", "tennis ball", "at most 8 min", "alone"]),
        (Wish("b08", "hands"), ["left upper back", "hands only"]),
        (Wish("blade_outer", company="partner"), ["back of the shoulder", "with a partner"]),
    ],
)  # fmt: skip
def test_a_wish_is_said_in_words(wish: Wish, expected: list[str]) -> None:
    assert rules.words_of(wish) == expected
