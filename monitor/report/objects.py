"""Reports as JSON for other programs: JSON lines, webhooks, ``monitor reports show --json``.

The shape is fixed and only grows. Changes look as in :mod:`monitor.shapes`; beside them
stand the subject and the sentence of summary that a mail in that language would carry.

Every string of a publisher is one line of clean text (:func:`monitor.report.hygiene.clean`),
an address that does not lead to the web is null, and ``<``, ``>`` and ``&`` are written as
JSON escapes: a line that ends up inside a page stays text there.

Left out: where the lines go (``monitor.deliver``).
"""

from __future__ import annotations

import json
from typing import Any

from monitor.model import Report
from monitor.report.catalogue import catalogue
from monitor.report.hygiene import clean, safe_link
from monitor.report.render import subject
from monitor.report.runs import plain
from monitor.report.summary import summary
from monitor.shapes import change_shape, time_string

_AS_TEXT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def report_shape(report: Report, language: str) -> dict[str, Any]:
    """One report; ``language`` is the reader's, of subject and summary."""
    words = catalogue(language)
    return {
        "source": clean(report.source_name),
        "url": safe_link(report.article_url),
        "headline": clean(report.headline),
        "language": report.language,
        "version": report.version_number,
        "captured_at": time_string(report.captured_at),
        "previous_captured_at": time_string(report.previous_captured_at),
        "stealth": report.stealth,
        "report_language": language,
        "subject": subject([report], words),
        "summary": clean(plain(summary(report, words))),
        "changes": [
            _cleaned(
                change_shape(change) | {"speaker": change.speaker, "passage_before": change.passage_before}
            )
            for change in report.changes
        ],
    }


def json_text(value: object) -> str:
    """JSON on one line that is also harmless inside HTML."""
    return json.dumps(value, ensure_ascii=False).translate(_AS_TEXT)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(entry) for key, entry in value.items()}
    return value
