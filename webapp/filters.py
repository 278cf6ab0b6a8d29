"""Words and numbers in templates: dates, times, figures, names of places."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import repeat
from typing import Any

from flask import Flask
from flask_babel import format_date, format_decimal
from flask_login import current_user
from markupsafe import Markup

from webapp import clock, vocabulary
from webapp.charts import Table
from webapp.jinja import escape_text
from webapp.statistics import half_up

NOTHING = "–"
OF_THIS_YEAR = timedelta(days=300)
"""A day further off than this could be taken for one of another year."""


def init_app(app: Flask) -> None:
    """Gives the templates their filters and what every page knows."""
    app.jinja_env.filters.update(
        day=day,
        clock=clock_time,
        hm=hm,
        number=number,
        region=region,
        stamp=stamp,
        table_rows=table_rows,
    )
    app.jinja_env.globals.update(vocabulary=vocabulary, local=local)
    app.context_processor(lambda: {"user": _user()})


def _user() -> Any:
    user = _who()
    return user if user.is_authenticated else None


def _who() -> Any:
    """Whoever asks, without the proxy that finds them anew at each look."""
    return current_user._get_current_object()


def day(value: date, form: str = "EEE d MMM") -> str:
    """A date in words: Tue 3 Nov; with its year where one could think of another."""
    of_it = value.date() if isinstance(value, datetime) else value
    is_far = "d" in form and "y" not in form and abs(of_it - clock.now().date()) > OF_THIS_YEAR
    return _day(of_it, f"{form} y" if is_far else form)


@lru_cache(maxsize=4096)
def _day(value: date, form: str) -> str:
    """Worked out once: the site speaks one language."""
    return str(format_date(value, form))


def clock_time(value: datetime) -> str:
    """An instant on the person's clock: 21:05, or 9:05 pm."""
    return hm(local(value))


def hm(value: datetime | time) -> str:
    """A clock time as the person reads clocks: 21:05, or 9:05 pm."""
    return on_clock(value, getattr(_who(), "clock", "24"))


def on_clock(value: datetime | time, hours: str) -> str:
    """A clock time on a clock of “24” or “12” hours."""
    if hours != "12":
        return f"{value.hour:02}:{value.minute:02}"
    return f"{value.hour % 12 or 12}:{value.minute:02} {'am' if value.hour < 12 else 'pm'}"


def local(value: datetime) -> datetime:
    """An instant on the signed-in person's clock."""
    return clock.local(_who(), value)


def stamp(value: datetime) -> str:
    """An instant for the `datetime` attribute of <time>."""
    return local(value).isoformat(timespec="minutes")


def number(value: float | None, places: int = 1) -> str:
    """A figure with this many decimals at the most, half up; a dash for none."""
    return NOTHING if value is None else _number(value + 0, places)  # no minus zero


@lru_cache(maxsize=4096)
def _number(value: float, places: int) -> str:
    form = "#,##0." + "#" * places if places else "#,##0"
    return str(format_decimal(half_up(value, places), form))


def table_rows(data: Table) -> Markup:
    """The rows of a drawing's table: the first cell names the row, and may open its day."""
    rows = []
    for (name, *cells), link in zip(data.rows, data.links or repeat(""), strict=False):
        first = escape_text(name or NOTHING)
        if link:
            first = f'<a href="{escape_text(link)}">{first}</a>'
        others = "</td><td>".join([escape_text(cell) if cell else NOTHING for cell in cells])
        rows.append(f'<tr><th scope="row">{first}</th><td>{others}</td></tr>')
    return Markup("\n".join(rows))  # noqa: S704 - escaped above


def region(code: str) -> str:
    """The name of a CHOIR code or of a content region."""
    return vocabulary.PLACES.get(code) or vocabulary.SHORT_REGIONS.get(code, code)
