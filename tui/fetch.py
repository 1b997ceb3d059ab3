"""Fetches one model in a process of its own: ``python -m tui.fetch NAME`` writes progress as JSON Lines.

A process, so that leaving the chat ends the transfer at once, pip and all; what has arrived is kept.
"""

from __future__ import annotations

import json
import sys

from common.errors import TellerGraphError


def main(name: str) -> int:
    """Pull the model; lines ``{"done", "total", "origin"}``, at last ``{"path"}`` or ``{"error"}``."""
    from agent.drafting.download import pull
    from common.settings import load_settings

    told = -1

    def progress(done: int, total: int, origin: str) -> None:
        nonlocal told
        thousandth = done * 1000 // total if total else 0
        if thousandth != told:
            told = thousandth
            _say({"done": done, "total": total, "origin": origin})

    try:
        _say({"path": str(pull(name, load_settings(), progress=progress))})
    except TellerGraphError as error:
        _say({"error": " ".join(str(error).split())})
        return 2
    except OSError as error:
        _say({"error": str(error)})
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
