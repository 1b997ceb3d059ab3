"""Days of the lunar calendar: recognised so that they can be asked for, never converted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from agent.nlu.extract.mention import Mention

_ONES: Final = "[一二三四五六七八九]"
_DAY: Final = rf"(?:初[一二三四五六七八九十]|(?:二?十|廿){_ONES}?|三十)"
_MONTH: Final = r"(?:闰?[一二三四五六七八九十]|十[一二]|正|腊|冬)月"
_LUNAR: Final = (
    rf"(?:农历|阴历|旧历)(?:的)?(?:[\u4e00-\u9fff\d]{{1,8}}月[\u4e00-\u9fff\d]{{0,4}})?"
    rf"|(?:正|腊|冬)月(?:{_DAY})?|(?:{_MONTH})?初[一二三四五六七八九十](?![中级步])|(?:八月十五|五月初五|七月十五|九月初九)(?![日号])"
    r"|大?年(?:三十|初[一二三四五六七八九十])|除夕(?:夜)?|(?:小年)(?!轻)|过年|春节|元宵节?|端午节?|中秋节?|重阳节?|七夕节?"
    r"|(?:the )?(?:chinese|lunar) new year(?:'?s eve)?|spring festival|(?:the )?mid-?autumn(?: festival)?"
    r"|(?:the )?dragon boat(?: festival)?|(?:the )?lantern festival|lunar calendar"
)
_SHIFT: Final = re.compile(r"(?:的)?(?:前|后)(?:[一二两三四五六七八九十\d]+天|一日)?|(?:当天|期间|假期)")


@cache
def _lunar() -> re.Pattern[str]:
    """Compiled when the first task wants a date."""
    return re.compile(_LUNAR, re.I)


def lunar_days(text: str) -> Iterator[Mention]:
    """Every day named after the lunar calendar, with the days counted from it (春节前三天)."""
    for match in _lunar().finditer(text):
        shift = _SHIFT.match(text, match.end())
        end = shift.end() if shift else match.end()
        yield Mention(kind="lunar_date", start=match.start(), end=end, raw=text[match.start() : end])
