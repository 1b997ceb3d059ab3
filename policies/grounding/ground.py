"""Grounding: every figure, date, clause and product of a draft stands in facts, evidence or the user's words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from common.figures import Figure, extract_figures
from common.language import Bilingual, detect_language
from policies.grounding.labels import swapped
from policies.grounding.matching import same_value, stated
from policies.grounding.names import clause_objections, marker_objections, product_objections
from policies.grounding.records import Grounding, Ungrounded
from policies.grounding.sources import Sources, collect

_LEVEL = re.compile(r"(?<![A-Za-z])([CRcr][1-5])(?!\d)")
_LIST_UNITS = frozenset("个种项步点条类段方面部分")
_SINGLES = re.compile(r"[一1]\s*(?:家|笔|次|位|名|张|本|款|个|份|只|户|起|年|天|期|月|日|周)")
_WORKDAY = re.compile(r"\s*个?(?:工作日|交易日|自然日|月|星期|季度|百分点)")
_PUBLIC = frozenset({"110", "96110", "12378", "12363", "12315", "12386", "12345", "12368", "119", "120"})
_INDEX = re.compile(
    r"(?:沪深|中证|上证|深证|国证|科创|创业板|标普|纳斯达克|恒生|S&P|CSI|Nasdaq|IFRS|Basel|ISO)\s?$", re.I
)
_SENTENCE = re.compile(r"[^。！？!?\n]+?(?:[。！？!?\n]+|\.(?=\s|$)|$)")
_SMALL = 10


@cache
def _why() -> dict[str, Bilingual]:
    data = yaml.load((Path(__file__).parent / "why.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return {name: Bilingual.model_validate(texts) for name, texts in data.items()}


def ground(
    draft: str,
    *,
    facts: Mapping[str, object],
    evidence: Sequence[str] = (),
    user: str = "",
    citations: Collection[str] = (),
) -> Grounding:
    """Check a draft against its sources.

    Args:
        draft: the words to check.
        facts: any JSON: a tool call with ``args`` and ``result``, or labels and formatted values. Rates are
            fractions (0.035 grounds 3.5%), terms months (360 grounds 30年 and 360期), money yuan.
        evidence: passages retrieved; their figures, clauses and names may be restated.
        user: the user's own words; their figures may be restated.
        citations: ids that may be cited (``commercial-bank-law#29``).

    A figure holds when it is within half a unit of its last written digit (and half a cent for money) of a
    value of the same kind, unit and currency. List numbers and small counts of listed things need no source.
    """
    sources = collect(facts, evidence, user, citations)
    language = detect_language(draft)
    found: list[tuple[int, int, str]] = []
    figures = extract_figures(draft)
    covered: list[tuple[int, int]] = []
    named = (
        *product_objections(draft, sources),
        *marker_objections(draft, sources),
        *clause_objections(draft, sources),
    )
    for start, end, kind in named:
        covered.append((start, end))
        if kind is not None:
            found.append((start, end, _why()[kind][language]))
    for figure in figures:
        if any(figure.start < end and figure.end > start for start, end in covered):
            continue
        objection = _objection(figure, draft, sources)
        if objection:
            found.append((figure.start, figure.end, _why()[objection][language]))
    objected = {(start, end) for start, end, _ in found}
    for figure, label, other in swapped(draft, figures, sources):
        if (figure.start, figure.end) not in objected:
            why = _why()["swapped"][language].format(label=label, other=other)
            found.append((figure.start, figure.end, why))
    found += [(start, end, _why()["repeated"][language]) for start, end in _repeated(draft)]
    ungrounded = tuple(
        Ungrounded(text=draft[start:end], span=(start, end), why=why) for start, end, why in sorted(found)
    )
    return Grounding(grounded=not ungrounded, ungrounded=ungrounded)


def _objection(figure: Figure, draft: str, sources: Sources) -> str | None:
    if not figure.well_formed:
        return "malformed"
    if _needs_no_source(figure, draft):
        return None
    if figure.unit == "id":
        return _identifier(figure, sources)
    return None if stated(figure, sources.grounds) else _unstated(figure, sources)


def _unstated(figure: Figure, sources: Sources) -> str:
    if figure.kind == "date":
        return "date"
    return "unit" if same_value(figure, sources.grounds) else "number"


def _needs_no_source(figure: Figure, draft: str) -> bool:
    """List numbers, ordinals, articles (checked by name), small counts of listed things, index names."""
    if figure.unit in {"ordinal", "article"}:
        return True
    before, after = draft[: figure.start], draft[figure.end :]
    if figure.kind == "plain":
        return _plain_needs_none(figure, before, after)
    if figure.kind == "count" and figure.value <= _SMALL and figure.value == int(figure.value):
        listed = figure.unit in _LIST_UNITS or figure.unit in {"方面", "部分"}
        return not _WORKDAY.match(after) if listed else figure.value == 1
    if figure.kind in {"term", "count"} and figure.value == 1 and _SINGLES.match(draft, figure.start):
        return not figure.text[0].isdigit() and not after.startswith(("期", "定期"))
    return False


def _plain_needs_none(figure: Figure, before: str, after: str) -> bool:
    """Index names, the twelve months or hundred of an arithmetic in words, list numbers."""
    if _INDEX.search(before):
        return True
    if figure.text.strip() in {"12", "100", "360", "365"} and re.search(r"[÷/×*x]\s*$", before):
        return True
    listed = re.match(r"[.、)）](?!\d)", after) and re.search(r"(?:^|[\s:：;；,，。(（])$", before)
    return figure.value <= 2 * _SMALL and bool(listed)


def _identifier(figure: Figure, sources: Sources) -> str | None:
    words = sources.text()
    text = figure.text.strip().lower()
    if _LEVEL.fullmatch(figure.text.strip()):
        # "R1至R3" is read off the upper end.
        return None if text in words or text in {"r1", "c1"} else "level"
    if text in _PUBLIC or text in words or re.fullmatch(r"t\+\d", text):
        return None
    return None if any(ground.value == figure.value for ground in sources.grounds) else "identifier"


def _repeated(draft: str) -> Iterator[tuple[int, int]]:
    seen: set[str] = set()
    for match in _SENTENCE.finditer(draft):
        key = re.sub(r"\W", "", match.group()).lower()
        if len(key) < 6:
            continue
        if key in seen:
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            yield start, match.end()
        seen.add(key)
