"""How the database comes to its present shape: numbered steps in one list, the applied ones remembered in it.

A step, once released, is never edited; a change of the tables is a new step at the end.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from common.errors import ConfigurationError

Migration = Callable[[Connection], None]
MIGRATIONS: list[Migration] = []


def migration(step: Migration) -> Migration:
    """Append a step to the list."""
    MIGRATIONS.append(step)
    return step


def pending(connection: Connection) -> list[Migration]:
    """The steps this database still lacks, in order.

    Raises:
        ConfigurationError: a newer version has been at work on it.
    """
    exists = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'migration'").first()
    applied = (
        {str(name) for (name,) in connection.exec_driver_sql("SELECT name FROM migration")}
        if exists
        else set()
    )
    known = {step.__name__ for step in MIGRATIONS}
    if foreign := applied - known:
        raise ConfigurationError(
            f"the database was written by a newer version (it has {', '.join(sorted(foreign))})",
            remedy="upgrade tellergraph, or restore the backup taken before that version was tried",
        )
    return [step for step in MIGRATIONS if step.__name__ not in applied]


def migrate(connection: Connection, *, now: str) -> None:
    """Apply what is pending, inside the caller's transaction; ``now`` (ISO 8601) is noted with each step."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)"
    )
    for step in pending(connection):
        step(connection)
        connection.exec_driver_sql("INSERT INTO migration VALUES (?, ?)", (step.__name__, now))


@migration
def m001_dialogues(connection: Connection) -> None:
    """Sessions, turns and what a dialogue remembers."""
    connection.exec_driver_sql(
        "CREATE TABLE session (id VARCHAR NOT NULL PRIMARY KEY, created_at VARCHAR NOT NULL,"
        " staff_id VARCHAR NOT NULL, staff_role VARCHAR NOT NULL, branch VARCHAR NOT NULL,"
        " customer BLOB, language VARCHAR)"
    )
    connection.exec_driver_sql(
        "CREATE TABLE turn (session_id VARCHAR NOT NULL REFERENCES session (id), turn INTEGER NOT NULL,"
        " kind VARCHAR NOT NULL, at VARCHAR NOT NULL, body BLOB NOT NULL,"
        " PRIMARY KEY (session_id, turn))"
    )
    connection.exec_driver_sql(
        "CREATE TABLE memory (session_id VARCHAR NOT NULL PRIMARY KEY REFERENCES session (id),"
        " turn INTEGER NOT NULL, snapshot BLOB NOT NULL)"
    )


@migration
def m002_escalations(connection: Connection) -> None:
    """The human's queue."""
    connection.exec_driver_sql(
        "CREATE TABLE escalation (id VARCHAR NOT NULL PRIMARY KEY, number INTEGER NOT NULL UNIQUE,"
        " session_id VARCHAR NOT NULL REFERENCES session (id), reason VARCHAR NOT NULL,"
        " priority VARCHAR NOT NULL, status VARCHAR NOT NULL, deadline VARCHAR, branch VARCHAR NOT NULL,"
        " claimed_by VARCHAR, answered_by VARCHAR, body BLOB NOT NULL)"
    )
    connection.exec_driver_sql("CREATE INDEX ix_escalation_session_id ON escalation (session_id)")
    connection.exec_driver_sql("CREATE INDEX ix_escalation_status ON escalation (status)")


@migration
def m003_audit(connection: Connection) -> None:
    """The audit chains and their sealed ends."""
    connection.exec_driver_sql(
        "CREATE TABLE audit (session_id VARCHAR NOT NULL, sequence INTEGER NOT NULL, kind VARCHAR NOT NULL,"
        " entry BLOB NOT NULL, previous VARCHAR NOT NULL, hash VARCHAR NOT NULL,"
        " PRIMARY KEY (session_id, sequence))"
    )
    connection.exec_driver_sql(
        "CREATE TABLE audit_head (session_id VARCHAR NOT NULL PRIMARY KEY, sequence INTEGER NOT NULL,"
        " hash VARCHAR NOT NULL, seal VARCHAR NOT NULL)"
    )


@migration
def m004_key_check(connection: Connection) -> None:
    """By which a wrong key is known before anything is read."""
    connection.exec_driver_sql(
        "CREATE TABLE key_check (id INTEGER NOT NULL PRIMARY KEY, probe BLOB NOT NULL)"
    )
