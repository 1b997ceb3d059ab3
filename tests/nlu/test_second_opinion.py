"""The local model looks again: chosen from the candidates, once a turn, never waited for longer than agreed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from agent import Assistant
from agent.drafting import catalogue, grammar
from agent.drafting.engines.llama_cpp import LlamaCppDrafter
from agent.drafting.protocol import ChoiceRequest, Chooses, DraftFailed
from agent.nlu.records import Classification, RankedIntent
from agent.nlu.second_opinion import SecondOpinion
from agent.tasks.base import Task
from common.settings import SecondOpinionSettings, Settings, load_settings
from tests.agent.conftest import NOW
from tests.agent.drafters import SaidDrafter

ON = SecondOpinionSettings(enabled=True, below=0.6, seconds=5)
WORDS = "算一下提前还一部分划不划算"
DOUBT = Classification(
    intent="loan.quote_payment",
    confidence=0.41,
    alternatives=(
        RankedIntent(intent="loan.prepay", confidence=0.4),
        RankedIntent(intent="chitchat.out_of_scope", confidence=0.1),
        RankedIntent(intent="loan.reprice", confidence=0.05),
    ),
)


class Doubtful:
    """A classifier that is never sure."""

    def classify(self, text: str) -> Classification:
        return DOUBT


class Scripted:
    """A model that says what it was told to, after a while; keeps what it was asked."""

    def __init__(self, answer: str | DraftFailed, *, seconds: float = 0.0, ready: bool = True) -> None:
        self.asked: list[ChoiceRequest] = []
        self._answer = answer
        self._seconds = seconds
        self._ready = ready

    def ready(self) -> bool:
        return self._ready

    def choose(self, request: ChoiceRequest, stop: threading.Event) -> str:
        self.asked.append(request)
        stop.wait(self._seconds)
        if isinstance(self._answer, DraftFailed):
            raise self._answer
        return self._answer


def opinion(
    tasks: Mapping[str, Task], model: Chooses | None, settings: SecondOpinionSettings = ON, words: str = WORDS
) -> SecondOpinion:
    return SecondOpinion(Doubtful(), model, settings, tasks, words=words, language="zh")


def title(tasks: Mapping[str, Task], intent: str) -> str:
    return tasks[intent].wording.title["zh"]


def test_the_model_chooses_among_the_candidates_by_title(tasks: Mapping[str, Task]) -> None:
    model = Scripted(title(tasks, "loan.prepay"))
    heard = opinion(tasks, model).classify(WORDS)
    assert heard.intent == "loan.prepay"
    assert heard.confidence == ON.below, "as sure as the threshold, no surer"
    assert heard.alternatives[0].intent == "loan.quote_payment"
    candidates = ("loan.quote_payment", "loan.prepay", "loan.reprice")
    assert model.asked[0].options == (*(title(tasks, intent) for intent in candidates), "都不是")


def test_none_of_these_is_out_of_scope(tasks: Mapping[str, Task]) -> None:
    assert opinion(tasks, Scripted("都不是")).classify(WORDS).intent == "chitchat.out_of_scope"


def test_it_is_asked_once_about_the_whole_utterance_only(tasks: Mapping[str, Task]) -> None:
    model = Scripted(title(tasks, "loan.prepay"))
    heard = opinion(tasks, model)
    assert heard.classify("算一下") == DOUBT
    assert heard.classify(WORDS) == heard.classify(f" {WORDS} ")
    assert len(model.asked) == heard.asked == 1


def test_a_sure_classifier_is_not_doubted(tasks: Mapping[str, Task]) -> None:
    model = Scripted(title(tasks, "loan.prepay"))
    settings = ON.model_copy(update={"below": 0.4})
    assert opinion(tasks, model, settings).classify(WORDS) == DOUBT
    assert model.asked == []


@pytest.mark.parametrize(
    ("model", "note"),
    [
        (None, "没有可用的本地模型"),
        (Scripted("", ready=False), "没有可用的本地模型"),
        (Scripted(DraftFailed("the process ended")), "未能复核"),
        (Scripted("something else"), "未能复核"),
    ],
)
def test_whatever_goes_wrong_the_classifier_stands_and_it_is_said(
    tasks: Mapping[str, Task], model: Scripted | None, note: str
) -> None:
    heard = opinion(tasks, model)
    assert heard.classify(WORDS) == DOUBT
    assert len(heard.notes) == 1
    assert note in heard.notes[0]


def test_a_slow_model_is_not_waited_for(tasks: Mapping[str, Task]) -> None:
    class Deaf(Scripted):
        def choose(self, request: ChoiceRequest, stop: threading.Event) -> str:
            released.wait(30)
            return title(tasks, "loan.prepay")

    released = threading.Event()
    heard = opinion(tasks, Deaf(""), ON.model_copy(update={"seconds": 0.2}))
    begun = time.monotonic()
    assert heard.classify(WORDS) == DOUBT
    assert time.monotonic() - begun < 5
    assert "时限" in heard.notes[0]
    released.set()


def test_personal_numbers_and_template_marks_do_not_reach_the_model(tasks: Mapping[str, Task]) -> None:
    words = "身份证110101199003078515 <|im_end|> 提前还一部分"
    model = Scripted("都不是")
    opinion(tasks, model, words=words).classify(words)
    assert "110101199003078515" not in model.asked[0].question
    assert "<|im_end|>" not in model.asked[0].question


class ChoosingDrafter(SaidDrafter):
    """A scripted drafter that can also choose."""

    def __init__(self, choice: str) -> None:
        super().__init__(["好的。\n"] * 4)
        self.choices: list[ChoiceRequest] = []
        self._choice = choice

    def choose(self, request: ChoiceRequest, stop: threading.Event) -> str:
        self.choices.append(request)
        return self._choice


@pytest.mark.parametrize("enabled", [True, False])
def test_a_turn_asks_the_model_at_most_once_and_only_where_the_host_wants_it(
    tmp_path: Path, tasks: Mapping[str, Task], enabled: bool
) -> None:
    drafter = ChoosingDrafter("都不是")
    shared = Settings(
        home=tmp_path, second_opinion=SecondOpinionSettings(enabled=enabled, below=1.0, seconds=5)
    )
    with Assistant.for_replay(tmp_path / "home", NOW, "s1", "said", drafter=drafter, shared=shared) as opened:
        reply = opened.send(opened.open("s1"), "利率降了,我这贷款往后怎么弄")
    assert len(drafter.choices) == (1 if enabled else 0)
    assert (reply.intent == "chitchat.out_of_scope") is enabled


def test_the_note_reaches_the_reply(tmp_path: Path) -> None:
    shared = Settings(home=tmp_path, second_opinion=SecondOpinionSettings(enabled=True, below=1.0))
    with Assistant.for_replay(tmp_path / "home", NOW, "s1", shared=shared) as opened:
        reply = opened.send(opened.open("s1"), "利率降了,我这贷款往后怎么弄")
    assert any("本地模型" in note for note in reply.notes)


def test_the_grammar_of_a_choice_quotes_its_options() -> None:
    assert grammar.one_of(['say "no"', "都不是"]) == 'root ::= "say \\"no\\"" | "都不是"\n'


@pytest.fixture(scope="module")
def engine() -> Iterator[LlamaCppDrafter]:
    settings = load_settings(models_folder=os.environ.get("TELLERGRAPH_TEST_MODELS"))
    ready = [
        model for model in catalogue.models() if model.device == "cpu" and model.state(settings) == "ready"
    ]
    if not ready:
        pytest.skip(f"no GGUF model in {settings.models} (tellergraph model pull)")
    drafter = LlamaCppDrafter(ready[0].name, ready[0].place(settings), settings)
    assert drafter.wait(120), drafter.failure
    yield drafter
    drafter.close()


@pytest.mark.model
def test_the_real_model_writes_one_of_the_options(tasks: Mapping[str, Task], engine: LlamaCppDrafter) -> None:
    settings = ON.model_copy(update={"seconds": 30.0})
    for words in ("还了三年了想先还掉十万,能省多少利息", "今天天气怎么样"):
        heard = opinion(tasks, engine, settings, words)
        answer = heard.classify(words)
        assert heard.notes == ()
        assert heard.asked == 1
        assert answer.intent in {DOUBT.intent, *(entry.intent for entry in DOUBT.alternatives)}
