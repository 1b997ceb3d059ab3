"""Drafting with transformers through LangChain: Qwen2.5 and Qwen3 on a GPU, or on the CPU where need be.

The model is loaded in a background thread from a folder on this machine; nothing is fetched here. Figures
are constrained by the same grammar as elsewhere, through xgrammar's logits processor.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.drafting import grammar, prompts
from agent.drafting.protocol import DraftFailed, DraftRequest
from common.errors import ConfigurationError
from common.settings import Settings

if TYPE_CHECKING:
    import torch

_NO_THINKING = "{%- set enable_thinking = false %}"
"""Put before a chat template: Qwen3 then drafts at once; a template without the switch does not see it."""

_POLL_SECONDS = 0.05


def require_grammar() -> None:
    """Check that drafts can be constrained.

    Raises:
        ConfigurationError: when xgrammar is not installed.
    """
    if find_spec("xgrammar") is None:
        raise ConfigurationError(
            "the transformers engine needs xgrammar to keep wrong figures out",
            remedy="pip install 'tellergraph[gpu]'",
        )


class _StopGate:
    """A logits processor that ends the text as soon as a stop event is set."""

    def __init__(self, stop: threading.Event, end: int) -> None:
        self._stop = stop
        self._end = end

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        if self._stop.is_set():
            scores = scores.new_full(scores.shape, float("-inf"))
            scores[:, self._end] = 0.0
        return scores


class TransformersDrafter:
    """A drafter over one model folder (transformers layout). One draft at a time."""

    def __init__(self, name: str, model: Path, settings: Settings) -> None:
        require_grammar()
        self.name = name
        self.failure: str | None = None
        """Why loading failed, in one line; None while all is well."""
        self.device = ""
        """``cuda`` or ``cpu`` with the number type, once loaded."""
        self._folder = model
        self._settings = settings
        self._turn = threading.Lock()
        self._state = threading.Lock()
        self._loaded = threading.Event()
        self._thread: threading.Thread | None = None
        self._chat: Any = None
        self._compiler: Any = None
        self._vocabulary = 0
        self._end = 0

    def ready(self) -> bool:
        return self._chat is not None

    def start(self) -> None:
        with self._state:
            if self._thread is None:
                self._thread = threading.Thread(target=self._load, name="transformers loader", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> bool:
        self.start()
        self._loaded.wait(seconds)
        return self.ready()

    def _load(self) -> None:
        try:
            self._chat = self._build()
        except Exception as error:
            self.failure = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        finally:
            self._loaded.set()

    def _build(self) -> Any:  # noqa: ANN401 - langchain_huggingface ships no types we may lean on
        import torch
        import xgrammar
        from langchain_huggingface import ChatHuggingFace, HuggingFacePipeline
        from transformers import AutoModelForCausalLM, AutoTokenizer, pipeline
        from transformers.utils import logging

        # Standard error belongs to the host's own log, and to the terminal application.
        logging.disable_progress_bar()
        logging.set_verbosity_error()
        cuda = torch.cuda.is_available()
        half = cuda or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
        dtype = torch.bfloat16 if half else torch.float32
        self.device = f"{'cuda' if cuda else 'cpu'}, {str(dtype).removeprefix('torch.')}"
        tokenizer = AutoTokenizer.from_pretrained(self._folder, local_files_only=True)
        if tokenizer.chat_template is None:
            raise ValueError(f"{self._folder} has no chat template")
        tokenizer.chat_template = _NO_THINKING + tokenizer.chat_template
        model = AutoModelForCausalLM.from_pretrained(self._folder, dtype=dtype, local_files_only=True)
        # Sampling comes from our settings; a model's own defaults would be mixed in and warned about.
        model.generation_config.max_length = None
        model = model.to("cuda" if cuda else "cpu").eval()
        self._vocabulary = model.config.vocab_size
        self._end = int(tokenizer.eos_token_id)
        vocabulary = xgrammar.TokenizerInfo.from_huggingface(
            tokenizer, vocab_size=self._vocabulary, stop_token_ids=[self._end]
        )
        self._compiler = xgrammar.GrammarCompiler(vocabulary, max_threads=1)
        if not cuda:
            torch.set_num_threads(self._settings.threads)
        engine = HuggingFacePipeline(
            pipeline=pipeline("text-generation", model=model, tokenizer=tokenizer), model_id=str(self._folder)
        )
        return ChatHuggingFace(llm=engine, tokenizer=tokenizer, model_id=str(self._folder))

    def stream(self, request: DraftRequest, stop: threading.Event) -> Iterator[str]:
        while not self.wait(_POLL_SECONDS):
            if stop.is_set():
                return
            if self.failure is not None:
                raise DraftFailed(self.failure)
        while not self._turn.acquire(timeout=_POLL_SECONDS):
            if stop.is_set():
                return
        try:
            yield from self._stream(request, stop)
        finally:
            self._turn.release()

    def _stream(self, request: DraftRequest, stop: threading.Event) -> Iterator[str]:
        import torch
        import xgrammar.contrib.hf
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
        from transformers import LogitsProcessorList

        kinds = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
        prompt = prompts.build(request)
        messages = [kinds[message.role](content=message.content) for message in (*prompt.prefix, prompt.turn)]
        # Ends the generation thread as well when the caller stops listening half-way.
        left = threading.Event()
        constraint = xgrammar.contrib.hf.LogitsProcessor(
            self._compiler.compile_grammar(grammar.build(request))
        )
        gates = [constraint, _StopGate(stop, self._end), _StopGate(left, self._end)]
        torch.manual_seed(self._settings.sampling.seed)
        try:
            for chunk in self._chat.stream(
                messages, pipeline_kwargs=self._options(LogitsProcessorList(gates))
            ):
                if stop.is_set():
                    return
                if text := str(chunk.content):
                    yield text
        except GeneratorExit:
            raise
        except Exception as error:
            raise DraftFailed(f"transformers: {type(error).__name__}: {error}") from error
        finally:
            left.set()

    def _options(self, gates: object) -> dict[str, object]:
        sampling = self._settings.sampling
        options: dict[str, object] = {"max_new_tokens": sampling.max_tokens, "logits_processor": gates}
        if sampling.temperature == 0:
            return {**options, "do_sample": False, "temperature": None, "top_p": None, "top_k": None}
        return {**options, "do_sample": True, "temperature": sampling.temperature, "top_p": sampling.top_p}

    def close(self) -> None:
        with self._turn:
            self._chat = None
            self._compiler = None
