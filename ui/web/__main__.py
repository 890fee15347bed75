"""`python -m ui.web`: start the server at PORT of ADDRESS, or say in one sentence why that cannot be."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from streamlit.web import cli

from ui.web.settings import WrongSetting, checked_or_stop, value_of
from ui.web.slow import want_whole_heads
from ui.web.start import ended_in_one_sentence

PROJECT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Start, and stay until the server is told to stop."""
    os.chdir(PROJECT)
    address, port = value_of("ADDRESS"), value_of("PORT")
    with ended_in_one_sentence():
        checked_or_stop()
        free_or_stop(address, int(port))
    want_whole_heads()
    cli.main(["run", "app.py", "--server.address", address, "--server.port", port], prog_name="streamlit")


def free_or_stop(address: str, port: int) -> None:
    """Raises `WrongSetting` where this port is taken, or is not ours to take."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except PermissionError:
            raise WrongSetting("server.port_of_root", port=port) from None
        except OSError:
            raise WrongSetting("server.port_taken", port=port, address=address) from None


if __name__ == "__main__":
    main()
