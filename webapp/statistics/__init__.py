"""The calculations behind every number that is shown, in plain Python.

Scores are points on 0-10 scales, lower is better; changes are after minus before, so a
negative change is a fall. Values come back unrounded; `half_up` and `shown` round them for
people. Nothing here reads a clock, a database or a request.
"""

from __future__ import annotations

from webapp.statistics.changes import Change, change_label, important_change
from webapp.statistics.guarded import Association, Factor, Scan, associations
from webapp.statistics.habits import Adherence, SleepPain, adherence, sleep_to_pain
from webapp.statistics.paired import (
    Cutoff,
    PrePost,
    Shift,
    TwoGroups,
    pre_post,
    two_group_exact,
    walsh_cutoff,
)
from webapp.statistics.rounding import half_up, shown
from webapp.statistics.shrinkage import Drawn, drawn_together
from webapp.statistics.weeks import (
    Lag,
    WeekChange,
    WeekSummary,
    lag1,
    rolling_mean,
    week_vs_week,
    weekly_summary,
)
from webapp.statistics.words import (
    CAVEAT,
    pre_post_sentence,
    pre_post_words,
    sleep_sentence,
    week_sentence,
)

__all__ = [
    "CAVEAT",
    "Adherence",
    "Association",
    "Change",
    "Cutoff",
    "Drawn",
    "Factor",
    "Lag",
    "PrePost",
    "Scan",
    "Shift",
    "SleepPain",
    "TwoGroups",
    "WeekChange",
    "WeekSummary",
    "adherence",
    "associations",
    "change_label",
    "drawn_together",
    "half_up",
    "important_change",
    "lag1",
    "pre_post",
    "pre_post_sentence",
    "pre_post_words",
    "rolling_mean",
    "shown",
    "sleep_sentence",
    "sleep_to_pain",
    "two_group_exact",
    "walsh_cutoff",
    "week_sentence",
    "week_vs_week",
    "weekly_summary",
]
