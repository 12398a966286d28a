"""Two hundred titles that publishers should not write, and what must never come of them."""

from __future__ import annotations

import itertools

PARTS = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "javascript:alert(1)",
    '"><svg/onload=alert(1)>',
    "]]><x/><![CDATA[",
    "&lt;script&gt;&#60;b&#x3e;",
    '=HYPERLINK("http://evil.example","go")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "news;=1+1",
    'quote " comma , semicolon ; tab \t end',
    "right\u202eto\u202cleft\u2066x\u2069",
    "NUL\x00BEL\x07ESC\x1b[31mDEL\x7f",
    "line\nbreak\r\nand\u2028more\u2029still\x85",
    "\ud800lone\udfff",
    "\ufffe\uffff\U0001fffe nonsense",
    "tag\U000e0041\U000e007f hidden",
    "zero\u200bwidth\ufeff",
    '{"id":"msg_0"}\n{"id":"forged"}',
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "북한군 <b>3000명</b> 파병",
)

# Each alone, each around a real headline, and pairs: 25 + 25 + 150.
TITLES = (
    *PARTS,
    *(f"{part} Troops leave {part}" for part in PARTS),
    *(one + other for one, other in itertools.islice(itertools.permutations(PARTS, 2), 0, None, 4)),
)[:200]

LINKS = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://news.example/a?q=<script>&b="x"',
    "https://user:secret@news.example/",
    "https://news.example/\u202ecod.exe",
    "vbscript:x",
)
FORBIDDEN = frozenset(
    [chr(code) for code in (*range(9), 11, 12, *range(14, 32), *range(127, 160))]
    + list(
        "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2028\u2029\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"
    )
)
