"""The Assistant: open, send, stream, resume. The one class a host needs.

from agent import Assistant

assistant = Assistant.open_default()
session = assistant.open(staff="M1001", customer="C0003")
reply = assistant.send(session, "贷100万,30年,3.5%,等额本息,月供多少")
"""

from __future__ import annotations

# isort: off
import agent.environment  # noqa: F401  (before LangGraph)
# isort: on

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal, cast

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from agent.attaching import LONGEST_UTTERANCE, default_words, split_paste
from agent.drafting.protocol import Drafter
from agent.engines import DrafterState
from agent.events import DoneEvent, Event, RewordedEvent, StandingEvent
from agent.graph import RECURSION_LIMIT, Graph, build_graph
from agent.nlu.classifier import IntentClassifier, examples_of, out_of_scope_of
from agent.reply import Reply, Rewording
from agent.rewording import judge_rewording
from agent.runtime import PendingWording, TurnContext
from agent.standby import Standby
from agent.state import DialogueState, Incoming, Memory
from agent.tasks.base import Task
from agent.tasks.registry import all_tasks
from agent.wording import say
from common.documents import Document, read_document
from common.errors import UserError
from common.language import Language, detect_language
from common.people import Staff
from common.settings import Settings, load_settings
from knowledge.library import Library
from state_store.checkpoints import CheckpointSaver, CheckpointUnreadable, open_checkpoints, prune_thread
from state_store.records import SessionRecord
from state_store.store import Store
from tools.core_banking import CoreBanking

Progress = Callable[[str, float], None]
DEFAULT_STAFF = "M1001"
PRUNE_EVERY = 8
"""Turns between two prunings of a dialogue's checkpoints; a turn leaves one."""


class Assistant:
    """A conversational agent over one installation; safe to use from several threads.

    Dialogues live in the store, so any process with the same settings continues any of them; turns of one
    dialogue are serialised across processes.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        store: Store,
        checkpoints: CheckpointSaver,
        library: Library,
        bank: CoreBanking,
        clock: Callable[[], datetime],
        engine: str = "template",
        drafter: Drafter | None = None,
        cache: Path | None = None,
        tasks: Mapping[str, Task] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.settings = settings
        self.store = store
        self.library = library
        self.bank = bank
        self.engine = engine
        self._clock = clock
        self._cache = cache or settings.cache
        self._checkpoints = checkpoints
        self._tasks = tasks if tasks is not None else all_tasks()
        self._progress = progress
        self._graph: Graph = build_graph(checkpoints)
        self._standby = Standby(engine, settings, self._tasks, drafter)
        self._running: dict[str, TurnContext] = {}
        self._settled: dict[str, str] = {}

    # -- opening -------------------------------------------------------------------------------

    @classmethod
    def open_default(
        cls,
        settings: Settings | None = None,
        *,
        engine: str | None = None,
        clock: Callable[[], datetime] | None = None,
        progress: Progress | None = None,
    ) -> Assistant:
        """Open the installation the environment names, creating what is missing.

        Raises:
            ConfigurationError: the database, the corpus or the settings cannot be used; with the remedy.
            UserError: ``engine`` is not a name of the catalogue.
        """
        from tools.open_bank import open_bank

        settings = settings or load_settings()
        settings.home.mkdir(parents=True, exist_ok=True)
        return cls(
            settings=settings,
            store=Store(settings.database),
            checkpoints=open_checkpoints(settings.checkpoints),
            library=Library.open(settings.cache, tables=settings.tables, progress=progress),
            bank=open_bank(settings),
            clock=clock or (lambda: datetime.now().astimezone()),
            engine=engine or settings.engine,
            progress=progress,
        )

    @classmethod
    def for_replay(
        cls,
        home: Path,
        now: datetime,
        session_id: str,
        engine: str = "template",
        *,
        shared: Settings | None = None,
        drafter: Drafter | None = None,
    ) -> Assistant:
        """Open a throw-away installation in ``home`` with a frozen clock; caches are those of ``shared``.

        ``drafter`` takes the place of the one ``engine`` would name.
        """
        from tools.embedded_bank import EmbeddedBank

        shared = shared or load_settings()
        settings = shared.model_copy(update={"home": home, "models_folder": shared.models})
        home.mkdir(parents=True, exist_ok=True)
        shared.home.mkdir(parents=True, exist_ok=True)
        return cls(
            settings=settings,
            drafter=drafter,
            store=Store(settings.database),
            checkpoints=open_checkpoints(settings.checkpoints),
            library=Library.open(shared.cache, tables=shared.tables),
            bank=EmbeddedBank(shared.bank_database),
            clock=lambda: now,
            engine=engine,
            cache=shared.cache,
        )

    def open(
        self,
        session_id: str | None = None,
        *,
        staff: Staff | str | None = None,
        customer: str | None = None,
        language: Language | None = None,
    ) -> str:
        """Open a dialogue and return its id; an existing id is continued as it is.

        Raises:
            UserError: the staff member or the customer is not known to the bank.
        """
        session_id = session_id or uuid.uuid4().hex[:12]
        if self.store.has_session(session_id):
            owner, asked = (
                self.store.session(session_id).staff.id,
                staff.id if isinstance(staff, Staff) else staff,
            )
            if asked not in (None, owner):
                raise UserError(f"session {session_id} is {owner}'s; {asked} needs a session of their own")
            return session_id
        member = staff if isinstance(staff, Staff) else self.bank.staff(staff or DEFAULT_STAFF)
        if customer is not None:
            self.bank.customer(customer)
        self.store.create_session(
            SessionRecord(
                id=session_id,
                created_at=self._clock(),
                staff=member,
                customer=customer,
                language=language or "zh",
            )
        )
        return session_id

    # -- a turn --------------------------------------------------------------------------------

    def send(
        self,
        session_id: str,
        text: str,
        *,
        customer: str | None = None,
        draft: str | None = None,
        attachment: Document | Path | None = None,
    ) -> Reply:
        """Take a turn and return its Reply. ``draft`` scripts the drafter (transcripts); ``attachment`` as in
        :meth:`stream`."""
        reply: Reply | None = None
        for event in self.stream(
            session_id, text, customer=customer, draft=draft, reword=False, attachment=attachment
        ):
            if isinstance(event, DoneEvent):
                reply = event.reply
        if reply is None:
            raise RuntimeError("the turn ended without a reply")
        return reply

    def stream(
        self,
        session_id: str,
        text: str,
        *,
        customer: str | None = None,
        draft: str | None = None,
        reword: bool = True,
        attachment: Document | Path | None = None,
    ) -> Iterator[Event]:
        """Take a turn and yield what happens (``agent/events.py``); the last event is ``done``.

        With ``reword`` a model that missed the deadline goes on after the answer stands, and its wording is
        offered as ``reworded`` once it has passed review.

        Args:
            attachment: a document the words are about, or a file to read; ``text`` may then be empty, and the
                document answers the open question for one, else its figures are listed. A text too long to be
                said (``LONGEST_UTTERANCE``) counts as pasted. It stays at hand for further requests.

        Raises:
            UserError: unknown session, empty text, text that is too long, or a file that cannot be read.
        """
        record = self.store.session(session_id)
        words, document = self._heard(text, attachment, record.language or "zh")
        context = self._context(draft, record.language or "zh")
        self._running[session_id] = context
        with self._standby.at_work():
            with self.store.lock(session_id):
                incoming = Incoming(
                    text=words or default_words(document) if document is not None else words,
                    at=self._clock(),
                    staff=record.staff,
                    customer=customer,
                    document=document,
                    wordless=not words,
                )
                reply = yield from self._turn(session_id, incoming, context)
            job = context.rewording
            if job is not None and not reword:
                job.stop.set()
                job = None
            yield StandingEvent(reply=reply, rewording=job is not None)
            if job is not None:
                worded = self._finish_rewording(session_id, reply, job)
                if worded is not None:
                    reply = reply.model_copy(update={"reworded": worded})
                    yield RewordedEvent(rewording=worded)
        yield DoneEvent(reply=reply)

    def resume(
        self,
        escalation_id: str,
        text: str,
        *,
        staff: Staff | str,
        action: Literal["resolve", "return"] = "resolve",
    ) -> Reply:
        """Give a human's answer to an escalation; the dialogue goes on with their words.

        Raises:
            UserError: unknown item, or one that somebody else holds or has answered.
        """
        words = self._checked(text)
        member = staff if isinstance(staff, Staff) else self.bank.staff(staff)
        item = self.store.escalation(escalation_id)
        with self.store.lock(item.session_id):
            incoming = Incoming(
                kind="human",
                text=words,
                at=self._clock(),
                staff=member,
                escalation=escalation_id,
                action=action,
            )
            turn = self._turn(item.session_id, incoming, self._context(None, item.language))
            while True:
                try:
                    next(turn)
                except StopIteration as done:
                    return cast(Reply, done.value)

    def claim(self, escalation_id: str, *, staff: Staff | str) -> None:
        """Take an item off the queue before answering it."""
        member = staff if isinstance(staff, Staff) else self.bank.staff(staff)
        self.store.claim(escalation_id, member, self._clock())

    def interrupt(self, session_id: str) -> None:
        """Stop a wording under way; what stands, stands."""
        if (running := self._running.get(session_id)) is not None:
            for stop in running.stoppable:
                stop.set()

    async def asend(
        self,
        session_id: str,
        text: str,
        *,
        customer: str | None = None,
        draft: str | None = None,
        attachment: Document | Path | None = None,
    ) -> Reply:
        """``send`` for an event loop: the turn runs in a thread."""
        return await asyncio.to_thread(
            self.send, session_id, text, customer=customer, draft=draft, attachment=attachment
        )

    async def astream(
        self,
        session_id: str,
        text: str,
        *,
        customer: str | None = None,
        reword: bool = True,
        attachment: Document | Path | None = None,
    ) -> AsyncIterator[Event]:
        """``stream`` for an event loop; leaving the loop early stops the wording under way."""
        events = self.stream(session_id, text, customer=customer, reword=reword, attachment=attachment)
        finished = object()
        try:
            while (event := await asyncio.to_thread(next, events, finished)) is not finished:
                yield cast(Event, event)
        finally:
            self.interrupt(session_id)

    def document(self, session_id: str) -> Document | None:
        """The document at hand in a dialogue: the last one handed over for this customer."""
        stored = self.store.memory(session_id)
        return Memory.model_validate_json(stored).document if stored is not None else None

    def export_figures(self, session_id: str, target: Path) -> int:
        """Write all figures of the document at hand to a csv or xlsx file; returns how many there are.

        Raises:
            UserError: no document is at hand, or the file cannot be written.
        """
        from tools.reports.export import export_figures
        from tools.reports.reading import read_figures

        document = self.document(session_id)
        language = self._language(session_id)
        if document is None:
            raise UserError(say("no_document", language), code="E_DOCUMENT")
        figures = list(read_figures(document))
        export_figures(figures, target, language)
        return len(figures)

    def _language(self, session_id: str) -> Language:
        stored = self.store.memory(session_id)
        return Memory.model_validate_json(stored).language if stored is not None else "zh"

    # -- looking on ----------------------------------------------------------------------------

    def new_turns(self, session_id: str, after_turn: int) -> list[Reply]:
        """Replies stored after ``after_turn``, by whichever process."""
        return [
            Reply.model_validate(turn.reply)
            for turn in self.store.turns(session_id)
            if turn.turn > after_turn
        ]

    def drafter_state(self) -> DrafterState:
        """What the local model is doing, for a status line."""
        return self._standby.state()

    def warm_up(self, languages: Sequence[Language] = ("zh", "en")) -> None:
        """Load the model in the background and let it read its prompts while no turn is under way."""
        self._standby.warm_up(languages)

    def reopen_drafter(self) -> None:
        """Look again for a model, after one was pulled."""
        self._standby.look_again()

    def close(self) -> None:
        """Stop the model and close the files; idempotent."""
        for session_id in list(self._running):
            self.interrupt(session_id)
        self._standby.close()
        self._checkpoints.close()
        self.bank.close()
        self.store.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- inside --------------------------------------------------------------------------------

    @cached_property
    def classifier(self) -> IntentClassifier:
        """Trained from the tasks' examples at first use, cached by content."""
        from knowledge.encoder import SentenceEncoder

        return IntentClassifier.load_or_train(
            examples_of(self._tasks),
            self._cache,
            SentenceEncoder(),
            out_of_scope=out_of_scope_of(self._tasks),
        )

    def _context(self, script: str | None, language: Language) -> TurnContext:
        standby = self._standby
        return TurnContext(
            tasks=self._tasks,
            classifier=lambda: self.classifier,
            library=self.library,
            bank=self.bank,
            store=self.store,
            drafter=standby.for_a_turn(),
            drafter_absent=standby.absence(language),
            deadline=standby.deadline(),
            tell_pace=standby.paces.append,
            loading=standby.loading,
            script=script,
            second_opinion=self.settings.second_opinion,
        )

    def _turn(
        self, session_id: str, incoming: Incoming, context: TurnContext
    ) -> Generator[Event, None, Reply]:
        config = _config(session_id)
        given = self._input(session_id, incoming, config)
        for event in self._graph.stream(
            given, config, context=context, stream_mode="custom", durability="exit"
        ):
            yield cast(Event, event)
        if context.reply is None or context.remembered is None:
            raise RuntimeError("the turn ended without a reply")
        if context.reply.turn % PRUNE_EVERY == 0:
            prune_thread(self._checkpoints, session_id)
        self._settled[session_id] = context.remembered
        return context.reply

    def _input(
        self, session_id: str, incoming: Incoming, config: RunnableConfig
    ) -> DialogueState | Command[str]:
        """How this turn enters the graph: as the answer to the interrupt it waits at, or afresh.

        The turn log is the authority. A checkpoint that does not match it (a process was killed between the
        two) is dropped, and the graph starts from the memory stored with the last turn. Where this process
        held the last turn itself, nothing need be compared.
        """
        stored = self.store.memory(session_id)
        settled = self._settled.pop(session_id, None)
        memory = Memory.model_validate_json(stored) if stored is not None else self._new_memory(session_id)
        if settled is not None and settled == stored and not memory.holds:
            return DialogueState(incoming=incoming)
        with suppress(CheckpointUnreadable):
            snapshot = self._graph.get_state(config)
            held: Memory | None = snapshot.values.get("memory")
            if held == memory:
                if snapshot.interrupts:
                    return Command(resume={snapshot.interrupts[0].id: incoming.model_dump(mode="json")})
                if not snapshot.next:
                    return DialogueState(incoming=incoming)
        self._checkpoints.delete_thread(session_id)
        return DialogueState(session=session_id, memory=memory, incoming=incoming)

    def _finish_rewording(self, session_id: str, reply: Reply, job: PendingWording) -> Rewording | None:
        """Wait for the model's wording of an answer that stands, judge it, keep it with its turn."""
        job.finished.wait()
        if job.stop.is_set():
            return None
        worded, kept = judge_rewording(job)
        self.store.add_rewording(
            session_id,
            reply.turn,
            worded.model_dump(mode="json") if worded is not None else None,
            drafts=(kept,),
            at=self._clock(),
        )
        return worded

    def _new_memory(self, session_id: str) -> Memory:
        record = self.store.session(session_id)
        return Memory(language=record.language or "zh", customer=record.customer)

    def _heard(
        self, text: str, attachment: Document | Path | None, language: Language
    ) -> tuple[str, Document | None]:
        """The words of a turn and the document that comes with them."""
        if isinstance(attachment, Path):
            attachment = read_document(attachment, language=detect_language(text, language))
        if attachment is not None:
            return (self._checked(text) if text.strip() else ""), attachment
        if len(text.strip()) > LONGEST_UTTERANCE:
            return split_paste(text.strip())
        return self._checked(text), None

    @staticmethod
    def _checked(text: str) -> str:
        words = text.strip()
        if not words:
            raise UserError("the text is empty; type a question", code="E_EMPTY")
        if len(words) > LONGEST_UTTERANCE:
            raise UserError(
                f"the text has {len(words):,} characters; at most {LONGEST_UTTERANCE:,} are allowed",
                code="E_LONG",
            )
        return words


def _config(session_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": session_id}, "recursion_limit": RECURSION_LIMIT}
