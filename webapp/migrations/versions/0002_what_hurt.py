"""What hurt is written down with the practice: technique, region, side and pressure."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column more; practices of before name the step alone."""
    op.add_column("practices", sa.Column("hurt", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Without it again."""
    op.drop_column("practices", "hurt")
