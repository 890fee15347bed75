"""Zip files, and with them spreadsheets, looked through before anything is unpacked.

The directory at the end of the file says how many parts there are and how large they become; nothing is read that
would go over the limits, and no part is ever written to disk.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from strategy.importing.nouns.limits import PARTS, RATIO, UNPACKED_BYTES
from strategy.importing.nouns.progress import Tell, silent
from strategy.importing.nouns.refusal import FileRefused

SIGNATURE = b"PK\x03\x04"
END_OF_DIRECTORY = b"PK\x05\x06"
END_BYTES = 22
LONGEST_COMMENT = 65_535
DIRECTORY_BYTES = 4_000_000
SMALL = 1_000_000
CHUNK = 1 << 20
ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file that was found safe to read."""

    zip: zipfile.ZipFile
    names: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def chunks(self, name: str, tell: Tell = silent) -> Iterator[bytes]:
        """One part, a megabyte at a time. Raises `FileRefused` where it is damaged."""
        try:
            size, done = max(self.zip.getinfo(name).file_size, 1), 0
            with self.zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
                    done += len(chunk)
                    tell(done / size)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
            raise FileRefused("import.damaged_archive", part=name[:100]) from None

    def read(self, name: str) -> bytes:
        """One part as a whole."""
        return b"".join(self.chunks(name))


def open_archive(data: bytes) -> Archive:
    """The parts of a zip file. Raises `FileRefused` for a truncated, protected or unreasonably large one."""
    _directory_or_stop(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = [part for part in archive.infolist() if not part.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, OverflowError, UnicodeDecodeError):
        raise FileRefused("import.truncated") from None
    _reasonable_or_stop(parts, len(data))
    return Archive(archive, tuple(part.filename for part in parts))


def _directory_or_stop(data: bytes) -> None:
    """Reads the end of the directory by hand: Python would load a directory of any size."""
    place = data.rfind(END_OF_DIRECTORY, max(0, len(data) - END_BYTES - LONGEST_COMMENT))
    if place < 0 or len(data) < place + END_BYTES:
        raise FileRefused("import.truncated")
    parts = int.from_bytes(data[place + 10 : place + 12], "little")
    size = int.from_bytes(data[place + 12 : place + 16], "little")
    if parts > PARTS or size > DIRECTORY_BYTES:
        raise FileRefused("import.too_many_parts", n=parts, limit=PARTS)


def _reasonable_or_stop(parts: list[zipfile.ZipInfo], packed: int) -> None:
    if len(parts) > PARTS:
        raise FileRefused("import.too_many_parts", n=len(parts), limit=PARTS)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_BYTES:
        raise FileRefused(
            "import.too_large_unpacked", megabytes=unpacked // 1_000_000, limit=UNPACKED_BYTES // 1_000_000
        )
    worst = max(
        (part.file_size / max(part.compress_size, 1) for part in parts if part.file_size > SMALL), default=0
    )
    if worst > RATIO or (unpacked > SMALL and unpacked > RATIO * packed):
        raise FileRefused("import.too_dense", ratio=int(max(worst, unpacked / max(packed, 1))), limit=RATIO)
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise FileRefused("import.password")
