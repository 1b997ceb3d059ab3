"""The llama.cpp process: streams, stops at once, survives a hang, leaves no orphan."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.drafting import catalogue, grammar
from agent.drafting.engines import llama_cpp
from agent.drafting.engines.llama_cpp import LlamaCppDrafter
from agent.drafting.protocol import DraftFailed, DraftRequest
from common.settings import Sampling, Settings, load_settings

FACTS = (("贷款金额", "1,000,000元"), ("年利率", "3.5%"), ("每月还款", "4,490.45元"))
EXAMPLE = (
    "贷款金额：300,000元\n年利率：3.6%\n每月还款：8,803.91元",
    "您问的是贷款300,000元。年利率是3.6%。每月还款8,803.91元。",
)
REQUEST = DraftRequest("zh", "月供多少", FACTS, (), EXAMPLE, grammar.literals_of(FACTS), max_sentences=4)


def _smoke_model() -> tuple[Path, Settings]:
    """The 0.5B file where one lies, else skip."""
    folder = os.environ.get("TELLERGRAPH_TEST_MODELS")
    settings = load_settings(models_folder=folder)
    model = catalogue.find("qwen2.5-coder-0.5b")
    if model.state(settings) != "ready":
        pytest.skip(
            f"{model.name} is not in {settings.models} (tellergraph model pull, or TELLERGRAPH_TEST_MODELS)"
        )
    return model.place(settings), settings.model_copy(update={"sampling": Sampling(max_tokens=96)})


@pytest.fixture(scope="module")
def drafter() -> Iterator[LlamaCppDrafter]:
    place, settings = _smoke_model()
    drafter = LlamaCppDrafter("smoke", place, settings)
    assert drafter.wait(120), drafter.failure
    yield drafter
    drafter.close()


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def _gone(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not _alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_a_file_that_is_no_model_fails_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(b"not a model")
    drafter = LlamaCppDrafter("broken", file, Settings(home=tmp_path))
    with pytest.raises(DraftFailed) as failure:
        list(drafter.stream(REQUEST, threading.Event()))
    assert "\n" not in str(failure.value)
    assert not drafter.ready()
    pid = drafter.pid
    drafter.close()
    assert pid is not None
    assert not _alive(pid)


def test_a_closed_drafter_starts_nothing(tmp_path: Path) -> None:
    drafter = LlamaCppDrafter("none", tmp_path / "none.gguf", Settings(home=tmp_path))
    drafter.close()
    drafter.start()
    assert drafter.pid is None
    with pytest.raises(DraftFailed):
        list(drafter.stream(REQUEST, threading.Event()))


def test_a_draft_that_is_stopped_before_the_model_is_loaded_is_empty(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    drafter = LlamaCppDrafter("none", tmp_path / "none.gguf", Settings(home=tmp_path))
    assert list(drafter.stream(REQUEST, stop)) == []
    drafter.close()


@pytest.mark.model
def test_every_figure_written_is_one_of_the_facts(drafter: LlamaCppDrafter) -> None:
    text = "".join(drafter.stream(REQUEST, threading.Event()))
    assert set(re.findall(r"[\d,.]*\d", text)) <= {"1,000,000", "3.5", "4,490.45"}
    assert text.count("\n") >= 2


@pytest.mark.model
def test_the_prefix_is_read_once(drafter: LlamaCppDrafter) -> None:
    facts = (("贷款金额", "500,000元"), ("年利率", "3.05%"), ("每月还款", "2,785.52元"))
    other = DraftRequest("zh", "月供", facts, (), EXAMPLE, grammar.literals_of(facts), max_sentences=4)
    list(drafter.stream(REQUEST, threading.Event()))
    list(drafter.stream(other, threading.Event()))
    reused = drafter.timings["cache_n"]
    assert isinstance(reused, int)
    assert reused > 100


@pytest.mark.model
def test_prefixes_read_ahead_stay_known_when_tasks_alternate(drafter: LlamaCppDrafter) -> None:
    other = DraftRequest("en", "", (("rate", "3.5%"),), (), ("rate: 3.6%", "The rate is 3.6%."), ("3.5",))
    drafter.prime([other, REQUEST, other], threading.Event())
    list(drafter.stream(REQUEST, threading.Event()))
    reused = drafter.timings["cache_n"]
    assert isinstance(reused, int)
    assert reused > 100


@pytest.mark.model
def test_the_same_request_gives_the_same_words(drafter: LlamaCppDrafter) -> None:
    assert list(drafter.stream(REQUEST, threading.Event())) == list(
        drafter.stream(REQUEST, threading.Event())
    )


@pytest.mark.model
def test_a_stopped_draft_ends_and_the_next_one_is_whole(drafter: LlamaCppDrafter) -> None:
    stop, heard = threading.Event(), list[str]()
    for piece in drafter.stream(REQUEST, stop):
        heard.append(piece)
        stop.set()
    assert len(heard) == 1
    assert "".join(drafter.stream(REQUEST, threading.Event())).count("\n") >= 2


@pytest.mark.model
def test_a_process_that_hangs_is_left_at_once_and_replaced(
    drafter: LlamaCppDrafter, monkeypatch: pytest.MonkeyPatch
) -> None:
    hung = drafter.pid
    assert hung is not None
    os.kill(hung, signal.SIGSTOP)
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    assert list(drafter.stream(REQUEST, stop)) == []
    monkeypatch.setattr(llama_cpp, "_STALL_SECONDS", 0.5)
    with pytest.raises(DraftFailed, match="restarted"):
        list(drafter.stream(REQUEST, threading.Event()))
    monkeypatch.undo()
    assert not _alive(hung)
    assert "".join(drafter.stream(REQUEST, threading.Event()))


@pytest.mark.model
def test_a_process_that_was_killed_is_replaced_for_the_next_draft(drafter: LlamaCppDrafter) -> None:
    assert drafter.wait(60)
    assert drafter.pid is not None
    os.kill(drafter.pid, signal.SIGKILL)
    assert _gone(drafter.pid, 5)
    with pytest.raises(DraftFailed):
        while drafter.failure is None:
            list(drafter.stream(REQUEST, threading.Event()))
        list(drafter.stream(REQUEST, threading.Event()))
        raise DraftFailed("a new process drafted")
    assert "".join(drafter.stream(REQUEST, threading.Event()))


@pytest.mark.model
def test_the_process_dies_with_its_parent() -> None:
    place, settings = _smoke_model()
    program = (
        "import sys, time; from pathlib import Path; from common.settings import Settings;"
        "from agent.drafting.engines.llama_cpp import LlamaCppDrafter;"
        "d = LlamaCppDrafter('smoke', Path(sys.argv[1]), Settings(home=Path(sys.argv[2])));"
        "assert d.wait(120); print(d.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(place), str(settings.home)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert _alive(worker)
        parent.kill()
    assert _gone(worker, 5)
