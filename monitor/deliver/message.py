"""The raw bytes of a mail, made once and sent as they are.

RFC 5322 with CRLF, ``multipart/alternative`` of plain text and HTML. The headers are
made with :class:`email.header.Header`: ``EmailMessage`` with the SMTP policy loses
spaces in long Korean and Ukrainian headers (47 of 300 subjects on Python 3.11.7) and
could be made to write headers of a publisher's choosing (CVE-2024-6923).

The same arguments give the same bytes: the boundary comes from the Message-ID.

Left out: sending (:mod:`monitor.deliver.smtp`, :mod:`monitor.deliver.maildir`).
"""

from __future__ import annotations

import hashlib
import re
from base64 import encodebytes
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from quopri import encodestring

from monitor.mailboxes import Address, address
from monitor.model import require_utc
from monitor.ports import mailbox_key
from monitor.report.hygiene import clean, shortened
from monitor.report.render import Rendered

_CRLF = "\r\n"
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._%+=-]{1,200}@[A-Za-z0-9.-]{1,200}>")
# RFC 5322, 2.1.1: lines of at most 78 characters; Header folds at 76 by default.
_LONGEST_ASCII = 60
_LONGEST_NAME = 60
_ONE_LINE = 900
_LINK = re.compile(r"(?:https?://|mailto:)[!-;=?-~]{1,1000}")


def message_id_for(kind: str, article_url: str, version: int, recipient: str, domain: str) -> str:
    """``<hash@domain>``: the same for the same report to the same person, for ever.

    ``kind`` tells a single report from a digest or a test. ``domain`` is the sender's,
    in any script.
    """
    host = address(f"postmaster@{domain}").mailbox.rpartition("@")[2]
    return f"<{identity(kind, article_url, version, recipient)}@{host}>"


def identity(kind: str, article_url: str, version: int, recipient: str) -> str:
    """Forty hexadecimal digits: the same for the same report to the same recipient, for ever."""
    told = "\0".join((kind, article_url, str(version), mailbox_key(recipient)))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def compose(
    rendered: Rendered,
    *,
    sender: str,
    recipient: str,
    message_id: str,
    references: tuple[str, ...],
    date: datetime,
    language: str,
    unsubscribe_url: str | None,
) -> bytes:
    """The mail as raw bytes.

    ``sender`` may carry a display name. ``references`` are the Message-IDs of earlier
    mails on the same article, oldest first. An https ``unsubscribe_url`` gets One-Click
    (RFC 8058).

    :raises ValueError: for an address, Message-ID or URL that is none, or a date that is
        not in UTC. Text of publishers never raises: it is cleaned.
    """
    require_utc(date, "date")
    _require(_MESSAGE_ID, message_id, "Message-ID")
    for reference in references:
        _require(_MESSAGE_ID, reference, "Message-ID in references")
    boundary = "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:32]
    headers = [
        _header("Subject", clean(rendered.subject)),
        _address_header("From", address(sender)),
        _address_header("To", address(recipient)),
        f"Date: {format_datetime(date)}",
        f"Message-ID: {message_id}",
    ]
    if references:
        headers.append(f"In-Reply-To: {references[-1]}")
        headers.append(f"References: {(_CRLF + ' ').join(references)}")
    headers.append("Auto-Submitted: auto-generated")
    if unsubscribe_url is not None:
        _require(_LINK, unsubscribe_url, "unsubscribe URL")
        headers.append(f"List-Unsubscribe: <{unsubscribe_url}>")
        if unsubscribe_url.startswith("https://"):
            headers.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    headers += [
        f"Content-Language: {re.sub('[^A-Za-z-]', '', language)}",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative;{_CRLF} boundary="{boundary}"',
    ]
    parts = "".join(
        f"--{boundary}{_CRLF}{_part(subtype, text)}"
        for subtype, text in (("plain", rendered.text), ("html", rendered.html))
    )
    return f"{_CRLF.join(headers)}{_CRLF}{_CRLF}{parts}--{boundary}--{_CRLF}".encode()


def _require(pattern: re.Pattern[str], value: str, name: str) -> None:
    if not pattern.fullmatch(value):
        message = f"not a {name}: {value!r}"
        raise ValueError(message)


def _header(name: str, text: str) -> str:
    return f"{name}: {_encoded(name, text)}"


def _encoded(name: str, text: str) -> str:
    """Plain where every program reads it plainly, encoded-words (RFC 2047) otherwise."""
    if text.isascii() and len(text) <= _LONGEST_ASCII:
        return text
    return Header(text, "utf-8", header_name=name).encode(linesep=_CRLF)


_SPECIALS = re.compile(r"[][()<>@,:;.\"\\]")


def _address_header(name: str, who: Address) -> str:
    display = clean(who.name)
    if not display:
        return f"{name}: {who.mailbox}"
    if display.isascii() and len(display) <= _LONGEST_ASCII and not _SPECIALS.search(display):
        return f"{name}: {display} <{who.mailbox}>"
    # One encoded-word, even beyond the 75 characters of RFC 2047 (22 Ukrainian letters):
    # between two of them in a name Python's own parser (3.11.7) puts a space that is not
    # there. Commas need no quoting inside.
    encoded = Header(shortened(display, _LONGEST_NAME), "utf-8", maxlinelen=_ONE_LINE).encode()
    return f"{name}: {encoded}{_CRLF} <{who.mailbox}>"


def _part(subtype: str, text: str) -> str:
    """One part in the encoding that makes it shorter: Korean and Cyrillic in base64."""
    lines = text.encode("utf-8", "replace").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    body = lines.replace(b"\n", b"\r\n")
    quoted = encodestring(lines).replace(b"\n", b"\r\n")
    encoding, encoded = "quoted-printable", quoted
    if len(quoted) > len(body) * 4 // 3 + 80:
        encoding, encoded = "base64", encodebytes(body).replace(b"\n", b"\r\n")
    # The line break in front of a boundary belongs to the boundary (RFC 2046, 5.1.1).
    return (
        f"Content-Type: text/{subtype}; charset=utf-8{_CRLF}"
        f"Content-Transfer-Encoding: {encoding}{_CRLF}{_CRLF}{encoded.decode('ascii')}{_CRLF}"
    )
