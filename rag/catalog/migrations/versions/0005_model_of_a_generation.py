"""A generation names its embedder, so that a collection can change its model and go back."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Collections that exist go on as before: their vectors are whichever of the model embedded each chunk."""
    op.add_column("embedders", sa.Column("source", sa.Text(), nullable=True))
    op.add_column("generations", sa.Column("embedder", sa.Integer(), nullable=True))
    for name in ("embedder", "candidate", "previous"):
        op.add_column("collections", sa.Column(name, sa.Integer(), nullable=True))
