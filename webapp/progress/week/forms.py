"""The one question of a plan."""

from __future__ import annotations

from webapp.forms import Form, Required, WholeField
from webapp.progress.week.models import MOST


class PlanForm(Form):
    """How many practices a week."""

    practices = WholeField(
        "Practices a week",
        0,
        MOST,
        validators=[Required("How many a week do you plan? 0 is no plan.")],
    )
