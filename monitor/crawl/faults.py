"""From exceptions and responses to the closed set of fetch faults.

Everything below the spiders fails with a :class:`FetchError`, which already knows its
fault; what Twisted and Scrapy raise themselves is told apart here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from service_identity import VerificationError
from twisted.internet import error as net
from twisted.web.client import ResponseFailed
from twisted.web.error import SchemeNotSupported

from monitor.model import FetchFailed, FetchFault
from monitor.patience import retry_after


class FetchError(IgnoreRequest):
    """A request that gave no usable response. Scrapy logs an IgnoreRequest quietly."""

    def __init__(
        self,
        fault: FetchFault,
        detail: str,
        *,
        status: int | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail
        self.status = status
        self.retry_after = retry_after


class TransientError(FetchError):
    """Worth one more try in the same pass: a connection that broke, a body cut short."""


def failed(url: str, error: BaseException, now: datetime) -> FetchFailed:
    """The value for an exception that ended the fetch of ``url``."""
    known = error if isinstance(error, FetchError) else told_apart(error)
    return FetchFailed(
        url=url,
        fault=known.fault,
        detail=known.detail,
        failed_at=now,
        status=known.status,
        retry_after=known.retry_after,
    )


def told_apart(error: BaseException) -> FetchError:
    """The fetch error that an exception of Twisted, Scrapy or asyncio means."""
    text = f"{type(error).__name__}: {error}".rstrip(": ")
    if isinstance(error, FetchError):
        return error
    if isinstance(error, (TimeoutError, net.TimeoutError, net.TCPTimedOutError, DownloadTimeoutError)):
        return FetchError(FetchFault.TIMEOUT, "no whole answer in time")
    if isinstance(error, (net.DNSLookupError, CannotResolveHostError)):
        return FetchError(FetchFault.DNS, str(error))
    if isinstance(error, (SSL.Error, VerificationError)):
        return FetchError(FetchFault.TLS, text)
    if isinstance(error, ResponseFailed):
        return _reasons(error)
    if isinstance(error, (DownloadConnectionRefusedError, net.ConnectionRefusedError, net.ConnectError)):
        return FetchError(FetchFault.CONNECTION, text)
    if isinstance(error, (net.ConnectionLost, net.ConnectionDone, net.ConnectionAborted, OSError)):
        return TransientError(FetchFault.CONNECTION, text)
    if isinstance(error, (UnsupportedURLSchemeError, SchemeNotSupported)):
        return FetchError(FetchFault.FORBIDDEN_SCHEME, text)
    if isinstance(error, IgnoreRequest) and "max redirections" in str(error):
        return FetchError(FetchFault.REDIRECTS, str(error))
    return FetchError(FetchFault.OTHER, text)


def _reasons(error: ResponseFailed) -> FetchError:
    """The most telling of the reasons that Twisted collects for one failed response."""
    found = [told_apart(reason.value) for reason in error.reasons or ()]
    for wanted in (FetchFault.TLS, FetchFault.TOO_LARGE, FetchFault.TIMEOUT, FetchFault.STOPPED):
        for one in found:
            if one.fault is wanted:
                return one
    text = ", ".join(one.detail for one in found) or type(error).__name__
    if any(one.fault is FetchFault.CONNECTION for one in found):
        return TransientError(FetchFault.CONNECTION, text)
    return FetchError(FetchFault.OTHER, text)


def trouble(response: Response, now: datetime) -> FetchError | None:
    """What an answer says about its host: an error for 429 and 5xx, None for a host that is well."""
    if response.status != 429 and response.status < 500:
        return None
    header = response.headers.get("Retry-After")
    return FetchError(
        FetchFault.STATUS,
        f"answered {response.status}",
        status=response.status,
        retry_after=retry_after(header.decode("latin-1") if header else None, now),
    )
