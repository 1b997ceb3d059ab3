"""``tellergraph eval dialogue``: how well dialogues are tracked whose schema was never seen."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.opening import open_settings
from tui.cli.output import Progress, emit_json, note
from tui.cli.parser import Parser, add_command

if TYPE_CHECKING:
    from agent.schema.service import Service
    from agent.schema.wording import ServiceWording

COMMON_FAULTS = 6
"""Lines of the account of errors on standard error."""


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = add_command(
        commands, "dialogue", run, "track slots over dialogues of a schema never seen",
        "The files are in the Schema-Guided Dialogue format: a JSON list of services, and one dialogue a line. "
        "Without --train the names and descriptions of the schema are all there is to go by; with it their wording "
        "is learned from its dialogues. User turns of services outside the schema are heard and not scored.",
    )  # fmt: skip
    parser.add_argument("--schema", type=Path, required=True, metavar="S.json", help="the services")
    parser.add_argument(
        "--dialogues", type=Path, required=True, metavar="D.jsonl", help="the dialogues to track"
    )
    parser.add_argument("--train", type=Path, metavar="T.jsonl", help="annotated dialogues to learn from")
    parser.add_argument(
        "--own-acts",
        action="store_true",
        help="give the tracker the annotated acts of the assistant's turns instead of their words alone",
    )


def run(args: argparse.Namespace) -> int:
    """Print the accuracies; where values went wrong goes to standard error."""
    from agent.evaluation.dialogue_state import evaluate
    from agent.schema.annotated import load_dialogues
    from agent.schema.service import load_services
    from knowledge.encoder import SentenceEncoder

    services = load_services(args.schema)
    dialogues = load_dialogues(args.dialogues)
    wordings = _learned(services, args.train) if args.train is not None else {}
    cache = open_settings().cache
    bar = Progress("dialogues")
    try:
        score = evaluate(
            services,
            dialogues,
            SentenceEncoder(cache),
            wordings=wordings,
            cache=cache,
            own_acts=args.own_acts,
            progress=lambda done: bar("tracked", done),
        )
    finally:
        bar.close()
    faults = [(count, slot, fault) for slot, counts in score.wrong.items() for fault, count in counts.items()]
    for count, slot, fault in sorted(faults, reverse=True)[:COMMON_FAULTS]:
        note(f"{slot}: {fault} in {count} of {score.n_turns} turns")
    emit_json(score.report())
    return 0


def _learned(services: tuple[Service, ...], file: Path) -> dict[str, ServiceWording]:
    """The wording of every service that the training dialogues speak of."""
    from agent.schema.annotated import load_dialogues
    from agent.schema.learning import learn
    from common.errors import UserError

    dialogues = load_dialogues(file)
    spoken_of = {frame.service for dialogue in dialogues for turn in dialogue.turns for frame in turn.frames}
    wordings = {
        service.service_name: learn(service, dialogues)
        for service in services
        if service.service_name in spoken_of
    }
    if not wordings:
        names = ", ".join(service.service_name for service in services)
        raise UserError(f"{file}: no turn belongs to a service of the schema ({names})")
    return wordings
