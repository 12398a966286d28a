"""Numerals in languages that write words with spaces: from tokens to values.

One grammar reads digits with grouping and decimal marks, scale words and letters,
spelled numerals (also glued: ``dreiundzwanzigtausend``), decimals in words, halves,
fractions and vague magnitudes. What the words are comes from the lexicon. Leaves out
units, bounds, ranges and the question whether the number counts anything.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from monitor.read.figures.lexicon import Lexicon
from monitor.read.figures.numeral_fold import NumeralFold
from monitor.read.figures.numeral_state import Found, Glued, Literal
from monitor.read.figures.tokens import Tokens
from monitor.read.figures.units import begins_unit

_ZERO, _ONE = Decimal(0), Decimal(1)
# No news figure has more digits than 10^18; longer runs are keys and hashes, and would
# make decimal arithmetic slow.
_LONGEST = 26


class NumeralGrammar:
    """Reads the numeral that begins at a token."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        point = re.escape(lexicon.decimal)
        other = re.escape("," if lexicon.decimal == "." else ".")
        groups = "|".join(
            rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+"
            for mark in lexicon.group
            if mark not in (" ", ",")
        )
        if "," in lexicon.group:
            # Also the Indian grouping: 12,00,000.
            groups = "|".join(filter(None, (groups, r"[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}")))
        self._grouped = re.compile(rf"(?:{groups or '(?!)'})(?:{point}([0-9]+))?")
        self._decimal = re.compile(rf"[0-9]+{point}([0-9]+)")
        self._foreign = re.compile(rf"[0-9]+{other}([0-9]+)")
        self._marks = str.maketrans(
            {mark: "" for mark in (".", ",", "'") if mark != lexicon.decimal} | {lexicon.decimal: "."}
        )
        self.glued = lru_cache(maxsize=16384)(self._glued)
        compound = lexicon.compound
        self._compounds = bool(compound)
        self.heads: frozenset[str] = frozenset()
        if compound:
            parts = dict(lexicon.roles) if compound.get("cardinals") else {}
            for value, forms in compound.get("parts", {}).items():
                for form in forms.split():
                    parts[form] = ("n", Decimal(value))
            for form in compound.get("join", "").split():
                parts[form] = ("&", _ZERO)
            for form in compound.get("half", "").split():
                parts[form] = ("+", Decimal("0.5"))
            for form in compound.get("never", "").split():
                parts.pop(form, None)
            parts = {form: role for form, role in parts.items() if role[0] in "nxsSm&+"}
            ordered = sorted(parts, key=len, reverse=True)
            self._part = re.compile("|".join(map(re.escape, ordered)))
            self._parts = parts
            self.heads = frozenset(form[:3] for form, role in parts.items() if role[0] not in "&+")
            self._ordinal_tails = frozenset(compound.get("ordinal_tails", "").split())
            self._tails = tuple(lexicon.adjective_stems)
            self._never_prefixes = tuple(compound.get("never_prefixes", "").split())
            self._never_tails = frozenset(compound.get("never_tails", "").split())
            self._times = tuple(
                stem for stem, meaning in lexicon.adjective_stems.items() if meaning == "times"
            )

    # ----------------------------------------------------------------- digits

    def literal(self, tokens: Tokens, index: int) -> Literal | None:
        """The number in digits at ``index``; None where the digits follow no convention."""
        text = tokens.text[index]
        if len(text) > _LONGEST:
            return None
        if text.isdecimal():
            gap = tokens.gap[index]
            if gap.endswith(".") and (
                (len(gap) == 1 and (index == 0 or tokens.text[index - 1] in {"$", "€", "£"}))
                or gap[-2:-1] in {" ", "-"}
            ):
                return Literal(Decimal("0." + text), _ONE.scaleb(-len(text)), index + 1, False)
            if (
                len(text) <= 3
                and tokens.gap[index + 1] == " "
                and " " in self.lexicon.group
                and text[0] != "0"
                and len(tokens.text[index + 1].partition(self.lexicon.decimal)[0]) == 3
            ):
                spaced = self._spaced(tokens, index)
                if spaced is not None:
                    return spaced
            if tokens.gap[index + 1] == " . " and self.lexicon.decimal == "." and text[0] != "0":
                tokenised = self._tokenised(tokens, index)
                if tokenised is not None:
                    return tokenised
            return Literal(Decimal(text), _ONE, index + 1, True)
        match = self._grouped.fullmatch(text) or self._decimal.fullmatch(text)
        foreign = False
        if match is None:
            match = self._foreign.fullmatch(text)
            foreign = True
            if match is None:
                return None
        decimals = match[1]
        value = Decimal(text.replace(",", ".") if foreign else text.translate(self._marks))
        step = _ONE.scaleb(-len(decimals)) if decimals else _ONE
        return Literal(value, step, index + 1, False, foreign)

    def _tokenised(self, tokens: Tokens, index: int) -> Literal | None:
        """``6 . 2 %``: tokenised text; a sentence may end there too, so a unit or a currency must stand by."""
        decimals = tokens.text[index + 1]
        signed = index > 0 and tokens.text[index - 1] in "$€£"
        scale = self.lexicon.roles.get(tokens.text[index + 2], ("",))[0] == "s"
        measured = scale or begins_unit(self.lexicon, tokens, index + 2)
        if (
            not decimals.isdecimal()
            or len(decimals) > 4
            or not (signed or measured)
            or len(tokens.text[index]) > 3
        ):
            return None
        return Literal(
            Decimal(f"{tokens.text[index]}.{decimals}"), _ONE.scaleb(-len(decimals)), index + 2, False
        )

    def _spaced(self, tokens: Tokens, index: int) -> Literal | None:
        """``3 000 000,5``: groups of three parted by a space of any width."""
        digits = tokens.text[index]
        at = index + 1
        decimals = ""
        while tokens.gap[at] == " " and not decimals and len(digits) < _LONGEST:
            whole, mark, rest = tokens.text[at].partition(self.lexicon.decimal)
            if (
                len(whole) != 3
                or not whole.isdecimal()
                or (mark and not rest.isdecimal())
                or not whole.isascii()
            ):
                break
            digits += whole
            decimals = rest
            at += 1
        if at == index + 1:
            return None
        value = Decimal(f"{digits}.{decimals}" if decimals else digits)
        return Literal(value, _ONE.scaleb(-len(decimals)), at, False)

    # ------------------------------------------------------------------ words

    def _glued(self, word: str) -> Glued | None:
        """The numerals that a word is made of, or None."""
        if not self._compounds:
            return None
        if self._never_prefixes and word.startswith(self._never_prefixes):
            return None
        atoms: list[tuple[str, Decimal]] = []
        at = 0
        while match := self._part.match(word, at):
            atoms.append(self._parts[match[0]])
            at = match.end()
        if not atoms or at == 0:
            return None
        tail = word[at:]
        if not tail:
            return Glued(tuple(atoms), "", ordinal=False) if len(atoms) > 1 else None
        if atoms[-1][0] == "&" or tail in self._never_tails:
            return None
        if tail in self._ordinal_tails:
            return Glued(tuple(atoms), "", ordinal=True)
        if tail.startswith(self._times) and (len(tail) > 6 or (len(atoms) == 1 and atoms[0][1] == 1)):
            # "einmal", "einfach", "Zweifachmord"
            return None
        if tail.startswith(self._tails):
            return Glued(tuple(atoms), tail, ordinal=False)
        if atoms[-1][1] % 1:
            # півмільйона, півгодини
            scale = self.lexicon.roles.get(tail)
            if scale is not None and scale[0] in "sS":
                return Glued((*atoms, ("s", scale[1])), "", ordinal=False)
            if tail in self.lexicon.unit_words:
                return Glued(tuple(atoms), tail, ordinal=False)
        return None

    def starts(self, word: str) -> bool:
        """Whether a numeral can begin with this word."""
        lexicon = self.lexicon
        return (
            word in lexicon.roles
            or word in lexicon.fractions
            or word in lexicon.minus
            or word in lexicon.point
            or (word[:3] in self.heads and self.glued(word) is not None)
        )

    def begins(self, tokens: Tokens, index: int) -> bool:
        """Whether digits or a numeral in words stand at ``index``."""
        word = tokens.text[index]
        return bool(word) and ("0" <= word[0] <= "9" or self.starts(word))

    def at(self, tokens: Tokens, index: int, *, money: bool = False, nested: bool = False) -> Found | None:
        """The numeral that begins at token ``index``.

        ``money`` says that a currency sign stands before it: then ``m`` is a million.
        ``nested`` says that a numeral is being read already, of which this is a part: it has
        no parts of its own, so that nothing recurses.
        """
        return NumeralFold(self, tokens, money=money, nested=nested).read(index)
