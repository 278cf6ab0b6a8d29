"""Entries as a FHIR R4 bundle: observations, questionnaire responses, procedures.

It carries what other systems have a place for; the complete copy is softback.json. Nothing names
the person: whoever receives it knows whose it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import IO, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from webapp import clock, vocabulary
from webapp.accounts.models import Person
from webapp.export.archive import kinds, stored
from webapp.export.formats import codes
from webapp.export.formats.naming import places_of, practice_name
from webapp.practice.rules import credit
from webapp.wellbeing import rules as nights

Resource = dict[str, Any]
Row = Mapping[str, Any]
SCORES = {"stress": "Stress", "mood": "Mood", "energy": "Energy"}
PARTS_OF_SLEEP: dict[str, tuple[str, tuple[dict[str, str], ...]]] = {
    "sol": (
        "Time until asleep",
        (
            codes.coding(codes.SLEEP, "latencyToSleepOnset"),
            codes.coding(codes.LOINC, "103212-7"),
        ),
    ),
    "waso": (
        "Awake after first falling asleep",
        (codes.coding(codes.SLEEP, "wakeAfterSleepOnset"),),
    ),
    "twak": ("Awake before getting up", (codes.coding(codes.SLEEP, "latencyToArising"),)),
    "tib": ("Time in bed", (codes.coding(codes.OWN, "time-in-bed"),)),
}


class Record:
    """One person's bundle; `snomed` adds SNOMED CT codings."""

    def __init__(self, user: Person, snomed: bool = False) -> None:
        self.user, self.snomed = user, snomed
        self.patient = uuid5(NAMESPACE_URL, f"urn:softback:{user.tag}")
        self.written: list[str] = []

    def write(self, out: IO[bytes]) -> None:
        """Writes the bundle, a resource a line."""
        now = clock.now()
        head = {"resourceType": "Bundle", "type": "collection", "timestamp": instant(now)}
        out.write(_text(head)[:-1].encode() + b',"entry":[\n')
        out.write(_entry({"resourceType": "Patient", "id": str(self.patient), "active": True}))
        for resource in self.resources():
            self.written.append(resource["id"])
            out.write(b",\n" + _entry(resource))
        if self.written:
            out.write(b",\n" + _entry(self._provenance(now)))
        out.write(b"\n]}\n")

    def resources(self) -> Iterator[Resource]:
        """Every entry that was not removed, kind by kind."""
        for table in kinds():
            build = BUILDERS.get(table.name)
            if build is not None:
                for row in stored(table, self.user):
                    if row.get("removed_at") is None:
                        yield from build(self, row)

    def _provenance(self, now: datetime) -> Resource:
        return {
            "resourceType": "Provenance",
            "id": str(uuid5(self.patient, "provenance")),
            "target": [{"reference": f"urn:uuid:{id}"} for id in self.written],
            "recorded": instant(now),
            "agent": [{"who": self.reference(self.patient)}],
        }

    @staticmethod
    def reference(id: UUID) -> dict[str, str]:
        """Where another resource of this bundle stands."""
        return {"reference": f"urn:uuid:{id}"}

    def observation(self, id: UUID, code: Resource, when: Resource, **others: Any) -> Resource:
        """What the person observed about themselves."""
        survey = codes.coding(codes.CATEGORY, "survey", "Survey")
        told = {name: value for name, value in others.items() if value not in (None, [], "")}
        return {
            "resourceType": "Observation",
            "id": str(id),
            "status": "final",
            "category": [{"coding": [survey]}],
            "code": code,
            "subject": self.reference(self.patient),
            "performer": [self.reference(self.patient)],
            **when,
            **told,
        }

    def body_site(self, regions: list[str]) -> Resource | None:
        """Where on the body: in words always, in a code where there is one region alone."""
        if not regions:
            return None
        names = vocabulary.SHORT_REGIONS | vocabulary.PLACES
        text = ", ".join(names.get(region, region) for region in regions)
        site = codes.BODY_SITES.get(regions[0]) if len(regions) == 1 else None
        given = [codes.coding(codes.SNOMED, *site)] if site and self.snomed else []
        return codes.concept(text, *given)


# What each kind of entry becomes


def _pain(record: Record, row: Row) -> Iterator[Resource]:
    code = codes.concept("Back pain now", codes.coding(codes.LOINC, "72514-3"))
    when = {"effectiveDateTime": local(row["at"], row["utc_offset"])}
    yield record.observation(
        row["id"],
        code,
        when,
        valueInteger=row["score"],
        bodySite=record.body_site(list(row["regions"])),
        note=_note(row["note"]),
        component=[*_strengths(row), *_ticked(row)],
    )


def _strengths(row: Row) -> Iterator[Resource]:
    for code, strength in row["regions"].items():
        if strength is not None:
            name = vocabulary.PLACES.get(code, code)
            own = codes.coding(codes.OWN, f"pain-at-{code.replace('_', '-')}")
            yield {"code": codes.concept(f"Pain, {name}", own), "valueInteger": strength}


def _ticked(row: Row) -> Iterator[Resource]:
    kinds_ = {
        "qualities": ("pain-quality", "Quality of the pain", vocabulary.QUALITIES),
        "triggers": ("pain-trigger", "What may have come before", vocabulary.TRIGGERS),
        "remedies": ("pain-remedy", "What was tried", vocabulary.REMEDIES),
    }
    for name, (code, text, words) in kinds_.items():
        if row[name]:
            told = ", ".join(words.get(key, key) for key in row[name])
            own = codes.concept(text, codes.coding(codes.OWN, code))
            yield {"code": own, "valueString": told}
    if row.get("medicine"):
        own = codes.concept("Medicine, as typed", codes.coding(codes.OWN, "medicine"))
        yield {"code": own, "valueString": row["medicine"]}


def _day(record: Record, row: Row) -> Iterator[Resource]:
    start = clock.end_of(record.user, row["date"] - timedelta(days=1))
    period = {
        "start": _moment(clock.local(record.user, start)),
        "end": _moment(clock.local(record.user, clock.end_of(record.user, row["date"]))),
    }
    for name in ("average", "worst"):
        if row[name] is not None:
            own = codes.coding(codes.OWN, f"pain-{name}-24h")
            text = f"{name.capitalize()} back pain of the day"
            code = codes.concept(text, codes.coding(codes.LOINC, "72514-3"), own)
            id = uuid5(row["id"], name)
            yield record.observation(id, code, {"effectivePeriod": period}, valueInteger=row[name])


def _night(record: Record, row: Row) -> Iterator[Resource]:
    derived = nights.derive(nights.Night(**{k: row[k] for k in NIGHT}))
    code = codes.concept("Sleep diary night", codes.coding(codes.LOINC, "93832-4"))
    value = None if derived.tst is None else codes.quantity(derived.tst, "min", "min")
    yield record.observation(
        row["id"],
        code,
        _slept(row, derived.tib),
        valueQuantity=value,
        component=list(_parts_of_sleep(row, derived)),
        dataAbsentReason=None if value else _NOT_ASKED,
    )


NIGHT = ("date", *nights.ANSWERS, "time_zone")
_NOT_ASKED = codes.concept(
    "Not all of it was told",
    codes.coding("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown", "Unknown"),
)


def _slept(row: Row, tib: int | None) -> Resource:
    if tib is None:
        return {"effectiveDateTime": row["date"].isoformat()}
    end = nights.ended_at(nights.Night(**{k: row[k] for k in NIGHT}))
    zone = clock.zone_named(row["time_zone"])
    start = end - timedelta(minutes=tib)
    return {
        "effectivePeriod": {
            "start": _moment(start.astimezone(zone)),
            "end": _moment(end.astimezone(zone)),
        }
    }


def _parts_of_sleep(row: Row, derived: nights.Derived) -> Iterator[Resource]:
    for name, (text, codings) in PARTS_OF_SLEEP.items():
        minutes = getattr(derived, name)
        if minutes is not None:
            value = codes.quantity(minutes, "min", "min")
            yield {"code": codes.concept(text, *codings), "valueQuantity": value}
    if derived.se is not None:
        own = codes.coding(codes.OWN, "sleep-efficiency")
        value = codes.quantity(derived.se, "%", "%")
        yield {"code": codes.concept("Sleep efficiency (TST/TIB)", own), "valueQuantity": value}
    if row["awakenings"] is not None:
        code = codes.concept("Awakenings", codes.coding(codes.SLEEP, "numberOfAwakenings"))
        yield {"code": code, "valueInteger": row["awakenings"]}
    if row["quality"] is not None:
        own = codes.coding(codes.OWN, "sleep-quality-1-5")
        yield {"code": codes.concept("Sleep quality 1-5", own), "valueInteger": row["quality"]}
    own = codes.coding(codes.OWN, "pain-woke")
    yield {"code": codes.concept("Pain woke me", own), "valueBoolean": row["pain_woke"]}


def _checkin(record: Record, row: Row) -> Iterator[Resource]:
    for name, text in SCORES.items():
        if row[name] is not None:
            code = codes.concept(f"{text}, 0-10", codes.coding(codes.OWN, f"{name}-0-10"))
            when = {"effectiveDateTime": row["date"].isoformat()}
            id = uuid5(row["id"], name)
            yield record.observation(id, code, when, valueInteger=row[name])


def _questionnaire(record: Record, row: Row) -> Iterator[Resource]:
    at = local(row["at"], row["utc_offset"])
    answers = row["answers"]
    if row["kind"] != "peg" or not answers.keys() >= PEG_KEYS:
        code = codes.concept(row["kind"].upper(), codes.coding(codes.OWN, row["kind"]))
        value = codes.quantity(row["score"], "score", "{score}")
        yield record.observation(row["id"], code, {"effectiveDateTime": at}, valueQuantity=value)
        return
    yield {
        "resourceType": "QuestionnaireResponse",
        "id": str(row["id"]),
        "status": "completed",
        "subject": record.reference(record.patient),
        "source": record.reference(record.patient),
        "authored": at,
        "item": [
            {"linkId": link, "text": text, "answer": [{"valueInteger": answers[key]}]}
            for key, (link, text) in codes.PEG.items()
        ],
    }
    code = codes.concept("PEG", codes.coding(codes.LOINC, "91147-9"))
    yield record.observation(
        uuid5(row["id"], "score"),
        code,
        {"effectiveDateTime": at},
        valueQuantity=codes.quantity(row["score"], "score", "{score}"),
        derivedFrom=[record.reference(row["id"])],
    )


PEG_KEYS = codes.PEG.keys()


def _practice(record: Record, row: Row) -> Iterator[Resource]:
    begin = local(row["at"], row["utc_offset"])
    end = row["finished_at"] and local(max(row["finished_at"], row["at"]), row["utc_offset"])
    by = "Massage by a professional" if row["kind"] == "professional" else "Self-massage"
    sites = [record.body_site([region]) for region in places_of(row)]
    procedure: Resource = {
        "resourceType": "Procedure",
        "id": str(row["id"]),
        "status": "completed" if end else "unknown",
        "code": codes.concept(f"{by}: {practice_name(row)}"),
        "subject": record.reference(record.patient),
        "performedPeriod": {"start": begin} | ({"end": end} if end else {}),
        "note": [{"text": _done(row)}, *(_note(row["note"]) or [])],
    }
    yield procedure | ({"bodySite": sites} if sites else {})
    for name, at in (("before", begin), ("after", end)):
        if at and row[f"pain_{name}"] is not None:
            code = codes.concept(f"Pain {name} it", codes.coding(codes.LOINC, "72514-3"))
            when = {"effectiveDateTime": at}
            part = [record.reference(row["id"])]
            id, score = uuid5(row["id"], name), row[f"pain_{name}"]
            yield record.observation(id, code, when, valueInteger=score, partOf=part)


def _done(row: Row) -> str:
    share = credit(row["planned_seconds"], row["active_seconds"] or 0)
    return f"routine={row['routine']} tier={row['tier']} done={share}%"


BUILDERS: dict[str, Callable[[Record, Row], Iterator[Resource]]] = {
    "pain_entries": _pain,
    "day_ratings": _day,
    "sleep_nights": _night,
    "checkins": _checkin,
    "questionnaires": _questionnaire,
    "practices": _practice,
}


# How things are written


def instant(at: datetime) -> str:
    """An instant, to the second, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def local(at: datetime, minutes: int) -> str:
    """An instant with the person's offset at that time."""
    return _moment(at.astimezone(timezone(timedelta(minutes=minutes))))


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _note(text: str) -> list[Resource] | None:
    return [{"text": text}] if text.strip() else None


def _entry(resource: Resource) -> bytes:
    return _text({"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}).encode()


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
