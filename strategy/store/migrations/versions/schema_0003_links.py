"""What a link gives, behind which password, under which entry, and how often it was opened."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns of schema 3 to the links."""
    op.add_column("links", sa.Column("entry", sa.Text))
    op.add_column("links", sa.Column("terms", sa.Text, nullable=False, server_default="{}"))
    op.add_column("links", sa.Column("password", sa.Text))
    op.add_column("links", sa.Column("openings", sa.Integer, nullable=False, server_default="0"))
    op.add_column("links", sa.Column("opened", sa.DateTime(timezone=True)))
    op.create_index("ix_links_entry", "links", ["entry"])
