"""A posted rate as it is told: what it is for, its figure, since when and until when it holds, and whence it comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from common import formatting
from common.errors import ConfigurationError
from common.language import Bilingual, Language
from knowledge.bank_tables.rates import DepositRate, LoanRate, Lpr
from knowledge.bank_tables.table import Table, TableName, TableState


class PostedRate(BaseModel):
    """One row in force. ``key`` stays the same from one validity to the next; ``rate`` is a fraction a year.

    ``name`` is what the rate is for (三年期定期存款), ``terms`` for which terms where it holds for several, and
    ``how`` what it is made of where that is an LPR and points.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    table: TableName
    title: Bilingual
    name: Bilingual
    terms: Bilingual | None = None
    rate: Decimal
    how: Bilingual | None = None
    minimum: Decimal | None = None
    valid_from: date
    valid_to: date | None
    sample: bool

    @property
    def id(self) -> str:
        """The id the row is cited by."""
        return f"bank-{self.table}#{self.key}"

    def told(self, language: Language) -> str:
        """What it is for, its figure, and what that is made of: 个人住房贷款3.1%（5年期以上LPR 3.5%减40个基点）."""
        name = "told" if self.how is None else "told_how"
        how = "" if self.how is None else self.how[language]
        return said(name, language, name=self.name[language], rate=formatting.percent(self.rate), how=how)

    def validity(self, language: Language) -> str:
        """Since when and until when it holds."""
        return validity(self.valid_from, self.valid_to, language)


def validity(start: date, end: date | None, language: Language) -> str:
    """自2026年6月1日起有效, to the last day where there is one."""
    first = formatting.date(start, language)
    if end is None:
        return said("validity_open", language, start=first)
    return said("validity", language, start=first, end=formatting.date(end, language))


def of_deposit(row: DepositRate, table: Table[DepositRate]) -> PostedRate:
    """A row of the table of deposit rates."""
    term = "" if row.term_months is None else f"-{row.term_months}m"
    return PostedRate(
        key=f"{row.kind.replace('_', '-')}{term}",
        table=table.name,
        title=table.title,
        name=Bilingual(zh=_deposit_name(row, "zh"), en=_deposit_name(row, "en")),
        rate=row.annual_rate,
        minimum=row.minimum,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        sample=table.sample,
    )


def of_loan(row: LoanRate, table: Table[LoanRate], lpr: Lpr | None) -> PostedRate | None:
    """A row of the table of loan rates; None where it stands on an LPR that is not there.

    Its validity begins with the later of the two, the row's own and that of the LPR.
    """
    rate, how, since = row.annual_rate, None, row.valid_from
    if rate is None:
        if lpr is None or row.lpr is None or row.spread_bp is None:
            return None
        base = lpr.of(row.lpr)
        rate = base + Decimal(row.spread_bp) / 10_000
        how = Bilingual(zh=_made_of(row, base, "zh"), en=_made_of(row, base, "en"))
        since = max(since, lpr.valid_from)
    return PostedRate(
        key=f"{row.kind}-{row.months_from}-{row.months_to}m",
        table=table.name,
        title=table.title,
        name=Bilingual(zh=_loan_name(row, "zh"), en=_loan_name(row, "en")),
        terms=Bilingual(zh=_terms(row, "zh"), en=_terms(row, "en")),
        rate=rate,
        how=how,
        valid_from=since,
        valid_to=row.valid_to,
        sample=table.sample,
    )


def of_lpr(row: Lpr, table: Table[Lpr], term: str) -> PostedRate:
    """A publication of the LPR of one term."""
    key = f"lpr_{term.lower()}"
    return PostedRate(
        key=f"lpr-{term.lower()}",
        table=table.name,
        title=table.title,
        name=Bilingual(zh=said(key, "zh"), en=said(key, "en")),
        rate=row.one_year if term == "1Y" else row.over_five_years,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        sample=table.sample,
    )


def table_missing(
    title: Bilingual, state: TableState, language: Language, *, ended: date | None, begins: date | None
) -> str:
    """What is said of a table that has nothing for the day."""
    day = {"expired": ended, "not_yet": begins}.get(state)
    name = f"table_{state}" if day is not None or state == "missing" else "table_silent"
    shown = "" if day is None else formatting.date(day, language)
    return said(name, language, table=title[language], day=shown)


def _deposit_name(row: DepositRate, language: Language) -> str:
    kind = said(f"deposit_{row.kind}", language)
    if row.term_months is None:
        return kind
    return said("of_term", language, term=short_term(row.term_months, language), kind=kind)


def short_term(months: int, language: Language) -> str:
    """3年, 6个月, 2年6个月 / 3-year, 6-month, 30-month."""
    years, rest = divmod(months, 12)
    if language == "en":
        return f"{years}-year" if not rest and years else f"{months}-month"
    return f"{years}年" * bool(years) + f"{rest}个月" * bool(rest)


def _loan_name(row: LoanRate, language: Language) -> str:
    return said(f"loan_{row.kind}", language)


def _terms(row: LoanRate, language: Language) -> str:
    return said("terms", language, least=str(row.months_from), most=str(row.months_to))


def _made_of(row: LoanRate, base: Decimal, language: Language) -> str:
    spread = row.spread_bp or 0
    way = "spread_none" if spread == 0 else "spread_over" if spread > 0 else "spread_under"
    lpr = said(f"lpr_{(row.lpr or '1Y').lower()}", language)
    return said(way, language, lpr=lpr, base=formatting.percent(base), points=str(abs(spread)))


def said(key: str, language: Language, /, **values: str) -> str:
    """A wording of ``posted.yaml``."""
    return _wording()[key][language].format(**values)


@cache
def _wording() -> Mapping[str, Bilingual]:
    file = Path(__file__).with_name("posted.yaml")
    try:
        loaded = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        return TypeAdapter(dict[str, Bilingual]).validate_python(loaded)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{file.name}: {error}", remedy="reinstall or mend the file") from error
