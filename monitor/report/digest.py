"""From a comparison to a report, and from a report to what one reader asked for.

Left out: words and layout (:mod:`monitor.report.render`) and when a report is sent.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.lang import languages
from monitor.model import (
    Article,
    Attribution,
    Change,
    ChangeKind,
    Comparison,
    Figure,
    Report,
    Side,
    SourceOfSpeech,
    Version,
    Weight,
)
from monitor.read.gazetteer import gazetteer
from monitor.text.sentences import sentences


def build_report(
    source_name: str,
    article: Article,
    version: Version,
    previous: Version | None,
    comparison: Comparison,
) -> Report:
    """What ``version`` changed since ``previous``, most important first.

    Every changed figure is told with who says so: the source of the attribution that
    covers it, in the version where the figure stands. Where both versions have a sentence,
    the old one is told too, so that its words can be marked.
    """
    return Report(
        source_name=source_name,
        article_url=article.url,
        headline=article.headline,
        language=article.language,
        version_number=version.number,
        captured_at=version.captured_at,
        previous_captured_at=previous.captured_at if previous else None,
        stealth=comparison.stealth or version.stealth,
        changes=tuple(_in_context(change, version, previous) for change in comparison.changes),
    )


def select(report: Report, *, minimum: Weight, kinds: frozenset[ChangeKind] | None) -> Report | None:
    """The report with the changes a reader asked for; None when none is left.

    ``kinds`` of None means all. A change of weight none is never reported.
    """
    least = max(minimum.rank, Weight.LOW.rank)
    changes = tuple(
        change
        for change in report.changes
        if change.weight.rank >= least and (kinds is None or change.kind in kinds)
    )
    if not changes:
        return None
    return report if len(changes) == len(report.changes) else replace(report, changes=changes)


def _in_context(change: Change, version: Version, previous: Version | None) -> Change:
    """The change with who says so, and with the old sentence beside the new one."""
    before, after = change.before, change.after
    speaker = None
    if isinstance(after, Figure):
        speaker = _speaker(after, version)
    elif isinstance(before, Figure) and previous is not None:
        speaker = _speaker(before, previous)
    passage = None
    if after is not None and previous is not None and isinstance(before, Figure | Attribution):
        passage = _sentence(before, previous)
    return replace(
        change,
        before=_named(before, previous),
        after=_named(after, version),
        speaker=speaker,
        passage_before=passage,
    )


def _named(side: Side, version: Version | None) -> Side:
    """An attribution whose source is a pronoun, with the person that it stands for.

    Persons only: "it" is too often another body than the one named last.
    """
    if version is None or not isinstance(side, Attribution):
        return side
    code = version.article.language
    if not _is_pronoun(side.source, code):
        return side
    names = [
        one.source
        for one in version.reading.attributions
        if one.identity == side.identity
        and one.source_kind is SourceOfSpeech.PERSON
        and one.start < side.start
        and not _is_pronoun(one.source, code)
    ]
    return replace(side, source=names[-1]) if names else side


def _is_pronoun(source: str, code: str) -> bool:
    return code in languages() and gazetteer(code).has("pronouns", source.lower())


def _sentence(side: Figure | Attribution, version: Version) -> str | None:
    """The sentence that holds it; None where the offset does not lead to it (a headline)."""
    text, at = version.article.text, side.start
    written = side.surface if isinstance(side, Figure) else side.cue
    if not 0 <= at < len(text) or (isinstance(side, Figure) and not text.startswith(written, at)):
        return None
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)]
    for first, last in sentences(line, version.article.language):
        if first <= at - start < last:
            return line[first:last]
    return None


def _speaker(figure: Figure, version: Version) -> str | None:
    """The source whose words cover the figure; the tightest where several do."""
    covering = [
        attribution
        for attribution in version.reading.attributions
        if attribution.source and _covers(attribution, figure)
    ]
    if not covering:
        return None
    return min(covering, key=lambda attribution: len(attribution.content)).source


def _covers(attribution: Attribution, figure: Figure) -> bool:
    start = attribution.content_start
    return start is not None and start <= figure.start < start + len(attribution.content)
