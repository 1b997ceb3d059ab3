"""Fills the demonstration bank. The same seed gives the same rows on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import cast

from policies.context import CustomerRisk
from tools.amortise import schedule
from tools.coupons import add_months
from tools.embedded_bank.people import ApplicationSeed, CustomerSeed, LoanSeed, People
from tools.embedded_bank.tables import (
    AccountRow,
    ApplicationRow,
    CustomerRow,
    HoldingRow,
    LoanRow,
    StaffRow,
    Table,
    TransactionRow,
    cents,
    millionths,
)

MONTHS_OF_HISTORY = 13
DUE_DAY = 15


def rows(people: People) -> list[Table]:
    """Every row of the bank, parents before children."""
    return _Seeding(people).all()


@dataclass
class _Seeding:
    people: People
    random: Random = field(init=False)
    tails: set[str] = field(init=False)
    accounts: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.people.seed)
        fixed = self.people.customers
        self.tails = {tail for c in fixed for tail in (*c.debit_cards, *(loan.tail for loan in c.loans))}

    def all(self) -> list[Table]:
        made: list[Table] = [StaffRow(**member.model_dump()) for member in self.people.staff]
        for seed in (*self.people.customers, *self._strangers()):
            made.extend(self._customer(seed))
        return made

    def _strangers(self) -> Iterator[CustomerSeed]:
        """Customers nobody has named: the free numbers, two branches, grades and ages spread out."""
        taken = {seed.id for seed in self.people.customers}
        free = (f"C{number:04d}" for number in range(1, 10_000) if f"C{number:04d}" not in taken)
        for _, name in zip(range(self.people.generated), free, strict=False):
            age = self.random.randint(19, 83)
            loans: tuple[LoanSeed, ...] = ()
            if 25 <= age <= 60 and self.random.random() < 0.4:
                kind = self.random.choice(("mortgage", "consumer_loan", "business_loan"))
                loans = (LoanSeed.model_validate({"kind": kind, "tail": self._tail()}),)
            grade = self.random.choice((None, "C1", "C2", "C2", "C3", "C3", "C4", "C5"))
            yield CustomerSeed(
                id=name,
                name=self.random.choice(self.people.surnames) + "**",
                branch=self.random.choice(("B001", "B001", "B002")),
                age=age,
                risk_grade=cast("CustomerRisk | None", grade),
                debit_cards=(self._tail(),),
                terms=self.random.randint(0, 2),
                products=0 if grade is None else self.random.randint(0, 2),
                loans=loans,
            )

    def _customer(self, seed: CustomerSeed) -> Iterator[Table]:
        # Each customer draws from their own stream: a change to one leaves the others as they are.
        self.random = Random(f"{self.people.seed}:{seed.id}")
        assessed = None
        if seed.risk_grade is not None:
            assessed = self.people.books_on - timedelta(days=self.random.randint(20, 330))
        yield CustomerRow(
            id=seed.id,
            name=seed.name,
            branch=seed.branch,
            age=seed.age,
            risk_grade=seed.risk_grade,
            assessed_on=assessed,
        )
        payment = Decimal(0)
        for loan in seed.loans:
            account, row = self._loan(seed.id, loan)
            payment += Decimal(row.next_payment_cents) / 100
            yield from (account, row)
        for number, tail in enumerate(seed.debit_cards):
            yield from self._debit_card(seed, tail, payment if number == 0 else Decimal(0))
        for _ in range(seed.terms):
            yield self._term_deposit(seed.id)
        yield from self._wealth(seed)
        for application in seed.applications or self._drawn_applications():
            yield self._application(seed.id, application)

    def _debit_card(self, seed: CustomerSeed, tail: str, loan_payment: Decimal) -> Iterator[Table]:
        """A card with thirteen months of bookings; the balance never falls below zero."""
        opened = add_months(self.people.books_on, -12 * self.random.randint(2, 9))
        account = self._account(seed.id, "debit_card", tail, Decimal(0), opened)
        balance = Decimal(self.random.randint(8_000, 60_000))
        bookings: list[TransactionRow] = []
        for day, kind, amount in sorted(self._months(seed, loan_payment)):
            if balance + amount < 0:
                continue
            balance += amount
            bookings.append(
                TransactionRow(
                    account=account.id,
                    on=day,
                    amount_cents=cents(amount),
                    balance_cents=cents(balance),
                    summary=kind,
                )
            )
        account.balance_cents = cents(balance)
        account.rate_millionths = millionths(Decimal("0.0005"))
        yield account
        yield from bookings

    def _months(self, seed: CustomerSeed, loan_payment: Decimal) -> Iterator[tuple[date, str, Decimal]]:
        income = ("pension", 4_200) if seed.age >= 60 else ("salary", self.random.randint(6_500, 21_000))
        first = add_months(self.people.books_on.replace(day=1), -MONTHS_OF_HISTORY + 1)
        for month in range(MONTHS_OF_HISTORY):
            start = add_months(first, month)
            planned = [(10, income[0], Decimal(income[1]))]
            planned += [(self.random.randint(1, 28), "supermarket", -self._sum(60, 900)) for _ in range(3)]
            planned.append((self.random.randint(3, 25), "utilities", -self._sum(90, 480)))
            planned.append((self.random.randint(3, 25), "phone", -Decimal(self.random.choice((50, 100)))))
            if self.random.random() < 0.5:
                notes = Decimal(500 * self.random.randint(1, 8))
                planned.append((self.random.randint(2, 27), "cash", -notes))
            if self.random.random() < 0.4:
                planned.append((self.random.randint(2, 27), "transfer_out", -self._sum(300, 5_000)))
            if self.random.random() < 0.3:
                planned.append((self.random.randint(2, 27), "transfer_in", self._sum(200, 6_000)))
            if start.month % 3 == 0:
                planned.append((21, "interest", self._sum(1, 9)))
            if loan_payment:
                planned.append((DUE_DAY, "loan_payment", -loan_payment))
            for day, kind, amount in planned:
                on = start.replace(day=day)
                if on <= self.people.books_on:
                    yield on, kind, amount

    def _term_deposit(self, customer: str) -> AccountRow:
        months = self.random.choice(sorted(self.people.deposit_rates))
        matures = self.people.books_on + timedelta(days=self.random.randint(12, min(30 * months, 400)))
        amount = Decimal(10_000 * self.random.randint(2, 40))
        rate = self.people.deposit_rates[months] / 100
        opened = add_months(matures, -months)
        return self._account(
            customer, "term_deposit", self._tail(), amount, opened, matures_on=matures, rate=rate
        )

    def _wealth(self, seed: CustomerSeed) -> Iterator[Table]:
        ceiling = int((seed.risk_grade or "C1")[1])
        fitting = [key for key, product in self.people.products.items() if int(product.risk[1]) <= ceiling]
        for number in range(seed.products):
            key = seed.product if seed.product and number == 0 else self.random.choice(fitting)
            months = self.people.products[key].months
            opened = self.people.books_on - timedelta(days=self.random.randint(30, 300))
            net_value = Decimal(self.random.randint(985, 1035)) / 1000
            value = Decimal(10_000 * self.random.randint(1, 30)) * net_value
            account = self._account(
                seed.id,
                "wealth",
                self._tail(),
                value,
                opened,
                matures_on=None if months is None else add_months(opened, months),
            )
            yield account
            yield HoldingRow(
                account=account.id, product=key, valued_on=self.people.books_on - timedelta(days=1)
            )

    def _loan(self, customer: str, seed: LoanSeed) -> tuple[AccountRow, LoanRow]:
        principal, months, rate = self._loan_terms(seed.kind)
        paid = self.random.randint(MONTHS_OF_HISTORY + 1, min(months - 6, 60))
        plan = schedule(principal, months, rate, "equal_instalment")
        due = add_months(self.people.books_on.replace(day=DUE_DAY), 1)
        account = self._account(
            customer,
            seed.kind,
            seed.tail,
            plan[paid - 1].balance,
            add_months(due, -paid - 1),
            matures_on=add_months(due, months - paid - 1),
            rate=rate,
        )
        row = LoanRow(
            account=account.id,
            principal_cents=cents(principal),
            term_months=months,
            paid_months=paid,
            method="equal_instalment",
            next_due=due,
            next_payment_cents=cents(plan[paid].payment),
        )
        return account, row

    def _loan_terms(self, kind: str) -> tuple[Decimal, int, Decimal]:
        if kind == "mortgage":
            amount = Decimal(10_000 * self.random.randint(60, 220))
            return amount, self.random.choice((240, 300, 360)), Decimal("0.0310")
        if kind == "consumer_loan":
            return Decimal(10_000 * self.random.randint(3, 20)), 36, Decimal("0.0360")
        return Decimal(10_000 * self.random.randint(20, 100)), 36, Decimal("0.0385")

    def _drawn_applications(self) -> Iterator[ApplicationSeed]:
        """Three in ten have something under way."""
        if self.random.random() >= 0.3:
            return
        product = self.random.choice(sorted(self.people.applications))
        applied = self.people.books_on - timedelta(days=self.random.randint(6, 40))
        stage = self.random.choice(sorted(self.people.next_steps))
        papers = sorted(self.people.papers)
        yield ApplicationSeed(
            product=product,
            amount=10_000 * self.random.randint(3, 80) if product.endswith(("loan", "mortgage")) else None,
            applied_on=applied,
            stage=stage,
            since=applied + timedelta(days=self.random.randint(0, 5)),
            missing=tuple(self.random.sample(papers, self.random.randint(1, 2)))
            if stage == "documents"
            else (),
        )

    def _application(self, customer: str, seed: ApplicationSeed) -> ApplicationRow:
        self.accounts += 1
        return ApplicationRow(
            id=f"AP{self.accounts:05d}",
            customer=customer,
            product=seed.product,
            amount_cents=None if seed.amount is None else 100 * seed.amount,
            applied_on=seed.applied_on,
            stage=seed.stage,
            since=seed.since,
            missing=",".join(seed.missing),
        )

    def _account(
        self,
        customer: str,
        kind: str,
        tail: str,
        balance: Decimal,
        opened_on: date,
        *,
        matures_on: date | None = None,
        rate: Decimal | None = None,
    ) -> AccountRow:
        self.accounts += 1
        return AccountRow(
            id=f"AC{self.accounts:05d}",
            customer=customer,
            kind=kind,
            tail=tail,
            balance_cents=cents(balance),
            opened_on=opened_on,
            matures_on=matures_on,
            rate_millionths=None if rate is None else millionths(rate),
        )

    def _tail(self) -> str:
        while (tail := f"{self.random.randint(0, 9999):04d}") in self.tails:
            pass
        self.tails.add(tail)
        return tail

    def _sum(self, low: int, high: int) -> Decimal:
        return Decimal(self.random.randint(low * 100, high * 100)) / 100
