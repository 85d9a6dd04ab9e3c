"""A collection remembers the answer threshold that was chosen on its own questions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """No collection is calibrated yet."""
    op.add_column("collections", sa.Column("calibration", sa.JSON(), nullable=True))
