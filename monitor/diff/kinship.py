"""Whether two attributions of two versions have one source.

Left out: how names are matched; :mod:`monitor.read.sources` knows.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.diff.words import is_spelling
from monitor.model import Article, Attribution, Reading
from monitor.read.relations import Relation
from monitor.read.sources import Register
from monitor.text.normalise import fold_form

_DEGREES = {Relation.SAME: 1.0, Relation.RELATED: 0.5, Relation.DIFFERENT: 0.0}


class Kin:
    """Kinship of sources in one register over both versions, remembered per pair.

    Each attribution is known by its identity, which is a key inside its own text.
    """

    def __init__(self, old: Article, old_reading: Reading, new: Article, new_reading: Reading) -> None:
        self._versions = (
            (old.text, old.language, old_reading.attributions),
            (new.text, new.language, new_reading.attributions),
        )
        self._register: Register | None = None
        self._known: dict[tuple[str, str, str, str], float] = {}

    def __call__(self, old: Attribution, new: Attribution) -> float:
        """1 for one source, 0.5 for a related one, 0 for another."""
        key = (old.source, old.identity, new.source, new.identity)
        degree = self._known.get(key)
        if degree is None:
            if _same_words(old.source, new.source):
                degree = 1.0
            else:
                if self._register is None:
                    self._register = Register.of(*self._versions)
                degree = _DEGREES[self._register.relation(old, new)]
            self._known[key] = degree
        return degree


_NUMBER = re.compile("[0-9][0-9.,]*")


def _same_words(old: str, new: str) -> bool:
    """Whether two surfaces differ in numbers and spelling only ("all 21 members" → "all 22 members").

    Names are in capitals and must agree: Petra and Petro are two.
    """
    if old == new:
        return True
    left, right = _words(old), _words(new)
    return len(left) == len(right) and all(
        one == other or (one.islower() and other.islower() and is_spelling(one, other))
        for one, other in zip(left, right, strict=True)
    )


@lru_cache(maxsize=4096)
def _words(surface: str) -> tuple[str, ...]:
    return tuple(_NUMBER.sub("0", fold_form(surface)).split())
