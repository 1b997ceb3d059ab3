"""One read over HTTP: deadline, retries, and a plain failure for whatever goes wrong.

Nothing of an answer, no id and no token reaches a message or a log: a failure names the kind of request and the
kind of trouble.
"""

from __future__ import annotations

import logging
import random
import ssl
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from common.errors import ConfigurationError
from common.settings import BankSettings
from tools.core_banking import BankFailure
from tools.http_bank.token import read_token

LARGEST_ANSWER = 8 * 1024 * 1024
"""Bytes of one answer; a longer one is not read to its end."""

_AGAIN = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What came back and can be read: ``found`` is False for a 404 with a problem document."""

    found: bool
    body: bytes


class _Passing(Exception):
    """Trouble that may pass: asked again while there is time. ``after`` is how long the bank asked to wait."""

    def __init__(self, failure: BankFailure, *, after: float = 0.0) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.after = after


class Transport:
    """GET requests to one base URL; every one of them is safe to repeat. Used from several threads."""

    def __init__(self, settings: BankSettings) -> None:
        if settings.base_url is None:
            raise ConfigurationError(
                "the core banking system has no address", remedy="set bank.base_url in tellergraph.toml"
            )
        self._settings = settings
        self._base = settings.base_url.rstrip("/")
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None

    def get(self, path: str, query: Mapping[str, str], *, kind: str) -> Answer:
        """The answer to ``path``. ``kind`` names the request in logs, without any id.

        Raises:
            BankFailure: unreachable, too slow, refused, or an answer that is none.
            ConfigurationError: the token or the CA file of this installation is absent.
        """
        settings = self._settings
        until = time.monotonic() + settings.deadline_seconds
        for attempt in range(1, settings.attempts + 1):
            try:
                return self._once(path, query, until)
            except _Passing as trouble:
                failure = trouble.failure
                pause = max(trouble.after, settings.backoff_seconds * 2 ** (attempt - 1))
                pause *= random.uniform(1.0, 1.25)  # so that many desks do not come back at once
                last = attempt == settings.attempts or time.monotonic() + pause >= until
                _log.info("core banking, %s, attempt %d: %s", kind, attempt, failure.code)
                if last:
                    raise failure from None
                time.sleep(pause)
            except BankFailure as failure:
                _log.info("core banking, %s, attempt %d: %s", kind, attempt, failure.code)
                raise
        raise AssertionError("the last attempt returns or raises")

    def close(self) -> None:
        """Close the connections; the next request opens them anew."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _once(self, path: str, query: Mapping[str, str], until: float) -> Answer:
        headers = {"Authorization": f"Bearer {read_token(self._settings)}", "X-Request-Id": uuid.uuid4().hex}
        left = max(until - time.monotonic(), 0.05)
        timeout = httpx.Timeout(
            min(self._settings.read_seconds, left), connect=min(self._settings.connect_seconds, left)
        )
        try:
            with self._opened().stream(
                "GET", f"{self._base}{path}", params=dict(query), headers=headers, timeout=timeout
            ) as response:
                return self._read(response, until)
        except httpx.TimeoutException:
            raise _Passing(_timeout()) from None
        except httpx.TransportError as error:
            if _untrusted(error):
                raise BankFailure(
                    "E_BANK_UNREACHABLE", "the certificate of the core banking system is not trusted"
                ) from None
            raise _Passing(
                BankFailure("E_BANK_UNREACHABLE", "the core banking system cannot be reached")
            ) from None
        except httpx.HTTPError:
            raise BankFailure("E_BANK_ANSWER", "the core banking system gave no readable answer") from None

    def _read(self, response: httpx.Response, until: float) -> Answer:
        status = response.status_code
        if status in _AGAIN:
            unavailable = BankFailure("E_BANK_UNREACHABLE", "the core banking system is not available")
            raise _Passing(unavailable, after=_retry_after(response))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise BankFailure("E_BANK_UNREACHABLE", f"the core banking system failed with status {status}")
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise BankFailure(
                "E_BANK_REFUSED", f"the core banking system refused the token (status {status})"
            )
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if status == HTTPStatus.OK and kind == "application/json":
            return Answer(found=True, body=_whole(response, until))
        if status == HTTPStatus.NOT_FOUND and kind == "application/problem+json":
            return Answer(found=False, body=_whole(response, until))
        if status >= HTTPStatus.BAD_REQUEST and status != HTTPStatus.NOT_FOUND:
            raise BankFailure(
                "E_BANK_REFUSED", f"the core banking system refused the request (status {status})"
            )
        raise BankFailure(
            "E_BANK_ANSWER", f"the core banking system answered outside its contract (status {status})"
        )

    def _opened(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                # No proxy or certificate comes from the environment, and no redirect is followed: the token goes
                # to the address that was configured and nowhere else.
                self._client = httpx.Client(
                    verify=self._trust(),
                    trust_env=False,
                    follow_redirects=False,
                    headers={"Accept": "application/json", "User-Agent": "tellergraph"},
                )
            return self._client

    def _trust(self) -> ssl.SSLContext:
        file = self._settings.ca_file
        try:
            return ssl.create_default_context(cafile=None if file is None else str(file))
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(
                f"the CA file {file} cannot be used: {type(error).__name__}",
                remedy="mend bank.ca_file in tellergraph.toml",
            ) from None


def _timeout() -> BankFailure:
    return BankFailure("E_BANK_TIMEOUT", "the core banking system did not answer in time")


def _whole(response: httpx.Response, until: float) -> bytes:
    """The body, unless it is longer or slower than an answer can be."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise BankFailure("E_BANK_ANSWER", "the answer of the core banking system is too long")
        if time.monotonic() > until:
            raise _timeout()
    return bytes(body)


def _retry_after(response: httpx.Response) -> float:
    written = response.headers.get("retry-after", "")
    return float(written) if written.isdigit() and len(written) < 5 else 0.0


def _untrusted(error: BaseException | None) -> bool:
    """Whether a certificate did not verify: asking again would not change it."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
