"""``tellergraph doctor``: what works on this machine, with the remedy for each thing that does not."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from common.errors import TellerGraphError
from tui.cli.opening import DEFAULT_STAFF, open_settings
from tui.cli.output import bold, dim, emit, emit_json, first_line
from tui.cli.parser import Parser, add_command, add_json

if TYPE_CHECKING:
    from common.settings import Settings

State = Literal["ok", "missing", "broken"]
_MARKS = {"ok": "✓", "missing": "○", "broken": "✗"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``missing`` can be done without; ``broken`` cannot."""

    name: str
    state: State
    detail: str
    remedy: str | None = None


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = add_command(
        commands, "doctor", run, "look at what works on this machine",
        "Names the remedy for each thing that does not. Exit code 1 when something needed is broken.",
    )  # fmt: skip
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print what was found."""
    settings = open_settings()
    findings = list(_findings(settings))
    if args.json:
        emit_json({"home": str(settings.home), "engine": settings.engine, "findings": findings})
    else:
        emit(bold(f"TellerGraph in {settings.home}"))
        for finding in findings:
            emit(f"{_MARKS[finding.state]} {finding.name}: {finding.detail}")
            if finding.remedy is not None:
                emit(dim(f"    {finding.remedy}"))
    return 1 if any(finding.state == "broken" for finding in findings) else 0


def _findings(settings: Settings) -> Iterator[Finding]:
    checks: tuple[tuple[str, Callable[[Settings], Iterator[Finding]]], ...] = (
        ("python", _python),
        ("device", _device),
        ("models", _models),
        ("library", _library),
        ("tables", _tables),
        ("English encoder", _english),
        ("key", _key),
        ("database", _database),
        ("bank", _bank),
    )
    for name, check in checks:
        try:
            yield from check(settings)
        except TellerGraphError as error:
            message = getattr(error, "message", str(error))
            yield Finding(name, "broken", first_line(Exception(message)), getattr(error, "remedy", None))
        except (OSError, ImportError) as error:
            yield Finding(
                name, "broken", first_line(error), "mend the installation: make chat sets it up again"
            )


def _python(settings: Settings) -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding("python", "ok", f"{version} at {sys.executable}")


def _device(settings: Settings) -> Iterator[Finding]:
    from agent.drafting.select import has_gpu

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    gpu = "a CUDA device" if has_gpu() else "no GPU"
    yield Finding("device", "ok", f"{gpu}, {cores} cores, {settings.threads} threads for the CPU engine")


def _models(settings: Settings) -> Iterator[Finding]:
    from agent.drafting.catalogue import list_models
    from agent.drafting.select import why_not

    ready = [entry.model.name for entry in list_models(settings) if entry.state == "ready"]
    partial = [entry.model.name for entry in list_models(settings) if entry.state == "partial"]
    why = why_not(settings)
    if why is None:
        yield Finding("model", "ok", f"ready: {', '.join(ready)}")
    else:
        reason, _, remedy = why.partition(" (")
        yield Finding(
            "model", "missing", f"{reason}; answers come from the template", remedy.rstrip(")") or None
        )
        if ready:
            yield Finding("model", "ok", f"also here: {', '.join(ready)}")
    for name in partial:
        yield Finding(f"model {name}", "missing", "the transfer broke off", f"tellergraph model pull {name}")


def _library(settings: Settings) -> Iterator[Finding]:
    from datetime import date

    from knowledge.library import Library

    library = Library.open(settings.cache, tables=settings.tables)
    found = library.search("存款保险", 1, as_of=date.today(), language="zh")
    if found:
        yield Finding("index", "ok", f"the library is searchable, in {settings.cache}")
    else:
        yield Finding(
            "index", "broken", "a search finds nothing", f"remove {settings.cache}; it is built anew"
        )


def _tables(settings: Settings) -> Iterator[Finding]:
    """The bank's own tables: a file to mend is broken; one that is missing, out of date or a sample is said."""
    from datetime import date

    from knowledge.bank_tables import SAMPLES, check_tables
    from knowledge.bank_tables.tables import NAMES

    folder = settings.tables or SAMPLES
    tables, problems = check_tables(folder)
    for problem in problems:
        yield Finding(
            "tables", "broken", problem.line(), "mend the file; tellergraph tables check shows it again"
        )
    if problems:
        return
    today = date.today()
    if settings.tables is None:
        own = settings.home / "tables"
        yield Finding(
            "tables",
            "missing",
            "the shipped samples stand in for the bank's own",
            f"tellergraph tables init {own}",
        )
        return
    for name in NAMES:
        size, state = tables.size(name, today), tables.state(name, today)
        if state != "in_force" and (name != "loan-applications" or size.file is None):
            yield Finding("tables", "missing", tables.silence(name, today, "en"), f"fill {folder / name}")
        elif size.sample:
            yield Finding(
                "tables", "missing", f"{name} is a sample", f"fill {folder / name} and drop its mark"
            )
    yield Finding("tables", "ok", f"{folder}, every file can be read")


def _english(settings: Settings) -> Iterator[Finding]:
    from knowledge.english_encoder import INSTALL, EnglishEncoder, is_installed

    name = "English encoder"
    if not is_installed():
        yield Finding(name, "missing", "not installed; the multilingual encoder reads English alone", INSTALL)
        return
    encoder = EnglishEncoder(settings.cache)
    encoder.encode(["ready"])
    yield Finding(name, "ok", f"{encoder.identity}, the published weights")


def _key(settings: Settings) -> Iterator[Finding]:
    from state_store.encryption import KEY_FILE, KEY_VARIABLE, load_key

    file = settings.home / KEY_FILE
    if not os.environ.get(KEY_VARIABLE) and not file.exists() and not settings.database.exists():
        yield Finding("key", "missing", f"{file} does not exist yet", "the first question makes it")
        return
    load_key(settings.home, create=False)
    where = f"from ${KEY_VARIABLE}" if os.environ.get(KEY_VARIABLE) else str(file)
    yield Finding("key", "ok", where)


def _database(settings: Settings) -> Iterator[Finding]:
    from state_store.store import Store

    if not settings.database.exists():
        yield Finding(
            "database", "missing", f"{settings.database} does not exist yet", "the first question makes it"
        )
        return
    store = Store(settings.database)
    try:
        report = store.verify_audit()
        if report.broken is None:
            detail = f"{settings.database}, {report.sessions} dialogues, audit chain unbroken"
            yield Finding("database", "ok", detail)
        else:
            why = f"the audit chain is broken at session {report.broken.session_id}: {report.broken.why}"
            yield Finding(
                "database", "broken", why, "tellergraph audit verify; restore the database from a backup"
            )
    finally:
        store.close()


def _bank(settings: Settings) -> Iterator[Finding]:
    from time import perf_counter

    from tools.core_banking import BankFailure
    from tools.open_bank import open_bank

    started = perf_counter()
    bank = open_bank(settings)
    try:
        books = bank.books_on()
        if settings.bank.kind == "embedded":
            bank.staff(DEFAULT_STAFF)
    except BankFailure as failure:
        yield Finding(
            "bank", "broken", f"{failure.message} ({settings.bank.base_url})", _REMEDIES[failure.code]
        )
        return
    finally:
        bank.close()
    ms = (perf_counter() - started) * 1000
    if settings.bank.kind == "embedded":
        yield Finding("bank", "ok", f"the embedded demonstration bank, books of {books}")
    else:
        yield Finding("bank", "ok", f"{settings.bank.base_url} answers in {ms:.0f} ms, books of {books}")


_REMEDIES = {
    "E_BANK_UNREACHABLE": "check bank.base_url and bank.ca_file, the network, and the bank's system",
    "E_BANK_TIMEOUT": "check the network and the bank's system, or raise bank.read_seconds in tellergraph.toml",
    "E_BANK_REFUSED": "check the token (bank.token_file) and the rights the bank has given it",
    "E_BANK_ANSWER": "compare the bank's interface with docs/core-banking.md, and check bank.base_url",
}
