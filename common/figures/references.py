"""Numbers that name something instead of counting: articles, ordinals, identifiers, clock times."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from common.figures.dates import MONTH_NAME
from common.numerals import CHINESE_DIGITS, parse_chinese_number

_HAN = "零〇一二两三四五六七八九十百千"
_NUMBER = rf"(?:\d+|[{_HAN}]+)"
_LEGAL_SOURCE = r"(?<=法)|(?<=办法)|(?<=条例)|(?<=规定)|(?<=指引)|(?<=规则)|(?<=意见)|(?<=》)"
_LETTERED = r"(?!(?:RMB|CNY|USD|HKD|EUR|GBP|JPY)[\d-])[A-Za-z][A-Za-z]{0,11}[-_+]?(?P<lettered>\d+)"
_CUE = (
    r"(?:尾号|末四位|后四位|卡号|账号|帐号|工号|编号|单号|热线|电话|拨打|致电"
    r"|ending(?: in| with)?|call|dial|hotline)"
)

_REFERENCES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("article", re.compile(rf"第(?P<n>{_NUMBER})条(?:之[一二三四五])?")),
    ("article", re.compile(rf"(?:{_LEGAL_SOURCE})\s?(?P<n>{_NUMBER})条")),
    ("article", re.compile(r"(?:articles?|art\.?|section|clause)\s?(?P<n>\d+)(?![A-Za-z])", re.I)),
    ("article", re.compile(r"#(?P<n>\d+)")),
    ("id", re.compile(r"第(?P<n>\d+)号(?!线)")),
    ("ordinal", re.compile(r"第\s?(?P<n>\d+)\s?(?:期|个月|年|次|笔|款|项|章|节|天|日|页|步)?")),
    ("skip", re.compile(rf"第[{_HAN}]+(?:期|个月|年|次|笔|款|项|章|节|天|日|页|步)?")),
    (
        "ordinal",
        re.compile(rf"(?P<n>\d+)(?:st|nd|rd|th)(?![A-Za-z])(?!\s(?:of )?(?:{MONTH_NAME})(?![A-Za-z]))", re.I),
    ),
    ("id", re.compile(r"[〔\[(【](?P<n>(?:19|20)\d\d)[〕\])】]第?\d+号")),
    ("id", re.compile(r"(?P<n>(?:19|20)\d\d)-(?:1[3-9]|[2-9]\d|\d{3})(?![\d%年])")),
    ("id", re.compile(r"\[(?P<n>\d{1,2})\]")),
    ("time", re.compile(r"(?P<n>(?:[01]?\d|2[0-3])):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?!\d)")),
    ("time", re.compile(r"(?P<n>\d{1,2})点(?:(?P<minute>\d{1,2})分|半|整)")),
    ("id", re.compile(r"(?P<n>\d*)\s?\*[*\s]{0,30}\d+")),
    ("id", re.compile(r"(?P<n>1[3-9]\d{9}|400-?\d{3}-?\d{4}|\d{12,}[Xx]?)(?![\d.万亿元块])")),
    ("id", re.compile(r"(?P<n>96110)(?![\d.,%]|\s?[万亿元块年期月日天个])")),
)  # fmt: skip
_ENUMERATOR = re.compile(r"[(（]?(?P<n>\d{1,2})(?:[、)）]|\.(?=\s|[^\d\s]))")
_LINE_START = re.compile(r"(?:^|\n)\s*[(（]?$")
_LETTERED_ID = re.compile(_LETTERED + r"[A-Za-z0-9]*(?:-\d+)*(?![\d.]{0,24}%|\.\d|,\d{3}|\s?[万亿元块])")
_RISK_GRADE = re.compile(r"[A-Z](?P<lettered>\d)(?![\d.%])")
_RATE_NAME = re.compile(r"(?:LPR|APR|IRR|YTM|ytm|lpr)")
_CUED_DIGITS = re.compile(rf"(?P<n>\d+|[{_HAN}]{{4}})(?![\d.,]{0, 24}[万亿元块%])")
_CUE_BEFORE = re.compile(rf"{_CUE}\s?(?:为|是|:|：)?\s?$", re.I)
_ACCOUNT_BEFORE = re.compile(r"(?:账户|卡|account|card)\s?$", re.I)


class Reference:
    """A number that names something. ``unit`` is ``skip`` for an ordinal of ordinary speech."""

    __slots__ = ("end", "unit", "value")

    def __init__(self, unit: str, value: Decimal, end: int) -> None:
        self.unit = unit
        self.value = value
        self.end = end


def read_reference(text: str, position: int) -> Reference | None:
    """The reference that starts at ``position``, or ``None``."""
    if (found := _read_cued(text, position)) or (found := _read_lettered(text, position)):
        return found
    for unit, pattern in _REFERENCES:
        if match := pattern.match(text, position):
            return Reference(unit, _value(unit, match), match.end())
    match = _ENUMERATOR.match(text, position)
    if match and _LINE_START.search(text[max(0, position - 6) : position]):
        return Reference("ordinal", Decimal(match["n"]), match.end())
    return None


def _read_cued(text: str, position: int) -> Reference | None:
    match = _CUED_DIGITS.match(text, position)
    if match is None:
        return None
    before = text[max(0, position - 16) : position]
    of_account = len(match["n"]) == 4 and _ACCOUNT_BEFORE.search(before)
    if not of_account and not _CUE_BEFORE.search(before):
        return None
    digits = "".join(str(CHINESE_DIGITS.get(character, character)) for character in match["n"])
    return Reference("id", Decimal(digits), match.end()) if digits.isdigit() else None


def _read_lettered(text: str, position: int) -> Reference | None:
    if not text[position].isalpha() or not text[position].isascii():
        return None
    if position and text[position - 1].isascii() and text[position - 1].isalnum():
        return None
    if _RATE_NAME.match(text, position):
        return None
    match = _RISK_GRADE.match(text, position) or _LETTERED_ID.match(text, position)
    return Reference("id", Decimal(match["lettered"]), match.end()) if match else None


def _value(unit: str, match: re.Match[str]) -> Decimal:
    if unit == "skip":
        return Decimal(0)
    written = match["n"] or "0"
    digits = re.sub(r"\D", "", written)
    value = Decimal(digits) if digits else parse_chinese_number(written) or Decimal(0)
    if unit == "time":
        return value * 100 + Decimal(match["minute"] if match.groupdict().get("minute") else 0)
    return value
