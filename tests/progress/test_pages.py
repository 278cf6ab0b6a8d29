"""The pages of progress, as a person reads them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert

from tests.conftest import NOON
from tests.progress.conftest import CAVEAT, TODAY, Keep, row_of
from tests.stage import ON_POSTGRESQL
from tests.visits import Page, Visitor
from webapp.accounts.models import Preferences, User
from webapp.extensions import db
from webapp.journal.models import DayRating, PainEntry, Pause
from webapp.practice.models import Practice
from webapp.progress import reading
from webapp.wellbeing.models import Checkin, SleepNight


def row(page: Page, day: str) -> list[str]:
    """The cells of a day in the table of the picture."""
    named = [r for r in page.all(".chart--weeks tbody tr") if r.th and r.th.get_text() == day]
    assert len(named) == 1
    return [cell.get_text() for cell in named[0].select("td")]


def test_a_new_person_is_told_what_will_be_here(as_ann: Visitor) -> None:
    page = as_ann.visit("/progress")
    assert page.status == 200
    assert "Your weeks will be drawn here" in page.words
    assert not page.all("svg.chart__picture")


def test_somebody_who_comes_back_is_told_where_the_last_entries_are(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    keep(PainEntry, ann, local_date=TODAY - timedelta(weeks=40), score=4)
    keep(PainEntry, ann, local_date=TODAY - timedelta(weeks=20), score=9, removed_at=NOON)
    page = as_ann.visit("/progress")
    assert "You last noted pain on 4 June 2025" in page.words
    assert "will be drawn here" not in page.words
    there = as_ann.visit(page.find(".empty a")["href"])
    assert row(there, "Wed 4 Jun")[0] == "4"


def test_a_day_without_entries_says_so_when_it_is_opened(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    keep(PainEntry, ann, local_date=TODAY - timedelta(days=2), score=4)
    *_, before, empty, today = as_ann.visit("/progress").all(".chart--weeks tbody a")
    words = as_ann.visit(str(empty["href"])).words
    assert "Nothing was noted on Tuesday 10 March 2026." in words and "Monday 9 March" in words
    assert "Nothing was noted on Wednesday 11 March 2026." in as_ann.visit(str(today["href"])).words
    assert "Nothing was noted" not in as_ann.visit(str(before["href"])).words


def test_a_mean_is_the_same_in_a_sentence_and_in_a_table(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    """17 / 4 is 4.25: 4.3, half up, and not 4.2 as rounding half to even makes it."""
    for days, pain in enumerate((5, 4, 4, 4)):
        keep(PainEntry, ann, local_date=TODAY - timedelta(days=days), score=pain)
    words = as_ann.visit("/progress?weeks=4").words
    assert "Mean pain 4.3" in words and "4.2" not in words


def test_what_nights_have_to_do_with_days_is_asked_once_in_a_year_of_them(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    """At each look at other weeks chance would have a new try; the sentence stands on its page."""
    for days in range(80):
        day, good = TODAY - timedelta(days=days), days % 3 == 0
        keep(PainEntry, ann, local_date=day, score=2 if good else 6)
        keep(SleepNight, ann, date=day, quality=5 if good else 2)
    for query in ("", "?weeks=4", "?until=2026-02-20"):
        assert "After nights" not in as_ann.visit(f"/progress{query}").words
    page = as_ann.visit("/progress/patterns")
    assert "After nights you rated good" in page.find("[aria-labelledby=nights-heading]").get_text()


def test_everything_noted_of_a_day_stands_in_one_row(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    keep(PainEntry, ann, local_date=TODAY, score=4)
    keep(PainEntry, ann, local_date=TODAY, score=7)
    keep(Checkin, ann, date=TODAY, stress=3, mood=None, energy=5)
    keep(
        SleepNight, ann, date=TODAY, into_bed=time(22, 45), lights_out=time(23), sol=20,
        awakenings=2, waso=35, final_wake=time(6, 30), out_of_bed=time(6, 50), quality=3,
    )  # fmt: skip
    keep(Practice, ann, local_date=TODAY, routine="travel", pain_before=6, pain_after=0)
    page = as_ann.visit("/progress")
    assert row(page, "Wed 11 Mar") == ["5.5", "4–7", "6 h 35, 3 of 5", "3", "1"]
    assert len(page.all(".chart--weeks tbody tr")) == 84


def test_a_night_in_which_the_clocks_change_is_told_in_elapsed_hours(
    as_ann: Visitor, ann: User, keep: Keep, at: Any
) -> None:
    at(datetime(2026, 4, 1, 12, tzinfo=UTC))
    keep(
        SleepNight, ann, date=date(2026, 3, 29), into_bed=None, lights_out=time(23), sol=0,
        awakenings=0, waso=0, final_wake=time(7), out_of_bed=None, quality=None,
    )  # fmt: skip
    assert row(as_ann.visit("/progress"), "Sun 29 Mar")[2] == "7 h 00"


def test_the_days_average_goes_before_the_mean_of_entries(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    keep(PainEntry, ann, local_date=TODAY, score=8)
    keep(DayRating, ann, date=TODAY, average=5, worst=9)
    assert row(as_ann.visit("/progress"), "Wed 11 Mar")[:2] == ["5", "5–9"]


def test_a_removed_entry_and_an_unfinished_practice_count_for_nothing(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    keep(PainEntry, ann, local_date=TODAY, score=8, removed_at=datetime(2026, 3, 11, tzinfo=UTC))
    begun = {"routine": "travel", "pain_before": 6, "finished_at": None}
    keep(Practice, ann, local_date=TODAY, **begun)
    keep(PainEntry, ann, local_date=TODAY - timedelta(days=1), score=2)
    page = as_ann.visit("/progress")
    assert row(page, "Wed 11 Mar") == ["–"] * 5
    assert "No practice was finished in these weeks." in page.words


def test_notes_and_pauses_stand_beside_their_days_and_every_day_can_be_opened(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    long = "After two hours in the car, and then again on the way home, at dusk."
    keep(PainEntry, ann, local_date=TODAY, score=4, note=long)
    keep(PainEntry, ann, local_date=date(2026, 3, 1), score=4, note="gone", removed_at=NOON)
    keep(Checkin, ann, date=date(2026, 3, 10), stress=3, mood=None, energy=5, note="a <b> day")
    keep(Pause, ann, kind="flare", from_date=date(2025, 11, 1), until_date=date(2026, 1, 2))
    keep(Pause, ann, kind="sick", from_date=date(2026, 3, 10), until_date=None)
    page = as_ann.visit("/progress")
    notes = {day: row(page, day)[-1] for day in ("Fri 2 Jan", "Sat 3 Jan", "Sun 1 Mar")}
    assert notes == {"Fri 2 Jan": "flare", "Sat 3 Jan": "–", "Sun 1 Mar": "–"}
    assert row(page, "Tue 10 Mar")[-1] == "ill, \u201ca <b> day\u201d"
    assert row(page, "Wed 11 Mar")[-1] == f"ill, \u201c{long[:59]}\u2026\u201d"
    words = page.find("desc").get_text()
    assert "Pain was noted on 1 of 84 days. Practices" in words
    assert "Flare: 18 Dec to 2 Jan." in words
    assert len(page.all(".chart--weeks .chart__note")) == 1
    links = [str(link["href"]) for link in page.all(".chart--weeks tbody a")]
    assert len(links) == 84
    assert links[-1] == "/journal?before=2026-03-12"
    opened = as_ann.visit(links[-1]).all("article.day")[0]
    assert opened["id"] == "day-2026-03-11"


def test_a_note_of_several_lines_that_is_cut_says_so(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    """Counted by hand: the 61 signs that are read of it are 60 on one line."""
    note = f"Carried boxes\r\nall {'day ' * 20}long"
    keep(PainEntry, ann, local_date=TODAY, score=4, note=note)
    told = row(as_ann.visit("/progress"), "Wed 11 Mar")[-1]
    assert told == f"\u201cCarried boxes all {'day ' * 10}da\u2026\u201d"


def test_of_several_notes_of_a_day_one_stands_there_whatever_it_was_written_with(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    practised = {"routine": "travel", "pain_before": 6, "pain_after": 5}
    keep(Practice, ann, local_date=TODAY, **practised, note="after the walk")
    assert row(as_ann.visit("/progress"), "Wed 11 Mar")[-1] == "\u201cafter the walk\u201d"
    keep(Practice, ann, local_date=TODAY, **practised, note="in the evening")
    for hours, note in enumerate(["better", "woke stiff", "aching"]):
        at = NOON - timedelta(hours=hours)
        keep(PainEntry, ann, at=at, local_date=TODAY, score=4, note=note)
    page = as_ann.visit("/progress")
    assert row(page, "Wed 11 Mar")[-1] == "\u201cwoke stiff\u201d", "the last by the alphabet"


def test_a_long_window_leads_to_its_weeks(as_ann: Visitor, ann: User, keep: Keep) -> None:
    keep(PainEntry, ann, local_date=TODAY, score=4, note="one")
    page = as_ann.visit("/progress?weeks=26")
    assert str(page.all(".chart--weeks tbody a")[-1]["href"]) == "/progress/weeks/2026-W11"
    assert row(page, "9 Mar 2026")[-1] == "1 note"


def test_weeks_begin_on_the_persons_own_day(
    as_ann: Visitor, ann: User, keep: Keep, app: Flask
) -> None:
    with app.app_context():
        db.session.get(Preferences, ann.id).week_start = "sunday"  # type: ignore[union-attr]
        db.session.commit()
    keep(PainEntry, ann, local_date=TODAY, score=4)
    page = as_ann.visit("/progress?weeks=26")
    assert row(page, "8 Mar 2026")[0] == "4 (1 day)"
    week = as_ann.visit(str(page.all(".chart--weeks tbody a")[-1]["href"]))
    assert "8 Mar to 14 Mar 2026" in week.find("h1").get_text()


def test_days_to_come_are_not_days_without_a_note(as_ann: Visitor, ann: User, keep: Keep) -> None:
    """Counted by date: 25 weeks and the Monday to Wednesday of the 26th; a week and three days."""
    keep(PainEntry, ann, local_date=TODAY, score=4)
    keep(PainEntry, ann, local_date=date(2025, 9, 10), score=4)
    told = as_ann.visit("/progress?weeks=26").find("desc").get_text()
    assert told.startswith("15 Sep 2025 to 11 Mar 2026. Pain was noted on 1 of 178 days")
    told = as_ann.visit("/progress/weeks/2026-W11").find("desc").get_text()
    assert told.startswith("2 Mar 2026 to 11 Mar 2026. Pain was noted on 1 of 10 days")
    told = as_ann.visit("/progress?weeks=26&until=2026-03-03").find("desc").get_text()
    assert told.startswith("8 Sep 2025 to 8 Mar 2026. Pain was noted on 1 of 182 days")


def test_a_practice_of_tomorrow_farther_east_counts_nowhere_yet(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    """Counted by hand: one of two lies on a day that has not begun where Ann is now."""
    for day in (TODAY, TODAY + timedelta(days=1)):
        keep(Practice, ann, local_date=day, routine="desk-break", pain_before=6, pain_after=4)
    for weeks in (4, 26):
        page = as_ann.visit(f"/progress?weeks={weeks}")
        assert "Practices 1 finished" in page.words
        assert "Right after 1 session your rating was lower 1×" in page.words
    assert "Practices done 1 0" in as_ann.visit("/progress/weeks/2026-W11").words


def test_a_stranger_sees_nothing_of_it(as_bob: Visitor, ann: User, keep: Keep) -> None:
    keep(PainEntry, ann, local_date=TODAY, score=8)
    keep(Practice, ann, local_date=TODAY, routine="travel", pain_before=6, pain_after=0)
    for url in ("/progress", "/progress/routines/travel", "/progress/weeks/2026-W11"):
        assert "6" not in [cell.get_text() for cell in as_bob.visit(url).all("tbody td")]
    assert "Your weeks will be drawn here" in as_bob.visit("/progress").words


def test_six_practices_have_a_typical_change_and_always_the_caveat(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    for i in range(6):
        keep(
            Practice, ann, local_date=TODAY - timedelta(days=i), routine="travel",
            pain_before=6, pain_after=4,
        )  # fmt: skip
    for url in ("/progress", "/progress/routines/travel"):
        words = as_ann.visit(url).words
        assert "Right after 6 sessions your rating was typically 2.0 lower (2.0 to 2.0)." in words
        assert words.count(CAVEAT) == 1


def test_five_practices_have_counts_and_no_typical_change(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    for i in range(5):
        keep(
            Practice, ann, local_date=TODAY - timedelta(days=i), routine="travel",
            pain_before=6, pain_after=4,
        )  # fmt: skip
    words = as_ann.visit("/progress").words
    assert "lower 5×, the same 0×, higher 0×" in words
    assert "typically" not in words
    assert CAVEAT in words


def test_a_day_of_which_only_the_worst_was_told_is_no_day_without_a_note(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    """Counted by hand: three days, an average of none."""
    for n in range(3):
        keep(DayRating, ann, date=TODAY - timedelta(days=n), average=None, worst=7)
    page = as_ann.visit("/progress?weeks=4")
    assert "Pain was noted on 3 of 28 days. Practices" in page.find("desc").get_text()
    assert row(page, "Wed 11 Mar")[:2] == ["–", "7\N{EN DASH}7"]
    assert "0 days, not enough days yet" in page.words
    assert str(page.all(".chart__range")[0]["d"]).count("M") == 3
    assert "Pain was not noted on" not in as_ann.visit("/progress/weeks/2026-W11").words


def test_three_days_are_not_enough_for_a_mean(as_ann: Visitor, ann: User, keep: Keep) -> None:
    for i in range(3):
        keep(DayRating, ann, date=TODAY - timedelta(days=i), average=5, worst=None)
    page = as_ann.visit("/progress")
    assert "3 days, not enough days yet" in page.words
    assert "Not enough days yet: two weeks with at least four rated days" in page.words


@pytest.mark.parametrize(
    "query", ["weeks=13", "weeks=abc", "until=never", "weeks=%00", "until=%FF"]
)
def test_a_wrong_choice_of_weeks_shows_the_latest_and_says_so(as_ann: Visitor, query: str) -> None:
    page = as_ann.visit(f"/progress?{query}")
    assert page.status == 422
    assert "Here are the" in page.find("[role=alert]").get_text()


@pytest.mark.parametrize("weeks", [4, 12, 26, 52])
def test_each_length_is_drawn(as_ann: Visitor, ann: User, keep: Keep, weeks: int) -> None:
    for i in range(0, 28, 2):
        keep(PainEntry, ann, local_date=TODAY - timedelta(days=i), score=i % 11)
    page = as_ann.visit(f"/progress?weeks={weeks}")
    assert page.status == 200
    count = weeks if weeks > 12 else weeks * 7
    assert len(page.all(".chart--weeks tbody tr")) == count
    assert page.find(".spans [aria-current]").get_text() == f"{weeks} weeks"


def test_earlier_weeks_lead_back_to_the_latest(as_ann: Visitor, ann: User, keep: Keep) -> None:
    page = as_ann.visit("/progress")
    earlier = as_ann.visit(str(page.find("[rel=prev]")["href"]))
    assert "Nothing was noted in these weeks." in earlier.words
    assert str(earlier.find("[rel=next]")["href"]).endswith("until=2026-03-11")
    assert not page.all("[rel=next]")


def test_a_week_is_told_beside_the_one_before(as_ann: Visitor, ann: User, keep: Keep) -> None:
    monday = date(2026, 2, 23)
    for i, pain in enumerate([5, 6, 5, 4, 6, 5, 5, 4, 4, 3, None, 4, 3, 4]):
        if pain is not None:
            keep(DayRating, ann, date=monday + timedelta(days=i), average=pain, worst=None)
    page = as_ann.visit("/progress/weeks/2026-W10")
    assert "This week 3.7 (from 6 days), last week 5.1. 1.5 points lower (0." in page.words
    assert "2 Mar to 8 Mar 2026" in page.find("h1").get_text()
    assert str(page.find("[rel=next]")["href"]).endswith("2026-W11")


def test_the_last_week_of_earlier_weeks_is_told_whole(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    """By scipy: r is at its limit of 0.6, t of 12 degrees 2.1788, the SD at its floor of 0.5."""
    for n in range(14):
        keep(PainEntry, ann, local_date=date(2026, 2, 2) + timedelta(days=n), score=5 - n // 7 * 2)
    page = as_ann.visit("/progress?weeks=4&until=2026-02-11")
    told = page.find("section[aria-labelledby=week-heading] p").get_text()
    assert told == "This week 3.0 (from 7 days), last week 5.0. 2.0 points lower (0.8 to 3.2)."
    week = as_ann.visit(page.find("section[aria-labelledby=week-heading] a")["href"])
    assert told in week.words
    assert row(page, "Wed 11 Feb")[0] == "3" and "Thu 12 Feb" not in page.words


@pytest.mark.parametrize("name", ["2026-W12", "2026-W99", "nonsense", "0001-W01"])
def test_a_week_that_is_none_or_has_not_begun_is_not_found(as_ann: Visitor, name: str) -> None:
    assert as_ann.visit(f"/progress/weeks/{name}").status == 404


def test_practices_of_a_routine_are_read_oldest_first(app: Flask, ann: User, keep: Keep) -> None:
    for days, after in ((1, 2), (3, 4), (2, 3)):
        rated = {"routine": "travel", "pain_before": 5, "pain_after": after}
        keep(Practice, ann, local_date=TODAY - timedelta(days=days), **rated)
    with app.app_context():
        assert [row.pain_after for row in reading.of_routine(ann, "travel")] == [4, 3, 2]


def test_a_routine_never_heard_of_is_not_found(as_ann: Visitor) -> None:
    assert as_ann.visit("/progress/routines/made-up").status == 404


def test_a_known_routine_without_practices_says_what_will_be_here(as_ann: Visitor) -> None:
    page = as_ann.visit("/progress/routines/upper-back-ball")
    assert page.status == 200
    assert "is drawn here" in page.words


def test_nobody_who_is_not_signed_in_sees_progress(as_nobody: Visitor) -> None:
    assert as_nobody.visit("/progress").status == 303


def live(app: Flask, ann: User, days: Iterable[int]) -> None:
    """Full days, so many days ago."""
    rows: dict[Any, list[dict[str, Any]]] = {}

    def note(model: Any, day: date, **values: Any) -> None:
        known = row_of(model, ann, day) | values
        rows.setdefault(model, []).append({"version": 1, "retrospective": False} | known)

    for i in days:
        day = TODAY - timedelta(days=i)
        for score in (i % 11, 4, 9):
            note(PainEntry, day, local_date=day, score=score, note=f"{i} in the car, twice")
        note(Checkin, day, date=day, stress=i % 11, mood=5, energy=5)
        note(
            SleepNight, day, date=day, into_bed=time(22, 45), lights_out=time(23), sol=20,
            awakenings=2, waso=35, final_wake=time(6, i % 60), quality=3,
        )  # fmt: skip
        practised = {"local_date": day, "routine": "travel", "pain_before": 6, "pain_after": i % 7}
        note(Practice, day, **practised)
    with app.app_context():
        for model, some in rows.items():
            db.session.execute(insert(model), some)
        db.session.commit()


def test_twelve_full_weeks_take_six_queries_and_few_bytes(
    as_ann: Visitor, ann: User, app: Flask, statements: list[str]
) -> None:
    live(app, ann, range(84))
    statements.clear()
    page = as_ann.visit("/progress")
    assert len(statements) <= 6, "\n".join(statements)
    assert len(gzip.compress(page.text.encode())) < 30_000


@pytest.mark.slow
@pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite's steps are counted")
def test_ten_years_behind_somebody_take_no_more_steps_wherever_they_look(
    as_ann: Visitor, ann: User, app: Flask
) -> None:
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    def cost(url: str) -> int:
        steps[0] = 0
        assert as_ann.visit(url).status == 200
        return steps[0]

    with app.app_context():
        event.listen(
            db.engine,
            "before_cursor_execute",
            lambda connection, *_: connection.connection.set_progress_handler(step, 100),
        )
    live(app, ann, range(90))
    young = cost("/progress")
    live(app, ann, range(90, 3650))
    assert young > 50
    assert cost("/progress") < 1.1 * young
    assert cost("/progress?until=2019-03-11") < 1.1 * young
