"""The five-level rule: a customer of level C*n* may hold R1 to R*n*; and a product above that, urged all the same.

Sources: 金融机构产品适当性管理办法 (five levels, a product above the customer's level is not sold, an assessment
lasts at most twelve months), 理财公司理财产品销售管理暂行办法. The levels of a text are read from it, or taken from
the context when it names none.
"""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date, timedelta

from policies.clauses import Sentence
from policies.context import CustomerRisk, PolicyContext, ProductRisk

VULNERABLE_AGE = 65
"""From this age a product of the upper levels, or any for a customer of the lowest, goes to a licensed manager."""
UPPER_LEVEL = 4

_CUSTOMER = re.compile(r"(?<![a-z])c([1-5])(?!\d)")
_PRODUCT = re.compile(r"(?<![a-z])r([1-5])(?!\d)")
_URGED = re.compile(
    r"可以|能(?!不能|否)|配|买|入|推荐|没关系|也行|没事|试|冲|投|选|来点|适合|换|追|问题不大|不妨"
    r"|\b(?:put|buy|try|go|fine|ok|okay|suits?|recommend|can|could|let's|why not|works|take|get|should)\b"
)
_REFUSED = re.compile(
    r"不匹配|不能|不得|不可|不适合|不宜|不符|高于|超出|超过|不予|拒绝|无法|不建议|需(?:要)?|应当?|不允许|只能|仅能|最高|不在|转.{0,4}(?:经理|复核)"
    r"|\b(?:not|cannot|can't|unsuitable|above|exceeds?|mismatch|refuse|unavailable"
    r"|only (?:hold|buy|choose|suitable|up|r[1-5])|need|must|up to|isn't|higher)\b"
)
_ASKED = re.compile(r"[?]|能不能|可不可以|是否|能否|吗\s*[。]?$")


_INSISTS = re.compile(
    r"坚持|非要|执意|硬要|就是要|就要买|不听劝|死活要|(?:怎么劝|劝)都?(?:不听|没用)"
    r"|\binsist\w*\b|\bdemand(?:s|ed|ing)\b|\binsistent\b|\bstill wants?\b|\bdetermined to\b|\badamant\b"
    r"|\bwon't take no\b",
    re.I,
)


def levels_above(customer: CustomerRisk, product: ProductRisk) -> int:
    """By how many levels the product lies above what the customer may hold; 0 when it fits."""
    return max(int(product[1]) - int(customer[1]), 0)


def highest_product(customer: CustomerRisk) -> ProductRisk:
    """The highest product level the customer may hold."""
    levels: dict[CustomerRisk, ProductRisk] = {"C1": "R1", "C2": "R2", "C3": "R3", "C4": "R4", "C5": "R5"}
    return levels[customer]


def needs_licensed_manager(age: int | None, customer: CustomerRisk, product: ProductRisk) -> bool:
    """Whether the customer's age asks for a licensed manager and a recording (domain/escalation.md)."""
    return age is not None and age >= VULNERABLE_AGE and (int(product[1]) >= UPPER_LEVEL or customer == "C1")


def assessment_ends(assessed_on: date) -> date:
    """The last day an assessment holds: twelve months, the day before the same day of the next year."""
    if (assessed_on.month, assessed_on.day) == (2, 29) and not isleap(assessed_on.year + 1):
        return date(assessed_on.year + 1, 2, 28)
    return assessed_on.replace(year=assessed_on.year + 1) - timedelta(days=1)


def insists(text: str) -> bool:
    """Whether the words tell of a customer who will not be told no."""
    return bool(_INSISTS.search(text))


def level_gap(sentences: list[Sentence], context: PolicyContext) -> tuple[int, int] | None:
    """The span of the sentence that urges a product above the customer's level; None when there is none."""
    customer = int(context.customer_risk[1]) if context.customer_risk else None
    product = int(context.product_risk[1]) if context.product_risk else None
    stated = False
    for sentence in sentences:
        customers = [int(match.group(1)) for match in _CUSTOMER.finditer(sentence.text)]
        products = [int(match.group(1)) for match in _PRODUCT.finditer(sentence.text)]
        customer = min(customers, default=customer)
        product = max(products, default=product)
        stated = stated or bool(customers) or bool(products)
        if customer is None or product is None or product <= customer:
            continue
        urged = _URGED.search(sentence.text)
        if not urged or _REFUSED.search(sentence.text) or _ASKED.search(sentence.text):
            continue
        if (
            customers
            or products
            or re.search(r"买|申购|认购|配|\bbuy\b|\bput\b|\bsubscribe\b", sentence.text)
        ):
            return sentence.start, sentence.end
    return None
