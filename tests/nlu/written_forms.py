"""The ways a value is written or said, made here without the product's readers: what the round trips read back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from common import formatting

_DIGITS = "零一二三四五六七八九"
_FORMAL = dict(zip("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟", strict=True))
_MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
_SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def numerals(number: int) -> str:
    """A whole number in Chinese numerals: 1205000 -> 一百二十万零五千 (grammar of spoken numbers)."""
    if number == 0:
        return "零"
    parts: list[str] = []
    gap = False
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, number = divmod(number, size)
        if section == 0:
            gap = gap or bool(parts)
            continue
        if parts and (gap or section < 1000):
            parts.append("零")
        parts.append((numerals(section) if section >= 10_000 else _section(section)) + name)
        gap = False
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text


def _section(number: int) -> str:
    text, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit == 0:
            gap = gap or bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + name
        gap = False
    return text


def formal(number: int) -> str:
    """The same in the characters of cheques: 叁拾万."""
    text = numerals(number)
    text = f"一{text}" if text.startswith("十") else text
    return "".join(_FORMAL.get(character, character) for character in text)


def decimal_numerals(number: Decimal) -> str:
    """3.05 -> 三点零五."""
    whole, _, places = f"{number:f}".partition(".")
    return numerals(int(whole)) + (f"点{''.join(_DIGITS[int(digit)] for digit in places)}" if places else "")


def words(number: int) -> str:
    """A whole number in English words."""
    for size, name in ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")):
        if number >= size:
            head, rest = divmod(number, size)
            return f"{words(head)} {name}" + (f" {'and ' if rest < 100 else ''}{words(rest)}" if rest else "")
    if number >= 100:
        head, rest = divmod(number, 100)
        return f"{_SMALL[head]} hundred" + (f" and {words(rest)}" if rest else "")
    if number >= 20:
        head, rest = divmod(number, 10)
        return _TENS[head] + (f"-{_SMALL[rest]}" if rest else "")
    return _SMALL[number]


def plain(number: Decimal) -> str:
    """A decimal without trailing zeros or exponent."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def sums(value: Decimal) -> list[str]:
    """A sum of money in yuan."""
    forms = [formatting.money(value, "zh"), formatting.money(value, "en"), f"¥{value:,.2f}", f"{value}元"]
    if value != value.to_integral_value():
        return forms
    whole = int(value)
    forms += [
        formatting.round_money(value, "zh"), formatting.round_money(value, "en"), f"{numerals(whole)}元",
        f"人民币{formal(whole)}元整", f"{words(whole)} yuan", f"{plain(value / 10_000)}万", f"{plain(value / 10_000)}w",
    ]  # fmt: skip
    if whole % 1000 == 0:
        forms += [f"{whole // 1000}k", f"{whole // 1000:,} thousand"]
    if whole % 10_000 == 0:
        forms.append(f"{whole // 10_000}个w")
    if whole % 10_000 == 0 and whole < 10**8:
        forms += [f"{numerals(whole // 10_000)}万", f"{formal(whole // 10_000)}万元"]
    if whole >= 10**6:
        forms += [f"{plain(value / 10**6)} million", f"{plain(value / 10**6)}mn"]
    if whole >= 10**8:
        forms += [f"{plain(value / 10**8)}亿", f"{plain(value / 10**8)}个亿"]
    return forms


def rates(percent: Decimal) -> list[str]:
    """A rate of so many per cent a year."""
    said = plain(percent)
    forms = [
        formatting.percent(percent / 100), f"{percent}%", f"{percent}％", f"百分之{said}", f"{said}个点",
        f"{said} percent",
        f"百分之{decimal_numerals(Decimal(said))}", f"{said}个百分点", f"{plain(percent * 10)}‰", f"年化{said}%",
        f"年息{plain(percent)}厘",
    ]  # fmt: skip
    if 1 <= percent <= 24:
        forms += [f"利率{said}", f"利率是{decimal_numerals(Decimal(said))}个点"]
    return forms


def terms(months: int) -> list[str]:
    """A term of so many months."""
    years, rest = divmod(months, 12)
    forms = [
        formatting.term(months, "zh"), formatting.term(months, "en"), f"{months}个月", f"{months}期",
        f"{months} months",
        f"{numerals(months)}个月", f"{numerals(months)}期" if months > 1 else "1个月", f"{months}-month",
    ]  # fmt: skip
    if years and rest:
        forms += [
            f"{years}年零{rest}个月", f"{numerals(years)}年{numerals(rest)}个月", f"{years}年{rest}个月",
            f"{years}y{rest}m",
            f"{years} years and {rest} months", f"{words(years)} years and {words(rest)} months",
        ]  # fmt: skip
    if years and rest == 6:
        forms += [
            f"{years}年半",
            f"{numerals(years)}年半",
            f"{years}.5年",
            f"{words(years)} and a half years",
        ]
    if rest == 0:
        forms += [f"{years}年", f"{numerals(years)}年", f"{years}年期", f"{years}y", f"{years}yr", f"{years}-year",
                  f"{words(years)} years"]  # fmt: skip
    return forms


def days(day: date) -> list[str]:
    """A day of the calendar."""
    name = _MONTHS[day.month - 1]
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    forms = [
        formatting.date(day, "zh"), formatting.date(day, "en"), f"{day:%Y/%m/%d}", f"{day:%Y.%m.%d}", f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}号", f"{year}年{numerals(day.month)}月{numerals(day.day)}日",
        f"{day.day} {name} {day.year}", f"{day.day} {name[:3]} {day.year}", f"{name} {day.day}, {day.year}",
        f"{name[:3]} {day.day} {day.year}", f"{day.day}-{name[:3]}-{day.year}",
    ]  # fmt: skip
    if day.year >= 2000:
        forms.append(f"{day.year % 100:02d}年{day.month}月{day.day}日")
    if day.day > 12:
        forms += [f"{day.month}/{day.day}/{day.year}", f"{day.day}/{day.month}/{day.year}"]
    return forms


def shifts(points: int) -> list[str]:
    """A shift of so many basis points."""
    size = abs(points)
    forms = [f"{points:+d}bp", f"{points:+d} bps"]
    falls = [
        f"降{size}个基点", f"下行{size}BP", f"下调{numerals(size)}个基点", f"down {size} basis points", f"降息{size}bp",
        f"a {size}bp cut", f"rates fall by {size} bps", f"降{plain(Decimal(size) / 100)}个百分点",
    ]  # fmt: skip
    rises = [
        f"升{size}个基点", f"上行{size}BP", f"上调{numerals(size)}个基点", f"up {size} basis points", f"加息{size}bp",
        f"{size}bp", f"{size}个bp", f"上调{plain(Decimal(size) / 100)}个百分点",
    ]  # fmt: skip
    return forms + (falls if points < 0 else rises)


def number_lists(numbers: list[Decimal]) -> list[str]:
    """A list of numbers."""
    said = [f"{number:f}" for number in numbers]
    marks = [",", "，", "、", " ", "\n", ", ", "; ", " / "]
    return [f"净值{mark.join(said)}" for mark in marks] + [f"[{','.join(said)}]", f"nav {', '.join(said)}"]


def row_lists(rows: list[tuple[int, int, int]]) -> list[str]:
    """Rows of a band up to so many months, assets and liabilities in 亿, in the ways they are told."""
    lows = [0, *(months for months, _, _ in rows)]
    bands = [f"{low}-{months}" for low, (months, _, _) in zip(lows, rows, strict=False)]
    return [
        "，".join(f"{band}个月资产{a}亿负债{b}亿" for band, (_, a, b) in zip(bands, rows, strict=True)),
        "；".join(f"{months}个月内资产{a}亿、负债{b}亿" for months, a, b in rows),
        "，".join(f"{months}个月{a}亿/{b}亿" for months, a, b in rows),
        "; ".join(f"<={months}m assets {a} liabilities {b}" for months, a, b in rows) + " (亿)",
        "，".join(f"{months}个月 {a}/{b}" for months, a, b in rows) + "，单位亿元",
        "；".join(f"{months}个月负债{b}亿资产{a}亿" for months, a, b in rows),
        "; ".join(f"up to {months} months assets {a / 10}bn liabilities {b / 10}bn" for months, a, b in rows),
    ]
