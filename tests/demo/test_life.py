"""A made-up life is believable, and the same each time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, timedelta
from random import Random
from statistics import correlation, mean
from types import SimpleNamespace

import pytest

from webapp.demo import days, life
from webapp.vocabulary import QUALITIES, REGIONS, REMEDIES, STRESS_TAGS, TRIGGERS
from webapp.wellbeing import rules as wellbeing

LAST = date(2026, 11, 20)


@pytest.fixture(scope="module")
def lived():
    return list(days.days(Random(1), 26, LAST))


@pytest.fixture(scope="module")
def told():
    kinds: dict[str, list[dict]] = {}
    for kind, row in life.written_down(Random(1), 26, LAST):
        kinds.setdefault(kind, []).append(row)
    return kinds


def test_the_same_seed_makes_the_same_life():
    once, again, other = (list(life.written_down(Random(s), 4, LAST)) for s in (1, 1, 2))
    assert once == again != other


def test_the_days_are_those_of_the_weeks_before(lived):
    assert [day.date for day in lived] == [LAST - timedelta(days=n) for n in range(181, -1, -1)]


def test_a_day_resembles_the_day_before():
    pain = [day.pain for day in days.days(Random(5), 400, LAST)]
    assert 0.5 < correlation(pain[1:], pain[:-1]) < 0.85


def test_there_is_one_flare_and_one_holiday_in_another_time_zone_and_gaps(lived):
    flare = [n for n, day in enumerate(lived) if day.is_flare]
    away = [n for n, day in enumerate(lived) if day.zone != days.HOME]
    gaps = [n for n, day in enumerate(lived) if not day.is_kept]
    assert flare == list(range(flare[0], flare[0] + 12))
    assert away == list(range(away[0], away[0] + 14))
    assert 5 <= len(gaps) <= 40
    assert mean(lived[n].pain for n in flare[:6]) > mean(day.pain for day in lived) + 1


def test_pain_is_noted_several_times_a_day_in_words_we_have(told):
    entries = told["pain"]
    a_day = Counter(entry["local_date"] for entry in entries)
    assert 2.5 < mean(a_day.values()) < 3.5
    assert {entry["score"] for entry in entries} <= set(range(11))
    assert {code for entry in entries for code in entry["regions"]} <= set(REGIONS)
    assert {word for entry in entries for word in entry["qualities"]} <= set(QUALITIES)
    assert {word for entry in entries for word in entry["triggers"]} <= set(TRIGGERS)
    assert {word for entry in entries for word in entry["remedies"]} <= set(REMEDIES)


def test_an_entry_keeps_the_persons_day_where_they_were(told):
    for entry in told["pain"]:
        assert entry["at"].tzinfo == UTC
        there = entry["at"] + timedelta(minutes=entry["utc_offset"])
        assert there.date() == entry["local_date"]
    assert {entry["utc_offset"] for entry in told["pain"]} >= {60, -240}


def test_every_night_could_have_been_typed(told):
    nights = [wellbeing.night_from(SimpleNamespace(**row)) for row in told["night"]]
    found = [wellbeing.derive(night) for night in nights]
    assert all(derived.ok for derived in found)
    assert all(4 * 60 < derived.tst < 10 * 60 for derived in found)


def test_a_day_is_told_once_and_in_words_we_have(told):
    for kind in ("night", "rating", "checkin"):
        told_on = [row["date"] for row in told[kind]]
        assert len(told_on) == len(set(told_on))
        assert len(told_on) < 182
    assert {tag for row in told["checkin"] for tag in row["tags"]} <= set(STRESS_TAGS)
    assert all(row["worst"] >= row["average"] for row in told["rating"])


def test_practices_leave_enough_pairs_to_be_compared(told):
    by_routine = Counter(row["routine"] for row in told["practice"])
    assert by_routine["upper-back-ball"] >= 6
    assert any(row["share"] < 0.8 for row in told["practice"])
