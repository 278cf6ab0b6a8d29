"""The journal's flags from a real diary: gathered, shown on Today and in the week, read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from uuid_utils.compat import uuid7

from tests import cast, stage
from tests.conftest import NOON, settings_for
from tests.progress.conftest import Keep
from tests.visits import Page, Visitor
from webapp import create_app
from webapp.accounts.models import User
from webapp.journal.models import PainEntry
from webapp.progress import diaries
from webapp.questionnaires.models import Questionnaire
from webapp.safety.models import FlagAck, Screening
from webapp.safety.screening import texts

MONDAY = date(2026, 3, 9)
"""NOON is the Wednesday after it."""
DAY, WEEK = timedelta(days=1), timedelta(days=7)
CLEAR = {"emergency": "none", "urgent": "none", "refer": "none", "local": "none", "country": ""}
WORDS = {flag: said.text for flag, said in texts().flags.flags.items()}


def screened(visitor: Visitor, **answers: Any) -> Visitor:
    assert visitor.send("/safety", **(CLEAR | answers)).status == 303
    return visitor


def told(visitor: Visitor, url: str, days: Iterable[date], **form: Any) -> None:
    """The same form for each of these days."""
    for day in days:
        assert visitor.send(url.format(day), **form).status == 303


def before(weeks: int, count: int = 7) -> list[date]:
    """The first days of the week that ended so many weeks before the running one."""
    return [MONDAY - (weeks + 1) * WEEK + n * DAY for n in range(count)]


def rated(visitor: Visitor, weeks: int, average: int, worst: int, count: int = 7) -> None:
    told(visitor, "/journal/days/{}", before(weeks, count), average=average, worst=worst)


def cards(page: Page) -> list[str]:
    """The flags that a page shows."""
    return [card["id"].split("-")[1] for card in page.all("section[id^='flag-F']")]


def read_it(visitor: Visitor, page: Page, **answer: Any) -> Page:
    """Presses the button of the one card."""
    (form,) = page.all("form[action='/safety/flags']")
    fields = {field["name"]: field.get("value", "") for field in form.select("input")}
    return visitor.send("/safety/flags", **(fields | answer))


def test_a_quiet_diary_shows_no_card(as_ann: Visitor) -> None:
    for weeks in range(4):
        rated(screened(as_ann), weeks, 3, 4)
    assert cards(as_ann.visit("/today")) == []


def test_a_rise_is_shown_on_today_with_its_week_until_it_was_read(
    as_ann: Visitor, rows: Any
) -> None:
    for weeks in (3, 2, 1):
        rated(as_ann, weeks, 3, 4)
    rated(as_ann, 0, 6, 7)
    page = as_ann.visit("/today")
    assert cards(page) == ["F2"]
    assert WORDS["F2"] in page.words and "2 Mar to 8 Mar" in page.words
    after = read_it(as_ann, page)
    assert after.status == 303
    assert "Read on Wed 11 Mar." in as_ann.visit(after.headers["Location"]).words
    assert cards(as_ann.visit("/today")) == []
    [ack] = rows(FlagAck)
    assert (ack.flag, ack.raised_on, ack.subject, ack.answer) == ("F2", MONDAY, "", "")


def test_the_entries_of_a_day_count_as_its_pain(as_ann: Visitor) -> None:
    for day in [day for weeks in (3, 2, 1) for day in before(weeks)]:
        as_ann.send("/journal/pain", score="2", at=f"{day}T09:00")
    for day in before(0, 4):
        as_ann.send("/journal/pain", score="4", at=f"{day}T09:00")
        as_ann.send("/journal/pain", score="6", at=f"{day}T19:00")
    assert cards(as_ann.visit("/today")) == ["F2"]


def test_the_week_shows_its_own_flags_read_or_not(as_ann: Visitor) -> None:
    for weeks in (3, 2, 1):
        rated(as_ann, weeks, 3, 4)
    rated(as_ann, 0, 6, 7)
    assert cards(as_ann.visit("/progress/weeks/2026-W10")) == ["F2"]
    assert cards(as_ann.visit("/progress/weeks/2026-W09")) == []
    assert cards(as_ann.visit("/progress/weeks/2026-W11")) == ["F2"], "open, in the running week"
    read_it(as_ann, as_ann.visit("/today"))
    page = as_ann.visit("/progress/weeks/2026-W10")
    assert cards(page) == ["F2"] and "Read on Wed 11 Mar." in page.words
    assert cards(as_ann.visit("/progress/weeks/2026-W11")) == []


def test_strong_pain_on_three_days_offers_something_gentle_where_it_is_open(
    as_ann: Visitor, as_bob: Visitor
) -> None:
    rated(screened(as_ann), 0, 5, 8, 3)
    page = as_ann.visit("/today")
    assert cards(page) == ["F3"] and WORDS["F3"] in page.words
    assert page.all("section[id^=flag] a[href='/routines/flare-gentle/play']")
    rated(screened(as_bob, refer="clot"), 0, 5, 8, 3)
    page = as_bob.visit("/today")
    assert cards(page) == ["F3"]
    assert not page.all("section[id^=flag] a[href$=play]")


def test_being_woken_asks_the_night_question_and_a_yes_closes_every_routine(
    as_ann: Visitor, rows: Any
) -> None:
    told(screened(as_ann), "/sleep/{}", before(0, 3), pain_woke="y", quality=3)
    page = as_ann.visit("/today")
    assert cards(page) == ["F4"]
    assert "Pain that does not ease in any position or is much worse at night" in page.words
    after = read_it(as_ann, page, answer="yes")
    assert after.headers["Location"] == "/safety/result"
    assert "Please contact your doctor or 111" in as_ann.visit("/safety/result").words
    assert [r.keys for r in rows(Screening) if r.source == "journal"] == [["u_night"]]
    assert not as_ann.visit("/routines/desk-break/play").all("#check")


def test_a_no_to_the_night_question_advises_the_gp(as_ann: Visitor, rows: Any) -> None:
    told(screened(as_ann), "/sleep/{}", before(0, 3), pain_woke="y", quality=3)
    after = read_it(as_ann, as_ann.visit("/today"), answer="no")
    assert "Tell your GP" in as_ann.visit(after.headers["Location"]).words
    assert len(rows(Screening)) == 1


def test_the_night_question_wants_an_answer(as_ann: Visitor, rows: Any) -> None:
    told(screened(as_ann), "/sleep/{}", before(0, 3), pain_woke="y", quality=3)
    assert read_it(as_ann, as_ann.visit("/today")).status == 422
    assert rows(FlagAck) == []


def test_six_weeks_without_change_are_said_in_the_clinical_words(as_ann: Visitor) -> None:
    rated(as_ann, 6, 5, 6, 2)
    rated(as_ann, 0, 5, 6, 2)
    page = as_ann.visit("/today")
    assert cards(page) == ["F5"] and WORDS["F5"] in page.words


def test_a_first_week_of_eight_entries_a_day_is_read_whole(
    as_ann: Visitor, ann: User, keep: Keep
) -> None:
    """By fractions: five days of 8 and two of 2 are 44/7; 5 lies 20 % below that, and 37 % below
    the first five days."""
    for day, score in zip(before(7), (8, 8, 8, 8, 8, 2, 2), strict=True):
        for _ in range(8):
            keep(PainEntry, ann, local_date=day, score=score)
    rated(as_ann, 0, 5, 5)
    assert cards(as_ann.visit("/today")) == ["F5"]


def test_a_high_questionnaire_says_that_support_exists(as_ann: Visitor, at: Any) -> None:
    at(NOON - 3 * DAY)
    assert as_ann.send("/questionnaires/peg", q1="7", q2="7", q3="7").status == 303
    at(NOON)
    page = as_ann.visit("/today")
    assert cards(page) == ["F7"] and WORDS["F7"] in page.words


def test_low_mood_shows_the_crisis_line_of_the_country_even_beside_an_urgent_card(
    as_ann: Visitor,
) -> None:
    told(screened(as_ann, country="IE"), "/stress/{}", before(0, 5), mood="2")
    rated(as_ann, 0, 9, 9, 3)
    page = as_ann.visit("/today")
    assert sorted(cards(page)) == ["F3", "F8"]
    assert page.all("section[id^='flag-F8'] a[href='tel:116123']")
    screened(as_ann, urgent="u_weight", country="IE")
    assert cards(as_ann.visit("/today")) == ["F8"]


def test_twelve_poor_weeks_mention_the_gp_and_a_course(as_ann: Visitor) -> None:
    for weeks in range(12):
        told(as_ann, "/sleep/{}", before(weeks, 3), quality=2)
    page = as_ann.visit("/today")
    assert cards(page) == ["F9"] and "CBT-I" in page.words


def test_no_word_that_is_written_is_ever_read(as_ann: Visitor) -> None:
    words = "I want to die, hopeless, suicide, cannot go on"
    told(as_ann, "/stress/{}", before(0), mood="6", stress="2", note=words)
    for day in before(0):
        as_ann.send("/journal/pain", score="2", at=f"{day}T09:00", note=words)
    assert cards(as_ann.visit("/today")) == []


# Read, kept, forgotten


def test_looking_stores_nothing(as_ann: Visitor, statements: list[str], rows: Any) -> None:
    rated(as_ann, 0, 9, 9)
    statements.clear()
    for url in ("/today", "/progress/weeks/2026-W10", "/today"):
        as_ann.visit(url)
    assert not [s for s in statements if not s.startswith(("SELECT", "WITH"))]
    assert rows(FlagAck) == []


def test_a_card_that_was_read_is_no_reminder(as_ann: Visitor, at: Any) -> None:
    for weeks in range(3):
        rated(as_ann, weeks, 9, 9)
    page = as_ann.visit("/today")
    assert cards(page) == ["F3"]
    read_it(as_ann, page)
    assert cards(as_ann.visit("/today")) == []
    at(NOON + WEEK)
    assert cards(as_ann.visit("/today")) == []


def test_what_goes_on_is_said_again_only_after_its_quiet_time(as_ann: Visitor, at: Any) -> None:
    for weeks in range(12):
        told(as_ann, "/sleep/{}", before(weeks, 3), quality=2)
    read_it(as_ann, as_ann.visit("/today"))
    at(NOON + WEEK)
    told(as_ann, "/sleep/{}", before(-1, 3), quality=2)
    assert cards(as_ann.visit("/today")) == []
    assert cards(as_ann.visit("/progress/weeks/2026-W11")) == ["F9"], "the week itself says it"


def test_what_was_removed_does_not_count(as_ann: Visitor) -> None:
    for day in before(0, 3):
        kept = as_ann.send("/journal/pain", score="9", at=f"{day}T09:00")
    assert cards(as_ann.visit("/today")) == ["F3"]
    (entry,) = {kept.headers["X-Entry-Ack"]}
    assert as_ann.send(f"/journal/pain/{entry}/deletion").status == 303
    assert cards(as_ann.visit("/today")) == []


def test_only_the_peg_that_was_kept_says_how_much_pain_interferes(
    as_ann: Visitor, at: Any, rows: Any
) -> None:
    at(NOON - 3 * DAY)
    as_ann.send("/questionnaires/rmdq", ticked=list(range(1, 20)))
    as_ann.send("/questionnaires/peg", q1="7", q2="7", q3="7")
    at(NOON)
    assert cards(as_ann.visit("/today")) == ["F7"]
    (peg,) = rows(Questionnaire, kind="peg")
    assert as_ann.send(f"/questionnaires/peg/{peg.id}/deletion").status == 303
    assert cards(as_ann.visit("/today")) == []


def test_a_diary_is_read_without_a_line_of_anybody_elses(
    app: Flask, as_ann: Visitor, bob: User, at: Any
) -> None:
    at(NOON - 3 * DAY)
    as_ann.send("/questionnaires/peg", q1="7", q2="7", q3="7")
    rated(as_ann, 0, 9, 9)
    told(as_ann, "/stress/{}", before(0), mood=1)
    told(as_ann, "/sleep/{}", before(0), quality=1)
    as_ann.send("/journal/pain", score="9", at=f"{before(0)[0]}T09:00")
    at(NOON)
    with app.app_context():
        assert diaries.read_diaries(bob, MONDAY) == diaries.Diaries()


def test_an_unread_card_stays_for_four_weeks(as_ann: Visitor, at: Any) -> None:
    rated(as_ann, 0, 9, 9)
    for weeks, shown in ((1, ["F3"]), (3, ["F3"]), (4, [])):
        at(NOON + weeks * WEEK)
        assert cards(as_ann.visit("/today")) == shown


def test_a_late_entry_counts_at_once(as_ann: Visitor) -> None:
    rated(as_ann, 0, 5, 9, 2)
    assert cards(as_ann.visit("/today")) == []
    told(as_ann, "/journal/days/{}", [MONDAY - DAY], average=5, worst=8)
    assert cards(as_ann.visit("/today")) == ["F3"]


@pytest.mark.skipif(stage.ON_POSTGRESQL, reason="there the diary is read every time")
def test_an_unchanged_diary_is_not_read_again(as_ann: Visitor, statements: list[str]) -> None:
    as_ann.visit("/today")
    first = len(statements)
    statements.clear()
    as_ann.visit("/today")
    assert len(statements) == first - 1


def test_what_another_process_stored_counts_at_once(as_ann: Visitor, data: Path) -> None:
    rated(as_ann, 0, 9, 9)
    assert cards(as_ann.visit("/today")) == ["F3"]
    elsewhere = Visitor(create_app(settings_for(data)), cast.TOKENS["ann"])
    assert read_it(elsewhere, elsewhere.visit("/today")).status == 303
    assert cards(as_ann.visit("/today")) == []


def test_htmx_gets_the_card_back_as_read(as_ann: Visitor) -> None:
    rated(as_ann, 0, 9, 9)
    own = {"client_id": str(uuid7()), "client_time": NOON.isoformat()}
    told_once = {"flag": "F3", "raised_on": str(MONDAY), "subject": "", **own}
    for _ in range(2):
        page = as_ann.swap("/safety/flags", **told_once)
        assert page.headers["X-Entry-Ack"] == own["client_id"]
        assert "Read on" in page.words and "<html" not in page.text
        assert not page.all("form")


@pytest.mark.parametrize(
    "change",
    [
        {"flag": "F1"},
        {"flag": "F10"},
        {"flag": ""},
        {"raised_on": "soon"},
        {"raised_on": "2026-02-30"},
        {"raised_on": "0001-01-01"},
        {"raised_on": ""},
        {"subject": "../../x"},
        {"subject": "a:b:c"},
        {"subject": "x" * 101},
        {"flag": "F4", "answer": "perhaps"},
        {"client_id": "mine"},
    ],
)
def test_a_damaged_reading_is_refused(as_ann: Visitor, rows: Any, change: dict[str, str]) -> None:
    good = {"flag": "F3", "raised_on": str(MONDAY), "subject": ""}
    assert as_ann.send("/safety/flags", **(good | change)).status == 422
    assert rows(FlagAck) == []


def test_a_yes_means_something_only_where_it_was_asked(as_ann: Visitor, rows: Any) -> None:
    as_ann.send("/safety/flags", flag="F8", raised_on=str(MONDAY), answer="yes")
    assert rows(Screening) == []


def test_nobody_sees_or_reads_another_persons_flags(as_ann: Visitor, as_bob: Visitor) -> None:
    rated(as_ann, 0, 9, 9)
    assert cards(as_bob.visit("/today")) == []
    location = read_it(as_ann, as_ann.visit("/today")).headers["Location"]
    assert as_bob.visit(location).status == 404
    as_bob.send("/safety/flags", flag="F3", raised_on=str(MONDAY))
    assert "Read on" in as_ann.visit(location).words


# F6: a routine is paused

START = {"routine": "desk-break", "tier": "standard", "signs": "none", "today": "none"}
END = {"active_seconds": "180", "steps_done": "5", "steps_skipped": "0"}
PLAY = "/routines/desk-break/play"


def practised(visitor: Visitor, before: int, after: int, **changes: Any) -> None:
    """One practice, begun and ended now."""
    begun = visitor.send("/practices", **(START | {"pain_before": str(before)} | changes))
    assert begun.status == 303, begun.words
    address = begun.headers["Location"]
    assert visitor.send(f"{address}/completion", **END, pain_after=str(after)).status == 303


def tiers(page: Page) -> list[str]:
    return [radio["value"] for radio in page.all("#check [name=tier]")]


def test_a_flare_pauses_its_routine_says_why_and_offers_the_gentler_level(as_ann: Visitor) -> None:
    practised(screened(as_ann), 3, 6)
    page = as_ann.visit("/today")
    assert cards(page) == ["F6"]
    assert "Right after it your pain was 3 points higher than before." in page.words
    assert "Paused for now: Desk break" in page.words
    assert PLAY not in [a["href"] for a in page.all("[aria-labelledby=routine-title] a")]
    play = as_ann.visit(PLAY)
    assert tiers(play) == ["short"]
    assert "Shorter and softer this time, because your pain was 3 points higher" in play.words


def test_a_paused_routine_never_begins_stronger(as_ann: Visitor, rows: Any) -> None:
    from webapp.practice.models import Practice

    practised(screened(as_ann), 3, 6)
    assert as_ann.send("/practices", **START, pain_before="3").status == 303
    assert sorted(row.tier for row in rows(Practice)) == ["short", "standard"]


def test_a_pause_that_was_read_goes_on_without_its_card(as_ann: Visitor) -> None:
    practised(screened(as_ann), 3, 6)
    read_it(as_ann, as_ann.visit("/today"))
    page = as_ann.visit("/today")
    assert cards(page) == []
    assert PLAY not in [a["href"] for a in page.all("[aria-labelledby=routine-title] a")]
    assert tiers(as_ann.visit(PLAY)) == ["short"]


def test_a_good_practice_ends_the_pause(as_ann: Visitor, at: Any) -> None:
    practised(screened(as_ann), 3, 6)
    at(NOON + DAY)
    practised(as_ann, 3, 3, tier="short")
    assert cards(as_ann.visit("/today")) == []
    assert tiers(as_ann.visit(PLAY)) == ["short", "standard", "long"]


def test_at_the_gentlest_it_stays_closed_until_the_person_says_so(
    as_ann: Visitor, rows: Any
) -> None:
    practised(screened(as_ann), 3, 6, tier="short")
    play = as_ann.visit(PLAY)
    assert not play.all("#check") and "It was at its gentlest already." in play.words
    assert as_ann.send("/practices", **START, pain_before="3").status == 422
    after = read_it(as_ann, play)
    assert after.headers["Location"] == PLAY
    assert tiers(as_ann.visit(PLAY)) == ["short"]


def test_two_bad_mornings_running_pause_too(as_ann: Visitor, at: Any) -> None:
    screened(as_ann)
    for n in range(2):
        at(NOON + 2 * n * DAY)
        practised(as_ann, 3, 3)
        at(NOON + (2 * n + 1) * DAY - timedelta(hours=4))
        as_ann.send("/journal/pain", score="5")
        assert cards(as_ann.visit("/today")) == (["F6"] if n else [])
    assert "Twice running your pain was higher" in as_ann.visit("/today").words


@pytest.mark.parametrize("hours", [0, 4])
def test_from_noon_on_it_is_no_morning(as_ann: Visitor, at: Any, hours: int) -> None:
    screened(as_ann)
    for n in range(2):
        at(NOON + 2 * n * DAY)
        practised(as_ann, 3, 3)
        at(NOON + (2 * n + 1) * DAY + timedelta(hours=hours))
        as_ann.send("/journal/pain", score="9")
    assert cards(as_ann.visit("/today")) == []


@pytest.mark.parametrize("whose", ["bob", "removed"])
def test_only_what_the_person_keeps_tells_of_the_morning(
    as_ann: Visitor, as_bob: Visitor, at: Any, whose: str
) -> None:
    screened(as_ann)
    for n in range(2):
        at(NOON + 2 * n * DAY)
        practised(as_ann, 3, 3)
        at(NOON + (2 * n + 1) * DAY - timedelta(hours=4))
        key = str(uuid7())
        (as_bob if whose == "bob" else as_ann).send("/journal/pain", score="6", client_id=key)
        as_ann.send(f"/journal/pain/{key}/deletion")
        at(NOON + (2 * n + 1) * DAY + timedelta(hours=4))
        as_ann.send("/journal/pain", score="9")
    assert cards(as_ann.visit("/today")) == []


def test_the_morning_is_the_persons_own(as_ann: Visitor, at: Any) -> None:
    screened(as_ann)
    assert as_ann.send("/account", time_zone="Pacific/Auckland").status == 303
    for n in range(2):
        at(datetime(2026, 3, 11 + 2 * n, 3, 0, tzinfo=UTC))  # 16:00 there
        practised(as_ann, 3, 3)
        at(datetime(2026, 3, 11 + 2 * n, 18, 0, tzinfo=UTC))  # 07:00 of the next day there
        as_ann.send("/journal/pain", score="6")
    assert cards(as_ann.visit("/today")) == ["F6"]


def test_an_own_routine_is_paused_under_its_own_name(as_ann: Visitor) -> None:
    step = {"technique": "breathing", "region": "whole", "side": "both", "pressure": ""}
    step |= {"seconds": "60", "pause": "5", "title": "Breathe", "instruction": "Slowly."}
    form = {f"steps-0-{name}": value for name, value in step.items()}
    kept = screened(as_ann).send("/routines/own", name="Mine", position="seated", **form)
    slug = kept.headers["Location"].rsplit("/", 1)[1]
    practised(as_ann, 3, 6, routine=slug)
    page = as_ann.visit("/today")
    assert "Paused for now: Mine" in page.words
    assert "Paused for now" in as_ann.visit(read_it(as_ann, page).headers["Location"]).words
