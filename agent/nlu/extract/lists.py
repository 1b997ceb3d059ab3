"""Series of numbers, days or names out of an utterance: 净值1.0000,1.0120,0.9980; 营业收入、净利润和不良率."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from agent.nlu.extract.cues import Cue, find_cues, word_pattern
from agent.nlu.extract.fields import Field, Utterance
from agent.nlu.extract.mention import Mention

SURE_LENGTH: Final = 3
"""Numbers in a row from which they are a list without any word saying so."""

_DIGITS: Final = r"(?<![A-Za-z\d.])-?(?:\d+(?:\.\d+)?|\.\d+)"
_UNITS: Final = r"\s?(?:%|[万亿年月期天日岁个]|bps?\b|years?\b|months?\b)"
_NUMBER: Final = rf"{_DIGITS}(?![A-Za-z\d.]|{_UNITS})|{_DIGITS}(?=\.(?:\D|$))"
"""A number without a unit; a full stop may follow it."""
_BETWEEN: Final = r"元?(?:\s|[,，、;；/|:：]|和|及|与|\band\b|再?到|至|->|→)+"
_RUN: Final = re.compile(rf"(?:{_NUMBER})(?:{_BETWEEN}(?:{_NUMBER}))*")
_ONE: Final = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
_NEAR: Final = 8
"""How far before a list the cue that names it may end."""


@dataclass(frozen=True)
class Listed:
    """What a series holds and the words it came from; ``short`` when there are too few items."""

    items: tuple[JsonValue, ...]
    numbers: tuple[Decimal, ...]
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    approximate: bool = False
    short: bool = False


def listed_numbers(
    said: Utterance, field: Field, mentions: Sequence[Mention], taken: Sequence[tuple[int, int]] = ()
) -> Listed | None:
    """The longest run of plain numbers; days between them (pairs of day and value) do not part them.

    What another series has ``taken`` is left alone.
    """
    characters = list(said.text)
    for start, end in taken:
        characters[start:end] = ["\n"] * (end - start)
    for mention in mentions:
        if mention.kind in ("date", "partial_date", "period"):
            characters[mention.start : mention.end] = ["\n"] * (mention.end - mention.start)
    text = "".join(characters)
    days = sum(mention.kind == "date" for mention in mentions)
    asked = said.awaiting == field.name
    best: Listed | None = None
    for run in _RUN.finditer(text):
        numbers = tuple(Decimal(number) for number in _ONE.findall(run.group()))
        pointed = asked or _named(said.text, field, run.start())
        short = len(numbers) < 2
        paired = not short and len(numbers) == days
        sure = not field.slot.named and (paired or len(numbers) >= SURE_LENGTH)
        if not pointed and not sure:
            continue
        if best is None or len(numbers) > len(best.numbers):
            spans = tuple(
                (run.start() + one.start(), run.start() + one.end()) for one in _ONE.finditer(run.group())
            )
            best = Listed(tuple(_json(n) for n in numbers), numbers, *run.span(), spans, short=short)
    return best


def _json(number: Decimal) -> JsonValue:
    return int(number) if number == number.to_integral_value() else float(number)


def _named(text: str, field: Field, start: int) -> bool:
    """Whether a cue of the series ends just before ``start``."""
    return any(0 <= start - cue.end <= _NEAR for cue in find_cues(text, field.name, field.wording))


def listed_days(said: Utterance, field: Field, mentions: Sequence[Mention]) -> Listed | None:
    """All days of the utterance when there are two or more."""
    days = [mention for mention in mentions if mention.kind == "date" and mention.date is not None]
    if len(days) < 2:
        return None
    return Listed(
        items=tuple(mention.date.isoformat() for mention in days if mention.date is not None),
        numbers=(),
        start=days[0].start,
        end=days[-1].end,
        spans=tuple((mention.start, mention.end) for mention in days),
        approximate=any(mention.approximate for mention in days),
    )


_SPLIT: Final = re.compile(r"\s*(?:[、，,/|;；]|以及|和|及|与|\s(?:and|&|as well as)\s)\s*(?:and\s)?", re.I)
_SENTENCE: Final = re.compile(r"[。！!？?\n：:]|\s(?:from|out of|in)\s(?:the|this|it|here)", re.I)
_LEAD: Final = re.compile(
    r"(?:[\s:：,，是为有]|一下|下|出|只要|只|看|the\s|me\s|(?:其中|里面|文中|这段话?里?|报告[里中])的|are\s|is\s)*",
    re.I,
)
_TRAIL: Final = re.compile(
    r"(?:等(?:几项|指标|数据)?|这?[几两三四]个?(?:指标|项|数)?|的?(?:数字|数据|指标)|出来|就好|就行|就可以|即可|吧|吗|呢|[\s,，]please|[\s.。?？])+$",
    re.I,
)
_HEAD: Final = re.compile(r"[^：:\n]*")
_LONGEST_NAME: Final = 24
_ALL_OF_THEM: Final = re.compile(
    r"(?:(?:all|any|every|the|key|main)\s)*(?:figures?|numbers?|data|values?|amounts?|metrics?|table)"
    r"|(?:所有|全部|主要|关键)?的?(?:数据|数字|数值|指标|金额|表格?)|[来出]",
    re.I,
)
"""Words that mean whatever there is, or that end the order (提取出来): no name."""


def listed_names(said: Utterance, field: Field, others: Sequence[Cue] = ()) -> Listed | None:
    """The names after a cue of the series, or those of its known names that are said; known ones by their key.

    What holds a cue of another slot (``others``) is no name nobody knows.
    """
    text = said.text
    known = _known(field)
    segment = _segment(said, field)
    if segment is None:
        head = _HEAD.match(text)
        named = head.group() if head else ""
        hits = [] if re.search(r"\d", named) or not known else _hits(named, known)
        if not hits:
            return None
        return _names([key for key, _, _ in hits], [(start, end) for _, start, end in hits])
    names: list[str] = []
    spans: list[tuple[int, int]] = []
    start, end = segment
    places = [start, *(at for match in _SPLIT.finditer(text, start, end) for at in match.span()), end]
    pieces = list(zip(places[::2], places[1::2], strict=True))
    trusted = (
        said.awaiting == field.name
        or not known
        or any(_hits(text[low:high], known) or _stated(text[low:high], said) for low, high in pieces)
    )
    for low, high in pieces:
        piece = _TRAIL.sub("", text[low:high])
        if _ALL_OF_THEM.fullmatch(piece.strip()):
            continue
        inside = _hits(piece, known) if known else []
        stated = _stated(piece, said)
        if inside and not (stated and inside[0][2] - inside[0][1] < len(piece.strip())):
            key, begin, stop = inside[0]
            names.append(key)
            spans.append((low + begin, low + stop))
        elif (
            piece.strip()
            and len(piece) <= _LONGEST_NAME
            and not any(low <= cue.start and cue.end <= high for cue in others)
            and ((len(pieces) > 1 and trusted) or said.awaiting == field.name or stated)
        ):
            names.append(piece.strip())
            begin = low + len(piece) - len(piece.lstrip())
            spans.append((begin, begin + len(piece.strip())))
    return _names(names, spans) if names else None


def _stated(piece: str, said: Utterance) -> bool:
    """Whether the document that was pasted has these words; then they may be a name nobody knows."""
    words = _TRAIL.sub("", piece).strip().lower()
    return bool(words) and not _ALL_OF_THEM.fullmatch(words) and words in said.document.lower()


def _names(names: Sequence[str], spans: Sequence[tuple[int, int]]) -> Listed:
    return Listed(tuple(dict.fromkeys(names)), (), spans[0][0], spans[-1][1], tuple(spans))


def _known(field: Field) -> dict[str, str]:
    """Every word of a known name -> its key."""
    if field.wording is None:
        return {}
    return {
        word.lower(): key
        for key, groups in field.wording.values.items()
        for word in (*(word for group in groups.values() for word in group), key)
    }


def _hits(text: str, known: dict[str, str]) -> list[tuple[str, int, int]]:
    pattern = word_pattern(tuple(known))
    if pattern is None:
        return []
    return [
        (known[" ".join(match.group().lower().split())], *match.span()) for match in pattern.finditer(text)
    ]


def _segment(said: Utterance, field: Field) -> tuple[int, int] | None:
    """Where the names stand: behind the last cue of the series up to the end of the sentence; all of an answer."""
    text = said.text
    known = _known(field)
    if said.awaiting == field.name:
        return _trimmed(text, 0)
    cues = [
        cue
        for cue in find_cues(text, field.name, field.wording)
        if text[cue.start : cue.end].lower() not in known
    ]
    for cue in cues:
        segment = _trimmed(text, cue.end)
        if segment is not None:
            return segment
    return None


def _trimmed(text: str, start: int) -> tuple[int, int] | None:
    lead = _LEAD.match(text, start)
    start = lead.end() if lead else start
    stop = _SENTENCE.search(text, start)
    end = stop.start() if stop else len(text)
    if end <= start or re.search(r"\d", text[start:end]):
        return None
    return start, end
