"""A table of pain scores from elsewhere: read without guessing, looked at, then kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.export import scores
from webapp.export.scores import UnreadableError
from webapp.journal.models import PainEntry

NOW = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)


def read(text, order=None, now=NOW):
    """The table, read at the end of 2026."""
    return scores.read(text, now, order)


def found(text, order=None):
    return [(s.at.isoformat(" ", "minutes"), s.score) for s in read(text, order).scores]


def test_a_plain_table_is_read():
    text = "date,score,region,note\n2026-03-01,4,lower back,after work\n2026-03-02,5,,\n"
    first, second = read(text).scores
    assert (first.at, first.score) == (datetime(2026, 3, 1, 12), 4)
    assert (first.regions, first.note) == (("b18", "b19"), "after work")
    assert (second.score, second.regions, second.note) == (5, (), "")


@pytest.mark.parametrize(
    "head",
    [
        "Date,Pain,Where,Notes",
        "pain level;Datum;x;site",
        "NRS\tday\ttime",
        "\ufeffdate ,score: ",
    ],
)
def test_columns_are_found_by_their_names(head):
    delimiter = next(sign for sign in ";\t," if sign in head)
    names = scores._places(head.split(delimiter))
    cells = {"date": "2026-03-01", "score": "7", "time": "", "region": "neck"}
    line = delimiter.join(cells.get(name, "") for name in names)
    assert found(f"{head}\n{line}") == [("2026-03-01 12:00", 7)]


def test_a_table_without_names_is_date_score_region_note():
    assert found("2026-03-01;4\n2026-03-02;5") == [("2026-03-01 12:00", 4), ("2026-03-02 12:00", 5)]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01 21:30", "2026-03-01 21:30"),
        ("2026-03-01T21:30:15", "2026-03-01 21:30"),
        ("2026/3/1 9:05 pm", "2026-03-01 21:05"),
        ("1.3.2026", "2026-03-01 12:00"),
        ("13/3/2026", "2026-03-13 12:00"),
        ("3/13/2026", "2026-03-13 12:00"),
        ("1-3-2026 12:15 am", "2026-03-01 00:15"),
        ("2026-03-01T21:30:00+01:00", "2026-03-01 21:30+01:00"),
    ],
)
def test_dates_are_read_as_people_write_them(text, moment):
    assert found(f"date,score\n{text},4") == [(moment, 4)]


def test_a_date_that_may_be_two_days_says_so():
    sheet = read("date,score\n3/4/2026,4\n5/6/2026,5")
    assert sheet.is_ambiguous
    assert found("date,score\n3/4/2026,4", "month") == [("2026-03-04 12:00", 4)]
    assert found("date,score\n3/4/2026,4", "day") == [("2026-04-03 12:00", 4)]


def test_one_date_that_can_be_only_one_day_settles_the_others():
    sheet = read("date,score\n3/4/2026,4\n3/14/2026,5")
    assert not sheet.is_ambiguous
    assert [s.at.month for s in sheet.scores] == [3, 3]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("2026-03-01,11", "not a whole number from 0 to 10"),
        ("2026-03-01,3.5", "not a whole number from 0 to 10"),
        ("2026-03-01,-1", "not a whole number from 0 to 10"),
        ("2026-03-01,", "no score"),
        (",4", "no date"),
        ("2026-02-30,4", "no day"),
        ("yesterday,4", "not a date"),
        ("2026-03-01 25:00,4", "not a time"),
        ("1901-03-01,4", "before 2000"),
        (f"2026-03-01,4,,{'x' * 2001}", "longer than"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_reason(cells, reason):
    sheet = read(f"date,score,region,note\n2026-03-09,1,,\n{cells}\n")
    assert len(sheet.scores) == 1
    [problem] = sheet.problems
    assert problem.line == 3 and reason in problem.reason


@pytest.mark.parametrize("score", ["7", "07", "7.0", "7,0", "7/10", "7 / 10"])
def test_seven_is_seven_however_it_is_written(score):
    assert found(f'date;score\n2026-03-01;"{score}"') == [("2026-03-01 12:00", 7)]


@pytest.mark.parametrize(
    ("text", "codes", "rest"),
    [
        ("Left lower back", ("b18",), ""),
        ("low back", ("b18", "b19"), ""),
        ("b05; Right neck", ("b05", "b06"), ""),
        ("neck and elbow", ("b05", "b06"), "elbow"),
        ("everywhere", (), "everywhere"),
        ("", (), ""),
    ],
)
def test_places_are_known_by_name_and_the_rest_stays_in_words(text, codes, rest):
    assert scores.places_in(text) == (codes, rest)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "hello there", "date,mood\n2026-03-01,4", "score\n4", "a,b\n" * 20_001]
)
def test_what_is_no_table_of_scores_is_refused(text):
    with pytest.raises(UnreadableError):
        read(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_of_every_spreadsheet_are_decoded(encoding):
    text = "date;score;note\r\n2026-03-01;4;Rücken"
    assert scores.decode(text.encode(encoding)) == text


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text):
    try:
        read(text)
    except UnreadableError:
        return


# On the page

TABLE = "date,score,region,note\n3/4/2025,4,low back,one\n5/6/2025,6,,two\nnever,9,,\n"


def test_a_table_is_shown_before_anything_is_kept(as_new, rows):
    page = as_new.bring(TABLE, "scores.csv")
    assert page.status == 200 and rows(PainEntry) == []
    assert "2 scores were found. Nothing is kept yet." in page.words
    assert "Line 4: “never” is not a date" in page.words
    assert "Left lower back, Right lower back" in page.words
    assert len(page.all("input[name=order]")) == 2


def test_its_dates_can_be_read_the_other_way(as_new, rows):
    page = as_new.send("/import/scores", table=TABLE, order="month", look="yes")
    assert "4 Mar 2025" in page.words and rows(PainEntry) == []


def test_what_was_shown_is_kept_once(as_new, rows):
    for _ in range(2):
        assert as_new.send("/import/scores", table=TABLE, order="day").status == 303
    kept = sorted(rows(PainEntry), key=lambda entry: entry.at)
    assert [(e.local_date.isoformat(), e.score, e.note) for e in kept] == [
        ("2025-04-03", 4, "one"),
        ("2025-06-05", 6, "two"),
    ]
    assert all(entry.retrospective for entry in kept)
    assert "one" in as_new.visit("/journal?before=2025-06-30").words


def test_the_same_line_twice_in_a_table_is_two_entries(as_new, rows):
    text = "date,score\n2025-04-03,4\n2025-04-03,4\n"
    as_new.send("/import/scores", table=text, order="day")
    assert len(rows(PainEntry)) == 2


def test_a_table_that_was_tampered_with_on_the_way_is_refused(as_new, rows):
    page = as_new.send("/import/scores", table="<script>", order="day")
    assert page.status == 422 and rows(PainEntry) == []
    assert as_new.send("/import/scores", table=TABLE, order="year").status == 422


def test_what_a_table_says_is_shown_as_text(as_new):
    page = as_new.bring("date,score,note\n2025-04-03,4,<b>bold</b>\n", "scores.csv")
    assert "<b>bold</b>" in page.words and not page.all("main td b")


def test_a_form_without_its_table_is_asked_for_it(as_ann):
    assert as_ann.send("/import/scores").status == 422
    assert as_ann.send("/import/scores", table="", order="day").status == 422


@pytest.mark.parametrize(
    "day", ["2027-01-01", "2026-12-31 12:01", "1.1.2027 00:10", "2026-12-31T14:01:00+02:00"]
)
def test_what_is_still_to_come_is_left_out(day):
    sheet = read(f"date,score\n{day},9")
    assert sheet.scores == []
    assert [(p.line, p.reason) for p in sheet.problems] == [(2, "this is still to come")]


@pytest.mark.parametrize(
    "day", ["2026-12-31", "2026-12-31 12:00", "2026-12-31T13:59:00+02:00", "2026-12-31 00:00"]
)
def test_what_is_of_today_is_taken_also_before_noon(day):
    early = NOW.replace(hour=12 if ":" in day and "00:00" not in day else 5)
    assert [score.score for score in read(f"date,score\n{day},9", now=early).scores] == [9]
