"""A product above the customer's level, urged all the same.

The levels are read from the text, or taken from the context when the text names none. Matching: a customer
of level C*n* may hold R1 to R*n* (the bank's five-level rule).
"""

from __future__ import annotations

import re

from policies.clauses import Sentence
from policies.context import PolicyContext

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
