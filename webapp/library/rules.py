"""Doses at a tier, and which routines fit what a person asks for. Pure.

Source: clinical specification, sections 3 (tiers) and 4 (body map to regions).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from webapp.vocabulary import CODE_TO_CONTENT, CONTENT_REGIONS, REGIONS, SHORT_REGIONS, TOOLS

MAX_SECONDS_ONE_POINT = 90
MAX_PRESSURE = 5

AREAS: dict[str, tuple[str, tuple[str, ...]]] = {
    "neck": ("Neck", ("back_of_neck", "base_of_skull")),
    "shoulders": ("Shoulders", ("upper_trapezius", "blade_outer")),
    "upper_back": ("Upper back", ("blade_inner",)),
    "middle_back": ("Middle back", ("mid_back_side",)),
    "low_back": ("Low back", ("low_back_side", "waist_side")),
    "buttock": ("Buttocks", ("buttock",)),
    "legs": ("Legs", ("back_of_thigh", "front_of_thigh")),
}
"""The places a person chooses from: key to name and content regions."""

AT_HAND = frozenset({"hands", "chair", "wall", "towel", "oil_optional"})
"""Nothing that one would have to own."""

MINUTES = (5, 8, 12)
NAMES = ("region", "tool", "minutes", "with")
COMPANY = {"alone": "Alone", "partner": "With a partner"}


@dataclass(frozen=True)
class Dosed:
    """What a step asks for at a tier. Seconds; pressure 0-10 or None."""

    seconds: int
    pressure: int | None


def dosed(seconds: int, pressure: int | None, cap: int | None, tier: str) -> Dosed:
    """A step's seconds and pressure at a tier; `cap` is the technique's limit on one point.

    Short: seconds × 0.7 rounded to 5, pressure one lower (contact stays: not below 1). Long:
    seconds × 1.3, pressure as written. Raises KeyError for an unknown tier.
    """
    scaled = {"short": _to_five(seconds * 7), "standard": seconds, "long": (seconds * 13 + 5) // 10}
    wanted = scaled[tier]
    if cap is not None:
        wanted = min(wanted, cap, MAX_SECONDS_ONE_POINT)
    if pressure is not None:
        pressure = min(pressure, MAX_PRESSURE)
        if tier == "short" and pressure > 1:
            pressure -= 1
    return Dosed(wanted, pressure)


def _to_five(tenths: int) -> int:
    """Tenths of a second to the nearest five seconds, half up, at least five."""
    return max(5, (tenths + 25) // 50 * 5)


def regions_of(place: str) -> frozenset[str]:
    """The content regions meant by an area, a CHOIR code or a content region; empty if unknown."""
    if place in AREAS:
        return frozenset(AREAS[place][1])
    if place in CODE_TO_CONTENT:
        return frozenset(CODE_TO_CONTENT[place])
    return frozenset({place} & CONTENT_REGIONS.keys())


def codes_of(regions: Collection[str]) -> list[str]:
    """The CHOIR codes, both sides, that a picture of these content regions shows."""
    wanted = set(regions)
    return [code for code, meant in CODE_TO_CONTENT.items() if not wanted.isdisjoint(meant)]


def area_of(place: str) -> str:
    """The area that holds this place, to mark it as chosen; empty if there is none."""
    wanted = regions_of(place)
    found = [key for key, (_, regions) in AREAS.items() if wanted and wanted <= set(regions)]
    return found[0] if found else ""


@dataclass(frozen=True)
class Wish:
    """What a person asks for; an empty field asks for nothing."""

    region: str = ""
    tool: str = ""
    minutes: int | None = None
    company: str = ""


def words_of(wish: Wish) -> list[str]:
    """The wish as a person would say it: upper back, tennis ball, at most 8 min."""
    place, tool = wish.region, wish.tool
    said = [AREAS[place][0] if place in AREAS else REGIONS.get(place, SHORT_REGIONS.get(place, ""))]
    said.append("hands only" if tool == "hands" else TOOLS.get(tool, ""))
    said.append(f"at most {wish.minutes} min" if wish.minutes else "")
    said.append(COMPANY.get(wish.company, ""))
    return [word.lower() for word in said if word]


def read_wish(fields: Mapping[str, str]) -> tuple[Wish, dict[str, str]]:
    """The wish in a query (region, tool, minutes, with), and what is wrong with which field."""
    region, tool, minutes, company = (
        fields.get(name, "").strip() for name in ("region", "tool", "minutes", "with")
    )
    errors: dict[str, str] = {}
    if region and not regions_of(region):
        errors["region"] = "We do not know this part of the body. Choose one of these."
    if tool and tool not in TOOLS:
        errors["tool"] = "We do not know this tool. Choose one of these."
    if minutes and not (minutes.isascii() and minutes.isdigit() and 1 <= int(minutes[:4]) <= 600):
        errors["minutes"] = "Give the time in whole minutes, for instance 12."
    if company and company not in COMPANY:
        errors["with"] = "Choose “alone” or “with a partner”."
    kept = {name: "" if name in errors else fields.get(name, "").strip() for name in NAMES}
    most = int(kept["minutes"]) if kept["minutes"] else None
    return Wish(kept["region"], kept["tool"], most, kept["with"]), errors


class Offer(Protocol):
    """What a routine has to say about itself to be chosen."""

    @property
    def minutes(self) -> int: ...

    @property
    def tools(self) -> tuple[str, ...]: ...

    @property
    def regions(self) -> tuple[str, ...]: ...


OfferT = TypeVar("OfferT", bound=Offer)


def fitting(routines: Iterable[OfferT], wish: Wish) -> list[OfferT]:
    """The routines that fit every part of the wish, in their order."""
    return [routine for routine in routines if _fits(routine, wish)]


def _fits(routine: Offer, wish: Wish) -> bool:
    return (
        (not wish.region or not regions_of(wish.region).isdisjoint(routine.regions))
        and _suits_tool(routine.tools, wish.tool)
        and (wish.minutes is None or routine.minutes <= wish.minutes)
        and (not wish.company or (wish.company == "partner") == ("partner" in routine.tools))
    )


def _suits_tool(tools: Collection[str], wanted: str) -> bool:
    """“Hands” means hands only: nothing that one would have to own."""
    if wanted == "hands":
        return needs_nothing(tools)
    return not wanted or wanted in tools


def needs_nothing(tools: Collection[str]) -> bool:
    """The routine needs no tool that one would have to own."""
    return AT_HAND.issuperset(tools)


def can_do_with(tools: Collection[str], owned: Collection[str]) -> bool:
    """A person who owns these tools has everything the routine needs."""
    return AT_HAND.union(owned).issuperset(tools)


def instead(routine: OfferT, playable: Iterable[OfferT]) -> OfferT | None:
    """Of what may be played, the routine nearest to this one: the most places in common, nothing
    that would have to be bought or found for it, then the nearest in length."""
    tools, places = AT_HAND.union(routine.tools), set(routine.regions)
    able = [r for r in playable if r is not routine and tools.issuperset(r.tools)]

    def nearness(other: OfferT) -> tuple[int, int]:
        return -len(places.intersection(other.regions)), abs(other.minutes - routine.minutes)

    return min(able, key=nearness, default=None)
