"""Mail addresses: one address a string, the domain in the form that DNS knows.

Left out: whether anybody reads mail there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import getaddresses, parseaddr

import idna

# RFC 5321, 4.5.3.1: 64 octets before the @, 255 behind it.
_LOCAL_PART = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A mailbox. ``mailbox`` is what headers and the envelope carry."""

    name: str
    mailbox: str

    @property
    def international(self) -> bool:
        """Whether it needs SMTPUTF8: letters beyond ASCII in front of the @."""
        return not self.mailbox.isascii()


def address(written: str) -> Address:
    """``Name <local@domain>`` or ``local@domain``; a domain in any script (IDNA 2008).

    :raises ValueError: when it is not exactly one address; the message names it.
    """
    if "\r" in written or "\n" in written or "\0" in written:
        raise ValueError(f"a mail address holds a line break: {written!r}")
    name, mailbox = parseaddr(written)
    local, at, domain = mailbox.rpartition("@")
    # parseaddr reads "a@x, b@y" as the first of the two and drops the other silently.
    single = written.strip() == mailbox or written.rstrip().endswith(f"<{mailbox}>")
    if not at or not single or not _LOCAL_PART.fullmatch(local) or len(getaddresses([written])) != 1:
        raise ValueError(f"not one mail address: {written!r}")
    try:
        host = domain if _is_plain(domain) else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"not a domain, in the mail address {written!r}: {error}") from error
    return Address(name=name, mailbox=f"{local}@{host}")


_PLAIN_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")


def _is_plain(domain: str) -> bool:
    return _PLAIN_DOMAIN.fullmatch(domain) is not None
