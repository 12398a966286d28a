"""Verbs of saying without a subject of their own, where the order of words is free.

In reports and interviews a source is named once: "Син дзвонить раз на тиждень. Каже, що
годують погано". The verb goes back to the person that the nearest sentence before speaks
of. Leaves out: what the pronoun found there stands for, and verbs that say "people say".
"""

from __future__ import annotations

from monitor.model import CueClass
from monitor.read.clauses import Found, is_name_quote
from monitor.read.grammar import Cue
from monitor.read.order import Span
from monitor.read.order_free_clauses import LOCATIVE
from monitor.read.order_free_phrases import SOMEONE, THESE, FreePhrases
from monitor.read.order_free_words import gender_of, number_of, sex_of

_PRONOUNS = frozenset(("він", "вона", "вони"))
_ADJECTIVE = ("ий", "ій", "ська", "цька", "ські", "цькі")
_FURTHEST = 60
"""Words of a sentence among which a verb without a subject looks for a person."""
_NEAR_COLON = 4
"""Words after a verb among which the colon before what is said stands ("Ділиться порадою:")."""
_AROUND = 3000
"""Characters around a capital that opens a sentence in which it is looked for as a name."""
TELLING = frozenset(
    (
        CueClass.SAY,
        CueClass.EXPLAIN,
        CueClass.CLAIM,
        CueClass.OPINION,
        CueClass.ADMIT,
        CueClass.WARN,
        CueClass.REPORT,
        CueClass.AGREE,
    )
)
"""Classes of the verbs that a story leaves without a subject ("Каже, що…")."""


_SPOKEN = TELLING | {
    CueClass.ACCUSE,
    CueClass.ASK,
    CueClass.CONFIRM,
    CueClass.DEMAND,
    CueClass.DENY,
    CueClass.ESTIMATE,
    CueClass.PROMISE,
    CueClass.SUGGEST,
}
"""Classes of the verbs that may go without a subject where a clause, a quotation or a colon follows."""
_WISHES = frozenset((CueClass.DEMAND, CueClass.SUGGEST, CueClass.PROMISE))
"""Those an infinitive is enough for ("Просить не гаятися")."""


class FreeSubjects(FreePhrases):
    """The subjects of a sentence that are somewhere else."""

    def dropped(self, cue: Cue, i: int, last: int) -> Found | None:
        """A verb without a subject: "Каже, що…", "…, каже, …"; the story before names the source."""
        if cue.cue_class is CueClass.DECLINE and self.among(i - 1, "neg"):
            return self._kept_back(cue, i, last)
        if cue.cue_class not in _SPOKEN or self.low(i).endswith(("ло", "лося", "лось")):
            return None
        if self._after_quotation(cue, i, last):
            return self.found(cue, i, last, None, (0, i), inherits=True)._replace(dropped=True, spoken=True)
        if self._opens(i):
            content = self._what_follows(cue, i, last)
            if content is None:
                return None
            return self.found(cue, i, last, None, (content, self.n), inherits=True)._replace(dropped=True)
        if cue.frame not in "CQ" or cue.cue_class not in TELLING:
            return None
        if not self.stops(i - 1, ",–-") or not self.stops(last, ","):
            return None
        source = self.subject or self.clause_before(i)
        if source is None and self.among(i, "cues.hearsay"):
            pass  # "корона, кажуть, була завеликою"
        elif source is None or not self.somebody(source, i):
            source = self._person_of(min(i, _FURTHEST), many=self.plural(i))
        one = self.found(cue, i, last, source, (last, self.n), inherits=source is None)
        return one._replace(dropped=source is None)

    def before_comma(self, i: int, last: int) -> Span | None:
        """The person of the clause before, who does two things: "Дід складає пюпітр, мовить тихо: «…»"."""
        said = any(self.stops(k, ":") for k in range(last, last + _NEAR_COLON)) or (
            self.stops(last, ",") and self.among(last + 1, "that")
        )
        if self.low(i - 1) != "," or not (said or self.infinitive(last)):
            return None
        if any(self.stops(k, ":") for k in range(i)):
            return None  # what follows a colon is said by the one before it
        source = self.clause_before(i)
        if source is None or not self.somebody(source, i):
            return None
        first = next((k for k in range(source[1], i) if self.verbal(k)), None)
        return source if first is not None and self.plural(first) == self.plural(i) else None

    def before_relative(self, i: int) -> Span | None:
        """The person of the main clause: "Прийшла бухгалтерка, яка вела облік, й заявила"."""
        if not self.among(i - 1, "conj") or self.low(i - 2) != ",":
            return None
        opening = self.clause_start(i - 2)
        if not self.relative(opening) or self.low(opening - 1) != ",":
            return None
        start = self.clause_start(opening - 1)
        verb = next((k for k in range(start, opening - 1) if self.verbal(k)), None)
        if verb is None or self.plural(verb) != self.plural(i):
            return None
        found = self.left(verb) or self.right_subject(verb + 1, verb)
        if found is None or self.among(found[0], "things") or not self.fits(*found, verb):
            return None
        return found if self.agree(self.low(verb), self.low(i)) else None

    def past_object(self, i: int) -> Span | None:
        """The subject between an object and its verb: "Нові правила голова спілки вважає шкідливими"."""
        opening = self.clause_start(i)
        if self.among(opening, "prep", "adv", "sub", "pron"):
            return None
        for k in range(opening + 1, i):
            if self.among(k - 1, "prep", "conj") or self.among(k, "prep", "sub"):
                continue
            body = not self.ts[k].capital and self.body(k) and not self.known(k, "document")
            if (self.actor(k) or self.person((k, i), i) or body) and self.nominative(k, i, i):
                first = k
                if k - 1 > opening and self.low(k - 1).endswith(_ADJECTIVE) and self.fits(k - 1, i, i):
                    first = k - 1
                return (first, self.cut(first, i))
        return None

    def past_apposition(self, i: int) -> Span | None:
        """As in "Джерело, знайоме зі справою, на умовах анонімності повідомило"."""
        opening = self.clause_start(i)
        if not 0 < opening < i or self.low(opening - 1) != ",":
            return None
        if not self.among(opening, "prep", "adv") and not self.low(opening).startswith(
            tuple(self.g.words("claims.stems"))
        ):
            return None
        return self.apposition(opening, i)

    def past_dashes(self, i: int) -> Span | None:
        """As in "Орнітологи – фахівці, які вивчають птахів, – вважають"."""
        if not self.stops(i - 1, "–-"):
            return None
        first = next((k for k in range(i - 2, 0, -1) if self.stops(k, "–-")), None)
        if first is None or any(self.kind(k) == "q" for k in range(first, i)):
            return None
        start = self.clause_start(first)
        if any(self.verbal(k) for k in range(start, first)):
            return None
        return self.left(first) if start < first and self.fits(start, first, i) else None

    def of_relative(self, i: int) -> Span | None:
        """The subject of the clause before, as in "подала позов, у якому просить"."""
        opening = self.clause_start(i)
        if self.low(opening) in ("який", "яка", "яке", "які", "котрий", "котра", "котрі"):
            return self._of_who(opening, i)
        if self.low(opening) not in LOCATIVE or not self.low(opening + 1).startswith("як"):
            return None
        if opening + 2 < i and not all(self.among(k, "adv", "refl") for k in range(opening + 2, i)):
            return None
        return self.clause_before(opening)

    def _of_who(self, opening: int, i: int) -> Span | None:
        """Whom the relative clause is about, as in "на експерта, який стверджує"."""
        if any(
            self.role(k) and not self.among(k, "prep") and self.nominative(k, i, i)
            for k in range(opening + 1, i)
        ):
            return None
        many = self.low(opening) in ("які", "котрі")
        found = self.antecedent(opening)
        if found is None or many != self.plural(i):
            return None
        if not any(self.role(k) or self.actor(k) or self.kind(k) == "q" for k in range(*found)):
            return None
        return found

    def name_before(self, i: int) -> Span | None:
        """A person's name before the verb, whatever hangs on the office before it."""
        k = i - 2
        if k < 1 or not all(self.kind(m) == "w" and self.ts[m].capital for m in (k, k + 1)):
            return None
        names = not any(self.body(m) or self.place_name(m) for m in (k, k + 1))
        return (k, i) if names and self.nominative(k, i, i) and self.nominative(k + 1, i, i) else None

    def before_object(self, source: Span, i: int) -> Span | None:
        """The subject where a claim stands between it and the verb ("Сам Гай помилок не заперечує")."""
        end = i
        while end - 1 > source[0] and self.among(end - 1, "neg", "adv"):
            end -= 1
        first = end
        while first - 1 > source[0] and not self.ts[first - 1].capital and not self.role(first - 1):
            first -= 1
        stems = tuple(self.g.words("claims.stems"))
        claimed = next(
            (k for k in range(first, end) if self.low(k).startswith(stems) or self.low(k) in THESE), None
        )
        return None if claimed is None else (source[0], min(claimed, source[1]))

    def _kept_back(self, cue: Cue, i: int, last: int) -> Found | None:
        """As in "Подробиць не розкриває": nobody is named in the clause."""
        opening = self.clause_start(i)
        if self.subject is not None and self.shared_number == self.plural(i):
            return self.found(cue, i - 1, last, self.subject, (opening, i - 1))
        if opening or self.plural(i) or any(self.role(k) for k in range(1, i - 1)):
            return None
        one = self.found(cue, i - 1, last, None, (0, i - 1), inherits=True)
        return one._replace(dropped=True)

    def _after_quotation(self, cue: Cue, i: int, last: int) -> bool:
        """As in "«Останній прийшов у серпні», – каже.": the verb is all that follows the speech."""
        first = i
        while self.among(first - 1, "adv") or self.manner(first - 1):
            first -= 1
        ends = (
            last >= self.n
            or self.stops(last, ".,:")
            or (self.stops(last, "–-") and self.kind(last + 1) == "q")
        )
        if cue.frame not in "CQD" or not ends:
            return False
        quoted = self.kind(first - 2) == "q" and not is_name_quote(self.ts[first - 2])
        if self.set_off(first):
            return quoted or cue.frame != "D"
        return quoted and self.low(first - 1) == ","

    def _opens(self, i: int) -> bool:
        """No subject can stand before the verb: it opens the sentence, past adverbs or a verb it is joined to."""
        k = 1 if self.among(0, "conj", "linking") else 0
        if i == k + 2 and self.low(k + 1) == "," and self.among(k, "adv"):
            return True
        while k < i and (self.among(k, "adv", "neg") or self.manner(k)):
            k += 1
        if k == i or not self.verbal(k):
            return k == i
        return self.among(i - 1, "conj") and not any(self.edge(m) for m in range(k, i))

    def _what_follows(self, cue: Cue, i: int, last: int) -> int | None:
        """The token that what is said starts at; None where nothing shows that something is said."""
        k = last
        while self.among(k, "adv", "refl") or self.addressee(k):
            k += 1
        if self.stops(k, ":") or (self.stops(k, ",") and self.among(k + 1, "clause")):
            return k
        if self.kind(k) == "q" and not is_name_quote(self.ts[k]):
            return k if cue.frame != "O" else None
        telling = cue.cue_class in TELLING
        if telling and any(self.stops(m, ":") for m in range(k, k + _NEAR_COLON)):
            return k
        if telling and cue.frame in "CQ" and self.low(k) == "про" and self.kind(k + 1) == "w":
            return k
        if len(cue.words) > 1 and self.among(last - 1, "prep") and cue.frame == "O":
            return last  # "Нарікає на погоду"
        if self.stops(last, ",") and cue.frame in "CQ" and cue.cue_class in TELLING:
            return last
        if cue.cue_class in _WISHES and not self.plural(i) and self.infinitive(last):
            return last
        return None

    def spoken_of(self, cue: str) -> Span | None:
        """The subject of the sentence that the verb without one may go back to; offsets."""
        many = number_of(cue) or False
        topic = self._person_of(min(self.n, _FURTHEST), many=many, sex=gender_of(cue))
        return self.offsets(topic)

    @classmethod
    def agree(cls, cue: str, other: str) -> bool:
        """Two verbs may have one subject: neither is feminine where the other is masculine."""
        numbers = {number_of(cue), number_of(other)} - {None}
        if len(numbers) > 1:
            return False
        sexes = {gender_of(cue), gender_of(other)} - {""}
        return len(sexes) < 2

    def _person_of(self, end: int, *, many: bool, sex: str = "") -> Span | None:
        """The first subject before token ``end`` that is a person and agrees in number, and in sex if known."""
        for k in range(end):
            opening = k == 0 and self.ends(0, "verb") and not self.ends(0, "noun")  # "Прийшла Ганна Гук"
            if not (opening or self.verbal(k)) or self.among(k, "sub") or self.plural(k) != many:
                continue
            if sex and sex_of(self.low(k)) not in ("", sex):
                continue
            before = k - 1
            while self.among(before, "adv", "neg", "refl"):
                before -= 1
            if self.low(before) in _PRONOUNS or self.among(before, "people"):
                return (before, before + 1)
            found = self.left(k) or self.apposition(k, k)
            named = k + 2 < end and self.ts[k + 1].capital and self.ts[k + 2].capital
            if found is None and (
                named
                or self.among(k + 1, "people")
                or self.known(k + 1, "titles", "anonymity", "spokesperson")
            ):
                found = self.right_subject(k + 1, k)  # "Першою свідчила Людмила Якимчук"
            if found is not None and self.somebody(found, k):
                return found
        return None

    def somebody(self, span: Span, verb: int) -> bool:
        """The phrase is a person: a pronoun, a role, a name."""
        k = span[0]
        low = self.low(k)
        if self.among(k, "pron"):
            return low in _PRONOUNS
        if not self.fits(*span, verb):
            return False
        if any(
            self.known(m, "titles", "anonymity", "spokesperson") or self.among(m, "people")
            for m in range(*span)
        ):
            return True
        if self.person(span, verb) or self.full_name(span) or low in SOMEONE:
            return True
        if not self.ts[k].capital or self.place_name(k) or self.body(k):
            return False
        if k > 0 and self.kind(k - 1) not in "pq":
            return True
        if self.low(span[1]) == "," and self.actor(span[1] + 1):
            return True  # "Олена, медсестра з Полтави, …"
        if span[1] - k > 1:
            joined = k + 1 + self.among(k + 1, "conj")  # "Ольга і Степан"
            return joined < span[1] and self.ts[joined].capital and not self.body(joined)
        return self.named_elsewhere(k)

    def full_name(self, span: Span) -> bool:
        """Two capitals stand together in the phrase, of which none is a body, a place or opens a sentence."""
        first = span[0] + (span[0] == 0 and self.ends(0, "adjective"))
        return any(
            all(
                self.kind(m) == "w" and self.ts[m].capital and not self.body(m) and not self.place_name(m)
                for m in (k, k + 1)
            )
            for k in range(first, span[1] - 1)
        )

    def named_elsewhere(self, k: int) -> bool:
        """The capital that opens the sentence stands inside another one as well: a name."""
        token = self.ts[k]
        stem = token.text[: max(4, len(token.text) - 2)]
        for start, end in ((token.end, token.end + _AROUND), (max(0, token.start - _AROUND), token.start)):
            at = self.text.find(stem, start, end)
            while at > 0:
                if self.text[at - 1] == " " and self.text[at - 2] not in '.!?…–:"':
                    return True
                at = self.text.find(stem, at + 1, end)
        return False
