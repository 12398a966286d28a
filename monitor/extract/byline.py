"""Who wrote it: names from JSON-LD, ``<meta>`` or the visible byline, one a name.

Left out on purpose: telling persons from agencies; both stand in bylines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from lxml import html

from monitor.extract import jsonld
from monitor.extract.boilerplate import tables
from monitor.extract.marks import bare, size
from monitor.lang.registry import language, languages
from monitor.text.normalise import clean

_MAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,64}(?:\.[\w\-]{1,32}){1,4}")
_ADDRESS = re.compile(r"https?://|www\.|facebook\.com|^@|\.(?:com|de|net|org)/")
_DOTTED = re.compile(r"[a-z]\.[a-z]")
_CLOCK = re.compile(r"[0-9]{1,4}[:.\-/ ]")
_LONGEST = 60
_LONG_LABEL = 7
_MOST = 30


def people(
    tree: html.HtmlElement,
    thing: dict[str, object],
    metas: tuple[str, ...],
    given: tuple[str, ...] = (),
    sites: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """The names of the byline in the order stated; () where no origin states one.

    ``given`` is what a site's rule found; it goes first. ``sites`` are folded names of
    the site: an origin that names nobody else is used only if no other names anybody.
    """
    spare: tuple[str, ...] = ()
    origins: tuple[Callable[[], tuple[str, ...]], ...] = (
        lambda: given,
        lambda: jsonld.names(thing.get("author") or thing.get("creator")),
        lambda: metas,
        lambda: _visible(tree),
        lambda: _labelled(tree),
    )
    for origin in origins:
        found = tuple(dict.fromkeys(name for text in origin() for name in split(text)))
        if found and all(
            any(bare(name) == site or bare(name).startswith(site) for site in sites if len(site) > 2)
            for name in found
        ):
            spare = spare or found
        elif found and (not spare or any(_is_person(name) for name in found)):
            return found[:_MOST]
    return spare[:_MOST]


def _is_person(name: str) -> bool:
    """Two words or more, the first and the last with a capital, and no address."""
    words = name.split()
    return (
        len(words) > 1
        and all(word[0].isupper() for word in (words[0], words[-1]))
        and not _DOTTED.search(name)
    )


def split(text: str) -> tuple[str, ...]:
    """The names in one string ("Von A. Muster und B. Beispiel, dpa")."""
    line = clean(jsonld.text(text))
    if not line or _ADDRESS.search(line) or len(line) > 400:
        return ()
    line = _MAIL.sub(" ", line)
    names = []
    for piece in _divider().split(line):
        name = clean(piece).strip(" ·|/,;:-–—()[]=").strip()
        name = _announced().sub("", _dated().sub("", _lead().sub("", name)))
        bare_name = _role().sub("", name).strip(" ·|/,;:-–—()[]=")
        # "Guardian staff reporter" is nobody without the role; "홍길동 기자" is.
        if " " in bare_name or not bare_name.isascii():
            name = bare_name
        if 1 < len(name) <= _LONGEST and not _CLOCK.match(name) and any(char.isalpha() for char in name):
            names.append(name)
    return tuple(names)


@cache
def _dated() -> re.Pattern[str]:
    """A date that was set behind the name."""
    months = {month for code in languages() for month in language(code).toml("dates.toml").get("months", {})}
    words = "|".join(re.escape(month) for month in sorted(months, key=lambda month: (-len(month), month)))
    return re.compile(rf"\s+(?:(?:{words})\.?\s+)?[0-9].*$|\s+(?:{words})$", re.IGNORECASE)


@cache
def _announced() -> re.Pattern[str]:
    """What announces such a date; only a long word begins it, the shorter ones are names somewhere."""
    labels = {label for code in languages() for label in language(code).toml("dates.toml").get("labels", ())}
    all_of_them = "|".join(map(re.escape, sorted(labels)))
    long = "|".join(re.escape(label) for label in sorted(labels) if size(label) >= _LONG_LABEL)
    return re.compile(
        rf"(?:^|\s+)(?:(?:{all_of_them})\s+)*(?:{long})(?:\s+(?:{all_of_them}))*:?$", re.IGNORECASE
    )


@cache
def _words(key: str) -> tuple[str, ...]:
    listed = {word for code in languages() for word in tables(code).get("byline", {}).get(key, ())}
    return tuple(sorted(listed, key=lambda word: (-len(word), word)))


@cache
def _divider() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in _words("and"))
    return re.compile(rf"\s*[,;|/·•]\s*|\s+(?:{words})\s+|\s+[&+]\s+", re.IGNORECASE)


@cache
def _lead() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in _words("lead"))
    return re.compile(rf"^(?:(?:{words})(?:\s*:\s*|\s+))+", re.IGNORECASE)


@cache
def _inner_lead() -> re.Pattern[str]:
    """What stands before the lead in a visible byline ("Capital von …")."""
    words = "|".join(re.escape(word) for word in _words("inner_lead"))
    return re.compile(rf"^.{{1,40}}?\s(?:{words})\s(?=[^\W\d_])", re.IGNORECASE)


@cache
def _role() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in _words("role"))
    return re.compile(rf"(?:\s+(?:{words}))+$", re.IGNORECASE)


def _visible(tree: html.HtmlElement) -> tuple[str, ...]:
    """Texts of elements that are marked as the author's name, of the first place that has any."""
    found: list[str] = []
    place: html.HtmlElement | None = None
    for element in tree.iter(
        "a", "span", "p", "div", "address", "em", "strong", "li", "cite", "storefront-html"
    ):
        if not _is_author(element):
            continue
        text = _inner_lead().sub("", clean(" ".join(element.itertext())))
        if not 2 < len(text) < 120 or any(text in other or other in text for other in found):
            continue
        holder = element.getparent()
        holder = holder.getparent() if holder is not None and holder.getparent() is not None else holder
        if place is not None and holder is not place:
            break
        place = holder
        found.append(text)
    return tuple(found)


def _labelled(tree: html.HtmlElement) -> tuple[str, ...]:
    """The first short line that begins with a word for author ("Autor: …")."""
    for element in tree.iter("p", "li", "span", "div", "td"):
        begins = (element.text or "").strip() or (element[0].text or "" if len(element) else "")
        if len(element) < 3 and _label().match(f"{begins.strip()} "):
            text = clean(" ".join(element.itertext()))
            if 4 < len(text) < 80 and _label().match(text):
                return (_label().sub("", text),)
    return ()


@cache
def _label() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in _words("labels") if len(word) > 3)
    return re.compile(rf"^(?:{words})(?:\s?/\s?(?:{words}))?\s?:?\s+", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _names_author(marks: str) -> bool:
    return bool(_MARK.search(marks))


def _is_author(element: html.HtmlElement) -> bool:
    for name in ("rel", "itemprop", "class", "id"):
        value = element.get(name)
        if value and _names_author(value.lower()):
            return True
    return element.tag == "a" and bool(_AUTHOR_PAGE.search(element.get("href") or ""))


_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|in)?|profile|by|journalist|avtor)/(?:[^/?#]{1,30}/)?[^/?#]{3,60}/?$"
)
_MARK = re.compile(
    r"(?:^|[\s_\-])(?:authors?|byline|reporter|writer|journalist|autor|kuerzel|gija|person)(?:[\s_\-]?(?:name|link))?(?:$|[\s_\-])|byline|authorname|author__name"
)
