"""A person's own routines, and the shelf on which the library finds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import g
from pydantic import ValidationError
from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp.accounts.models import Person, me
from webapp.builder import rules
from webapp.columns import Json
from webapp.extensions import Base, db
from webapp.library.models import Routine, build, library
from webapp.owned import Owned, Removable, owned_table

PREFIX = "own-"


class OwnRoutine(Owned, Removable, Base):
    """A routine that a person built: steps as in a file of the library, checked when written and
    again when read, since limits may have become narrower."""

    __tablename__ = "own_routines"
    __table_args__ = owned_table(
        CheckConstraint(f"length(name) BETWEEN 1 AND {rules.LONGEST_NAME}", name="name"),
    )

    name: Mapped[str]
    position: Mapped[str]
    with_partner: Mapped[bool] = mapped_column(default=False)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Json)

    @property
    def slug(self) -> str:
        """Its name in addresses and practices."""
        return f"{PREFIX}{self.id}"

    @property
    def about(self) -> dict[str, Any]:
        """What is said of the whole."""
        return {
            "slug": self.slug,
            "name": self.name,
            "position": self.position,
            "with_partner": self.with_partner,
        }

    @property
    def routine(self) -> Routine | None:
        """The routine; None where it no longer keeps the limits."""
        return built(self.about, self.steps, self.id)

    @classmethod
    def present(cls, user: Person) -> Sequence[OwnRoutine]:
        """The person's routines that were not removed, by name."""
        rows = cls.of(user).where(cls.removed_at.is_(None)).order_by(cls.name, cls.id)
        return db.session.scalars(rows).all()

    @classmethod
    def one_removed(cls, user: Person, id: UUID | None) -> OwnRoutine | None:
        """The person's routine of this id where it was removed a moment ago."""
        row = db.session.scalar(select(cls).where(cls.owner_id == user.id, cls.id == id))
        return row if row is not None and row.removed_at is not None else None


def built(about: Mapping[str, Any], steps: list[dict[str, Any]], id: UUID) -> Routine | None:
    """The routine of these steps; None where the limits speak against it."""
    techniques = library().techniques
    try:
        sheet = rules.sheet_of(about, steps, techniques)
    except (ValidationError, KeyError, TypeError):
        return None
    if next(rules.problems(sheet, techniques), None):
        return None
    return replace(build(sheet, "", techniques, {}), own_id=id)


class OwnShelf:
    """Finds the signed-in person's routines: permission is in the query."""

    def find(self, slug: str) -> Routine | None:
        """The person's routine of this slug; None for a stranger's and for none."""
        if not slug.startswith(PREFIX) or not me().is_authenticated:
            return None
        return next((routine for routine in self.every() if routine.slug == slug), None)

    def every(self) -> Sequence[Routine]:
        """All that can be done; read once a request."""
        if not me().is_authenticated:
            return []
        known = g.get("own_routines")
        if known is None or known[0] != me().id:
            rows = [row.routine for row in OwnRoutine.present(me())]
            g.own_routines = known = (me().id, [row for row in rows if row is not None])
        found: list[Routine] = known[1]
        return found
