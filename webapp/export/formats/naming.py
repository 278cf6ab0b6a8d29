"""What a practice is called, and where on the body it worked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.library.models import library


def practice_name(row: Mapping[str, Any]) -> str:
    """Its own title, else the name of the routine or of what a professional did; one that left the
    library keeps its slug."""
    slug = str(row["routine"])
    name = row.get("title") or library().names.get(slug)
    return str(name or slug.replace("-", " ").capitalize())


def places_of(row: Mapping[str, Any]) -> list[str]:
    """The content regions that the routine works on; none where it is not in the library."""
    routine = library().routines.get(str(row["routine"]))
    return [region for region in routine.regions if region != "whole"] if routine else []
