"""Chunks that are taken to speak to a language model say why."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Chunks of before were not judged; they are when their documents are read again."""
    op.add_column("chunks", sa.Column("suspicion", sa.JSON(), nullable=True))
