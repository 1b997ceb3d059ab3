"""Grounding against our own drafts (``grounding.yaml``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from policies.grounding import Grounding, ground

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "grounding.yaml").read_text(encoding="utf-8"))


def _ground(source: str, draft: str) -> Grounding:
    given = CASES["sources"][source]
    return ground(
        draft,
        facts=given["facts"],
        evidence=given.get("evidence", ()),
        user=given.get("user", ""),
        citations=given.get("citations", ()),
    )


@pytest.mark.parametrize(("source", "draft"), CASES["grounded"])
def test_what_has_a_source_is_grounded(source: str, draft: str) -> None:
    assert _ground(source, draft).ungrounded == ()


@pytest.mark.parametrize(("source", "draft"), CASES["ungrounded"])
def test_what_has_no_source_is_found(source: str, draft: str) -> None:
    result = _ground(source, draft)
    assert not result.grounded
    for item in result.ungrounded:
        assert draft[slice(*item.span)] == item.text
        assert item.why
