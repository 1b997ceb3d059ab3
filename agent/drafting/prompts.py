"""The prompt: a static prefix the engine can reuse, then the facts of this turn.

The prefix (system line, steps without figures, worked example) is byte-identical for a task in a language,
so that a local engine reads it once. The user's words are quoted as data, and nothing in them can end the
message they stand in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from agent.drafting.protocol import DraftRequest
from common.errors import ConfigurationError
from common.language import Language

_CONTROL = re.compile(r"<\|[^|>]{0,40}\|>|<\|?|\|?>|[\x00-\x1f\x7f\u2028\u2029]")
"""Chat-template markers and control characters: in quoted data they would be read as structure."""

_SENTENCE_END = re.compile(r"(?<=[。！？])\s*|(?<=[.!?])\s+")
_DIGIT = re.compile(r"\d")
_LONGEST_QUESTION = 80
"""Characters. The facts carry what matters; every token of the question delays the first sentence."""

LEAST_SENTENCES = 3


class _Texts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    system: str
    steps: str
    default_steps: tuple[str, ...]
    facts: str
    question: str
    quotes: tuple[str, str]
    colon: str
    retry: str


class _Prompts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: _Texts
    en: _Texts


@dataclass(frozen=True)
class Message:
    """One chat message."""

    role: Literal["system", "user", "assistant"]
    content: str

    def as_dict(self) -> dict[str, str]:
        return {"role": self.role, "content": self.content}


@dataclass(frozen=True)
class Prompt:
    """``prefix`` is static for a task and language; ``turn`` holds this turn's facts."""

    prefix: tuple[Message, ...]
    turn: Message

    @property
    def messages(self) -> list[dict[str, str]]:
        return [message.as_dict() for message in (*self.prefix, self.turn)]


@cache
def _texts(language: Language) -> _Texts:
    source = (resources.files("agent.drafting") / "prompts.yaml").read_text(encoding="utf-8")
    try:
        found = _Prompts.model_validate(yaml.load(source, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"prompts.yaml: {error}", remedy="mend the file") from error
    return found.zh if language == "zh" else found.en


def build(request: DraftRequest) -> Prompt:
    """The prompt for a request."""
    texts = _texts(request.language)
    # Steps with figures in them belong to this turn; all others are the task's and stay in the prefix.
    static = not any(_DIGIT.search(step) for step in request.steps)
    steps = _numbered(request.steps or texts.default_steps, texts)
    system = texts.system.format(
        least=min(LEAST_SENTENCES, request.max_sentences), most=request.max_sentences
    )
    prefix = [Message("system", f"{system}\n{steps}" if static else system)]
    if request.example is not None:
        block, answer = request.example
        prefix.append(Message("user", f"{texts.facts}\n{block.strip()}"))
        prefix.append(Message("assistant", one_sentence_a_line(answer)))
    parts = [] if static else [steps]
    if question := quote(request.question)[:_LONGEST_QUESTION]:
        opening, closing = texts.quotes
        inner = question.replace(opening, " ").replace(closing, " ")
        # Before the facts: a model answers what it read last, and that should be the facts.
        parts.append(f"{texts.question}{opening}{inner}{closing}")
    parts += [texts.facts, *(f"{quote(label)}{texts.colon}{quote(value)}" for label, value in request.facts)]
    if request.findings:
        parts += [texts.retry, *(f"- {quote(finding)}" for finding in request.findings)]
    return Prompt(tuple(prefix), Message("user", "\n".join(parts)))


def quote(text: str) -> str:
    """``text`` on one line, without anything a chat template would take for structure."""
    return " ".join(_CONTROL.sub(" ", text).split())


def one_sentence_a_line(text: str) -> str:
    """Put each sentence on a line of its own, the shape the grammar asks for."""
    lines = (part.strip() for line in text.splitlines() for part in _SENTENCE_END.split(line))
    return "\n".join(line for line in lines if line)


def _numbered(steps: tuple[str, ...], texts: _Texts) -> str:
    return "\n".join([texts.steps, *(f"{n}. {step}" for n, step in enumerate(steps, 1))])
