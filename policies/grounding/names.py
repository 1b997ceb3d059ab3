"""Clauses, citation markers and product names in a draft: each must stand in the sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from common.figures import parse_chinese_number
from policies.grounding.sources import Sources

_CLAUSE = re.compile(
    r"《(?P<title>[^》\n]{2,40})》(?:\s*[（(][^）)]{1,30}[）)])?\s*(?:第\s*(?P<article>[零〇一二三四五六七八九十百千\d]+)\s*条)?"
)
_BARE_CLAUSE = re.compile(
    r"(?P<title>[\u4e00-\u9fff]{1,18}?(?:法典|法|条例|办法|规定|指导意见|通知|规则))\s*第\s*(?P<article>[零〇一二三四五六七八九十百千\d]+)\s*条"
)
_ENGLISH_CLAUSE = re.compile(
    r"(?P<title>(?:[A-Z][\w-]*|of|on|the|and|for)(?: (?:[A-Z][\w-]*|of|on|the|and"
    r"|for)){0,8}? (?:Law|Code|Regulations?|Measures|Rules|Act|Guidelines))"
    r",?\s+(?:[Aa]rticle|[Aa]rt\.?|[Ss]ection)\s*(?P<article>\d+)|(?:[Aa]rticle|[Aa]rt\.?)\s*(?P<article2>\d+),?\s+(?:of|in)\s+(?:the\s+)?"
    r"(?P<title2>[A-Z][\w-]*(?: (?:[A-Z][\w-]*|of|on|the|and|for)){0,8}? (?:Law|Code"
    r"|Regulations?|Measures|Rules|Act|Guidelines))"
)
_LONE_ARTICLE = re.compile(
    r"第\s*(?P<article>[零〇一二三四五六七八九十百千\d]+)\s*条|\b[Aa]rticle\s*(?P<article2>\d+)"
)
_MARKER = re.compile(r"[\[【](?P<id>[a-z][a-z0-9-]{3,}(?:#[\w.-]+)?|\d{1,2}|\^\d{1,2})[\]】]")
_PRODUCT = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,6}?[\u4e00-\u9fffA-Za-z](?P<number>\d{1,4})号)(?!令|文|公告|院|楼|门|窗|柜|前|后|起|之前|到期|还款)"
)
_NOT_PRODUCTS = re.compile(
    r"(?:月|第|每月|本月|下月|次月|当月|上月|年|编|楼|今年|明年|发|银发|金规|日|至|到|是|于|在|的|和|、)\d{1,4}号$"
)
_DIGITS = re.compile(r"\d+")
_WORK = re.compile(
    r"法$|法典$|条例$|办法$|规定$|意见$|通知$|规则$|公告$|解释$|指引$|Law$|Code$|Regulations?$|Measures$|Rules$|Guidelines$"
)


@cache
def instrument_titles() -> dict[str, tuple[str, ...]]:
    """Titles of well-known instruments by id (``instruments.yaml``)."""
    data = yaml.load((Path(__file__).parent / "instruments.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return {instrument: tuple(titles) for instrument, titles in data.items()}


def article_number(text: str) -> int | None:
    """第二十九条, 29 -> 29."""
    digits = _DIGITS.search(text)
    if digits:
        return int(digits.group())
    number = parse_chinese_number(re.sub(r"[第条\s]", "", text))
    return int(number) if number is not None else None


def clause_objections(draft: str, sources: Sources) -> Iterator[tuple[int, int, str]]:
    """Clauses cited without a source: start, end and the kind of objection."""
    known = _Known(sources)
    taken: list[tuple[int, int]] = []
    for pattern in (_CLAUSE, _BARE_CLAUSE, _ENGLISH_CLAUSE):
        for match in pattern.finditer(draft):
            if any(match.start() < end and match.end() > start for start, end in taken):
                continue
            parts = match.groupdict()
            title = re.sub(r"^(?:the|The) ", "", parts["title"] or parts.get("title2") or "")
            article = parts["article"] or parts.get("article2")
            taken.append(match.span())
            if article is None and pattern is _CLAUSE and not _WORK.search(title):
                continue
            objection = known.objection(title, article)
            if objection:
                yield match.start(), match.end(), objection
    for match in _LONE_ARTICLE.finditer(draft):
        if any(match.start() < end and match.end() > start for start, end in taken):
            continue
        number = article_number(match.group("article") or match.group("article2"))
        if number is not None and number not in known.all_articles:
            yield match.start(), match.end(), "article"


def marker_objections(draft: str, sources: Sources) -> Iterator[tuple[int, int, str | None]]:
    """Citation markers, each with the objection or None when it points at a source."""
    for match in _MARKER.finditer(draft):
        marker = match.group("id").lstrip("^")
        if marker.isdigit():
            good = 1 <= int(marker) <= len(sources.citations)
        else:
            good = marker in sources.citations or marker in sources.text()
        yield match.start(), match.end(), None if good else "marker"


def product_objections(draft: str, sources: Sources) -> Iterator[tuple[int, int, str | None]]:
    """Product names, each with the objection or None; their digits are no figures of their own."""
    words = re.sub(r"\s", "", sources.text())
    for match in _PRODUCT.finditer(draft):
        if _NOT_PRODUCTS.search(match.group("name")):
            continue
        name = match.group("name").lower()
        # The name's left edge is uncertain in running text: some ending of it, two characters at least, must be known.
        core = len(match.group("number")) + 1
        stem = name[: len(name) - core]
        good = any(stem[at:] + name[-core:] in words for at in range(max(len(stem) - 1, 1)))
        yield match.start(), match.end(), None if good else "product"
    for match in re.finditer(r"《(?P<name>[^》\n]{2,30})》", draft):
        name = match.group("name")
        if not _WORK.search(name) and name.lower() not in sources.text():
            yield match.start(), match.end(), "product"


class _Known:
    """The clauses the sources hold."""

    def __init__(self, sources: Sources) -> None:
        self.words = sources.text()
        self.pairs: dict[str, set[int]] = {}
        self.all_articles: set[int] = set()
        for pattern in (_CLAUSE, _BARE_CLAUSE, _ENGLISH_CLAUSE):
            for text in sources.texts:
                for match in pattern.finditer(text):
                    parts = match.groupdict()
                    self._add(
                        parts["title"] or parts.get("title2") or "", parts["article"] or parts.get("article2")
                    )
        for text in sources.texts:
            for match in _LONE_ARTICLE.finditer(text):
                number = article_number(match.group("article") or match.group("article2"))
                if number is not None:
                    self.all_articles.add(number)
        titles = instrument_titles()
        for citation in re.findall(r"[a-z][a-z0-9-]+(?:#\d+)?", "\n".join((*sources.citations, self.words))):
            instrument, _, article = citation.partition("#")
            for title in titles.get(instrument, ()):
                self._add(title, article or None)

    def _add(self, title: str, article: str | None) -> None:
        articles = self.pairs.setdefault(_short(title), set())
        number = article_number(article) if article else None
        if number is not None:
            articles.add(number)
            self.all_articles.add(number)

    def objection(self, title: str, article: str | None) -> str | None:
        short = _short(title)
        same = [name for name in self.pairs if name == short or name.endswith(short) or short.endswith(name)]
        if not same and title.lower() not in self.words:
            return "instrument"
        if article is None:
            return None
        number = article_number(article)
        numbered = set().union(*(self.pairs[name] for name in same)) if same else set()
        return None if number in (numbered or self.all_articles) else "article"


def _short(title: str) -> str:
    """A title without the country's name and the like, for comparison."""
    title = re.sub(
        r"^(?:中华人民共和国|根据|依据|按照|按|依照|参照|以及|和|及|与|the )", "", title.strip().lower()
    )
    return re.sub(r"\s|[（(].*?[）)]|暂行|试行", "", title)
