"""Personal data by pattern and checksum: found in a text, and masked in it.

A resident ID counts when its check digit (GB 11643, ISO 7064 MOD 11-2) or at least its date holds, a bank
card when its Luhn sum holds or a card word stands beside it. Amounts, bond codes and application numbers
are no personal data. What may stay: the last four digits of a card or ID.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

PiiKind = Literal["resident_id", "bank_card", "mobile", "landline", "passport", "secret", "email", "address"]

_RESIDENT_ID = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])")  # fmt: skip  # noqa: E501
_CARD = re.compile(r"(?<![\d.,])(?:\d[ -]?){12,18}\d(?![\d.]|,\d)")
_CARD_CUE = re.compile(r"卡号|账号|帐号|银行卡|借记卡|信用卡|card (?:number|no)|account (?:number|no)", re.I)
_NOT_A_CARD = re.compile(r"(?:编号|单号|流水号|代码|凭证号|合同号|订单号|application|reference|ref\.?|order) ?(?:no\.?|number|号码)?[是为:： ]*$", re.I)  # fmt: skip  # noqa: E501
_MOBILE = re.compile(r"(?<![\d.,])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?![\d]|[.,]\d|[元万亿%])")
_PASSPORT = re.compile(r"(?:(?<=护照)|(?<=passport))((?:号码|号|是|为|[:： ]|number|no\.?|is)*)([A-Za-z]{1,2}\d{7,8})(?![0-9A-Za-z])", re.I)  # fmt: skip  # noqa: E501
_SECRET = re.compile(
    r"(?:CVV2?|CVN2?|CVC|安全码|验证码|动态码|校验码|取款密码|支付密码|登录密码|密码|PIN|one-time code|verification code|passcode|OTP|password)"  # noqa: E501
    r"(?:码|号|是|为|就是|给您|告诉您|[:： ]|is|was)*(?P<value>\d{3,8})(?!\d|[天日元年月位个分])",
    re.I,
)
_EMAIL = re.compile(r"(?<![\w.])[\w.+-]{2,}@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"(?:住址|家住|住在|家庭地址|居住地址|地址)[是为在:： ]*(?P<value>[\u4e00-\u9fff\d]{2,24}?\d{1,5}(?:号楼?|弄|栋|室|单元)[\u4e00-\u9fff\d]{0,10})(?<!号院)")  # fmt: skip  # noqa: E501
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class PiiHit:
    """One piece of personal data: where it stands, and what may stand in its place."""

    kind: PiiKind
    start: int
    end: int
    masked: str


def find_pii(text: str) -> list[PiiHit]:
    """Personal data in ``text``, in order, not overlapping."""
    hits: list[PiiHit] = []

    def add(kind: PiiKind, start: int, end: int, masked: str) -> None:
        if all(end <= hit.start or start >= hit.end for hit in hits):
            hits.append(PiiHit(kind, start, end, masked))

    for match in _RESIDENT_ID.finditer(text):
        number = match.group()
        add("resident_id", match.start(), match.end(), number[:6] + "*" * 8 + number[-4:])
    for match in _SECRET.finditer(text):
        add("secret", *match.span("value"), "***")
    for match in _MOBILE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        add("mobile", match.start(), match.end(), f"{digits[-11:-8]}****{digits[-4:]}")
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        before = text[max(0, match.start() - 14) : match.start()]
        if not _NOT_A_CARD.search(before) and (
            (_luhn(digits) and len(digits) >= 15) or _CARD_CUE.search(before)
        ):
            add("bank_card", match.start(), match.end(), f"{'*' * 4}{digits[-4:]}")
    for match in _PASSPORT.finditer(text):
        add("passport", *match.span(2), f"{match.group(2)[0]}****{match.group(2)[-2:]}")
    for match in _EMAIL.finditer(text):
        add("email", match.start(), match.end(), f"{match.group()[0]}***@{match.group().partition('@')[2]}")
    for match in _ADDRESS.finditer(text):
        add("address", *match.span("value"), "***")
    return sorted(hits, key=lambda hit: hit.start)


def mask(text: str) -> str:
    """``text`` with personal data masked."""
    pieces: list[str] = []
    last = 0
    for hit in find_pii(text):
        pieces += (text[last : hit.start], hit.masked)
        last = hit.end
    return "".join(pieces) + text[last:]


def resident_id_valid(number: str) -> bool:
    """Whether the check digit of an 18-digit resident ID holds (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def _luhn(digits: str) -> bool:
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
