"""The adapter against a real server on loopback: the same answers as the bank behind it, and honest failures."""

from __future__ import annotations

import ipaddress
import json
import logging
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import ValidationError

from agent import Assistant
from common.errors import ConfigurationError, UserError
from common.language import Language
from common.people import Staff
from common.settings import BankSettings, load_settings
from knowledge.library import Library
from state_store.checkpoints import open_checkpoints
from state_store.store import Store
from tests.tools.bank_server import TOKEN, Running, serving
from tools.base import ToolContext, ToolRun
from tools.core_banking import BankFailure
from tools.embedded_bank import EmbeddedBank
from tools.http_bank import HttpBank
from tools.http_bank.openapi import text as openapi_text
from tools.registry import call_tool
from tui.cli.main import main

YEAR = (date(2025, 11, 21), date(2026, 11, 20))


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedBank:
    return EmbeddedBank(tmp_path_factory.mktemp("bank") / "bank.db")


@pytest.fixture
def server(bank: EmbeddedBank) -> Iterator[Running]:
    with serving(bank) as running:
        yield running


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    file.chmod(0o600)
    return file


Adapters = Callable[..., HttpBank]


@pytest.fixture
def adapter(server: Running, token_file: Path) -> Iterator[Adapters]:
    opened: list[HttpBank] = []

    def make(**changes: object) -> HttpBank:
        given: dict[str, object] = {
            "kind": "http",
            "base_url": server.url,
            "token_file": token_file,
            "backoff_seconds": 0.01,
        }
        opened.append(HttpBank(BankSettings.model_validate(given | changes)))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def lookup(
    bank: HttpBank | EmbeddedBank, customer: str | None = "C0003", language: Language = "zh", **args: object
) -> ToolRun:
    context = ToolContext(
        now=datetime(2026, 11, 23, 2, tzinfo=UTC),
        language=language,
        staff=Staff(id="T1001", role="teller"),
        customer=customer,
        bank=bank,
        library=None,
        record=lambda kind, fields: None,
    )
    return call_tool("account_lookup", args, context)  # type: ignore[arg-type]


def test_every_lookup_gives_what_the_bank_behind_it_gives(adapter: Adapters, bank: EmbeddedBank) -> None:
    remote = adapter()
    assert remote.books_on() == bank.books_on()
    assert remote.staff("A1001") == bank.staff("A1001")
    for customer in ("C0001", "C0002", "C0003", "C0005", "C0009"):
        assert remote.customer(customer) == bank.customer(customer)
        assert remote.accounts(customer) == bank.accounts(customer)
        assert remote.holdings(customer) == bank.holdings(customer)
        assert remote.loans(customer) == bank.loans(customer)
        assert remote.applications(customer) == bank.applications(customer)


def test_a_long_list_comes_in_pages_and_is_whole(
    adapter: Adapters, bank: EmbeddedBank, server: Running
) -> None:
    card = bank.accounts("C0003")[0].id
    local = bank.transactions(card, *YEAR)
    assert len(local) > 50
    assert adapter().transactions(card, *YEAR) == local
    assert sum("cursor=" in path for path, _ in server.behaviour.seen) == (len(local) - 1) // 7


@pytest.mark.parametrize("view", ["balance", "transactions", "holdings", "maturities", "applications"])
def test_the_tool_answers_the_same_over_either_bank(adapter: Adapters, bank: EmbeddedBank, view: str) -> None:
    remote, local = lookup(adapter(), view=view), lookup(bank, view=view)
    assert remote.error is None
    assert remote.result == local.result


def test_who_is_unknown_is_told_from_what_is_amiss(adapter: Adapters, server: Running) -> None:
    remote = adapter()
    with pytest.raises(UserError) as staff:
        remote.staff("X0000")
    with pytest.raises(UserError) as customer:
        remote.accounts("C7777")
    assert (staff.value.code, customer.value.code) == ("E_STAFF", "E_CUSTOMER_UNKNOWN")
    with pytest.raises(BankFailure) as wrong_path:
        adapter(base_url=server.url + "/elsewhere").books_on()
    assert wrong_path.value.code == "E_BANK_ANSWER"


def test_an_id_that_is_none_is_never_sent(adapter: Adapters, server: Running) -> None:
    for text in ("../staff/M1001", "C0003?x=1", "C0003/accounts", "6222 0202 0011", ""):
        with pytest.raises(UserError):
            adapter().customer(text)
    assert server.behaviour.seen == []


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_passes_is_asked_again(adapter: Adapters, server: Running, status: int) -> None:
    server.behaviour.fail_first, server.behaviour.fail_status = 2, status
    assert adapter().books_on() == date(2026, 11, 20)
    assert len(server.behaviour.seen) == 3


@pytest.mark.parametrize(
    ("status", "requests", "code"),
    [
        (503, 3, "E_BANK_UNREACHABLE"),
        (500, 1, "E_BANK_UNREACHABLE"),
        (401, 1, "E_BANK_REFUSED"),
        (403, 1, "E_BANK_REFUSED"),
        (400, 1, "E_BANK_REFUSED"),
        (404, 1, "E_BANK_ANSWER"),
        (204, 1, "E_BANK_ANSWER"),
    ],
)
def test_what_does_not_pass_is_said_at_once(
    adapter: Adapters, server: Running, status: int, requests: int, code: str
) -> None:
    server.behaviour.fail_first, server.behaviour.fail_status = 99, status
    with pytest.raises(BankFailure) as failure:
        adapter().books_on()
    assert (failure.value.code, len(server.behaviour.seen)) == (code, requests)


def test_the_bank_may_say_when_to_come_back_within_the_deadline(adapter: Adapters, server: Running) -> None:
    server.behaviour.fail_first, server.behaviour.retry_after = 1, "1"
    started = time.monotonic()
    assert adapter().books_on()
    assert time.monotonic() - started >= 1
    server.behaviour.seen.clear()
    server.behaviour.retry_after = "3600"
    started = time.monotonic()
    with pytest.raises(BankFailure):
        adapter().books_on()
    assert time.monotonic() - started < 1


def test_a_slow_bank_is_a_timeout_within_the_deadline(adapter: Adapters, server: Running) -> None:
    server.behaviour.delay = 1.0
    started = time.monotonic()
    with pytest.raises(BankFailure) as failure:
        adapter(read_seconds=0.1, deadline_seconds=0.6, attempts=6).books_on()
    assert failure.value.code == "E_BANK_TIMEOUT"
    assert time.monotonic() - started < 1
    assert len(server.behaviour.seen) > 1


def test_nobody_there_is_unreachable(adapter: Adapters) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(BankFailure) as failure:
        adapter(base_url=f"http://127.0.0.1:{port}/core").books_on()
    assert failure.value.code == "E_BANK_UNREACHABLE"


def _somebody_else(path: str, body: bytes) -> bytes:
    return body.replace(b"C0003", b"C0009")


def _float_noise(path: str, body: bytes) -> bytes:
    return body.replace(b'"39483.39"', b"39483.390000000007")


def _full_number(path: str, body: bytes) -> bytes:
    return body.replace(b'"tail": "7781"', b'"tail": "6222020200117781"')


def _full_name(path: str, body: bytes) -> bytes:
    return body.replace("王**".encode(), "王小明".encode())


def _no_role(path: str, body: bytes) -> bytes:
    return body.replace(b'"role": "teller", ', b"")


def _cut(path: str, body: bytes) -> bytes:
    return body[:-3]


def _endless(path: str, body: bytes) -> bytes:
    document = json.loads(body)
    return json.dumps(document | {"next": "7"} if "items" in document else document).encode()


@pytest.mark.parametrize(
    "rewrite", [_somebody_else, _float_noise, _full_number, _full_name, _no_role, _cut, _endless]
)
def test_an_answer_that_does_not_fit_is_not_used_and_not_quoted(
    adapter: Adapters,
    server: Running,
    caplog: pytest.LogCaptureFixture,
    rewrite: Callable[[str, bytes], bytes],
) -> None:
    server.behaviour.rewrite = rewrite
    with caplog.at_level(logging.DEBUG, logger="tools"):
        run = lookup(adapter())
    assert run.error is not None
    assert run.error.code == "E_BANK_ANSWER"
    written = run.model_dump_json() + caplog.text
    for secret in ("6222", "小明", "39483", "C0009", TOKEN):
        assert secret not in written


def test_other_kinds_of_answer_and_redirects_are_refused(adapter: Adapters, server: Running) -> None:
    server.behaviour.content_type = "text/html"
    with pytest.raises(BankFailure) as html:
        adapter().books_on()
    server.behaviour.redirect = "http://127.0.0.1:1/elsewhere"
    server.behaviour.seen.clear()
    with pytest.raises(BankFailure) as moved:
        adapter().books_on()
    assert html.value.code == moved.value.code == "E_BANK_ANSWER"
    assert len(server.behaviour.seen) == 1


@pytest.mark.parametrize(
    ("language", "code", "words"),
    [
        ("zh", "E_BANK_UNREACHABLE", "连接不上"),
        ("en", "E_BANK_UNREACHABLE", "cannot be reached"),
        ("zh", "E_BANK_REFUSED", "没有受理"),
        ("en", "E_BANK_REFUSED", "refused"),
    ],
)
def test_a_failure_is_one_line_in_the_readers_language(
    adapter: Adapters, server: Running, language: Language, code: str, words: str
) -> None:
    server.behaviour.fail_first = 99
    server.behaviour.fail_status = 503 if code == "E_BANK_UNREACHABLE" else 403
    run = lookup(adapter(), language=language)
    assert run.error is not None
    assert run.error.code == code
    assert words in run.error.message
    assert "C0003" not in run.error.message
    assert "\n" not in run.error.message


def test_the_token_goes_in_the_header_and_nowhere_else(
    adapter: Adapters, server: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        adapter().books_on()
        server.behaviour.fail_first = 99
        with pytest.raises(BankFailure) as failure:
            adapter().books_on()
    assert {header for _, header in server.behaviour.seen} == {f"Bearer {TOKEN}"}
    assert TOKEN not in caplog.text + repr(failure.value) + str(failure.value)
    assert all(TOKEN not in path for path, _ in server.behaviour.seen)


def test_a_rotated_token_is_taken_up(adapter: Adapters, token_file: Path) -> None:
    remote = adapter()
    remote.books_on()
    token_file.write_text("old")
    with pytest.raises(BankFailure) as failure:
        remote.books_on()
    assert failure.value.code == "E_BANK_REFUSED"
    token_file.write_text(TOKEN)
    assert remote.books_on()


def test_the_token_may_come_from_the_environment(adapter: Adapters, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLERGRAPH_BANK_TOKEN", TOKEN)
    assert adapter(token_file=None).books_on()
    monkeypatch.delenv("TELLERGRAPH_BANK_TOKEN")
    with pytest.raises(ConfigurationError, match="no token"):
        adapter(token_file=None).books_on()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_token_that_others_can_read_is_refused(adapter: Adapters, token_file: Path) -> None:
    token_file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="open to other users"):
        adapter().books_on()


def test_a_token_that_would_break_the_header_is_refused(adapter: Adapters, token_file: Path) -> None:
    token_file.write_text("a\r\nX-Evil: 1")
    with pytest.raises(ConfigurationError) as refused:
        adapter().books_on()
    assert "Evil" not in str(refused.value)


def _certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of this machine's own, and the server's half of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "cert.pem", folder / "key.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return file, context


def test_a_certificate_is_trusted_by_its_ca_file_only(
    bank: EmbeddedBank, adapter: Adapters, tmp_path: Path
) -> None:
    ca_file, context = _certificate(tmp_path)
    with serving(bank, tls=context) as secure:
        assert adapter(base_url=secure.url, ca_file=ca_file).books_on() == bank.books_on()
        with pytest.raises(BankFailure) as failure:
            adapter(base_url=secure.url).books_on()
        assert failure.value.code == "E_BANK_UNREACHABLE"
        assert "certificate" in failure.value.message
    with pytest.raises(ConfigurationError, match="CA file"):
        adapter(ca_file=tmp_path / "absent.pem").books_on()


@pytest.mark.parametrize(
    "url",
    [
        None,
        "http://core.bank.example/v1",
        "ftp://127.0.0.1/",
        "https://user:secret@core.bank.example/",
        "https://core.bank.example/?key=1",
    ],
)
def test_an_address_that_would_give_the_token_away_is_no_setting(url: str | None) -> None:
    with pytest.raises(ValidationError):
        BankSettings(kind="http", base_url=url)


def test_a_dialogue_goes_on_while_the_bank_is_away(
    server: Running, token_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The core system fails in mid-dialogue: the lookup says so in its language, a calculator is none the wiser."""
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    settings = load_settings().model_copy(update={"home": tmp_path / "home"})
    settings.home.mkdir()
    remote = HttpBank(
        BankSettings(
            kind="http", base_url=server.url, token_file=token_file, attempts=2, backoff_seconds=0.01
        )
    )
    assistant = Assistant(
        settings=settings,
        store=Store(settings.database),
        checkpoints=open_checkpoints(settings.checkpoints),
        library=Library.open(load_settings().cache),
        bank=remote,
        clock=lambda: now,
        cache=load_settings().cache,
    )
    with assistant:
        session = assistant.open(staff="T1001", customer="C0003")
        assert "39,483.39" in assistant.send(session, "查一下尾号7781的余额").answer
        server.behaviour.fail_first = 10_000
        failed = assistant.send(session, "查一下尾号7781的流水")
        assert "核心系统暂时连接不上" in failed.answer
        assert [call.error.code for call in failed.tool_calls if call.error] == ["E_BANK_UNREACHABLE"]
        assert "39,483" not in failed.answer
        quoted = assistant.send(session, "贷100万,30年,3.5%,等额本息,月供多少")
        assert "4,490.45" in quoted.answer
        server.behaviour.fail_first = 0
        assert "39,483.39" in assistant.send(session, "尾号7781余额多少").answer


def test_doctor_says_whether_the_bank_is_there(
    server: Running,
    token_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TELLERGRAPH_HOME", str(tmp_path))
    config = tmp_path / "tellergraph.toml"
    monkeypatch.setenv("TELLERGRAPH_CONFIG", str(config))
    config.write_text(f'[bank]\nkind = "http"\nbase_url = "{server.url}"\ntoken_file = "{token_file}"\n')

    def finding() -> dict[str, str]:
        main(["doctor", "--json"])
        out = capsys.readouterr().out
        assert TOKEN not in out
        return next(found for found in json.loads(out)["findings"] if found["name"] == "bank")

    there = finding()
    assert there["state"] == "ok"
    assert server.url in there["detail"]
    server.behaviour.fail_first, server.behaviour.fail_status = 99, 403
    refused = finding()
    assert refused["state"] == "broken"
    assert "token" in refused["remedy"]


def test_the_published_contract_is_that_of_the_records() -> None:
    published = Path(__file__).parents[2] / "docs" / "core-banking.openapi.yaml"
    assert published.read_text(encoding="utf-8") == openapi_text(), "python -m tools.http_bank.openapi"
