"""One made-up life in plain values: the same seed and day make the same one.

Each thing that people write down is drawn from the day as it was (`days.py`). What it says about
real people is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from webapp.demo.days import AWAY, Day, Row, days, score

SUNDAY = 6
HOURS = (time(7, 30), time(12, 45), time(17, 30), time(21, 15))
NOTES = (
    "After two hours in the car.",
    "Better once I had walked a bit.",
    "Slept on the sofa, not clever.",
    "Long day at the desk, the left side pulls.",
    "Carried the shopping up three floors.",
    "Hardly noticed it today.",
)


def written_down(rng: Random, weeks: int, until: date, often: int = 3) -> Iterator[tuple[str, Row]]:
    """What the person wrote down, as kind and values, each with `written`, when they wrote it.

    `often` is how many times a day they note their pain. Some evenings and mornings are missed.
    A flare is a pause.
    """
    flare: list[date] = []
    for day in days(rng, weeks, until):
        if flare and not day.is_flare:
            yield "pause", pause(flare) | {"written": day.at(time(9))}
            flare = []
        elif day.is_flare:
            flare.append(day.date)
        if day.is_kept:
            if rng.random() < 0.85:
                yield "night", night(rng, day) | {"written": day.at(time(8), rng.uniform(-30, 60))}
            for row in pain_entries(rng, day, often):
                yield "pain", row | {"written": row["at"]}
            if rng.random() < 0.4:
                row = practice(rng, day)
                yield "practice", row | {"written": row["at"]}
            yield from evening(rng, day)


def pause(flare: list[date]) -> Row:
    """The days of a flare."""
    return {"kind": "flare", "from_date": flare[0], "until_date": flare[-1]}


def evening(rng: Random, day: Day) -> Iterator[tuple[str, Row]]:
    """What is told at the end of a day."""
    at = day.at(time(21, 40), rng.uniform(-40, 60))
    if rng.random() < 0.6:
        yield "rating", rating(rng, day) | {"written": at}
    if day.date.weekday() == SUNDAY:
        yield "peg", peg(day, at) | {"written": at}
    if rng.random() < 0.75:
        yield "checkin", checkin(rng, day) | {"written": at}


def pain_entries(rng: Random, day: Day, often: int = 3) -> Iterator[Row]:
    """What was noted about pain during the day, about `often` times."""
    for number in range(max(1, round(rng.gauss(often, 0.8)))):
        hour = HOURS[number % 4]
        at = day.at(hour, rng.uniform(-50, 50) + 5 * (number // 4))
        rough = rng.random() < 0.25
        yield day.when(at) | {
            "score": score(day.pain + (0.5 if hour.hour > 16 else 0) + rng.gauss(0, 0.7)),
            "regions": _regions(rng, day),
            "qualities": rng.sample(("aching", "stiff", "burning"), rng.randint(0, 2)),
            "triggers": [_trigger(rng, day)] if rough else [],
            "remedies": [rng.choice(("heat", "movement", "massage", "rest"))] if rough else [],
            "note": rng.choice(NOTES) if rng.random() < 0.05 else "",
        }


def _regions(rng: Random, day: Day) -> dict[str, int | None]:
    here = score(day.pain + rng.gauss(0, 0.5))
    if day.is_flare:
        return {"b18": here, "b19": max(0, here - 2)}
    usual: list[dict[str, int | None]] = [{"b08": here}, {"b08": here, "b07": None}, {"b12": None}]
    return rng.choices(usual, (2, 1, 1))[0]


def _trigger(rng: Random, day: Day) -> str:
    if day.zone == AWAY:
        return "travel"
    return rng.choice(("stress", "sitting") if day.stress > 6 else ("sitting", "lifting", "cold"))


def rating(rng: Random, day: Day) -> Row:
    """The evening's look back on the day's pain."""
    average = score(day.pain)
    return {"date": day.date, "average": average, "worst": score(average + rng.choice((1, 2, 3)))}


def night(rng: Random, day: Day) -> Row:
    """The night before this day: a worse one starts later, breaks oftener and ends earlier."""
    worse = max(0.0, -day.night)
    lights = datetime.combine(day.date, time(22, 55)) + timedelta(minutes=rng.gauss(0, 25))
    wake = datetime.combine(day.date, time(6, 40)) + timedelta(minutes=25 * day.night)
    woken = min(6, round(worse * 1.5 + rng.random()))
    return {
        "date": day.date,
        "into_bed": _five(lights - timedelta(minutes=15)),
        "lights_out": _five(lights),
        "sol": 5 * round(max(5, 15 + 15 * worse + rng.gauss(0, 5)) / 5),
        "awakenings": woken,
        "waso": 5 * round(woken * rng.uniform(4, 14) / 5) if woken else 0,
        "final_wake": _five(wake),
        "out_of_bed": _five(wake + timedelta(minutes=rng.uniform(5, 30))),
        "quality": max(1, min(5, round(3.3 + day.night + rng.gauss(0, 0.4)))),
        "pain_woke": day.pain > 5 and woken > 1,
        "time_zone": day.zone,
    }


def _five(moment: datetime) -> time:
    return time(moment.hour, moment.minute // 5 * 5)


def checkin(rng: Random, day: Day) -> Row:
    """How the day felt."""
    stress = score(day.stress)
    return {
        "date": day.date,
        "stress": stress,
        "mood": score(6.5 - 0.3 * (day.stress - 4) - 0.2 * (day.pain - 4) + rng.gauss(0, 1)),
        "energy": score(6 + 0.8 * day.night - 0.2 * (day.pain - 4) + rng.gauss(0, 1)),
        "tags": [rng.choice(("work", "family", "noise"))] if stress > 5 else [],
        "note": "",
    }


def peg(day: Day, at: datetime) -> Row:
    """The weekly questionnaire: pain, enjoyment of life, general activity."""
    answers = {"q1": score(day.pain), "q2": score(day.pain - 1), "q3": score(day.pain - 0.5)}
    return day.when(at) | {"kind": "peg", "answers": answers}


def practice(rng: Random, day: Day) -> Row:
    """One run of a routine in the evening; now and then broken off."""
    routine = "flare-gentle" if day.is_flare else rng.choice(ROUTINES)
    whole = rng.random() > 0.12
    before = score(day.pain + rng.gauss(0.4, 0.6))
    return day.when(day.at(time(18, 40), rng.uniform(0, 150))) | {
        "routine": routine,
        "share": 1.0 if whole else rng.uniform(0.2, 0.7),
        "pain_before": before,
        "pain_after": score(before - 0.7 + rng.gauss(0, 1)),
        "expectation": rng.randint(4, 8) if rng.random() < 0.6 else None,
        "hurt": not whole and rng.random() < 0.2,
    }


ROUTINES = (
    "upper-back-ball", "upper-back-ball", "upper-back-ball", "neck-shoulders", "evening-unwind",
)  # fmt: skip
