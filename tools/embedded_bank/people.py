"""The people and products of the demonstration bank, from ``people.yaml``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from common.errors import ConfigurationError
from common.language import Bilingual
from common.people import Staff
from policies.context import CustomerRisk, ProductRisk
from tools.core_banking import AccountKind, ApplicationStage

_FILE = Path(__file__).with_name("people.yaml")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LoanSeed(_Entry):
    """A loan someone always has."""

    kind: AccountKind
    tail: str


class ApplicationSeed(_Entry):
    """An application someone always has; the texts of ``product`` and ``missing`` stand in the same file."""

    product: str
    amount: int | None = None
    applied_on: date
    stage: ApplicationStage
    since: date
    missing: tuple[str, ...] = ()


class CustomerSeed(_Entry):
    """A customer who is always there, with the tails of the cards and how many accounts of each kind."""

    id: str
    name: str
    branch: str
    age: int
    risk_grade: CustomerRisk | None
    debit_cards: tuple[str, ...]
    terms: int
    products: int
    product: str | None = None
    loans: tuple[LoanSeed, ...]
    applications: tuple[ApplicationSeed, ...] = ()


class Product(_Entry):
    """A wealth product; ``months`` is None for one without a term."""

    risk: ProductRisk
    zh: str
    en: str
    months: int | None


class People(_Entry):
    """The whole file."""

    seed: int
    books_on: date
    generated: int
    staff: tuple[Staff, ...]
    customers: tuple[CustomerSeed, ...]
    surnames: tuple[str, ...]
    products: dict[str, Product]
    deposit_rates: dict[int, Decimal]
    bookings: dict[str, Bilingual]
    applications: dict[str, Bilingual]
    papers: dict[str, Bilingual]
    next_steps: dict[ApplicationStage, Bilingual]


@cache
def people() -> People:
    """The file, checked."""
    try:
        return People.model_validate(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the file") from error
