"""What a task is: an intent, its slots, the tools it calls and the outline of its answer.

A new task is one class in one file and a YAML file of the same name beside it; another package registers
its tasks under the entry-point group ``tellergraph.tasks``. Nothing else in the agent names a task.
"""

from __future__ import annotations

import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from agent.offers import Offer
from agent.reply import ToolCall
from common.errors import ConfigurationError
from common.language import Bilingual, Language
from common.people import Staff
from knowledge.citation import Citation
from policies.context import PolicyContext
from policies.decisions import Priority
from policies.normalise import normalise

if TYPE_CHECKING:
    from knowledge.bank_tables import BankTables
    from tools.base import ToolContext
    from tools.core_banking import CoreBanking

SlotType = Literal[
    "money", "rate", "ratio", "term", "count", "date", "period", "bp", "repayment_method", "prepay_mode",
    "loan_type", "deposit_type", "customer_risk", "product_risk", "account_ref", "account_view", "law",
    "article", "text", "series", "enum", "name", "time", "flag",
]  # fmt: skip


SlotScope = Literal["turn", "task", "customer", "session"]
"""How long a value lives: for the turn it was said in, with its task (and what follows from it), as long as the
same customer is at the counter, or for the whole session."""

SeriesItem = Literal["number", "date", "name"]
"""What a plain series lists: numbers as written, days in ISO form, or names as said."""

RangeEnd = Literal["lower", "upper"]

CountUnit = Literal["age", "day", "instalment", "time"]
"""What a count counts: years of age, days, instalments, times."""


@dataclass(frozen=True)
class RowField:
    """One value in each row of a series: its key in the row, and the type it is read as.

    The first field of a row is the one that opens it (the band of a repricing table). ``range_end`` says
    which end of a range is kept ("0-3 months" as an upper bound is 3). The cue words of the fields stand
    under ``fields`` in the slot's wording.
    """

    name: str
    type: SlotType
    range_end: RangeEnd | None = None


@dataclass(frozen=True)
class Slot:
    """How a slot is read and what it may hold; stands in the ``Annotated`` of a slot's field.

    ``minimum``/``maximum`` are inclusive, in the slot's JSON unit (of a series: of each of its numbers);
    ``code`` is the error code of a value outside them. ``bare`` lets a number without a unit fill the slot.
    ``counts`` says what a count counts, so that 68岁 or 200天 is its own and a year of birth is an age.
    A ``series`` lists ``items``, or rows of the values in ``row``; without either it lists numbers. A value of
    ``scope`` customer or session is known to every task that has a slot of the same name and type. ``currency``
    is that of a sum of money; ``None`` takes any, as written.

    ``instead_of`` names another slot that serves as well: one of the two is asked for, and a value said for
    one takes the place of what was said for the other before. A ``named`` slot takes a figure only where its own words
    stand right beside it, or where it was asked for: two terms in one breath are not the loan's and another one;
    a named series only behind one of its cue words, however many numbers stand elsewhere.
    ``document`` marks a text that somebody else wrote: what it says is nobody's request and calls nobody.
    ``ahead_when`` are pairs of another slot and a value of it with which this period lies ahead: 三个月内 is then the
    three months to come. ``part_of`` names the slot whose value this one belongs to: naming that one leaves no part
    of what was named before.
    """

    type: SlotType
    minimum: Decimal | int | float | None = None
    maximum: Decimal | int | float | None = None
    code: str = "E_VALUE"
    bare: bool = True
    currency: str | None = "CNY"
    counts: CountUnit | None = None
    items: SeriesItem = "number"
    row: tuple[RowField, ...] = ()
    scope: SlotScope = "task"
    instead_of: str | None = None
    document: bool = False
    ahead_when: tuple[tuple[str, str], ...] = ()
    part_of: str | None = None
    named: bool = False


class TaskSlots(BaseModel):
    """Base of a task's slot model: required fields are asked for, defaults are stated in the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SlotWording(BaseModel):
    """The words around a slot: its name, the question for it, the cues that stand beside its value.

    A cue that begins with … speaks of the value before it alone: "…降到" is a cue of what 3.95%降到3.25% begins with.
    ``values`` are the words of an enumerated value, or of a name a series may list. ``fields`` are the cues of
    the fields of a series' rows. ``questions`` are words by which a question for the slot is known (how much).
    ``contexts`` weighs what stands around a proper name or a value that two slots share
    (``agent.nlu.extract.contexts``).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Bilingual
    ask: Bilingual | None = None
    cues: dict[Language, tuple[str, ...]] = Field(default_factory=dict)
    values: dict[str, dict[Language, tuple[str, ...]]] = Field(default_factory=dict)
    fields: dict[str, dict[Language, tuple[str, ...]]] = Field(default_factory=dict)
    questions: dict[Language, tuple[str, ...]] = Field(default_factory=dict)
    contexts: dict[str, float] = Field(default_factory=dict)


class WorkedExample(BaseModel):
    """One worked example for the model: ``label: value`` lines and the wording they become."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    facts: tuple[str, ...]
    answer: str


class TaskWording(BaseModel):
    """The YAML file beside a task."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Bilingual
    nouns: dict[Language, tuple[str, ...]] = Field(default_factory=dict)
    """What a matter of this task is called when somebody points back at it: 这笔贷款, that mortgage."""
    examples: dict[Language, tuple[str, ...]]
    slots: dict[str, SlotWording] = Field(default_factory=dict)
    example: dict[Language, WorkedExample] = Field(default_factory=dict)
    texts: dict[str, Bilingual] = Field(default_factory=dict)
    signs: dict[str, dict[Language, str]] = Field(default_factory=dict)
    """Regular expressions by name, case ignored: what a task looks for in the words of the scene."""


@dataclass(frozen=True)
class Scene:
    """What a task may know of the moment: the session clock, who asks, in which language, and the words."""

    now: datetime
    language: Language
    staff: Staff
    customer: str | None
    utterance: str
    document: str | None = None
    """The name of the document at hand."""


@dataclass(frozen=True)
class Handover:
    """Why a matter goes to a human, and how urgently; without ``priority`` as urgently as the reason's rule says."""

    reason: str
    priority: Priority | None = None


@dataclass(frozen=True)
class Call:
    """A tool call a task wants; independent calls of one task run in parallel."""

    tool: str
    args: dict[str, JsonValue] = field(default_factory=dict)


class Fact(BaseModel):
    """A value that may be said: ``label: text`` is what the model sees, ``value`` what grounding compares."""

    model_config = ConfigDict(frozen=True)

    id: str
    label: str
    value: JsonValue
    text: str
    required: bool = False


class Step(BaseModel):
    """A sentence of the reviewed template answer."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["asked", "working", "result", "mind"]
    text: str


class Outline(BaseModel):
    """Everything an answer may say, and the template wording of it.

    ``evidence`` are texts whose figures may be said besides the facts' (reviewed sentences of the task).
    ``worksheet`` are the lines of a calculation row by row, which code appends to any wording: no model retells
    a table. ``disclosures`` are keys of ``policies/disclosures.yaml``, appended by code as well.
    ``rewordable`` is False where the words themselves are fixed (refusals, human notices, records).
    """

    model_config = ConfigDict(frozen=True)

    facts: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = ()
    worksheet: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    disclosures: tuple[str, ...] = ()
    context: PolicyContext = PolicyContext()
    evidence: tuple[str, ...] = ()
    provenance: tuple[str, ...] = ()
    """Where values come from that nobody said: sentences code appends to any wording."""
    rewordable: bool = True
    source_missing: bool = False
    escalate: str | None = None
    """The reason for which a human takes this over once it is said."""


class Task(ABC):
    """What the assistant can do. Subclasses set ``intent`` and ``Slots``."""

    intent: ClassVar[str]
    Slots: ClassVar[type[TaskSlots]] = TaskSlots
    escalates: ClassVar[str | None] = None
    """The escalation reason of a task that goes to a human."""
    clears_customer: ClassVar[bool] = False
    """True where the task ends the matter of the customer at the counter."""
    fallback: ClassVar[bool] = False
    """True for the one task that answers what no other task can do."""

    @abstractmethod
    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """What may be said, from the slots and the tools' results."""

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """The tools to call; none by default."""
        return ()

    def refusal(self, scene: Scene) -> str | None:
        """Why the task cannot run now, in one line for staff; ``None`` when it can."""
        return None

    def record_refusal(self, given: Mapping[str, JsonValue], tools: ToolContext, scene: Scene) -> None:
        """Leave the trace of a request that was refused before any tool was called; the values stay out of it."""
        tools.record(
            "refused",
            {
                "staff": scene.staff.id,
                "role": scene.staff.role,
                "customer": scene.customer,
                "intent": self.intent,
                "dialogue": tools.dialogue,
            },
        )

    def handover(self, scene: Scene) -> Handover | None:
        """Whether this goes to a human instead of the tools: by ``escalates``, or by what the scene shows."""
        return Handover(self.escalates) if self.escalates is not None else None

    def from_records(
        self, given: Mapping[str, JsonValue], scene: Scene, bank: CoreBanking
    ) -> Mapping[str, JsonValue]:
        """Slots that the customer's own records settle; nothing by default."""
        return {}

    def posted(
        self,
        slot: str,
        given: Mapping[str, JsonValue],
        scene: Scene,
        tables: BankTables,
        before: Offer | None = None,
    ) -> Offer | None:
        """What the bank's tables hold for a slot, to be offered with its question; nothing by default.

        ``before`` is what was offered when the question was last asked: it settles what the words of this turn
        leave open.
        """
        return None

    @cached_property
    def wording(self) -> TaskWording:
        """The YAML file of the same name, checked when loaded."""
        file = Path(inspect.getfile(type(self))).with_suffix(".yaml")
        try:
            wording = TaskWording.model_validate(yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader))
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise ConfigurationError(
                f"task {self.intent}: {file.name}: {error}", remedy="mend the file"
            ) from error
        unknown = set(wording.slots) - set(self.Slots.model_fields)
        if unknown:
            raise ConfigurationError(
                f"task {self.intent}: {file.name} words slots that do not exist: {', '.join(sorted(unknown))}",
                remedy="remove them",
            )
        return wording

    def slot(self, name: str) -> Slot:
        """The declaration of a slot."""
        for item in self.Slots.model_fields[name].metadata:
            if isinstance(item, Slot):
                return item
        raise ConfigurationError(
            f"task {self.intent}: slot {name} has no Slot(…)", remedy="annotate the field"
        )

    def missing(self, given: Collection[str]) -> str | None:
        """The first slot to ask for: a required one, or the first of two alternatives when neither is given."""
        for name, info in self.Slots.model_fields.items():
            other = self.slot(name).instead_of
            wanted = info.is_required() or other is not None
            if wanted and name not in given and other not in given:
                return name
        return None

    def shows(self, sign: str, scene: Scene) -> bool:
        """Whether the words of the scene show one of the wording's ``signs``, in either language."""
        return bool(self._signs[sign].search(normalise(scene.utterance).text))

    @cached_property
    def _signs(self) -> Mapping[str, re.Pattern[str]]:
        try:
            return {
                name: re.compile("|".join(patterns.values()), re.I)
                for name, patterns in self.wording.signs.items()
            }
        except re.error as error:
            raise ConfigurationError(
                f"task {self.intent}: signs: {error}", remedy="mend the expression"
            ) from error

    @property
    def required(self) -> tuple[str, ...]:
        """The slots that are asked for, in order."""
        return tuple(name for name, info in self.Slots.model_fields.items() if info.is_required())
