"""Loan applications and how far they have come, as the bank's loan desk writes them down."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from common.language import Bilingual
from knowledge.bank_tables import columns
from knowledge.bank_tables.columns import Column, ReadRow
from knowledge.bank_tables.problems import Problem
from knowledge.bank_tables.table import Dated, Kind, wrong

Stage = Literal["received", "documents", "in_review", "approved", "signing", "done", "declined", "withdrawn"]
"""Where an application stands: taken in, waiting for papers, under review, decided, to be signed, carried out."""

_STAGES: Final[Mapping[str, Sequence[str]]] = {
    "received": ["已受理", "受理"],
    "documents": ["待补资料", "补件"],
    "in_review": ["审批中", "审查中", "in review"],
    "approved": ["已批准", "已通过"],
    "signing": ["待签约"],
    "done": ["已放款", "已办结"],
    "declined": ["未通过", "已拒绝"],
    "withdrawn": ["已撤回", "客户撤回"],
}


class LoanApplication(Dated):
    """One application as it stands from ``valid_from`` (the day its stage began) until the next line about it.

    ``reference`` and ``customer`` are ids of the bank's own. Yuan; ``missing`` are the papers still to come.
    """

    reference: str
    customer: str
    product: Bilingual
    amount: Decimal | None = None
    applied_on: date
    stage: Stage
    missing: tuple[Bilingual, ...] = ()
    next_step: Bilingual


def latest(rows: Sequence[LoanApplication], customer: str, day: date) -> tuple[LoanApplication, ...]:
    """A customer's applications as they stand on ``day``, the one applied for last first."""
    mine: dict[str, LoanApplication] = {}
    for row in sorted(rows, key=lambda row: row.valid_from):
        if row.customer == customer and row.in_force(day):
            mine[row.reference] = row
    return tuple(sorted(mine.values(), key=lambda row: (row.applied_on, row.reference), reverse=True))


def _application(row: ReadRow) -> LoanApplication | Problem:
    values: dict[str, object] = dict(row.values)
    for field in ("product", "next_step"):
        values[field] = Bilingual(zh=str(values.pop(f"{field}_zh")), en=str(values.pop(f"{field}_en")))
    papers = [
        [part.strip() for part in re.split(r"[;；]", str(values.pop(name, ""))) if part.strip()]
        for name in ("missing_zh", "missing_en")
    ]
    if len(papers[0]) != len(papers[1]):
        return wrong("papers", "missing_en", zh=len(papers[0]), en=len(papers[1]))
    values["missing"] = tuple(Bilingual(zh=zh, en=en) for zh, en in zip(*papers, strict=True))
    built = LoanApplication.model_validate(values)
    if built.valid_from < built.applied_on:
        return wrong("order", "valid_from", start=built.applied_on, end=built.valid_from)
    return built


LOAN_APPLICATIONS: Final = Kind[LoanApplication](
    name="loan-applications",
    title=Bilingual(zh="贷款申请进度表", en="progress of loan applications"),
    columns=(
        Column("reference", "申请编号", columns.reference),
        Column("customer", "客户编号", columns.code),
        Column("product_zh", "贷款品种", columns.words),
        Column("product_en", "贷款品种英文", columns.words),
        Column("amount", "申请金额", columns.money, optional=True),
        Column("applied_on", "申请日", columns.day),
        Column("stage", "进度", columns.choice(_STAGES)),
        Column("missing_zh", "待补资料", columns.words, optional=True),
        Column("missing_en", "待补资料英文", columns.words, optional=True),
        Column("next_step_zh", "下一步", columns.words),
        Column("next_step_en", "下一步英文", columns.words),
        Column("valid_from", "进度日期", columns.day),
        Column("valid_to", "失效日", columns.day, optional=True),
    ),
    build=_application,
    same=lambda row: (row.reference, row.valid_from),
    empty=True,
)
