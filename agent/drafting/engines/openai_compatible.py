"""Drafting through an OpenAI-compatible server, such as vLLM on another machine or llama.cpp's own.

The grammar goes along as vLLM reads it (``structured_outputs``). A server that refuses the field is asked
again without it; ``constrained`` then says so, and review is all that stands between it and the reader.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import JsonValue

from agent.drafting import grammar, prompts
from agent.drafting.protocol import DraftFailed, DraftRequest
from common.settings import Settings

if TYPE_CHECKING:
    import httpx

_POLL_SECONDS = 0.05
_RETRY_SECONDS = 2.0
_SILENCE_SECONDS = 30.0
_REFUSED = frozenset({400, 422})


class OpenAIDrafter:
    """A drafter behind ``settings.openai_base_url``; ``model`` is the server's name for the model."""

    def __init__(self, model: str, settings: Settings) -> None:
        self.name = f"openai:{model}"
        self.failure: str | None = None
        """Why the server cannot be used at present, in one line."""
        self.constrained = True
        self._model = model
        self._settings = settings
        self._state = threading.Lock()
        self._answered = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def ready(self) -> bool:
        return self._answered.is_set() and not self._closing.is_set()

    def start(self) -> None:
        with self._state:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._look, name="openai probe", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> bool:
        self.start()
        self._answered.wait(seconds)
        return self.ready()

    def _look(self) -> None:
        """Ask for the server's models until it answers."""
        import httpx

        while not self._closing.is_set():
            try:
                with self._client() as client:
                    listed = client.get("models").raise_for_status().json()
                names = [str(entry["id"]) for entry in listed["data"]]
                if self._model in names:
                    self.failure = None
                    self._answered.set()
                    return
                self.failure = (
                    f"{self._settings.openai_base_url} serves {', '.join(names)}, not {self._model}"
                )
            except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                self.failure = f"{self._settings.openai_base_url} does not answer: {error}"
            self._closing.wait(_RETRY_SECONDS)

    def stream(self, request: DraftRequest, stop: threading.Event) -> Iterator[str]:
        import httpx

        while not self.wait(_POLL_SECONDS):
            if stop.is_set():
                return
            if self.failure is not None or self._closing.is_set():
                raise DraftFailed(self.failure or "the drafter is closed")
        try:
            with self._client() as client:
                yield from self._deltas(client, request, stop)
        except (httpx.HTTPError, ValueError, KeyError, TypeError, IndexError) as error:
            raise DraftFailed(f"{self._settings.openai_base_url}: {type(error).__name__}: {error}") from error

    def _deltas(self, client: httpx.Client, request: DraftRequest, stop: threading.Event) -> Iterator[str]:
        """The text pieces of the server-sent events."""
        with client.stream("POST", "chat/completions", json=self._body(request)) as response:
            if response.status_code not in _REFUSED or not self.constrained:
                response.raise_for_status()
                for line in response.iter_lines():
                    if stop.is_set() or line == "data: [DONE]":
                        return
                    if line.startswith("data: "):
                        yield from _texts(json.loads(line.removeprefix("data: ")))
                return
        self.constrained = False
        yield from self._deltas(client, request, stop)

    def _client(self) -> httpx.Client:
        import httpx

        return httpx.Client(
            base_url=self._settings.openai_base_url,
            headers={"Authorization": f"Bearer {self._settings.openai_api_key}"},
            timeout=httpx.Timeout(_SILENCE_SECONDS, connect=5.0),
        )

    def _body(self, request: DraftRequest) -> dict[str, JsonValue]:
        sampling = self._settings.sampling
        body: dict[str, JsonValue] = {
            "model": self._model,
            "messages": [dict(message) for message in prompts.build(request).messages],
            "stream": True,
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "max_tokens": sampling.max_tokens,
            "seed": sampling.seed,
        }
        if self.constrained:
            body["structured_outputs"] = {"grammar": grammar.build(request)}
            body["chat_template_kwargs"] = {"enable_thinking": False}
        return body

    def close(self) -> None:
        self._closing.set()


def _texts(event: dict[str, JsonValue]) -> Iterator[str]:
    """The content pieces of one event; an error event fails the draft."""
    if "error" in event:
        raise ValueError(str(event["error"])[:200])
    choices = event["choices"]
    for choice in choices if isinstance(choices, list) else ():
        delta = choice.get("delta") if isinstance(choice, dict) else None
        text = delta.get("content") if isinstance(delta, dict) else None
        if isinstance(text, str) and text:
            yield text
