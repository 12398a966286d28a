"""What the operator is told: a source fails, a source is well again; one mail each.

In English, as the logs and the command line are. Left out: when a source counts as
failing (the store keeps that), sending.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr

from markupsafe import escape

from monitor.deliver.message import compose, message_id_for
from monitor.ports import Mail, SourceRecord
from monitor.report.hygiene import clean, shortened
from monitor.report.render import Rendered

# One failure is a restart or a deploy; the second in a row is told.
TELL_AFTER = 2
_LONGEST_ERROR = 1_000


def notice(before: SourceRecord, after: SourceRecord, *, operator: str, sender: str) -> Mail | None:
    """The mail that this check of a source calls for, or None.

    The Message-ID comes from the source's name and the time since when it fails, so the
    same trouble never makes two mails.
    """
    at = after.last_checked
    assert at is not None
    if after.error is not None and after.failures >= TELL_AFTER and before.told_at is None:
        since = after.failing_since or at
        lines = [
            f"The source {clean(after.name)} has failed {after.failures} times in a row, since {_time(since)}.",
            f"Why: {shortened(clean(after.error), _LONGEST_ERROR)}",
            f"Last success: {_time(after.last_success) if after.last_success else 'never'}.",
            f"Log lines of this check carry crawl={after.crawl}." if after.crawl else "",
            "`monitor sources` shows how all sources fare. You get one more mail when this one is well again.",
        ]
        return _mail(
            f"Source failing: {after.name}",
            lines,
            f"source-failing:{since.isoformat()}",
            after,
            operator,
            sender,
        )
    if after.error is None and before.told_at is not None:
        since = before.failing_since or before.told_at
        lines = [
            f"The source {clean(after.name)} is well again, since {_time(at)}.",
            f"It had failed {before.failures} times in a row, since {_time(since)}.",
        ]
        return _mail(
            f"Source well again: {after.name}",
            lines,
            f"source-well:{since.isoformat()}",
            after,
            operator,
            sender,
        )
    return None


def _mail(
    subject: str, lines: list[str], kind: str, record: SourceRecord, operator: str, sender: str
) -> Mail:
    at = record.last_checked
    assert at is not None
    shown = [line for line in lines if line]
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in shown)
    rendered = Rendered(
        subject=shortened(clean(subject), 150),
        text="\n\n".join(shown) + "\n",
        html=f'<!doctype html><html lang="en"><body>{paragraphs}</body></html>',
    )
    domain = parseaddr(sender)[1].rpartition("@")[2]
    message_id = message_id_for(kind, record.name, 0, operator, domain)
    raw = compose(
        rendered,
        sender=sender,
        recipient=operator,
        message_id=message_id,
        references=(message_id_for("source", record.name, 0, operator, domain),),
        date=at,
        language="en",
        unsubscribe_url=None,
    )
    return Mail(recipient=operator, message_id=message_id, raw=raw)


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
