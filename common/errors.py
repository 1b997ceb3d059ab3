"""Errors, split by who can mend them. Anything else that is raised is a defect."""

from __future__ import annotations


class TellerGraphError(Exception):
    """Base of the errors a face turns into one clear line instead of a traceback."""


class UserError(TellerGraphError):
    """Something the user can mend: the message says what is wrong and what is allowed.

    ``code`` is one of the codes of the calculators (``E_AMT_RANGE``, ``E_TERM``, …) where one fits.
    """

    def __init__(self, message: str, *, code: str | None = None, slot: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.slot = slot


class ConfigurationError(TellerGraphError):
    """Something an operator can mend: what is wrong, and the remedy."""

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(f"{message} ({remedy})")
        self.message = message
        self.remedy = remedy
