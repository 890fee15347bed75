"""How much an export may ask of the server, checked before any parser sees it."""

from __future__ import annotations

UPLOAD_BYTES = 60_000_000
LOCAL_BYTES = 1_000_000_000
COLUMNS = 500
ROWS = 5_000_000
FIELD_BYTES = 10_000
PARTS = 2_000
UNPACKED_BYTES = 300_000_000
RATIO = 100
CELLS = 5_000_000
XML_DEPTH = 100
FILES = 20_000
LISTED = 20
KEPT_FINDINGS = 100_000
