"""The grammar of a wording: whole sentences, one a line, in which only supplied figures can be written.

Written in GBNF, which llama.cpp, vLLM and xgrammar all take. A figure may stand only in a *form* in which
the facts write it: with its sign, its currency, its magnitude (万, 亿, %) and, in Chinese, its unit. After
a form neither a digit nor a magnitude may follow, nor a separator and then a digit, so that two allowed
figures can never run together into a third. Chinese numerals count as digits except for 一 and 两 on
their own, which ordinary words need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent.drafting.prompts import LEAST_SENTENCES
from agent.drafting.protocol import DraftRequest
from common.language import Language

NUMERALS = "〇零二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億廿卅"
"""Chinese numerals that may only be written inside a form."""

_MAGNITUDE = "%％‰万亿千百十kKwWmM"
_SIGN = "+\\-−±"
_CURRENCY = "$€£¥￥"
_JOINERS = ",，:：/~～、"
"""Characters that between two digits would make one figure of them; `.` and `-` are handled apart."""

_END: dict[Language, str] = {"zh": "。？", "en": ".?"}
_PUNCTUATION: dict[Language, str] = {"zh": "；（）《》“”‘’「」·…() ", "en": " ;()'\"’‘“”&"}

_DATE = r"\d{4}\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)?|\d{4}-\d{2}-\d{2}|\d{1,2}\s?月\s?\d{1,2}\s?日"
_NUMBER = r"[-−+]?\d+(?:[,，]\d{3})*(?:\.\d+)?"
_LITERAL = re.compile(f"{_DATE}|{_NUMBER}")
_HAN_LITERAL = re.compile(f"第?[{NUMERALS}一两]*[{NUMERALS}][{NUMERALS}一两点]*(?:分之[{NUMERALS}一两点]+)?")
_ZH_UNIT = re.compile(
    r"(?:个?(?:百分点|基点|月|工作日)|(?:万|亿|千万|百万)?元|[年期天日月岁份倍条款股]|[bB][pP])"
)
_EN_PREFIX = re.compile(r"(?:RMB|CNY|USD|HKD|EUR) ?$")


def literals_of(facts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Every figure written in the facts, as written, each once: dates whole, numbers with separators."""
    found: dict[str, None] = {}
    for label, value in facts:
        for text in (label, value):
            found.update(dict.fromkeys(match.group() for match in _LITERAL.finditer(text)))
    return tuple(found)


def forms(request: DraftRequest) -> tuple[str, ...]:
    """The forms in which figures may be written: the literals as the facts write them, longest first."""
    texts = [text for fact in request.facts for text in fact]
    found: dict[str, None] = {}
    for literal in request.literals:
        written = [form for text in texts for form in _written(literal, text, request.language)]
        found.update(dict.fromkeys(written or [literal]))
    for text in texts:
        found.update(dict.fromkeys(match.group() for match in _HAN_LITERAL.finditer(text)))
    return tuple(sorted(found, key=lambda form: (-len(form), form)))


def _written(literal: str, text: str, language: Language) -> Iterable[str]:
    """The literal as it stands in ``text``, widened by what belongs to the figure."""
    for match in re.finditer(re.escape(literal), text):
        start, end = match.span()
        if _inside_a_number(text, start, end):
            continue
        while start > 0 and (text[start - 1] in _CURRENCY + "+-−±" or _is_ascii_letter(text[start - 1])):
            start -= 1
        if prefix := _EN_PREFIX.search(text[:start]):
            start = prefix.start()
        if unit := _ZH_UNIT.match(text, end):
            end = unit.end() if language == "zh" else end
        else:
            while end < len(text) and text[end] in _MAGNITUDE and not _is_word(text, end):
                end += 1
        yield text[start:end]


def _inside_a_number(text: str, start: int, end: int) -> bool:
    before, after = text[:start], text[end:]
    return bool(re.search(r"\d[.,，]?$", before) or re.match(r"[.,，]?\d", after))


def _is_ascii_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_word(text: str, at: int) -> bool:
    """Whether the letter at ``at`` begins a word ("m" of "months") rather than a magnitude."""
    return _is_ascii_letter(text[at]) and at + 1 < len(text) and _is_ascii_letter(text[at + 1])


def build(request: DraftRequest) -> str:
    """The GBNF grammar for a request."""
    least, most = min(LEAST_SENTENCES, request.max_sentences), request.max_sentences
    written = forms(request)
    # A closed form ends in a unit, so a comma and the next figure may follow; an open one ends in a digit.
    closed = [form for form in written if not form[-1].isdigit()]
    opened = [form for form in written if form[-1].isdigit()]
    figures = [*(["closed unit"] if closed else []), *(["open digit"] if opened else [])]
    letters, others = _plain(request)
    rules = [
        f'root ::= line ("\\n" line){{{least - 1},{most - 1}}}',
        f"line ::= {' | '.join(['plain rest', *figures])}",
        f"rest ::= {' | '.join(['plain rest', 'join rest', 'sign bare', *figures, 'end'])}",
        # After a dash no figure may follow: it would read as a negative one, or as a range.
        "bare ::= plain rest | join bare | end",
        "unit ::= other rest | join rest | sign bare | end",
        "digit ::= other rest | join joined | sign bare | end",
        "joined ::= plain rest | join joined | end",
        f"plain ::= [{letters}{others}]",
        f"other ::= [{others}]",
        f"join ::= [{_class(_JOINERS)}]",
        f"sign ::= [{_class('-–—')}]",
        f"end ::= [{_class(_END[request.language])}]",
    ]
    if closed:
        rules.append(f"closed ::= {' | '.join(map(_quoted, closed))}")
    if opened:
        rules.append(f"open ::= {' | '.join(map(_quoted, opened))}")
    return "\n".join(rules) + "\n"


def one_of(options: Iterable[str]) -> str:
    """The GBNF grammar in which exactly one of the options can be written."""
    return f"root ::= {' | '.join(_quoted(option) for option in options)}\n"


def _plain(request: DraftRequest) -> tuple[str, str]:
    """What may stand anywhere: letters, and Han characters that are no numerals with punctuation.

    They are apart because a letter right after a figure could be a magnitude (100k).
    """
    if request.language == "zh":
        return "A-Za-z", _han_without(set(NUMERALS)) + _class(_PUNCTUATION["zh"])
    said = {char for fact in request.facts for text in fact for char in text}
    han = sorted(char for char in said if char.isalpha() and not char.isascii() and char not in NUMERALS)
    return "A-Za-z", _class("".join(han) + _PUNCTUATION["en"])


def _han_without(excluded: set[str]) -> str:
    """The CJK block as ranges, leaving out single characters."""
    ranges: list[str] = []
    start = 0x4E00
    for point in sorted(ord(char) for char in excluded if 0x4E00 <= ord(char) <= 0x9FFF):
        if point > start:
            ranges.append(f"\\u{start:04X}-\\u{point - 1:04X}")
        start = point + 1
    ranges.append(f"\\u{start:04X}-\\u9FFF")
    return "".join(ranges)


def _class(chars: str) -> str:
    """The characters, escaped for a character class."""
    return "".join(
        f"\\u{ord(char):04X}" if char in "-^]\\[\"'" or not char.isascii() else char for char in chars
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
