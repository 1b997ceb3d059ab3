"""Opening: a fresh folder, an old one, and what cannot be used, each with one line and a remedy."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect
from sqlmodel import SQLModel

from common.errors import ConfigurationError
from state_store import Store
from state_store.migrations import MIGRATIONS
from tests.state_store.samples import session, store_with_session, turn


def refused(file: Path) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        Store(file)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    return caught.value


def test_what_was_stored_is_there_when_it_is_opened_again(home: Path) -> None:
    first = store_with_session(home)
    first.commit_turn(turn(1), memory="m")
    first.close()
    again = Store(home / "tellergraph.db")
    assert again.turns("s1") == [turn(1)]
    assert again.verify_audit().intact
    again.close()


def test_commits_are_written_ahead_and_synced(home: Path) -> None:
    store = store_with_session(home)
    with store._database.read() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert pragmas == ["wal", 2, 1, 15000]
    store.close()


def test_a_file_that_is_no_database_is_left_alone(home: Path) -> None:
    home.mkdir()
    file = home / "tellergraph.db"
    file.write_text("dear diary")
    assert "not a database" in str(refused(file))
    assert [one.name for one in home.iterdir()] == ["tellergraph.db"]
    assert file.read_text() == "dear diary"


def test_a_database_cut_off_in_its_first_page(home: Path) -> None:
    store_with_session(home).close()
    file = home / "tellergraph.db"
    file.write_bytes(file.read_bytes()[:60])
    assert "malformed" in str(refused(file))


def test_a_folder_is_no_database(home: Path) -> None:
    (home / "tellergraph.db").mkdir(parents=True)
    assert "it is a folder" in str(refused(home / "tellergraph.db"))


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    assert str(tmp_path / "home") in str(refused(tmp_path / "home" / "tellergraph.db"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_may_not_be_written(home: Path) -> None:
    home.mkdir(mode=0o500)
    assert "Permission denied" in str(refused(home / "tellergraph.db"))


def test_a_place_where_nothing_can_be_made() -> None:
    assert "/proc/tellergraph" in str(refused(Path("/proc/tellergraph/tellergraph.db")))


def test_a_database_of_a_newer_version_is_not_touched(home: Path) -> None:
    store_with_session(home).close()
    with sqlite3.connect(home / "tellergraph.db") as connection:
        connection.execute("INSERT INTO migration VALUES ('m999_the_future', '2030-01-01')")
    connection.close()
    assert "newer version (it has m999_the_future)" in str(refused(home / "tellergraph.db"))


def test_a_damaged_database_is_one_clear_line(home: Path) -> None:
    store = store_with_session(home)
    store.commit_turn(turn(1), memory="m")
    store.close()
    file = home / "tellergraph.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + os.urandom(len(whole) - 8192))
    with pytest.raises(ConfigurationError) as caught:
        opened = Store(file)
        opened.turns("s1")
    assert "\n" not in str(caught.value)


def test_the_migrations_make_the_tables(home: Path) -> None:
    store_with_session(home).close()
    made = inspect(create_engine(f"sqlite:///{home / 'tellergraph.db'}"))
    declared = SQLModel.metadata.tables
    assert set(made.get_table_names()) == {*declared, "migration"}
    for name, table in declared.items():
        columns = {column["name"]: column for column in made.get_columns(name)}
        assert set(columns) == set(table.c.keys()), name
        for column in table.c:
            found = columns[column.name]
            assert str(found["type"]) == str(column.type.compile(create_engine("sqlite://").dialect))
            assert found["nullable"] == column.nullable, f"{name}.{column.name}"
        key = made.get_pk_constraint(name)["constrained_columns"]
        assert key == [column.name for column in table.primary_key], name
        assert {tuple(one["column_names"]) for one in made.get_indexes(name)} == {
            tuple(index.columns.keys()) for index in table.indexes
        }, name
        assert {one["referred_table"] for one in made.get_foreign_keys(name)} == {
            key.column.table.name for key in table.foreign_keys
        }, name


def test_migrations_are_numbered_without_gaps() -> None:
    assert [step.__name__.split("_")[0] for step in MIGRATIONS] == [
        f"m{number:03}" for number in range(1, len(MIGRATIONS) + 1)
    ]


def test_several_processes_may_open_a_fresh_home_at_once(home: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from state_store import Store;"
        "store = Store(Path(sys.argv[1])); print(len(store.sessions()))"
    )
    command = [sys.executable, "-c", program, str(home / "tellergraph.db")]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [(*process.communicate(timeout=60), process.returncode) for process in started]
    assert said == [("0\n", "", 0)] * len(started)


def test_a_second_store_of_the_same_process_sees_the_first_ones_work(home: Path) -> None:
    one = store_with_session(home)
    two = Store(home / "tellergraph.db")
    two.create_session(session("s2"))
    assert [record.id for record in one.sessions()] == ["s1", "s2"]
    one.close()
    two.close()
