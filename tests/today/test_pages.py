"""Today: what is asked, what is suggested, what it costs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.conftest import NOON
from tests.visits import Visitor
from webapp import clock
from webapp.accounts.models import User
from webapp.database import writing
from webapp.extensions import db
from webapp.library.models import library
from webapp.owned import Write
from webapp.safety.models import Screening
from webapp.today.models import Passed


def screen(app: Flask, user: User, *keys: str) -> None:
    """The person answers the safety questions with these ticks."""
    from uuid_utils.compat import uuid7

    class Who:
        id, time_zone = user.id, "Europe/London"

    with app.test_request_context(method="POST"), writing():
        Screening.answer(Who, Write(uuid7(), clock.now()), keys)  # type: ignore[arg-type]
        db.session.commit()


def test_someone_new_is_asked_to_check_first(as_ann: Visitor) -> None:
    page = as_ann.visit("/today")
    assert "First, a short safety check" in page.words
    assert not page.all('a[href$="/play"]')


def test_after_the_check_a_first_session_comes_with_its_reason(
    app: Flask, as_ann: Visitor, ann: User
) -> None:
    screen(app, ann)
    page = as_ann.visit("/today")
    assert page.find(".card--feature h2").get_text() == "First session: find your pressure"
    assert page.find(".card--feature a.btn")["href"] == "/routines/first-session/play"
    assert "to find the pressure that suits you" in page.words


@pytest.mark.parametrize("key", ["e_saddle", "u_weight"])
def test_bad_signs_take_the_place_of_every_routine(
    app: Flask, as_ann: Visitor, ann: User, key: str
) -> None:
    screen(app, ann, key)
    page = as_ann.visit("/today")
    assert not page.all('a[href$="/play"]')
    assert page.all(".safety-card")
    first = page.all("main :is(.safety-card, form)")[0]
    assert "safety-card" in first["class"], "nothing is asked before it"


def test_signs_that_come_while_today_is_open_are_shown_first_too(
    app: Flask, as_ann: Visitor, ann: User
) -> None:
    fine = as_ann.part("/today")
    assert not fine.find("#stop[data-hx-swap-oob]").get_text(strip=True)
    screen(app, ann, "e_saddle")
    assert as_ann.part("/today").find("#stop[data-hx-swap-oob] .safety-card")
    assert not as_ann.visit("/today").all("[data-hx-swap-oob]")


def test_what_the_answers_forbid_is_not_suggested(app: Flask, as_ann: Visitor, ann: User) -> None:
    screen(app, ann, "clot")
    page = as_ann.visit("/today")
    assert "No routine fits your answers now" in page.words


def test_ninety_days_later_the_check_is_asked_again(
    app: Flask, as_ann: Visitor, ann: User, at: Any
) -> None:
    screen(app, ann)
    for days in (25, 50, 75, 89, 90):  # who stays away for a month is signed out
        at(NOON + timedelta(days=days))
        assert ("safety check again" in as_ann.visit("/today").words) is (days == 90)


def test_strong_pain_leads_to_the_gentlest(app: Flask, as_ann: Visitor, ann: User) -> None:
    screen(app, ann)
    as_ann.send("/journal/pain", score="8", regions=["b18"])
    assert as_ann.visit("/today").find(".card--feature a.btn")["href"] == (
        "/routines/flare-gentle/play"
    )


def test_what_was_told_is_ticked_off(as_ann: Visitor) -> None:
    as_ann.send("/sleep/2026-03-11", quality="4")
    as_ann.send("/stress/2026-03-11", stress="2")
    words = as_ann.visit("/today").words
    assert "Last night is written down" in words
    assert "Stress, mood and energy are written down" in words
    assert "Rate the day" in words


def test_todays_entries_are_shown_with_the_persons_own_time(as_ann: Visitor, at: Any) -> None:
    at(datetime(2026, 4, 1, 22, 30, tzinfo=UTC))
    as_ann.send("/journal/pain", score="6", regions=["b08"])
    page = as_ann.visit("/today")
    assert "23:30 Pain, left upper back 6" in page.words


def test_another_persons_day_is_not_shown(as_ann: Visitor, as_bob: Visitor) -> None:
    as_ann.send("/journal/pain", score="6", regions=["b08"])
    assert "left upper back" not in as_bob.visit("/today").words


def test_the_part_alone_is_answered_to_htmx(as_ann: Visitor) -> None:
    page = as_ann.part("/today")
    assert "<html" not in page.text
    assert page.find("#day")["data-hx-trigger"] == "journal-changed from:body"


def test_today_takes_at_most_five_questions(
    app: Flask, as_ann: Visitor, ann: User, statements: list[str]
) -> None:
    screen(app, ann)
    as_ann.send("/journal/pain", score="6", regions=["b08"])
    statements.clear()
    assert as_ann.visit("/today").status == 200
    assert len(statements) <= 5, statements


def test_the_day_turns_at_the_persons_midnight(as_ann: Visitor, at: Any) -> None:
    at(datetime(2026, 4, 1, 22, 59, tzinfo=UTC))
    assert "1 April" in as_ann.visit("/today").words
    at(datetime(2026, 4, 1, 23, 1, tzinfo=UTC))
    assert "2 April" in as_ann.visit("/today").words
    assert date(2026, 4, 2).strftime("%A") in as_ann.visit("/today").words


# Which routine


def suggested(page: Any) -> list[str]:
    """The slugs that Today names, the first one first."""
    first, *others = page.all("[aria-labelledby=routine-title] a[href^='/routines/']")
    return [first["href"].split("/")[2], *(a["href"].split("/")[2] for a in others)]


def practised(visitor: Visitor, slug: str, before: int = 4, after: int = 3, **more: Any) -> str:
    """A practice begun and ended now; its address."""
    form = {"routine": slug, "tier": "standard", "signs": "none", "today": "none", **more}
    begun = visitor.send("/practices", **form, pain_before=str(before))
    assert begun.status == 303, begun.words
    address = begun.headers["Location"]
    end = {"active_seconds": "3600", "steps_done": "9", "steps_skipped": "0"}
    assert visitor.send(f"{address}/completion", **end, pain_after=str(after)).status == 303
    return str(address)


def test_one_routine_and_two_others_are_named_with_the_reason(
    app: Flask, as_ann: Visitor, ann: User
) -> None:
    screen(app, ann)
    practised(as_ann, "stress-reset")
    as_ann.send("/journal/pain", score="5", regions=["b18"])
    page = as_ann.visit("/today")
    assert len(suggested(page)) == 3
    assert "It works where it hurts (left lower back) and it takes 8 minutes." in page.words


def test_not_this_one_is_respected_for_a_week(
    app: Flask, as_ann: Visitor, ann: User, at: Any
) -> None:
    screen(app, ann)
    as_ann.send("/journal/pain", score="5", regions=["b18"])
    first, *_ = suggested(as_ann.visit("/today"))
    page = as_ann.swap("/today/passes", routine=first)
    assert page.status == 200 and page.find("#day") and first not in suggested(page)
    assert "Not this week: First session: find your pressure" in page.words
    at(NOON + timedelta(days=6, hours=23))
    assert first not in suggested(as_ann.visit("/today"))
    at(NOON + timedelta(days=7, minutes=1))
    assert first in suggested(as_ann.visit("/today"))


def test_it_may_be_suggested_again_before(app: Flask, as_ann: Visitor, ann: User) -> None:
    screen(app, ann)
    assert as_ann.send("/today/passes", routine="first-session").headers["Location"] == "/today"
    as_ann.send("/today/passes/end", routine="first-session")
    page = as_ann.visit("/today")
    assert suggested(page)[0] == "first-session" and "Not this week" not in page.words


@pytest.mark.parametrize("routine", ["", "no-such-thing", "\x00", "x" * 500])
def test_only_a_routine_of_ours_is_passed_over(as_ann: Visitor, rows: Any, routine: str) -> None:
    assert as_ann.send("/today/passes", routine=routine).status == 422
    assert as_ann.send("/today/passes/end", routine=routine).status == 422
    assert rows(Passed) == []


def test_what_ann_passed_over_is_still_suggested_to_bob(
    app: Flask, as_ann: Visitor, as_bob: Visitor, bob: User, rows: Any
) -> None:
    screen(app, bob)
    as_ann.send("/today/passes", routine="first-session")
    assert suggested(as_bob.visit("/today"))[0] == "first-session"
    as_bob.send("/today/passes/end", routine="first-session")
    assert [row.ended_at for row in rows(Passed)] == [None]


def test_the_time_one_has_is_kept_to(app: Flask, as_ann: Visitor, ann: User) -> None:
    screen(app, ann)
    as_ann.send("/journal/pain", score="5", regions=["b18"])
    page = as_ann.visit("/today?minutes=5")
    times = [span.get_text() for span in page.all("[aria-labelledby=routine-title] .list span")]
    assert times and all(int(t.split()[0]) <= 5 for t in times)
    assert page.find(".lengths [aria-current]").get_text() == "5 min"
    assert page.find("#day")["data-hx-get"] == "/today?minutes=5"


@pytest.mark.parametrize("asked", ["0", "7", "abc", "%00", "-5", "5.0"])
def test_a_time_that_is_not_offered_is_left_aside(as_ann: Visitor, asked: str) -> None:
    page = as_ann.visit(f"/today?minutes={asked}")
    assert page.status == 200 and not page.all(".lengths [aria-current]")


def test_a_firm_ball_rests_for_a_day_and_then_every_other_day(
    app: Flask, as_ann: Visitor, ann: User, at: Any
) -> None:
    screen(app, ann)
    as_ann.send("/account", time_zone="Europe/London", tools=["ball_tennis"])
    as_ann.send("/journal/pain", score="5", regions=["b08"])
    practised(as_ann, "upper-back-ball", 5, 4)
    seen = []
    for hours in (1, 23, 25, 42):
        at(NOON + timedelta(hours=hours))
        as_ann.send("/journal/pain", score="5", regions=["b08"])
        seen.append("upper-back-ball" in suggested(as_ann.visit("/today")))
    # 25 h later is the day after: tools rest every other day at first; 42 h later is the next one.
    assert seen == [False, False, False, True]


def test_the_lighter_tier_and_its_reason_are_shown(
    app: Flask, as_ann: Visitor, ann: User, at: Any
) -> None:
    screen(app, ann)
    as_ann.send("/journal/pain", score="5", regions=["b18"])
    practised(as_ann, "low-back-gentle", 4, 6)
    page = as_ann.visit("/today")
    assert "Low back, gentle" in page.find("#routine-title").get_text()
    assert "6 min" in page.words and "Short" in page.words
    assert "Shorter and softer this time, because your pain was 2 points higher" in page.words


def test_soreness_is_asked_once_more_after_two_days_and_then_the_dose_is_lower(
    app: Flask, as_ann: Visitor, ann: User, at: Any
) -> None:
    screen(app, ann)
    address = practised(as_ann, "low-back-gentle")
    at(NOON + timedelta(hours=20))
    as_ann.send(f"{address}/effects", effects="soreness")
    at(NOON + timedelta(hours=47))
    assert "Are you still sore?" not in as_ann.visit("/today").words
    at(NOON + timedelta(hours=49))
    assert "on Wednesday you noted soreness" in as_ann.visit("/today").words
    as_ann.send(f"{address}/effects", still="yes")
    assert "Are you still sore?" not in as_ann.visit("/today").words
    play = as_ann.visit("/routines/low-back-gentle/play")
    assert play.find("#check [name=tier][checked]")["value"] == "short"
    assert "Shorter and softer this time, because you were sore for two days." in play.words


def test_soreness_that_has_gone_changes_nothing(
    app: Flask, as_ann: Visitor, ann: User, at: Any
) -> None:
    screen(app, ann)
    address = practised(as_ann, "low-back-gentle")
    at(NOON + timedelta(hours=20))
    as_ann.send(f"{address}/effects", effects="soreness")
    at(NOON + timedelta(hours=49))
    as_ann.send(f"{address}/effects", still="no")
    assert "Are you still sore?" not in as_ann.visit("/today").words
    play = as_ann.visit("/routines/low-back-gentle/play")
    assert play.find("#check [name=tier][checked]")["value"] == "standard"


def test_when_nothing_fits_it_is_said_so_without_blaming_the_answers(
    app: Flask, as_ann: Visitor, ann: User
) -> None:
    screen(app, ann)
    for slug in library().routines:
        as_ann.send("/today/passes", routine=slug)
    page = as_ann.visit("/today")
    assert "Nothing to suggest just now" in page.words
    assert "safety answers leave no routine open" not in page.words


def test_the_places_of_a_removed_entry_are_not_offered_again(as_ann: Visitor, at: Any) -> None:
    key = "018f0000-0000-7000-8000-000000000001"
    as_ann.send("/journal/pain", score="4", regions="b08")
    at(NOON + timedelta(hours=1))
    as_ann.send("/journal/pain", score="4", regions="b05", client_id=key)
    assert as_ann.visit("/today").find("[name=same]")["value"] == "b05"
    as_ann.send(f"/journal/pain/{key}/deletion")
    assert as_ann.visit("/today").find("[name=same]")["value"] == "b08"
