"""Nights and days as they are told: with and without script, as stranger, with bad input."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.visits import Visitor
from webapp.owned import KeptEdit
from webapp.wellbeing import rules
from webapp.wellbeing.models import Checkin, FunctionCheck, SleepNight

MARKER = "<script>alert('x')</script>{{ 7 * 7 }}"
NIGHT = {
    "into_bed": "22:45",
    "lights_out": "2300",
    "sol": "20",
    "awakenings": "2",
    "waso": "35",
    "final_wake": "6:30 am",
    "out_of_bed": "06:50",
    "quality": "3",
}
TONIGHT = "/sleep/2026-03-11"


def test_last_night_comes_first(as_ann: Visitor) -> None:
    page = as_ann.visit("/sleep")
    assert "Last night" in page.words
    assert page.find("#night-form")["action"] == TONIGHT
    assert not page.all("input[checked]"), "nothing is preset"


def test_a_night_is_kept_with_what_follows_from_it(as_ann: Visitor, rows: Any) -> None:
    answer = as_ann.send(TONIGHT, **NIGHT, pain_woke="y")
    assert (answer.status, answer.headers["Location"]) == (303, "/sleep?date=2026-03-11")
    [night] = rows(SleepNight)
    assert (night.lights_out, night.final_wake, night.pain_woke) == (time(23), time(6, 30), True)
    assert (night.time_zone, night.retrospective) == ("Europe/London", False)

    page = as_ann.visit("/sleep")
    assert "6 h 35 min asleep" in page.words
    assert "8 h 5 min" in page.words
    assert "81.4 %" in page.words
    assert page.find('input[name="lights_out"]')["value"] == "23:00"
    card = as_ann.visit("/journal").find("article.day")
    assert "Slept 6 h 35 min, fair" in " ".join(card.text.split())


def test_what_the_figures_mean_is_said_once_from_the_first_night_on(as_ann: Visitor) -> None:
    words = "What these figures mean"
    assert as_ann.visit("/sleep").words.count(words) == 1
    as_ann.send(TONIGHT, **NIGHT)
    assert as_ann.visit("/sleep").words.count(words) == 1


def test_a_night_by_htmx_answers_with_what_changed(as_ann: Visitor) -> None:
    id = str(uuid4())
    answer = as_ann.swap(TONIGHT, client_id=id, **NIGHT)
    assert answer.status == 200
    assert answer.headers["X-Entry-Ack"] == id
    assert answer.headers["HX-Trigger"] == "journal-changed"
    assert "The night is kept" in answer.words


def test_everything_may_be_left_out_but_not_all(as_ann: Visitor, rows: Any) -> None:
    assert as_ann.send(TONIGHT).status == 422
    assert not rows(SleepNight)
    assert as_ann.send(TONIGHT, awakenings="0").status == 303
    page = as_ann.visit("/sleep")
    assert "Sleep efficiency –" in page.words


def test_an_unusual_night_is_kept_and_asked_about(as_ann: Visitor, rows: Any) -> None:
    answer = as_ann.swap(TONIGHT, **{**NIGHT, "awakenings": "0"})
    assert answer.status == 200
    assert "Is that right?" in answer.words
    assert "awake in the night, but with no wakings counted" in answer.words
    assert len(rows(SleepNight)) == 1
    assert "Is that right?" in as_ann.visit("/sleep").words


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"into_bed": "11:00", "lights_out": "11:00"}, "into_bed", "am or pm"),
        ({"final_wake": "07:00", "out_of_bed": "06:30"}, "out_of_bed", "waking was at 07:00"),
        ({"final_wake": "07:00", "out_of_bed": "06:30"}, "out_of_bed", "got up at 06:30"),
        ({"into_bed": "23:30"}, "lights_out", "into bed at 23:30"),
        ({"into_bed": "10:45"}, "into_bed", "am or pm"),
        ({"sol": "601"}, "sol", "10 hours"),
        ({"waso": "721"}, "waso", "12 hours"),
        ({"sol": "300", "waso": "300"}, "waso", "add up to more"),
        ({"lights_out": "late"}, "lights_out", "such as 23:15"),
        ({"final_wake": "25:00"}, "final_wake", "such as 23:15"),
        ({"sol": "abc"}, "sol", "number"),
        ({"awakenings": "-1"}, "awakenings", "number"),
        ({"quality": "6"}, "quality", "number"),
    ],
)
@pytest.mark.parametrize("way", ["send", "swap"])
def test_a_night_that_cannot_be_is_told_beside_its_field(
    as_ann: Visitor, rows: Any, way: str, wrong: dict[str, str], field: str, words: str
) -> None:
    answer = getattr(as_ann, way)(TONIGHT, **{**NIGHT, **wrong})
    assert answer.status == 422
    assert words in answer.find(f"#{field}-error").text
    if field != "quality":
        assert answer.find(f"#{field}")["value"] == wrong.get(field, NIGHT[field])
    assert not rows(SleepNight)


@pytest.mark.parametrize("day", ["2026-03-12", "1900-01-01", "9999-12-31"])
def test_a_day_that_has_not_come_or_is_absurd_is_told(as_ann: Visitor, rows: Any, day: str) -> None:
    for url, form in ((f"/sleep/{day}", NIGHT), (f"/stress/{day}", {"stress": "4"})):
        answer = as_ann.send(url, **form)
        assert answer.status == 422
        assert answer.find("[data-error-summary]")
    assert not rows(SleepNight)
    assert not rows(Checkin)


@pytest.mark.parametrize("url", ["/sleep/2026-02-30", "/stress/today", "/sleep/x"])
def test_a_day_that_is_none_is_not_found(as_ann: Visitor, url: str) -> None:
    assert as_ann.send(url, stress="4", quality="4").status == 404
    assert as_ann.visit("/sleep?date=x").status == 404


def test_a_second_night_replaces_the_first(as_ann: Visitor, rows: Any) -> None:
    as_ann.send(TONIGHT, **NIGHT)
    as_ann.send(TONIGHT, quality="5")
    [night] = rows(SleepNight)
    assert (night.quality, night.into_bed, night.version) == (5, None, 2)


def test_the_same_night_sent_twice_is_one(as_ann: Visitor, rows: Any) -> None:
    id = str(uuid4())
    for _ in range(2):
        assert as_ann.swap(TONIGHT, client_id=id, **NIGHT).headers["X-Entry-Ack"] == id
    assert [night.version for night in rows(SleepNight)] == [1]


@pytest.mark.parametrize(("choice", "woke"), [("mine", time(5)), ("other", time(6, 30))])
def test_of_two_nights_the_person_chooses(
    as_ann: Visitor, rows: Any, choice: str, woke: time
) -> None:
    as_ann.send(TONIGHT, base_version="0", **NIGHT)
    as_ann.send(TONIGHT, base_version="0", **{**NIGHT, "final_wake": "5:00"})
    page = as_ann.visit("/sleep")
    url = page.all(".kept form")[0]["action"]
    answer = as_ann.swap(url, choose=choice)
    assert answer.status == 200
    assert [night.final_wake for night in rows(SleepNight)] == [woke]
    assert not rows(KeptEdit)
    assert not as_ann.visit("/sleep").all(".kept")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"into_bed": "22:10"}, "Into bed 22:10"),
        ({"lights_out": "22:50"}, "Tried to sleep 22:50"),
        ({"sol": "25"}, "Until asleep 25 min"),
        ({"awakenings": "4"}, "Wakings 4"),
        ({"waso": "40"}, "Awake between 40 min"),
        ({"pain_woke": "y"}, "Pain woke me yes"),
        ({"final_wake": "6:40"}, "Last waking 06:40"),
        ({"out_of_bed": "7:05"}, "Got up 07:05"),
        ({"quality": "4"}, "Sleep good"),
    ],
)
def test_whatever_differs_between_two_nights_is_seen(
    as_ann: Visitor, changed: dict[str, str], words: str
) -> None:
    as_ann.send(TONIGHT, base_version="0", **NIGHT)
    as_ann.send(TONIGHT, base_version="0", **{**NIGHT, **changed})
    first, second = (_words(form) for form in as_ann.visit("/sleep").all(".kept form"))
    assert words not in first
    assert words in second


def _words(form: Any) -> str:
    return " ".join(form.get_text(" ").split())


@pytest.mark.parametrize(
    ("changed", "words"), [({"tags": ["work"]}, "Work"), ({"note": "a long day"}, "a long day")]
)
def test_whatever_differs_between_two_days_is_seen(
    as_ann: Visitor, changed: dict[str, Any], words: str
) -> None:
    as_ann.send("/stress/2026-03-11", base_version="0", stress="3")
    as_ann.send("/stress/2026-03-11", base_version="0", stress="3", **changed)
    first, second = (_words(form) for form in as_ann.visit("/stress").all(".kept form"))
    assert words not in first
    assert words in second


def test_a_night_told_days_later_is_marked(as_ann: Visitor, rows: Any) -> None:
    as_ann.send("/sleep/2026-03-08", **NIGHT)
    as_ann.send("/sleep/2026-03-10", **NIGHT)
    as_ann.send(TONIGHT, **NIGHT)
    late = {str(night.date): night.retrospective for night in rows(SleepNight)}
    assert late == {"2026-03-08": True, "2026-03-10": True, "2026-03-11": False}
    assert "added later" in as_ann.visit("/sleep?date=2026-03-08").words


def test_how_a_day_felt_is_kept(as_ann: Visitor, rows: Any) -> None:
    form = {"stress": "0", "mood": "7", "tags": ["work", "money"], "note": MARKER}
    answer = as_ann.send("/stress/2026-03-11", **form)
    assert (answer.status, answer.headers["Location"]) == (303, "/stress?date=2026-03-11")
    [checkin] = rows(Checkin)
    assert (checkin.stress, checkin.mood, checkin.energy) == (0, 7, None)
    assert checkin.tags == ["work", "money"]
    assert as_ann.visit("/stress").find("textarea").text.strip() == MARKER
    day = as_ann.visit("/journal").find("article.day").text
    assert MARKER in day and "Stress 0 \N{MIDDLE DOT} mood 7" in day


def test_the_questions_are_worded_as_specified(as_ann: Visitor) -> None:
    words = as_ann.visit("/stress").words
    assert "How stressed have you felt today?" in words
    assert "0 not at all 10 as much as possible" in words
    assert "Mood today" in words
    assert "0 very low 10 very good" in words
    assert "0 none 10 full" in words


@pytest.mark.parametrize(
    "form",
    [
        {}, {"tags": []}, {"stress": "11"}, {"mood": "abc"}, {"energy": "-1"},
        {"stress": "4", "tags": ["sun"]}, {"stress": "4", "note": "n" * 2001},
        {"stress": "4", "note": "a\x00b"},
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_kept_is_told(
    as_ann: Visitor, rows: Any, form: dict[str, Any]
) -> None:
    answer = as_ann.swap("/stress/2026-03-11", **form)
    assert answer.status == 422
    assert answer.find("[data-error-summary]")
    assert not rows(Checkin)


@pytest.mark.parametrize(
    ("told", "words"),
    [({"note": "a row at work"}, "a row at work"), ({"tags": ["noise"]}, "ounding")],
)
def test_a_day_without_a_number_is_kept_and_seen(
    as_ann: Visitor, rows: Any, told: dict[str, Any], words: str
) -> None:
    assert as_ann.send("/stress/2026-03-11", **told).status == 303
    [checkin] = rows(Checkin)
    assert (checkin.stress, checkin.mood, checkin.energy) == (None, None, None)
    for page in ("/stress", "/journal"):
        assert words in as_ann.visit(page).words
    assert "The day" in as_ann.visit("/journal").find("article.day .moment").text
    for page in ("/today", "/progress", "/progress/weeks/2026-W11", "/progress/patterns"):
        assert as_ann.visit(page).status == 200


def test_of_two_days_the_person_chooses(as_ann: Visitor, rows: Any) -> None:
    url = "/stress/2026-03-11"
    as_ann.send(url, stress="3", base_version="0")
    as_ann.send(url, stress="8", tags=["work"], base_version="0")
    choice = as_ann.visit("/stress").all(".kept form")[0]["action"]
    assert as_ann.send(choice, choose="mine").status == 303
    assert [(row.stress, row.tags) for row in rows(Checkin)] == [(8, ["work"])]


def test_a_stranger_finds_nothing(as_ann: Visitor, as_bob: Visitor, rows: Any) -> None:
    as_ann.send(TONIGHT, base_version="0", **NIGHT)
    as_ann.send(TONIGHT, base_version="0", quality="1")
    [edit] = rows(KeptEdit)
    assert as_bob.send(f"{TONIGHT}/versions/{edit.id}", choose="mine").status == 404
    as_bob.send(TONIGHT, quality="2")
    assert as_bob.send(f"{TONIGHT}/versions/{edit.id}", choose="mine").status == 404
    assert "22:45" not in as_bob.visit("/sleep").text


@pytest.mark.parametrize("url", ["/sleep", "/stress"])
def test_a_page_needs_few_statements(as_ann: Visitor, statements: list[str], url: str) -> None:
    as_ann.send(TONIGHT, **NIGHT)
    as_ann.send("/stress/2026-03-11", stress="3")
    del statements[:]
    assert as_ann.visit(url).status == 200
    assert len(statements) <= 5


IMPOSSIBLE = {
    "waking before trying to sleep": {"final_wake": "22:30", "out_of_bed": "06:50"},
    "twenty hours in bed": {"into_bed": "10:50", "lights_out": "10:55"},
    "a negative latency": {"sol": "-5"},
    "eleven hours until asleep": {"sol": "661"},
    "thirteen hours awake": {"waso": "781"},
    "more awake than in bed": {"sol": "240", "waso": "300"},
    "hours that no clock has": {"into_bed": "25:00"},
    "minutes that no clock has": {"into_bed": "22:75"},
    "digits of another script": {"into_bed": "٢٢:٤٥"},
    "half a waking": {"awakenings": "1.5"},
    "a great many wakings": {"awakenings": "1000"},
}


@pytest.mark.parametrize("wrong", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
@pytest.mark.parametrize("way", ["send", "swap"])
def test_an_impossible_night_is_told_beside_its_field_and_not_kept(
    as_ann: Visitor, rows: Any, way: str, wrong: dict[str, str]
) -> None:
    answer = getattr(as_ann, way)("/sleep/2026-03-11", **{**NIGHT, **wrong})
    assert answer.status == 422
    assert answer.all(".field__error")
    assert rows(SleepNight) == []


@pytest.mark.parametrize(("field", "most"), [("sol", 600), ("waso", 720)])
@pytest.mark.parametrize("typed", ["-5", "an hour", "1500"])
def test_minutes_have_one_limit_whatever_is_wrong_with_them(
    as_ann: Visitor, field: str, most: int, typed: str
) -> None:
    answer = as_ann.send("/sleep/2026-03-11", **{**NIGHT, field: typed})
    assert f"to {most} minutes" in answer.find(".field__error").text


def test_what_follows_is_said_before_anything_is_kept(
    as_ann: Visitor, rows: Any, statements: list[str]
) -> None:
    page = as_ann.swap("/sleep/2026-03-11/figures", **NIGHT)
    assert "6 h 35 min" in page.words
    assert "81.4 %" in page.words
    assert len(statements) <= 5
    assert rows(SleepNight) == []


@pytest.mark.parametrize("wrong", [{}, *IMPOSSIBLE.values(), {"quality": "9"}])
@pytest.mark.parametrize("day", ["2026-03-11", "9999-12-31", "1900-01-01"])
def test_figures_of_whatever_is_typed_are_no_fault_of_ours(
    as_ann: Visitor, day: str, wrong: dict[str, str]
) -> None:
    assert as_ann.swap(f"/sleep/{day}/figures", **{**NIGHT, **wrong}).status == 200
    assert as_ann.swap(f"/sleep/{day}/figures", **wrong).status == 200


def test_a_night_is_shown_and_read_on_a_twelve_hour_clock(as_ann: Visitor, rows: Any) -> None:
    as_ann.send("/account", time_zone="Europe/London", clock="12")
    as_ann.send("/sleep/2026-03-11", **{**NIGHT, "lights_out": "11:05 pm", "final_wake": "630am"})
    page = as_ann.visit("/sleep?date=2026-03-11")
    assert page.find("#lights_out")["value"] == "11:05 pm"
    assert page.find("#final_wake")["value"] == "6:30 am"
    again = {box["name"]: box.get("value", "") for box in page.all("#night-form .field input")}
    as_ann.send("/sleep/2026-03-11", **again)
    assert (rows(SleepNight)[0].lights_out, rows(SleepNight)[0].final_wake) == (
        time(23, 5),
        time(6, 30),
    )


def test_two_phones_nights_of_one_date_are_both_kept_and_seen(as_ann: Visitor) -> None:
    for quality in ("2", "5"):
        as_ann.send("/sleep/2026-03-10", quality=quality, base_version="0")
    assert as_ann.visit("/sleep?date=2026-03-10").all(".kept form")
    other = as_ann.visit("/sleep?date=2026-03-11")
    assert "two versions" in other.find('.list a[href="/sleep?date=2026-03-10"]').text
    assert as_ann.visit("/journal/versions").find('a[href="/sleep?date=2026-03-10"]')


@pytest.mark.parametrize(
    ("url", "mine", "other"),
    [
        ("/sleep/2026-03-10", {"quality": "2"}, {"quality": "5"}),
        ("/stress/2026-03-10", {"stress": "2"}, {"mood": "5"}),
        ("/function/2026-03-10", {"ability": "2"}, {"ability": "5"}),
        ("/journal/days/2026-03-10", {"average": "2"}, {"average": "5"}),
    ],
)
def test_whoever_comes_second_is_told_of_both_at_once(
    as_ann: Visitor, url: str, mine: dict[str, str], other: dict[str, str]
) -> None:
    alone = as_ann.swap(url, base_version="0", **mine).find("[autofocus]")
    assert "Two versions" not in alone.text
    told = as_ann.swap(url, base_version="0", **other).find("[autofocus]")
    assert told.text.strip() == "Two versions are kept. Please choose one."


@pytest.mark.parametrize("url", ["/stress?date={}", "/journal/days/{}"])
def test_questions_about_a_day_that_is_over_say_which_day_they_mean(
    as_ann: Visitor, url: str
) -> None:
    said = [" this day." in as_ann.visit(url.format(f"2026-03-{day}")).words for day in (10, 11)]
    assert said == [True, False]


CHECK = {"ability": "4", "did": ["walked", "people"], "note": "<b>to the shop</b>"}


def test_what_one_could_do_is_kept_and_shown(
    as_ann: Visitor, rows: Any, statements: list[str]
) -> None:
    assert as_ann.send("/function/2026-03-11", **CHECK).status == 303
    [check] = rows(FunctionCheck)
    assert (check.ability, check.did, check.note) == (4, ["walked", "people"], CHECK["note"])
    statements.clear()
    page = as_ann.visit("/function")
    assert len(statements) <= 5
    assert "Most of it" in page.words
    assert "<b>to the shop</b>" in page.words


@pytest.mark.parametrize(
    "wrong",
    [{}, {"ability": "0"}, {"ability": "6"}, {"ability": "x"}, {"did": ["flew"]},
     {"note": "x" * 2001}, {"note": "a\x00b"}],
)  # fmt: skip
def test_a_check_in_that_says_nothing_is_not_kept(
    as_ann: Visitor, rows: Any, wrong: dict[str, Any]
) -> None:
    for way in (as_ann.send, as_ann.swap):
        page = way("/function/2026-03-11", **wrong)
        assert page.status == 422
        assert page.find("[data-error-summary]")
    assert rows(FunctionCheck) == []


def test_two_versions_of_a_check_in_are_chosen_from(as_ann: Visitor, rows: Any) -> None:
    for ability in ("2", "5"):
        as_ann.swap("/function/2026-03-11", ability=ability, base_version="0")
    page = as_ann.visit("/function")
    form = page.all(".kept form")[1]
    as_ann.swap(str(form["action"]), choose="mine")
    assert rows(FunctionCheck)[0].ability == 5


@pytest.mark.parametrize(
    ("told", "due"),
    [([], True), ([0], False), ([2], False), ([3], True), ([3, 6], False), ([4, 7], True)],
)
def test_a_check_in_is_due_twice_in_any_seven_days(told: list[int], due: bool) -> None:
    today = date(2026, 3, 11)
    assert rules.is_check_due([today - timedelta(days=n) for n in told], today) is due


def test_over_a_year_that_makes_two_a_week() -> None:
    day, told = date(2026, 1, 1), []
    for _ in range(364):
        if rules.is_check_due(told, day):
            told.append(day)
        day += timedelta(days=1)
    assert len(told) == 104


@pytest.mark.parametrize(("day", "is_late"), [("2026-03-09", True), ("2026-03-10", False)])
def test_what_could_be_done_is_marked_where_it_is_told_a_day_later(
    as_ann: Visitor, rows: Any, day: str, is_late: bool
) -> None:
    """Told at noon of the 11th: the 9th ended 36 hours before, the 10th twelve."""
    assert as_ann.send(f"/function/{day}", ability="3").status == 303
    assert [row.retrospective for row in rows(FunctionCheck)] == [is_late]
