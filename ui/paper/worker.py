"""The process that prints: orders come on standard input, files go out on standard output, one after the other.

Each message is a length of eight bytes and then so many bytes. An order is answered by four messages: `standard`,
`plain` or `refused`, the PDF, the first page as PNG, and what went wrong.
"""

from __future__ import annotations

import os
import struct
import sys
from contextlib import suppress
from typing import BinaryIO

LENGTH = struct.Struct(">Q")
POLITE = 10
"""How far it stands back for the server beside it, which answers votes."""
MOST_MEMORY = 2_000_000_000


def main() -> None:
    """Answer orders until there are no more."""
    with suppress(OSError):
        os.nice(POLITE)
    _limit_memory()
    from ui.paper.compiling import Order, first_page, printed

    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(
        sys.stderr.fileno(), sys.stdout.fileno()
    )  # what else is printed must not get between the messages
    while (sent := received(sys.stdin.buffer)) is not None:
        try:
            order = Order.from_bytes(sent)
            made = printed(order)
            parts = (b"standard" if made.standard else b"plain", made.pdf, first_page(order), b"")
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the next order is printed
            parts = (b"refused", b"", b"", repr(wrong)[:500].encode())
        for part in parts:
            answers.write(LENGTH.pack(len(part)) + part)
        answers.flush()


def received(source: BinaryIO) -> bytes | None:
    """The next message, None where there is none (any more)."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    found = source.read(length)
    return found if len(found) == length else None


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main()
