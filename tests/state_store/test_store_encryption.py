"""Encryption at rest: the file tells nothing, and without the right key nothing is read."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest

from common.errors import ConfigurationError
from state_store import Store
from state_store.encryption import CannotDecrypt, Cipher, derive_key, load_key
from tests.state_store.samples import SECRET_WORDS, item, store_with_session, turn

POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


def key_text(byte: bytes = b"k") -> str:
    return base64.b64encode(byte * 32).decode()


def test_what_people_said_does_not_lie_in_clear(store: Store, home: Path) -> None:
    told = item(summary_zh="客户要投诉王某某", packet={"told": "请稍候，主管马上到"})
    store.commit_turn(turn(1), memory="客户想提前还款", escalations=[told])
    store.append_note("E1", "客户还在等", turn(1).at)
    files = b"".join(file.read_bytes() for file in home.glob("tellergraph.db*"))
    for words in (SECRET_WORDS, "稳赚", "客户想提前还款", "王某某", "请稍候", "还在等", "C0003"):
        assert words.encode() not in files
        assert words.encode("utf-16-le") not in files
    assert b"human_request" in files


@POSIX
def test_key_and_database_are_for_their_owner_only(store: Store, home: Path) -> None:
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    for file in home.iterdir():
        if file.is_file():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_the_key_is_made_once_and_kept(home: Path) -> None:
    assert load_key(home) == load_key(home)
    assert len(load_key(home)) == 32
    assert [file.name for file in home.iterdir()] == ["tellergraph.key"]


def test_the_environment_wins_over_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_key(home)
    monkeypatch.setenv("TELLERGRAPH_KEY", key_text())
    assert load_key(home) == b"k" * 32


def test_a_database_opens_with_the_key_of_the_environment_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLERGRAPH_KEY", key_text())
    store_with_session(home).close()
    assert not (home / "tellergraph.key").exists()
    store = Store(home / "tellergraph.db")
    assert store.session("s1").customer == "C0003"
    store.close()


def test_another_key_is_refused_with_a_remedy(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_with_session(home).close()
    monkeypatch.setenv("TELLERGRAPH_KEY", key_text())
    with pytest.raises(ConfigurationError, match="encrypted with another key") as caught:
        Store(home / "tellergraph.db")
    assert "restore its key file" in caught.value.remedy


def test_a_lost_key_is_not_replaced_by_a_new_one(home: Path) -> None:
    store_with_session(home).close()
    (home / "tellergraph.key").unlink()
    with pytest.raises(ConfigurationError, match="key of the database is missing"):
        Store(home / "tellergraph.db")
    assert not (home / "tellergraph.key").exists()


@pytest.mark.parametrize("text", ["", "secret", key_text()[:-8], "钥匙", "!" * 44])
def test_a_malformed_key_file_is_one_clear_line(home: Path, text: str) -> None:
    home.mkdir()
    file = home / "tellergraph.key"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(ConfigurationError, match=r"tellergraph\.key") as caught:
        load_key(home)
    assert "\n" not in str(caught.value)


def test_a_malformed_key_in_the_environment_is_not_repeated(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLERGRAPH_KEY", "my-secret")
    with pytest.raises(ConfigurationError, match="TELLERGRAPH_KEY") as caught:
        load_key(home)
    assert "my-secret" not in str(caught.value)


@POSIX
def test_a_key_others_can_read_is_refused(home: Path) -> None:
    load_key(home)
    (home / "tellergraph.key").chmod(0o644)
    with pytest.raises(ConfigurationError, match="open to other users") as caught:
        load_key(home)
    assert "chmod 600" in caught.value.remedy


def test_a_ciphertext_reads_only_where_it_was_written() -> None:
    cipher = Cipher(b"k" * 32, "fields")
    sealed = cipher.encrypt("词".encode(), "turn.body")
    assert cipher.decrypt(sealed, "turn.body").decode() == "词"
    assert cipher.encrypt("词".encode(), "turn.body") != sealed
    for other, place, text in (
        (cipher, "memory.snapshot", sealed),
        (Cipher(b"k" * 32, "checkpoints"), "turn.body", sealed),
        (cipher, "turn.body", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (cipher, "turn.body", b""),
    ):
        with pytest.raises(CannotDecrypt):
            other.decrypt(text, place)


def test_derived_keys_are_hkdf_sha256() -> None:
    """Against the ``cryptography`` package's own HKDF (RFC 5869)."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    expected = HKDF(SHA256(), 32, salt=None, info=b"fields").derive(b"k" * 32)
    assert derive_key(b"k" * 32, "fields") == expected
