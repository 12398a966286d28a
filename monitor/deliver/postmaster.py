"""Who gets a report, as what and when: the editors of the settings.

Left out: sending (``outbox``) and how a mail looks (``monitor.report``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from monitor.deliver.message import compose, message_id_for
from monitor.deliver.notices import notice
from monitor.model import ChangeKind, Delivery, Editor, Report
from monitor.ports import Deferred, Mail, SourceRecord, Waiting
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
        self._editors = tuple(editors)
        self._sender = sender
        self._operator = operator
        self._unsubscribe_url = unsubscribe_url

    def address(self, report: Report, now: datetime) -> tuple[Mail | Deferred, ...]:
        """What goes to whom; () when nobody asked for any of it."""
        post: list[Mail | Deferred] = []
        for editor in self._editors:
            selected = asked_for(report, editor)
            if selected is None:
                continue
            if editor.delivery is Delivery.AT_ONCE:
                post.append(self._mail(editor, (selected,), now, kind_of(selected)))
            else:
                post.append(Deferred(recipient=editor.address, due_at=_next_digest(editor, now)))
        return tuple(post)

    def digest(self, waiting: Waiting, now: datetime) -> Mail | None:
        """One mail of all that waited; None when the editor is gone or wants none of it."""
        editor = next((one for one in self._editors if one.address == waiting.recipient), None)
        if editor is None:
            return None
        chosen = [asked_for(report, editor) for report in waiting.reports]
        reports = tuple(report for report in chosen if report is not None)
        if not reports:
            return None
        return self._mail(editor, reports, now, f"digest:{'.'.join(map(str, waiting.ids))}")

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
            references=(thread,) if len(reports) == 1 else (),
            date=now,
            language=editor.language,
            unsubscribe_url=self._unsubscribe_url,
        )
        return Mail(recipient=editor.address, message_id=message_id, raw=raw)


def kind_of(report: Report) -> str:
    """What tells this report from others on the version: an article can go and come back many times."""
    if report.changes[0].kind in _UNVERSIONED:
        return f"{report.changes[0].kind.value}:{report.captured_at.isoformat()}"
    return "changes"


def _next_digest(editor: Editor, now: datetime) -> datetime:
    """The editor's next full hour, or the next time that the clock shows ``at``."""
    if editor.delivery is Delivery.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    zone = ZoneInfo(editor.timezone)
    local = now.astimezone(zone)
    at = datetime.combine(local.date(), time.fromisoformat(editor.at), zone)
    if at <= local:
        at = datetime.combine(local.date() + timedelta(days=1), time.fromisoformat(editor.at), zone)
    return at.astimezone(now.tzinfo)
