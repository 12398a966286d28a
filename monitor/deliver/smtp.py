"""Mails over SMTP: verified TLS, time-outs everywhere, each recipient a mail of its own.

What the server says decides: 4yz is tried again, 5yz about the message or the recipient
never. A refused log-in or a certificate that cannot be verified is no fault of the mail
and is tried again, so that an expired password delays mails and loses none.

When the connection breaks after the message was handed over and before the answer,
nobody knows; the mail is tried again with the same Message-ID, by which the receiving
side can tell the two are one.

Left out: queueing and back-off (:mod:`monitor.deliver.outbox`), DKIM (the server's).
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

import aiosmtplib

from monitor.crash import Point, reached
from monitor.errors import PermanentFailure, TemporaryFailure
from monitor.mailboxes import Address, address

Security = Literal["starttls", "tls", "none"]

# A mail is a dialogue of some ten answers; the whole may take this many time-outs, so
# that a server that drips a byte a minute cannot hold the outbox.
_DIALOGUE = 4
_GOODBYE = 2.0

_FROM = re.compile(r"^From:((?:[^\r\n]*\r\n)(?:[ \t][^\r\n]*\r\n)*)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpConfig:
    """How to reach the server.

    ``timeout`` is in seconds, for each answer. ``verify`` off accepts any certificate:
    for tests only. ``hostname`` is what we call ourselves in EHLO; None asks the system.
    """

    host: str
    port: int
    security: Security = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 30.0
    verify: bool = True
    hostname: str | None = None


class SmtpMailer:
    """A way to one server. ``async with`` keeps one connection for several mails.

    Without it every mail has a connection of its own. Inside ``async with``, a server
    that cannot be reached is asked once: the other mails of that round fail at once.
    """

    def __init__(self, config: SmtpConfig) -> None:
        self.config = config
        self._client: aiosmtplib.SMTP | None = None
        self._kept = False
        self._unreachable: TemporaryFailure | None = None

    async def __aenter__(self) -> Self:
        self._kept = True
        self._unreachable = None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kept = False
        self._unreachable = None
        await self._leave()

    async def send(self, raw: bytes, *, recipient: str, message_id: str) -> None:
        """Hand over these bytes; returns once the server has said it took them.

        :raises TemporaryFailure: 4yz, no connection, no answer, log-in or TLS refused.
        :raises PermanentFailure: 5yz to sender, recipient or message; no SMTPUTF8 where
            an address needs it; an address that is none.
        """
        try:
            to, sender = address(recipient), _sender(raw)
        except ValueError as error:
            raise PermanentFailure(str(error)) from error
        done = False
        try:
            async with asyncio.timeout(self.config.timeout * _DIALOGUE):
                client = await self._connected()
                reached(Point.MAIL_CONNECTED)
                await self._hand_over(client, raw, sender, to)
            done = True
        except (TimeoutError, OSError, aiosmtplib.SMTPException) as error:
            if isinstance(error, aiosmtplib.SMTPResponseException):
                await self._leave()
            raise _failure(error, self.config, message_id) from error
        finally:
            # Whatever state a broken dialogue is in, the next mail starts with a new one.
            if not done:
                await self._drop()
        if not self._kept:
            await self._leave()

    async def verify(self) -> None:
        """Connect, secure and log in without sending: what ``monitor check`` asks.

        :raises TemporaryFailure: when any of it fails; the message says which.
        """
        try:
            async with asyncio.timeout(self.config.timeout * _DIALOGUE):
                await self._connected()
        except TimeoutError as error:
            raise TemporaryFailure(_told(error, self.config)) from error
        else:
            await self._leave()
        finally:
            await self._drop()

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        if self._unreachable is not None:
            raise self._unreachable
        config = self.config
        client = aiosmtplib.SMTP(
            hostname=config.host,
            port=config.port,
            timeout=config.timeout,
            use_tls=config.security == "tls",
            # False, never None: None upgrades when offered and stays in the clear otherwise.
            start_tls=False,
            local_hostname=config.hostname,
            tls_context=_context(config) if config.security != "none" else None,
        )
        self._client = client
        try:
            await client.connect()
            if config.security == "starttls":
                await client.starttls(tls_context=_context(config))
            if config.username:
                await _log_in(client, config)
        except (TimeoutError, OSError, aiosmtplib.SMTPException) as error:
            failure = TemporaryFailure(_told(error, config))
            if self._kept:
                self._unreachable = failure
            raise failure from error
        return client

    async def _hand_over(self, client: aiosmtplib.SMTP, raw: bytes, sender: Address, to: Address) -> None:
        options: list[str] = []
        encoding = "ascii"
        if sender.international or to.international:
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
            if not client.supports_extension("smtputf8"):
                message = f"{self.config.host} does not take addresses like {to.mailbox} (no SMTPUTF8)"
                raise PermanentFailure(message)
            options.append("SMTPUTF8")
            encoding = "utf-8"
        await client.mail(sender.mailbox, options=options, encoding=encoding)
        await client.rcpt(to.mailbox, encoding=encoding)
        reached(Point.MAIL_ADDRESSED)
        await client.data(raw)
        reached(Point.MAIL_ANSWERED)

    async def _leave(self) -> None:
        """Say goodbye. What goes wrong here changes nothing: the mails were taken."""
        client = self._client
        if client is not None and client.is_connected:
            transport = client.transport
            with contextlib.suppress(TimeoutError, OSError, aiosmtplib.SMTPException):
                await client.quit(timeout=_GOODBYE)
            await _closed(transport)
        await self._drop()

    async def _drop(self) -> None:
        """Close without a word; the next mail starts with a new connection."""
        client, self._client = self._client, None
        if client is not None:
            transport = client.transport
            client.close()
            await _closed(transport)


async def _closed(transport: asyncio.BaseTransport | None) -> None:
    """Give the socket back at once: a TLS goodbye may wait half a minute for the peer's."""
    if isinstance(transport, asyncio.Transport):
        transport.abort()
    # The loop frees the socket in its next turns, of which the last mail may have none.
    for _ in range(2):
        await asyncio.sleep(0)


async def _log_in(client: aiosmtplib.SMTP, config: SmtpConfig) -> None:
    if client.is_ehlo_or_helo_needed:
        await client.ehlo()
    if not client.supports_extension("auth"):
        message = (
            "the server offers no log-in (AUTH); see smtp.port and smtp.security, or leave smtp.username out"
        )
        raise aiosmtplib.SMTPException(message)
    await client.login(config.username or "", config.password or "")


def _context(config: SmtpConfig) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not config.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _sender(raw: bytes) -> Address:
    """The envelope's sender: the From of the mail.

    :raises ValueError: when there is none.
    """
    head, _, _ = raw.partition(b"\r\n\r\n")
    found = _FROM.search(head.decode("utf-8", "replace") + "\r\n")
    if found is None:
        message = "the mail has no From"
        raise ValueError(message)
    return address(found[1].rpartition("<")[2].rstrip("> \r\n").strip())


def _failure(
    error: BaseException, config: SmtpConfig, message_id: str
) -> TemporaryFailure | PermanentFailure:
    told = f"{_told(error, config)} ({message_id})"
    refused = isinstance(error, aiosmtplib.SMTPResponseException) and 500 <= error.code < 600
    about_the_mail = isinstance(
        error,
        aiosmtplib.SMTPSenderRefused | aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError,
    )
    return PermanentFailure(told) if refused and about_the_mail else TemporaryFailure(told)


def _told(error: BaseException, config: SmtpConfig) -> str:
    """The server's words on one line, without the password."""
    where = f"{config.host}:{config.port}"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{where} answered {error.code} {' '.join(error.message.split())[:300]}"
    what = _of_tls(error, config) or " ".join(str(error).split())[:300] or "no answer in time"
    return f"{where}: {what}"


# The codes of X509_verify_cert (openssl/x509_vfy.h).
_NAME_MISMATCH = frozenset({62, 64})
_NOBODY_VOUCHES = frozenset({18, 19, 20, 21})


def _of_tls(error: BaseException, config: SmtpConfig) -> str | None:
    """What is wrong with TLS, and the key that mends it; None when it is something else."""
    fault: BaseException | None = error
    while fault is not None and not isinstance(fault, ssl.SSLError):
        fault = fault.__cause__
    if isinstance(fault, ssl.SSLCertVerificationError):
        hint = ""
        if fault.verify_code in _NAME_MISMATCH:
            hint = "; smtp.host has to be a name that it is for"
        elif fault.verify_code in _NOBODY_VOUCHES:
            hint = "; if the authority is your own, name its file in the environment as SSL_CERT_FILE"
        return f"the certificate cannot be verified: {fault.verify_message.rstrip('.')}{hint}"
    if fault is not None and config.security == "tls":
        why = fault.reason or fault
        return f'no TLS from the start ({why}); smtp.security = "starttls" is for a server that begins in the clear (587)'
    unsecured = isinstance(error, aiosmtplib.SMTPConnectTimeoutError) and config.security != "tls"
    if unsecured:
        return f'{error}; a server that speaks TLS from the start (465) needs smtp.security = "tls"'
    return None
