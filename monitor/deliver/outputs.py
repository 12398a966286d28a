"""Reports to whom no mail goes: what each output gets, and which way each recipient is.

An output is a recipient like an editor: its payload waits in the same outbox under its
own message id and goes through the same lease, back-off and dead letters. Only what the
payload is and how it is handed over differ.

Left out: the ways themselves (``files``, ``webhook``, ``smtp``, ``maildir``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import Self

from monitor.deliver.message import identity
from monitor.deliver.postmaster import kind_of
from monitor.errors import PermanentFailure
from monitor.model import Output, OutputKind, Report, is_output
from monitor.ports import Deferred, Mail, Mailer, Postmaster, SourceRecord, Waiting
from monitor.report.atom import entry_bytes
from monitor.report.objects import json_text, report_shape
from monitor.report.selection import asked_for


class OutputsPostmaster:
    """The port ``monitor.ports.Postmaster`` over a list of outputs; none of them waits for a digest."""

    def __init__(self, outputs: Sequence[Output]) -> None:
        self._outputs = tuple(outputs)

    def address(self, report: Report, now: datetime) -> tuple[Mail | Deferred, ...]:  # noqa: ARG002 - the port's
        """What goes to which output."""
        chosen = ((output, asked_for(report, output)) for output in self._outputs)
        return tuple(_payload(output, selected) for output, selected in chosen if selected is not None)

    def digest(self, waiting: Waiting, now: datetime) -> Mail | None:  # noqa: ARG002 - the port's
        """None: nothing waits for an output."""
        return None

    def notice(self, before: SourceRecord, after: SourceRecord) -> Mail | None:  # noqa: ARG002 - the port's
        """None: what fails is told to the operator alone."""
        return None

    def held_until(self, recipient: str, now: datetime) -> datetime | None:  # noqa: ARG002 - the port's
        """None: a feed and a program have no night."""
        return None

    def at_once(self, now: datetime) -> frozenset[str]:  # noqa: ARG002 - the port's
        """Nobody: nothing waits for an output."""
        return frozenset()


def _payload(output: Output, report: Report) -> Mail:
    told = identity(kind_of(report), report.article_url, report.version_number, output.recipient)
    message_id = f"msg_{told}"
    if output.kind is OutputKind.ATOM:
        raw = entry_bytes(report, output.language, identity=told)
    else:
        ending = "\n" if output.kind is OutputKind.JSONL else ""
        shape = {"id": message_id} | report_shape(report, output.language)
        raw = (json_text(shape) + ending).encode()
    return Mail(recipient=output.recipient, message_id=message_id, raw=raw)


class JointPostmaster:
    """Several postmasters as one."""

    def __init__(self, *postmasters: Postmaster) -> None:
        self._postmasters = postmasters

    def address(self, report: Report, now: datetime) -> tuple[Mail | Deferred, ...]:
        """What all of them give out."""
        return tuple(item for one in self._postmasters for item in one.address(report, now))

    def digest(self, waiting: Waiting, now: datetime) -> Mail | None:
        """The digest of the one that knows the recipient."""
        made = (one.digest(waiting, now) for one in self._postmasters)
        return next((mail for mail in made if mail is not None), None)

    def notice(self, before: SourceRecord, after: SourceRecord) -> Mail | None:
        """The notice of the one that knows the operator."""
        made = (one.notice(before, after) for one in self._postmasters)
        return next((mail for mail in made if mail is not None), None)

    def held_until(self, recipient: str, now: datetime) -> datetime | None:
        """When the quiet hours end that the one who knows the recipient tells."""
        ends = (one.held_until(recipient, now) for one in self._postmasters)
        return next((end for end in ends if end is not None), None)

    def at_once(self, now: datetime) -> frozenset[str]:
        """Whose reports no longer wait, by any of them."""
        return frozenset[str]().union(*(one.at_once(now) for one in self._postmasters))


class Ways:
    """The port ``monitor.ports.Mailer`` that hands each recipient's post to the mailer it has.

    Whoever is no output is reached by mail.
    """

    def __init__(self, mail: Mailer, outputs: Mapping[str, Mailer]) -> None:
        self._mail = mail
        self._outputs = dict(outputs)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for way in (self._mail, *self._outputs.values()):
            if isinstance(way, AbstractAsyncContextManager):
                await self._stack.enter_async_context(way)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def send(self, raw: bytes, *, recipient: str, message_id: str) -> None:
        """Hand it over by the recipient's way; errors as the way raises them.

        :raises PermanentFailure: an output that the settings no longer name.
        """
        way = self._outputs.get(recipient)
        if way is None:
            if is_output(recipient):
                message = f"the settings name no output {recipient} any more; name it and run `monitor send --retry`"
                raise PermanentFailure(message)
            way = self._mail
        await way.send(raw, recipient=recipient, message_id=message_id)
