"""Files that others read while we write: whole under their name at once, or not at all.

Left out: what is in them (``monitor.report``).
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from monitor.errors import TemporaryFailure
from monitor.report.atom import feed_bytes

# How far back a line is looked for that an attempt before this one may have written: the
# lines of some thousand reports.
_LOOKED_BACK = 8_000_000


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file or make it: written beside it, on disk, then renamed.

    :raises OSError: the folder is not there or cannot be written.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            part.chmod(0o644)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class AtomFeed:
    """A feed file of the newest reports: a ``Mailer`` of entries."""

    def __init__(self, path: Path, *, name: str, language: str, entries: int) -> None:
        self.path = path
        self._name = name
        self._language = language
        self._entries = entries

    async def send(self, raw: bytes, *, recipient: str, message_id: str) -> None:
        """Put the entry into the feed; one of the same id is replaced.

        :raises TemporaryFailure: the file cannot be written, or is no feed of ours: what
            somebody else wrote is never overwritten.
        """
        await _on_disk(self.path, recipient, message_id, lambda: self._put(raw))

    def _put(self, entry: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Two processes of this program (the service, `monitor send`) may each have an entry.
        with _alone(self.path.parent):
            write_atomically(self.path, self.with_entry(entry))

    def with_entry(self, entry: bytes) -> bytes:
        """The feed as it would be with the entry.

        :raises ValueError: the file is no feed of this program.
        """
        known = self.path.read_bytes() if self.path.exists() else None
        return feed_bytes(known, entry, name=self._name, language=self._language, most=self._entries)


class JsonLines:
    """A file that grows by a line a report: a ``Mailer`` of lines, each with its line break."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def send(self, raw: bytes, *, recipient: str, message_id: str) -> None:
        """Append the line, unless an attempt before this one did.

        A line that was cut (the disk was full, the machine went down) is ended first.

        :raises TemporaryFailure: the file cannot be written; then it is as it was.
        """
        await _on_disk(self.path, recipient, message_id, lambda: self._append(raw))

    def _append(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            size = os.fstat(handle).st_size
            back = min(size, _LOOKED_BACK)
            tail = os.pread(handle, back, size - back)
            if b"\n" + line in b"\n" + tail:
                return
            data = line if tail.endswith(b"\n") or not tail else b"\n" + line
            try:
                while data:
                    data = data[os.write(handle, data) :]
                os.fsync(handle)
            except OSError:
                with suppress(OSError):
                    os.ftruncate(handle, size)
                raise
        finally:
            os.close(handle)


async def _on_disk(path: Path, recipient: str, message_id: str, work: Callable[[], None]) -> None:
    try:
        await asyncio.to_thread(work)
    except (OSError, ValueError) as error:
        message = f"{path} cannot be written for {recipient}, {message_id}: {error}"
        raise TemporaryFailure(message) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; the kernel ends the hold when it dies."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
