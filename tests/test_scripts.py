"""What the browser gets of our scripts: each whole, once, packed, and without what only its writers need."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ui.look import scripts
from ui.web.phone import page_in
from ui.web.scripts import ROUTE

ENTRIES = (*scripts.SERVED.values(), "phone/phone.js", "link.js", "chrome.js", "keys.js")
DECLARED = re.compile(r"^(?:const|let|class|(?:async )?function) (\w+)", re.MULTILINE)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_joined_script_holds_every_module_once_and_no_name_twice(entry: str) -> None:
    joined = scripts.joined(entry)
    names = DECLARED.findall(joined)
    assert sorted(names) == sorted(set(names))
    assert not re.search(r"^import |^export (?!default)|^\s*(//|/\*\*)", joined, re.MULTILINE)


def test_a_module_comes_behind_what_it_needs() -> None:
    joined = scripts.joined("form/form.js")
    places = [
        joined.index(part)
        for part in (
            "function make(",
            "class Errand",
            "class Saver",
            "class Field",
            "class Row",
            "class Form",
        )
    ]
    assert places == sorted(places)


def test_a_renamed_import_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.js").write_text("export const one = 1;\n")
    (tmp_path / "two.js").write_text('import { one as first } from "./one.js";\n')
    monkeypatch.setattr(scripts, "MODULES", tmp_path)
    with pytest.raises(ValueError, match=r"two\.js"):
        scripts.joined("two.js")


def test_a_line_that_begins_with_a_type_keeps_what_stands_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "/** @param {string} a */\nconst one = (a) =>\n  /** @type {any} */ (a).b;\n/** of two */\nconst two = 2;\n"
    (tmp_path / "one.js").write_text(source)
    monkeypatch.setattr(scripts, "MODULES", tmp_path)
    assert scripts.joined("one.js") == "const one = (a) =>\n  (a).b;\nconst two = 2;\n"


@pytest.mark.parametrize("name", scripts.SERVED)
def test_a_script_is_kept_for_ever_under_its_own_address_only(name: str) -> None:
    browser = TestClient(Starlette(routes=[ROUTE]))
    own = scripts.script(name)
    answer = browser.get(own.address)
    assert answer.headers["content-type"].startswith("text/javascript")
    assert (answer.headers["content-encoding"], answer.content) == ("gzip", own.plain)
    assert "immutable" in answer.headers["cache-control"]
    assert browser.get(own.address, headers={"Accept-Encoding": "br"}).content == own.plain
    older = browser.get(f"/js/{name}.0123456789abcdef.js")
    assert (older.content, older.headers["cache-control"]) == (own.plain, "no-store")
    assert browser.get("/js/other.0123456789abcdef.js").status_code == 404


def test_what_is_delivered_stays_small() -> None:
    # Packed, the form was 22.8 kB as modules and is 26.6 with pasting, sorting, known figures and news; the phone 22.8.
    assert len(scripts.script("form").packed) < 27_000
    assert len(gzip.compress(page_in("nl").plain, 9, mtime=0)) < 26_000
