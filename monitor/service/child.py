"""What a worker process runs first; it imports nothing that only the parent needs."""

from __future__ import annotations

import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

from monitor import intake

# Extraction of the largest real page measured takes 70 MB, the readers' dictionaries 120 MB,
# beyond the interpreter and its packages; no page may take more than this.
MEMORY = 768 * 1024 * 1024


def prepare() -> None:
    """Leave Ctrl-C to the parent, import what every call needs, limit memory from there.

    From there, since what is only reserved counts as well: an allocator of one package
    reserves 1 GB when it is imported, and a limit below what a process has fails each call.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    intake.load()

    limit = _reserved() + MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _reserved() -> int:
    """Bytes of data that this process has reserved; 0 where the kernel does not tell."""
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
        return pages * os.sysconf("SC_PAGESIZE")
    return 0


def ready() -> None:
    """The first call of a process: it is answered when :func:`prepare` is done."""
