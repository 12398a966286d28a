"""Refusing what is no article, each with its reason from the closed set.

Servers send consent walls, captchas, "page not found" and error pages with status 200,
and the extractor gives them as articles. A page is refused by what it says (phrases of
every language, ``[refusals]`` in ``boilerplate.toml``: a Korean site's captcha may be
English) weighed against how much else it says: an article about cookie banners is one.

Sizes are in letters; a Hangul syllable counts for two and a half.

Left out on purpose: a text that shrank since the last version. That needs the last
version (``decide``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from lxml import etree

from monitor.extract.boilerplate import tables
from monitor.extract.document import Document
from monitor.extract.marks import Marks, bare, size
from monitor.extract.metadata import Metadata
from monitor.lang.registry import languages
from monitor.model import Article, Block, Page, RefusalReason, Refused
from monitor.text.normalise import clean, fold_form

_BY_PHRASES = ("captcha", "javascript", "consent", "login", "soft_404", "error_page")
# Up to here a page with one phrase has nothing besides it (the shortest article of the
# set has 330 letters).
_NOTHING_ELSE = 200
_HARDLY = 60
# A "not found" page may list other stories below its message.
_TEASERS = 1500
# A stub of three paragraphs has 400 to 1,400 letters; whole articles below that exist,
# so a stub needs an offer to read on as well.
_STUB, _SHORT_STUB = 1800, 1000
# Where even a lone sentence under a headline is too little to be monitored.
_FLASH, _TEXT = 25, 60
_SHOWN = etree.XPath(
    "//body//text()[not(ancestor::footer or ancestor::nav or ancestor::header)]", smart_strings=False
)
_NEAR, _AFTER = 700, 250
_CHALLENGE = re.compile(
    r"cf-chl|challenge-platform|px-captcha|captcha-delivery|_Incapsula_Resource|hcaptcha|g-recaptcha|cf-turnstile|grecaptcha|/captcha|ddos-guard",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"""type\s?=\s?["']?password""", re.IGNORECASE)
_NOT_FOUND_PATH = re.compile(
    r"(?:^|/)(?:404|not-?found|notfound|error|page-not-found|err)(?:\.[a-z]{2,5})?/?$", re.IGNORECASE
)
_MOUNT = re.compile(
    r"""<div[^>]{0,80}id\s?=\s?["']?(?:root|app|__next|__nuxt|main-app|react-root)["'\s>]""", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_HOME_PATHS = frozenset(
    {
        "",
        "index.html",
        "index.htm",
        "index.php",
        "index.do",
        "home",
        "main",
        "main.html",
        "startseite",
        "home.html",
        "main.do",
    }
)
_HTML_START = re.compile(
    rb"<(?:!doctype|html|head|body|div|p|article|meta|title|script|section|main|h1|table|!--|\?xml|span|center|font)",
    re.IGNORECASE,
)
_NOT_HTML_START = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"RIFF",
    b"\x00\x00\x00",
    b"ID3",
    b"OggS",
    b"wOF",
)
_FEED = re.compile(rb"<(?:rss|feed|urlset|sitemapindex|rdf:RDF|svg|opml)[\s>]", re.IGNORECASE)


def before_parsing(page: Page, *, limit: int) -> Refused | None:
    """What can be refused from status, headers, length and first bytes; ``limit`` in bytes."""
    if page.status >= 400:
        return _refused(page, RefusalReason.ERROR_PAGE, f"status {page.status}")
    if len(page.body) > limit:
        return _refused(page, RefusalReason.TOO_LARGE, f"{len(page.body)} bytes, the limit is {limit}")
    head = page.body[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not head:
        return _refused(page, RefusalReason.EMPTY, "no body")
    kind = (page.header("content-type") or "").split(";", maxsplit=1)[0].strip().lower()
    if (
        kind
        and not kind.startswith("text/")
        and "html" not in kind
        and kind not in {"application/octet-stream", "application/xml"}
    ):
        return _refused(page, RefusalReason.NOT_HTML, kind)
    if page.body.startswith(_NOT_HTML_START) or _FEED.search(head) or not _HTML_START.search(head):
        return _refused(page, RefusalReason.NOT_HTML, "the body is no HTML")
    return None


def judge(
    page: Page,
    document: Document,
    meta: Metadata,
    article: Article,
    *,
    raw: Sequence[Block],
    marks: Marks,
    languages_wanted: tuple[str, ...],
) -> Refused | None:
    """The refusal of a parsed page, or None for an article.

    ``raw`` are the blocks before boilerplate was taken out: it is what tells these pages.
    """
    marked = bool(meta.article) or meta.kind == "article"
    by_words = _by_phrases(document, meta, raw, urlsplit(page.final_url).path, marked=marked)
    if by_words is not None:
        return _refused(page, *by_words)
    if _is_home(page, meta, marked=marked):
        return _refused(page, RefusalReason.HOME_PAGE, f"asked for {page.url}, given {page.final_url}")
    cut = _cut(document)
    if cut:
        return _refused(page, RefusalReason.TRUNCATED, cut)
    offer = _offer(document, meta, article, raw)
    if offer:
        return _refused(page, RefusalReason.PAYWALL, offer)
    letters = sum(size(block.text) for block in article.blocks)
    if letters < (_FLASH if marked else _TEXT):
        return _refused(page, RefusalReason.EMPTY, f"{letters:.0f} letters of text")
    linked = (
        0 if marked else sum(size(block.text) for block in article.blocks if bare(block.text) in marks.linked)
    )
    if linked * 2 > letters:
        return _refused(page, RefusalReason.EMPTY, "a list of links")
    if article.language not in languages_wanted:
        return _refused(page, RefusalReason.WRONG_LANGUAGE, article.language or "unknown")
    return None


def _refused(page: Page, reason: RefusalReason, detail: str) -> Refused:
    return Refused(url=page.final_url, reason=reason, detail=detail)


# ------------------------------------------------------------------- by phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrases:
    text: tuple[str, ...]
    titles: re.Pattern[str] | None


@cache
def _phrases(reason: str) -> _Phrases:
    text: set[str] = set()
    titles: set[str] = set()
    for code in languages():
        data = tables(code).get("refusals", {})
        text.update(fold_form(phrase).casefold() for phrase in data.get(reason, ()))
        titles.update(fold_form(phrase).casefold() for phrase in data.get(f"{reason}_titles", ()))
    # Korean has no word borders that a pattern sees; elsewhere whole words only.
    words = "|".join(
        re.escape(title) if "\uac00" <= title[-1] <= "\ud7a3" else rf"(?<!\w){re.escape(title)}(?!\w)"
        for title in sorted(titles)
    )
    return _Phrases(text=tuple(sorted(text)), titles=re.compile(words) if words else None)


def _by_phrases(
    document: Document, meta: Metadata, raw: Sequence[Block], page_path: str, *, marked: bool
) -> tuple[RefusalReason, str] | None:
    sizes = [size(block.text) for block in raw]
    total = sum(sizes)
    # Only a page of consent texts is longer than any of the bounds.
    texts = [fold_form(block.text).casefold() for block in raw[:80]]
    title = fold_form(document.tree.findtext(".//title") or "").casefold()
    heads = " | ".join(
        filter(
            None,
            (
                title,
                *(fold_form(text).casefold() for text in (meta.headlines.page, meta.headlines.og) if text),
            ),
        )
    )
    written = "\n".join(block.text for block in raw[:80])
    if total < _HARDLY:
        # Hardly anything was extracted: what the browser shows is the page.
        shown = clean(f"{' '.join(document.tree.itertext())} {document.noscript}"[:20_000])
        texts.append(fold_form(shown).casefold())
        sizes.append(0)
        written = f"{written}\n{shown}"
    # A wall says so at its beginning; an article is not searched to its end for it.
    whole = (
        "\n".join(texts) if total < 2 * _TEASERS else "\n".join(texts[:12])[: _NEAR if marked else _TEASERS]
    )
    grams = {whole[i : i + 3] for i in range(len(whole) - 2)}
    best: tuple[float, str, str] | None = None
    for reason in _BY_PHRASES:
        if total >= 2 * _TEASERS and reason != "consent":
            continue
        known = _phrases(reason)
        # Three letters leave out most phrases at the cost of a look-up each.
        said = {phrase for phrase in known.text if phrase[:3] in grams and phrase in whole}
        hit = sum(
            size for text, size in zip(texts, sizes, strict=False) if any(phrase in text for phrase in said)
        )
        titled = known.titles.search(heads) if known.titles is not None and len(heads) < 300 else None
        built = _built(reason, document, page_path, total, marked=marked)
        dense = (
            reason == "consent"
            and total < (2 * _TEASERS if said else _TEASERS)
            and _dense(whole, marked=marked)
        )
        weight = len(said) + (2 if titled else 0) + built + (2 if dense else 0)
        rest = total - hit
        # A page that is marked up as an article needs two signs, one of them in its text.
        told = bool(said) or dense
        enough = weight >= 2 and told if marked else weight >= 1 and (told or bool(built) or len(heads) < 80)
        # A lone sentence without address is a notice only where nothing claims an article.
        enough = enough and (
            built >= 2
            or (total < _HARDLY + _FLASH and not marked)
            or _speaks_to_reader(written[: 2 * _TEASERS])
        )
        # Footers name cookies and privacy on every page.
        if reason == "consent" and total < _HARDLY:
            enough = enough and (dense or len(said) >= 2)
        is_it = enough and (
            (rest < _NOTHING_ELSE and (total < _STUB or hit >= rest))
            or (bool(titled) and bool(said) and rest < _TEASERS and total < 2 * _TEASERS)
            or (len(said) >= 2 and hit >= rest and total < 2 * _TEASERS)
            or (reason == "consent" and len(said) >= 3 and (hit >= rest or rest < 600))
            or dense
        )
        if is_it and (best is None or weight > best[0]):
            best = (
                weight,
                reason,
                (titled.group() if titled else "") or min(said, key=len, default="its markup"),
            )
    return (RefusalReason(best[1]), best[2]) if best is not None else None


def _speaks_to_reader(text: str) -> bool:
    """True for "please", "your browser", "we": notices speak so, a flash of two sentences under "Technical fault halts trains" does not."""
    return any(pattern.search(text) for pattern in _address())


@cache
def _address() -> tuple[re.Pattern[str], ...]:
    data = (tables(code).get("refusals", {}).get("address") for code in languages())
    return tuple(re.compile(pattern) for pattern in data if pattern)


def _built(reason: str, document: Document, path: str, total: float, *, marked: bool) -> int:
    """How far the markup and the address tell a kind of page with little text: 0 to 2."""
    if total >= 600 or marked:
        return 0
    if reason == "captcha":
        return 2 if _CHALLENGE.search(document.markup) else 0
    if reason == "login":
        return 2 if _PASSWORD.search(document.markup) else 0
    if reason == "soft_404":
        return 1 if _NOT_FOUND_PATH.search(path) else 0
    if reason == "javascript":
        return 1 if total < _FLASH and _MOUNT.search(document.markup) else 0
    return 0


def _dense(text: str, *, marked: bool) -> bool:
    """True for a text that speaks of hardly anything but cookies, consent and partners."""
    words = max(1, len(_WORD.findall(text)))
    hits = _stems("consent").findall(text)
    share = len(hits) / words
    # Ten consent texts of four languages have 7 to 22 of 100 words; a news item about
    # cookie law written for the tests has 5.
    return len(set(hits)) >= 4 and share >= (0.12 if marked else 0.07)


@cache
def _stems(kind: str) -> re.Pattern[str]:
    """Beginnings of words of one kind in all languages (Korean: anywhere in a word)."""
    found = {
        stem for code in languages() for stem in tables(code).get("refusals", {}).get(f"{kind}_stems", ())
    }
    return re.compile(
        "|".join(
            re.escape(stem) if "\uac00" <= stem[0] <= "\ud7a3" else rf"(?<!\w){re.escape(stem)}"
            for stem in sorted(found)
        )
    )


def _offer(document: Document, meta: Metadata, article: Article, raw: Sequence[Block]) -> str | None:
    """The words that offer the rest for money or an account, on a page that holds a stub."""
    letters = sum(size(block.text) for block in article.blocks)
    if letters >= _STUB:
        return None
    free = str(meta.article.get("isAccessibleForFree", "")).strip().lower()
    stated = size(meta.body)
    if stated > 1.5 * max(letters, 1) and free not in {"false", "no", "0"}:
        return None
    # Labels of other stories ("subscribers only") stand elsewhere on the page: what counts
    # is said in the text or just after it.
    visible = clean(" ".join(_SHOWN(document.tree)))
    at = visible.rfind(article.blocks[-1].text[-60:]) if article.blocks else -1
    near = fold_form(
        "\n".join((*(block.text for block in raw), visible[at : at + _NEAR] if at >= 0 else visible[:3000]))
    ).casefold()
    said = [phrase for phrase in _phrases("paywall").text if phrase in near]
    strong = [phrase for phrase in _phrases("paywall_strong").text if phrase in near]
    locked = free in {"false", "no", "0"}
    if strong or len(said) >= 2 or (said and locked):
        return f"{letters:.0f} letters, then: {(strong or said)[0]}"
    if letters >= _SHORT_STUB:
        return None
    # Worded otherwise: the last blocks and what follows speak of subscribing twice and of reading.
    last = [fold_form(block.text).casefold() for block in raw[-4:]]
    after = fold_form(visible[at + 60 : at + 60 + _AFTER]).casefold() if at >= 0 else ""
    ending = "\n".join((*(text for text in last if _stems("subscribe").search(text)), after))
    spoken = "\n".join(block.text for block in raw[-4:]) + visible[at : at + _NEAR]
    if _stems("newsletter").search(ending) is None and _speaks_to_reader(spoken):
        offers = _stems("subscribe").findall(ending)
        if len(offers) >= 2 and _stems("read_on").search(ending):
            return f"{letters:.0f} letters, then: {', '.join(sorted(set(offers)))}"
    return None


# ----------------------------------------------------------------- by structure


def _is_home(page: Page, meta: Metadata, *, marked: bool) -> bool:
    """True where an article's address led to the home page or to a section above it."""
    asked, given = urlsplit(page.url), urlsplit(page.final_url)
    was, is_now = asked.path.strip("/"), given.path.strip("/")
    if (
        not marked
        and is_now.lower() not in _HOME_PATHS
        and not given.query
        and urlsplit(meta.stated_url).path.strip("/").lower() in _HOME_PATHS
        and meta.stated_url
        and meta.kind == "website"
    ):
        return True
    if was == is_now or was.lower() in _HOME_PATHS:
        return False
    tail = re.sub(r"^[a-z]{2}(?:[-_][a-z]{2})?(?:/|$)", "", is_now.lower())
    if tail in _HOME_PATHS and not given.query:
        return True
    above = was.startswith(f"{is_now}/") or (
        is_now.count("/") < was.count("/") and is_now.count("/") == 0 and not re.search(r"[0-9]", is_now)
    )
    return above and not marked and meta.kind != "article"


def _cut(document: Document) -> str | None:
    """Where the markup shows that its end is missing."""
    if document.swallowed:
        return f"a {document.swallowed} element without end hides the rest"
    markup = document.markup
    comment = markup.rfind("<!--")
    if (
        comment > markup.rfind("-->")
        and markup.find("<p", comment) > 0
        and markup.rfind("<script", 0, comment) <= markup.rfind("</script", 0, comment)
    ):
        return "a comment without end hides the rest"
    end = markup[-4000:].rstrip().lower()
    if "</html" in end or "</body" in end:
        return None
    if end.rfind("<") > end.rfind(">"):
        return "the markup ends inside a tag"
    if markup.rfind("<script") > markup.rfind("</script"):
        return "the markup ends inside a script"
    # Closing tags are optional; text that breaks off after an opened paragraph has lost its tail.
    if "<body" in markup and not end.endswith(">") and "</p>" in markup:
        return "the markup ends inside a paragraph"
    return None
