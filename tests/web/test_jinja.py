"""Our own escaping and joining give what Jinja's and MarkupSafe's own give."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import DictLoader, Undefined, pass_context
from jinja2 import Environment as Plain
from markupsafe import Markup, escape

from webapp.jinja import Environment


class Sneaky(str):
    """A text of another kind."""

    __slots__ = ()


class Drawn:
    """Says itself how it looks in a page."""

    def __html__(self) -> str:
        return "<i>&</i>"

    def __str__(self) -> str:
        return "not this"


TEXT = """<b a="1" b='2'>&amp;</b>"""
VALUES = [
    TEXT, Sneaky(TEXT), Markup(TEXT), Drawn(), 7, 1.5, None, True, [TEXT], {"<": ">"},
    ValueError(TEXT), Undefined(), "", "plain",
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_piece_is_escaped_as_ever(value: Any) -> None:
    assert Environment.escaped(value) == str(escape(value))


PAGES = {
    "base.html": """<main>{% block main %}{{ said }}{% endblock %}</main>
{% block end %}.{% endblock %}""",
    "middle.html": "{% extends 'base.html' %}{% block end %}({{ super() }}){% endblock %}",
    "page.html": """{% extends 'middle.html' %}
{% from 'macros.html' import loud %}
{% block main %}
{{ super() }}
{% for one in many %}{% block each scoped %}{{ loop.index }} {{ one }}{% endblock %}{% endfor %}
{% include 'part.html' %}{% include ['none.html', 'part.html'] %}
{{ loud(said) }}{% call loud('<') %}{{ said }}{% endcall %}
{% set kept %}{{ said }}{% endset %}{{ kept }}{{ kept | upper }}
{% filter upper %}{{ said }}{% endfilter %}
{{ many | join(', ') }}{{ said | safe }}{{ said ~ '<' }}{{ said | e }}
{% autoescape false %}{{ said }}{% endautoescape %}
{% for one in () %}{% else %}{{ self.end() }}{% endfor %}
{{ sign(said) }}{{ sign(said, *many, mark='<') }}{% for one in many %}{{ sign(one) }}{% endfor %}
{{ asked('said') }}{{ gone(1) if gone else sign(many | length) }}
{% with sign = asked %}{{ sign('said') }}{% endwith %}
{% for sign in (bold,) %}{{ sign(1) }}{% endfor %}
{% endblock %}""",
    "part.html": "[{{ said }}{% if said %}{{ 3 }}{% endif %}]",
    "macros.html": "{% macro loud(what) %}{{ what }}!{{ caller() if caller }}{% endmacro %}",
}


def sign(*words: Any, mark: str = "!") -> str:
    return " ".join(map(str, words)) + mark


@pass_context
def asked(context: Any, name: str) -> Any:
    return context[name]


def test_a_page_is_drawn_as_ever(app: Any) -> None:
    told = {"said": TEXT, "many": ["<", Markup("<hr>"), 3], "bold": Markup("<b>{}</b>").format}
    ours = Environment(app, loader=DictLoader(PAGES), autoescape=True)
    plain = Plain(loader=DictLoader(PAGES), autoescape=True)
    for environment in (ours, plain):
        environment.globals |= {"sign": sign, "asked": asked}
    drawn = plain.get_template("page.html").render(told)
    assert ours.get_template("page.html").render(told) == drawn
    assert drawn.count(TEXT) == 2, "marked as safe, and where nothing is escaped"
    assert "".join(ours.get_template("page.html").stream(told)) == drawn
    assert "".join(ours.get_template("page.html").generate(told)) == drawn
