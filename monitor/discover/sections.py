"""Section pages: the links to articles, told from navigation.

With a pattern the source says itself what an article's URL looks like; without one the
shape of the URL, the length of the anchor's text and where it stands decide. Leaves out
pages whose links a script makes.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree, html

from monitor.discover.documents import MOST_BYTES, charset, plain
from monitor.discover.urls import absolute, canonical_url, of_portal, site_of
from monitor.errors import DiscoveryError
from monitor.model import Link

# The richest page of our set has 1,100 links; more is no section for readers.
_MOST_LINKS: Final = 5000
# Characters of a headline at least; "Kontakt", "Newsletter" and names of sections are shorter.
_SHORTEST_TITLE: Final = 14
_LONGEST_TITLE: Final = 300
# Of a whole headline rather than a topic's name ("Krieg in der Ukraine" has 20), and how
# many of them make a folder one of articles. Seen on the fixture sites; not measured on
# real section pages, of which the material at hand has none in Korean.
_FULL_HEADLINE: Final = 28
_COMPANY: Final = 3


def read_section(body: bytes, url: str, pattern: str | None) -> tuple[Link, ...]:
    """The articles that a section page links to, in the page's order, each once.

    :param pattern: regular expression searched in the absolute URL; it alone decides then.
    :raises DiscoveryError: when the page is no HTML, too large, the pattern is no
        expression, or no article is found: a section without articles is a changed page.
    """
    if not body.strip() or len(body) > MOST_BYTES:
        raise DiscoveryError(f"section {url}: {'larger than 8 MB' if body.strip() else 'empty'}")
    try:
        wanted = re.compile(pattern) if pattern else None
    except re.error as error:
        raise DiscoveryError(f"section {url}: {pattern!r} is no regular expression: {error}") from error
    root = _root(body, url)
    base = _base(root, url)
    own = canonical_url(url)
    titles: dict[str, str] = {}
    places: dict[str, str] = {}
    anchors = _anchors(root)
    kin = frozenset[str]() if wanted else _kin(anchors, base, url)
    for anchor, navigation in anchors:
        target = absolute(anchor.get("href") or "", base)
        if target is None or len(places) >= _MOST_LINKS:
            continue
        if not (wanted.search(target) if wanted else _wanted(target, url, kin, navigation=navigation)):
            continue
        key = canonical_url(target)
        if key == own:
            continue
        places.setdefault(key, target.split("#", 1)[0])
        title = _title(anchor)
        if len(title) > len(titles.get(key, "")):
            titles[key] = title
    found = [(key, places[key]) for key in _articles(places, titles)] if wanted is None else [*places.items()]
    if not found:
        raise DiscoveryError(f"section {url}: no article found on the page")
    return tuple(Link(url=target, title=titles.get(key) or None) for key, target in found)


# With so many articles of a portal on it, a page is the portal's, and its other links are its services.
_PORTAL_PAGE: Final = 5


def _articles(places: dict[str, str], titles: dict[str, str]) -> list[str]:
    """The keys that the words of their links do not speak against."""
    portal = [key for key in places if of_portal(key)]
    if len(portal) >= _PORTAL_PAGE:
        return portal
    return [
        key for key, target in places.items() if of_portal(key) or _is_headline(titles.get(key, ""), target)
    ]


def _wanted(target: str, url: str, kin: frozenset[str], *, navigation: bool) -> bool:
    if navigation or site_of(target) != site_of(url):
        return False
    return looks_like_article(target) or (_folder(target) in kin and not _is_service(target))


def _kin(anchors: list[tuple[html.HtmlElement, bool]], base: str, url: str) -> frozenset[str]:
    """Folders that hold this page's articles: several links under each are titled like headlines.

    A site whose addresses have neither date nor number (/artikel/ezb-senkt-leitzins.html) is
    told by the company its links keep.
    """
    headlined: dict[str, set[str]] = {}
    for anchor, navigation in anchors:
        target = absolute(anchor.get("href") or "", base)
        if target is None or navigation or site_of(target) != site_of(url) or _is_service(target):
            continue
        if _length(_title(anchor)) >= _FULL_HEADLINE and _folder(target).count("/") > 1:
            headlined.setdefault(_folder(target), set()).add(canonical_url(target))
    return frozenset(folder for folder, members in headlined.items() if len(members) >= _COMPANY)


def _folder(target: str) -> str:
    """The path without its last segment."""
    return unquote(urlsplit(target).path).rstrip("/").rpartition("/")[0] + "/"


def _is_service(target: str) -> bool:
    parts = urlsplit(target)
    path = unquote(parts.path)
    return bool(
        _NO_ARTICLE.search(path) or _FILE.search(path) or (parts.hostname or "").startswith(_NO_HOSTS)
    )


def _root(body: bytes, url: str) -> html.HtmlElement:
    if b"<a" not in body.replace(b"\0", b"").lower():
        raise DiscoveryError(f"section {url}: no HTML page with links")
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        return html.document_fromstring(_as_utf8(body), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise DiscoveryError(f"section {url}: {error}") from error


_META = re.compile(rb"""charset\s*=\s*["']?\s*([a-zA-Z0-9._:-]{1,40})""", re.IGNORECASE)


def _as_utf8(body: bytes) -> bytes:
    """The page in UTF-8. Bytes that are valid UTF-8 are that, whatever the page says or does not say."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        label = _META.search(body[:4096])
        return body.decode(charset(label[1].decode("ascii") if label else "cp1252"), "replace").encode(
            "utf-8"
        )
    return body


def _base(root: html.HtmlElement, url: str) -> str:
    element = next(root.iter("base"), None)
    href = element.get("href") if element is not None else None
    return (absolute(href, url) or url) if href else url


_NAVIGATION: Final = frozenset({"nav", "footer"})
_ROLES: Final = frozenset({"navigation", "contentinfo"})


def _anchors(root: html.HtmlElement) -> list[tuple[html.HtmlElement, bool]]:
    """Every link, with whether it stands in navigation; one walk, however deep the page is."""
    found = []
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        navigation = element.tag in _NAVIGATION or element.get("role") in _ROLES
        if event == "start":
            depth += navigation
            if element.tag == "a":
                found.append((element, depth > 0))
        else:
            depth -= navigation
    return found


def _title(anchor: html.HtmlElement) -> str:
    """The anchor's headline: its heading, else its text, else what its picture says."""
    heading = next(anchor.iter("h1", "h2", "h3", "h4", "h5", "h6"), anchor)
    texts = [heading.text_content(), anchor.get("title"), anchor.get("aria-label")]
    texts.extend(image.get("alt") for image in anchor.iter("img"))
    return next((tidy for text in texts if text and (tidy := plain(text[:_LONGEST_TITLE]))), "")


def _is_headline(title: str, target: str) -> bool:
    """Whether the words of a link are more than a section's name. A syllable of Hangul counts twice."""
    return _length(title) >= _SHORTEST_TITLE or _DATED.search(urlsplit(target).path) is not None


def _length(title: str) -> int:
    return sum(2 if "\uac00" <= char <= "\ud7a3" else 1 for char in title)


_NO_ARTICLE = re.compile(
    r"/(?:tags?|topics?|thema|themen|authors?|autor|autoren|categor(?:y|ies)|kategorie|login|signin|register|search|suche|"
    r"videos?|gallery|comments?|users?|profile|about|contact|impressum|datenschutz|privacy|terms|abo|"
    r"newsletters?|podcasts?|rss|feeds?|subscribe|help|hilfe|jobs?|wp-content|uploads|ranking|press)(?:/|\Z)",
    re.IGNORECASE,
)
_NO_HOSTS: Final = (
    "shop.",
    "jobs.",
    "abo.",
    "account.",
    "gutscheine.",
    "stellenmarkt.",
    "login.",
    "epaper.",
    "spiele.",
)
_FILE = re.compile(r"[.](?:png|jpe?g|gif|webp|svg|pdf|mp[34]|zip|xml|ics|css|js)\Z", re.IGNORECASE)
_DATED = re.compile(r"/(?:19|20)[0-9]{2}[/-]?(?:0[1-9]|1[0-2])(?:[/-]?[0-3][0-9])?(?:[/_-]|\Z)")
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{5,20}(?![0-9])")
# An identifier behind a word that says what it is: /articles/c4n1l6wx98go, /view/AKR2024...
_NAMED = re.compile(
    r"/(?:articles?|artikel|story|stories|news-story|view|read|articleview)/[^/]*[0-9][^/]*/?\Z",
    re.IGNORECASE,
)
_KEYS: Final = frozenset(
    {"idxno", "aid", "articleid", "article_id", "newsid", "news_id", "arcid", "art_id", "ud", "key", "idx"}
)
_NO_KEYS: Final = frozenset(
    {"page", "date", "ymd", "time", "sort", "sid", "sid1", "sid2", "lang", "size", "tag"}
)


def looks_like_article(url: str) -> bool:
    """Whether a URL has the shape of an article's: a date, a long number, or a long slug.

    Of the 149 URLs of the shared set's pages 134 have it; the others are named by one word
    and need a pattern.
    """
    if of_portal(canonical_url(url)):
        return True
    if _is_service(url):
        return False
    parts = urlsplit(url)
    path = unquote(parts.path)
    if _DATED.search(path) or _LONG_NUMBER.search(path) or _NAMED.search(path):
        return True
    pairs = [(name.lower(), value) for name, value in parse_qsl(parts.query)]
    if any(name in _KEYS and any(map(str.isdigit, value)) for name, value in pairs):
        return True
    if any(name not in _NO_KEYS and _LONG_NUMBER.fullmatch(value) for name, value in pairs):
        return True
    last = path.rstrip("/").rpartition("/")[2]
    slug = last.rpartition(".")[0] or last
    return slug.count("-") >= 3 or slug.count("_") >= 3
