"""Tasks of the tests only, one for each value type and a few that mix them: the extractors know none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import JsonValue

from agent.reply import ToolCall
from agent.tasks.base import Outline, RowField, Scene, Slot, SlotWording, Task, TaskSlots, TaskWording
from common.language import Bilingual

Money = Slot("money", minimum=1, maximum=1_000_000_000_000, code="E_AMT_RANGE")
Rate = Slot("rate", minimum=0, maximum=Decimal("0.24"), code="E_RATE_RANGE")
Term = Slot("term", minimum=1, maximum=360, code="E_TERM")


def _words(name: str, en: str, zh: str = "", **more: tuple[str, ...]) -> SlotWording:
    """A wording: its label in both languages, and more cues as ``zh=`` and ``en=``."""
    cues = {"zh": tuple(zh.split()), "en": more.get("en_cues", ())}
    return SlotWording.model_validate({"label": {"zh": name, "en": en}, "cues": cues})


class Schema(Task):
    """A task that is nothing but its slots and their words."""

    words: ClassVar[Mapping[str, SlotWording]] = {}

    @cached_property
    def wording(self) -> TaskWording:
        return TaskWording(title=Bilingual(zh="试", en="try"), examples={}, slots=dict(self.words))

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        return Outline()


class Sum(Schema):
    intent = "try.sum"
    words = {"amount": _words("金额", "amount", "存 贷", en_cues=("deposit",))}

    class Slots(TaskSlots):
        amount: Annotated[Decimal, Money]


class Rated(Schema):
    intent = "try.rate"
    words = {"yearly": _words("利率", "rate", "年化 执行", en_cues=("at",))}

    class Slots(TaskSlots):
        yearly: Annotated[Decimal, Rate]


class Share(Schema):
    intent = "try.share"
    words = {"share": _words("比例", "share", "费率 系数", en_cues=("fee", "beta"))}

    class Slots(TaskSlots):
        share: Annotated[Decimal, Slot("ratio", minimum=0, maximum=1, code="E_RATIO")]


class Length(Schema):
    intent = "try.term"
    words = {"length": _words("期限", "term", "存期 贷", en_cues=("over", "for"))}

    class Slots(TaskSlots):
        length: Annotated[int, Term]


class Counted(Schema):
    intent = "try.count"
    words = {
        "parts": _words("期数", "instalments", "分 期", en_cues=("periods", "instalments")),
        "held": _words("持有天数", "days held", "持有 支取 存了", en_cues=("withdrawn after", "held for")),
    }

    class Slots(TaskSlots):
        parts: Annotated[int | None, Slot("count", minimum=1, maximum=120, code="E_PERIODS")] = None
        held: Annotated[int | None, Slot("count", minimum=0, maximum=36500, counts="day", code="E_DAYS")] = (
            None
        )


class Person(Schema):
    intent = "try.person"
    words = {
        "grade": _words(
            "客户风险等级", "customer's grade", "客户 测评", en_cues=("customer", "client", "for")
        ),
        "product": _words("产品风险等级", "product's grade", "产品 买", en_cues=("product", "fund", "buy")),
        "years": _words("年龄", "age", "岁 今年", en_cues=("aged", "born in")),
        "assessed": _words("测评日期", "assessment date", "测评", en_cues=("assessed",)),
    }

    class Slots(TaskSlots):
        grade: Annotated[Literal["C1", "C2", "C3", "C4", "C5"], Slot("customer_risk")]
        product: Annotated[Literal["R1", "R2", "R3", "R4", "R5"], Slot("product_risk")]
        years: Annotated[int | None, Slot("count", minimum=0, maximum=120, counts="age", code="E_AGE")] = None
        assessed: Annotated[date | None, Slot("date", code="E_DATE")] = None


class Day(Schema):
    intent = "try.date"
    words = {"day": _words("日期", "date", "到期 支取 交割", en_cues=("on", "due", "matures"))}

    class Slots(TaskSlots):
        day: Annotated[date, Slot("date", code="E_DATE_RANGE")]


class Stretch(Schema):
    intent = "try.period"
    words = {"span": _words("期间", "period")}

    class Slots(TaskSlots):
        span: Annotated[dict[str, JsonValue], Slot("period", code="E_PERIOD")]


class Shift(Schema):
    intent = "try.bp"
    words = {"shift": _words("利率变动", "rate shift", "上行 下行 变动 平移", en_cues=("shift", "move"))}

    class Slots(TaskSlots):
        shift: Annotated[Decimal, Slot("bp", minimum=-500, maximum=500, code="E_BP")]


class Chosen(Schema):
    intent = "try.enum"
    words = {
        "pace": SlotWording(
            label=Bilingual(zh="频率", en="pace"),
            values={
                "day": {"zh": ("每日", "日频"), "en": ("daily",)},
                "week": {"zh": ("每周", "周频"), "en": ("weekly",)},
                "month": {"zh": ("每月", "月频"), "en": ("monthly",)},
            },
        ),
        "coupons": SlotWording(
            label=Bilingual(zh="付息频率", en="frequency"),
            values={
                "1": {"zh": ("年付",), "en": ("annual",)},
                "2": {"zh": ("半年付",), "en": ("semi-annual",)},
                "4": {"zh": ("季付", "按季付息"), "en": ("quarterly",)},
            },
        ),
    }

    class Slots(TaskSlots):
        pace: Annotated[Literal["day", "week", "month"], Slot("enum")] = "week"
        repayment: Annotated[str | None, Slot("repayment_method")] = None
        early: Annotated[str | None, Slot("prepay_mode")] = None
        loan: Annotated[str | None, Slot("loan_type")] = None
        deposit: Annotated[str | None, Slot("deposit_type")] = None
        coupons: Annotated[int | None, Slot("count", minimum=0, maximum=12, code="E_FREQUENCY")] = None


class Clause(Schema):
    intent = "try.clause"
    words = {"number": _words("条号", "article", "条", en_cues=("article", "art"))}

    class Slots(TaskSlots):
        act: Annotated[str | None, Slot("law")] = None
        number: Annotated[int | None, Slot("article", minimum=1, maximum=9999, code="E_ARTICLE")] = None


class Prices(Schema):
    """Prices in date order, their days, and how far apart they are."""

    intent = "try.prices"
    words = {
        "points": _words("净值", "net asset values", "净值序列", en_cues=("nav", "navs", "prices")),
        "days": _words("日期", "dates", "日期", en_cues=("dates",)),
    }

    class Slots(TaskSlots):
        points: Annotated[tuple[Decimal, ...], Slot("series", minimum=Decimal("0.0001"), code="E_SERIES")]
        days: Annotated[tuple[date, ...] | None, Slot("series", items="date", code="E_SERIES")] = None
        spacing: Annotated[Literal["day", "week", "month"], Slot("enum")] = "week"


class Named(Schema):
    """A list of names, some of them known."""

    intent = "try.names"
    words = {
        "wanted": SlotWording(
            label=Bilingual(zh="指标", en="metrics"),
            cues={"zh": ("提取", "指标"), "en": ("extract", "metrics")},
            values={
                "revenue": {"zh": ("营业收入", "营收"), "en": ("revenue", "operating income")},
                "net_profit": {"zh": ("净利润",), "en": ("net profit",)},
                "npl_ratio": {"zh": ("不良贷款率", "不良率"), "en": ("npl ratio",)},
            },
        )
    }

    class Slots(TaskSlots):
        wanted: Annotated[tuple[str, ...], Slot("series", items="name")]


class Tags(Schema):
    """A list of names nobody listed before."""

    intent = "try.tags"
    words = {"tags": _words("标签", "tags", "标签", en_cues=("tags",))}

    class Slots(TaskSlots):
        tags: Annotated[tuple[str, ...], Slot("series", items="name")]


class Buckets(Schema):
    """Rows of a band and two sums, beside single values."""

    intent = "try.rows"
    words = {
        "shift": _words("利率变动", "rate shift", "变动 降 升", en_cues=("shift",)),
        "bands": SlotWording(
            label=Bilingual(zh="重定价期限表", en="repricing buckets"),
            cues={"zh": ("缺口",), "en": ("buckets", "gap")},
            fields={
                "months": {"zh": ("期限",), "en": ("band", "months")},
                "assets": {"zh": ("资产",), "en": ("assets", "A")},
                "liabilities": {"zh": ("负债",), "en": ("liabilities", "L")},
            },
        ),
        "beta": _words("存款系数", "deposit beta", "贝塔", en_cues=("beta",)),
    }

    class Slots(TaskSlots):
        shift: Annotated[Decimal | None, Slot("bp", minimum=-500, maximum=500, code="E_BP")] = None
        bands: Annotated[
            tuple[dict[str, JsonValue], ...],
            Slot(
                "series",
                code="E_SERIES",
                row=(
                    RowField("months", "term", range_end="upper"),
                    RowField("assets", "money"),
                    RowField("liabilities", "money"),
                ),
            ),
        ]
        beta: Annotated[Decimal | None, Slot("ratio", minimum=0, maximum=1, code="E_RATIO")] = None


class Deposit(Schema):
    """A deposit that may be drawn early."""

    intent = "try.deposit"
    words = {
        "placed": _words("存款金额", "deposit amount", "存 本金 金额", en_cues=("deposit of", "principal")),
        "yearly": _words("存款利率", "deposit rate", "利率 年利率 定期利率", en_cues=("at", "rate")),
        "length": _words("存期", "term", "定期 期限", en_cues=("for", "over")),
        "held": _words("持有天数", "days held", "支取 提前支取 取", en_cues=("withdrawn after", "after")),
        "demand": _words("活期利率", "demand rate", "活期", en_cues=("demand", "demand rate")),
        "opened": _words("开户日", "opening date", "开户 存入 起息", en_cues=("opened", "placed on")),
        "drawn": _words("支取日", "withdrawal date", "支取", en_cues=("withdrawn on", "withdrawn")),
        "part": _words("部分支取金额", "partial amount", "支取 取 部提", en_cues=("draw", "withdraw")),
    }

    class Slots(TaskSlots):
        placed: Annotated[Decimal, Money]
        yearly: Annotated[Decimal, Slot("rate", minimum=0, maximum=Decimal("0.1"), code="E_RATE_RANGE")]
        length: Annotated[int, Term]
        held: Annotated[int | None, Slot("count", minimum=0, maximum=36500, counts="day")] = None
        demand: Annotated[
            Decimal | None, Slot("rate", minimum=0, maximum=Decimal("0.1"), code="E_RATE_RANGE")
        ] = None
        opened: Annotated[date | None, Slot("date")] = None
        drawn: Annotated[date | None, Slot("date")] = None
        part: Annotated[Decimal | None, Money] = None


class Card(Schema):
    """Instalments of a card bill with a fee each period."""

    intent = "try.card"
    words = {
        "bill": _words("分期金额", "amount", "账单 分期 金额", en_cues=("bill", "amount")),
        "parts": _words("期数", "instalments", "分 期", en_cues=("instalments", "periods")),
        "fee": _words("每期费率", "fee per period", "费率 手续费 每期", en_cues=("fee", "per period")),
        "upfront": _words("一次性费用", "upfront fee", "一次性 前期费用", en_cues=("upfront", "up front")),
    }

    class Slots(TaskSlots):
        bill: Annotated[Decimal, Money]
        parts: Annotated[int, Slot("count", minimum=1, maximum=120, counts="instalment", code="E_PERIODS")]
        fee: Annotated[Decimal, Slot("ratio", minimum=0, maximum=Decimal("0.03"), code="E_FEE")]
        upfront: Annotated[Decimal | None, Slot("money", minimum=0)] = None


class Prepay(Schema):
    """A loan, what was paid, and what is paid early."""

    intent = "try.prepay"
    words = {
        "owed": _words("贷款金额", "loan amount", "贷款 贷 本金", en_cues=("loan of", "loan", "principal")),
        "length": _words("贷款期限", "loan term", "期限 贷", en_cues=("over", "term")),
        "yearly": _words("年利率", "annual rate", "利率", en_cues=("at", "rate")),
        "paid": _words("已还期数", "months paid", "还了 已还", en_cues=("paid", "after")),
        "early": _words("提前还款金额", "prepayment", "提前还 提前还款 提还", en_cues=("prepay", "prepays")),
        "mode": _words("方式", "mode"),
    }

    class Slots(TaskSlots):
        owed: Annotated[Decimal, Money]
        length: Annotated[int, Term]
        yearly: Annotated[Decimal, Rate]
        paid: Annotated[int, Slot("term", minimum=0, maximum=359, code="E_TERM")]
        early: Annotated[Decimal, Money]
        mode: Annotated[Literal["shorten_term", "lower_payment"] | None, Slot("prepay_mode")] = None


SCHEMAS: Mapping[str, Task] = {
    kind.intent: kind()
    for kind in (
        Sum, Rated, Share, Length, Counted, Person, Day, Stretch, Shift, Chosen, Clause, Prices, Named, Tags,
        Buckets, Deposit, Card, Prepay,
    )
}  # fmt: skip
