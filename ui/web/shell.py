"""Our own HTML around Streamlit: the language, the title and preview of every address, and no trace of Streamlit.

Streamlit serves one index.html in English for every address. A shell is that file with our words in its place;
`REPLACED` names what must still be in it.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from streamlit import file_util

from strategy.words.texts import area, text
from ui.look.scripts import joined

PROJECT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
TRANSLATIONS = HERE.parent / "translations"
STYLES = (HERE.parent / "html" / "overview.css", PROJECT / "static" / "bierkaartjes.css")
"""What an overview is made of, then everything else."""
HOME = "home"
PRIVATE = ("scherm", "deelnemen")
"""Addresses of one company or one session: never in a search engine."""

LANGUAGE_MARK = '<html lang="en">'
TITLE_MARK = "<title>Streamlit</title>"
ICON_MARK = '<link rel="shortcut icon" href="./favicon.png" />'
AGENT_MARK = '<link rel="service-desc" href="./_stcore/agent/openapi.json" />'
ASSETS_MARK = '="./static/'
RUNS = re.compile(r"<script\b|<link rel=\"modulepreload\"")
FONT_FIRST = re.compile(r"<link[^>]*\.woff2[^>]*>\s*")
NO_SCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
REPLACED = (
    LANGUAGE_MARK,
    TITLE_MARK,
    ICON_MARK,
    AGENT_MARK,
    ASSETS_MARK,
    "<noscript>",
    '<div id="root"></div>',
)

HERE_IS_THE_SERVER = (
    "window.__streamlit = {BACKEND_BASE_URL: location.origin, MAIN_PAGE_BASE_URL: location.origin};"
)
"""Tells Streamlit where its server is; otherwise it first looks for it under the address of the page."""


def addresses() -> tuple[str, ...]:
    """The address of every page: the names of the files in pages/."""
    return tuple(sorted(path.stem for path in (PROJECT / "pages").glob("[!_]*.py")))


def page(address: str, language: str) -> str:
    """The shell of a page; `address` "" is the first screen."""
    words = area("web", language)["pages"].get(address or HOME, {})
    title, home = words.get("title"), text("web.pages.home.title", language)
    return shell(
        language,
        title=home if title in (None, home) else f"{title} · {home}",
        description=words.get("description", text("web.pages.home.description", language)),
        hidden=address in PRIVATE,
    )


def shell(language: str, *, title: str, description: str, hidden: bool) -> str:
    """Streamlit's index.html with our head, in this language."""
    return (
        template(language)
        .replace(TITLE_MARK, head(title, description, hidden=hidden), 1)
        .replace("</head>", f"{links(language)}</head>", 1)
    )


@cache
def template(language: str) -> str:
    """Index.html with all that is the same for every page; it works at an address of any depth."""
    no_script = f"<noscript><p>{text('web.shell.no_script', language)}</p></noscript>"
    index = (
        streamlit_index()
        .replace(LANGUAGE_MARK, f'<html lang="{language}">', 1)
        .replace(
            ICON_MARK, '<link rel="shortcut icon" type="image/svg+xml" href="/favicon.svg">' + at_once(), 1
        )
        .replace(AGENT_MARK, "", 1)
        .replace(ASSETS_MARK, '="/static/')
    )
    return NO_SCRIPT.sub(lambda _: no_script, index)


def at_once() -> str:
    """What must have run before Streamlit does."""
    return f"<script>{HERE_IS_THE_SERVER}\n{joined('keys.js')}</script>\n"


@cache
def streamlit_index() -> str:
    """The index.html of the Streamlit that is installed, without its comments and its font before all else."""
    index = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    return FONT_FIRST.sub("", re.sub(r"<!--.*?-->\s*", "", index, flags=re.DOTALL))


def head(title: str, description: str, *, hidden: bool) -> str:
    """Title, description and preview; nothing in it comes from a person."""
    robots = '<meta name="robots" content="noindex, nofollow">' if hidden else ""
    title, description = escape(title), escape(description)
    return f"""<title>{title}</title>
    <meta name="description" content="{description}">
    <meta property="og:type" content="website">
    <meta property="og:title" content="{title}">
    <meta property="og:description" content="{description}">
    <meta name="twitter:card" content="summary">
    {robots}"""


def links(language: str) -> str:
    """Our style and our script."""
    chrome = (HERE / "chrome.css").read_text(encoding="utf-8")
    style = f'<link rel="stylesheet" href="/{style_name()}">'
    script = f'<script defer src="/{script_name(language)}"></script>'
    return f"<style>{chrome}</style>{style}{script}"


def style_name() -> str:
    """The address of the style, which changes when somebody saves a file of it."""
    return f"stijl.{sum(file.stat().st_mtime_ns for file in STYLES):x}.css"


def style() -> str:
    """The style of every page of Streamlit's, as one sheet."""
    return "\n".join(file.read_text(encoding="utf-8") for file in STYLES)


@cache
def script_name(language: str) -> str:
    """The address of the script, with a hash of what is in it."""
    return f"woorden.{language}.{hashlib.sha256(script(language).encode()).hexdigest()[:12]}.js"


@cache
def script(language: str) -> str:
    """chrome.js with the words of this language, and walk.js."""
    settings = {**translations(language), "connection": area("web", language)["connection"]}
    laid = f"const SETTINGS = {json.dumps(settings, ensure_ascii=False)};\n{joined('chrome.js')}"
    return f"(() => {{\n{laid}}})();\n{joined('walk.js')}"


@cache
def translations(language: str) -> dict[str, Any]:
    """Streamlit's fixed English `words`, and `patterns` of them, with what we say instead."""
    return tomllib.loads((TRANSLATIONS / f"streamlit.{language}.toml").read_text(encoding="utf-8"))


def with_nonce(html: str, nonce: str) -> str:
    """The page with this number on everything that runs."""
    return RUNS.sub(lambda tag: f'{tag[0]} nonce="{nonce}"', html)


@cache
def notice_style() -> str:
    """The style of a notice."""
    return (HERE / "notice.css").read_text(encoding="utf-8")


def notice(language: str, title: str, words: str) -> str:
    """A plain page that needs no Streamlit: what is the matter, and the way back."""
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{escape(title)} · Bierkaartjes</title>
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<style>{notice_style()}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<p>{escape(words)}</p>
<p><a href="/">{escape(text("web.not_found.back", language))}</a></p>
</main>
</body>
</html>
"""
