"""The diary as it is read: filters, search, paging that keeps its place, months, pauses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import NOON
from tests.visits import Page, Visitor
from webapp.extensions import db
from webapp.journal import diary
from webapp.journal.models import Pause
from webapp.wellbeing.models import FunctionCheck

TODAY = date(2026, 3, 11)


def log(visitor: Visitor, day: date, score: int = 5, **told: Any) -> str:
    id = str(uuid4())
    at = f"{day}T10:00"
    assert (
        visitor.swap("/journal/pain", client_id=id, at=at, score=str(score), **told).status == 200
    )
    return id


def days_of(page: Page) -> list[str]:
    return [card["id"].removeprefix("day-") for card in page.all("article.day")]


@pytest.fixture
def year(as_ann: Visitor) -> Visitor:
    """A year of Ann's: an entry every tenth day, some of them with places and notes."""
    for number, back in enumerate(range(0, 360, 10)):
        day = TODAY - timedelta(days=back)
        places = {"regions": ["b18"], "intensity_b18": "4"} if number % 3 == 0 else {}
        note = {0: "", 1: "Long drive, ÄRGER", 2: "<b>50 % _better_</b>"}[number % 3]
        log(as_ann, day, number % 11, note=note, **places)
    return as_ann


def test_a_day_of_another_year_says_which(as_ann: Visitor) -> None:
    for day, title in ((date(2025, 4, 12), " 2025"), (date(2025, 12, 30), "")):
        log(as_ann, day)
        page = as_ann.visit(f"/journal?before={day + timedelta(days=1)}")
        assert page.find(".day__title").text == f"{day:%A} {day.day} {day:%B}{title}"


def test_only_what_is_asked_for_is_shown(as_ann: Visitor, statements: list[str]) -> None:
    log(as_ann, TODAY, 5)
    as_ann.send(f"/sleep/{TODAY}", quality="3")
    as_ann.send(f"/stress/{TODAY}", stress="2")
    as_ann.send("/questionnaires/peg", q1="1", q2="2", q3="3")
    as_ann.send(f"/function/{TODAY}", ability="4", did=["walked"])
    everything = as_ann.visit("/journal")
    for words in ("Pain 5.", "fair", "Stress 2", "PEG 2 of 10", "Could do most of it", "walked"):
        assert words in everything.words
    for kind, shown in {
        "pain": "Pain 5.", "sleep": "fair", "mood": "Stress 2", "questions": "PEG",
    }.items():  # fmt: skip
        statements.clear()
        found = as_ann.visit(f"/journal?kind={kind}")
        assert len(statements) <= 5
        card = found.find("article.day").text
        assert shown in card
        assert sum(word in card for word in ("Pain 5.", "fair", "Stress 2", "PEG")) == 1
    assert as_ann.visit("/journal?kind=practices").all(".empty")


@pytest.mark.parametrize("query", ["kind=x", "region=b99", "since=x", "before=0000-01-01"])
def test_a_filter_that_is_none_is_not_found(as_ann: Visitor, query: str) -> None:
    assert as_ann.visit(f"/journal?{query}").status == 404


@pytest.mark.parametrize("query", ["before=9999-12-31", "before=1900-01-01", "since=1900-01-01"])
def test_days_far_away_are_only_empty(as_ann: Visitor, query: str) -> None:
    assert as_ann.visit(f"/journal?{query}").status == 200


def test_a_place_is_followed_back_some_months_at_a_time(
    year: Visitor, statements: list[str]
) -> None:
    page = year.visit("/journal?region=b18")
    assert len(statements) <= 5
    assert days_of(page) == [str(TODAY - timedelta(days=30 * n)) for n in range(4)]
    further = page.find(".further input[name=before]")["value"]
    seen = days_of(year.visit(f"/journal?region=b18&before={further}"))
    assert seen[0] == str(TODAY - timedelta(days=120))


def test_below_what_was_found_it_is_not_said_that_nothing_was(as_ann: Visitor) -> None:
    log(as_ann, TODAY, regions=["b18"])
    log(as_ann, TODAY - timedelta(days=100))
    further = as_ann.visit("/journal?region=b18").find(".further input[name=before]")["value"]
    below = as_ann.visit(f"/journal?region=b18&before={further}")
    assert "Nothing further back." in below.words and "Nothing was found" not in below.words


def search(visitor: Visitor, **form: Any) -> Page:
    """The page to which a search leads."""
    answer = visitor.send("/journal/search", **form)
    assert answer.status == 303
    return visitor.visit(answer.headers["Location"])


def every_day(visitor: Visitor, words: str) -> list[str]:
    seen, before = [], ""
    while True:
        page = search(visitor, words=words, before=before)
        seen += days_of(page)
        further = page.all(".further input[name=before]")
        if not further:
            return seen
        before = str(further[0]["value"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "number"), [("ärger", 1), ("DRIVE", 1), ("50 %", 2), ("_better_", 2), ("</b>", 2)]
)
def test_words_are_found_in_whatever_letters_and_nothing_is_a_pattern(
    year: Visitor, words: str, number: int
) -> None:
    wanted = [str(TODAY - timedelta(days=10 * n)) for n in range(36) if n % 3 == number]
    assert every_day(year, words) == wanted


def test_a_search_stays_out_of_addresses_and_finds_nobody_elses(
    year: Visitor, as_bob: Visitor, statements: list[str]
) -> None:
    page = year.swap("/journal/search", words="drive")
    assert len(statements) <= 5
    assert "drive" not in str([link.get("href") for link in page.all("a")])
    assert days_of(search(as_bob, words="drive")) == []


def test_a_search_can_be_come_back_to_until_the_sign_out(year: Visitor) -> None:
    assert year.visit("/journal/search").headers["Location"] == "/journal"
    answer = year.send("/journal/search", words=" drive ")
    assert answer.headers["Location"] == "/journal/search"
    first = year.visit("/journal/search")
    assert first.find("#finder summary").get_text(strip=True) == "Shown: “drive”"
    before = first.find(".further input[name=before]")["value"]
    later = year.send("/journal/search", words="drive", before=before).headers["Location"]
    assert later == f"/journal/search?before={before}"
    assert set(days_of(year.visit(later))).isdisjoint(days_of(first))
    assert days_of(year.visit("/journal/search")) == days_of(first)
    year.send("/logout", choose="leave")
    with year.client.session_transaction() as session:
        assert "searched" not in session


@pytest.mark.parametrize("words", ["", "x", " x ", "é", "7", "x" * 101, "a\x00b"])
def test_too_little_or_too_much_to_search_for_is_told(as_ann: Visitor, words: str) -> None:
    for way in (as_ann.send, as_ann.swap):
        page = way("/journal/search", words=words)
        assert page.status == 422
        assert page.find("#words-error")


@pytest.mark.parametrize("sign", ["💊", "痛", "ж"])
def test_one_sign_that_is_no_latin_letter_is_enough(as_ann: Visitor, sign: str) -> None:
    log(as_ann, TODAY, note=f"after work {sign}")
    log(as_ann, TODAY - timedelta(days=1), note="without")
    assert days_of(search(as_ann, words=sign)) == [str(TODAY)]


@pytest.mark.slow
def test_a_search_reads_a_bounded_stretch_of_a_long_diary(
    year: Visitor, statements: list[str]
) -> None:
    answer = search(year, words="no such words")
    assert "Nothing since" in answer.words
    assert answer.find(".further")


def test_three_hundred_notes_in_a_fortnight_are_all_found(
    as_ann: Visitor, app: Any, ann: Any
) -> None:
    from webapp.database import writing
    from webapp.journal.models import PainEntry
    from webapp.owned import Write

    with app.app_context(), writing():
        ann.time_zone = "Europe/London"
        for number in range(300):
            at = NOON - timedelta(hours=number)
            PainEntry.log(ann, Write(uuid4(), at), score=3, at=at, note=f"needle {number}.")
        db.session.commit()
    found: set[str] = set()
    before = ""
    for _ in range(9):
        page = search(as_ann, words="needle", before=before)
        found |= {note.text for note in page.all(".moment__note")}
        further = page.all(".further input[name=before]")
        if not further:
            break
        before = str(further[0]["value"])
    assert len(found) == 300


def test_going_on_keeps_the_place(year: Visitor) -> None:
    first = year.part("/journal")
    assert "HX-Replace-Url" not in first.headers
    before = first.find("a.btn--block")["href"].partition("before=")[2]
    second = year.part(f"/journal?before={before}")
    here = second.headers["HX-Replace-Url"]
    assert here.startswith("/journal?since=")
    assert days_of(year.visit(here)) == days_of(first) + days_of(second)


def test_a_month_shows_each_days_pain_as_shade_and_figure(
    as_ann: Visitor, statements: list[str]
) -> None:
    log(as_ann, date(2026, 3, 2), 6)
    log(as_ann, date(2026, 3, 2), 7)
    log(as_ann, date(2026, 3, 3), 9)
    as_ann.send("/journal/days/2026-03-03", average="2", worst="5")
    statements.clear()
    page = as_ann.visit("/journal/months/2026-03")
    assert len(statements) <= 5
    days = {day.find(class_="month__date").text: day for day in page.all("a.month__day")}
    assert len(days) == 11, "no day that has not come is a link"
    assert days["2"].b.text == "6.5"
    assert days["2"]["data-level"] == "7"
    assert (days["3"].b.text, days["3"]["data-level"]) == ("2", "2")
    assert days["4"].b is None
    assert page.find("th abbr[title=Monday]")
    assert [page.find("[aria-current=date]")] == [days["11"]], "today is said, not only drawn"
    assert not page.all('a[href="/journal/months/2026-04"]')
    assert days["2"]["href"] == "/journal?before=2026-03-03"


def test_a_day_of_which_only_the_worst_was_told_is_not_nothing(as_ann: Visitor) -> None:
    as_ann.send("/journal/days/2026-03-09", worst="7")
    _, eighth, ninth, *_ = as_ann.visit("/journal/months/2026-03").all("a.month__day")[6:]
    assert "March: nothing about pain" in eighth.text
    assert "March: pain at its worst alone" in ninth.text and ninth.b is None


@pytest.mark.parametrize(
    ("start", "first"), [("monday", "Monday"), ("sunday", "Sunday"), ("saturday", "Saturday")]
)
def test_a_week_begins_where_the_person_wishes(as_ann: Visitor, start: str, first: str) -> None:
    as_ann.send("/account", time_zone="Europe/London", week_start=start)
    page = as_ann.visit("/journal/months/2026-02")
    assert page.all("th abbr")[0]["title"] == first
    row = page.all("tbody tr")[0]
    empty = [cell for cell in row.find_all("td") if not cell.text.strip()]
    assert len(empty) == {"monday": 6, "sunday": 0, "saturday": 1}[start]


@pytest.mark.parametrize(
    "name", ["2026-13", "2026-00", "2026-3", "0001-01", "9999-12", "2026-04", "x"]
)
def test_a_month_that_is_none_is_not_found(as_ann: Visitor, name: str) -> None:
    assert as_ann.visit(f"/journal/months/{name}").status == 404


def test_a_pause_marks_the_first_of_the_month_on_which_it_ended(as_ann: Visitor, at: Any) -> None:
    at(NOON - timedelta(days=12))
    as_ann.send("/journal/pauses", kind="flare")
    at(NOON - timedelta(days=10))
    as_ann.send("/journal/pauses/end")
    marked = as_ann.visit("/journal/months/2026-03").all(".month__day--paused .month__date")
    assert [day.text for day in marked] == ["1"]


def test_one_tap_quiets_what_is_expected_and_one_ends_it(
    as_ann: Visitor, rows: Any, at: Any
) -> None:
    log(as_ann, TODAY)
    assert as_ann.visit("/today").all('a[href="/questionnaires/peg"]')
    answer = as_ann.swap("/journal/pauses", kind="flare")
    assert answer.headers["HX-Trigger"] == "journal-changed"
    page = as_ann.visit("/today")
    assert "Nothing is expected of you" in page.words
    assert not page.all('a[href="/questionnaires/peg"]')
    assert as_ann.visit("/journal").find(".badge--pause").text == "flare"

    at(NOON + timedelta(days=2))
    assert as_ann.send("/journal/pauses/end").status == 303
    [pause] = rows(Pause)
    assert (pause.kind, pause.from_date, pause.until_date) == ("flare", TODAY, date(2026, 3, 13))
    assert as_ann.visit("/today").all('a[href="/questionnaires/peg"]')
    marked = as_ann.visit("/journal/months/2026-03").all(".month__day--paused .month__date")
    assert [day.text for day in marked] == ["11", "12", "13"]


def test_a_pause_begins_once_and_another_kind_takes_its_place(as_ann: Visitor, rows: Any) -> None:
    first = {"kind": "flare", "client_id": str(uuid4())}
    for _ in range(2):
        assert as_ann.swap("/journal/pauses", **first).headers["X-Entry-Ack"] == first["client_id"]
    as_ann.swap("/journal/pauses", kind="flare")
    as_ann.swap("/journal/pauses", kind="sick")
    assert {row.kind: row.until_date for row in rows(Pause)} == {"flare": TODAY, "sick": None}
    end = {"client_id": str(uuid4())}
    as_ann.swap("/journal/pauses/end", **end)
    as_ann.swap("/journal/pauses", kind="flare")
    as_ann.swap("/journal/pauses/end", **end)
    assert [row.kind for row in rows(Pause) if row.until_date is None] == ["flare"]


@pytest.mark.parametrize(("first", "second"), [("flare", "sick"), ("sick", "flare")])
def test_of_two_pauses_that_end_on_one_day_the_later_begun_is_marked(
    as_ann: Visitor, at: Any, first: str, second: str
) -> None:
    at(NOON - timedelta(days=2))
    as_ann.send("/journal/pauses", kind=first)
    at(NOON)
    as_ann.send("/journal/pauses", kind=second)
    as_ann.send("/journal/pauses/end")
    log(as_ann, TODAY)
    told = {"flare": "flare", "sick": "ill"}[second]
    assert as_ann.visit("/journal").find(".badge--pause").text == told
    marked = as_ann.visit("/journal/months/2026-03").all(".month__day--paused")
    words = [day.select(".visually-hidden")[-1].text for day in marked]
    assert words[-1] == f", {told}"
    assert words[0] != words[-1]


@pytest.mark.parametrize("kind", ["", "holiday", "x" * 999])
def test_another_kind_of_pause_is_refused(as_ann: Visitor, rows: Any, kind: str) -> None:
    assert as_ann.send("/journal/pauses", kind=kind).status == 422
    assert rows(Pause) == []


def test_nobody_ends_another_persons_pause(as_ann: Visitor, as_bob: Visitor, rows: Any) -> None:
    as_ann.send("/journal/pauses", kind="sick")
    as_bob.send("/journal/pauses/end")
    assert rows(Pause)[0].until_date is None


def test_a_pause_that_was_a_mistake_is_taken_back_for_good(
    as_ann: Visitor, as_bob: Visitor, rows: Any, at: Any
) -> None:
    log(as_ann, TODAY)
    begun = {"kind": "flare", "client_id": str(uuid4())}
    as_ann.send("/journal/pauses", **begun)
    assert as_ann.visit("/today").find('#day a[href="/journal/pauses"]')
    at(NOON + timedelta(days=1))
    as_ann.send("/journal/pauses/end")
    assert "It was a mistake: take it back" in as_ann.visit("/today").words

    page = as_ann.visit(as_ann.visit("/journal").find(".day__pause")["href"])
    form = page.find("form[action$=deletion]")
    assert "11 March 2026 to 12 March 2026" in page.words
    assert as_bob.send(form["action"]).status == 404
    assert len(rows(Pause)) == 1
    back = {"client_id": str(uuid4())}
    for _ in range(2):
        answer = as_ann.swap(form["action"], **back)
        assert (answer.status, answer.headers["X-Entry-Ack"]) == (200, back["client_id"])
        as_ann.send("/journal/pauses", **begun)
        assert rows(Pause) == []
    assert as_ann.send(form["action"]).status == 303
    assert not as_ann.visit("/journal").all(".badge--pause")
    assert not as_ann.visit("/journal/months/2026-03").all(".month__day--paused")
    assert "There is none." in as_ann.visit("/journal/pauses").words


def test_a_pause_that_never_was_cannot_be_taken_back(as_ann: Visitor) -> None:
    assert as_ann.send(f"/journal/pauses/{uuid4()}/deletion").status == 404


def test_pauses_are_shown_newest_first_and_every_one_can_be_reached(
    as_ann: Visitor, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diary, "PAUSES_A_PAGE", 2)
    for days in (5, 3, 1):
        at(NOON - timedelta(days=days))
        as_ann.send("/journal/pauses", kind="sick")
        as_ann.send("/journal/pauses/end")
    at(NOON)
    page = as_ann.visit("/journal/pauses")
    assert [card.p.text for card in page.all("main section")] == [
        "Tuesday 10 March 2026",
        "Sunday 8 March 2026",
    ]
    older = as_ann.visit(page.find("main > a.btn--block")["href"])
    assert "Friday 6 March 2026" in older.words
    [before_the_8th] = as_ann.visit("/journal/pauses?before=2026-03-08").all("main section")
    assert before_the_8th.p.text == "Friday 6 March 2026"


def test_what_waits_is_listed_whatever_it_is(as_ann: Visitor, rows: Any) -> None:
    for ability in ("2", "3"):
        as_ann.send(f"/function/{TODAY}", ability=ability, base_version="0")
    [check] = rows(FunctionCheck)
    assert check.ability == 2
    page = as_ann.visit("/journal/versions")
    assert page.find(f'a[href="/function?date={TODAY}"]')
    assert "1 entry has two versions" in as_ann.visit("/journal").words


def test_the_clock_is_the_persons_kind(as_ann: Visitor) -> None:
    log(as_ann, TODAY)
    assert "10:00" in as_ann.visit("/journal").words
    as_ann.send("/account", time_zone="Europe/London", clock="12")
    page = as_ann.visit("/journal")
    assert "10:00 am" in page.words


def test_what_is_shown_is_said_and_nothing_stands_before_it(year: Visitor) -> None:
    for address, words in (
        ("/journal", "Find and filter"),
        ("/journal?kind=sleep", "Shown: Sleep"),
        ("/journal?region=b18", "Shown: Left lower back"),
    ):
        finder = year.visit(address).find("#finder")
        assert finder.find("summary").get_text(strip=True) == words
        assert not finder.has_attr("open")
    found = search(year, words="ärger")
    assert found.find("#finder summary").get_text(strip=True) == "Shown: “ärger”"
    assert year.send("/journal/search", words="x").find("#finder").has_attr("open")
