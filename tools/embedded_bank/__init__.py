"""The demonstration bank: fictional people and accounts in one SQLite file, the same on every machine."""

from tools.embedded_bank.bank import EmbeddedBank

__all__ = ["EmbeddedBank"]
