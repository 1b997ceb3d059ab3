"""A core banking system on loopback: the embedded bank behind the contract of ``docs/core-banking.md``.

It is the reference of that contract, over a real socket, and can be told to misbehave as real systems do.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel

from common.errors import UserError
from tools.embedded_bank import EmbeddedBank

TOKEN = "test-token-0123456789"
PAGE = 7
"""Records a page: small, so that lists come in several."""


@dataclass
class Behaviour:
    """What the system does wrong, and what it saw."""

    fail_first: int = 0
    fail_status: int = 503
    retry_after: str | None = None
    delay: float = 0.0
    rewrite: Callable[[str, bytes], bytes] | None = None
    content_type: str = "application/json"
    redirect: str | None = None
    seen: list[tuple[str, str | None]] = field(default_factory=list)
    """Path with query, and the Authorization header, of each request."""


@dataclass(frozen=True)
class Running:
    """A system under way."""

    url: str
    behaviour: Behaviour


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that turns away (a certificate it does not trust) is no news here."""


@contextmanager
def serving(bank: EmbeddedBank, *, tls: ssl.SSLContext | None = None) -> Iterator[Running]:
    """Serve ``bank`` on a free port of this machine until the block ends."""
    behaviour = Behaviour()
    server = _Server(("127.0.0.1", 0), _handler(bank, behaviour))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        scheme = "http" if tls is None else "https"
        yield Running(f"{scheme}://127.0.0.1:{server.server_address[1]}/core/v1", behaviour)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(bank: EmbeddedBank, behaviour: Behaviour) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            behaviour.seen.append((self.path, self.headers.get("Authorization")))
            time.sleep(behaviour.delay)
            if behaviour.redirect is not None:
                self._send(302, b"", {"Location": behaviour.redirect})
                return
            if len(behaviour.seen) <= behaviour.fail_first:
                after = {} if behaviour.retry_after is None else {"Retry-After": behaviour.retry_after}
                self._send(behaviour.fail_status, b"upstream", after)
                return
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self._send(401, b"")
                return
            try:
                document = _answer(bank, self.path)
            except UserError as error:
                code = {"E_STAFF": "unknown_staff", "E_CUSTOMER_UNKNOWN": "unknown_customer"}[
                    error.code or ""
                ]
                body = json.dumps({"title": "not found", "status": 404, "code": code}).encode()
                self._send(404, body, {"Content-Type": "application/problem+json"})
                return
            if document is None:
                self._send(404, b"<html>no such page</html>", {"Content-Type": "text/html"})
                return
            body = json.dumps(document, ensure_ascii=False).encode()
            if behaviour.rewrite is not None:
                body = behaviour.rewrite(self.path, body)
            self._send(200, body, {"Content-Type": behaviour.content_type})

        def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            try:
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client gave up waiting, as it should

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    return Handler


def _answer(bank: EmbeddedBank, target: str) -> object:
    parts = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    match parts.path.removeprefix("/core/v1").strip("/").split("/"):
        case ["books"]:
            return {"books_on": bank.books_on().isoformat(), "system": "a field of the bank's own"}
        case ["staff", staff]:
            return bank.staff(staff).model_dump(mode="json")
        case ["customers", customer]:
            return bank.customer(customer).model_dump(mode="json")
        case ["customers", customer, what]:
            bank.customer(customer)
            lists: dict[str, Callable[[str], Sequence[BaseModel]]] = {
                "accounts": bank.accounts,
                "holdings": bank.holdings,
                "loans": bank.loans,
                "applications": bank.applications,
            }
            return _page(lists[what](customer), query) if what in lists else None
        case ["accounts", account, "transactions"]:
            span = date.fromisoformat(query["start"]), date.fromisoformat(query["end"])
            return _page(bank.transactions(account, *span), query)
    return None


def _page(records: Sequence[BaseModel], query: dict[str, str]) -> object:
    start = int(query.get("cursor", "0"))
    end = start + PAGE
    items = [record.model_dump(mode="json") for record in records[start:end]]
    return {"items": items, "next": str(end) if end < len(records) else None}
