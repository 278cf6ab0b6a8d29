"""What stands in content/, compared with facts of the clinical data that were checked by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from webapp.library.models import Library, load

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "vectors.json").read_text())
TOTALS: dict[str, int] = VECTORS["routine_totals"]
STEPS = {
    "first-session": 9, "desk-break": 5, "travel": 7, "flare-gentle": 6, "neck-shoulders": 9,
    "morning-loosen": 9, "stress-reset": 5, "upper-back-roller": 7, "cane-acupressure": 8,
    "upper-back-ball": 9, "low-back-gentle": 10, "sleep-winddown": 9, "after-exercise": 12,
    "evening-unwind": 13, "partner-back": 15, "heat-then-hands": 11,
}  # fmt: skip
PROFESSIONAL = {"deep-tissue", "hot-stone", "shiatsu-pro", "chiro-sports-pro"}
SELF_DOSES = {
    # slug: seconds on an area, most seconds on a point, most pressure
    "point-fingers": ("30-60", 90, 5),
    "point-ball": ("30-60", 90, 5),
    "point-cane": ("30-45", 90, 5),
    "mfr-hands": ("30-90", 90, 4),
    "foam-roll": ("30-60", 60, 5),
    "massage-stick": ("30-45", 60, 5),
    "skin-roll": ("30-45", 45, 3),
    "effleurage": ("30-120", None, 3),
    "petrissage": ("30-60", None, 4),
    "friction": ("30-60", 60, 4),
    "tapping": ("15-30", None, 2),
    "warm-pack": ("600-1200", None, 0),
    "cold-pack": ("300-600", None, 0),
    "acupressure": ("30-60", 90, 4),
    "breathing": ("60-300", None, 0),
    "movement": ("30-75", None, 0),
    "rest": ("10-100", None, 0),
}


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


def test_the_library_is_complete(library: Library) -> None:
    assert len(library.techniques) == 21
    assert len(library.routines) == 16
    assert len(library.sources) == 50
    assert sum(len(routine.steps) for routine in library.all_routines) == 144


@pytest.mark.parametrize("key", TOTALS)
def test_a_routine_lasts_as_long_as_the_worked_examples_say(library: Library, key: str) -> None:
    routine = library.routines[key.replace("_", "-")]
    assert routine.total_seconds == TOTALS[key] == routine.minutes * 60
    assert len(routine.steps) == STEPS[routine.slug]


@pytest.mark.parametrize("slug", SELF_DOSES)
def test_a_technique_has_the_dose_of_the_specification(library: Library, slug: str) -> None:
    dose = library.techniques[slug].dose
    assert dose is not None
    found = (dose.seconds_per_area, dose.max_seconds_one_point, dose.pressure_max)
    assert found == SELF_DOSES[slug]


def test_a_dose_is_told_in_words(library: Library) -> None:
    told = {slug: (item.times, item.sets) for slug, item in library.techniques.items()}
    assert told["point-ball"] == ("30-60 s", "1-2 spots a side")
    assert told["warm-pack"] == ("10-20 min", "1 set")
    assert told["breathing"] == ("1-5 min", "1 set")
    assert told["mfr-hands"] == ("30-90 s", "1-3 sets")


def test_what_only_a_professional_does_is_in_no_routine(library: Library) -> None:
    marked = {slug for slug, item in library.techniques.items() if item.professional_only}
    assert marked == PROFESSIONAL
    for slug in PROFESSIONAL:
        assert library.routines_with(library.techniques[slug]) == []


def test_the_ball_routine_reads_as_it_was_written(library: Library) -> None:
    routine = library.routines["upper-back-ball"]
    hold = routine.steps[2]
    assert routine.name == "Upper-back ball at the wall"
    assert routine.purpose == "Tender spots between blade and spine"
    assert (routine.max_pressure, routine.difficulty) == (5, 2)
    assert routine.blocked_by == ("emergency", "urgent", "deep_caution", "pregnancy")
    assert (hold.name, hold.technique) == ("Hold one spot - right", "point-ball")
    assert (hold.region, hold.side, hold.tool) == ("blade_inner", "R", "ball_tennis")
    assert (hold.seconds, hold.transition_seconds, hold.pressure) == (60, 10, 4)
    assert hold.instruction == "Stop on a sore spot at 4 out of 10 and breathe."
    assert hold.cue == "Lean, do not push."
    assert hold.how.sources[0].citation == "Wilke J et al. 2018 (PMC6358529)"


@pytest.mark.parametrize("tier", ["short", "standard", "long"])
def test_every_tier_of_every_routine_keeps_the_limits(library: Library, tier: str) -> None:
    for routine in library.all_routines:
        for step in routine.at(tier).steps:
            cap = step.how.max_seconds_one_point
            assert cap is None or step.seconds <= cap <= 90
            assert (step.pressure or 0) <= routine.max_pressure <= 5
            assert step.region not in ("back_of_neck", "base_of_skull") or step.tool == "hands"


def test_the_longest_routine_is_shorter_in_the_short_tier(library: Library) -> None:
    warm = library.routines["heat-then-hands"]
    # 420 + 10 + 55 + 40 + 40 + 30 × 4 + 55 + 50, and 65 s of changing over
    assert warm.at("short").total_seconds == 855


def test_every_claim_has_a_source_and_every_source_an_address(library: Library) -> None:
    for technique in library.techniques.values():
        if technique.slug != "rest":
            assert technique.sources, technique.slug
            assert technique.honest_line, technique.slug
    for source in library.sources.values():
        assert re.fullmatch(r"https?://\S+", source.url), source.key


def test_every_statement_is_graded_and_every_source_carries_one(library: Library) -> None:
    for technique in library.techniques.values():
        carried = {source.key for said in technique.statements for source in said.sources}
        assert carried == {source.key for source in technique.sources}, technique.slug
        assert technique.statements or technique.slug == "rest"
        for said in technique.statements:
            assert said.sureness and (said.sources or said.grade in ("none", "unknown"))


def test_every_step_can_be_read_on_the_way(library: Library) -> None:
    for routine in library.all_routines:
        for step in routine.steps:
            assert len(step.instruction.split()) <= 32


BANNED = re.compile(
    r"\bcure|treats? your pain|\bheals?\b|detox|toxin|flush|boosts immunity|breaks? up|realign"
    r"|releases? trapped|melts|guarantee|clinically proven|diagnosis|\byou have (?!no )"
    r"|replaces? (?:medicine|surgery)|safe for everyone",
    re.IGNORECASE,
)


def test_no_text_promises_what_nobody_knows() -> None:
    content = Path(__file__).parent.parent.parent / "content"
    for path in [*content.glob("techniques/*.md"), *content.glob("routines/*.md")]:
        assert not BANNED.search(path.read_text()), path.name


def test_every_technique_and_routine_has_a_place_for_a_signature(library: Library) -> None:
    for item in [*library.techniques.values(), *library.all_routines]:
        assert item.reviewed_by == ""
