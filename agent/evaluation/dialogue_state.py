"""How well the state of dialogues is tracked whose schema was never seen.

The Python way of ``tellergraph eval dialogue``::

    services = load_services(Path("schema.json"))
    wordings = {s.service_name: learn(s, load_dialogues(Path("train.jsonl"))) for s in services}   # or none
    score = evaluate(services, load_dialogues(Path("test.jsonl")), SentenceEncoder(), wordings=wordings)
    print(score.report())
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.evaluation.scoring import Score
from agent.nlu.similarity import Encodes
from agent.schema.annotated import Dialogue, DialogueFrame, State, Turn
from agent.schema.assistant import ServiceAssistant
from agent.schema.conversation import Tracked
from agent.schema.prompt import AssistantAct
from agent.schema.service import Service
from agent.schema.wording import ServiceWording
from common.errors import UserError


@dataclass(frozen=True)
class Judged:
    """One scored turn: what was said, what the annotation says, what was tracked."""

    dialogue: str
    service: str
    prompt: str
    utterance: str
    expected: State
    got: Tracked
    right: bool


def evaluate(
    services: Sequence[Service],
    dialogues: Sequence[Dialogue],
    encoder: Encodes,
    *,
    wordings: Mapping[str, ServiceWording] | None = None,
    cache: Path | None = None,
    own_acts: bool = False,
    progress: Callable[[float], None] | None = None,
    watch: Callable[[Judged], None] | None = None,
) -> Score:
    """Track every dialogue and score its user turns.

    Args:
        wordings: what was learned for a service, by its name; the rest goes by the schema alone.
        own_acts: give the tracker the annotated acts of the assistant's side, which a real assistant knows,
            instead of letting it read the assistant's words.
        progress: told the share done.
        watch: told every scored turn.

    Raises:
        UserError: when no turn belongs to any of the services.
    """
    score = Score()
    for number, service in enumerate(services):
        concerned = [
            dialogue
            for dialogue in dialogues
            if any(turn.frame(service.service_name) is not None for turn in dialogue.turns)
        ]
        if not concerned:
            continue
        wording = (wordings or {}).get(service.service_name)
        assistant = ServiceAssistant(service, encoder, wording=wording, cache=cache)
        for done, dialogue in enumerate(concerned):
            for judged in track(assistant, dialogue, own_acts=own_acts):
                right = score.add(service, judged.expected, judged.got)
                if watch is not None:
                    watch(Judged(**{**vars(judged), "right": right}))
            if progress is not None:
                progress((number + (done + 1) / len(concerned)) / len(services))
    if score.n_turns == 0:
        names = ", ".join(service.service_name for service in services)
        raise UserError(f"no user turn of the dialogues belongs to a service of the schema ({names})")
    return score


def track(assistant: ServiceAssistant, dialogue: Dialogue, *, own_acts: bool = False) -> Iterator[Judged]:
    """Track one dialogue; gives every user turn that has a frame of the service.

    Only utterances are heard (and, with ``own_acts``, the assistant's own acts): the annotation of users' turns
    is handed on for scoring, and never looked at here.
    """
    name = assistant.service.service_name
    conversation = assistant.begin()
    prompt = ""
    for turn in dialogue.turns:
        if turn.speaker == "SYSTEM":
            prompt = turn.utterance
            conversation.hear_assistant(prompt, _acts(turn, name) if own_acts else None)
            continue
        got = conversation.hear_user(turn.utterance)
        frame = turn.frame(name)
        if frame is not None and frame.state is not None:
            yield Judged(dialogue.dialogue_id, name, prompt, turn.utterance, frame.state, got, False)


def _acts(turn: Turn, service: str) -> tuple[AssistantAct, ...]:
    frame: DialogueFrame | None = turn.frame(service)
    return tuple(AssistantAct(act.act, act.slot, act.values) for act in frame.actions) if frame else ()
