"""The llama.cpp process: reads requests as JSON lines on standard input, answers on standard output.

Run as a script, never imported by the parent: it needs only the standard library and xllamacpp. It ends
with its parent: at the end of standard input, or when it is adopted by another process.

Requests: ``{"do": "load", "model", "threads", "context"}``, ``{"do": "draft", "id", "body"}``,
``{"do": "cancel", "id"}``. Answers: ``{"is": "ready"}``, ``{"is": "failed", "why"}``,
``{"is": "delta", "id", "text"}``, ``{"is": "done", "id", "timings"}``, ``{"is": "error", "id", "why"}``.
"""

from __future__ import annotations

import json
import os
import queue
import secrets
import select
import sys
import threading
from typing import Any

_ORPHAN_CHECK_SECONDS = 1.0
_PROMPT_CACHE_MIB = 256
"""Key-value states of earlier prompts kept in memory, about 28 KB a token for the 1.5B model."""

_GUESS_AFTER, _GUESS = 3, 4
"""Tokens that must have stood before in the prompt, and how many of those that followed are guessed."""


class Worker:
    """Holds the server, the requests that wait and the ids that were cancelled."""

    def __init__(self, out: int) -> None:
        self._out = out
        self._lock = threading.Lock()
        self._cancelled: set[int] = set()
        self._requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._server: Any = None

    def run(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            request = self._requests.get()
            if request["do"] == "load":
                self._load(request)
            else:
                self._draft(request["id"], request["body"])

    def _listen(self) -> None:
        """Take requests as they come; leave the process when the parent has gone."""
        parent, source, held = os.getppid(), sys.stdin.fileno(), b""
        while True:
            readable, _, _ = select.select([source], [], [], _ORPHAN_CHECK_SECONDS)
            if not readable:
                if os.getppid() != parent:
                    os._exit(0)
                continue
            block = os.read(source, 65536)
            if not block:
                os._exit(0)
            *lines, held = (held + block).split(b"\n")
            for line in lines:
                request = json.loads(line)
                if request["do"] == "cancel":
                    self._cancelled.add(request["id"])
                else:
                    self._requests.put(request)

    def _load(self, request: dict[str, Any]) -> None:
        try:
            import xllamacpp

            params = xllamacpp.CommonParams()
            params.model.path = request["model"]
            params.n_ctx = request["context"]
            params.n_parallel = 1
            params.cpuparams.n_threads = request["threads"]
            params.cpuparams_batch.n_threads = request["threads"]
            params.cache_ram_mib = _PROMPT_CACHE_MIB
            # Wordings copy from the facts and the example: a few tokens guessed from the prompt and
            # checked in one step are faster than one by one, and change nothing in what is sampled.
            params.speculative.types = [
                xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE
            ]
            params.speculative.ngram_simple.size_n = _GUESS_AFTER
            params.speculative.ngram_simple.size_m = _GUESS
            # The wheel opens an HTTP port on loopback; nobody but this process is to use it.
            params.port = 0
            params.api_keys = [secrets.token_hex(32)]
            params.ui = False
            params.endpoint_slots = False
            self._server = xllamacpp.Server(params)
        except BaseException as error:
            self._say({"is": "failed", "why": _line(error)})
            os._exit(1)
        self._say({"is": "ready"})

    def _draft(self, number: int, body: dict[str, Any]) -> None:
        timings: dict[str, Any] = {}
        failure: list[str] = []

        def hear(chunk: dict[str, Any]) -> bool:
            if number in self._cancelled:
                return True
            if "error" in chunk or "choices" not in chunk:
                failure.append(str(chunk.get("error", {}).get("message", chunk))[:200])
                return True
            timings.update(chunk.get("timings") or {})
            for choice in chunk["choices"]:
                if text := choice.get("delta", {}).get("content"):
                    self._say({"is": "delta", "id": number, "text": text})
            return False

        try:
            if number not in self._cancelled:
                self._server.handle_chat_completions(body, hear)
        except Exception as error:
            failure.append(_line(error))
        self._cancelled.discard(number)
        if failure:
            self._say({"is": "error", "id": number, "why": failure[0]})
        else:
            self._say({"is": "done", "id": number, "timings": timings})

    def _say(self, message: dict[str, Any]) -> None:
        data = json.dumps(message, ensure_ascii=False).encode() + b"\n"
        with self._lock:
            try:
                while data:
                    data = data[os.write(self._out, data) :]
            except OSError:
                os._exit(0)


def _line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def main() -> None:
    """Keep the pipe for the protocol; all that llama.cpp prints goes nowhere."""
    out = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    if not os.environ.get("TELLERGRAPH_LLAMA_LOG"):
        os.dup2(nowhere, 2)
    Worker(out).run()


if __name__ == "__main__":
    main()
