"""The database file: opening, migrating, transactions. SQLite in WAL mode, every commit synced to disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import SQLModel, insert, select

from common.errors import ConfigurationError
from state_store import tables
from state_store.columns import use_cipher
from state_store.encryption import Cipher, derive_key, load_key
from state_store.files import BUSY_SECONDS, explain, holds_data, prepare, write_ahead
from state_store.migrations import migrate, pending

_PROBE = "tellergraph"

SESSION = SQLModel.metadata.tables[tables.SessionRow.__tablename__]
TURN = SQLModel.metadata.tables[tables.TurnRow.__tablename__]
MEMORY = SQLModel.metadata.tables[tables.MemoryRow.__tablename__]
ESCALATION = SQLModel.metadata.tables[tables.EscalationRow.__tablename__]
AUDIT = SQLModel.metadata.tables[tables.AuditRow.__tablename__]
AUDIT_HEAD = SQLModel.metadata.tables[tables.AuditHeadRow.__tablename__]
KEY_CHECK = SQLModel.metadata.tables[tables.KeyCheckRow.__tablename__]


class Database:
    """One database file, usable from many threads; other processes may use the file at the same time."""

    def __init__(self, file: Path, *, key: bytes | None = None) -> None:
        """Open ``file``, creating and migrating it where needed.

        Args:
            file: its folder also holds the key file and the locks.
            key: 32 bytes; by default the installation's (:func:`state_store.encryption.load_key`).

        Raises:
            ConfigurationError: the file or the key cannot be used; with the remedy.
        """
        self.file = file
        self._key = key or load_key(file.parent, create=not holds_data(file))
        self.seal_key = derive_key(self._key, "audit")
        prepare(file)
        self._engine = _engine(file)
        self._writing = self._engine.execution_options(begin="IMMEDIATE")
        self._cipher = Cipher(self._key, "fields")
        use_cipher(self._engine, self._cipher)
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    @property
    def cipher(self) -> Cipher:
        """What encrypts the fields."""
        return self._cipher

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view; never blocks writers, nor waits for them."""
        with self._transaction(self._engine) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: all of it is on disk when the block is left, or nothing is when it raises."""
        with self._transaction(self._writing) as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise explain(error.orig or error, self.file) from error

    def _open(self) -> None:
        with self.read() as connection:
            fresh = not pending(connection)
        if not fresh:
            with self.write() as connection:
                migrate(connection, now=datetime.now(UTC).isoformat(timespec="seconds"))
                if connection.execute(select(KEY_CHECK.c.id)).first() is None:
                    connection.execute(insert(KEY_CHECK), {"id": 1, "probe": _PROBE})
        try:
            with self.read() as connection:
                connection.execute(select(KEY_CHECK.c.probe)).one()
        except ConfigurationError as error:
            raise ConfigurationError(
                f"the database {self.file} was encrypted with another key",
                remedy=f"restore its key file in {self.file.parent}, or set TELLERGRAPH_KEY to its key",
            ) from error


def _engine(file: Path) -> Engine:
    url = URL.create("sqlite", database=str(file.absolute()))
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        # Autocommit mode: "begin" below decides where a transaction starts, not the sqlite3 module.
        connection.isolation_level = None
        write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its place at once: two that read first and write later would meet SQLITE_BUSY.
        connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("begin", "DEFERRED"))

    return engine
