"""The product catalogue: facts of each product as its documents state them, found by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal

from common.language import Bilingual
from knowledge.bank_tables import columns
from knowledge.bank_tables.columns import Column, ReadRow
from knowledge.bank_tables.problems import Problem
from knowledge.bank_tables.rates import VALIDITY
from knowledge.bank_tables.table import Dated, Kind, wrong

ProductKind = Literal["wealth", "fund", "structured_deposit", "insurance", "bond"]
RiskLevel = Literal["R1", "R2", "R3", "R4", "R5"]
OfferState = Literal["on_offer", "not_yet", "ended", "matured"]

_KINDS: Final[Mapping[str, Sequence[str]]] = {
    "wealth": ["理财", "理财产品", "wealth product"],
    "fund": ["基金", "公募基金"],
    "structured_deposit": ["结构性存款", "structured deposit"],
    "insurance": ["保险"],
    "bond": ["债券", "储蓄国债"],
}
_RISKS: Final[Mapping[str, Sequence[str]]] = {
    "R1": ["PR1", "低风险"],
    "R2": ["PR2", "中低风险"],
    "R3": ["PR3", "中风险", "中等风险"],
    "R4": ["PR4", "中高风险"],
    "R5": ["PR5", "高风险"],
}


class Product(Dated):
    """A product of the bank or one it sells for another: yuan, months or days, the first and last day of offering.

    ``risk_level`` is None for what has no such level (an insurance policy). A product without ``offered_to`` is
    offered until further notice; one without ``matures_on`` and term has no fixed end.
    """

    code: str
    name: Bilingual
    issuer: Bilingual
    kind: ProductKind
    risk_level: RiskLevel | None = None
    minimum: Decimal
    term_months: int | None = None
    term_days: int | None = None
    offered_from: date
    offered_to: date | None = None
    matures_on: date | None = None
    aliases: tuple[str, ...] = ()

    def state(self, day: date) -> OfferState:
        """Whether it can be bought on ``day``, by its dates alone."""
        if self.matures_on is not None and self.matures_on < day:
            return "matured"
        if day < self.offered_from:
            return "not_yet"
        return "ended" if self.offered_to is not None and self.offered_to < day else "on_offer"

    @cached_property
    def called(self) -> tuple[str, ...]:
        """Everything the product is called, as it is compared."""
        names = (self.name.zh, self.name.en, self.code, *self.aliases)
        return tuple(dict.fromkeys(_key(name) for name in names))


def named(products: Sequence[Product], words: str) -> tuple[Product, ...]:
    """The products that ``words`` name, in the table's order.

    A name that stands whole in the words decides; where one stands inside another (A款 and A款进取), the longer
    one is meant. Words that are only part of several names (示例固定收益) name all of them.
    """
    if whole := named_whole(products, words):
        return whole
    part = _key(_ASKED.sub(" ", unicodedata.normalize("NFKC", words)))
    if len(part) < _SHORTEST_PART:
        return ()
    return tuple(product for product in products if any(part in name for name in product.called))


def named_whole(products: Sequence[Product], words: str) -> tuple[Product, ...]:
    """The products one of whose names stands whole in ``words``."""
    text = _key(words)
    met = {name for product in products for name in product.called if _stands(name, text)}
    meant = {name for name in met if not any(name != other and name in other for other in met)}
    return tuple(product for product in products if meant & set(product.called))


_SHORTEST_PART: Final = 4
_ASKED: Final = re.compile(
    r"客户|想|问|了解|知道|查一?下|看一?下|麻烦|帮|我|这款|那款|这个|那个|这只|该|产品|的|是|起购(?:金额|点)?|起点(?:金额)?|起投|"
    r"最低|最少|要|买|投|认购|多少钱?|几级|什么|风险等级|风险级别|等级|"
    r"期限|多久|到期日?|什么时候|哪天|谁|发行(?:人|机构)?|募集期?|在售|还能买|能买|可以买|吗|呢|请问|[？?。，,！!]|"
    r"\b(?:the|this|that|what|is|whats|are|of|for|risk|level|minimum|amount|term|issuer|who|issues?|when|does|do|"
    r"it|still|on|offer|mature|product|how|much|long)\b",
    re.I,
)
"""Words that ask about a product and name none."""


def _stands(name: str, text: str) -> bool:
    """Whether ``name`` stands in ``text``; a Latin code not inside a longer word."""
    if not name.isascii():
        return name in text
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text) is not None


def _key(text: str) -> str:
    """A name as it is compared: however it is spaced, hyphenated or cased; Latin words stay apart."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"[“”\"'《》〈〉()（）\-—_·]+", " ", plain)
    plain = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", plain)
    return " ".join(plain.split())


def _product(row: ReadRow) -> Product | Problem:
    values = dict(row.values)
    names = {"name": ("name_zh", "name_en"), "issuer": ("issuer_zh", "issuer_en")}
    for field, (zh, en) in names.items():
        values[field] = Bilingual(zh=str(values.pop(zh)), en=str(values.pop(en)))  # type: ignore[assignment]
    said = str(values.pop("aliases", ""))
    aliases = tuple(part.strip() for part in re.split(r"[;；|、]", said) if part.strip())
    built = Product.model_validate({**values, "aliases": aliases})
    if built.offered_to is not None and built.offered_to < built.offered_from:
        return wrong("order", "offered_to", start=built.offered_from, end=built.offered_to)
    last = built.offered_to or built.offered_from
    if built.matures_on is not None and built.matures_on < last:
        return wrong("maturity_order", "matures_on", start=last, end=built.matures_on)
    return built


PRODUCTS: Final = Kind[Product](
    name="products",
    title=Bilingual(zh="产品目录", en="product catalogue"),
    columns=(
        Column("code", "产品代码", columns.code),
        Column("name_zh", "产品名称", columns.words),
        Column("name_en", "英文名称", columns.words),
        Column("issuer_zh", "发行机构", columns.words),
        Column("issuer_en", "发行机构英文", columns.words),
        Column("kind", "产品类别", columns.choice(_KINDS)),
        Column("risk_level", "风险等级", columns.choice(_RISKS), optional=True),
        Column("minimum", "起购金额", columns.money),
        Column("term_months", "期限月数", columns.months, optional=True),
        Column("term_days", "期限天数", columns.days, optional=True),
        Column("offered_from", "开始募集日", columns.day),
        Column("offered_to", "募集截止日", columns.day, optional=True),
        Column("matures_on", "到期日", columns.day, optional=True),
        Column("aliases", "别名", columns.words, optional=True),
        *VALIDITY,
    ),
    build=_product,
    same=lambda row: row.code,
)
