"""The bars on data of others, which lies outside the repository: TELLERGRAPH_EVAL or ``../shared/eval``."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.evaluation.dialogue_state import evaluate
from agent.schema.annotated import Dialogue, load_dialogues
from agent.schema.learning import learn
from agent.schema.service import load_services
from knowledge.encoder import SentenceEncoder

_REPOSITORY = Path(__file__).parents[2]
_PLACES = (
    os.environ.get("TELLERGRAPH_EVAL"),
    _REPOSITORY / "../shared/eval",
    _REPOSITORY / "../../shared/eval",
)
SEED = 7


@pytest.fixture(scope="module")
def folder() -> Path:
    for place in _PLACES:
        if place is not None and (Path(place) / "sgd_banks" / "train.jsonl").is_file():
            return Path(place) / "sgd_banks"
    pytest.skip("no sgd_banks under $TELLERGRAPH_EVAL or ../shared/eval")


def _split(dialogues: Sequence[Dialogue]) -> tuple[list[Dialogue], list[Dialogue]]:
    """A tenth to learn from, and the rest, by dialogue id."""
    ids = sorted(dialogue.dialogue_id for dialogue in dialogues)
    random.Random(SEED).shuffle(ids)
    chosen = set(ids[: len(ids) // 10])
    return (
        [dialogue for dialogue in dialogues if dialogue.dialogue_id in chosen],
        [dialogue for dialogue in dialogues if dialogue.dialogue_id not in chosen],
    )


@pytest.mark.parametrize(("learned", "joint"), [(False, 0.85), (True, 0.88)])
def test_banks_are_tracked_above_the_bar(
    folder: Path, encoder: SentenceEncoder, cache: Path, learned: bool, joint: float
) -> None:
    services = load_services(folder / "schema.json")
    train, test = _split(load_dialogues(folder / "train.jsonl"))
    assert len(train) == 72
    wordings = {service.service_name: learn(service, train) for service in services} if learned else {}
    # Every third dialogue: the whole takes a minute, and says the same.
    report = evaluate(services, test[::3], encoder, wordings=wordings, cache=cache).report()
    assert report["joint_goal_accuracy"] >= joint
    assert report["active_intent_accuracy"] >= 0.95
