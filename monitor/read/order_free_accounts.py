"""Accounts without a verb of saying, where the order of words is free.

Prepositions with the noun of an account ("за попередніми даними поліції", "судячи з
документів"), verbs without a subject ("у звіті йдеться", "вважається, що") and nouns of
speech ("заява ректора про те, що"). Leaves out: nouns of speech without what was said.
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_free_clauses import LOCATIVE
from monitor.read.order_free_frames import FreeFrames

_OUT_OF = frozenset(("з", "із", "зі"))
_OURS = frozenset(("нашими", "нашою", "моїми", "моєю"))
_THEIRS = frozenset(("його", "її", "їхніми", "їхньою", "їх", "власними", "власною"))
_INSTRUMENTAL = ("ими", "їми", "німи", "ою", "ьою", "єю")
_ACCOUNTS = (CueClass.ACCORDING, CueClass.ESTIMATE, CueClass.CLAIM)
_ADJECTIVES = 2
"""Adjectives before the noun of an account ("за останніми офіційними даними")."""


class FreeAccounts(FreeFrames):
    """Accounts of somebody, and accounts of nobody in particular."""

    def preposition(self, cue: Cue, i: int, last: int) -> Found | None:
        """A preposition and whose account it is, in another case: "за словами мера"."""
        source = self.phrase(last, whole=True)
        if source is None or self.verbal(source[0]) or self.among(source[0], "adv"):
            return None
        if self.manner(source[0]):
            return None  # "за даними легко стежити"
        if cue.kind == "citing" and not self._cited(source):
            return None  # "посилаючись на таємницю слідства"
        if cue.words[0] == "з" and cue.cue_class is CueClass.ESTIMATE and not self._viewer(source):
            return None  # "з погляду безпеки"
        if cue.words[0] == "судячи" and not any(
            self.known(k, "document") or self.among(k, "accounts.words") for k in range(*source)
        ):
            return None  # "судячи з вигляду"
        if cue.words[0] == "згідно" and any(self.among(k, "laws") for k in range(*source)):
            return None
        if cue.words[0] == "згідно" and not any(
            self.role(k) or self.known(k, "document") for k in range(source[0], min(source[1], source[0] + 2))
        ):
            return None
        end = source[1]
        content = (end + (self.low(end) == ","), self.n) if i == 0 or not self.after_speech(i) else (0, i)
        return self.found(cue, i, last, source, content)

    def impersonal(self, cue: Cue, i: int, last: int) -> Found | None:
        """A verb without a subject: "у звіті йдеться", "зі звіту випливає", "вважається"."""
        if cue.frame == "U":
            return self._known_by_all(cue, i, last)
        source = None
        k = last
        places = _OUT_OF if cue.frame == "X" else LOCATIVE
        if self.low(k) in places and not (self.low(k) == "на" and self.low(self.clause_start(i)) in places):
            numbered = 2 * (k + 2 < self.n and self.ts[k + 1].text == "№")
            found = self.phrase(k + 1 + numbered, whole=True)
            source = (k, found[1]) if found else None
        elif i >= 2:
            start = self.clause_start(i)
            while self.among(start, "adv"):
                start += 1
            if self.low(start) in places and not any(self.among(start + k, "time") for k in (1, 2)):
                end = i
                while end > start + 1 and self.among(end - 1, "aux", "adv"):
                    end -= 1
                occasion = (
                    end == start + 2
                    and self.among(end - 1, "occasion")
                    and not self.known(end - 1, "document")
                )
                source = None if occasion else (start, end)
        if cue.frame == "X" and not (source and any(self.known(m, "document") for m in range(*source))):
            return None  # "з вікна видно, що"
        nobody = (
            cue.words[0].endswith(("но", "то")) and self.stops(last, ",") and self.among(last + 1, "that")
        )
        if source is None and cue.frame == "C" and not nobody and not self.after_speech(i):
            return None
        if source is None and "про" in (self.low(last), self.low(last + 1)):
            return None  # "йдеться про": what it is about, not who says so
        opening = self.clause_start(i - (self.kind(i - 1) == "q"))
        if source is None and self.low(opening) == "про" and self.low(opening + 1) != "це" and not nobody:
            return None  # "про книжку написано чимало"
        end = max(last, source[1] if source else last)
        content = (0, i) if self.after_speech(i) else (end, self.n)
        if source is not None and self.low(source[0] + 1).startswith("як"):
            source = self.antecedent(source[0]) or source
        back = i == 2 and self.low(0) == "про" and self.low(1) == "це"
        return self.found(
            cue,
            i,
            last,
            source,
            content,
            inherits=source is None and cue.frame == "C" and not nobody,
            back=back,
        )

    def _cited(self, source: Span) -> bool:
        """Somebody or something that says things: a person, a body, a document, a name."""
        return any(
            self.ts[k].capital
            or self.kind(k) == "q"
            or self.body(k)
            or self.actor(k)
            or self.known(k, "document", "titles", "anonymity", "concepts")
            or self.among(k, "accounts.words")
            for k in range(source[0], min(source[1], source[0] + 3))
        )

    def _viewer(self, source: Span) -> bool:
        """Somebody in the genitive who may have a view."""
        k = self.head(source)
        return self.ts[k].capital or self.body(k) or self.ends(k, "actor_of") or self.among(k, "people")

    def account(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "за попередніми даними": adjectives, the noun of an account, and whose it is if it says so."""
        k = last
        while (
            k < self.n
            and k - last < _ADJECTIVES
            and (self.low(k).endswith(_INSTRUMENTAL) or self.low(k) in _THEIRS)
            and not self.among(k, *(f"accounts.{name}" for name in _ACCOUNTS))
        ):
            k += 1
        cue_class = next((name for name in _ACCOUNTS if self.among(k, f"accounts.{name}")), None)
        if cue_class is None:
            return None
        end = k + 1
        described = range(last, k)
        ours = next((m for m in described if self.low(m) in _OURS), None)
        inherits = any(self.low(m) in _THEIRS for m in described)
        source: Span | None = None
        if ours is not None:
            source = (ours, ours + 1)
        elif not inherits:
            source = self.phrase(end, whole=True)
            if source is not None and (
                self.verbal(source[0]) or self.among(source[0], "adv") or self.manner(source[0])
            ):
                source = None
            forecast = self.low(k).startswith("прогноз") and self.stops(end, ",")
            if source is None and not described and not forecast:
                return None
            end = source[1] if source else end
        content = (end + (self.low(end) == ","), self.n) if i == 0 or not self.after_speech(i) else (0, i)
        stance = -1 if cue_class is CueClass.CLAIM else 0
        return self.found(
            cue, i, k + 1, source, content, cue_class=cue_class, stance=stance, inherits=inherits
        )

    def noun(self, cue: Cue, i: int, last: int) -> Found | None:
        """A noun of speech with whose it is and what was said: "слова міністра про те, що"."""
        source = self.phrase(last, whole=True)
        if self.low(last) == "про":
            source = self._sent_by(i)
        if source is None or self.verbal(source[0]):
            return None
        end = max(last, source[1])
        about = self.low(end) == "про" and self.low(end + 1) == "те"
        end += 2 * about
        if not self.stops(end, ",") or self.low(end + 1) != "що" or not (about or cue.frame == "C"):
            return None
        return self.found(cue, i, last, source, (end + 2, self.n))

    def _sent_by(self, i: int) -> Span | None:
        """As in "від речника надійшло повідомлення про те, що"."""
        opening = self.clause_start(i)
        start = next((k + 1 for k in range(opening, i) if self.low(k) == "від"), None)
        verb = next((k for k in range(opening, i) if self.verbal(k)), i)
        if start is None and self.low(verb).startswith(tuple(self.g.words("claims.spread"))):
            return self.left(verb)
        return None if start is None or start >= verb else (start, self.cut(start, verb))

    def _known_by_all(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "вважається, що", "як очікується": nobody in particular says so."""
        said = self.stops(last, ",") and self.low(last + 1) == "що"
        if self.low(i - 1) == "як" and self.clause_start(i) == i - 1:
            content = (last + 1, self.n) if i == 1 else (0, i - 1)
            return self.found(cue, i, last, None, content)
        opening = self.clause_start(i)
        if not said or any(not self.among(k, "adv", "neg") for k in range(opening, i)):
            return None
        return self.found(cue, i, last, None, (last + 2, self.n))
