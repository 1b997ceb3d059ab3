"""Drafting with llama.cpp, in a process of its own: a GGUF model on the CPU.

The process keeps one slot whose key-value cache holds the prompt's static prefix, so a turn reads only
its own facts. A generation that hangs is ended with its process, and a fresh one is loaded.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import JsonValue

from agent.drafting import grammar, prompts
from agent.drafting.protocol import ChoiceRequest, DraftFailed, DraftRequest
from common.settings import Sampling, Settings

_WORKER = Path(__file__).with_name("llama_worker.py")
_POLL_SECONDS = 0.05
_STALL_SECONDS = 30.0
"""A generation that says nothing for so long has hung. Reading a long prompt takes a few seconds."""

_CHOICE_TOKENS = 48
"""More than any title has; the grammar ends the answer before."""

Message = Mapping[str, JsonValue]


class _Process:
    """One worker process and what it says. ``closed`` is put into ``said`` when it has ended."""

    def __init__(self, model: Path, settings: Settings) -> None:
        self.loaded = threading.Event()
        self.over = threading.Event()
        self.why = "the llama.cpp process ended"
        self.said: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._popen = subprocess.Popen(
            # -P: the script's own folder must not shadow other modules.
            [sys.executable, "-P", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OMP_WAIT_POLICY": "passive"},
        )
        self._reader = threading.Thread(target=self._read, name="llama.cpp reader", daemon=True)
        self._reader.start()
        self.tell(
            {
                "do": "load",
                "model": str(model),
                "threads": settings.threads,
                "context": settings.context_tokens,
            }
        )

    @property
    def pid(self) -> int:
        return self._popen.pid

    def tell(self, message: Message) -> None:
        assert self._popen.stdin is not None
        try:
            self._popen.stdin.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
            self._popen.stdin.flush()
        except (OSError, ValueError):
            self.over.set()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.over.set()
        self._popen.kill()
        self._popen.wait()
        self._reader.join()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue

    def _read(self) -> None:
        assert self._popen.stdout is not None
        for line in self._popen.stdout:
            message: Message = json.loads(line)
            if message["is"] == "ready":
                self.loaded.set()
            elif message["is"] == "failed":
                self.why = str(message["why"])
            else:
                self.said.put(message)
        self.over.set()
        self.said.put({"is": "closed"})


class LlamaCppDrafter:
    """A drafter over one GGUF file. One draft at a time; a second caller waits for the first."""

    def __init__(self, name: str, model: Path, settings: Settings) -> None:
        self.name = name
        self.timings: Mapping[str, JsonValue] = {}
        """llama.cpp's own timings of the last draft that ran to its end (milliseconds, tokens)."""
        self._model = model
        self._settings = settings
        self._state = threading.Lock()
        self._turn = threading.Lock()
        self._process: _Process | None = None
        self._number = 0
        self._unfinished: int | None = None
        self._closed = False
        atexit.register(self.close)

    def ready(self) -> bool:
        process = self._process
        return process is not None and process.loaded.is_set() and not process.over.is_set()

    def start(self) -> None:
        with self._state:
            if self._closed or (self._process is not None and not self._process.over.is_set()):
                return
            if self._process is not None:
                self._process.end()
            self._unfinished = None
            self._process = _Process(self._model, self._settings)

    def wait(self, seconds: float) -> bool:
        self.start()
        until = time.monotonic() + seconds
        while not self.ready():
            process = self._process
            if process is None or process.over.is_set() or time.monotonic() >= until:
                return False
            process.loaded.wait(min(_POLL_SECONDS, max(0.0, until - time.monotonic())))
        return True

    @property
    def failure(self) -> str | None:
        """Why loading failed, in one line; None while all is well."""
        process = self._process
        return process.why if process is not None and process.over.is_set() else None

    @property
    def pid(self) -> int | None:
        """The worker's process id, None before ``start``."""
        return self._process.pid if self._process is not None else None

    def stream(self, request: DraftRequest, stop: threading.Event) -> Iterator[str]:
        yield from self._in_turn(body_of(request, self._settings.sampling), stop)

    def choose(self, request: ChoiceRequest, stop: threading.Event) -> str:
        """One of the options: greedy, so the same question gets the same answer."""
        return "".join(self._in_turn(choice_body_of(request), stop))

    def _in_turn(self, body: Message, stop: threading.Event) -> Iterator[str]:
        while not self._turn.acquire(timeout=_POLL_SECONDS):
            if stop.is_set():
                return
        try:
            yield from self._stream(body, stop)
        finally:
            self._turn.release()

    def prime(self, requests: Iterable[DraftRequest], stop: threading.Event) -> None:
        """Read the prefixes of coming requests while the counter is idle, so that their first drafts are quick.

        A prefix takes about as long as its tokens at reading speed (300 tokens: 5 to 6 s on two cores).
        """
        for request in requests:
            if stop.is_set():
                return
            with self._turn:
                list(self._stream({**body_of(request, self._settings.sampling), "max_tokens": 1}, stop))

    def _stream(self, body: Message, stop: threading.Event) -> Iterator[str]:
        process = self._when_idle(stop)
        if process is None:
            return
        self._number += 1
        number = self._number
        self._unfinished = number
        process.tell({"do": "draft", "id": number, "body": dict(body)})
        try:
            for message in self._hear(process, stop):
                if message["is"] == "closed":
                    self._unfinished = None
                    raise DraftFailed(process.why)
                if message["id"] != number:
                    continue
                if message["is"] == "delta":
                    yield str(message["text"])
                    continue
                self._unfinished = None
                if message["is"] == "error":
                    raise DraftFailed(f"llama.cpp: {message['why']}")
                timings = message["timings"]
                self.timings = timings if isinstance(timings, dict) else {}
                return
        finally:
            # Stopped, or the caller lost interest: the worker stops at its next token; the next draft waits.
            if self._unfinished == number:
                process.tell({"do": "cancel", "id": number})

    def _hear(self, process: _Process, stop: threading.Event) -> Iterator[Message]:
        """Messages until ``stop``; a process that stalls is replaced."""
        last = time.monotonic()
        while not stop.is_set():
            try:
                message = process.said.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                if time.monotonic() - last > _STALL_SECONDS:
                    self._replace(process)
                    raise DraftFailed(
                        f"llama.cpp said nothing for {_STALL_SECONDS:.0f} s; restarted"
                    ) from None
                continue
            last = time.monotonic()
            yield message

    def _when_idle(self, stop: threading.Event) -> _Process | None:
        """The loaded process once the draft that was cancelled before has ended; None when stopped."""
        while not self.wait(_POLL_SECONDS):
            if stop.is_set():
                return None
            if self.failure is not None or self._closed:
                raise DraftFailed(self.failure or "the drafter is closed")
        process = self._process
        assert process is not None
        if self._unfinished is not None:
            for message in self._hear(process, stop):
                if message["is"] == "closed":
                    raise DraftFailed(process.why)
                if message["id"] == self._unfinished and message["is"] in ("done", "error"):
                    self._unfinished = None
                    break
            if stop.is_set():
                return None
        return process

    def _replace(self, process: _Process) -> None:
        process.end()
        self._unfinished = None
        self.start()

    def close(self) -> None:
        with self._state:
            self._closed = True
            if self._process is not None:
                self._process.end()
        atexit.unregister(self.close)


def body_of(request: DraftRequest, sampling: Sampling) -> Message:
    """The chat completion request for llama.cpp."""
    return {
        "messages": [dict(message) for message in prompts.build(request).messages],
        "grammar": grammar.build(request),
        "stream": True,
        "cache_prompt": True,
        "id_slot": 0,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "max_tokens": sampling.max_tokens,
        "seed": sampling.seed,
    }


def choice_body_of(request: ChoiceRequest) -> Message:
    """The chat completion request of a choice, its answer bound to the options."""
    return {
        "messages": [
            {"role": "system", "content": request.system},
            {"role": "user", "content": request.question},
        ],
        "grammar": grammar.one_of(request.options),
        "stream": True,
        "cache_prompt": True,
        "id_slot": 0,
        "temperature": 0.0,
        "max_tokens": _CHOICE_TOKENS,
    }
