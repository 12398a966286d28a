"""Mails as .eml files in a folder: for a trial run, for tests, for another program to send.

Left out: the maildir format of mail servers (new/cur/tmp); any mail program opens .eml.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from pathlib import Path

from monitor.deliver.files import write_atomically
from monitor.errors import TemporaryFailure

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class EmlFolder:
    """A folder that takes one file a mail. The folder is made when it is missing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def send(self, raw: bytes, *, recipient: str, message_id: str) -> None:
        """Write the mail; a mail of the same Message-ID is replaced, never doubled.

        On return the file is whole and on disk, under its name at once or not at all.

        :raises TemporaryFailure: when the folder cannot be written.
        """
        try:
            await asyncio.to_thread(self._write, raw, file_name(message_id))
        except OSError as error:
            message = f"{self.path} cannot be written for {recipient}: {error}"
            raise TemporaryFailure(message) from error

    def _write(self, raw: bytes, name: str) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path / name, raw)


def file_name(message_id: str) -> str:
    """The file's name: the Message-ID's own characters, hashed when they are not safe."""
    local = message_id.strip("<>").partition("@")[0]
    if not local or local.startswith(".") or len(local) > 100 or _UNSAFE.search(local):
        local = hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    return f"{local}.eml"
