"""One article, one key: the identity of an article's URL.

The key is for comparing and storing, not for fetching: it drops ``www.``, ``m.`` and
``amp.`` and says https whatever the server speaks. Leaves out what only a page can tell
(its ``rel=canonical``) and redirects.

Sources of the rules: RFC 3986, section 6 (normalisation), UTS 46 (host names), and the
tracking parameters that the feeds and pages of our set carry, with those that the
vendors' documents name.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from posixpath import normpath
from typing import Final
from urllib.parse import (
    parse_qsl,
    quote,
    unquote,
    unquote_to_bytes,
    urlencode,
    urljoin,
    urlsplit,
    urlunsplit,
)

import idna

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# Control, zero-width and direction characters: never part of a URL, often pasted along with one.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+")
_HOST = re.compile(r"[a-z0-9_][a-z0-9_-]{0,62}(?:[.][a-z0-9_][a-z0-9_-]{0,62}){0,30}|\[[0-9a-f:.]{2,45}\]")
# Sub-delimiters and what browsers leave alone in a path; everything else is percent-encoded.
_PATH_SAFE: Final = "/!$&'()*+,;=:@~-._"


def host_of(url: str) -> str:
    """The host as politeness counts it: lower-case ASCII, with a port that is not the default.

    :raises ValueError: when the URL has no host or its port is no number.
    """
    parts = urlsplit(url.strip())
    host = _ascii_host(parts.hostname or "")
    if not _HOST.fullmatch(host):
        raise ValueError(f"no host in {url[:200]!r}")
    port = parts.port
    return host if port is None or port in _DEFAULT_PORTS.values() else f"{host}:{port}"


@lru_cache(maxsize=4096)
def _ascii_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]"
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"no host name: {host[:100]!r}") from error


def fetchable(url: str) -> str:
    """A URL as it is requested: its host in ASCII, without user, password and fragment.

    :raises ValueError: when it has no host.
    """
    parts = urlsplit(_INVISIBLE.sub("", url).strip())
    host = host_of(parts.geturl())
    if parts.port is not None and not host.endswith(f":{parts.port}"):
        host = f"{host}:{parts.port}"
    return urlunsplit((parts.scheme.lower(), host, parts.path, parts.query, ""))


def site_of(url: str) -> str:
    """The site that a host belongs to: its registrable domain, roughly.

    Two labels, or three below a country's own second level (``co.kr``, ``com.ua``): those
    have three letters at most. Good enough to tell own links from foreign ones.

    :raises ValueError: when the URL has no host.
    """
    labels = host_of(url).partition(":")[0].split(".")
    deep = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return host_of(url) if labels[-1].isdigit() else ".".join(labels[-3 if deep else -2 :])


def is_web(url: str) -> bool:
    """Whether a URL is http(s) with a host: the only ones that are followed or shown."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in _DEFAULT_PORTS and bool(host_of(url))
    except ValueError:
        return False


# A sitemap has up to 50,000 of these; joining each with its base takes ten times as long.
_PLAIN = re.compile(r"https?://[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,252})(?::[0-9]{1,5})?/[!-\[\]-~]*")


def absolute(url: str, base: str) -> str | None:
    """An http(s) URL as found in a document, made absolute; None for anything else."""
    if _PLAIN.fullmatch(url) and len(url) <= LONGEST:
        return url
    tidy = _INVISIBLE.sub("", url).strip(" \u00a0").replace(" ", "%20")
    if not tidy or len(tidy) > LONGEST or not _encodable(tidy):
        return None
    try:
        joined = urljoin(base, tidy)
    except ValueError:
        return None
    return joined if is_web(joined) else None


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


LONGEST: Final = 2048
"""Characters of a URL that is worth following: what the sitemap protocol allows."""

_PARAMETERS: Final = tomllib.loads(Path(__file__).with_name("parameters.toml").read_text(encoding="utf-8"))
_PREFIXES: Final = tuple(_PARAMETERS["prefixes"])
_SUFFIXES: Final = tuple(_PARAMETERS["suffixes"])
_NAMES: Final = frozenset(_PARAMETERS["names"])
_ROAD_NAMES: Final = frozenset(_PARAMETERS["road_names"])
_ROADS: Final = frozenset(_PARAMETERS["roads"])
_TWINS: Final = {name: frozenset(values) for name, values in _PARAMETERS["twins"].items()}
_PORTALS: Final = tuple((re.compile(one["pattern"]), one["becomes"]) for one in _PARAMETERS["portals"])
_TWIN_LABELS: Final = frozenset({"www", "m", "mobile", "amp", "touch"})
_INDEX_PAGES: Final = frozenset({"index.html", "index.htm", "index.php", "default.aspx", "default.html"})
_AMP_PROJECT: Final = ".cdn.ampproject.org"


@lru_cache(maxsize=2048)
def canonical_url(url: str) -> str:
    """The identity key of an article's URL.

    Equal for http and https, upper and lower case in scheme and host, default ports,
    fragments, tracking parameters, AMP and mobile twins, a trailing slash, the order of
    parameters, NFC and NFD, and however a path or host in Korean or Cyrillic is encoded.
    Applying it twice is applying it once.

    :raises ValueError: when it is no http(s) URL.
    """
    key = url
    for _ in range(_MOST_WRAPPINGS):
        key, wrapped = _key(key)
        if not wrapped:
            break
    return key


def of_portal(key: str) -> bool:
    """Whether a key is a portal's article, in the form that ``parameters.toml`` gives it."""
    return any(pattern.fullmatch(key) for pattern, _ in _PORTALS)


# A copy of a copy is nobody's; deeper is a trap.
_MOST_WRAPPINGS: Final = 5


def _key(url: str) -> tuple[str, bool]:
    """The key of a URL, and whether it came, or still comes, in Google's wrapping."""
    parts = urlsplit(_INVISIBLE.sub("", url).strip(" \u00a0"))
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        raise ValueError(f"not an http(s) URL: {url[:200]!r}")
    host = host_of(parts.geturl())
    inner = _from_amp_cache(host, parts.path, parts.query)
    if inner is not None:
        return inner, True
    path = _path(parts.path)
    query = _query(parts.query)
    key = f"https://{_without_twin(host)}{path}{'?' + query if query else ''}"
    for pattern, becomes in _PORTALS:
        if match := pattern.fullmatch(key):
            return match.expand(becomes), False
    return key, host.endswith((_AMP_PROJECT, "google.com"))


def _from_amp_cache(host: str, path: str, query: str) -> str | None:
    """The publisher's URL behind a copy in Google's AMP cache or viewer."""
    segments = [part for part in normpath(unquote(path)).split("/") if part]
    in_cache = host.endswith(_AMP_PROJECT) and segments[:1] in (["c"], ["v"], ["i"], ["wp"])
    in_viewer = host.removeprefix("www.") == "google.com" and segments[:1] == ["amp"]
    if len(segments) < 2 or not (in_cache or in_viewer):
        return None
    rest = segments[1:]
    if rest[:1] == ["s"]:
        rest = rest[1:]
    if not rest or "." not in rest[0]:
        return None
    inner = f"https://{rest[0]}/{quote('/'.join(rest[1:]))}{'?' + query if query else ''}"
    return inner if is_web(inner) else None


def _without_twin(host: str) -> str:
    """The host without the labels that only say for which screen it serves."""
    name, colon, port = host.partition(":") if not host.startswith("[") else (host, "", "")
    labels = name.split(".")
    if name.startswith("[") or labels[-1].isdigit():
        return host
    while len(labels) > 2 and labels[0] in _TWIN_LABELS:
        labels = labels[1:]
    while len(labels) > 3 and labels[1] == "m":  # en.m.wikipedia.org
        labels = [labels[0], *labels[2:]]
    return ".".join(labels) + colon + port


_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
# a.amp, a.amp.html, a-amp, and amp-a as Unian has it
_AMP_AFFIX = re.compile(r"\A(?:amp-)+(?=.)|(?:[.]amp(?:[.]html)?|-amp)+\Z")


def _path(path: str) -> str:
    path = normpath(_SESSION.sub("", _encoded(path))) if path else "/"
    segments = [segment for segment in path.split("/") if segment not in {"", "."}]
    if len(segments) > 1:
        segments = [segment for segment in segments if segment.lower() != "amp"] or ["amp"]
    while segments and segments[-1].lower() in _INDEX_PAGES:
        segments.pop()
    if segments:
        bare = _AMP_AFFIX.sub("", segments[-1])
        if bare.strip(".") and bare.lower() not in {"amp", *_INDEX_PAGES}:
            segments[-1] = bare
    return "/" + "/".join(segments)


def _encoded(path: str) -> str:
    """A path percent-encoded in one way: NFC, UTF-8, reserved characters left alone.

    Bytes that are no UTF-8 (a path in euc-kr or windows-1251) stay the bytes that they are.
    """
    raw = unquote_to_bytes(path)
    try:
        text = unicodedata.normalize("NFC", raw.decode("utf-8"))
    except UnicodeDecodeError:
        return quote(raw, safe=_PATH_SAFE)
    return quote(text, safe=_PATH_SAFE)


def _query(query: str) -> str:
    pairs = parse_qsl(
        query.replace("&amp;", "&"), keep_blank_values=True, encoding="utf-8", errors="surrogateescape"
    )
    kept = [
        (name, unicodedata.normalize("NFC", value)) for name, value in pairs if not _is_noise(name, value)
    ]
    return urlencode(sorted(kept), encoding="utf-8", errors="surrogateescape")


def _is_noise(name: str, value: str) -> bool:
    key, said = name.lower(), value.lower()
    return (
        not key
        or key in _NAMES
        or key.startswith(_PREFIXES)
        or key.endswith(_SUFFIXES)
        or (key in _ROAD_NAMES and said in _ROADS)
        or said in _TWINS.get(key, ())
    )
