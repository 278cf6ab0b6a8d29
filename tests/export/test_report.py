"""One page for a clinician."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

import webapp.export.views as views
from tests.export.conftest import come_in
from tests.progress.conftest import row_of
from webapp.database import writing
from webapp.export.report import typeset
from webapp.extensions import db
from webapp.practice.models import Practice

FONTS = {
    # npm, @expo-google-fonts/: noto-sans 0.4.2, noto-sans-hebrew 0.4.1, noto-sans-arabic 0.4.3,
    # noto-sans-math 0.4.2, noto-emoji 0.4.7
    "NotoSans-Regular.ttf": "fe8c022f48d8dd29f17b744d16f9346f4357e16f7d4f7be58b000ae7c291b614",
    "NotoSans-Bold.ttf": "13a813c49624ae3ba3c5c6e72c5ebffc4b9e1e6ea32f421c04069b037c6ad431",
    "NotoSansHebrew-Regular.ttf": (
        "e0ee753f09733337b9236221018d4bf71fd6d06c87dd76bbc83120514bc55911"
    ),
    "NotoSansArabic-Regular.ttf": (
        "252629ca0e87b6233851249b8cbf7b43445211a8caf199f1b306a19202251508"
    ),
    "NotoSansMath-Regular.ttf": "b4a1dfdbfa13b4755e5eac20cb25c1d17ed5a745ceb89639595e8cf45a2b1e07",
    "NotoEmoji-Regular.ttf": "24aaa2a20c9c06ffe9bf04284bfd1f14376a329d10122f902abe2770817eb504",
}
WORST = "W" * 600
KEY = "018f0000-0000-7000-8000-000000000001"
PAPERS = {"a4": (595.276, 841.89), "letter": (612, 792)}


def inside(pdf):
    """Everything a PDF holds, its packed streams opened."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


def pages(pdf):
    """How many pages it has, and the size of the first."""
    text = inside(pdf)
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", text)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", text)), (float(box[1]), float(box[2]))


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("weeks", [4, 12, 26, 52])
def test_it_is_one_page_of_the_asked_paper(as_dora, weeks, paper):
    pdf = as_dora.take(f"/export/report.pdf?weeks={weeks}&paper={paper}")
    count, size = pages(pdf)
    assert pdf.startswith(b"%PDF-") and count == 1
    assert size == pytest.approx(PAPERS[paper], abs=0.5)


def test_a_screen_reader_can_read_it(as_dora):
    text = inside(as_dora.take("/export/report.pdf?weeks=12"))
    assert b"/StructTreeRoot" in text and re.search(rb"/Marked true", text)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in text
    assert b"/Alt" in text and b"/Lang" in text


def test_twelve_weeks_on_a4_where_nothing_is_said(as_dora):
    assert pages(as_dora.take("/export/report.pdf"))[1] == pytest.approx(PAPERS["a4"], abs=0.5)


@pytest.mark.parametrize("query", ["weeks=11", "weeks=x", "paper=a0", "weeks=12&paper="])
def test_another_length_or_paper_is_refused_in_words(as_dora, query):
    page = as_dora.visit(f"/export/report.pdf?{query}")
    assert page.status == 422 and page.all("[data-error-summary]")


def test_somebody_with_nothing_yet_gets_a_page_too(as_new):
    assert pages(as_new.take("/export/report.pdf"))[0] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [WORST, "w " * 300, "a\n" * 300, "\n".join(["x" * 70] * 8), "#panic() $ \\ * _ @a <b>"]
)
@pytest.mark.parametrize("paper", PAPERS)
def test_whatever_the_person_says_it_stays_one_page(as_full, words, paper):
    form = {"words": words[:600], "weeks": "12", "paper": paper}
    answer = as_full.client.post("/export/report.pdf", data=form)
    assert answer.status_code == 200 and pages(answer.data)[0] == 1


@pytest.mark.parametrize(
    "words", ["הגב כואב", "ألم الظهر", "😀 🙏🏽 👩‍⚕️ 💊", "≤ 3 → ✓", "боль, πόνος, ½"]
)
def test_what_people_type_is_printed_with_the_promise(as_new, words):
    answer = as_new.client.post("/export/report.pdf", data={"words": words})
    assert b"<pdfuaid:part>1</pdfuaid:part>" in inside(answer.data)


def starts(pdf):
    """How far from the left, in points, each piece of text begins."""
    return {float(x) for x in re.findall(rb"q 1 0 0 -1 ([\d.]+) [\d.]+ cm/c0", inside(pdf))}


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [("הגב כואב", 400, 595), ("5: ألم الظهر", 400, 595), ("Low back (גב)", 0, 200)],
)
def test_a_paragraph_runs_the_way_of_its_first_letter(as_new, words, low, high):
    plain, told = (
        starts(as_new.client.post("/export/report.pdf", data={"words": words}).data)
        for words in ("x", words)
    )
    new = told - plain
    assert new and low < min(new) <= max(new) < high


@pytest.mark.parametrize(
    ("words", "font"),
    [
        ("הגב כואב", b"NotoSansHebrew"),
        ("ألم الظهر كل صباح", b"NotoSansArabic"),
        ("≤ 3 → ✓", b"NotoSansMath"),
        ("😀 ❤️ ☀", b"NotoEmoji"),
    ],
)
def test_each_script_is_set_in_its_own_font(as_new, words, font):
    """The font for formulas has Arabic letters too, which do not join."""
    pdf = inside(as_new.client.post("/export/report.pdf", data={"words": words}).data)
    found = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+(\w+)", pdf))
    assert found - {b"NotoSans"} == {font}


@pytest.mark.parametrize("words", ["你好", "\u200f\u202e", "\x07 \x1b"])
def test_signs_that_the_fonts_do_not_have_leave_a_page_without_the_promise(as_new, words):
    answer = as_new.client.post("/export/report.pdf", data={"words": words})
    assert answer.status_code == 200 and pages(answer.data)[0] == 1


def test_the_words_are_kept_nowhere(as_new, data):
    as_new.client.post("/export/report.pdf", data={"words": "QZXMARKERQZX"})
    found = [
        path for path in data.rglob("*") if path.is_file() and b"QZXMARKER" in path.read_bytes()
    ]
    assert found == []


def test_too_many_words_are_refused_beside_the_field(as_new):
    page = as_new.send("/export/report.pdf", words="x" * 601)
    assert page.status == 422 and "601 characters" in page.find("#words-error").text


def seen(monkeypatch, visitor, url="/export/report.pdf"):
    """What the page would say."""
    caught = {}
    monkeypatch.setattr(views, "typeset", lambda page, *_: caught.update(page) or b"%PDF-")
    visitor.take(url)
    return caught


def test_it_says_what_the_diary_holds(monkeypatch, app):
    visitor, _ = come_in(app)
    visitor.send("/journal/days/2026-03-10", average=4, worst=7)
    visitor.send(
        "/journal/pain",
        score=8,
        at="2026-03-09T10:00",
        remedies="medicine",
        medicine="ibuprofen  200 mg",
    )
    visitor.send("/sleep/2026-03-10", quality=2, pain_woke="y")
    visitor.send("/questionnaires/peg", q1=6, q2=7, q3=4)
    page = seen(monkeypatch, visitor)
    assert page["pain"] == [
        "2 days noted: too few for a mean",
        "Lowest 4, highest 8",
        "No pain was noted on 82 of 84 days",
    ]
    assert page["peg"] == ["5.7 on 11 Mar 2026"]
    assert page["sleep"] == [
        "1 night noted: too few for a mean",
        "Woken by pain on 1 of 1 night noted",
    ]
    assert page["medicines"] == ["ibuprofen 200 mg (1×)"]
    assert page["tried"] == {"rows": [], "others": "", "total": 0}


def test_there_is_a_mean_from_four_days_on_as_on_the_screen(monkeypatch, app):
    visitor, _ = come_in(app)
    for day, pain in zip(range(7, 11), (6, 6, 6, 7), strict=True):
        visitor.send(f"/journal/days/2026-03-{day:02}", average=pain)
        visitor.send(f"/sleep/2026-03-{day:02}", quality=pain - 4)
    page = seen(monkeypatch, visitor)
    assert page["pain"][0] == "Mean 6.3 of 10 (4 days)"
    assert page["sleep"][0] == "Quality 2.3 of 5 (4 nights)"


def test_days_of_which_only_the_worst_was_told_are_noted_days(monkeypatch, app):
    """Counted by hand: two days of 28, an average of none."""
    visitor, _ = come_in(app)
    for day in (9, 10):
        visitor.send(f"/journal/days/2026-03-{day:02}", worst=7)
    page = seen(monkeypatch, visitor, "/export/report.pdf?weeks=4")
    assert page["pain"] == [
        "No average noted",
        "Lowest 7, highest 7",
        "No pain was noted on 26 of 28 days",
    ]
    assert page["described"].startswith("12 Feb 2026 to 11 Mar 2026. Pain was noted on 2 of 28")


def test_what_a_professional_did_is_named_as_in_the_library(monkeypatch, app):
    visitor, _ = come_in(app)
    session = {"at": "2026-03-10T15:00", "minutes": 60, "pain_before": 6, "pain_after": 4}
    assert visitor.send("/techniques/chiro-sports-pro/log", **session).status == 303
    (row,) = seen(monkeypatch, visitor)["tried"]["rows"]
    assert row["name"] == "Chiropractic or sports massage"


def test_hours_of_three_nights_are_no_mean_beside_the_quality_of_four(monkeypatch, app):
    visitor, _ = come_in(app)
    hours = {"lights_out": "23:00", "final_wake": "06:30", "sol": 20, "waso": 10}
    for day in range(7, 11):
        visitor.send(f"/sleep/2026-03-{day:02}", quality=3, **(hours if day > 7 else {}))
    assert seen(monkeypatch, visitor)["sleep"] == [
        "Quality 3.0 of 5 (4 nights)",
        "Woken by pain on 0 of 4 nights noted",
    ]
    visitor.send("/sleep/2026-03-07", quality=3, **hours)
    assert seen(monkeypatch, visitor)["sleep"][0] == "7 h 00 min asleep on average (4 nights)"


def test_nights_of_which_only_the_waking_was_told_are_noted_nights(monkeypatch, app):
    """Counted by hand: five nights, woken in four, the quality known of one."""
    visitor, _ = come_in(app)
    for day in range(7, 11):
        visitor.send(f"/sleep/2026-03-{day:02}", pain_woke="y")
    assert seen(monkeypatch, visitor)["sleep"] == ["Woken by pain on 4 of 4 nights noted"]
    visitor.send("/sleep/2026-03-11", quality=3)
    assert seen(monkeypatch, visitor)["sleep"] == [
        "Hours or quality of 1 night: too few for a mean",
        "Woken by pain on 4 of 5 nights noted",
    ]


def test_what_was_removed_is_not_on_the_page(monkeypatch, app, rows):
    visitor, _ = come_in(app)
    visitor.send("/journal/pain", score=8, remedies="medicine", medicine="ibuprofen", client_id=KEY)
    visitor.send("/questionnaires/peg", q1=6, q2=7, q3=4, client_id=KEY)
    visitor.send(f"/journal/pain/{KEY}/deletion")
    visitor.send(f"/questionnaires/peg/{KEY}/deletion")
    page = seen(monkeypatch, visitor)
    assert (page["peg"], page["medicines"], page["pain"][0]) == ([], [], "Nothing noted")


def test_days_to_come_of_the_last_week_are_not_counted_as_missing(monkeypatch, app):
    """26 whole weeks until Sunday 15 March are 182 days; on Wednesday four are still to come."""
    visitor, _ = come_in(app)
    visitor.send("/journal/days/2026-03-10", average=4, worst=7)
    page = seen(monkeypatch, visitor, "/export/report.pdf?weeks=26")
    assert page["pain"][-1] == "No pain was noted on 177 of 178 days"
    assert page["period"].endswith("to 11 Mar 2026")


@pytest.mark.parametrize(("first", "told"), [("2026-02-02", []), ("2026-02-09", ["16 Feb 2026"])])
def test_only_what_the_weeks_of_the_page_raised_is_on_it(monkeypatch, app, first, told):
    """Four weeks begin on Thursday 12 February; a week is judged on the Monday after it."""
    visitor, _ = come_in(app)
    for day in range(7):
        on = date.fromisoformat(first) + timedelta(days=day)
        visitor.send(f"/journal/days/{on}", average=8, worst=9)
    page = seen(monkeypatch, visitor, "/export/report.pdf?weeks=4")
    assert [line.split(":")[0] for line in page["flags"]] == told


def test_a_name_without_a_gap_can_be_broken(monkeypatch, app):
    visitor, one = come_in(app)
    told = {"routine": "own", "title": "x" * 80, "pain_before": 4}
    day = date(2026, 3, 11)
    row = row_of(Practice, SimpleNamespace(id=one), day) | {"local_date": day}
    with app.app_context(), writing():
        db.session.add(Practice(**row, **told))
        db.session.commit()
    [row] = seen(monkeypatch, visitor)["tried"]["rows"]
    assert max(map(len, row["name"].split("\N{ZERO WIDTH SPACE}"))) == 20


def test_a_practice_of_tomorrow_farther_east_is_not_on_the_page_yet(monkeypatch, app):
    """Counted by hand: one of two lies on a day that has not begun where the person is now."""
    visitor, one = come_in(app)
    with app.app_context(), writing():
        for day in (date(2026, 3, 11), date(2026, 3, 12)):
            row = row_of(Practice, SimpleNamespace(id=one), day) | {"local_date": day}
            db.session.add(Practice(**row, routine="desk-break", pain_before=6, effects=["bruise"]))
        db.session.commit()
    page = seen(monkeypatch, visitor, "/export/report.pdf?weeks=26")
    assert page["tried"]["total"] == 1 and page["effects"][0] == "Bruise: 1×"


def test_a_routine_too_many_that_was_practised_once_was_so_one_time(monkeypatch, app):
    visitor, one = come_in(app)
    day = date(2026, 3, 11)
    with app.app_context(), writing():
        for n in range(7):
            row = row_of(Practice, SimpleNamespace(id=one), day) | {"local_date": day}
            db.session.add(Practice(**row, routine=f"own-{n}", title="Mine", pain_before=4))
        db.session.commit()
    assert seen(monkeypatch, visitor)["tried"]["others"] == "and 1 more, 1 time"


def test_days_without_a_note_are_gaps_and_ticks_in_the_picture(monkeypatch, app):
    visitor, _ = come_in(app)
    visitor.send("/journal/days/2026-03-10", average=4, worst=7)
    svg = seen(monkeypatch, visitor, "/export/report.pdf?weeks=4")["picture"]
    ticks = [line for line in svg.splitlines() if "M" in line and line.count("V216") > 5]
    assert len(ticks) == 1 and ticks[0].count("V216") == 27
    assert "no pain noted that day" in svg and "class=" not in svg and "var(" not in svg


def test_nobody_else_is_on_the_page(monkeypatch, as_dora, as_new):
    assert seen(monkeypatch, as_new)["pain"][0] == "Nothing noted"


def test_no_transaction_waits_while_the_page_is_set(monkeypatch, as_new):
    open_ones = []
    monkeypatch.setattr(
        views, "typeset", lambda *_: open_ones.append(db.session().in_transaction()) or b"%PDF-"
    )
    as_new.take("/export/report.pdf")
    assert open_ones == [False]


def test_the_fonts_are_the_ones_that_were_chosen():
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in Path(typeset.FONTS).glob("*.ttf")
    }
    assert found == FONTS
    assert "SIL Open Font License" in (Path(typeset.FONTS) / "LICENSE").read_text()


@pytest.fixture
def as_full(app):
    """Somebody of whom everything there is a place for was told, at length."""
    visitor, _ = come_in(app, weeks=26)
    whole = json.loads(visitor.take("/export/softback.json"))
    for number, row in enumerate(whole["tables"]["practices"]):
        row |= {"routine": f"a-long-name-of-a-routine-that-is-no-longer-here-{number % 9}"}
        row |= {"effects": ["soreness", "bruise", "headache", "dizzy"], "hurt_at": 1}
    for number, row in enumerate(whole["tables"]["pain_entries"]):
        row |= {"medicine": f"{number % 9} " + "naproxen and another thing " * 7}
    other, _ = come_in(app)
    assert other.bring(json.dumps(whole)).status == 303
    return other
