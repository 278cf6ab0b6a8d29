"""Days as a picture: the points, the words for those who do not see it, the table. Pure."""

from __future__ import annotations

from webapp.progress.pictures.weeks import Links, picture_of
from webapp.progress.pictures.words import band_words, day_month, day_year, hours, short

__all__ = ["Links", "band_words", "day_month", "day_year", "hours", "picture_of", "short"]
