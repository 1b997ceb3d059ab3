"""A counterpart that plays a script: what the screen shows is under test, not what the agent knows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from agent.engines import DrafterState
from agent.events import DoneEvent, Event, ProgressEvent, RewordedEvent, SentenceEvent, StandingEvent
from agent.reply import EscalationView, Reply, Rewording, SlotDetail
from common.errors import UserError
from common.people import Role, Staff
from knowledge.citation import Citation
from policies.verdict import Finding, Verdict
from state_store.records import EscalationItem, SessionRecord, TurnRecord

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CITATION = Citation(
    id="deposit-insurance-regulation#5",
    title="存款保险条例",
    article="第五条",
    text="每位存款人在同一家投保机构的存款，本金和利息合计不超过五十万元的部分全额偿付。",
    as_of=date(2026, 11, 22),
    effective_from=date(2015, 5, 1),
    verified=True,
)
QUOTE = Reply(
    session_id="s1",
    turn=1,
    language="zh",
    intent="loan.quote_payment",
    confidence=0.97,
    slots={"principal": 1_000_000, "annual_rate": 0.035, "term_months": 360},
    slot_details={
        "principal": SlotDetail(raw="100万", turn=1, source="user"),
        "annual_rate": SlotDetail(raw="3.5%", turn=1, source="user"),
        "term_months": SlotDetail(raw="30年", turn=1, source="carried", confirmed=False),
    },
    citations=(CITATION,),
    answer="贷款100万元，分360期，年利率3.5%。\n按等额本息，每月还款4,490.45元。",
    verdict=Verdict(
        decision="amend",
        findings=(
            Finding(
                rule="missing-disclosure-loan",
                category="missing_disclosure",
                severity="S3",
                text="每月还款",
                span=(0, 4),
                basis=("personal-loan-measures",),
                action="amend",
            ),
        ),
        disclosures=("calculation",),
    ),
)


class ScriptedQueue:
    """The store's part that the terminal reads."""

    def __init__(self) -> None:
        self.items: list[EscalationItem] = []
        self.history: list[TurnRecord] = []

    def escalations(self, *, viewer: Role | None = None) -> Sequence[EscalationItem]:
        return list(self.items)

    def session(self, session_id: str) -> SessionRecord:
        return SessionRecord(id=session_id, created_at=NOW, staff=Staff(id="M1001"), customer="C0003")

    def turns(self, session_id: str) -> Sequence[TurnRecord]:
        return self.history


class ScriptedBank:
    """Knows C0001 to C0009."""

    def customer(self, customer_id: str) -> object:
        if not customer_id.startswith("C000"):
            raise UserError(f"查无此客户 {customer_id}")
        return customer_id


class Scripted:
    """Plays ``script(text)`` for each turn; a rewording waits until ``allow_rewording`` is set."""

    def __init__(
        self, script: Callable[[str], Reply] = lambda text: QUOTE, *, rewording: str | None = None
    ) -> None:
        self.store = ScriptedQueue()
        self.bank = ScriptedBank()
        self.asked: list[tuple[str, str | None]] = []
        self.attached: list[Path] = []
        self.acts: list[tuple[str, str, str, str]] = []
        self.interrupted = threading.Event()
        self.allow_rewording = threading.Event()
        self.others: list[Reply] = []
        self.closed = False
        self.state = DrafterState(name="template", status="none")
        self._script = script
        self._rewording = rewording
        self._turn = 0

    def open(
        self, session_id: str | None = None, *, staff: str | None = None, customer: str | None = None
    ) -> str:
        return session_id or "s1"

    def export_figures(self, session_id: str, target: Path) -> int:
        return 0

    def stream(
        self, session_id: str, text: str, *, customer: str | None = None, attachment: Path | None = None
    ) -> Iterator[Event]:
        self.asked.append((text, customer))
        if attachment is not None:
            self.attached.append(attachment)
            yield ProgressEvent(done=1, total=2)
        self._turn += 1
        self.interrupted.clear()
        reply = self._script(text).model_copy(update={"turn": self._turn})
        for index, sentence in enumerate(reply.answer.splitlines()):
            yield SentenceEvent(index=index, text=sentence)
        yield StandingEvent(reply=reply, rewording=self._rewording is not None)
        if self._rewording is not None:
            while not self.allow_rewording.wait(0.01):
                if self.interrupted.is_set():
                    break
            else:
                verdict = Verdict(decision="allow")
                yield RewordedEvent(
                    rewording=Rewording(text=self._rewording, engine="qwen-test", verdict=verdict)
                )
        yield DoneEvent(reply=reply)

    def interrupt(self, session_id: str) -> None:
        self.interrupted.set()

    def resume(
        self, escalation_id: str, text: str, *, staff: str, action: Literal["resolve", "return"] = "resolve"
    ) -> Reply:
        self.acts.append((escalation_id, action, staff, text))
        self._turn += 1
        view = EscalationView(id=escalation_id, reason="human_request", priority="P2", status="resolved")
        reply = QUOTE.model_copy(
            update={
                "turn": self._turn,
                "answer": text,
                "engine": "human",
                "escalation": view,
                "citations": (),
            }
        )
        self.others.append(reply)
        self.store.items = [item.model_copy(update={"status": "resolved"}) for item in self.store.items]
        return reply

    def claim(self, escalation_id: str, *, staff: str) -> None:
        if staff != "S1001":
            raise UserError(f"查无此工号 {staff}")
        self.acts.append((escalation_id, "claim", staff, ""))
        self.store.items = [item.model_copy(update={"status": "claimed"}) for item in self.store.items]

    def new_turns(self, session_id: str, after_turn: int) -> list[Reply]:
        return [reply for reply in self.others if reply.turn > after_turn]

    def drafter_state(self) -> DrafterState:
        return self.state

    def warm_up(self) -> None:
        return None

    def reopen_drafter(self) -> None:
        return None

    def close(self) -> None:
        self.closed = True


def escalated(item: str = "E1") -> tuple[Reply, EscalationItem]:
    """A reply that handed the matter to a human, and the item in the queue."""
    view = EscalationView(id=item, reason="human_request", priority="P2", status="open", deadline=NOW)
    reply = QUOTE.model_copy(
        update={"answer": "已为您转人工。", "escalation": view, "intent": "risk.human_request"}
    )
    queued = EscalationItem(
        id=item, session_id="s1", turn=1, created_at=NOW, reason="human_request", priority="P2", deadline=NOW,
        language="zh", staff_id="M1001", branch="B001", summary_zh="客户要求人工服务", summary_en="asks for a person",
        packet={"intent_stack": ["loan.quote_payment"], "last_turns": ["柜员：转人工"]},
    )  # fmt: skip
    return reply, queued
