"""The line between a browser and the server, as a TCP proxy that can be cut, restored, or made deaf."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from threading import Lock, Thread

RESET = struct.pack("ii", 1, 0)


class Line:
    """Listens on `port` and passes everything on to `target`.

    `cut` breaks every connection and refuses new ones until `restore`. On a `deaf` line what the browser sends
    still arrives, but no answer comes back: the connection breaks at its first byte.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.is_cut = False
        self.deaf = False
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break every connection; new ones are refused."""
        self.is_cut = True
        with self._lock:
            broken, self._open = self._open, set()
        for end in broken:
            _reset(end)

    def restore(self) -> None:
        """Let new connections through again."""
        self.is_cut = self.deaf = False

    def close(self) -> None:
        """End for good."""
        self.cut()
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._door.accept()
            except OSError:
                return
            Thread(target=self._connect, args=(browser,), daemon=True).start()

    def _connect(self, browser: socket.socket) -> None:
        try:
            server = None if self.is_cut else socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            server = None
        if server is None:
            _reset(browser)
            return
        with self._lock:
            self._open |= {browser, server}
        Thread(target=self._pass_on, args=(browser, server, False), daemon=True).start()
        Thread(target=self._pass_on, args=(server, browser, True), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        """Pass on what `source` sends until one of both ends, then end both."""
        with suppress(OSError):
            while data := source.recv(65536):
                if self.is_cut or (answers and self.deaf):
                    break
                target.sendall(data)
        with self._lock:
            self._open -= {source, target}
        for end in (source, target):
            _reset(end)


def _reset(end: socket.socket) -> None:
    """Break this end at once, so that the other side notices."""
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
