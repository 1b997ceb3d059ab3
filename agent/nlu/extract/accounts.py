"""Accounts by their last four digits; of a full card number nothing else is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from agent.nlu.extract.mention import Mention
from agent.nlu.extract.spoken import digits

_HAN: Final = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_ACCOUNT: Final = re.compile(
    rf"(?:尾号|末四位|后四位|尾数|卡尾|尾4位|后4位|末4位)(?:号)?(?:数)?(?:是|为|[:：])?\s?(?P<zh>\d{{4}}|[{_HAN}]{{4}})(?!\d)"
    r"|(?:end(?:ing|s)(?: in| with)?|last four(?: digits)?(?: are| is)?|last 4(?: digits)?)[:\s]\s?(?P<en>\d{4})(?!\d)"
    r"|(?<![\d.])(?P<zh_after>\d{4})(?:的?卡|(?:这|那)张卡|结尾的?|\s(?:card|account)(?![A-Za-z]))"
    r"|(?<![\dA-Za-z.])(?P<asked>(?!(?:19|20)\d\d)\d{4})(?=的?(?:余额|流水|明细|收支|持仓|交易记录|账户|户头)|\s(?:balance|statement))"
    r"|(?:查|看)(?:一?下|询)?\s?(?P<looked>(?!(?:19|20)\d\d)\d{4})(?![\d.]|\s?[年元块万亿笔号])"
    r"|\b(?:on|of|for|in)\s(?P<ending>(?!(?:19|20)\d\d)\d{4})(?=\W*$)"
    r"|(?:卡号?|账号?|card|account)?\s?[*＊x]{1,12}\s?(?P<starred>\d{4})(?!\d)"
    r"|(?<!\d)(?P<full>\d{13,19}|\d{4}(?:[ -]\d{4}){2,3}(?:[ -]\d{1,4})?)(?![\dXx])",
    re.I,
)
_GROUPS: Final = ("zh", "en", "zh_after", "asked", "looked", "ending", "starred", "full")
_IDENTITY: Final = re.compile(
    r"(?:身份证|证件|身份号码|手机|电话|identity|id card|passport|phone)\D{0,12}$", re.I
)


def account_mentions(text: str) -> Iterator[Mention]:
    """Every account named in ``text``; a number of an identity card is none."""
    for match in _ACCOUNT.finditer(text):
        if match["full"] and _IDENTITY.search(text[max(0, match.start() - 20) : match.start()]):
            continue
        written = next(match[name] for name in _GROUPS if match[name])
        last_four = re.sub(r"\D", "", digits(written))[-4:]
        if len(last_four) == 4:
            raw = f"…{last_four}" if match["full"] else match.group().strip()
            yield Mention(kind="account", start=match.start(), end=match.end(), raw=raw, data=last_four)
