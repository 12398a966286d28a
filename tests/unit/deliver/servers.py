"""Mail servers on loopback that behave, and that misbehave on purpose."""

# ruff: noqa: N802, N811, ARG002 - the names and arguments are aiosmtpd's

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP as Dialogue
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Inbox:
    """What a server heard. Set ``answers`` to refuse: recipient (or "DATA") → replies in turn."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, bytes]] = []
        self.options: list[list[str]] = []
        self.answers: dict[str, list[str]] = {}
        self.connections = 0

    def _answer(self, key: str) -> str | None:
        replies = self.answers.get(key)
        if not replies:
            return None
        return replies.pop(0) if len(replies) > 1 else replies[0]

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.options.append(list(options))
        refused = self._answer("MAIL")
        if refused:
            return refused
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        refused = self._answer(address)
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        refused = self._answer("DATA")
        if refused == "drop":
            # The message was heard in full, the answer never is.
            self.taken.append((envelope.mail_from, envelope.rcpt_tos[0], envelope.original_content))
            server.transport.abort()
            return "250 never heard"
        if refused == "hang":
            await asyncio.sleep(30)
        elif refused:
            return refused
        self.taken.extend((envelope.mail_from, to, envelope.original_content) for to in envelope.rcpt_tos)
        return "250 OK"

    def message_ids(self) -> list[str]:
        return [
            line.partition(b":")[2].strip().decode()
            for _, _, raw in self.taken
            for line in raw.split(b"\r\n")
            if line.startswith(b"Message-ID:")
        ]


@contextmanager
def loop_in_thread() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(_cancelled(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _cancelled() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def listening(factory: Callable[[], asyncio.Protocol], tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server of that protocol on a free port of 127.0.0.1; gives the port."""
    with loop_in_thread() as loop:

        async def start() -> asyncio.Server:
            return await loop.create_server(factory, "127.0.0.1", 0, ssl=tls)

        server = asyncio.run_coroutine_threadsafe(start(), loop).result(5)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            loop.call_soon_threadsafe(server.close)


@contextmanager
def mail_server(
    inbox: Inbox, *, tls: ssl.SSLContext | None = None, implicit: bool = False, **options: Any
) -> Iterator[int]:
    def make() -> Dialogue:
        if tls is not None and not implicit:
            options.setdefault("tls_context", tls)
        dialogue = Dialogue(inbox, hostname="mail.test", **options)
        if implicit:
            # aiosmtpd (1.4.6) knows TLS only as what STARTTLS began: on a connection that is TLS
            # from its first byte it offers no AUTH.
            dialogue._auth_require_tls = False
        return dialogue

    with listening(make, tls if implicit else None) as port:
        yield port


def login_of(user: bytes, password: bytes) -> Callable[..., AuthResult]:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.login == user and data.password == password, handled=False)

    return check


class Scripted(asyncio.Protocol):
    """A server that reads lines and answers from a table; None closes, "" says nothing."""

    def __init__(self, greeting: str | None, replies: dict[str, str | None]) -> None:
        self._greeting = greeting
        self._replies = replies

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._say(self._greeting)

    def data_received(self, data: bytes) -> None:
        for line in data.split(b"\r\n"):
            verb = line[:4].decode("ascii", "replace").upper()
            if verb in self._replies:
                self._say(self._replies[verb])

    def _say(self, reply: str | None) -> None:
        if reply is None:
            self._transport.abort()
        elif reply:
            self._transport.write(reply.encode() + b"\r\n")


def certificate(folder: Path, host: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """A server context for that host, and the certificate that vouches for it."""
    key, cert = folder / f"{host}-key.pem", folder / f"{host}.pem"
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    cert.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context, cert
