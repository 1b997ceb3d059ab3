"""Which drafter words the answers: the one a name asks for, or the best that lies ready on this machine."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

from agent.drafting.catalogue import Model, find, folder_is_whole, models, path
from agent.drafting.protocol import Drafter
from common.errors import ConfigurationError, UserError
from common.settings import Settings

TEMPLATE = "template"
_REMOTE = "openai:"
_FILE = "file:"
_CPU_CHOICE = "qwen2.5-coder-1.5b-instruct-q4_k_m"


def open_drafter(engine: str, settings: Settings) -> Drafter | None:
    """The drafter an engine name stands for; not started yet.

    ``template`` is None: no model. ``auto`` is the best local model that is ready, or None (``why_not``
    says why). ``openai:<model>`` is a model of the server in the settings; ``file:<path>`` a GGUF file or
    a model folder of one's own; all else is a name of the catalogue.

    Raises:
        UserError: for a name that is none of these.
        ConfigurationError: when the model asked for is not ready, with the command that brings it.
    """
    if engine == TEMPLATE:
        return None
    if engine == "auto":
        model = _best(settings)
        return None if model is None else _open(model, settings)
    if engine.startswith(_REMOTE):
        from agent.drafting.engines.openai_compatible import OpenAIDrafter

        if not (name := engine.removeprefix(_REMOTE)):
            raise UserError("openai: needs the model's name, such as openai:Qwen/Qwen3-8B")
        return OpenAIDrafter(name, settings)
    if engine.startswith(_FILE):
        return _open_file(Path(engine.removeprefix(_FILE)).expanduser(), settings)
    model = find(engine)
    path(model.name, settings)
    return _open(model, settings)


def why_not(settings: Settings) -> str | None:
    """One line on why ``auto`` finds no model here, with the remedy; None when it finds one."""
    if _best(settings) is not None:
        return None
    if find_spec("xllamacpp") is None:
        return "no local model: the package xllamacpp is not installed (pip install xllamacpp)"
    state = find(_CPU_CHOICE).state(settings)
    what = "is not whole yet" if state == "partial" else "is not on this machine"
    return f"no local model: {_CPU_CHOICE} {what} (tellergraph model pull {_CPU_CHOICE})"


def _best(settings: Settings) -> Model | None:
    """A GPU model where there is a GPU, else the CPU model; only what is fit for the counter."""
    fit = [model for model in models() if model.use == "counter" and model.state(settings) == "ready"]
    on_gpu = [model for model in fit if model.device == "gpu"]
    if on_gpu and find_spec("xgrammar") is not None and has_gpu():
        return on_gpu[0]
    on_cpu = [model for model in fit if model.device == "cpu"]
    return on_cpu[0] if on_cpu and find_spec("xllamacpp") is not None else None


def has_gpu() -> bool:
    """Whether torch can use a CUDA device; torch is only imported where a driver's trace is found."""
    if not Path("/dev/nvidiactl").exists() and shutil.which("nvidia-smi") is None:
        return False
    if find_spec("torch") is None:
        return False
    import torch

    return bool(torch.cuda.is_available())


def _open(model: Model, settings: Settings) -> Drafter:
    return _open_place(model.name, model.place(settings), settings)


def _open_file(place: Path, settings: Settings) -> Drafter:
    if place.is_dir() and not folder_is_whole(place):
        raise UserError(f"{place} is not a whole model folder (config, tokenizer, safetensors)")
    if not place.is_dir() and not (place.is_file() and place.suffix == ".gguf"):
        raise UserError(f"{place} is neither a GGUF file nor a model folder")
    return _open_place(f"file:{place.name}", place, settings)


def _open_place(name: str, place: Path, settings: Settings) -> Drafter:
    if place.is_dir():
        from agent.drafting.engines.transformers_engine import TransformersDrafter

        return TransformersDrafter(name, place, settings)
    if find_spec("xllamacpp") is None:
        raise ConfigurationError("GGUF models need xllamacpp", remedy="pip install xllamacpp")
    from agent.drafting.engines.llama_cpp import LlamaCppDrafter

    return LlamaCppDrafter(name, place, settings)
