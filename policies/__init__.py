"""What a bank may say: rules, the policy check, grounding, disclosures, personal data, escalation."""

from __future__ import annotations

from policies.context import PolicyContext
from policies.disclosures import disclosure
from policies.engine import check
from policies.escalation import EscalationRule, rule_for
from policies.grounding import Grounding, Ungrounded, ground
from policies.pii import find_pii, mask
from policies.screening import Screening, Trigger, screen_user
from policies.verdict import Decision, Finding, Severity, Verdict

__all__ = [
    "Decision",
    "EscalationRule",
    "Finding",
    "Grounding",
    "PolicyContext",
    "Screening",
    "Severity",
    "Trigger",
    "Ungrounded",
    "Verdict",
    "check",
    "disclosure",
    "find_pii",
    "ground",
    "mask",
    "rule_for",
    "screen_user",
]
