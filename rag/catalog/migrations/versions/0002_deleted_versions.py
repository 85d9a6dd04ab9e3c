"""A version that was deleted stays so when its document comes back."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Mark each version of what is deleted now."""
    op.add_column("versions", sa.Column("deleted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE versions SET deleted = (SELECT deleted FROM documents WHERE documents.number = versions.document)"
    )
