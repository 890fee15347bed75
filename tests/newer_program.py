"""The program of a later version: a copy of this one with a field, a column, a step and a shape more."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from strategy.nouns.shapes import SHAPE
from strategy.store.migrations import HEAD
from tests.servers import PROJECT

NEXT = f"{int(HEAD) + 1:04}"
STEP = f'''
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{HEAD}"


def upgrade() -> None:
    op.add_column("links", sa.Column("colour", sa.Text, server_default="blue", nullable=False))
'''


def made_in(folder: Path) -> Path:
    """Where it stands."""
    for part in ("strategy", "texts", "cards"):
        shutil.copytree(PROJECT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    _change(
        folder / "strategy/nouns/company.py",
        "    alias: Name = ",
        '    colour: Name = ""\n    alias: Name = ',
    )
    _change(
        folder / "strategy/nouns/company.py",
        "    pays: Judgement",
        "    charm: Judgement | None = None\n    pays: Judgement",
    )
    _change(
        folder / "strategy/nouns/workshop.py", "    locked: bool", '    mood: Name = ""\n    locked: bool'
    )
    _change(folder / "strategy/nouns/shapes.py", f"SHAPE = {SHAPE}", f"SHAPE = {SHAPE + 1}")
    _change(
        folder / "strategy/store/sql.py",
        '    Column("hint", CleanText',
        '    Column("colour", CleanText, server_default="blue", nullable=False),\n    Column("hint", CleanText',
    )
    (folder / f"strategy/store/migrations/versions/schema_{NEXT}_colour.py").write_text(STEP)
    return folder


def _change(file: Path, old: str, new: str) -> None:
    changed = re.sub(f"^{re.escape(old)}", new, file.read_text(), count=1, flags=re.MULTILINE)
    assert changed != file.read_text()
    file.write_text(changed)


def run(program: Path, url: str, what: str) -> Any:
    """What these lines of Python leave in `found`, run by that program with `store` open on this database."""
    lines = f"""
import json
from strategy.nouns.company import *
from strategy.store.interface import Change
from strategy.store.sql import SqlStore
store = SqlStore({url!r})
found = None
{what}
store.close()
print(json.dumps(found))
"""
    done = subprocess.run(
        [sys.executable, "-c", lines],
        cwd=program,
        env={**os.environ, "PYTHONPATH": str(program)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout.splitlines()[-1])
