"""A right number on the wrong label: "总利息4,490.45元" when that is the monthly payment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from common.figures import Figure
from policies.grounding.matching import stated
from policies.grounding.sources import Ground, Sources

_JOINERS = re.compile(
    r"^[\s:：=（(]*(?:(?:也|就|均|都|共|合计|总共|一共|大约|约|约为|将|为|是|达|达到|共计|则|应|即|仅|只|要|需要|可得|"
    r"is|was|are|of|comes? to|amounts? to|equals?|about|approximately|at|will be|would be|to|the|a)[\s:：]*)*$",
    re.I,
)
_QUALIFIERS = "首末每总年月日原新旧前后各半净全未应实可最"


def swapped(draft: str, figures: Sequence[Figure], sources: Sources) -> Iterator[tuple[Figure, str, str]]:
    """Figures that follow a known label directly and are another label's value: figure, label, other label."""
    if len(sources.labels) < 2:
        return
    lower = draft.lower()
    names = sorted(sources.labels, key=len, reverse=True)
    for figure in figures:
        if figure.kind not in {"money", "percent", "plain", "date"}:
            continue
        label = _label_before(lower, figure.start, names)
        if label is None:
            continue
        own = sources.labels[label]
        if not any(_comparable(figure, ground) for ground in own) or stated(figure, own):
            continue
        other = next((name for name in names if name != label and stated(figure, sources.labels[name])), None)
        if other is not None:
            yield figure, label, other


def _label_before(lower: str, position: int, names: Sequence[str]) -> str | None:
    """The label that ends shortly before ``position`` with nothing but joining words between."""
    window = lower[max(0, position - 40) : position]
    best: tuple[int, int, str] | None = None
    for name in names:
        at = window.rfind(name)
        if at < 0 or not _JOINERS.match(window[at + len(name) :]):
            continue
        if at and window[at - 1] in _QUALIFIERS and "\u4e00" <= name[0] <= "\u9fff":
            continue
        key = (at + len(name), len(name), name)
        best = max(best, key) if best else key
    return best[2] if best else None


def _comparable(figure: Figure, ground: Ground) -> bool:
    if figure.kind == "date":
        return ground.kind == "date"
    if figure.kind == "percent":
        return ground.kind in {"percent", "rate", "any"}
    return ground.kind in {"money", "any", "plain"}
