"""What `make` sets up on a fresh machine, while that machine is busy with something else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
APT = """#!/bin/sh
echo "$*" >> "$APT_LOG"
[ "$(wc -l < "$APT_LOG")" -gt "$BUSY" ] && exit 0
echo "E: $REFUSAL" >&2
exit 100
"""
LOCKED = "Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)"


def install(folder: Path, busy: int, refusal: str) -> tuple[int, list[str], str]:
    """Run .ci/apt beside an apt-get that refuses the first `busy` times, as apt does while its lists are locked."""
    for name, script in {"apt-get": APT, "sleep": "#!/bin/sh\n"}.items():
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    log = folder / "asked"
    path = f"{folder}:{os.environ['PATH']}"
    asked = {**os.environ, "PATH": path, "APT_LOG": str(log), "BUSY": str(busy), "REFUSAL": refusal}
    done = subprocess.run(
        ["sh", ".ci/apt", "chromium"], cwd=PROJECT, env=asked, capture_output=True, text=True, timeout=60
    )
    return done.returncode, log.read_text().splitlines(), done.stderr


def test_a_busy_package_manager_is_waited_for(tmp_path: Path) -> None:
    status, asked, _ = install(tmp_path, 3, LOCKED)
    assert status == 0
    assert [line.rsplit(" ", 1)[-1] for line in asked] == [*["update"] * 4, "chromium"]
    assert all("DPkg::Lock::Timeout=600" in line for line in asked)


def test_a_package_manager_that_stays_busy_is_named(tmp_path: Path) -> None:
    status, asked, said = install(tmp_path, 10_000, LOCKED)
    assert (status, len(asked)) == (1, 301)
    assert LOCKED in said


def test_another_refusal_of_the_package_manager_stands_at_once(tmp_path: Path) -> None:
    status, asked, said = install(tmp_path, 10_000, "Unable to locate package chromium")
    assert (status, len(asked)) == (1, 1)
    assert "Unable to locate package chromium" in said


def test_nothing_calls_the_package_manager_without_waiting() -> None:
    scripts = [path for path in (PROJECT / ".ci").iterdir() if path.name != "apt"]
    assert not [path.name for path in scripts if "apt-get install" in path.read_text()]
