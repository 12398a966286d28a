"""No connection to an address that is not public, however it was come by.

The guard sits where names become addresses. Twisted connects to exactly the addresses
that one resolution gave, so a second DNS answer (rebinding), a redirect and an odd
spelling of an address (``2130706433``, ``0x7f.1``) all pass through here. A proxy would
resolve names itself: the crawler uses none, whatever the environment says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet import interfaces
from zope.interface import implementer

from monitor.addresses import is_public, plain_host
from monitor.crawl.faults import FetchError
from monitor.model import FetchFault


@implementer(interfaces.IHostnameResolver)
class GuardedResolver:
    """Resolves a host name and passes on its public addresses only.

    A host named in ``allowed`` keeps all of its addresses: naming it is the operator's
    word for it. An address never allows a *name* that happens to point to it, so a
    hostile DNS answer gains nothing from an allowed intranet source.
    """

    def __init__(self, inner: Any, allowed: Sequence[str]) -> None:
        self._inner = inner
        self._allowed = frozenset(plain_host(host) for host in allowed)
        self._refused: dict[str, str] = {}

    def refusal(self, host: str) -> FetchError | None:
        """The error for a host whose last resolution gave no public address, or None."""
        address = self._refused.pop(plain_host(host), None)
        if address is None:
            return None
        return FetchError(FetchFault.FORBIDDEN_ADDRESS, f"{host} has the non-public address {address}")

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """See ``IHostnameResolver``."""
        host = plain_host(hostName)
        receiver = resolutionReceiver
        if host not in self._allowed:
            receiver = _PublicOnly(resolutionReceiver, host, self._refused)
        return self._inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(interfaces.IResolutionReceiver)
class _PublicOnly:
    """Passes public addresses on; remembers what it kept back when nothing was left."""

    def __init__(self, receiver: Any, host: str, refused: dict[str, str]) -> None:
        self._receiver = receiver
        self._host = host
        self._refused = refused
        self._kept_back: str | None = None
        self._passed = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        host = str(getattr(address, "host", ""))
        if is_public(host):
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._kept_back = host or repr(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._refused.pop(self._host, None)
        if self._kept_back is not None and not self._passed:
            self._refused[self._host] = self._kept_back
        self._receiver.resolutionComplete()
