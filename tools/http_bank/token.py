"""The bearer token of the interface: from a file only its owner reads, else from the environment. Never logged."""

from __future__ import annotations

import os
import re
import stat

from common.errors import ConfigurationError
from common.settings import BankSettings

_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,8192}")


def read_token(settings: BankSettings) -> str:
    """The token as it stands now; it is read for each request, so that a rotated file takes effect.

    Raises:
        ConfigurationError: there is none, other users may read the file, or it is no bearer token.
    """
    token = _from_file(settings) if settings.token_file is not None else _from_environment(settings)
    if not _TOKEN.fullmatch(token):
        raise ConfigurationError(
            "the token for the core banking system is empty or not a bearer token",
            remedy=f"put the token alone into {settings.token_file or '$' + settings.token_variable}",
        )
    return token


def _from_environment(settings: BankSettings) -> str:
    token = os.environ.get(settings.token_variable)
    if token is None:
        raise ConfigurationError(
            "there is no token for the core banking system",
            remedy=f"set bank.token_file in tellergraph.toml, or ${settings.token_variable}",
        )
    return token.strip()


def _from_file(settings: BankSettings) -> str:
    file = settings.token_file
    assert file is not None
    try:
        if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & stat.S_IRWXO:
            raise ConfigurationError(
                f"the token file {file} is open to other users", remedy=f"chmod o-rwx {file}"
            )
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigurationError(
            f"the token file {file} cannot be read: {reason}",
            remedy="mend bank.token_file in tellergraph.toml",
        ) from None
