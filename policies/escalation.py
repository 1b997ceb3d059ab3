"""When a human takes over: who, how soon, and what is said meanwhile (``escalation.yaml``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from common.errors import ConfigurationError
from common.language import Bilingual
from policies.decisions import Priority

Reason = Literal[
    "human_request", "complaint", "fraud", "judicial", "aml", "vulnerable_customer", "suitability", "pii",
    "amount_limit", "policy", "misunderstanding", "low_confidence", "objection",
]  # fmt: skip
Tier = Literal[
    "security_desk", "supervisor", "operations_supervisor", "aml_officer", "licensed_manager", "compliance",
    "product_support",
]  # fmt: skip


class EscalationVariant(BaseModel):
    """The rule of a reason where the case is less or more urgent than the reason usually is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: int = Field(gt=0)
    tier: Tier
    hold: bool
    notice: Bilingual
    script: Bilingual | None = None


class EscalationRule(BaseModel):
    """What one reason for escalation leads to.

    ``seconds`` counts from the opening of the item to its deadline. ``hold`` says that the matter waits for
    the human. ``notice`` is said while it waits; ``script`` (P0) is what staff do at once. ``statutory_days``
    is the time the law allows for the final answer, where it does. ``at`` says what differs where a case of
    this reason has another priority.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    priority: Priority
    seconds: int = Field(gt=0)
    tier: Tier
    hold: bool
    notice: Bilingual
    script: Bilingual | None = None
    statutory_days: int | None = None
    at: dict[Priority, EscalationVariant] = Field(default_factory=dict)


@cache
def escalation_rules() -> dict[Reason, EscalationRule]:
    """The rule of every reason.

    Raises:
        ConfigurationError: when the file lacks a reason or a P0 has no script.
    """
    path = Path(__file__).with_suffix(".yaml")
    try:
        rules = TypeAdapter(dict[Reason, EscalationRule]).validate_python(
            yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        )
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{path.name}: {error}", remedy="mend the file") from error
    missing = set(Reason.__args__) - set(rules)  # type: ignore[attr-defined]
    unscripted = [reason for reason, rule in rules.items() if rule.priority == "P0" and rule.script is None]
    if missing or unscripted:
        named = ", ".join(sorted({*missing, *unscripted}))
        raise ConfigurationError(f"{path.name}: incomplete for {named}", remedy="complete it")
    return rules


def rule_for(reason: str, priority: Priority | None = None) -> EscalationRule:
    """The rule of ``reason``, at its own priority or at another one the case has.

    Raises:
        ConfigurationError: when there is no such reason.
    """
    rule = escalation_rules().get(reason)  # type: ignore[call-overload]
    if not isinstance(rule, EscalationRule):
        raise ConfigurationError(
            f"no escalation rule for {reason}", remedy="add it to policies/escalation.yaml"
        )
    variant = rule.at.get(priority) if priority is not None else None
    if variant is None:
        return rule
    return rule.model_copy(update={"priority": priority, **dict(variant)})
