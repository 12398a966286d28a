"""Clauses where the order of words is free: where one starts, and where speech ends before one.

Leaves out: the noun phrases in them (:mod:`monitor.read.order_free_phrases`).
"""

from __future__ import annotations

from monitor.read.clauses import is_name_quote
from monitor.read.order import Span
from monitor.read.order_free_words import FreeWords

LOCATIVE = frozenset(("у", "в", "на"))
_GERUND = ("ючи", "ячи", "учи", "ачи", "ючись", "ячись", "учись", "ачись", "вши", "вшись")
_BETWEEN = 12
"""Words of a gerund's phrase."""
_REMARK = 16
"""Words of a paragraph that only tells who spoke in the one before ("– пояснив він.")."""
_MANNER = 5
"""Words that tell how something is said ("зі сльозами на очах")."""


class FreeClauses(FreeWords):
    """The clauses of a sentence."""

    def clause_start(self, i: int) -> int:
        """The first token of the clause that ends before token ``i``."""
        known = self._openings.get(i)
        if known is not None:
            return known
        k = i
        while k > 0 and not self.edge(k - 1):
            k -= 1
        while k < i and self.among(k, "conj"):
            k += 1
        self._openings[i] = k
        return k

    def relative(self, start: int) -> bool:
        """A relative clause starts there."""
        return any(
            self.low(k).startswith(("як", "котр", "чи"))
            and self.among(k, "sub")
            and self.low(k) not in ("як", "чи")
            for k in (start, start + 1)
        ) or (
            self.low(start) == "хто"
            or (self.low(start) == "що" and (self.ends(start + 1, "verb") or self._hangs(start)))
        )

    def _hangs(self, start: int) -> bool:
        """A clause behind a noun and a comma ("прокуратура, що веде слідство")."""
        return self.low(start - 1) == "," and self.low(start - 2) != "те" and not self.verbal(start - 2)

    def after_speech(self, i: int) -> bool:
        """Speech ends right before the verb: a quotation, a comma or a dash after some words."""
        k = i - 1
        while self.among(k, "adv"):
            k -= 1
        if k < 0:
            return False
        if self.low(k) == "як":
            k -= 1
        if k < 1:
            if k == 0 and self.ts[0].text in "–-":
                return self.n <= _REMARK  # the speech is the paragraph before
            return k == 0 and self.kind(0) == "q" and not is_name_quote(self.ts[0])
        if self.kind(k) == "q":
            return not is_name_quote(self.ts[k]) or self.edge(k - 1)
        if self.ts[k].text == ",":
            nobody = self.plural(i) and not self.role(i + 1) and not self.among(i + 1, "people", "pron")
            return not (nobody and self._subordinate(k))
        return self.ts[k].text in "–-" or self._in_manner(k)

    def _subordinate(self, comma: int) -> bool:
        """All before the comma is a condition or an aim: "Якщо дощитиме, радять …"."""
        opening = self.clause_start(comma)
        if not self.among(opening, "hypothetical"):
            return False
        return opening == 0 or (self.low(opening - 1) == "," and self.low(opening - 2) in ("того", "разі"))

    def _in_manner(self, k: int) -> bool:
        """As in "– тихо каже", "– не без гордості розповідає": how it is said, after a dash."""
        start = k
        while start > 0 and k - start < _MANNER and self.kind(start) == "w" and not self.ts[start].capital:
            start -= 1
        first = start + 1
        return (
            self.set_off(first)
            and not self.role(first)
            and (self.among(first, "prep", "neg") or self.low(first).endswith(("о", "чи")))
        )

    def set_off(self, opening: int) -> bool:
        """A dash before the clause ends speech: it stands after a mark or a quotation."""
        return (
            opening >= 2
            and self.ts[opening - 1].text in "–-"
            and (self.kind(opening - 2) == "q" or self.ts[opening - 2].text in ",!?…")
        )

    def past_gerund(self, comma: int) -> int:
        """The token after a gerund's phrase between commas; the comma itself where there is none."""
        if not self.low(comma + 1).endswith(_GERUND) or self.ts[comma + 1].capital:
            return comma
        for k in range(comma + 2, min(self.n, comma + 2 + _BETWEEN)):
            if self.stops(k, ","):
                return k + 1
            if self.edge(k):
                break
        return comma

    def antecedent(self, opening: int) -> Span | None:
        """The noun that a relative clause hangs on: "мають висновок експерта, в якому йдеться"."""
        end = opening - 1
        if self.low(end) != ",":
            return None
        start = end
        while start > 0 and not (
            self.edge(start - 1) or self.verbal(start - 1) or self.among(start - 1, "prep", "sub", "conj")
        ):
            start -= 1
        return (start, end) if start < end else None

    def past_date(self, k: int) -> int:
        """The token after a date between commas ("повідомив сьогодні, 13 липня, директор")."""
        comma = k
        while self.among(comma, "adv", "time") and not self.among(comma, "pron"):
            comma += 1
        dated = self.stops(comma, ",") and self.kind(comma + 1) == "n" and self.among(comma + 2, "time")
        return comma + 4 if dated and self.stops(comma + 3, ",") else k

    def of_this(self, k: int) -> bool:
        """As in "на цьому": what was said before, no place."""
        return self.low(k) in LOCATIVE and self.low(k + 1) in ("цьому", "тому", "чому", "такому", "такій")

    def circumstance(self, start: int, end: int) -> bool:
        """Adverbs alone, as in "Щоправда, сусід, який …"."""
        return all(self.among(k, "adv") for k in range(start, end))

    def counts_time(self, k: int) -> bool:
        """As in "24 жовтня", "два дні тому", "минулого року"."""
        return (
            self.kind(k) == "n" or self.among(k, "many", "det") or self.low(k).endswith(("ого", "ої", "ієї"))
        )

    def opens_place(self, start: int, verb: int) -> bool:
        """A body in the locative may be the subject of the plural verb."""
        return self.plural(verb) and self.low(start) in LOCATIVE

    def people_from(self, start: int, end: int, verb: int) -> int | None:
        """The plural noun of those who speak, after a place ("у місті рятувальники")."""
        for k in range(start, end):
            if self.edge(k) or self.among(k, "prep"):
                return None
            if self.low(k).endswith(("и", "і")) and not self.ts[k].capital and self.person((k, end), verb):
                return k
        return None
