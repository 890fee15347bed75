"""Our scripts as a browser gets them: the modules in ui/web/js, joined into one a page, once, when the server starts.

A module is joined behind those that it imports, without its comments; an address holds a hash of the content, so
that a browser may keep it for ever. Streamlit itself only carries a `loader`.
"""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

UI = Path(__file__).resolve().parent.parent
MODULES = UI / "web" / "js"
SERVED = {"form": "form/form.js", "live": "live.js", "clock": "clock.js"}
"""The scripts that have an address, by name, with the module that each begins at."""
STYLES = {"form": UI / "form" / "form.css"}
"""The style sheet that a script lays in its own root, as `STYLE`."""

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default )", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/)\n", re.MULTILINE | re.DOTALL)
CAST = re.compile(r"/\*\* @type \{[^*]*\} \*/ ?")


class Script(NamedTuple):
    """A script ready to be sent."""

    plain: bytes
    packed: bytes
    address: str


def joined(entry: str) -> str:
    """The module at this path and all that it needs, as one. Raises ValueError where a module renames an import."""
    order: list[Path] = []
    _lay(MODULES / entry, order)
    return "\n".join(_bare(module) for module in order)


def _lay(module: Path, order: list[Path]) -> None:
    """Put what this module imports in the order, then the module itself."""
    for names, path in IMPORT.findall(module.read_text(encoding="utf-8")):
        if " as " in names:
            raise ValueError(f"{module.name} renames what it imports: {names}")
        needed = (module.parent / path).resolve()
        if needed not in order:
            _lay(needed, order)
    order.append(module)


def _bare(module: Path) -> str:
    """A module without what only its writers need."""
    source = IMPORT.sub("", module.read_text(encoding="utf-8"))
    return CAST.sub("", COMMENT.sub("", EXPORT.sub("", source))).strip() + "\n"


@cache
def script(name: str) -> Script:
    """The script of this name, with its style sheet in front."""
    style = STYLES.get(name)
    laid = f"const STYLE = {json.dumps(style.read_text(encoding='utf-8'))};\n" if style is not None else ""
    plain = (laid + joined(SERVED[name])).encode()
    return Script(plain, gzip.compress(plain, 9, mtime=0), f"/js/{name}.{sha256(plain).hexdigest()[:16]}.js")


def loader(name: str) -> str:
    """What Streamlit carries in the place of a component's script."""
    return f"""\
export default async (component) =>
  (await import(new URL("{script(name).address}", location.origin))).default(component)
"""
