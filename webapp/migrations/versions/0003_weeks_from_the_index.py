"""Weeks of pain are read from the index alone; the few notes have one of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLE, WEEKS, NOTED = "pain_entries", "ix_pain_entries_owner_at", "ix_pain_entries_noted"
HAS_NOTE = sa.text("note <> ''")


def upgrade() -> None:
    """The index grows by what a day is drawn from."""
    op.drop_index(WEEKS, TABLE)
    op.create_index(WEEKS, TABLE, ["owner_id", "at", "local_date", "score", "removed_at"])
    op.create_index(
        NOTED, TABLE, ["owner_id", "at"], sqlite_where=HAS_NOTE, postgresql_where=HAS_NOTE
    )


def downgrade() -> None:
    """As it was."""
    op.drop_index(NOTED, TABLE)
    op.drop_index(WEEKS, TABLE)
    op.create_index(WEEKS, TABLE, ["owner_id", "at"])
