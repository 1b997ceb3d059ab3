"""Encryption at rest: one key an installation, AES-256-GCM for every field that holds people's words.

The key comes from ``TELLERGRAPH_KEY`` (32 bytes, base64) or from the file ``tellergraph.key`` beside the
database, readable by its owner only and created on first use. Each use derives a key of its own from it
(HKDF-SHA256), so that a field can never be passed off as a checkpoint or the other way round.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from common.errors import ConfigurationError

KEY_VARIABLE = "TELLERGRAPH_KEY"
KEY_FILE = "tellergraph.key"
KEY_BYTES = 32
_NONCE_BYTES = 12


class CannotDecrypt(Exception):
    """The ciphertext was written with another key, for another place, or has been altered."""


def derive_key(key: bytes, purpose: str) -> bytes:
    """The 32-byte key of one purpose: HKDF-SHA256 (RFC 5869) with an empty salt and one output block."""
    extracted = hmac.digest(bytes(hashlib.sha256().digest_size), key, "sha256")
    return hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")


class Cipher:
    """AES-256-GCM under a key derived for ``purpose``; ciphertexts are nonce (12 bytes), text, tag (16)."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._aead = AESGCM(derive_key(key, purpose))

    def encrypt(self, plaintext: bytes, place: str) -> bytes:
        """Encrypt for ``place`` (a column, a serialisation type): elsewhere it will not decrypt."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plaintext, place.encode())

    def decrypt(self, ciphertext: bytes, place: str) -> bytes:
        """Decrypt what :meth:`encrypt` wrote for the same ``place``.

        Raises:
            CannotDecrypt: the key is another one, or the bytes were altered or moved.
        """
        nonce, body = ciphertext[:_NONCE_BYTES], ciphertext[_NONCE_BYTES:]
        try:
            return self._aead.decrypt(nonce, body, place.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotDecrypt(place) from error


def load_key(home: Path, *, create: bool = True) -> bytes:
    """The installation's key: from the environment, else from the key file in ``home``.

    Args:
        home: the folder of the database.
        create: whether to make a key where there is none; False once there is data that needs the old one.

    Raises:
        ConfigurationError: the key is malformed, missing, unreadable, or readable by others.
    """
    if value := os.environ.get(KEY_VARIABLE):
        return _decode(value, where=f"the environment variable {KEY_VARIABLE}")
    file = home / KEY_FILE
    try:
        if create and not file.exists():
            _create(file)
        mode = file.stat().st_mode
        text = file.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"the key of the database is missing: {file}",
            remedy=f"restore the file or set {KEY_VARIABLE}; without it the stored dialogues cannot be read",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"cannot read or create the key file {file}: {_reason(error)}",
            remedy=f"make it readable, and its folder writable, for this user, or set {KEY_VARIABLE}",
        ) from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigurationError(f"the key file {file} is open to other users", remedy=f"chmod 600 {file}")
    return _decode(text, where=str(file))


def _decode(text: str, *, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigurationError(
            f"the key in {where} is not {KEY_BYTES} bytes in base64",
            remedy="restore the right key; a new one: head -c 32 /dev/urandom | base64",
        )
    return key


def _create(file: Path) -> None:
    """Write a new key so that of several processes that start at once exactly one wins."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".key-")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            file.hardlink_to(draft)
        except FileExistsError:
            return
    finally:
        draft.unlink()
    if os.name == "posix":
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "not a text file"
