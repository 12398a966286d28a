"""What it costs to see that a page is unchanged, which edits that misses, and which pages it knows again.

    python bench/unchanged.py [--every N] [--show]

Reads the page set beside the project (``MONITOR_SHARED``, default ``../shared``).

cost        CPU of ``take`` with a rung over ``take`` of a page seen first, both without
            the fetch, on the page with a token changed (the whole ladder is climbed)
edits       words, digits, insertions and deletions in every place of the bytes where
            paragraphs, headlines, standfirst, byline and dates stand, one at a time. An
            edit is missed when the ladder says "unchanged" and the full extraction, run
            on the edited page, finds another text or date.
recognised  pages captured again with other boilerplate, made here in several ways, that
            the ladder knows without extraction. Ways that the extraction itself takes
            for a change are counted apart.
"""

from __future__ import annotations

import argparse
import html
import logging
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from extraction import LANGUAGES, SHARED, Case, cases

from monitor import intake
from monitor.extract.charset import decode
from monitor.extract.unchanged import Rung
from monitor.model import Article, Page

WORDS = {"de": "Zauberberg", "en": "wheelbarrow", "ko": "수레바퀴", "uk": "колісниця"}
NOTES = {
    "de": "Das teilte die Behörde am Abend mit.",
    "en": "The authority said so in the evening.",
    "ko": "당국은 이날 저녁 이같이 밝혔다.",
    "uk": "Про це відомство повідомило ввечері.",
}
# The same words stand in menus, scripts and teasers: so many places of each are edited.
MOST_PLACES = 4
_WORD = re.compile(r"\w{3,}")
_MOMENT = re.compile(rb"(20[0-9]{2}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5])([0-9])")


def taken(case: Case, page: Page, rung: Rung | None = None) -> object:
    return intake.take(
        page,
        declared_language=case.language,
        languages=LANGUAGES,
        site_rules=(),
        known=None,
        rung=rung,
    )


def with_body(page: Page, body: bytes) -> Page:
    return replace(page, body=body)


# ------------------------------------------------------------------------------- edits


def places(body: bytes, charset: str, text: str) -> list[int]:
    """Where a stretch of text stands in the bytes, as written or escaped."""
    found: set[int] = set()
    for form in {text, html.escape(text), html.escape(text, quote=False), text.replace('"', '\\"')}:
        try:
            wanted = form.encode(charset)
        except UnicodeEncodeError:
            continue
        found.update(match.start() for match in re.finditer(re.escape(wanted), body))
    return sorted(found)[:MOST_PLACES]


def stretches(text: str, chance: random.Random) -> Iterator[tuple[str, re.Match[str]]]:
    """Words of a text with some of what stands around them, enough to be found in the bytes."""
    words = list(_WORD.finditer(text))
    numbers = [word for word in words if any(c.isdigit() for c in word.group())]
    chosen = chance.sample(words, min(2, len(words))) + numbers[:1] + words[-1:]
    for word in chosen:
        begin, end = max(0, word.start() - 12), min(len(text), word.end() + 12)
        around = text[begin:end]
        inner = re.compile(re.escape(word.group())).search(around, word.start() - begin)
        if inner is not None:
            yield around, inner


def edited(case: Case, charset: str, text: str, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Every page that differs from the case's in one edit of this text."""
    body = case.page.body
    new = WORDS[case.language]
    for around, word in stretches(text, chance):
        head, old, tail = around[: word.start()], word.group(), around[word.end() :]
        forms = {"word": new, "insertion": f"{old} {new}", "deletion": ""}
        digits = re.sub(r"[0-9]", lambda digit: str((int(digit.group()) + 3) % 10), old)
        if digits != old:
            forms["digit"] = digits
        for place in places(body, charset, around):
            for kind, form in forms.items():
                raw = f"{head}{form}{tail}".encode(charset, "replace")
                length = len(around.encode(charset, "replace"))
                yield kind, body[:place] + raw + body[place + length :]


def blocks(case: Case, charset: str, text: str) -> Iterator[tuple[str, bytes]]:
    """A paragraph put in behind this one, before it, and this one taken out."""
    body = case.page.body
    note = NOTES[case.language].encode(charset, "replace")
    for place in places(body, charset, text[:30])[:3]:
        begin, end = body.rfind(b"<p", 0, place), body.find(b"</p>", place)
        if begin < 0 or end < 0 or end - begin > 10_000:
            continue
        end += 4
        for new in (
            b"<p>" + note + b"</p>",
            b"<p>" + WORDS[case.language].encode(charset, "replace") + b".</p>",
        ):
            yield "insertion of a paragraph", body[:end] + new + body[end:]
            yield "insertion of a paragraph", body[:begin] + new + body[begin:]
        yield "deletion of a paragraph", body[:begin] + body[end:]


def dates(body: bytes) -> Iterator[tuple[str, bytes]]:
    for found in list(_MOMENT.finditer(body))[:60]:
        digit = b"%d" % ((int(found.group(2)) + 3) % 10)
        yield "date", body[: found.start(2)] + digit + body[found.end(2) :]


def all_edits(case: Case, article: Article, charset: str) -> Iterator[tuple[str, str, bytes]]:
    chance = random.Random(case.name)
    for paragraph in article.paragraphs:
        yield from (("body", *edit) for edit in edited(case, charset, paragraph, chance))
    for paragraph in {*article.paragraphs[:3], *article.paragraphs[-2:]}:
        yield from (("body", *edit) for edit in blocks(case, charset, paragraph))
    headlines = article.headlines
    for text in {headlines.page, headlines.og, headlines.jsonld} - {None}:
        yield from (("headline", *edit) for edit in edited(case, charset, str(text), chance))
    if article.standfirst:
        yield from (("standfirst", *edit) for edit in edited(case, charset, article.standfirst, chance))
    for name in article.byline:
        yield from (("byline", *edit) for edit in edited(case, charset, name, chance))
    yield from (("date", *edit) for edit in dates(case.page.body))


# ------------------------------------------------------------------------- boilerplate


def _middle(body: bytes, new: bytes) -> bytes:
    """The page with something put between two paragraphs of its middle."""
    ends = [match.end() for match in re.finditer(rb"</p>", body)]
    at = ends[len(ends) // 2] if ends else len(body)
    return body[:at] + new + body[at:]


def _end(body: bytes, new: bytes) -> bytes:
    at = body.rfind(b"</body>")
    return body + new if at < 0 else body[:at] + new + body[at:]


def _start(body: bytes, new: bytes) -> bytes:
    found = re.search(rb"<body[^<>]*>", body)
    return body if found is None else body[: found.end()] + new + body[found.end() :]


def _head(body: bytes, new: bytes) -> bytes:
    at = body.find(b"</head>")
    return body if at < 0 else body[:at] + new + body[at:]


TITLES = (b"Road closed after storm for the whole week", b"Council puts off its vote on the new bridge")
LINKS = b"".join(b'<li><a href="/x/%d">%s</a></li>' % (n, title) for n, title in enumerate(TITLES))
TEASER = (
    b"<div class='teaser'><h3><a href='/x'>%s</a></h3><p>The mayor wants to wait for a second report on the costs.</p></div>"
    % TITLES[0]
)
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "a token in a comment at the end": lambda b: b + b"\n<!-- rendered 8f31c2 in 12 ms -->",
    "tokens in scripts and attributes": lambda b: _head(
        re.sub(rb"<(div|p|a|section) ", rb'<\1 data-r="9f2c77" ', b),
        b"<script nonce='x7'>var t='7af3';</script>",
    ),
    "a token in <meta>": lambda b: _head(b, b'<meta name="csrf-token" content="Zm9vYmFy">'),
    "an ad's frame inside the text": lambda b: _middle(
        b, b"<div class='ad' id='gpt-81'><script>ads.push(81)</script><iframe src='/ad?81'></iframe></div>"
    ),
    "an ad with its label inside the text": lambda b: _middle(
        b, b"<div class='ad'><span>Advertisement</span></div>"
    ),
    "a clock on top": lambda b: _start(b, b"<div class='clock'><span>Sunday, 14:05</span></div>"),
    "a counter of readers on top": lambda b: _start(b, b"<div class='count'>12,418 views</div>"),
    "a ticker of links on top": lambda b: _start(b, b"<ul class='ticker'>" + LINKS + b"</ul>"),
    "a box of links inside the text": lambda b: _middle(
        b, b"<aside class='related'><ul>" + LINKS + b"</ul></aside>"
    ),
    "a box of links at the end": lambda b: _end(b, b"<div class='related'><ul>" + LINKS + b"</ul></div>"),
    "teasers with text at the end": lambda b: _end(b, TEASER),
    "a notice of cookies at the end": lambda b: _end(
        b, b"<div id='cookies'><p>We use cookies to make this site work and to measure its use.</p></div>"
    ),
    "a comment count in JSON-LD": lambda b: re.sub(
        rb'("@type"\s*:\s*"(?:News)?Article"\s*,)', rb'\1"commentCount":17,', b, count=1
    ),
    "a block of JSON-LD about the site": lambda b: _head(
        b, b'<script type="application/ld+json">{"@type":"WebSite","url":"https://x.example/?s=81"}</script>'
    ),
}


# ---------------------------------------------------------------------------- measuring


def _spent(work: Callable[[], object]) -> tuple[float, object]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


class Measured:
    """What was counted over the pages."""

    def __init__(self, *, show: bool) -> None:
        self.show = show
        self.first: list[float] = []
        self.again: list[float] = []
        self.covered: list[bool] = []
        self.tried, self.missed, self.harmless = Counter[str](), Counter[str](), Counter[str]()
        self.known, self.made, self.changed = Counter[str](), Counter[str](), Counter[str]()

    def cost(self, case: Case) -> intake.Taken | None:
        """Time a page first seen and one unchanged; None where it is no article."""
        spent, whole = min((_spent(lambda: taken(case, case.page)) for _ in range(3)), key=lambda p: p[0])
        if not isinstance(whole, intake.Taken):
            return None
        other = with_body(case.page, case.page.body + b"\n<!-- 8f31c2 -->")
        self.first.append(spent)
        self.covered.append(whole.rung.lines)
        self.again.append(min(_spent(lambda: taken(case, other, whole.rung))[0] for _ in range(3)))
        if not whole.rung.lines and self.show:
            print(f"  not covered: {case.name}")
        return whole

    def recognition(self, case: Case, whole: intake.Taken) -> None:
        """Count the ways of other boilerplate that are known again."""
        for way, make in WAYS.items():
            page = with_body(case.page, make(case.page.body))
            if page.body == case.page.body:
                continue
            self.made[way] += 1
            if taken_by_rung(case, page, whole.rung) is not None:
                self.known[way] += 1
            else:
                self.changed[way] += not same_article(whole, taken(case, page))

    def edits(self, case: Case, whole: intake.Taken) -> None:
        """Count the edits that are missed."""
        decoded = decode(case.page.body, case.page.header("content-type"))
        assert decoded is not None
        for part, kind, body in all_edits(case, whole.article, decoded.charset):
            page, name = with_body(case.page, body), f"{part}, {kind}"
            self.tried[name] += 1
            if taken_by_rung(case, page, whole.rung) is None:
                continue
            if same_article(whole, taken(case, page)):
                self.harmless[name] += 1
            else:
                self.missed[name] += 1
                if self.show:
                    print(f"  missed: {name} on {case.name}")

    def tell(self) -> None:
        """Print it."""
        pairs = list(zip(self.first, self.again, self.covered, strict=True))
        trusted = [(first, again) for first, again, covered in pairs if covered]
        print(
            f"{len(pairs)} articles; the lines cover the whole extraction on {len(trusted)}"
            f" ({len(trusted) / len(pairs):.3f})"
        )
        print(
            "cost: unchanged over first seen"
            f" {sum(again for _, again in trusted) / sum(first for first, _ in trusted):.4f} where covered"
            f" (median page {statistics.median(again / first for first, again in trusted):.4f}),"
            f" {sum(self.again) / sum(self.first):.4f} over all"
        )
        if self.tried:
            print("edits:")
        for name in sorted(self.tried):
            print(
                f"    {name}: {self.tried[name]} tried, {self.missed[name]} missed,"
                f" {self.harmless[name]} unchanged for the extraction too"
            )
        if self.tried:
            print(f"    together: {self.tried.total()} tried, {self.missed.total()} missed")
        print("recognised with other boilerplate:")
        for way in WAYS:
            apart = f" ({self.changed[way]} changed for the extraction too)" if self.changed[way] else ""
            print(f"    {way}: {self.known[way]} of {self.made[way]}{apart}")
        print(f"    together: {self.known.total() / (self.made.total() - self.changed.total()):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--every", type=int, default=6, help="edit only every so many pages (1: all, an hour)"
    )
    parser.add_argument("--offset", type=int, default=0, help="beginning with this one")
    parser.add_argument("--show", action="store_true", help="name the pages that fall short")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if not (SHARED / "data" / "pages").is_dir():
        raise SystemExit(f"no page set under {SHARED}; name its folder in MONITOR_SHARED")
    rows = [case for language in LANGUAGES for case in cases(language)]
    measured = Measured(show=given.show)
    taken(rows[0], rows[0].page)
    for number, case in enumerate(rows):
        whole = measured.cost(case)
        if whole is None:
            continue
        measured.recognition(case, whole)
        if whole.rung.lines and number % given.every == given.offset:
            measured.edits(case, whole)
    measured.tell()


def taken_by_rung(case: Case, page: Page, rung: Rung) -> object:
    """What the ladder says alone: None where the full extraction would follow."""
    return intake.as_before(page, rung, declared_language=case.language, languages=LANGUAGES, site_rules=())


def same_article(whole: intake.Taken, result: object) -> bool:
    return (
        isinstance(result, intake.Taken)
        and result.fingerprint == whole.fingerprint
        and result.article.modified == whole.article.modified
    )


if __name__ == "__main__":
    main()
