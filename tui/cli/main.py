"""``tellergraph``: dispatches to a command and turns every error into one line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence

from common.errors import TellerGraphError
from tui.cli.parser import build_parser

# A command allocates much and frees little before it answers: collecting meanwhile only costs time.
gc.set_threshold(100_000, 50, 50)

DEFECT = 70
"""Exit code of a defect (``EX_SOFTWARE`` of sysexits.h)."""
INTERRUPTED = 130
PIPE_CLOSED = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; no traceback ever reaches the user."""
    return guarded(lambda: _run(sys.argv[1:] if argv is None else list(argv)))


def guarded(run: Callable[[], int]) -> int:
    """Run a program of ours; what goes wrong becomes one line and an exit code."""
    _prepare()
    try:
        return run()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # What reads us has seen enough: nothing may be written any more, not even by the interpreter's exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except TellerGraphError as error:
        return _fail(str(error), 2)
    except OSError as error:
        reason = error.strerror or str(error)
        return _fail(f"{error.filename}: {reason}" if error.filename else reason, 2)
    except Exception as error:
        from tui.cli.defects import record

        return _fail(f"a defect: {type(error).__name__}; the details are in {record(error)}", DEFECT)


def _run(argv: Sequence[str]) -> int:
    parser = build_parser()
    try:
        args = parser.parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    if args.version:
        from importlib.metadata import version

        print(f"tellergraph {version('tellergraph')}")
        return 0
    if args.command is None:
        parser.print_help()
        return 0
    code: int = args.run(args)
    sys.stdout.flush()
    return code


def _fail(message: str, code: int) -> int:
    line = " ".join(message.split())
    print(f"tellergraph: {line}", file=sys.stderr, flush=True)
    return code


def _prepare() -> None:
    """UTF-8 on every platform, and no library's warning between the user and the answer."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    if not sys.warnoptions:
        import warnings

        warnings.simplefilter("ignore")


if __name__ == "__main__":
    sys.exit(main())
