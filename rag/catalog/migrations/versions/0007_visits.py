"""A version remembers what its page and its server told the crawl that fetched it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing is known of the pages of before: the next crawl fetches them whole."""
    op.add_column("versions", sa.Column("visit", sa.JSON(), nullable=True))
