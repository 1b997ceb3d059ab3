"""Column types: encrypted text, and datetimes that keep their time zone."""

from __future__ import annotations

from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Engine, LargeBinary, String
from sqlalchemy.types import TypeDecorator

from common.errors import ConfigurationError
from state_store.encryption import CannotDecrypt, Cipher

_ciphers: WeakKeyDictionary[Dialect, Cipher] = WeakKeyDictionary()


def use_cipher(engine: Engine, cipher: Cipher) -> None:
    """Encrypted columns read and written through ``engine`` use ``cipher``."""
    _ciphers[engine.dialect] = cipher


class EncryptedText(TypeDecorator[str]):
    """A text that lies encrypted; ``place`` (table.column) is bound into the ciphertext."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _ciphers[dialect].encrypt(value.encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return _ciphers[dialect].decrypt(value, self.place).decode()
        except CannotDecrypt as error:
            raise ConfigurationError(
                f"the stored field {self.place} cannot be decrypted: it was altered",
                remedy="run: tellergraph audit verify; restore the database from a backup",
            ) from error


class Moment(TypeDecorator[datetime]):
    """An aware datetime in ISO 8601 with its offset: SQLite's own type would drop the zone."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)
