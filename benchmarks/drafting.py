"""How fast the local drafter is beside the bare engine, and what it writes.

    python -m benchmarks.drafting [MODEL] [--models FOLDER] [--rounds N] [--words]

Bare engine: the same prompt and sampling through xllamacpp, without process boundary and without grammar.
The ratio is decode speed through the drafter divided by that of the bare engine (goal: at least 0.9). Both
run on the same machine in turns, so that other work on it weighs on both.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import yaml

from agent.drafting import DraftRequest, literals_of, path
from agent.drafting.engines.llama_cpp import LlamaCppDrafter, body_of
from common.errors import TellerGraphError
from common.settings import Settings, load_settings


@dataclass(frozen=True)
class Wording:
    """One draft: when its first sentence was whole, its tokens a second (reading, writing), its text."""

    task: str
    first_sentence: float
    seconds: float
    reading: float
    writing: float
    reused: int
    text: str


def requests() -> Iterator[tuple[str, DraftRequest]]:
    """The wordings of ``drafting.yaml``, in order."""
    for group in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")):
        example = ("\n".join(group["example"]["facts"]), group["example"]["answer"])
        for entry in group["requests"]:
            facts = tuple((str(label), str(value)) for label, value in entry["facts"])
            request = DraftRequest(
                language=group["language"],
                question=entry["question"],
                facts=facts,
                steps=(),
                example=example,
                literals=literals_of(facts),
            )
            yield group["task"], request


def left_out(request: DraftRequest, text: str) -> list[str]:
    """The figures of the facts that ``text`` does not hold."""
    return [literal for literal in request.literals if literal not in text]


def through_drafter(drafter: LlamaCppDrafter, task: str, request: DraftRequest) -> Wording:
    begun, first, text = time.perf_counter(), 0.0, ""
    for piece in drafter.stream(request, threading.Event()):
        text += piece
        if not first and "\n" in text:
            first = time.perf_counter() - begun
    return _wording(task, first, time.perf_counter() - begun, drafter.timings, text)


def bare(server: Any, request: DraftRequest, settings: Settings) -> Wording:  # noqa: ANN401
    body = {key: value for key, value in body_of(request, settings.sampling).items() if key != "grammar"}
    timings: dict[str, Any] = {}
    pieces: list[str] = []

    def hear(chunk: Mapping[str, Any]) -> None:
        timings.update(chunk.get("timings") or {})
        pieces.extend(choice["delta"].get("content") or "" for choice in chunk["choices"])

    begun = time.perf_counter()
    server.handle_chat_completions(body, hear)
    return _wording("bare", 0.0, time.perf_counter() - begun, timings, "".join(pieces))


def _wording(task: str, first: float, seconds: float, timings: Mapping[str, Any], text: str) -> Wording:
    return Wording(
        task=task,
        first_sentence=first,
        seconds=seconds,
        reading=float(timings["prompt_per_second"]),
        # Tokens over the whole time after reading, as the caller sees it, not as the engine counts it.
        writing=float(timings["predicted_n"]) / max(1e-9, seconds - float(timings["prompt_ms"]) / 1000),
        reused=int(timings["cache_n"]),
        text=text,
    )


def load_bare(model: Path, settings: Settings) -> Any:  # noqa: ANN401
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.n_ctx = settings.context_tokens
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = settings.threads
    return xllamacpp.Server(params)


def main() -> int:
    parser = argparse.ArgumentParser(description="drafting speed beside the bare engine")
    parser.add_argument("model", nargs="?", default="qwen2.5-coder-1.5b-instruct-q4_k_m")
    parser.add_argument("--models", type=Path, help="the folder of model files")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument(
        "--words", action="store_true", help="print what the model writes, skip the comparison"
    )
    options = parser.parse_args()
    try:
        settings = load_settings(models_folder=options.models)
        model = path(options.model, settings)
    except TellerGraphError as error:
        print(error, file=sys.stderr)
        return 2
    drafter = LlamaCppDrafter(options.model, model, settings)
    begun = time.perf_counter()
    if not drafter.wait(120):
        print(drafter.failure, file=sys.stderr)
        return 1
    print(f"load {time.perf_counter() - begun:.1f} s")
    try:
        show_words(drafter) if options.words else compare(drafter, model, settings, options.rounds)
    finally:
        drafter.close()
    return 0


def show_words(drafter: LlamaCppDrafter) -> None:
    lost = written = 0
    for task, request in requests():
        wording = through_drafter(drafter, task, request)
        missing = left_out(request, wording.text)
        lost += len(missing)
        written += len(request.literals)
        print(
            f"\n[{task}] {wording.seconds:.1f} s, first sentence {wording.first_sentence:.1f} s, "
            f"{wording.reused} tokens reused; left out: {missing or 'nothing'}\n{wording.text}",
            flush=True,
        )
    print(f"\nfigures kept: {written - lost} of {written}")


def compare(drafter: LlamaCppDrafter, model: Path, settings: Settings, rounds: int) -> None:
    server = load_bare(model, settings)
    ours: list[Wording] = []
    theirs: list[Wording] = []
    task, request = next(requests())
    for number in range(rounds + 1):
        # Another amount each round, so that only the prefix is reused; the first round fills the caches.
        principal = f"{1_000_000 + 10_000 * number:,}元"
        facts = ((request.facts[0][0], principal), *request.facts[1:])
        turn = replace(request, facts=facts, literals=literals_of(facts))
        # In turns, so that whatever else runs on the machine weighs on both.
        if number % 2:
            theirs.append(bare(server, turn, settings))
        ours.append(through_drafter(drafter, task, turn))
        if not number % 2:
            theirs.append(bare(server, turn, settings))
    del server
    gc.collect()
    warm, beside = ours[1:], theirs[1:]
    for name, runs in (("drafter", warm), ("bare engine", beside)):
        print(
            f"{name}: reading {statistics.median(run.reading for run in runs):.1f}, "
            f"writing {statistics.median(run.writing for run in runs):.1f} tokens/s"
        )
    ratios = [mine.writing / other.writing for mine, other in zip(warm, beside, strict=True)]
    print(
        f"ratio of writing speed: {statistics.median(ratios):.2f} (goal >= 0.90; "
        f"{', '.join(f'{ratio:.2f}' for ratio in ratios)})"
    )
    first = statistics.median(run.first_sentence for run in warm)
    print(f"first sentence: cold {ours[0].first_sentence:.1f} s, prefix reused {first:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
