"""LangGraph's checkpoints: one SQLite file, read back strictly, encrypted, only the newest of a thread kept.

*Strictly*: LangGraph derives the types that may stand in a checkpoint from the state schema when the graph
is compiled. A value of another type, or one that no longer fits its record, raises
:class:`CheckpointUnreadable` here instead of coming back as a plain dict. What is walked are pydantic models,
dataclasses and enums reached through ``list``, ``tuple``, ``set``, ``frozenset``, ``dict``, unions and
``Annotated``; what hides behind ``Any``, ``object``, ``Mapping`` or a bare ``dict`` is not. Datetime, date,
Decimal, UUID and frozenset pass always. A tuple that is itself a channel's value comes back as a list;
inside a pydantic record it stays a tuple.

The turn log is the authority and is committed with a full sync; a checkpoint may be lost with the power,
so here a commit waits for no disk.
"""

from __future__ import annotations

import importlib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import ormsgpack
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.serde import _msgpack as msgpack_rules
from langgraph.checkpoint.serde.event_hooks import SerdeEvent, register_serde_event_listener
from langgraph.checkpoint.serde.jsonplus import EXT_CONSTRUCTOR_KW_ARGS, EXT_PYDANTIC_V2, JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver
from pydantic import ValidationError

from common.errors import ConfigurationError
from state_store.encryption import CannotDecrypt, Cipher, load_key
from state_store.files import BUSY_SECONDS, holds_data, one_line, prepare, write_ahead

_CIPHER_NAME = "aes256gcm"
_KEPT_KEYS = ("thread_id", "checkpoint_ns", "checkpoint_id")


class CheckpointUnreadable(ConfigurationError):
    """A checkpoint this version, key or schema does not read; the dialogue goes on from the turn log."""

    def __init__(self, why: str) -> None:
        super().__init__(f"a checkpoint cannot be read back: {why}", remedy="it is rebuilt from the turn log")


_refusals = threading.local()


def _note_refusal(event: SerdeEvent) -> None:
    names = getattr(_refusals, "names", None)
    if names is not None and event["kind"] in ("msgpack_blocked", "msgpack_method_blocked"):
        names.append(f"{event['module']}.{event['name']}")


register_serde_event_listener(_note_refusal)


@contextmanager
def _refusals_of_this_thread() -> Iterator[list[str]]:
    names: list[str] = []
    _refusals.names = names
    try:
        yield names
    finally:
        _refusals.names = None


class SealedSerializer(JsonPlusSerializer):
    """msgpack under AES-256-GCM that refuses what it does not know, instead of guessing.

    It is a ``JsonPlusSerializer`` and not LangGraph's ``EncryptedSerializer`` because the latter reads a row
    without a cipher name as plain text: whoever can write the file could slip state in.
    """

    def __init__(self, cipher: Cipher) -> None:
        super().__init__(allowed_msgpack_modules=None)
        self._cipher = cipher

    def dumps_typed(self, obj: object) -> tuple[str, bytes]:
        """Serialise and encrypt; the type carries the cipher's name."""
        kind, plain = super().dumps_typed(obj)
        return f"{kind}+{_CIPHER_NAME}", self._cipher.encrypt(plain, kind)

    def loads_typed(self, data: tuple[str, bytes]) -> object:
        """Decrypt and rebuild.

        Raises:
            CheckpointUnreadable: another key, an undeclared type, or a record that no longer validates.
        """
        tagged, sealed = data
        kind, _, cipher_name = tagged.partition("+")
        if cipher_name != _CIPHER_NAME:
            raise CheckpointUnreadable("it is not encrypted")
        try:
            plain = self._cipher.decrypt(sealed, kind)
        except CannotDecrypt as error:
            raise CheckpointUnreadable("it was written with another key, or altered") from error
        with _refusals_of_this_thread() as refused:
            value = self._rebuild(kind, plain)
        if refused:
            raise CheckpointUnreadable(
                f"the state schema does not declare {', '.join(dict.fromkeys(refused))}"
            )
        return value

    def _rebuild(self, kind: str, plain: bytes) -> object:
        if kind != "msgpack":
            return super().loads_typed((kind, plain))
        failures: list[str] = []
        hook = self._validating(self._unpack_ext_hook, failures)
        value = ormsgpack.unpackb(plain, ext_hook=hook, option=ormsgpack.OPT_NON_STR_KEYS)
        if failures:
            raise CheckpointUnreadable("; ".join(failures))
        return value

    def _validating(
        self, otherwise: Callable[[int, bytes], object], failures: list[str]
    ) -> Callable[[int, bytes], object]:
        """LangGraph's hook, but for records: what does not fit those it would hand on unvalidated."""
        declared = self._allowed_msgpack_modules or set()

        def hook(code: int, data: bytes) -> object:
            if code not in (EXT_PYDANTIC_V2, EXT_CONSTRUCTOR_KW_ARGS):
                return otherwise(code, data)
            module, name, values, *_ = ormsgpack.unpackb(
                data, ext_hook=hook, option=ormsgpack.OPT_NON_STR_KEYS
            )
            key = (module, name)
            if key not in msgpack_rules.SAFE_MSGPACK_TYPES and (declared is True or key not in declared):
                return otherwise(code, data)
            try:
                return getattr(importlib.import_module(module), name)(**values)
            except (ImportError, AttributeError, TypeError, ValidationError) as error:
                failures.append(f"{module}.{name}: {str(error).splitlines()[0]}")
                return values

        return hook


class CheckpointSaver(SqliteSaver):
    """``SqliteSaver`` that can prune, and whose metadata (stored in clear) tells nothing of the dialogue."""

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Store a checkpoint; of the configuration only what addresses it, for the rest may name people."""
        bare = {key: config["configurable"][key] for key in _KEPT_KEYS if key in config["configurable"]}
        return super().put({"configurable": bare}, checkpoint, metadata, new_versions)

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Drop all checkpoints of the threads but the newest of each namespace, with its pending writes.

        Not for graphs with ``DeltaChannel``: those read their ancestors.
        """
        if strategy == "delete":
            for thread_id in thread_ids:
                self.delete_thread(thread_id)
            return
        if strategy != "keep_latest":
            raise ValueError(f"unknown strategy {strategy!r}")
        with self.cursor() as cursor:
            for thread_id in thread_ids:
                cursor.execute(
                    "DELETE FROM checkpoints WHERE thread_id = ?1 AND checkpoint_id < ("
                    " SELECT MAX(newest.checkpoint_id) FROM checkpoints AS newest WHERE newest.thread_id = ?1"
                    " AND newest.checkpoint_ns = checkpoints.checkpoint_ns)",
                    (thread_id,),
                )
                cursor.execute(
                    "DELETE FROM writes WHERE thread_id = ?1 AND NOT EXISTS ("
                    " SELECT 1 FROM checkpoints AS kept WHERE kept.thread_id = ?1"
                    " AND kept.checkpoint_ns = writes.checkpoint_ns"
                    " AND kept.checkpoint_id = writes.checkpoint_id)",
                    (thread_id,),
                )

    def close(self) -> None:
        """Close the connection; the saver is of no use afterwards."""
        with self.lock:
            self.conn.close()


def open_checkpoints(file: Path, *, key: bytes | None = None) -> CheckpointSaver:
    """Open (and create) the checkpoint file; safe to use from several threads and processes.

    The saver reads strictly whatever LangGraph's own mode is. A graph compiled in strict mode
    (``LANGGRAPH_STRICT_MSGPACK``, set before LangGraph is imported) declares the types of its state itself;
    where a host imported LangGraph first, compile over ``declaring(saver, State)``.

    Args:
        file: usually ``settings.checkpoints``.
        key: the installation's key; by default the one of the file's folder.

    Raises:
        ConfigurationError: the file cannot be used.
    """
    key = key or load_key(file.parent, create=not holds_data(file))
    serializer = SealedSerializer(Cipher(key, "checkpoints"))
    prepare(file)
    with one_line(file):
        connection = sqlite3.connect(file, timeout=BUSY_SECONDS, check_same_thread=False)
        write_ahead(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        saver = CheckpointSaver(connection, serde=serializer)
        saver.setup()
    return saver


def declaring(saver: CheckpointSaver, *schemas: type) -> CheckpointSaver:
    """The saver, allowed to read the types reached from these state schemas; it shares the connection."""
    from langgraph._internal._serde import collect_allowlist_from_schemas

    declared = collect_allowlist_from_schemas(schemas=list(schemas))
    return cast(CheckpointSaver, saver.with_allowlist(declared))


def prune_thread(saver: SqliteSaver, thread_id: str) -> None:
    """Keep only the newest checkpoint of a thread; to be called when a turn is over."""
    cast(CheckpointSaver, saver).prune([thread_id])
