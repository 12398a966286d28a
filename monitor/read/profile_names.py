"""Which words of a source's surface are its name.

Leaves out: whose name it is (:mod:`monitor.read.profiles`).
"""

from __future__ import annotations

from monitor.read.gazetteer import Gazetteer
from monitor.read.names import KOREAN_SURNAMES, script

_PARTICLES = frozenset(
    (
        "von",
        "van",
        "de",
        "der",
        "den",
        "zu",
        "al",
        "bin",
        "ibn",
        "da",
        "di",
        "la",
        "le",
        "el",
        "du",
        "del",
        "ben",
        "ter",
    )
)
_GENERAL = (
    "titles",
    "ignore",
    "anonymity",
    "document",
    "government",
    "organisation",
    "spokesperson",
    "pronouns",
)
"""Lists whose words are no names."""


def _korean_name(words: list[str], at: int, table: Gazetteer) -> bool:
    """A word of three syllables with a surname, before a title: a name ("박선원 의원")."""
    word = words[at]
    return (
        len(word) == 3
        and word[0] in KOREAN_SURNAMES
        and at + 1 < len(words)
        and any(table.has("titles", other) for other in words[at + 1 :])
    )


def names_of(written: list[str], words: list[str], used: list[bool], table: Gazetteer) -> tuple[str, ...]:
    """The tokens of the name among the words of a surface that are not ``used`` otherwise."""
    if script(words[0]) == "hangul" or any(script(word) == "hangul" for word in words):
        return _korean_names(words, used, table)
    run: list[str] = []
    runs: list[list[str]] = []
    known_before = False
    article = words[0] in ("der", "die", "das", "dem", "den", "des", "ein", "eine", "the", "a", "an")
    for position, word in enumerate(words):
        # "Un" of Kim Jong Un is no UN
        lists = ("titles", "ignore") if len(word) <= 3 and written[position].istitle() else _GENERAL
        general = used[position] or any(table.has(name, word) for name in lists) or ends_general(word, table)
        capital = written[position][0].isupper() and not word.isdigit()
        if general or _initialism(written, position):
            if run:
                runs.append(run)
                run = []
            if runs and table.has("prepositions", word):
                break
            known_before = known_before or capital or used[position]
            continue
        if capital or (
            run
            and word in _PARTICLES
            and position + 1 < len(words)
            and written[position + 1][0].isupper() | (words[position + 1] in _PARTICLES)
        ):
            run.append(word)
        elif run:
            runs.append(run)
            run = []
            if table.has("prepositions", word):
                break
    # names come after the office and its place: "очільник Харківської ОВА Олег Синєгубов"
    runs.append(run)
    full = [one for one in runs if len(one) >= 2]
    run = (
        (full[-1] if table.has("names_last", "yes") else full[0])
        if full
        else next((one for one in reversed(runs) if one), [])
    )
    if (
        table.has("names_last", "yes")
        and len(run) >= 3
        and known_before
        and any(len(word) > 5 for word in run)
    ):
        run = run[-2:]
    if (
        table.has("nouns_capital", "yes")
        and len(run) >= 2
        and not known_before
        and (article or len(run) >= 3)
        and run[1] not in _PARTICLES
    ):
        run = run[1:]  # the noun before a name is a role no list has ("der Ökonom Jens Weber")
    while run and run[-1] in _PARTICLES:
        run.pop()
    return tuple(run)


def _initialism(written: list[str], position: int) -> bool:
    """An initialism before a name in ordinary capitals: "речник ДПСУ Андрій Демченко"."""
    return (
        len(written[position]) > 1
        and written[position].isupper()
        and any(word.istitle() for word in written[position + 1 : position + 3])
    )


def ends_general(word: str, table: Gazetteer) -> bool:
    """A compound of a known noun: "Polizeisprecherin", "Stadtverwaltung", "Ifo-Institut"."""
    if len(word) < 7 or not table.has("nouns_capital", "yes"):
        return False
    return any(
        table.has(name, word[cut:])
        for cut in range(2, min(len(word) - 3, 18))
        for name in ("spokesperson", "government", "organisation", "document", "anonymity", "media")
        if len(word) - cut >= 4
    )


def _korean_names(words: list[str], used: list[bool], table: Gazetteer) -> tuple[str, ...]:
    run: list[str] = []
    titled = False
    for position, word in enumerate(words):
        if table.has("titles", word) or table.has("spokesperson", word):
            titled = True
        if (
            used[position]
            or table.has("ignore", word)
            or table.has("titles", word)
            or table.has("anonymity", word)
            or table.has("spokesperson", word)
            or table.has("pronouns", word)
            or table.has("document", word)
        ):
            if run and (table.has("titles", word) or used[position]):
                break
            continue
        if word == "측":
            continue
        if _korean_name(words, position, table):
            return (word,)
        if any(table.has(name, word) for name in ("government", "organisation", "media")) and len(words) > 1:
            continue
        run.append(word)
    if not titled and len(run) > 1:
        return tuple(run)
    return tuple(run[-3:])
