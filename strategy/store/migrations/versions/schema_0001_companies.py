"""Companies: what was said about each, its history, who may do what, and the links that were given."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of schema 1."""
    op.create_table("schema_version", _number("version"))
    op.create_table("deleted", sa.Column("id_hash", sa.Text, primary_key=True))
    op.create_table(
        "companies",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("made", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    _make_what_was_said()
    _make_rights()
    op.execute("INSERT INTO schema_version (version) VALUES (1)")


def _make_what_was_said() -> None:
    op.create_table(
        "writes",
        _of_company(),
        _number("sequence"),
        sa.Column("write_id", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("company_id", "write_id"),
    )
    op.create_table(
        "versions",
        _of_company(),
        _number("sequence"),
        _number("place"),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("body", sa.Text),
        sa.UniqueConstraint("company_id", "kind", "id", "revision"),
    )
    op.create_table(
        "items",
        _of_company(),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("body", sa.Text),
    )
    op.create_index("items_by_sequence", "items", ["company_id", "sequence"])


def _make_rights() -> None:
    op.create_table(
        "grants",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("visitor", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.UniqueConstraint("visitor", "role", "subject"),
    )
    op.create_index("ix_grants_subject", "grants", ["subject"])
    op.create_table(
        "links",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("hint", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True)),
        sa.Column("revoked", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_links_subject", "links", ["subject"])


def _number(name: str) -> sa.Column[int]:
    """A part of the key that the program counts itself."""
    return sa.Column(name, sa.Integer, primary_key=True, autoincrement=False)


def _of_company() -> sa.Column[str]:
    return sa.Column(
        "company_id", sa.Text, sa.ForeignKey("companies.id", ondelete="CASCADE"), primary_key=True
    )
