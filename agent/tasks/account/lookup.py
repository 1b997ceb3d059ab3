"""What the core banking system holds for the customer at the counter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import JsonValue

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import StepKind, Telling, result_of
from common import formatting
from knowledge.bank_tables.posted import validity
from policies.context import PolicyContext
from policies.normalise import normalise
from policies.screening import screen_user
from tools.account_access import View, only_fit
from tools.account_lookup import AccountLookup, AccountView, Period, record_attempt
from tools.base import ToolContext, to_json
from tools.core_banking import Application, CoreBanking
from tools.messages import kind_name, message

_NUMBERED = re.compile(r"([A-Za-z]+)(\d{3,})")

SHOWN = 5
"""Transactions read out; the rest is on the screen of the core system."""


class LookupSlots(TaskSlots):
    """``account_ref`` may be left out where one account fits; the tool names the candidates otherwise."""

    account_ref: Annotated[str | None, Slot("account_ref", code="E_ACCOUNT_REF")] = None
    view: Annotated[View, Slot("account_view", code="E_CHOICE")] = "balance"
    period: Annotated[
        Period | None, Slot("period", code="E_PERIOD", ahead_when=(("view", "maturities"),))
    ] = None


class Lookup(Task):
    """Balance, transactions, holdings, loans, maturities, applications."""

    intent = "account.lookup"
    Slots = LookupSlots

    def refusal(self, scene: Scene) -> str | None:
        """Nothing is shown of somebody else, and nothing while nobody is identified."""
        match _refused(scene):
            case "E_THIRD_PARTY":
                return Telling(self, scene.language).say("others_records")
            case "E_CUSTOMER":
                return message("E_CUSTOMER", scene.language)
            case None:
                return None

    def record_refusal(self, given: Mapping[str, JsonValue], tools: ToolContext, scene: Scene) -> None:
        """The attempt stands in the same kind of event as the lookups themselves."""
        slots = LookupSlots.model_validate(given)
        record_attempt(
            tools,
            view=slots.view,
            account=slots.account_ref,
            period=slots.period,
            outcome=_refused(scene) or "refused",
        )

    def from_records(
        self, given: Mapping[str, JsonValue], scene: Scene, bank: CoreBanking
    ) -> Mapping[str, JsonValue]:
        """The one account that fits what is asked."""
        if given.get("account_ref") is not None:
            return {}
        view = LookupSlots.model_validate({"view": given.get("view") or "balance"}).view
        tail = only_fit(bank, scene.staff, scene.customer, view)
        return {} if tail is None else {"account_ref": tail}

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One lookup."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("account_lookup", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The records as they stand in the books: fixed words, nothing for a model to reword."""
        found = result_of(runs[0], AccountLookup)
        page = _Page(Telling(self, scene.language), found)
        match found.view:
            case "balance":
                page.balance()
            case "transactions":
                page.transactions()
            case "holdings":
                page.holdings()
            case "loans":
                page.loans()
            case "maturities":
                page.maturities()
            case "applications":
                page.applications()
        shown = (found.account,) if found.account is not None else found.maturities
        wealth = bool(found.holdings) or any(account.kind == "wealth" for account in shown)
        return Outline(
            facts=tuple(page.facts),
            steps=tuple(page.steps),
            disclosures=("record", "wealth") if wealth else ("record",),
            context=PolicyContext(subject="wealth" if wealth else None),
            rewordable=False,
        )


def _refused(scene: Scene) -> Literal["E_THIRD_PARTY", "E_CUSTOMER"] | None:
    """Why nothing is looked up, as the audit trail names it."""
    if screen_user(scene.utterance, language=scene.language).third_party or _names_another(scene):
        return "E_THIRD_PARTY"
    return "E_CUSTOMER" if scene.customer is None else None


def _names_another(scene: Scene) -> bool:
    """Whether the words hold a customer number that is not the one at the counter.

    What such a number looks like is taken from the one at the counter: letters, then as many digits.
    """
    form = _NUMBERED.fullmatch(scene.customer or "")
    if form is None:
        return False
    letters, figures = form.groups()
    said = re.findall(
        rf"(?<![A-Za-z0-9]){letters}\d{{{len(figures)}}}(?!\d)", normalise(scene.utterance).text, re.I
    )
    return any(number.upper() != form.string.upper() for number in said)


class _Page:
    """Collects the facts and sentences of one lookup."""

    def __init__(self, telling: Telling, found: AccountLookup) -> None:
        self.telling, self.found = telling, found
        self.language = telling.language
        self.facts: list[Fact] = []
        self.steps: list[Step] = []
        self._add("as_of", found.as_of.isoformat(), self._day(found.as_of))

    def balance(self) -> None:
        account = self.found.account
        if account is None:
            raise ValueError("a balance without an account")
        name = {"debit_card": "balance", "term_deposit": "balance_term", "wealth": "balance_wealth"}
        if account.matures_on is not None:
            self._add("matures_on", account.matures_on.isoformat(), self._day(account.matures_on))
        self._account(account)
        self._money("balance", account.balance, required=True)
        which = name.get(account.kind, "balance_loan")
        if which == "balance_wealth" and account.matures_on is None:
            which = "balance_wealth_open"
        self._step("result", which)
        if account.status == "lost":
            self._step("mind", "status_lost")
        self._step("mind", "mind_balance")

    def transactions(self) -> None:
        found = self.found
        if found.account is None or found.period is None:
            raise ValueError("transactions without an account and a period")
        self._account(found.account)
        self._add("start", found.period.start.isoformat(), self._day(found.period.start))
        self._add("end", found.period.end.isoformat(), self._day(found.period.end))
        if not found.transactions:
            self._step("result", "no_transactions")
            return
        count = found.count or len(found.transactions)
        self._add("count", count, self._counted("bookings", count))
        self._money("money_in", found.money_in or Decimal(0), required=True)
        self._money("money_out", found.money_out or Decimal(0), required=True)
        self._step("result", "transactions")
        latest = found.transactions[-SHOWN:][::-1]
        for number, row in enumerate(latest):
            sign = "amount_in" if row.amount > 0 else "amount_out"
            amount = formatting.money(abs(row.amount), self.language)
            line = self.telling.say(
                "booking",
                on=self._day(row.on),
                summary=row.summary[self.language],
                amount=self.telling.say(sign, amount=amount),
            )
            self._listed(f"booking_{number}", "fact_booking", line, to_json(row.amount))
        if count > SHOWN:
            self._step("mind", "mind_more")

    def holdings(self) -> None:
        for number, holding in enumerate(self.found.holdings):
            line = self.telling.say(
                "holding" if holding.matures_on else "holding_open",
                product=holding.product[self.language],
                risk=holding.product_risk,
                tail=holding.tail,
                valued_on=self._day(holding.valued_on),
                value=formatting.money(holding.value, self.language),
                matures_on=self._day(holding.matures_on) if holding.matures_on else "",
            )
            self._listed(f"holding_{number}", "fact_holding", line, to_json(holding.value))
        self._heading("holdings", len(self.found.holdings))
        if self.found.holdings:
            self._step("mind", "mind_holdings")

    def loans(self) -> None:
        for number, loan in enumerate(self.found.loans):
            line = self.telling.say(
                "loan",
                kind=kind_name(loan.kind, self.language),
                tail=loan.tail,
                principal=formatting.round_money(loan.principal, self.language),
                rate=formatting.percent(loan.annual_rate),
                term=formatting.term(loan.term_months, self.language),
                paid=str(loan.paid_months),
                balance=formatting.money(loan.balance, self.language),
                due=self._day(loan.next_due),
                payment=formatting.money(loan.next_payment, self.language),
            )
            self._listed(f"loan_{number}", "fact_loan", line, to_json(loan.balance))
        self._heading("loans", len(self.found.loans))
        if self.found.loans:
            self._step("mind", "mind_loans")

    def maturities(self) -> None:
        for number, account in enumerate(self.found.maturities):
            if account.matures_on is None:
                continue
            line = self.telling.say(
                "maturity_rate" if account.annual_rate is not None else "maturity",
                account=self._named(account),
                balance=formatting.money(account.balance, self.language),
                matures_on=self._day(account.matures_on),
                rate=formatting.percent(account.annual_rate or Decimal(0)),
            )
            self._listed(f"maturity_{number}", "fact_maturity", line, account.matures_on.isoformat())
        period = self.found.period
        if period is None:
            self._heading("maturities", len(self.found.maturities))
            return
        self._add("start", period.start.isoformat(), self._day(period.start))
        self._add("end", period.end.isoformat(), self._day(period.end))
        self._heading("maturities_period", len(self.found.maturities))

    def applications(self) -> None:
        """The core system's first, then what the bank's own table adds, or why it has nothing to say."""
        core, desk = self.found.applications, self.found.desk
        added = () if desk is None else desk.applications
        if core or not added:
            self._heading("applications", len(core))
        else:
            self._step("result", "no_applications_core")
        for application in core:
            self._application(application, self._progress(application))
        if desk is not None and added:
            self._add("desk_count", len(added), self._counted("count_applications", len(added)))
            name = "desk_sample" if desk.sample else "desk"
            self._step("result", name, table=desk.table[self.language])
            for application in added:
                held = validity(application.since, application.until, self.language)
                line = self._progress(application) + self.telling.say("application_valid", validity=held)
                self._application(application, line)
        if desk is not None and desk.silence is not None:
            self._add("desk", desk.silence, desk.silence)
            self._step("mind", "desk_silent")

    def _application(self, application: Application, line: str) -> None:
        number = sum(fact.id.startswith("application_") for fact in self.facts)
        self._listed(f"application_{number}", "fact_application", line, application.stage)

    def _progress(self, application: Application) -> str:
        separator = "、" if self.language == "zh" else ", "
        line = self.telling.say(
            "application" if application.amount is None else "application_amount",
            product=application.product[self.language],
            reference=application.reference,
            amount=formatting.money(application.amount or Decimal(0), self.language),
            applied_on=self._day(application.applied_on),
            stage=self.telling.say(f"stage_{application.stage}"),
            since=self._day(application.since),
        )
        if application.missing:
            papers = separator.join(paper[self.language] for paper in application.missing)
            line += self.telling.say("application_missing", papers=papers)
        return line + self.telling.say("application_next", step=application.next_step[self.language])

    def _heading(self, name: str, count: int) -> None:
        """The sentence above a list, or the one that says there is nothing."""
        if count == 0:
            self._step("result", f"no_{name}")
            return
        self._add("count", count, self._counted(f"count_{name}", count))
        heading = self.telling.step("result", name, self.facts)
        self.steps.insert(0, heading)

    def _counted(self, name: str, count: int) -> str:
        return self.telling.say(f"{name}_one" if count == 1 else name, value=str(count))

    def _listed(self, id_: str, label: str, line: str, value: JsonValue) -> None:
        number = sum(fact.id.rpartition("_")[2].isdigit() for fact in self.facts) + 1
        line = line[:1].upper() + line[1:]
        self.facts.append(
            Fact(id=id_, label=self.telling.say(label, number=str(number)), value=value, text=line)
        )
        self.steps.append(Step(kind="result", text=line))

    def _account(self, account: AccountView) -> None:
        self._add("account", account.tail, self._named(account))

    def _named(self, account: AccountView) -> str:
        kind = kind_name(account.kind, self.language)
        return message("account", self.language, kind=kind, tail=account.tail)

    def _money(self, id_: str, value: Decimal, *, required: bool = False) -> None:
        self._add(id_, to_json(value), formatting.money(value, self.language), required=required)

    def _add(self, id_: str, value: JsonValue, text: str, *, required: bool = False) -> None:
        self.facts.append(self.telling.fact(id_, value, text, required=required))

    def _step(self, kind: StepKind, name: str, **values: str) -> None:
        self.steps.append(self.telling.step(kind, name, self.facts, **values))

    def _day(self, value: date) -> str:
        return formatting.date(value, self.language)
