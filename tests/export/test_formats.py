"""Tables for spreadsheets, a record for health systems, events for calendars."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from fhir.resources.R4B.bundle import Bundle

from tests.export.conftest import come_in
from tests.progress.conftest import row_of
from webapp.database import writing
from webapp.export.archive import kinds
from webapp.export.formats.calendar import escaped, folded
from webapp.export.formats.tables import harmless
from webapp.extensions import db
from webapp.journal.models import PainEntry
from webapp.practice.models import Practice

KEY = "018f0000-0000-7000-8000-000000000001"
MARKS = ["=1+1", "+44 20", "-3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0"]


def tables(raw):
    """The tables of the packed file: name to rows, as a spreadsheet reads them."""
    packed = zipfile.ZipFile(io.BytesIO(raw))
    assert packed.testzip() is None
    texts = {n: packed.read(n).decode("utf-8-sig") for n in packed.namelist() if ".csv" in n}
    return {
        n.removesuffix(".csv"): list(csv.DictReader(io.StringIO(t, newline="")))
        for n, t in texts.items()
    }


# Tables


def test_there_is_a_table_for_each_kind_of_entry(as_dora, rows):
    found = tables(as_dora.take("/export/csv.zip"))
    assert set(found) == {table.name for table in kinds()} - {"acts"}
    assert len(found["pain_entries"]) == len(rows(PainEntry))


def test_each_table_begins_with_the_mark_that_excel_needs(as_dora):
    packed = zipfile.ZipFile(io.BytesIO(as_dora.take("/export/csv.zip")))
    for name in packed.namelist():
        if name.endswith(".csv"):
            raw = packed.read(name)
            assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw


def test_a_row_reads_as_a_person_would_write_it(as_ann):
    as_ann.send(
        "/journal/pain",
        score=7,
        at="2026-03-10T21:30",
        regions=["b18", "b05"],
        intensity_b18=6,
        qualities=["aching", "stiff"],
        note="Zwölf Stufen, “schwer”\nund müde",
    )
    [row] = tables(as_ann.client.get("/export/csv.zip").data)["pain_entries"]
    assert (row["at"], row["score"]) == ("2026-03-10 21:30", "7")
    assert row["regions"] == "Left lower back: 6; Left neck"
    assert row["qualities"] == "Aching; Stiff"
    assert row["note"] == "Zwölf Stufen, “schwer”\nund müde"


@pytest.mark.parametrize("text", MARKS)
def test_no_cell_begins_a_formula(as_ann, text):
    as_ann.send("/journal/pain", score=1, note=text)
    [row] = tables(as_ann.client.get("/export/csv.zip").data)["pain_entries"]
    assert row["note"].startswith("'")
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "fine", "3-4 h", "a=b", "'quoted'"])
def test_other_texts_stay_as_they_are(text):
    assert harmless(text) == text


def test_what_was_removed_is_in_no_table(as_ann):
    as_ann.send("/journal/pain", score=1, client_id=KEY)
    as_ann.send(f"/journal/pain/{KEY}/deletion")
    assert tables(as_ann.client.get("/export/csv.zip").data)["pain_entries"] == []


BEGAN = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)


@pytest.fixture
def practised(app):
    """Somebody's browser; in India they practised from half past one in the night, 477 seconds of
    the 600 that were planned."""

    def once(lasting=timedelta(minutes=8)):
        visitor, one = come_in(app)
        told = {"id": UUID(KEY), "routine": "own", "title": "Mine", "pain_before": 6}
        when = {"at": BEGAN, "local_date": date(2026, 3, 11), "utc_offset": 330}
        done = {"finished_at": BEGAN + lasting, "pain_after": 4}
        lengths = {"planned_seconds": 600, "active_seconds": 477}
        row = row_of(Practice, SimpleNamespace(id=one), date(2026, 3, 11))
        with app.app_context(), writing():
            db.session.add(Practice(**row | told | when | done | lengths))
            db.session.commit()
        return visitor

    return once


def test_times_are_those_of_the_clock_where_it_happened(practised):
    [row] = tables(practised().take("/export/csv.zip"))["practices"]
    assert (row["at"], row["finished at"]) == ("2026-03-11 01:30", "2026-03-11 01:38")


# The health record: FHIR R4; the models are those of R4B, which changed none of these resources


@pytest.fixture
def record(as_dora):
    """Dora's record, checked against the official models."""
    raw = as_dora.take("/export/fhir.json")
    Bundle.model_validate_json(raw)
    return json.loads(raw)


def of_kind(record, kind):
    found = (entry["resource"] for entry in record["entry"])
    return [resource for resource in found if resource["resourceType"] == kind]


def coded(record, code):
    return [
        one
        for one in of_kind(record, "Observation")
        if code in [c["code"] for c in one["code"].get("coding", ())]
    ]


@pytest.mark.slow
def test_the_record_keeps_to_the_official_models(record):
    assert record["type"] == "collection"
    kinds_ = {entry["resource"]["resourceType"] for entry in record["entry"]}
    assert kinds_ >= {"Patient", "Observation", "Procedure", "Provenance"}


@pytest.mark.slow
def test_every_reference_leads_to_a_resource_of_the_record_and_none_is_there_twice(record):
    urls = [entry["fullUrl"] for entry in record["entry"]]
    assert len(urls) == len(set(urls))
    text = json.dumps(record)
    assert set(re.findall(r'"reference": "([^"]+)"', text)) <= set(urls)


@pytest.mark.slow
def test_every_pain_entry_and_practice_is_in_the_record(record, rows):
    assert len(of_kind(record, "Procedure")) == len(rows(Practice))
    now = [o for o in coded(record, "72514-3") if o["code"]["text"] == "Back pain now"]
    assert len(now) == len(rows(PainEntry))


@pytest.mark.slow
def test_snomed_codes_are_there_only_when_they_are_asked_for(record, as_dora):
    assert "snomed" not in json.dumps(record)
    asked = as_dora.take("/export/fhir.json?snomed=yes")
    Bundle.model_validate_json(asked)
    assert b"http://snomed.info/sct" in asked


def test_nothing_names_the_person(as_ann):
    as_ann.send("/journal/pain", score=4)
    assert b"example.org" not in as_ann.client.get("/export/fhir.json").data


def test_an_empty_diary_is_a_record_too(as_new):
    bundle = Bundle.model_validate_json(as_new.take("/export/fhir.json"))
    assert [entry.resource.get_resource_type() for entry in bundle.entry] == ["Patient"]


def test_a_night_carries_what_the_specification_counts(as_ann):
    """The worked example of the specification: TIB 485, TST 395, SE 81.4 %."""
    as_ann.send(
        "/sleep/2026-03-10",
        into_bed="22:45",
        lights_out="23:00",
        sol=20,
        waso=35,
        awakenings=2,
        final_wake="06:30",
        out_of_bed="06:50",
        quality=3,
    )
    record = json.loads(as_ann.client.get("/export/fhir.json").data)
    [night] = coded(record, "93832-4")
    assert night["valueQuantity"]["value"] == 395
    assert night["effectivePeriod"] == {
        "start": "2026-03-09T22:45:00+00:00",
        "end": "2026-03-10T06:50:00+00:00",
    }
    parts = {p["code"]["text"]: p.get("valueQuantity", p).get("value") for p in night["component"]}
    assert (parts["Time in bed"], parts["Sleep efficiency (TST/TIB)"]) == (485, 81.4)
    assert (parts["Time until asleep"], parts["Awake before getting up"]) == (20, 20)


def test_a_night_abroad_has_the_clock_of_that_place(app):
    as_one, _ = come_in(app, zone="Asia/Kolkata")
    as_one.send("/sleep/2026-03-10", into_bed="23:00", out_of_bed="07:00")
    [night] = coded(json.loads(as_one.take("/export/fhir.json")), "93832-4")
    assert night["effectivePeriod"] == {
        "start": "2026-03-09T23:00:00+05:30",
        "end": "2026-03-10T07:00:00+05:30",
    }


def test_a_day_of_25_hours_lasts_from_midnight_to_midnight(as_ann):
    as_ann.send("/journal/days/2025-10-26", average=4, worst=7)
    record = json.loads(as_ann.client.get("/export/fhir.json").data)
    found = {one["code"]["text"]: one for one in of_kind(record, "Observation")}
    assert {text: one["valueInteger"] for text, one in found.items()} == {
        "Average back pain of the day": 4,
        "Worst back pain of the day": 7,
    }
    for one in found.values():
        assert one["effectivePeriod"] == {
            "start": "2025-10-26T00:00:00+01:00",
            "end": "2025-10-27T00:00:00+00:00",
        }


def test_a_practice_has_its_times_its_ratings_and_a_share_never_rounded_up_to_done(practised):
    record = json.loads(practised().take("/export/fhir.json"))
    [procedure] = of_kind(record, "Procedure")
    begin, end = "2026-03-11T01:30:00+05:30", "2026-03-11T01:38:00+05:30"
    assert procedure["performedPeriod"] == {"start": begin, "end": end}
    # 477 of 600 seconds are 79.5 %; done is 80.
    assert procedure["note"][0]["text"] == "routine=own tier=standard done=79%"
    rated = {one["effectiveDateTime"]: one["valueInteger"] for one in coded(record, "72514-3")}
    assert rated == {begin: 6, end: 4}


def test_what_a_professional_did_has_its_name(as_ann):
    """As the library names the technique; its slug is “shiatsu-pro”."""
    session = {"at": "2026-03-10T15:00", "minutes": 60, "pain_before": 6, "pain_after": 4}
    assert as_ann.send("/techniques/shiatsu-pro/log", **session).status == 303
    [procedure] = of_kind(json.loads(as_ann.client.get("/export/fhir.json").data), "Procedure")
    assert procedure["code"]["text"] == "Massage by a professional: Shiatsu"
    assert "SUMMARY:Shiatsu" in unfolded(as_ann.client.get("/export/practices.ics").data)


def test_what_was_removed_is_not_in_the_record(as_ann):
    as_ann.send("/journal/pain", score=1, client_id=KEY)
    as_ann.send(f"/journal/pain/{KEY}/deletion")
    assert KEY not in as_ann.client.get("/export/fhir.json").text


def test_a_peg_is_a_response_with_a_score_that_comes_from_it(as_ann):
    as_ann.send("/questionnaires/peg", q1=6, q2=7, q3=4)
    raw = as_ann.client.get("/export/fhir.json").data
    Bundle.model_validate_json(raw)
    record = json.loads(raw)
    [response] = of_kind(record, "QuestionnaireResponse")
    links = [(item["linkId"], item["answer"][0]["valueInteger"]) for item in response["item"]]
    assert links == [("75893-8", 6), ("91145-3", 7), ("91146-1", 4)]
    [score] = coded(record, "91147-9")
    assert score["valueQuantity"]["value"] == 5.7
    assert score["derivedFrom"] == [{"reference": f"urn:uuid:{response['id']}"}]


# The calendar (RFC 5545)


def unfolded(raw):
    """Lines of a calendar, put together again (section 3.1)."""
    return raw.decode().replace("\r\n ", "").split("\r\n")


def test_every_finished_practice_is_an_event(as_dora, rows):
    raw = as_dora.take("/export/practices.ics")
    lines = unfolded(raw)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"] and lines[-2:] == ["END:VCALENDAR", ""]
    finished = [practice for practice in rows(Practice) if practice.finished_at]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(finished)
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == len(finished)
    times = [line.split(":")[1] for line in lines if line.startswith(("DTSTART", "DTEND"))]
    moments = [datetime.strptime(time, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for time in times]
    assert all(start < end for start, end in zip(moments[::2], moments[1::2], strict=True))


@pytest.mark.parametrize(("seconds", "end"), [(480, "200800"), (5, "200100")])
def test_an_event_is_told_in_utc_and_lasts_a_minute_at_least(practised, seconds, end):
    lines = unfolded(practised(timedelta(seconds=seconds)).take("/export/practices.ics"))
    assert "DTSTART:20260310T200000Z" in lines and f"DTEND:20260310T{end}Z" in lines
    assert "DESCRIPTION:Pain before: 6\\, after: 4" in lines


def test_no_line_of_a_calendar_is_longer_than_it_may_be(as_dora):
    raw = as_dora.take("/export/practices.ics")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    long = folded("SUMMARY:" + "Rücken " * 40)
    assert max(map(len, long.split(b"\r\n"))) <= 75
    assert unfolded(long)[0] == "SUMMARY:" + "Rücken " * 40
    assert folded("x" * 75) == b"x" * 75 + b"\r\n", "a line of 75 bytes is not cut"


def test_signs_that_mean_something_in_a_calendar_are_escaped():
    assert escaped("one; two, three\\four\nfive") == r"one\; two\, three\\four\nfive"
