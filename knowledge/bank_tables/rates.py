"""Posted deposit rates, posted loan rates and the loan prime rate: their columns and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal

from common.language import Bilingual
from knowledge.bank_tables import columns
from knowledge.bank_tables.columns import Column, ReadRow
from knowledge.bank_tables.problems import Problem
from knowledge.bank_tables.table import Dated, Kind, wrong

DepositKind = Literal["demand", "lump_sum", "large_cd", "notice_1d", "notice_7d"]
LoanKind = Literal["mortgage", "consumer", "business", "car"]
LprTerm = Literal["1Y", "5Y"]

_DEPOSITS: Final[Mapping[str, Sequence[str]]] = {
    "demand": ["活期", "活期存款", "demand deposit"],
    "lump_sum": ["整存整取", "定期", "定期存款", "time deposit", "term deposit"],
    "large_cd": ["大额存单", "large cd"],
    "notice_1d": ["一天通知存款", "1天通知存款", "one-day notice"],
    "notice_7d": ["七天通知存款", "7天通知存款", "seven-day notice"],
}
_LOANS: Final[Mapping[str, Sequence[str]]] = {
    "mortgage": ["个人住房贷款", "住房贷款", "房贷", "按揭", "home loan"],
    "consumer": ["个人消费贷款", "消费贷款", "消费贷", "personal loan"],
    "business": ["个人经营贷款", "经营贷款", "经营贷", "经营性贷款", "business loan"],
    "car": ["个人汽车贷款", "汽车贷款", "车贷", "car loan"],
}
_LPRS: Final[Mapping[str, Sequence[str]]] = {
    "1Y": ["1年期", "一年期", "one year"],
    "5Y": ["5年期以上", "五年期以上", "5年期", "over five years"],
}
TERMED: Final = frozenset({"lump_sum", "large_cd"})

MOST_DEPOSIT: Final = "0.10"
MOST_LOAN: Final = "0.24"


class DepositRate(Dated):
    """A posted deposit rate: fraction a year; ``term_months`` of time deposits and large CDs; least sum in yuan."""

    kind: DepositKind
    term_months: int | None = None
    annual_rate: Decimal
    minimum: Decimal | None = None


class LoanRate(Dated):
    """A posted loan rate for terms of ``months_from`` to ``months_to``: fixed, or an LPR and points on it."""

    kind: LoanKind
    months_from: int
    months_to: int
    annual_rate: Decimal | None = None
    lpr: LprTerm | None = None
    spread_bp: int | None = None

    def covers(self, term_months: int) -> bool:
        """Whether a loan of that term has this rate."""
        return self.months_from <= term_months <= self.months_to


class Lpr(Dated):
    """One publication of the loan prime rate: fractions a year. It holds until the next one."""

    one_year: Decimal
    over_five_years: Decimal

    def of(self, term: LprTerm) -> Decimal:
        """The rate of that term."""
        return self.one_year if term == "1Y" else self.over_five_years


VALIDITY: Final = (
    Column("valid_from", "生效日", columns.day),
    Column("valid_to", "失效日", columns.day, optional=True),
)


def _deposit(row: ReadRow) -> DepositRate | Problem:
    built = DepositRate.model_validate(dict(row.values))
    if built.kind in TERMED and built.term_months is None:
        return wrong("term_needed", "term_months")
    if built.kind not in TERMED and built.term_months is not None:
        return wrong("term_unwanted", "term_months")
    return built


def _loan(row: ReadRow) -> LoanRate | Problem:
    built = LoanRate.model_validate(dict(row.values))
    if built.months_to < built.months_from:
        return wrong("term_order", "months_to", start=built.months_from, end=built.months_to)
    if (built.lpr is None) != (built.spread_bp is None):
        return wrong("spread_alone", "spread_bp")
    if (built.annual_rate is None) == (built.lpr is None):
        return wrong("either_rate", "annual_rate")
    return built


def _lpr(row: ReadRow) -> Lpr:
    return Lpr.model_validate(dict(row.values))


DEPOSIT_RATES: Final = Kind[DepositRate](
    name="deposit-rates",
    title=Bilingual(zh="存款挂牌利率表", en="posted deposit rates"),
    columns=(
        Column("kind", "存款种类", columns.choice(_DEPOSITS)),
        Column("term_months", "存期", columns.months, optional=True),
        Column("annual_rate", "年利率", columns.rate(MOST_DEPOSIT)),
        Column("minimum", "起存金额", columns.money, optional=True),
        *VALIDITY,
    ),
    build=_deposit,
    same=lambda row: (row.kind, row.term_months),
)

LOAN_RATES: Final = Kind[LoanRate](
    name="loan-rates",
    title=Bilingual(zh="贷款挂牌利率表", en="posted loan rates"),
    columns=(
        Column("kind", "贷款种类", columns.choice(_LOANS)),
        Column("months_from", "期限下限", columns.months),
        Column("months_to", "期限上限", columns.months),
        Column("annual_rate", "固定年利率", columns.rate(MOST_LOAN), optional=True),
        Column("lpr", "LPR期限", columns.choice(_LPRS), optional=True),
        Column("spread_bp", "加减点", columns.points, optional=True),
        *VALIDITY,
    ),
    build=_loan,
    same=lambda row: (row.kind, row.months_from, row.months_to),
)

LPR: Final = Kind[Lpr](
    name="lpr",
    title=Bilingual(zh="贷款市场报价利率（LPR）", en="loan prime rate (LPR)"),
    columns=(
        Column("valid_from", "发布日", columns.day),
        Column("one_year", "1年期", columns.rate(MOST_LOAN)),
        Column("over_five_years", "5年期以上", columns.rate(MOST_LOAN)),
        Column("valid_to", "失效日", columns.day, optional=True),
    ),
    build=_lpr,
    same=lambda row: row.valid_from,
)
