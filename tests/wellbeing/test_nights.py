"""The fast way through many nights says what the sleep diary says."""

from __future__ import annotations

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from webapp.wellbeing.nights import minutes_asleep
from webapp.wellbeing.rules import Night, derive

# Both clock changes of 2025 and 2026 in places that change, and in one that changes by 30 minutes.
CHANGES = st.one_of(
    st.dates(date(2025, 3, 27), date(2025, 4, 9)),
    st.dates(date(2025, 10, 3), date(2025, 11, 5)),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
ZONES = st.sampled_from(
    [
        "Europe/London",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Africa/Casablanca",
    ]
)
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(
    st.builds(
        Night,
        date=CHANGES,
        lights_out=st.none() | CLOCKS,
        final_wake=st.none() | CLOCKS,
        out_of_bed=st.none() | CLOCKS,
        sol=st.none() | st.integers(0, 600),
        waso=st.none() | st.integers(0, 720),
        time_zone=ZONES,
    )
)
def test_minutes_asleep_are_those_of_the_sleep_diary(night: Night) -> None:
    derived = derive(night)
    if derived.ok:
        assert minutes_asleep(night) == derived.tst


def test_a_night_in_which_the_clocks_went_forward_is_an_hour_shorter() -> None:
    night = Night(
        date(2025, 3, 30), lights_out=time(23), sol=0, waso=0, final_wake=time(7),
        time_zone="Europe/London",
    )  # fmt: skip
    assert minutes_asleep(night) == 420
