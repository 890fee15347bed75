"""What a shared link gives, as a file: the report on paper, a spreadsheet, text, or the table of customers.

Each is made of the overview that the reader may see, when it is asked for; the report beside the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from strategy.overview import CompanyOverview
from strategy.taking_home import as_csv, as_markdown, as_spreadsheet
from strategy.words.file_names import file_name
from strategy.words.texts import text
from ui.paper.press import NotPrinted, the_press
from ui.paper.report import report_of
from ui.web import shell
from ui.web.headers import NOT_KEPT, notice_answer

LOOK = 0.1
"""Seconds between two looks at the queue of the press."""
KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
MADE: dict[str, Callable[[CompanyOverview], bytes]] = {
    "xlsx": as_spreadsheet,
    "md": lambda overview: as_markdown(overview).encode(),
    "csv": as_csv,
}


async def file_answer(overview: CompanyOverview, kind: str) -> Response:
    """The overview as a file of this kind; a page that says why where the report cannot be printed now."""
    try:
        content = await (on_paper(overview) if kind == "pdf" else run_in_threadpool(MADE[kind], overview))
    except NotPrinted as refused:
        title, words = text("web.broken.title", overview.language), text(refused.code, overview.language)
        return notice_answer(shell.notice(overview.language, title, words), 503, NOT_KEPT)
    name = file_name(overview.company or "bierkaartjes", "", overview.made_on, kind)
    headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=KINDS[kind], headers=headers)


async def on_paper(overview: CompanyOverview) -> bytes:
    """The report, printed in its turn without keeping a thread waiting. Raises `NotPrinted`."""
    job = the_press().ask(await run_in_threadpool(report_of, overview))
    while not job.is_done:
        await asyncio.sleep(LOOK)
    return job.result().pdf
