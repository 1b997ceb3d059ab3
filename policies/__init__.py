"""What a bank may say: rules, the policy check, grounding, disclosures, personal data, escalation."""

from __future__ import annotations

from policies.context import PolicyContext
from policies.disclosures import disclosure
from policies.engine import check
from policies.verdict import Decision, Finding, Severity, Verdict

__all__ = ["Decision", "Finding", "PolicyContext", "Severity", "Verdict", "check", "disclosure"]
