"""When a session was closed, beside what it says, and when everything was last backed up."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

workshops = sa.table(
    "workshops", sa.column("id", sa.Text), sa.column("body", sa.Text), sa.column("closed", sa.DateTime)
)


def upgrade() -> None:
    """Add the column and the table of schema 4.

    A program before it leaves the column empty: what it closes counts as open, which lets a stranger guess less.
    """
    op.add_column("workshops", sa.Column("closed", sa.DateTime(timezone=True)))
    op.create_index("ix_workshops_closed", "workshops", ["closed"])
    _read_when_closed()
    op.create_table(
        "backups",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
    )


def _read_when_closed() -> None:
    connection = op.get_bind()
    for id, body in connection.execute(sa.select(workshops.c.id, workshops.c.body)).all():
        if closed := json.loads(body).get("closed"):
            at = datetime.fromisoformat(closed).astimezone(UTC)
            connection.execute(sa.update(workshops).where(workshops.c.id == id).values(closed=at))
