"""The values that flow through the monitor: frozen, slotted, keyword-only.

Sequences are tuples, times are aware UTC, numbers in figures are ``Decimal``.
This module holds no behaviour beyond what keeps a value valid; it knows nothing
of HTML, of the database or of any language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum


def require_utc(moment: datetime | None, name: str) -> None:
    """Refuse a naive time or one that is not in UTC, naming the field."""
    if moment is not None and moment.utcoffset() != timedelta(0):
        message = f"{name} must be an aware time in UTC, got {moment!r}"
        raise ValueError(message)


# ------------------------------------------------------------------ fetching


class SourceKind(StrEnum):
    """How a source lists its articles."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place where articles are found, as the settings name it."""

    name: str
    kind: SourceKind
    url: str
    language: str | None = None
    """The declared language (ISO 639-1), the prior of language detection."""
    article_pattern: str | None = None
    """Regular expression that an article's URL must match (section pages)."""
    every: timedelta | None = None
    """How often it is looked at; None: as often as the settings say for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article as a source lists it. What the source does not say is None."""

    url: str
    title: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        require_utc(self.published, "published")
        require_utc(self.modified, "modified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A response that arrived whole: the body's bytes as decoded from transfer only."""

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    evidence: str | None = None

    def __post_init__(self) -> None:
        require_utc(self.fetched_at, "fetched_at")

    def header(self, name: str) -> str | None:
        """The first header of that name (case-insensitive), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


class FetchFault(StrEnum):
    """Why a fetch failed: a closed set."""

    STATUS = "status"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    DNS = "dns"
    TLS = "tls"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    ROBOTS = "robots"
    FORBIDDEN_ADDRESS = "forbidden_address"
    FORBIDDEN_SCHEME = "forbidden_scheme"
    STOPPED = "stopped"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """A fetch that gave no usable response, with its reason."""

    url: str
    fault: FetchFault
    detail: str
    failed_at: datetime
    status: int | None = None
    retry_after: timedelta | None = None

    def __post_init__(self) -> None:
        require_utc(self.failed_at, "failed_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server confirmed (304) that nothing changed since the validators given."""

    url: str
    fetched_at: datetime

    def __post_init__(self) -> None:
        require_utc(self.fetched_at, "fetched_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An article to fetch, with the validators of its last whole response."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


Fetched = Page | NotModified | FetchFailed


# ---------------------------------------------------------------- the article


class BlockKind(StrEnum):
    """What a block of the body is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of the body. ``text`` is on one line and never empty."""

    kind: BlockKind = BlockKind.PARAGRAPH
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Headlines:
    """The headline as each origin gives it; like is compared with like."""

    page: str | None = None
    og: str | None = None
    jsonld: str | None = None

    @property
    def shown(self) -> str:
        """What the article is called outside of its page; "" when it has no headline.

        The name given to Open Graph stands alone: the page's own h1 leans on the rubric and
        picture above it, carries a kicker, and is what a site tests two wordings of. On 145
        real pages it is what people took as the title more often (.90 to .76 of them).
        """
        return self.og or self.page or self.jsonld or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as extracted: what is shown stays as written (NFC, spaces tidied)."""

    url: str
    """The canonical URL, the article's identity."""
    language: str
    headlines: Headlines
    standfirst: str | None = None
    standfirst_shown: bool = True
    """False where only the page's head tells that this is it, or states it at all."""
    byline: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()

    def __post_init__(self) -> None:
        require_utc(self.published, "published")
        require_utc(self.modified, "modified")

    @property
    def headline(self) -> str:
        """The headline to show."""
        return self.headlines.shown

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The texts of all blocks, in order."""
        return tuple(block.text for block in self.blocks)

    @property
    def text(self) -> str:
        """The paragraphs joined by newlines: what every offset refers to."""
        return "\n".join(self.paragraphs)


class RefusalReason(StrEnum):
    """Why a page is no article: a closed set."""

    CONSENT = "consent"
    CAPTCHA = "captcha"
    JAVASCRIPT = "javascript"
    LOGIN = "login"
    PAYWALL = "paywall"
    SOFT_404 = "soft_404"
    HOME_PAGE = "home_page"
    ERROR_PAGE = "error_page"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    WRONG_LANGUAGE = "wrong_language"
    TOO_LARGE = "too_large"
    NOT_HTML = "not_html"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A page that is no article. It is recorded and never becomes a version."""

    url: str
    reason: RefusalReason
    detail: str


# ----------------------------------------------------------------- the reading


class Bound(StrEnum):
    """How a figure's value is bounded by its words ("at least 12")."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    UP_TO = "up_to"


class FigureKind(StrEnum):
    """What a figure measures."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    PERCENTAGE_POINTS = "percentage_points"
    BASIS_POINTS = "basis_points"
    DURATION = "duration"
    DISTANCE = "distance"
    MASS = "mass"
    AREA = "area"
    VOLUME = "volume"
    SPEED = "speed"
    TEMPERATURE = "temperature"
    ENERGY = "energy"
    MAGNITUDE = "magnitude"
    INDEX = "index"
    RATE = "rate"
    FRACTION = "fraction"
    AGE = "age"
    SCORE = "score"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity in the text.

    Either ``value`` is set, or ``low`` and ``high`` (a range), or ``vague`` is true
    and ``low`` holds the magnitude ("thousands more": 1000; "tens of thousands":
    10000). Numbers are in the unit as written, scale words multiplied out
    ("1.5bn" is 1500000000, "2 km" is 2).
    """

    kind: FigureKind
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    vague: bool = False
    bound: Bound = Bound.EXACT
    unit: str | None = None
    """The unit's symbol (km, kg, h); None for counts and money."""
    si_factor: Decimal | None = None
    """What one ``unit`` is in the SI unit of its kind (km: 1000); None without a unit."""
    currency: str | None = None
    """ISO 4217 code."""
    noun: str | None = None
    """The counted noun in its base form; in Korean the counter."""
    counted: str | None = None
    """In Korean, what is counted (병력 3000명: noun 명, counted 병력)."""
    precision: Decimal = Decimal(1)
    """The rounding step that the notation implies ("1.2m": 100000)."""
    surface: str
    """Contiguous text with bound word, numeral, scale and counted noun."""
    start: int
    """Offset of ``surface`` in the text read, in code points."""
    numeral_start: int
    numeral_end: int
    """Offsets of the numeral with its scale, without bound word and noun."""

    @property
    def end(self) -> int:
        """Offset just past ``surface``."""
        return self.start + len(self.surface)


class SourceOfSpeech(StrEnum):
    """What kind of source speaks."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    DOCUMENT = "document"
    MEDIA = "media"
    ANONYMOUS = "anonymous"
    UNNAMED = "unnamed"


class CueClass(StrEnum):
    """What the source does by speaking: the classes of the cue lexicons."""

    SAY = "say"
    ANNOUNCE = "announce"
    REPORT = "report"
    ACCORDING = "according"
    CLAIM = "claim"
    CONFIRM = "confirm"
    ADMIT = "admit"
    DENY = "deny"
    REFUTE = "refute"
    ESTIMATE = "estimate"
    OPINION = "opinion"
    WARN = "warn"
    DEMAND = "demand"
    ACCUSE = "accuse"
    SUGGEST = "suggest"
    PROMISE = "promise"
    ASK = "ask"
    EXPLAIN = "explain"
    AGREE = "agree"
    FIND = "find"
    DESCRIBE = "describe"
    REVEAL = "reveal"
    HEARSAY = "hearsay"
    DECLINE = "decline"


OWN_VOICE = "media:own voice"
"""The identity of who writes ("we found that …"): the paper itself is no source of its story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says what: a source, the cue that attributes, and the content."""

    source: str
    """The source as written; "" when none is named (hearsay, passive)."""
    source_kind: SourceOfSpeech
    identity: str
    """A key that is equal for surfaces of one source inside one text."""
    cue: str
    cue_class: CueClass
    stance: int
    """−2 (denies) … 0 (neutral) … +2 (confirms)."""
    direct: bool
    content: str
    relay: bool = False
    """True for a medium that passes on what the source proper said."""
    stated: bool = True
    """False where only a thing is named that the source spoke of ("kritisierte die Pläne"); so far told in German."""
    start: int
    """Offset of the cue in the text read."""
    source_start: int | None = None
    content_start: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The figures and attributions of one article, each in text order."""

    figures: tuple[Figure, ...] = ()
    attributions: tuple[Attribution, ...] = ()


# -------------------------------------------------------------- versions, changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One kept state of an article. Numbers start at 1 and have no gaps."""

    number: int
    captured_at: datetime
    article: Article
    reading: Reading
    fingerprint: str
    stealth: bool = False
    """The text changed in substance while the page's own modified date did not."""

    def __post_init__(self) -> None:
        require_utc(self.captured_at, "captured_at")


class ChangeKind(StrEnum):
    """What changed from one version to the next."""

    FIGURE_CHANGED = "figure_changed"
    FIGURE_ADDED = "figure_added"
    FIGURE_REMOVED = "figure_removed"
    ATTRIBUTION_ADDED = "attribution_added"
    ATTRIBUTION_REMOVED = "attribution_removed"
    ATTRIBUTION_CHANGED = "attribution_changed"
    HEADLINE_CHANGED = "headline_changed"
    STANDFIRST_CHANGED = "standfirst_changed"
    BYLINE_CHANGED = "byline_changed"
    DATE_CHANGED = "date_changed"
    PASSAGE_ADDED = "passage_added"
    PASSAGE_REMOVED = "passage_removed"
    PASSAGE_EDITED = "passage_edited"
    PASSAGE_MOVED = "passage_moved"
    CORRECTION_ADDED = "correction_added"
    ARTICLE_GONE = "article_gone"
    ARTICLE_BACK = "article_back"


class Weight(StrEnum):
    """How much a change matters to an editor. ``rank`` orders them."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 (none) … 3 (high)."""
        return ("none", "low", "medium", "high").index(self.value)


Side = Figure | Attribution | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two successive versions.

    ``before`` and ``after`` are figures, attributions or text, as the kind says;
    None where there is none. ``passage`` is the sentence it stands in: of the new
    version, or of the old one where the thing is gone. ``still_mentioned`` is the
    passage of the new version in which a changed figure's old value still stands
    ("had earlier said 1,500").
    """

    kind: ChangeKind
    weight: Weight
    before: Side = None
    after: Side = None
    passage: str | None = None
    still_mentioned: str | None = None
    speaker: str | None = None
    """Who says so in the article, as written: set for figures when a report is made."""
    passage_before: str | None = None
    """The sentence of the old version beside ``passage``: set when a report is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed between two versions, most important first."""

    changes: tuple[Change, ...] = ()
    stealth: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one article's change means, ready to be rendered for a reader."""

    source_name: str
    article_url: str
    headline: str
    language: str
    """Language of the article; the words around it come from the reader's."""
    version_number: int
    captured_at: datetime
    previous_captured_at: datetime | None
    stealth: bool
    changes: tuple[Change, ...] = field(default=())
    also_listed_by: tuple[str, ...] = ()
    """The sources that list the article beside ``source_name``: who asked for one of them gets it, too."""

    def __post_init__(self) -> None:
        require_utc(self.captured_at, "captured_at")
        require_utc(self.previous_captured_at, "previous_captured_at")


# ------------------------------------------------------------------- the readers


class Delivery(StrEnum):
    """When an editor's reports go out."""

    AT_ONCE = "at_once"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which reports somebody asked for, and what of them. What is empty means all."""

    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    kinds: tuple[ChangeKind, ...] = ()
    minimum_weight: Weight = Weight.MEDIUM


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor(Selection):
    """Who gets which reports by mail, in which language."""

    address: str
    name: str | None = None
    language: str = "en"
    delivery: Delivery = Delivery.AT_ONCE
    at: str = "07:00"
    """Local time of a daily digest, HH:MM."""
    timezone: str = "UTC"
    """IANA name of the zone that ``at`` and ``quiet`` are in."""
    quiet: str = ""
    """Hours in which no mail goes, HH:MM-HH:MM, also across midnight; "" for none."""


class OutputKind(StrEnum):
    """Where reports go beside the mail."""

    ATOM = "atom"
    JSONL = "jsonl"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Selection):
    """A way out of the program beside the mail: a recipient whose reports are not mails."""

    name: str
    kind: OutputKind
    language: str = "en"

    @property
    def recipient(self) -> str:
        """What it is called in the outbox: "webhook:desk"; never a mail address."""
        return f"{self.kind.value}:{self.name}"


_OUTPUTS = tuple(f"{kind.value}:" for kind in OutputKind)


def is_output(recipient: str) -> bool:
    """Whether a recipient in the outbox is an output rather than a mailbox."""
    return recipient.startswith(_OUTPUTS) and "@" not in recipient
