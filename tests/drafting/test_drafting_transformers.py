"""The transformers engine, on a tiny Qwen model with random weights built here: nothing is downloaded."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

pytest.importorskip("xgrammar", reason="the transformers engine needs the extra gpu")

from agent.drafting import grammar
from agent.drafting.engines.transformers_engine import TransformersDrafter
from agent.drafting.protocol import DraftFailed, DraftRequest
from agent.drafting.select import open_drafter
from common.settings import Sampling, Settings

FACTS = (("贷款金额", "1,000,000元"), ("年利率", "3.5%"))
REQUEST = DraftRequest("zh", "月供", FACTS, (), None, grammar.literals_of(FACTS), max_sentences=3)
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% if enable_thinking is defined and enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}"
    "{% endif %}"
)


@pytest.fixture(scope="module", params=["qwen2", "qwen3"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder: two layers, a byte-level vocabulary with digits and a few whole words."""
    import torch
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    place = tmp_path_factory.mktemp("tiny") / str(request.param)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    words = [
        byte_level.pre_tokenize_str(word)[0][0]
        for word in ("贷款", "元", "。", "1", "1,000", "00", "3.5%", "好的")
    ]
    vocabulary = {token: number for number, token in enumerate(dict.fromkeys([*alphabet, *words]))}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = byte_level
    tokenizer.decoder = decoders.ByteLevel()
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=["<|im_start|>"],
        chat_template=TEMPLATE,
    )
    kinds = {
        "qwen2": (transformers.Qwen2Config, transformers.Qwen2ForCausalLM),
        "qwen3": (transformers.Qwen3Config, transformers.Qwen3ForCausalLM),
    }
    make_config, make_model = kinds[str(request.param)]
    torch.manual_seed(1)
    config = make_config(
        vocab_size=len(fast),
        hidden_size=32,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        max_position_embeddings=4096,
        eos_token_id=fast.eos_token_id,
        pad_token_id=fast.pad_token_id,
        bos_token_id=None,
    )
    make_model(config).save_pretrained(place)
    fast.save_pretrained(place)
    return place


@pytest.fixture(scope="module")
def drafter(folder: Path) -> TransformersDrafter:
    settings = Settings(
        home=folder.parent, threads=1, sampling=Sampling(max_tokens=64, temperature=1.0, top_p=1.0)
    )
    drafter = open_drafter(f"file:{folder}", settings)
    assert isinstance(drafter, TransformersDrafter)
    assert drafter.wait(120), drafter.failure
    return drafter


def test_even_random_weights_write_no_figure_that_is_not_a_fact(drafter: TransformersDrafter) -> None:
    pieces = list(drafter.stream(REQUEST, threading.Event()))
    text = "".join(pieces)
    assert len(pieces) > 1
    whole = re.sub(r"[\d,.]+$", "", text)
    assert set(re.findall(r"\d[\d,.]*[元%]?", whole)) <= {"1,000,000元", "3.5%"}
    assert not set(text) & set(grammar.NUMERALS)


def test_the_same_seed_gives_the_same_words(drafter: TransformersDrafter) -> None:
    first = "".join(drafter.stream(REQUEST, threading.Event()))
    assert first == "".join(drafter.stream(REQUEST, threading.Event()))


def test_stop_ends_the_generation(drafter: TransformersDrafter) -> None:
    stop, heard = threading.Event(), list[str]()
    for piece in drafter.stream(REQUEST, stop):
        heard.append(piece)
        stop.set()
    assert len(heard) == 1


def test_a_caller_who_leaves_half_way_frees_the_model(drafter: TransformersDrafter) -> None:
    for _ in drafter.stream(REQUEST, threading.Event()):
        break
    assert list(drafter.stream(REQUEST, threading.Event()))


def test_thinking_is_switched_off_in_the_chat_template(drafter: TransformersDrafter) -> None:
    from langchain_core.messages import HumanMessage

    assert drafter._chat._to_chat_prompt([HumanMessage(content="你好")]).endswith("<think>\n\n</think>\n\n")


def test_a_folder_that_holds_no_model_fails_in_one_line(tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer_config.json", "model.safetensors"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    drafter = TransformersDrafter("broken", tmp_path, Settings(home=tmp_path))
    with pytest.raises(DraftFailed) as failure:
        list(drafter.stream(REQUEST, threading.Event()))
    assert "\n" not in str(failure.value)
    assert not drafter.ready()
