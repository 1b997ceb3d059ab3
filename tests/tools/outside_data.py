"""Where the outside data of the evaluations lies: ``TELLERGRAPH_EVAL`` or ``../shared/eval``, never in here."""

from __future__ import annotations

import os
from pathlib import Path

_REPOSITORY = Path(__file__).parents[2]
_PLACES = (
    os.environ.get("TELLERGRAPH_EVAL"),
    _REPOSITORY / "../shared/eval",
    _REPOSITORY / "../../shared/eval",
)


def outside_file(name: str) -> Path | None:
    """The file of that name below the evaluation folder, or None where it is not on this machine."""
    return next(
        (Path(place) / name for place in _PLACES if place is not None and (Path(place) / name).is_file()),
        None,
    )
