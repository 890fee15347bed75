"""Live sessions: workshops, who takes part, votes, ideas and who is ready."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables of schema 2."""
    op.create_table(
        "workshops",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("company_id", sa.Text, sa.ForeignKey("companies.id", ondelete="CASCADE"), nullable=False),
        sa.Column("code", sa.Text, nullable=False, unique=True),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("counts", sa.Integer, nullable=False),
        sa.Column("votes", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("ix_workshops_company_id", "workshops", ["company_id"])
    _make_people()
    _make_what_they_send()


def _make_people() -> None:
    op.create_table(
        "participants",
        _of_workshop(),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("removed", sa.Integer, nullable=False),
        sa.Column("open_cards", sa.Integer),
        sa.Column("merged_into", sa.Text, nullable=False),
    )
    op.create_table(
        "seats",
        _of_workshop(),
        sa.Column("visitor", sa.Text, primary_key=True),
        sa.Column("participant", sa.Text, nullable=False),
    )
    op.create_table(
        "readiness",
        _of_workshop(),
        sa.Column("stage", sa.Text, primary_key=True),
        sa.Column("participant", sa.Text, primary_key=True),
    )


def _make_what_they_send() -> None:
    op.create_table(
        "votes",
        _of_workshop(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("participant", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("write_id", sa.Text, nullable=False),
        sa.UniqueConstraint("workshop_id", "write_id"),
    )
    op.create_index("votes_by_step", "votes", ["workshop_id", "step", "participant", "round", "subject"])
    op.create_table(
        "ideas",
        _of_workshop(),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("participant", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )


def _of_workshop() -> sa.Column[str]:
    return sa.Column(
        "workshop_id", sa.Text, sa.ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True
    )
