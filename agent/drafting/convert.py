"""Turn a GGUF file into a folder in the transformers layout: weights de-quantised, tokenizer beside them.

Needs the ``convert`` extra (gguf, accelerate, safetensors) and memory for the weights in 16 bits.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from common.errors import ConfigurationError


def convert(gguf: Path, folder: Path) -> Path:
    """Write the model of ``gguf`` into ``folder`` as bfloat16 safetensors and return the folder.

    Raises:
        ConfigurationError: when the extra is not installed.
    """
    if find_spec("gguf") is None:
        raise ConfigurationError(
            "converting needs the gguf package", remedy="pip install 'tellergraph[convert]'"
        )
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    source, name = str(gguf.parent), gguf.name
    tokenizer = AutoTokenizer.from_pretrained(source, gguf_file=name, local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(
        source,
        gguf_file=name,
        quantization_config=GgufConfig(dequantize=True),
        dtype=torch.bfloat16,
        local_files_only=True,
    )
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
