"""Whom to call: emergency numbers and crisis lines by country (content/safety/numbers.yaml)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, StringConstraints

from webapp.content import Content

Number = Annotated[str, StringConstraints(pattern=r"^[*+0-9][0-9 -]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class CrisisLine(Content):
    """A line to talk to somebody."""

    name: str
    number: Number
    when: str = ""


class Country(Content):
    """Whom to call in one country; ambulance first."""

    code: Code
    name: str
    emergency: tuple[Number, ...] = Field(min_length=1)
    crisis: tuple[CrisisLine, ...] = ()
    source: str = Field(pattern=r"^https://")


class Fallback(Content):
    """The number where no country is known."""

    number: Number
    text: str


class Numbers(Content):
    """content/safety/numbers.yaml."""

    compiled: str
    honest: str
    fallback: Fallback
    crisis_fallback: str
    countries: tuple[Country, ...]

    def of(self, code: str | None) -> Country | None:
        """The country of this ISO code, if we know its numbers."""
        return next((country for country in self.countries if country.code == code), None)


@cache
def _zones() -> dict[str, str]:
    """Time zone to country, from the tz database's own table."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def country_of_zone(time_zone: str) -> str | None:
    """The ISO code of the country that a time zone lies in: a first guess, shown as one."""
    return _zones().get(time_zone)
