"""The second stage of the policy check: what no rule spells out, judged by how own sentences were labelled."""

from __future__ import annotations

from policies.semantics.layer import Suspicion, suspect

__all__ = ["Suspicion", "suspect"]
