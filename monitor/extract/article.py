"""One page as an article, or the reason why it is none.

Bytes in: charset, parse, metadata, the extractor (trafilatura's default cascade on the
shared tree, without comments), blocks, the gaps between them, boilerplate, standfirst,
language, quality.

Left out on purpose: ``deduplicate`` (it keeps state between pages: the third capture of
a page lost text that the first had), favouring precision or recall (both lose pages),
and any generic list of elements to prune.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree, html
from trafilatura import bare_extraction

from monitor.extract import boilerplate, gaps, marks, metadata, quality, sites, standfirst, state
from monitor.extract.blocks import blocks, from_elements
from monitor.extract.charset import decode
from monitor.extract.document import Document, parse
from monitor.extract.marks import bare
from monitor.extract.plain import extract_text
from monitor.extract.sites import SiteRule
from monitor.lang.detection import detect
from monitor.model import Article, Block, Headlines, Page, RefusalReason, Refused

__all__ = ["MAX_BYTES", "extract", "extract_text"]

MAX_BYTES = 8 * 1024 * 1024
"""The largest body that is parsed, in bytes (the crawl's own cap, findings/faults.md row 8)."""
# A flash of one or two sentences has 25 to 300 letters.
_FLASH, _LEAST = 300, 25
_PARAGRAPHS = etree.XPath("//article//p | //main//p | //*[@itemprop='articleBody']//p")
_OUTSIDE = frozenset({"nav", "footer", "header", "aside", "form", "figure"})
# Elements without text, read by then; the extractor copies the tree several times.
# Not <link>: on one page of the set trafilatura chose another body without them.
_TEXTLESS = ("meta", "input", "source", "track", "param", "area")


def extract(
    page: Page,
    *,
    declared_language: str | None,
    languages: tuple[str, ...],
    site_rules: Sequence[SiteRule] = (),
) -> Article | Refused:
    """The article of a page, or the reason why the page is none.

    ``declared_language`` is the source's language, the prior of detection; ``languages``
    are those that an article may have; ``site_rules`` are the user's own, which go before
    the project's.
    """
    early = quality.before_parsing(page, limit=MAX_BYTES)
    if early is not None:
        return early
    decoded = decode(page.body, page.header("content-type"))
    if decoded is None:
        return _refused(page, RefusalReason.UNREADABLE, "no charset reads the body")
    document = parse(decoded)
    if document is None:
        return _refused(page, RefusalReason.EMPTY, "no element in the page")
    rule = sites.rule_for(page.final_url, page.fetched_at.date(), site_rules)
    found_by_rule = sites.Found()
    if rule is not None:
        sites.prune(document, rule)
        found_by_rule = sites.read(document, rule)
    meta = metadata.read(document, page, declared_language, found_by_rule)
    prior = declared_language or meta.language
    raw = found_by_rule.blocks or state.choose(document, meta.body, _body(document, page))
    text = " ".join(block.text for block in raw)
    code = detect(text, prior) or metadata.known_language(prior)
    stands_out = marks.collect(document.tree, raw)
    found = boilerplate.prune(raw, code, stands_out.linked, meta.byline) if code else raw
    found = _without_headline(marks.without(found, stands_out), meta.headlines)
    lead = standfirst.choose(document, meta, found, found_by_rule.standfirst)
    found = _without_headline(lead.blocks, meta.headlines)
    article = Article(
        url=meta.canonical,
        language=code or "",
        headlines=meta.headlines,
        standfirst=lead.text,
        standfirst_shown=lead.shown,
        byline=meta.byline,
        published=meta.published,
        modified=meta.modified,
        section=meta.section,
        tags=meta.tags,
        blocks=found,
    )
    verdict = quality.judge(
        page, document, meta, article, raw=raw, marks=stands_out, languages_wanted=languages
    )
    return verdict or article


def _refused(page: Page, reason: RefusalReason, detail: str) -> Refused:
    return Refused(url=page.final_url, reason=reason, detail=detail)


def _body(document: Document, page: Page) -> tuple[Block, ...]:
    etree.strip_elements(document.tree, *_TEXTLESS, with_tail=False)
    extracted = bare_extraction(
        document.tree, url=page.final_url, include_comments=False, with_metadata=False
    )
    found = blocks(extracted.body) if extracted is not None and extracted.body is not None else ()
    if sum(marks.size(block.text) for block in found) < _FLASH:
        # For so little text the extractor takes all that the page shows, menus too.
        own = from_elements([element for element in _PARAGRAPHS(document.tree) if not _outside(element)])
        if sum(marks.size(block.text) for block in own) >= _LEAST:
            return own
    return gaps.filled(document.tree, found)


def _outside(element: html.HtmlElement) -> bool:
    return any(ancestor.tag in _OUTSIDE for ancestor in element.iterancestors())


def _without_headline(found: tuple[Block, ...], headlines: Headlines) -> tuple[Block, ...]:
    """Leading blocks that repeat the headline go (on 52 of 129 German pages they do)."""
    titles = {bare(title) for title in (headlines.page, headlines.og, headlines.jsonld) if title}
    start = 0
    while start < min(3, len(found)) and bare(found[start].text) in titles:
        start += 1
    return found[start:]
