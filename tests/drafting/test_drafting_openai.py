"""An OpenAI-compatible server: streamed, constrained where it can be, never a hang or a traceback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from agent.drafting.engines.openai_compatible import OpenAIDrafter
from agent.drafting.protocol import DraftFailed, DraftRequest
from common.settings import Settings

REQUEST = DraftRequest("zh", "月供多少", (("每月还款", "4,490.45元"),), (), None, ("4,490.45",))
PIECES = ["每月还款", "4,490.45元。", "\n", "好的。"]


class Server(ThreadingHTTPServer):
    """A server that speaks the protocol: keeps what it was asked, refuses unknown fields when told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[dict[str, Any]] = []
        self.strict = False
        self.breaks = False
        self.gate = threading.Event()
        self.gate.set()


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_GET(self) -> None:
        self._answer(200, {"data": [{"id": "qwen3-8b"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.bodies.append(body)
        if self.headers["Authorization"] != "Bearer secret":
            self._answer(401, {"error": "no"})
        elif self.server.strict and "structured_outputs" in body:
            self._answer(400, {"error": "unknown field"})
        else:
            self._stream()

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in PIECES:
            self._event({"choices": [{"delta": {"content": piece}}]})
            self.server.gate.wait(10)
            if self.server.breaks:
                self._event({"error": {"message": "out of memory"}})
                return
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, event: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        self.wfile.flush()

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.gate.set()
    server.shutdown()
    thread.join()
    server.server_close()


def drafter(server: Server, tmp_path: Path, model: str = "qwen3-8b", key: str = "secret") -> OpenAIDrafter:
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    return OpenAIDrafter(model, Settings(home=tmp_path, openai_base_url=url, openai_api_key=key))


def test_the_wording_streams_with_prompt_grammar_and_sampling(server: Server, tmp_path: Path) -> None:
    remote = drafter(server, tmp_path)
    assert list(remote.stream(REQUEST, threading.Event())) == PIECES
    body = server.bodies[0]
    assert body["messages"][0]["role"] == "system"
    assert "4,490.45元" in body["structured_outputs"]["grammar"]
    assert (body["temperature"], body["top_p"], body["stream"]) == (0.6, 0.9, True)
    assert remote.name == "openai:qwen3-8b"


def test_a_server_without_grammar_is_asked_again_and_it_shows(server: Server, tmp_path: Path) -> None:
    server.strict = True
    remote = drafter(server, tmp_path)
    assert list(remote.stream(REQUEST, threading.Event())) == PIECES
    assert remote.constrained is False
    assert len(server.bodies) == 2


def test_stop_ends_the_stream_at_once(server: Server, tmp_path: Path) -> None:
    stop, heard = threading.Event(), list[str]()
    for piece in drafter(server, tmp_path).stream(REQUEST, stop):
        heard.append(piece)
        stop.set()
    assert heard == PIECES[:1]


def test_an_error_in_mid_stream_fails_the_draft_in_one_line(server: Server, tmp_path: Path) -> None:
    server.breaks = True
    with pytest.raises(DraftFailed, match="out of memory"):
        list(drafter(server, tmp_path).stream(REQUEST, threading.Event()))


def test_a_refused_key_fails_the_draft(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DraftFailed, match="401"):
        list(drafter(server, tmp_path, key="wrong").stream(REQUEST, threading.Event()))


def test_a_model_the_server_does_not_serve_is_named(server: Server, tmp_path: Path) -> None:
    remote = drafter(server, tmp_path, model="other")
    with pytest.raises(DraftFailed, match="serves qwen3-8b, not other"):
        list(remote.stream(REQUEST, threading.Event()))
    remote.close()


def test_a_server_that_is_not_there_is_not_ready(tmp_path: Path) -> None:
    remote = OpenAIDrafter("m", Settings(home=tmp_path, openai_base_url="http://127.0.0.1:9/v1"))
    with pytest.raises(DraftFailed, match="does not answer"):
        list(remote.stream(REQUEST, threading.Event()))
    assert not remote.ready()
    remote.close()
