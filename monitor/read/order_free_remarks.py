"""Remarks of the author beside speech, where the order of words is free.

A story tells by any verb who speaks: "«Мине», – знизує плечима Олена", "– Сідайте, –
киває дід". After a quotation or the speech of a dialogue, a dash and a verb with a
person after it are an attribution, whatever the verb. Leaves out: remarks whose subject
stands before the verb ("– він киває"), which may as well go on with the story.
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found, is_name_quote
from monitor.read.order import Span
from monitor.read.order_free_accounts import FreeAccounts

_INFINITIVE = ("ти", "тися", "тись")
_BETWEEN = 3
"""Words between such a verb and the one who speaks ("знизує худими плечима")."""


class FreeRemarks(FreeAccounts):
    """Verbs that are no cues by themselves."""

    def settle(self, found: list[Found]) -> list[Found]:
        """With the remarks that no cue has told."""
        if not any(token.kind == "q" for token in self.ts):
            return super().settle(found)
        known = {one.start for one in found}
        remarks = [
            one
            for k in range(2, self.n)
            if self.ts[k - 1].text in "–-" and (one := self._remark(k)) is not None and one.start not in known
        ]
        return super().settle(sorted(found + remarks, key=lambda one: one.start) if remarks else found)

    def _remark(self, opening: int) -> Found | None:
        if not self.set_off(opening) or not self._quoted_before(opening):
            return None
        verb = opening
        while self.among(verb, "adv") or self.manner(verb):
            verb += 1
        if not self.verbal(verb) or self.among(verb, "aux", "sub") or self.low(verb).endswith(_INFINITIVE):
            return None
        source = self._speaker(verb)
        if source is None:
            return None
        return Found(
            start=self.ts[verb].start,
            cue=self.ts[verb].text,
            cue_class=CueClass.SAY,
            stance=0,
            source=self.offsets(source),
            content=self.offsets((0, opening - 1)) or (self.ts[0].start, self.ts[0].start),
            spoken=True,
        )

    def _quoted_before(self, opening: int) -> bool:
        """A quotation or the speech of a dialogue ends before the dash."""
        k = opening - 2
        return (self.kind(k) == "q" and not is_name_quote(self.ts[k])) or self.kind(k - 1) == "q"

    def _speaker(self, verb: int) -> Span | None:
        """The person after the verb, who agrees with it, and with whom the remark may end."""
        for k in range(verb + 1, min(self.n, verb + 2 + _BETWEEN)):
            if self.edge(k):
                return None
            if self.among(k, "pron"):
                return (k, k + 1) if self.somebody((k, k + 1), verb) else None
            if not self._who(k):
                continue
            found = self.phrase(k)
            many = self.plural(verb)
            if (
                found is not None
                and many == (self.low(k).endswith(("и", "і", "ї")) and not self.ts[k].capital)
                and self.somebody(found, verb)
                and (many or self.nominative(*found, verb))
            ):
                return found
        return None

    def _who(self, k: int) -> bool:
        """The word names somebody: a person's office or work, a name; no case of an object."""
        if self.ends(k, "oblique") or self.low(k).endswith("има"):
            return False
        return (
            (self.ts[k].capital and not self.body(k) and not self.place_name(k))
            or self.actor(k)
            or self.known(k, "titles", "anonymity", "spokesperson")
            or self.person((k, self.n), k - 1)
        )
