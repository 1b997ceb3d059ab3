"""Finding which provision a text names: instruments by any of their names, articles in any numerals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_DIGITS = {"〇": 0, "两": 2} | {character: value for value, character in enumerate("零一二三四五六七八九")}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = r"(?:\d{1,4}|[零〇一二两三四五六七八九十百千]{1,9})"
_ARTICLE = re.compile(
    rf"第\s*(?P<zh>{_NUMERAL})\s*条"
    r"|(?<![\d.第])(?P<bare>\d{1,4}|[零〇一二两三四五六七八九十百千]{2,9})\s*条(?![件例款文线形码])"
    r"|\b(?:articles?|arts?\.?|section|sec\.?)\s*(?P<en>\d{1,4})\b|§\s*(?P<sign>\d{1,4})",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"《?(?P<name>[\u4e00-\u9fff、（）()]{2,40}(?:法|条例|办法|规定|意见|通知|解释|细则|法典))》?\s*$"
)
_LEADING = re.compile(
    r"^.*?(?:请问|查一下|查询|查查|查|看看|看一下|根据|依据|按照|依照|按|说说|关于|那|是|和|与|及)(?=[\u4e00-\u9fff]{2})"
)
_NAMED_EN = re.compile(
    r"(?P<name>(?:[A-Z][\w-]*\s+|of\s+|and\s+|the\s+|on\s+)*(?:Law|Act|Code|Regulations?|Measures|Rules|Provisions))"
)
_BINDS_ON = "人院定官庭"
"""Characters after 法 that make another word of it: 商业银行法人 names no statute."""


@dataclass(frozen=True)
class ClauseReference:
    """A provision as a text names it.

    ``instrument`` is None when the text names one the library does not have (``named`` says which, where it
    can be told) or none at all. ``span`` covers instrument and article, end exclusive.
    """

    instrument: str | None
    article: int | None
    span: tuple[int, int]
    named: str | None = None


def numeral(text: str) -> int | None:
    """An article number in Arabic or Chinese numerals up to 9999: 二十九 and 29 are 29."""
    if text.isascii() and text.isdigit():
        return int(text)
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, digit = 0, None
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _PLACES:
            total += (1 if digit is None else digit) * _PLACES[character]
            digit = None
        else:
            return None
    return total + (digit or 0) or None


def chinese_numeral(number: int) -> str:
    """29 as 二十九, the way articles are numbered."""
    digits = "零一二三四五六七八九"
    text, rest, gap = "", number, False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, place)
        if digit:
            text += "零" if gap and text else ""
            text += ("" if digit == 1 and place == 10 and not text else digits[digit]) + name
            gap = False
        else:
            gap = True
    return text


class NamePattern:
    """Many names of many things; the longest that occurs in a text wins."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._ids = {_normal(name): instrument for name, instrument in names.items()}
        ordered = sorted(self._ids, key=len, reverse=True)
        self._pattern = re.compile("|".join(_bounded(name) for name in ordered) or r"(?!)")

    def find(self, text: str) -> tuple[str, tuple[int, int]] | None:
        """What is named and where; the longest name first, then the leftmost."""
        normal = _normal(text)
        hits = [
            hit
            for hit in self._pattern.finditer(normal)
            if not (hit[0].endswith("法") and normal[hit.end() : hit.end() + 1] in tuple(_BINDS_ON))
        ]
        if not hits:
            return None
        best = max(hits, key=lambda hit: (len(hit[0]), -hit.start()))
        return self._ids[best[0]], best.span()


class InstrumentNames(NamePattern):
    """Every name of every instrument, and the articles that are named beside them."""

    def parse(self, text: str) -> ClauseReference | None:
        """The provision a text names, None when it names neither an instrument nor an article."""
        normal = _normal(text)
        found = self.find(text)
        articles = [hit for hit in _ARTICLE.finditer(normal) if found is not None or not hit["bare"]]
        if found is None and not articles:
            return None
        if found is None:
            article = articles[0]
            return ClauseReference(None, _number(article), article.span(), _stranger(text, article.span()))
        instrument, span = found
        if not articles:
            return ClauseReference(instrument, None, span)
        after = [article for article in articles if article.start() >= span[0]]
        article = (after or articles)[0]
        whole = (min(span[0], article.start()), max(span[1], article.end()))
        return ClauseReference(instrument, _number(article), whole)


def _number(article: re.Match[str]) -> int | None:
    return numeral(article["zh"] or article["bare"] or article["en"] or article["sign"])


def _stranger(text: str, span: tuple[int, int]) -> str | None:
    """The name of an instrument before the article that the library does not know."""
    if named := _NAMED.search(text[: span[0]].rstrip()):
        return _LEADING.sub("", named["name"]) or None
    if english := _NAMED_EN.search(text):
        return english["name"].strip()
    return None


def _bounded(name: str) -> str:
    quoted = re.escape(name).replace(r"\ ", r"\s+")
    return rf"(?<![a-z0-9]){quoted}(?![a-z0-9])" if name.isascii() else quoted


def _normal(text: str) -> str:
    """Same length as ``text``, so that spans hold: full-width forms narrowed one by one, case folded."""
    return "".join(_narrow(character) for character in text)


def _narrow(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character
