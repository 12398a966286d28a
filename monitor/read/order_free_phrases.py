"""Noun phrases where the order of words is free: the subject before a verb and after it.

Time, place, manner and addressees ("24 жовтня", "станом на вечір", "журналістам") are cut
from a source; those that open a clause are passed over. Leaves out: what a word may be
(:mod:`monitor.read.order_free_words`).
"""

from __future__ import annotations

from monitor.read.clauses import is_name_quote
from monitor.read.order import Span
from monitor.read.order_free_clauses import LOCATIVE, FreeClauses

_OUT_OF = frozenset(("з", "із", "зі"))
SOMEONE = frozenset(("інші", "решта", "один", "одна", "двоє", "троє", "дехто", "хтось"))
_SOME = SOMEONE | {"одне", "ніхто", "кожен", "більшість", "частина"}
THESE = frozenset(("це", "ці", "цю", "цей", "такий", "такі", "таку", "таке"))
"""They open an object that stands before the verb ("Росія ці дані заперечує")."""
_ADVERB = ("но", "во", "ко", "ло")
_LONGEST = 14
"""Words of a source (11 in the longest of the annotated news sentences)."""


class FreePhrases(FreeClauses):
    """The noun phrases of a sentence."""

    def cut(self, start: int, end: int) -> int:
        """Where the source that opens at ``start`` ends: before time, place, manner, addressees."""
        for k in range(start + (3 if self.acting(start) else 1), end):
            low = self.ts[k].low
            if (
                low == "станом"
                or low in THESE
                or self.among(k, "adv", "time")
                or (low[-1:] == "о" and self.manner(k))
            ):
                return k
            if self.kind(k) == "n" and self.among(k + 1, "time"):
                return k
            if self.among(k, "many") and self.among(k + 1, "time"):
                return k
            if self.among(k, "prep"):
                if not self.keeps(k, start, end):
                    return k
            elif (self.addressee(k) and not self.among(k - 1, "prep")) or self.verbal(k):
                return k
        return end

    def keeps(self, k: int, start: int, end: int) -> bool:
        """The preposition inside a source belongs to it ("один із чиновників", "у справах ветеранів")."""
        low = self.low(k)
        if k == start or k + 1 >= end or self.among(k + 1, "time") or self.acting(k):
            return self.acting(k)
        if low in _OUT_OF:
            return (
                self.low(k - 1) in _SOME
                or self.kind(k - 1) == "n"
                or self.ts[k + 1].capital
                or self.low(k + 1) == "питань"
                or self.low(k + 1).startswith("одн")
                or self.role(k + 1)
            )
        if low in ("від", "при", "щодо"):
            return self.kind(k + 1) == "w"
        if low in ("у", "в"):
            return self.low(k + 1) == "справах" or (
                any(self.known(m, "anonymity", "spokesperson") for m in range(start, k))
                and any(self.body(m) for m in range(k + 1, min(end, k + 5)))
            )
        return False

    def left(self, i: int) -> Span | None:
        """The subject before the verb at token ``i``."""
        end = i
        while (
            end > 0 and self.among(end - 1, "adv", "neg", "refl", "aux") and not self.among(end - 1, "pron")
        ):
            end -= 1 + (self.low(end - 1) == "далі" and self.low(end - 2) in ("й", "і"))
        start = self.clause_start(end)
        if end - start > 1 and self.low(end - 1).endswith(_ADVERB) and self.manner(end - 1):
            end -= not self.low(i).endswith(("ло", "лося", "ось"))  # "філософи поспішно оголосили"
        if start < end and self.low(start).endswith("чись") and self.low(start - 1) == ",":
            end, start = start - 1, self.clause_start(start - 1)  # "ЗМІ, посилаючись на джерела написали"
        if start < end and self.among(end - 1, "conj"):
            return self._shared(start, end - 1, i)
        start = max([start, *(k + 1 for k in range(start, end) if self.among(k, "sub"))])
        for m in range(start, end):
            if self.low(m) in ("посиланням", "посилаючись"):
                end = m - 1 if self.low(m) == "посиланням" else m
                break
        return self._subject_in(start, end, i)

    def clause_before(self, i: int) -> Span | None:
        """The subject of the clause that a gerund hangs on."""
        while self.among(i - 1, "adv", "neg"):
            i -= 1
        if not self.stops(i - 1, ",–-"):
            return None
        start = self.clause_start(i - 1)
        verb = next((k for k in range(start + 1, i - 1) if self.verbal(k)), None)
        if verb is None or any(self.among(k, "modal") for k in range(start, verb)):
            return None  # "зобов'язані подавати звіт, інформуючи …": no statement
        return self.left(verb)

    def _shared(self, start: int, end: int, verb: int) -> Span | None:
        """The subject of the verb before, as in "X приїхав і заявив"."""
        if self.subject is not None and self.subject[0] >= start - 1:
            return self.subject
        while start < end - 1 and (self.among(start, "adv") or self.manner(start)):
            start += 1
        if self.verbal(start) and not self.role(start):
            return self.subject  # "Потім довго мовчить і додає"
        first = next((k for k in range(start + 1, end) if self.verbal(k)), None)
        if first is None and self.subject is None and start < end and not self.among(start, "sub", "prep"):
            return self._subject_in(start, end, verb)  # "Саме він і запропонував"
        if first is None or self.among(start, "sub"):
            if self.subject is None and self.low(start - 2) == "те":
                return self.clause_before(start)  # "назвав те, що сталося, провокацією і зазначив"
            return self.subject
        return self._subject_in(start, first, verb) or self.subject

    def _subject_in(self, start: int, end: int, verb: int) -> Span | None:
        if start < end and self.among(end - 1, "pron"):
            return (end - 1, end)
        start = self.past_circumstances(start, end, verb)
        if start >= end or self.among(start, "adv", "time"):
            return None
        if self.among(start, "personal"):
            return (start, start + 1)
        if self.among(start, "prep") and not self.acting(start):
            if self.among(start + 1, "time") or self.among(start + 2, "time") or self.of_this(start):
                return None
            if self.low(start) not in LOCATIVE or not self.plural(verb) or start + 1 >= end:
                return None
            if any(self.among(k, "no_place") for k in range(start + 1, end)):
                return None  # "у решті випадків вважають"
            return (start, self._cut_place(start, end))
        if self.low(start) in THESE:
            for k in range(start + 2, end):
                if self.actor(k) and self.fits(k, end, verb):
                    return (k, self.cut(k, end))  # "такі дії посадовці пояснюють"
        opens = start == 0 and not self.body(start) and not self.known(start, "titles", "anonymity")
        thing = not self.low(start).endswith(("и", "і", "ї")) and not self.actor(start)
        if not self.role(start) or (opens and (thing or not self.fits(start, end, verb))):
            place = self._place(start, end, verb)
            if place is not None:
                return place
        if not self.fits(start, end, verb):
            return None
        return (start, self.cut(start, end))

    def _cut_place(self, start: int, end: int) -> int:
        return self.cut(start + 1, end)

    def _place(self, start: int, end: int, verb: int) -> Span | None:
        """As in "ремонт у департаменті оцінюють у …": a body in the locative after an object."""
        if not self.plural(verb):
            return None
        for k in range(start + 1, end - 1):
            if self.low(k) in LOCATIVE and (self.body(k + 1) or self.body(k + 2)):
                return (k, self._cut_place(k, end))
        return None

    def past_circumstances(self, start: int, end: int, verb: int) -> int:
        """Past adverbs, dates and phrases of time, place or topic that open the clause."""
        while start < end:
            if (
                self.among(start, "adv", "time", "linking")
                or self.low(start) == "станом"
                or (self.addressee(start) and start + 1 < end and self.kind(start + 1) == "w")
                or (self.among(start + 1, "time") and self.counts_time(start))
            ):
                start += 1
            elif self.among(start, "prep") and self.among(start + 1, "of_them"):
                start += 2
            elif self.among(start, "prep") and not self.acting(start):
                passed = self._past_phrase(start, end, verb)
                if passed is None:
                    break
                start = passed
            else:
                break
        return start

    def _past_phrase(self, start: int, end: int, verb: int) -> int | None:
        """The token after a prepositional phrase; None where no subject follows, or it is the source."""
        timely = self.among(start + 1, "time", "occasion") or self.kind(start + 1) == "n"
        if self.low(start) in LOCATIVE and self.plural(verb) and not timely:
            if self.body(start + 1):
                return None
            people = self.people_from(start + 2, end, verb)
            if people is not None or self.body(start + 2) or self.ts[start + 1].capital:
                return people
            if not any(self.among(k, "time", "occasion") for k in range(start + 1, min(end, start + 4))):
                return None
        if timely and self.plural(verb) and not self.known(start + 2, "titles", "anonymity"):
            place = next((m for m in range(start + 2, end - 1) if self.low(m) in LOCATIVE), None)
            if place is not None:
                return place
        if timely and start + 2 < end:
            after = start + 2
            while after < end and self.among(after, "time"):
                after += 1
            if after < end and (self.among(after, "prep", "adv") or self.fits(after, end, verb)):
                return after
        for k in range(start + 2, end):
            if self.among(k, "prep"):
                return k
            # what hangs on a preposition after the verb: only a full name is told from it
            full = not self.ts[k - 1].capital and k + 1 < end and self.ts[k + 1].capital
            if start > verb and self.ts[k].capital and not full:
                continue
            if start > verb and self.body(k) and self.low(k).endswith(("и", "і", "ї")):
                continue  # "відхилили на засіданні комісії"
            if self.among(k, "pron") or (
                (self.role(k) or self.among(k, "people")) and self.nominative(k, end, verb)
            ):
                return k
            somebody = self.among(k, "people") or self.known(k, "titles", "anonymity")
            if somebody and self.plural(verb) and self.low(k).endswith(("и", "і")):
                return k
        last = end - 1
        if (
            last > start + 1
            and (end == verb or self.stops(end, ","))
            and self.low(last)[-1:] not in "аяиії"
            and self.fits(last, end, verb)
            and not self.opens_place(start, verb)
        ):
            return last
        return None

    def apposition(self, i: int, verb: int) -> Span | None:
        """The phrase that an apposition or a relative clause before the verb hangs on.

        As in "Кирило Буданов, очільник ГУР, підтвердив" and "дипломат, який …, вважає".
        """
        end = i - 1
        best: Span | None = None
        relative = False
        while end > 0:
            start = end
            while start > 0 and not self.edge(start - 1):
                start -= 1
            if start >= end:
                return None
            opens = self.relative(start)
            if not opens and any(self.verbal(k) for k in range(start, end)):
                subs = [k for k in range(start, end) if self.among(k, "sub")]
                if not relative or not subs or any(self.verbal(k) for k in range(subs[-1] + 1, end)):
                    return None
                start = subs[-1] + 1
            if (
                best is not None
                and not relative
                and (self.among(start, "prep") or self.circumstance(start, end))
            ):
                break  # "За словами Гука, сусід, який …"
            relative = opens
            best = (start, end)
            if start == 0 or self.ts[start - 1].text != ",":
                break
            end = start - 1
        if best is None or best[1] == i - 1 or relative:
            return None
        start = self.past_circumstances(*best, verb)
        if start >= best[1] or self.among(start, "linking", "conj") or not self.fits(start, best[1], verb):
            return None
        named = start + (self.among(start, "det") or self.aged(start))
        if named == start and self.ends(start, "adjective") and self.among(start + 1, "people"):
            named += 1  # "корінна жителька"
        if not (
            self.kind(start) == "n" or self.role(start) or self.role(named) or self.among(named, "people")
        ):
            return None
        return (start, self.cut(start, best[1]))

    def right_subject(self, k: int, verb: int) -> Span | None:
        """The subject after the verb, past adverbs, addressees, time and place."""
        limit = min(self.n, k + _LONGEST)
        if self.low(k) in ("й", "і") and (
            self.low(self.clause_start(verb)) == "про" or self.low(k + 1) in ("сам", "сама", "самі")
        ):
            k += 1  # "Про загрозу говорять і науковці"
        if self.stops(k, ",") and self.after_speech(verb):
            k = self.past_gerund(k)  # "сказав, коментуючи ситуацію, заступник"
        k = self.past_date(k)
        if self.low(k) == "це" and (self.role(k + 1) or self.kind(k + 1) == "q"):
            k += 1  # "Озвучив це директор"
        while k < limit and not self.edge(k):
            if (self.among(k, "adv", "refl", "time") and not self.among(k, "pron", "det")) or self.addressee(
                k
            ):
                k += 1
                if self.kind(k) == "q" and is_name_quote(self.ts[k]) and self.addressee(k - 1):
                    k += 1  # "повідомили агентству «Обрій» у пресслужбі"
                elif self.among(k - 1, "medium") and self.kind(k) == "w" and self.ts[k].capital:
                    k += 1  # "розповів проєктові Обрій"
                elif self.among(k, "conj") and self.addressee(k - 1) and self.addressee(k + 1):
                    k += 2  # "розповів дітям та вчителям викладач"
            elif self.low(k).endswith("ів") and not self.ts[k].capital and self.after_speech(verb):
                k += 1  # "запевнив журналістів"
            elif self.kind(k) == "n" and self.among(k + 1, "time"):
                k += 2
            elif self.among(k, "prep") and self.among(k + 1, "of_them"):
                k += 2  # "прийшла до неї однокласниця"
            elif self.kind(k) == "w" and self.manner(k) and self.low(k + 1):
                k += 1  # "каже тихо Олег"
            elif self.among(k, "prep") and not self.acting(k):
                if (
                    self.low(k) in LOCATIVE
                    and self.plural(verb)
                    and not self.among(k + 1, "time", "occasion")
                ):
                    return self.place_right(k, verb)
                passed = self._past_phrase(k, limit, verb)
                if passed is None or passed <= k or any(self.edge(m) for m in range(k, passed)):
                    return None
                k = passed
            else:
                break
        if k >= limit or self.edge(k) or self.among(k, "conj"):
            return None
        if not self.among(k, "pron") and (
            self.verbal(k) or (self.kind(k) == "n" and not self.after_speech(verb))
        ):
            return None
        found = self.phrase(k)
        if found is not None and self.fits(*found, verb):
            return found
        if not self.after_speech(verb):
            return None
        for m in range(k + 1, min(self.n, k + 4)):  # past the one spoken to: "запевнив водіїв речник"
            if self.edge(m) or self.among(m, "prep"):
                break
            named = self.place_name(m) or self.ts[m].text.isupper()
            if self.role(m) and not named and self.nominative(m, self.n, verb):
                return self.phrase(m)
        return None

    def place_right(self, k: int, verb: int) -> Span | None:
        """As in "повідомили в міськраді": a body in the locative, or after speech any place."""
        if not self.body(k + 1):
            people = self.people_from(k + 2, min(self.n, k + 5), verb)
            if people is not None:
                return self.phrase(people)
        known = (
            self.body(k + 1)
            or self.body(k + 2)
            or (self.kind(k + 1) == "w" and self.ts[k + 1].capital)
            or (self.kind(k + 1) == "q" and is_name_quote(self.ts[k + 1]))
        )
        if not known and (self.kind(k + 1) != "w" or not self.after_speech(verb)):
            return None
        found = self.phrase(k + 1, whole=True)
        return (k, found[1]) if found else None

    def phrase(self, k: int, *, whole: bool = False) -> Span | None:
        """The noun phrase that opens at token ``k``; with ``whole`` it stands in another case."""
        start = k
        if self.among(k, "pron") and not whole:
            return (k, k + 1)
        end = k
        while end < self.n and not self.edge(end) and end - start < _LONGEST:
            if end > start and self.finite_cue(end):
                break
            if self.classed(end) and self._ends_phrase(start, end):
                break
            end += 1
        end = self._cut_whole(start, end) if whole else self.cut(start, end)
        return (start, end) if end > start else None

    def _ends_phrase(self, start: int, k: int) -> bool:
        """A word of a closed class ends the phrase before it."""
        if self.among(k, "sub", "aux", "neg"):
            return True
        if self.among(k, "conj") and not (
            k > start and k + 1 < self.n and (self.ts[k + 1].capital or self.role(k + 1))
        ):
            return True
        return k == start and self.among(k, "prep") and not self.acting(k)

    def _cut_whole(self, start: int, end: int) -> int:
        """Where a source in an oblique case ends: its place belongs to it."""
        while True:
            at = self.cut(start, end)
            if (
                at >= end
                or self.low(at) not in ("з", "із", "у", "в")
                or self.among(at + 1, "time")
                or self.kind(at + 1) == "n"
            ):
                return at
            rest = self.cut(at + 1, end)
            if rest <= at + 1 or rest >= end:
                return min(end, rest)
            start = at + 1
