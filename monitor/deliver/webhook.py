"""Reports to an address on the web, signed as Standard Webhooks asks.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md:
``webhook-id`` is the same for every attempt, ``webhook-timestamp`` is the attempt's, and
``webhook-signature`` is ``v1,`` with the base64 of HMAC-SHA256 over "id.timestamp.body".

=================================  ===========================================
answer                             so
=================================  ===========================================
2xx                                taken
408, 429, 5xx, none                again later, not before its Retry-After
any other (410, 404, a redirect)   a dead letter, until ``monitor send --retry``
=================================  ===========================================

A request whose answer was never heard goes again with the same webhook-id, by which the
other side can tell the two are one.

The host is resolved here and the connection goes to one of the addresses that were
judged, under the host's name for TLS: a second answer of the DNS (rebinding) changes
nothing. No redirect is followed and no proxy used.

Left out: the answer's body, which is not read; queueing and back-off (``outbox``).
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from ssl import SSLContext
from types import TracebackType
from typing import Self

import httpx

from monitor.addresses import is_public, plain_host
from monitor.errors import PermanentFailure, TemporaryFailure
from monitor.patience import retry_after

# The whole of a hand-over may take this many time-outs: an answer that drips a byte at a
# time must not hold the outbox, whose lease is longer still.
_DIALOGUE = 3
# One report that makes the other side hang must not keep the others back; a side that is
# down is not asked again and again in one round.
_MOST_SILENCES = 2
# Standard Webhooks: secrets are between 24 and 64 bytes, as base64 behind "whsec_".
_PREFIX = "whsec_"
_KEY_BYTES = range(24, 65)
_BUSY = frozenset({408, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookConfig:
    """Where to, and with which key. ``timeout`` is in seconds, for each step."""

    url: str
    key: bytes = field(repr=False)
    timeout: float = 15.0
    allow_private: Collection[str] = ()
    """Hosts whose addresses need not be public."""


class NoAnswer(TemporaryFailure):
    """Nobody was reached, or nobody answered."""


class Webhook:
    """A way to one address. Inside ``async with``, one that stays silent twice is left alone."""

    def __init__(self, config: WebhookConfig, *, now: Callable[[], datetime]) -> None:
        self.config = config
        self._now = now
        self._allowed = frozenset(plain_host(host) for host in config.allow_private)
        self._silences = 0
        self._left_alone: TemporaryFailure | None = None

    async def __aenter__(self) -> Self:
        self._silences, self._left_alone = 0, None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._silences, self._left_alone = 0, None

    async def send(self, raw: bytes, *, recipient: str, message_id: str) -> None:
        """POST these bytes; returns once the other side has said it took them.

        :raises TemporaryFailure: no connection, no answer, 408, 429, 5xx.
        :raises PermanentFailure: any other answer; a host with no public address.
        """
        if self._left_alone is not None:
            raise self._left_alone
        try:
            status, wait = await self._posted(raw, message_id)
        except NoAnswer as error:
            self._silences += 1
            if self._silences >= _MOST_SILENCES:
                self._left_alone = error
            raise
        if 200 <= status < 300:
            return
        told = f"{recipient} answered {status}"
        if status not in _BUSY and status < 500:
            raise PermanentFailure(told + (": redirects are not followed" if 300 <= status < 400 else ""))
        asked = retry_after(wait, self._now())
        failure = TemporaryFailure(told, retry_after=asked)
        if status == 429 or asked is not None:
            self._left_alone = failure
        raise failure

    async def addresses(self) -> list[str]:
        """The host's addresses that a connection may go to.

        :raises NoAnswer: the host has no address now.
        :raises PermanentFailure: it has none that is public, and is not allowed to.
        """
        url = httpx.URL(self.config.url)
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                url.raw_host.decode("ascii"), url.port or 443, type=socket.SOCK_STREAM
            )
        except OSError as error:
            message = f"{url.host} cannot be resolved: {error}"
            raise NoAnswer(message) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        permitted = [one for one in addresses if plain_host(url.host) in self._allowed or is_public(one)]
        if not permitted:
            message = (
                f"{url.host} has the non-public address {addresses[0]}; "
                "name the host in crawl.allow_private if it is yours"
            )
            raise PermanentFailure(message)
        return permitted

    async def _posted(self, body: bytes, message_id: str) -> tuple[int, str | None]:
        """Status and Retry-After of the answer."""
        config = self.config
        try:
            async with asyncio.timeout(config.timeout * _DIALOGUE):
                addresses = await self.addresses()
                limits = httpx.Timeout(config.timeout)
                async with httpx.AsyncClient(
                    verify=_tls(), timeout=limits, trust_env=False, follow_redirects=False
                ) as client:
                    return await self._asked(client, addresses, body, message_id)
        except TimeoutError as error:
            message = f"no answer within {config.timeout * _DIALOGUE:g} s"
            raise NoAnswer(message) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            message = f"{httpx.URL(config.url).host}: {type(error).__name__}: {error}"
            raise NoAnswer(message) from error

    async def _asked(
        self, client: httpx.AsyncClient, addresses: list[str], body: bytes, message_id: str
    ) -> tuple[int, str | None]:
        url = httpx.URL(self.config.url)
        timestamp = str(int(self._now().timestamp()))
        headers = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": "article-monitor",
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature(self.config.key, message_id, timestamp, body),
        }
        extensions = {"sni_hostname": url.raw_host.decode("ascii")}
        for place, address in enumerate(addresses, start=1):
            request = client.build_request(
                "POST", url.copy_with(host=address), headers=headers, content=body, extensions=extensions
            )
            try:
                answer = await client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                # Nothing was handed over yet: another address of the host is as good.
                if place == len(addresses):
                    raise
                continue
            await answer.aclose()
            return answer.status_code, answer.headers.get("Retry-After")
        raise AssertionError(addresses)


def signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """The value of ``webhook-signature``."""
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode("ascii")


def key_of(secret: str) -> bytes:
    """The key in a secret as Standard Webhooks writes it: ``whsec_`` and base64.

    :raises ValueError: it is none; the message says what to write and never the secret.
    """
    try:
        key = base64.b64decode(secret.strip().removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) not in _KEY_BYTES:
        message = 'not a secret of Standard Webhooks; write "whsec_" and the base64 of 24 to 64 random bytes'
        raise ValueError(message)
    return key


@cache
def _tls() -> SSLContext:
    # The authorities of certifi, or those that SSL_CERT_FILE names.
    return httpx.create_ssl_context()
