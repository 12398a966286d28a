"""Who gets a report, as what and when: the editors of the settings.

A person is a mailbox. Who stands in the settings twice, in whatever case, gets a report
once: as the first of the tables that the report goes to soonest, with the changes that
any of them asks for.

Left out: sending (``outbox``), the times (:mod:`monitor.hours`), how a mail looks (``monitor.report``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import quote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from monitor.deliver.message import compose, message_id_for
from monitor.deliver.notices import notice
from monitor.hours import due, quiet_until
from monitor.model import ChangeKind, Delivery, Editor, Report
from monitor.ports import Deferred, Mail, SourceRecord, Waiting, mailbox_key
from monitor.report.render import render
from monitor.report.selection import asked_for

_UNVERSIONED = (ChangeKind.ARTICLE_GONE, ChangeKind.ARTICLE_BACK)


class EditorsPostmaster:
    """The port ``monitor.ports.Postmaster`` over a list of editors."""

    def __init__(
        self,
        editors: Sequence[Editor],
        *,
        sender: str,
        unsubscribe_url: str | None,
        operator: str | None = None,
    ) -> None:
        self._people: dict[str, tuple[Editor, ...]] = {}
        for editor in editors:
            key = mailbox_key(editor.address)
            self._people[key] = (*self._people.get(key, ()), editor)
        self._sender = sender
        self._operator = operator
        self._unsubscribe_url = unsubscribe_url

    def address(self, report: Report, now: datetime) -> tuple[Mail | Deferred, ...]:
        """What goes to whom; () when nobody asked for any of it."""
        post: list[Mail | Deferred] = []
        for tables in self._people.values():
            selected = _selected(tables, report)
            if selected is None:
                continue
            asking = [editor for editor in tables if asked_for(report, editor) is not None]
            editor = min(asking, key=lambda editor: due(editor, now))
            if due(editor, now) <= now:
                post.append(self._mail(editor, (selected,), now, kind_of(selected)))
            else:
                post.append(Deferred(recipient=editor.address, due_at=due(editor, now)))
        return tuple(post)

    def digest(self, waiting: Waiting, now: datetime) -> Mail | None:
        """One mail of all that waited; None when the editor is gone or wants none of it."""
        tables = self._people.get(mailbox_key(waiting.recipient))
        if tables is None:
            return None
        chosen: dict[tuple[object, ...], Report] = {}
        for report in waiting.reports:
            selected = _selected(tables, report)
            if selected is not None:
                chosen.setdefault((selected.article_url, selected.version_number, selected.changes), selected)
        if not chosen:
            return None
        return self._mail(tables[0], tuple(chosen.values()), now, f"digest:{'.'.join(map(str, waiting.ids))}")

    def held_until(self, recipient: str, now: datetime) -> datetime | None:
        """When the quiet hours end that this recipient has now; None outside of them."""
        tables = self._people.get(mailbox_key(recipient), ())
        ends = [quiet_until(editor, now) for editor in tables]
        # A table without quiet hours lets mail go: its owner asked for it at any time.
        return min((end for end in ends if end is not None), default=None) if all(ends) else None

    def at_once(self, now: datetime) -> frozenset[str]:
        """Whose reports no longer wait: all their tables are at once, and it is no quiet hour."""
        return frozenset(
            key
            for key, tables in self._people.items()
            if all(editor.delivery is Delivery.AT_ONCE for editor in tables)
            and self.held_until(key, now) is None
        )

    def sample(self, report: Report, address: str, now: datetime) -> Mail:
        """The report as that address would get it: as its editor, or as a new one in the report's language."""
        tables = self._people.get(mailbox_key(address))
        editor = (
            replace(tables[0], address=address)
            if tables
            else Editor(address=address, language=report.language)
        )
        return self._mail(editor, (report,), now, f"test:{now.isoformat()}")

    def notice(self, before: SourceRecord, after: SourceRecord) -> Mail | None:
        """What the operator is told of a source; None without an operator."""
        if self._operator is None:
            return None
        return notice(before, after, operator=self._operator, sender=self._sender)

    def _mail(self, editor: Editor, reports: tuple[Report, ...], now: datetime, kind: str) -> Mail:
        domain = parseaddr(self._sender)[1].rpartition("@")[2]
        first = reports[0]
        message_id = message_id_for(kind, first.article_url, first.version_number, editor.address, domain)
        thread = message_id_for("article", first.article_url, 0, editor.address, domain)
        raw = compose(
            render(reports, editor.language, zone=ZoneInfo(editor.timezone)),
            sender=self._sender,
            recipient=editor.address,
            message_id=message_id,
            references=(thread,) if len({report.article_url for report in reports}) == 1 else (),
            date=now,
            language=editor.language,
            unsubscribe_url=unsubscribe_link(self._unsubscribe_url, editor.address),
        )
        return Mail(recipient=editor.address, message_id=message_id, raw=raw)


def _selected(tables: Sequence[Editor], report: Report) -> Report | None:
    """The report with what any of a person's tables asks for."""
    asked = [found for editor in tables if (found := asked_for(report, editor)) is not None]
    if len(asked) < 2:
        return asked[0] if asked else None
    wanted = {change for one in asked for change in one.changes}
    return replace(report, changes=tuple(change for change in report.changes if change in wanted))


def unsubscribe_link(url: str | None, address: str) -> str | None:
    """The link of the settings for this reader: the mailbox where ``{address}`` stands.

    One-Click has no other way to know who clicks (RFC 8058, 3.1, asks for a link that identifies
    the recipient), so a web address without the place gets it as ``editor=``. A mail tells its
    sender by itself.
    """
    if url is None:
        return None
    told = quote(address, safe="")
    if "{address}" in url:
        return url.replace("{address}", told)
    if url.startswith("mailto:"):
        return url
    parts = urlsplit(url)
    query = f"{parts.query}&editor={told}" if parts.query else f"editor={told}"
    return urlunsplit(parts._replace(query=query))


def kind_of(report: Report) -> str:
    """What tells this report from others on the version: an article can go and come back many times."""
    if report.changes[0].kind in _UNVERSIONED:
        return f"{report.changes[0].kind.value}:{report.captured_at.isoformat()}"
    return "changes"
