"""A pasted clause as a checklist: what must, must not and may be done, each step citing its sentence.

Read by its deontic markers alone (应当, 不得, 可以; shall, must not, may: ``clause_checklist.yaml``); the words
of a step are those of the clause, only put in order. An item of a list takes the marker of the sentence that
opens the list unless it has one of its own. What carries no marker is named, not interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.documents import Location
from common.errors import ConfigurationError
from common.language import Bilingual, Language, detect_language
from tools.attached import LONGEST, document_of
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.sentence_spans import Sentence, sentences_of
from tools.windows import windows

Duty = Literal["must", "must_not", "may", "may_only", "need_not"]

_FILE: Final = Path(__file__).with_suffix(".yaml")
_EDGE: Final = " \t\r\n\u3000，,、；;。:：."
_ORDER: Final[tuple[str, ...]] = ("must_always", "need_not", "must_not", "may_only", "must", "may")
_JOINED_BY: Final = re.compile(r"(?:并且|而且|并|但是?|且|同时|也|还|均|都|\b(?:and|but|or))$", re.I)
_COMMAS: Final = "，,；;"


MOST: Final = 2000
"""Steps of a result: those of a whole rule book."""


class ChecklistArguments(ToolArguments):
    """``passage``: the clause as it was pasted, lists and article headings included; or ``document``: the name of
    the document at hand. ``most``: how many steps the result holds at most."""

    passage: str | None = Field(None, min_length=1, max_length=LONGEST)
    document: str | None = None
    most: int = Field(MOST, ge=1, le=MOST)


class ChecklistStep(BaseModel):
    """One step. ``sentence`` counts the passage's sentences from 1, ``span`` is its place in the passage.

    ``action`` are the words behind the marker, ``scope`` those before it (who, when, for what), ``marker`` the
    word that makes it a duty, ``item`` the mark of the list item it comes from.
    """

    model_config = ConfigDict(frozen=True)

    kind: Duty
    text: str
    action: str
    scope: str | None = None
    marker: str
    item: str | None = None
    sentence: int
    span: tuple[int, int]
    place: Location | None = None


class Checklist(ToolResult):
    """The steps in the order of the passage; ``unmarked`` are the sentences that order nothing."""

    steps: tuple[ChecklistStep, ...]
    sentences: int = Field(description="sentences and list items of the passage")
    unmarked: tuple[int, ...] = ()
    found: int = Field(0, description="steps of the whole text; `steps` holds the first of them")
    document: str | None = Field(None, description="the document's name, where it was one")
    notes: tuple[str, ...] = Field((), description="what of the document could not be read")


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    markers: dict[str, dict[Language, str]]
    guards: dict[Language, str]
    lists: dict[Language, str]
    limits: dict[Language, str]
    nobody: dict[Language, str]
    qualifies: dict[Language, str]
    conditions: dict[Language, str]
    supposes: dict[Language, str]
    begins: dict[Duty, Bilingual]


@dataclass(frozen=True)
class _Patterns:
    markers: Mapping[Language, re.Pattern[str]]
    guards: Mapping[Language, re.Pattern[str]]
    lists: Mapping[Language, re.Pattern[str]]
    limits: Mapping[Language, re.Pattern[str]]
    nobody: Mapping[Language, re.Pattern[str]]
    qualifies: Mapping[Language, re.Pattern[str]]
    conditions: Mapping[Language, re.Pattern[str]]
    supposes: Mapping[Language, re.Pattern[str]]
    begins: Mapping[Duty, Bilingual]


@dataclass(frozen=True)
class _Marked:
    """A stretch that one marker governs: what stands before the marker, and what behind it."""

    kind: Duty
    marker: str
    scope: str
    action: str
    start: int
    """Where the part begins in its sentence."""


@cache
def _patterns() -> _Patterns:
    try:
        words = _Words.model_validate(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
        markers: dict[Language, re.Pattern[str]] = {}
        for language in ("zh", "en"):
            edge = r"\b" if language == "en" else ""
            parts = (f"(?P<{kind}>{edge}(?:{words.markers[kind][language]}){edge})" for kind in _ORDER)
            markers[language] = re.compile("|".join(parts), re.I)

        def compiled(table: Mapping[Language, str]) -> dict[Language, re.Pattern[str]]:
            return {language: re.compile(text, re.I) for language, text in table.items()}

        return _Patterns(
            markers=markers,
            guards=compiled(words.guards),
            lists=compiled(words.lists),
            limits=compiled(words.limits),
            nobody=compiled(words.nobody),
            qualifies=compiled(words.qualifies),
            conditions=compiled(words.conditions),
            supposes=compiled(words.supposes),
            begins=words.begins,
        )
    except (OSError, yaml.YAMLError, ValidationError, KeyError, re.error) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the file") from error


def clause_checklist(arguments: ChecklistArguments, context: ToolContext) -> Checklist:
    """The steps of the text; none when it orders nothing. Each sentence is read in its own language."""
    document = document_of(arguments.passage, arguments.document, context)
    passage = document.text
    whole = detect_language(passage)
    sentences = sentences_of(passage)
    leads = {item.lead for item in sentences if item.lead is not None}
    opened: dict[int, _Marked] = {}
    steps: list[ChecklistStep] = []
    # An item needs the sentence that opens its list, however far back: that is kept, so nothing is read twice.
    parts = list(windows(sentences, overlap=0))
    for number, part in enumerate(parts, start=1):
        for sentence in sentences[part.start : part.end]:
            steps += _steps(passage, sentence, leads, opened, whole)
        context.progress(number, len(parts))
    cited = {step.sentence for step in steps} | set(opened)
    if document.name:
        steps = [step.model_copy(update={"place": document.where(step.span[0])}) for step in steps]
    return Checklist(
        convention="deontic markers of the clause's own wording",
        version="clause_checklist/2",
        steps=tuple(steps[: arguments.most]),
        sentences=len(sentences),
        unmarked=tuple(sentence.index for sentence in sentences if sentence.index not in cited),
        found=len(steps),
        document=document.name or None,
        notes=document.notes,
    )


def _steps(
    passage: str, sentence: Sentence, leads: Collection[int], opened: dict[int, _Marked], whole: Language
) -> Iterator[ChecklistStep]:
    """The steps of one sentence or item; what opens a list is kept for its items."""
    text = passage[sentence.start : sentence.end]
    language = detect_language(text, whole)
    marked = list(_marked(text, language))
    if sentence.index in leads:
        if marked:
            opened[sentence.index] = marked[-1]
        marked = marked[:-1]
    elif sentence.lead in opened:
        marked = _as_item(opened[sentence.lead], text, marked, language)
    for found in marked:
        yield _step(sentence, found, language)


def _marked(text: str, language: Language) -> Iterator[_Marked]:
    """The parts of a sentence, cut at the last comma before each further marker."""
    patterns = _patterns()
    guarded = [match.span() for match in patterns.guards[language].finditer(text)]
    hits = [
        match
        for match in patterns.markers[language].finditer(text)
        if not any(low < match.end() and match.start() < high for low, high in guarded)
        and not _inside_quotes(text, match.start())
    ]
    hits = [hit for hit in hits if not _of_condition(text, hit, language)]
    hits = [hit for place, hit in enumerate(hits) if place == 0 or _parted(text, hits[place - 1], hit)]
    begin = 0
    subject = ""
    for place, hit in enumerate(hits):
        end = len(text)
        if place + 1 < len(hits):
            end = _cut_before(text, hit.end(), hits[place + 1].start(), language)
        scope = _clean(text[begin : hit.start()])
        kind: Duty = "must" if hit.lastgroup == "must_always" else hit.lastgroup  # type: ignore[assignment]
        if none := patterns.nobody[language].match(scope):
            kind, scope = "must_not", _clean(scope[none.end() :])
        if place == 0:
            subject = scope
        yield _Marked(kind, hit.group().strip(), scope or subject, _clean(text[hit.end() : end]), begin)
        begin = end


def _inside_quotes(text: str, position: int) -> bool:
    before = text[:position]
    return any(before.count(opening) > before.count(closing) for opening, closing in ("“”", "「」", "《》"))


def _of_condition(text: str, hit: re.Match[str], language: Language) -> bool:
    """Whether the marker only qualifies a noun before the main verb (对应当报告的交易，金融机构应当…)."""
    if _in_condition(text, hit, language):
        return True
    if not _patterns().qualifies[language].search(text[: hit.start()]):
        return False
    rest = text[hit.end() :]
    noun = re.match(r"[^，,。；;：:]{1,16}的[^，,。；;]{1,12}[，,]", rest)
    return noun is not None and _patterns().markers[language].search(rest, noun.end()) is not None


def _in_condition(text: str, hit: re.Match[str], language: Language) -> bool:
    """Whether the marker stands in a condition (不能提供证明的，银行不得…; where it cannot be verified, …)."""
    start = max(text.rfind(mark, 0, hit.start()) for mark in _COMMAS) + 1
    ends = [place for mark in _COMMAS if (place := text.find(mark, hit.end())) >= 0]
    if not ends or _patterns().markers[language].search(text, min(ends)) is None:
        return False
    return _patterns().supposes[language].fullmatch(text[start : min(ends)].strip()) is not None


def _parted(text: str, before: re.Match[str], hit: re.Match[str]) -> bool:
    """Whether a comma or a joining word parts two markers; without one, the second belongs to the first's act."""
    between = text[before.end() : hit.start()]
    return bool(re.search(r"[，,；;]", between) or re.search(r"(?:并|但|且|and|but|or)\s*$", between, re.I))


def _cut_before(text: str, low: int, high: int, language: Language) -> int:
    """Where the next part begins: at the last comma before its marker, else at its joining word.

    A condition right before that comma (情节严重的，贷款人可以…) is the next part's, not the last one's.
    """
    comma = max(text.rfind(mark, low, high) for mark in _COMMAS)
    if comma < low:
        joined = re.search(r"(?:并且|并|但是?|且|\band|\bbut|\bor)\s*$", text[low:high], re.I)
        return low + joined.start() if joined else high
    while True:
        before = max(text.rfind(mark, low, comma) for mark in _COMMAS)
        if before < low or not _patterns().conditions[language].fullmatch(text[before + 1 : comma].strip()):
            return comma + 1
        comma = before


def _as_item(lead: _Marked, item: str, own: list[_Marked], language: Language) -> list[_Marked]:
    """An item of a list: under the list's marker up to the part that a marker of its own governs."""
    if not own:
        return [_of_list(lead, item, language)]
    cut = max(item.rfind(mark, 0, item.find(own[0].marker)) for mark in "，,；;")
    if cut < 0:
        return own
    first = own[0]
    after = _clean(item[cut + 1 : item.find(first.marker)])
    rest = _Marked(first.kind, first.marker, after or lead.scope, first.action, first.start)
    return [_of_list(lead, item[:cut], language), rest, *own[1:]]


def _of_list(lead: _Marked, item: str, language: Language) -> _Marked:
    """The item's words put where the lead says 下列…; behind the lead's words where it says nothing of the kind."""
    words, action = _clean(item), lead.action
    listed = _patterns().lists[language].search(action)
    condition = _patterns().lists[language].search(lead.scope)
    if (listed is None or not listed.group().strip()) and condition is not None and condition.group().strip():
        scope = f"{lead.scope[: condition.start()]}{words}{lead.scope[condition.end() :]}"
        return _Marked(lead.kind, lead.marker, _clean(scope), action, lead.start)
    if listed is not None and listed.group().strip():
        action = f"{action[: listed.start()]}{words}{action[listed.end() :]}"
    elif action:
        action = f"{action}{'：' if language == 'zh' else ': '}{words}"
    else:
        action = words
    return _Marked(lead.kind, lead.marker, lead.scope, _clean(action), lead.start)


def _clean(text: str) -> str:
    cleaned = text.strip(_EDGE)
    cleaned = _JOINED_BY.sub("", cleaned).strip(_EDGE)
    return re.sub(r"^(?:并且|而且|并|但是?|且|同时|and|but)\s*(?=\S)", "", cleaned, flags=re.I).strip(_EDGE)


def _step(sentence: Sentence, found: _Marked, language: Language) -> ChecklistStep:
    patterns = _patterns()
    scope, action = found.scope, found.action
    begins = patterns.begins[found.kind][language]
    if not action:  # 上述行为严禁: what is ordered stands before the marker
        action, scope = scope, ""
    bare = language == "en" and (not found.action or found.marker.lower().endswith(("from", "ed", "en")))
    if scope and patterns.limits[language].match(action):
        action, scope, bare = f"{scope}{'' if language == 'zh' else ' '}{action}", "", language == "en"
    if bare:
        begins = f"{begins.strip()}: "
    opening, closing = ("（", "）") if language == "zh" else (" (", ")")
    return ChecklistStep(
        kind=found.kind,
        text=f"{begins}{action}" + (f"{opening}{scope}{closing}" if scope else ""),
        action=action,
        scope=scope or None,
        marker=found.marker,
        item=sentence.mark or None,
        sentence=sentence.index,
        span=(sentence.start, sentence.end),
    )


TOOL = Tool(
    name="clause_checklist",
    description=Bilingual(
        zh="把一段条款变成清单：必须做的、禁止做的、可以做的，每一步注明出自原文哪一句。",
        en="Turns a clause into a checklist: what must, must not and may be done, each step with its sentence.",
    ),
    arguments=ChecklistArguments,
    result=Checklist,
    run=clause_checklist,
)
